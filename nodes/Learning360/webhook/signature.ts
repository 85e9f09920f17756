import { createHmac, timingSafeEqual } from 'node:crypto';

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
	const [id, timestamp, signature] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => headers[name]);
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

/**
 * Finds the secret with which a delivery was signed: HMAC-SHA256 over `id.timestamp.body`, in Base64.
 * Source: https://360learning.readme.io/docs/security-and-signature-verification; the signed text is that of Svix, which carries the
 * deliveries (https://docs.svix.com/receiving/verifying-payloads/how-manual).
 *
 * @param body the bytes as received: writing parsed JSON again gives other bytes
 * @returns the secret; `undefined` when none of them made the signature
 */
export function signingSecret({ id, timestamp, signature }: SignedHeaders, body: Buffer, secrets: string[]): string | undefined {
	const sent = signature
		.split(' ')
		.filter((entry) => entry.startsWith('v1,'))
		.map((entry) => Buffer.from(entry.slice(3), 'base64'));
	return secrets.find((secret) =>
		keysOf(secret).some((key) => {
			const own = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
			return sent.some((entry) => entry.length === own.length && timingSafeEqual(entry, own));
		}),
	);
}

/**
 * What a secret stands for: behind `whsec_` come the bytes of the key in Base64. The vendor's only example has no prefix, so without one the
 * text itself is tried as well. An empty key would let anybody sign.
 */
function keysOf(secret: string): Buffer[] {
	const prefixed = secret.startsWith('whsec_');
	const decoded = Buffer.from(prefixed ? secret.slice('whsec_'.length) : secret, 'base64');
	return (prefixed ? [decoded] : [decoded, Buffer.from(secret)]).filter((key) => key.length > 0);
}
