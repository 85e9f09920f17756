import { randomInt } from 'n8n-workflow';

/** Waiting time before the second try; it doubles from try to try. */
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;

/** Codes of failures in which no byte of the request reached the vendor. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** Codes of failures in which the vendor may or may not have acted. */
const BROKEN = new Set(['ECONNRESET', 'ECONNABORTED', 'ETIMEDOUT', 'EPIPE', 'ERR_NETWORK', 'ERR_BAD_RESPONSE', 'ERR_STREAM_PREMATURE_CLOSE', 'UND_ERR_SOCKET']);

/** What became of a request that brought no usable answer. */
export type Fate = 'neverSent' | 'unknown';

/** Says what is known about a request from the code of a network failure, or `undefined` when it was none. */
export function fateOf(code: string | undefined): Fate | undefined {
	if (code === undefined) return undefined;
	if (NEVER_SENT.has(code)) return 'neverSent';
	return BROKEN.has(code) ? 'unknown' : undefined;
}

/**
 * How long to wait before another try: twice as long each time, with jitter so that parallel calls do not come back together.
 *
 * @param tries tries so far, 1 or more
 * @returns milliseconds
 */
export function backoff(tries: number): number {
	const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries - 1));
	return randomInt(Math.ceil(longest / 2), longest + 1);
}

/**
 * Reads a `Retry-After` header (RFC 9110: seconds or a date).
 *
 * @returns milliseconds from now, or `undefined` when there is none that can be read
 */
export function retryAfter(header: string | string[] | undefined): number | undefined {
	const text = Array.isArray(header) ? header[0] : header;
	if (!text) return undefined;
	const seconds = Number(text);
	if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
	const time = Date.parse(text);
	return Number.isNaN(time) ? undefined : Math.max(0, time - Date.now());
}
