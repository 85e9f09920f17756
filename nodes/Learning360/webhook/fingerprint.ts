import { createHash } from 'node:crypto';

/** Length of a fingerprint: 72 bits. */
const LENGTH = 12;

/** A short text of fixed length for an id of any length. */
export function fingerprint(id: string): string {
	return createHash('sha256').update(id).digest('base64url').slice(0, LENGTH);
}
