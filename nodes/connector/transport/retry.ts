import { randomInt } from 'n8n-workflow';
import { Refusal } from '../model/failures';

/** Waiting time before the second try; it doubles from try to try. */
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;

/** Codes of failures in which no byte of the request reached the vendor. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/**
 * Codes of failures of the encryption, before any request was sent; they do not go away by trying again. Sources:
 * https://nodejs.org/api/tls.html#x509-certificate-error-codes, https://nodejs.org/api/errors.html
 */
const NOT_TRUSTED =
	/^(CERT_|CRL_|ERR_TLS_|ERR_SSL_|EPROTO$|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH$|ERROR_IN_C|INVALID_CA$|INVALID_PURPOSE$|PATH_LENGTH_EXCEEDED$)/;

/** Codes with which n8n and Axios refuse a request before it is sent. */
const NOT_SENDABLE = new Set([
	'ERR_INVALID_URL',
	'ERR_BAD_OPTION',
	'ERR_BAD_OPTION_VALUE',
	'ERR_INVALID_CHAR',
	'ERR_BAD_REQUEST',
	'ERR_NOT_SUPPORT',
]);

/** Codes with which Node.js and Axios end a request that takes too long. */
const TOO_LATE = new Set(['ECONNABORTED', 'ETIMEDOUT']);

/** Outcome of a request without a usable answer. */
export type Outcome = 'undone' | 'unknown';

/**
 * Returns the outcome of a request by the code of a network failure. After an unknown code the vendor may have acted.
 *
 * @returns `undefined` if the code is not a network failure
 */
export function outcomeOf(code: string | undefined): Outcome | undefined {
	if (code === undefined || isNotTrusted(code) || NOT_SENDABLE.has(code)) return undefined;
	return NEVER_SENT.has(code) ? 'undone' : 'unknown';
}

/** Whether a code says that a certificate, or the encryption, is not accepted. */
export function isNotTrusted(code: string | undefined): boolean {
	return code !== undefined && NOT_TRUSTED.test(code);
}

/** Advice when a certificate is not accepted: a retry would fail the same way. */
export function notTrusted(address: string, code: string): Refusal {
	return new Refusal(
		`The certificate of ${new URL(address).host} is not trusted (${code})`,
		'Nothing was sent. Check the host in the credential. If a proxy of your company answers there, let n8n trust its certificate, for instance with NODE_EXTRA_CA_CERTS',
	);
}

/** Whether a code stands for a time limit. */
export function isTooLate(code: string | undefined): boolean {
	return code !== undefined && TOO_LATE.has(code);
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

/** Longest time that an answer can make others wait, however long it says: the longest lock that a vendor documents takes five minutes. */
const LONGEST_TOLD_MS = 60 * 60 * 1000;

/**
 * Reads a `Retry-After` header (RFC 9110: seconds or a date). Anybody on the way can write one, so it counts for an hour at most: after that the vendor
 * is asked again.
 *
 * @returns milliseconds from now, or `undefined` when there is none that can be read
 */
export function retryAfter(header: string | string[] | undefined): number | undefined {
	const text = (Array.isArray(header) ? header[0] : header)?.trim();
	if (!text) return undefined;
	const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
	return Number.isNaN(ms) ? undefined : Math.min(LONGEST_TOLD_MS, Math.max(0, ms));
}
