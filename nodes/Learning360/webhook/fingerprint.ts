import { createHash } from 'node:crypto';

/** Length of a fingerprint: 72 bits. */
const LENGTH = 12;

/** Returns a hash of fixed length for an ID of any length. */
export function fingerprint(id: string): string {
	return createHash('sha256').update(id).digest('base64url').slice(0, LENGTH);
}
