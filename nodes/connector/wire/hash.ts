import { createHash } from 'node:crypto';

/** Returns a short hash that is equal for equal values. */
export function hash(value: unknown, length: number): string {
	return createHash('sha256').update(stable(value)).digest('base64url').slice(0, length);
}

/** Returns JSON that ignores the order of properties and omits empty ones. */
function stable(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`;
	if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null);
	const entries = Object.entries(value).filter(([, entry]) => entry !== undefined && entry !== null);
	return `{${entries
		.sort(([one], [other]) => (one < other ? -1 : 1))
		.map(([name, entry]) => `${JSON.stringify(name)}:${stable(entry)}`)
		.join(',')}}`;
}
