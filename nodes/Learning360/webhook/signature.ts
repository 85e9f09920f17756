import { createHmac, timingSafeEqual } from 'node:crypto';
import { sleep } from 'n8n-workflow';

/** Headers that make a request a delivery. */
export interface SignedHeaders {
	/** The same on every retry of an event; the event's id in the history. */
	id: string;
	/** When this attempt was sent, Unix seconds. */
	timestamp: string;
	/** `v1,<base64>`, several separated by spaces while a secret rotates. */
	signature: string;
}

/** The headers of a delivery; `undefined` when one is missing, empty or there twice. */
export function signedHeaders(headers: Record<string, unknown>): SignedHeaders | undefined {
	const [id, timestamp, signature] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map(
		(name) => headers[name],
	);
	if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signature !== 'string') return undefined;
	return id === '' || !/^\d{1,12}$/.test(timestamp) || signature === '' ? undefined : { id, timestamp, signature };
}

/**
 * Says whether a delivery was sent a short while ago, so that an old one that somebody recorded cannot be sent again.
 *
 * @param tolerance seconds, before and after
 * @param now milliseconds since 1970
 */
export function isFresh({ timestamp }: SignedHeaders, tolerance: number, now = Date.now()): boolean {
	return Math.abs(now / 1000 - Number(timestamp)) <= tolerance;
}

/** Bytes that take a noticeable time to run through. */
const LONG = 65_536;

/** Length of an HMAC-SHA256. */
const SIGNATURE_BYTES = 32;

/**
 * Finds the secret with which a delivery was signed: HMAC-SHA256 over `id.timestamp.body`, in Base64. The body is read once for each key.
 * Source: https://360learning.readme.io/docs/security-and-signature-verification; the signed text is that of Svix, which carries the
 * deliveries (https://docs.svix.com/receiving/verifying-payloads/how-manual).
 *
 * @param body the bytes as received: writing parsed JSON again gives other bytes
 * @returns the secret; `undefined` when none of them made the signature
 */
export async function signingSecret(
	{ id, timestamp, signature }: SignedHeaders,
	body: Buffer,
	secrets: string[],
): Promise<string | undefined> {
	const sent = signature
		.split(' ')
		.filter((entry) => entry.startsWith('v1,'))
		.map((entry) => Buffer.from(entry.slice(3), 'base64'))
		.filter((entry) => entry.length === SIGNATURE_BYTES);
	if (sent.length === 0) return undefined;
	for (const secret of new Set(secrets)) {
		for (const key of keysOf(secret)) {
			const own = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
			if (sent.some((entry) => timingSafeEqual(entry, own))) return secret;
			// Others take their turn: n8n answers everything in one thread.
			if (body.length > LONG) await sleep(0);
		}
	}
	return undefined;
}

/** Whether a text holds a key: an empty one would let anybody sign. */
export function isSecret(text: string): boolean {
	return keysOf(text).length > 0;
}

/** Base64 of a key of 16 bytes at least. */
const ENCODED = /^[A-Za-z0-9+/]{22,}={0,2}$/;

/**
 * What a secret stands for: behind `whsec_` come the bytes of the key in Base64. The vendor's only example is a plain word, so a secret without the
 * prefix is the text itself; where it looks like Base64, the bytes are tried as well.
 */
function keysOf(secret: string): Buffer[] {
	const prefixed = secret.startsWith('whsec_');
	const decoded = Buffer.from(prefixed ? secret.slice('whsec_'.length) : secret, 'base64');
	const keys = prefixed ? [decoded] : [Buffer.from(secret), ...(ENCODED.test(secret) ? [decoded] : [])];
	return keys.filter((key) => key.length > 0);
}
