import type { BinaryHelperFunctions, IBinaryData, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { FieldIssue } from './errors';
import type { Input } from './input';
import type { Field, Operation } from './operation';
import type { VendorResponse } from './service';
import { inTime } from './wait';

/** Bytes that come one piece after the other. */
export type ByteStream = Awaited<ReturnType<BinaryHelperFunctions['getBinaryStream']>>;

/** A file of a form, under the name of its part. */
export interface FilePart {
	name: string;
	file: File;
}

/**
 * A file that n8n has stored: its bytes are read while they are sent and never held as a whole. Each sending reads it anew, so that the
 * request can be repeated, also by n8n itself after it has renewed a token.
 */
class StoredFile extends File {
	override readonly size: number;

	constructor(
		fileName: string,
		type: string,
		size: number,
		private readonly open: () => Promise<ByteStream>,
	) {
		super([], fileName, { type });
		this.size = size;
	}

	override stream(): ReturnType<File['stream']> {
		return ReadableStream.from(pieces(this.open)) as ReturnType<File['stream']>;
	}
}

async function* pieces(open: () => Promise<ByteStream>): AsyncGenerator<Uint8Array> {
	yield* await open();
}

/**
 * The files of an item that its fields name.
 *
 * @throws FieldIssue when one is not there or of a type that the vendor does not take
 */
export async function filesOf(context: IExecuteFunctions, input: Input, itemIndex: number): Promise<FilePart[]> {
	const parts: FilePart[] = [];
	for (const { field, properties } of input.files) {
		for (const property of properties) {
			const binary = binaryOf(context, itemIndex, property, field);
			parts.push({ name: field.wire[field.wire.length - 1], file: await toFile(context, binary, property, field) });
		}
	}
	return parts;
}

function binaryOf(context: IExecuteFunctions, itemIndex: number, property: string, field: Field): IBinaryData {
	const binary = present(context, itemIndex, property);
	if (!binary) throw new FieldIssue(field.displayName, `The input has no file in the field "${property}"`, otherFields(context, itemIndex));
	const mimeType = binary.mimeType.split(';')[0].trim().toLowerCase();
	if (field.accept && !field.accept.includes(mimeType)) {
		throw new FieldIssue(field.displayName, `A file of the type ${mimeType} cannot be used here`, `Use one of: ${field.accept.join(', ')}`);
	}
	return { ...binary, mimeType };
}

/** n8n knows where an item keeps its files; it throws when there is none of this name. */
function present(context: IExecuteFunctions, itemIndex: number, property: string): IBinaryData | undefined {
	try {
		const binary = context.helpers.assertBinaryData(itemIndex, property);
		return typeof binary.mimeType === 'string' ? binary : undefined;
	} catch {
		return undefined;
	}
}

function otherFields(context: IExecuteFunctions, itemIndex: number): string {
	const names = Object.keys(context.getInputData()[itemIndex]?.binary ?? {});
	if (names.length > 0) return `The incoming item has files in: ${names.join(', ')}`;
	return 'The incoming item has no files: put a node before this one that reads or downloads them';
}

async function toFile({ helpers }: IExecuteFunctions, binary: IBinaryData, property: string, field: Field): Promise<File> {
	const { id, mimeType, fileExtension } = binary;
	const name = binary.fileName ?? (fileExtension ? `${property}.${fileExtension}` : property);
	if (id === undefined) return new File([Buffer.from(binary.data, 'base64')], name, { type: mimeType });
	try {
		const { fileSize } = await helpers.getBinaryMetadata(id);
		return new StoredFile(name, mimeType, fileSize, async () => await helpers.getBinaryStream(id));
	} catch (error) {
		throw unreadable(field, property, error as Error);
	}
}

function unreadable(field: Field, property: string, { message }: Error): FieldIssue {
	return new FieldIssue(field.displayName, `The file in the field "${property}" can no longer be read`, `n8n says: ${message}`);
}

/** The item that carries a file of the vendor; its bytes go where n8n keeps files while they arrive. */
export async function fileItem(context: IExecuteFunctions, operation: Operation, bytes: ByteStream, headers: VendorResponse['headers'], itemIndex: number): Promise<INodeExecutionData> {
	const property = context.getNodeParameter('binaryPropertyName', itemIndex, 'data') as string;
	const mimeType = String(headers['content-type'] ?? operation.output.mediaType ?? 'application/octet-stream').split(';')[0];
	const fileName = nameIn(headers['content-disposition']) ?? `${operation.value}.${mimeType.split('/')[1] ?? 'bin'}`;
	const data = await context.helpers.prepareBinaryData(bytes, fileName, mimeType);
	return { json: { fileName, mimeType, fileSize: data.fileSize ?? '' }, binary: { [property]: data }, pairedItem: { item: itemIndex } };
}

/** The file name of a `content-disposition` header (RFC 6266), without folders. */
export function nameIn(header: string | string[] | undefined): string | undefined {
	const text = String(header ?? '');
	const encoded = /filename\*\s*=\s*utf-8'[^']*'([^;]+)/i.exec(text)?.[1];
	const plain = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]+))/i.exec(text);
	const name = decoded(encoded) ?? plain?.[1]?.replace(/\\(.)/g, '$1') ?? plain?.[2];
	return name?.split(/[/\\]/).pop()?.trim() || undefined;
}

function decoded(text: string | undefined): string | undefined {
	try {
		return text === undefined ? undefined : decodeURIComponent(text.trim());
	} catch {
		return undefined;
	}
}

/** Whether an answer is a file whose bytes are still coming. */
export function isBytes(body: unknown): body is ByteStream {
	return body !== null && typeof body === 'object' && Symbol.asyncIterator in body;
}

/**
 * The same bytes, which fail when none come for a while: n8n's time limit for a request ends with the first byte of the answer.
 *
 * @param patience longest time between two pieces, in milliseconds
 */
export function flowing(bytes: ByteStream, patience: number): ByteStream {
	// Modules of Node.js that make streams may not be imported by community nodes; every class of streams can make others.
	const { from } = bytes.constructor as unknown as { from(pieces: AsyncIterable<Uint8Array>, options: { objectMode: boolean }): ByteStream };
	return from(piecesInTime(bytes, patience), { objectMode: false });
}

async function* piecesInTime(bytes: ByteStream, patience: number): AsyncGenerator<Uint8Array> {
	const pieces = bytes[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
	try {
		for (let piece = await inTime(pieces.next(), patience); !piece.done; piece = await inTime(pieces.next(), patience)) yield piece.value;
	} finally {
		bytes.destroy();
	}
}

/** The text in bytes that turned out not to be the file; anything that is not a stream is given back as it is. */
export async function textInstead(body: unknown): Promise<unknown> {
	if (!isBytes(body)) return body;
	const parts: Uint8Array[] = [];
	for await (const part of body) parts.push(part as Uint8Array);
	return Buffer.concat(parts).toString('utf8');
}
