import type { BinaryHelperFunctions } from 'n8n-workflow';
import type { VendorResponse } from '../model/service';
import { typeIn } from '../wire/fileNames';
import { BrokenAnswer } from '../wire/records';
import { inTime } from './deadline';

/** Bytes that come one piece after the other. */
export type ByteStream = Awaited<ReturnType<BinaryHelperFunctions['getBinaryStream']>>;

/** Media types of servers that do not say what a file is. */
const ANY_FILE = new Set([undefined, 'application/octet-stream', 'binary/octet-stream', 'application/force-download']);

/** How files of a type begin, where that is known, and within how many bytes. Source of the latter: ISO 32000-1, implementation note 13 of annex H. */
const BEGINNINGS: Record<string, { text: string; within: number }> = {
	'application/pdf': { text: '%PDF-', within: 1024 },
};

/**
 * Whether an answer says that it is the whole file: no part of it (206), nothing (204) or something else, such as the page of a sign-in.
 *
 * @param mediaType what the documents say the file is
 */
export function isFileAnswer(
	statusCode: number,
	headers: VendorResponse['headers'],
	mediaType: string | undefined,
): boolean {
	const type = typeIn(headers);
	// A server that does not say what it sends is believed where the bytes prove it.
	return (
		statusCode === 200 &&
		(type === mediaType || (ANY_FILE.has(type) && (mediaType === undefined || mediaType in BEGINNINGS)))
	);
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
	throw new BrokenAnswer(
		start.length === 0
			? 'The file has 0 bytes'
			: `The answer was not a file of the type ${mediaType} (it begins with "${readable(start)}")`,
	);
}

/** The first bytes as a person can read them. */
function readable(bytes: Buffer): string {
	return bytes
		.subarray(0, 40)
		.toString('latin1')
		.replace(/[^ -~]+/g, ' ')
		.trim();
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
export function flowing(
	bytes: ByteStream,
	patience: number,
	check: (pieces: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>,
): ByteStream {
	// Modules of Node.js that make streams may not be imported by community nodes; every class of streams can make others.
	const { from } = bytes.constructor as unknown as {
		from(pieces: AsyncIterable<Uint8Array>, options: { objectMode: boolean }): ByteStream;
	};
	return from(check(piecesInTime(bytes, patience)), { objectMode: false });
}

async function* piecesInTime(bytes: ByteStream, patience: number): AsyncGenerator<Uint8Array> {
	const pieces = bytes[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
	try {
		for (let piece = await inTime(pieces.next(), patience); !piece.done; piece = await inTime(pieces.next(), patience))
			yield piece.value;
	} finally {
		bytes.destroy();
	}
}

/** Longest answer that is no file, in bytes. The longest pages of the vendors' lists are far below, and n8n holds what is read in memory several times. */
const LONGEST_TEXT = 50_000_000;

/** An answer that is longer than any answer of a vendor; another one would be as long. */
export class TooLong extends Error {
	constructor() {
		super(`The answer is longer than ${LONGEST_TEXT / 1_000_000} MB, so reading it was stopped`);
	}
}

/** An answer whose end did not come. */
export class BrokenOff extends Error {
	constructor() {
		super('The answer broke off in the middle');
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
