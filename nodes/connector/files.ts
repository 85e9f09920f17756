import type { BinaryHelperFunctions, IBinaryData, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { FieldIssue } from './errors';
import { nameIn, plainName } from './fileNames';
import type { Input } from './input';
import type { Field, Operation } from './operation';
import { BrokenAnswer } from './records';
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
	const name = plainName(binary.fileName) ?? plainName(fileExtension ? `${property}.${fileExtension}` : property) ?? 'file';
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
	const mimeType = operation.output.mediaType ?? typeIn(headers) ?? 'application/octet-stream';
	const fileName = nameIn(headers['content-disposition']) ?? `${operation.value}.${mimeType.split('/')[1] ?? 'bin'}`;
	const data = await context.helpers.prepareBinaryData(bytes, fileName, mimeType);
	return { json: { fileName, mimeType, fileSize: data.fileSize ?? '' }, binary: { [property]: data }, pairedItem: { item: itemIndex } };
}

/** Media types of servers that do not say what a file is. */
const ANY_FILE = new Set([undefined, 'application/octet-stream', 'binary/octet-stream', 'application/force-download']);

/** How files of a type begin, where that is known, and within how many bytes. Source of the latter: ISO 32000-1, implementation note 13 of annex H. */
const BEGINNINGS: Record<string, { text: string; within: number }> = { 'application/pdf': { text: '%PDF-', within: 1024 } };

/** The media type of an answer, without its parameters. */
export function typeIn(headers: VendorResponse['headers']): string | undefined {
	return headers['content-type'] === undefined ? undefined : String(headers['content-type']).split(';')[0].trim().toLowerCase();
}

/**
 * Whether an answer says that it is the whole file: no part of it (206), nothing (204) or something else, such as the page of a sign-in.
 *
 * @param mediaType what the documents say the file is
 */
export function isFileAnswer(statusCode: number, headers: VendorResponse['headers'], mediaType: string | undefined): boolean {
	const type = typeIn(headers);
	// A server that does not say what it sends is believed where the bytes prove it.
	return statusCode === 200 && (type === mediaType || (ANY_FILE.has(type) && (mediaType === undefined || mediaType in BEGINNINGS)));
}

/**
 * The same bytes, when they are a file of the type.
 *
 * @throws BrokenAnswer when there are none, or when they begin otherwise
 */
export async function* proven(pieces: AsyncIterable<Uint8Array>, mediaType = ''): AsyncGenerator<Uint8Array> {
	const beginning = BEGINNINGS[mediaType];
	const enough = beginning ? beginning.within : 1;
	let start = Buffer.alloc(0);
	let isProven = false;
	for await (const piece of pieces) {
		if (isProven) {
			yield piece;
			continue;
		}
		start = Buffer.concat([start, piece]);
		isProven = beginning ? start.subarray(0, enough).includes(beginning.text) : start.length > 0;
		if (isProven) yield start;
		else if (start.length >= enough) break;
	}
	if (isProven) return;
	throw new BrokenAnswer(start.length === 0 ? 'The vendor sent a file of 0 bytes' : `The vendor's answer was not a file of the type ${mediaType} (it begins with "${readable(start)}")`);
}

/** The first bytes as a person can read them. */
function readable(bytes: Buffer): string {
	return bytes.subarray(0, 40).toString('latin1').replace(/[^ -~]+/g, ' ').trim();
}

/** Whether an answer is a file whose bytes are still coming. */
export function isBytes(body: unknown): body is ByteStream {
	return body !== null && typeof body === 'object' && Symbol.asyncIterator in body;
}

/**
 * The same bytes, which fail when none come for a while: n8n's time limit for a request ends with the first byte of the answer.
 *
 * @param patience longest time between two pieces, in milliseconds
 * @param check looks at the bytes on their way
 */
export function flowing(bytes: ByteStream, patience: number, check: (pieces: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>): ByteStream {
	// Modules of Node.js that make streams may not be imported by community nodes; every class of streams can make others.
	const { from } = bytes.constructor as unknown as { from(pieces: AsyncIterable<Uint8Array>, options: { objectMode: boolean }): ByteStream };
	return from(check(piecesInTime(bytes, patience)), { objectMode: false });
}

async function* piecesInTime(bytes: ByteStream, patience: number): AsyncGenerator<Uint8Array> {
	const pieces = bytes[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
	try {
		for (let piece = await inTime(pieces.next(), patience); !piece.done; piece = await inTime(pieces.next(), patience)) yield piece.value;
	} finally {
		bytes.destroy();
	}
}

/** Longest answer that is no file, in bytes. The longest pages of the vendors' lists are far below, and n8n holds what is read in memory several times. */
const LONGEST_TEXT = 50_000_000;

/** An answer that is longer than any answer of a vendor; another one would be as long. */
export class TooLong extends Error {
	constructor() {
		super(`The vendor's answer is longer than ${LONGEST_TEXT / 1_000_000} MB, so reading it was stopped`);
	}
}

/** An answer whose end did not come. */
export class BrokenOff extends Error {
	constructor() {
		super("The vendor's answer broke off in the middle");
	}
}

/**
 * The text in bytes that are no file; anything that is not a stream is given back as it is.
 *
 * @throws TooLong, BrokenOff
 */
export async function textInstead(body: unknown): Promise<unknown> {
	if (!isBytes(body)) return body;
	const parts = await partsOf(body).catch(() => undefined);
	if (!parts) throw new BrokenOff();
	const bytes = Buffer.concat(parts);
	if (bytes.length > LONGEST_TEXT) throw new TooLong();
	const text = bytes.toString('utf8');
	return text.startsWith('\ufeff') ? text.slice(1) : text;
}

/** The pieces up to the one with which they are too long. */
async function partsOf(bytes: ByteStream): Promise<Uint8Array[]> {
	const parts: Uint8Array[] = [];
	let length = 0;
	for await (const part of bytes) {
		parts.push(part as Uint8Array);
		length += (part as Uint8Array).length;
		if (length > LONGEST_TEXT) break;
	}
	return parts;
}
