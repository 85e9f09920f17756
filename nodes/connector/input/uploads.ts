import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { innermost } from '../model/existing';
import { FieldIssue } from '../model/failures';
import type { Field } from '../model/field';
import type { ByteStream } from '../transport/streams';
import { mediaType, plainName } from '../wire/fileNames';
import type { Input } from './input';

/** A file in a multipart form, with the name of its part. */
export interface FilePart {
	name: string;
	file: File;
}

/**
 * A file in n8n's binary data storage. It is streamed and never held in memory as a whole. Each attempt reads it again, so that the request can be
 * repeated, also by n8n after renewing a token.
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
 * Finds the files that the fields of an item name.
 *
 * @throws FieldIssue if a file is missing or has a type that the vendor does not accept
 */
export async function filesOf(context: IExecuteFunctions, input: Input, itemIndex: number): Promise<FilePart[]> {
	const parts: FilePart[] = [];
	for (const { field, properties } of input.files) {
		for (const property of properties) {
			const binary = binaryOf(context, itemIndex, property, field);
			parts.push({ name: innermost(field), file: await toFile(context, binary, property, field) });
		}
	}
	return parts;
}

function binaryOf(context: IExecuteFunctions, itemIndex: number, property: string, field: Field): IBinaryData {
	const binary = present(context, itemIndex, property);
	if (!binary)
		throw new FieldIssue(
			field.displayName,
			`The input has no file in the field "${property}"`,
			otherFields(context, itemIndex),
		);
	const mimeType = mediaType(binary.mimeType);
	if (field.accept && !field.accept.includes(mimeType)) {
		throw new FieldIssue(
			field.displayName,
			`A file of the type ${mimeType} cannot be used here`,
			`Use one of: ${field.accept.join(', ')}`,
		);
	}
	return { ...binary, mimeType };
}

/** n8n throws if the item has no file with this name. */
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

async function toFile(
	{ helpers }: IExecuteFunctions,
	binary: IBinaryData,
	property: string,
	field: Field,
): Promise<File> {
	const { id, mimeType, fileExtension } = binary;
	const name =
		plainName(binary.fileName) ?? plainName(fileExtension ? `${property}.${fileExtension}` : property) ?? 'file';
	if (id === undefined) return new File([Buffer.from(binary.data, 'base64')], name, { type: mimeType });
	try {
		const { fileSize } = await helpers.getBinaryMetadata(id);
		return new StoredFile(name, mimeType, fileSize, async () => await helpers.getBinaryStream(id));
	} catch (error) {
		throw unreadable(field, property, error as Error);
	}
}

function unreadable(field: Field, property: string, { message }: Error): FieldIssue {
	return new FieldIssue(
		field.displayName,
		`The file in the field "${property}" can no longer be read`,
		`n8n says: ${message}`,
	);
}
