import { createHash } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import type { Watch } from './watch';

/** Length of the mark of one property: 24 bits. */
const PROPERTY = 4;

/** Length of the mark of a whole record: 72 bits. */
const RECORD = 12;

/** A short text that is the same for the same value. */
export function hash(value: unknown, length: number): string {
	return createHash('sha256').update(stable(value)).digest('base64url').slice(0, length);
}

/** The mark of what counts in a record: one part for each compared property, or one for the whole record. */
export function markOf({ compared, ignored = [] }: Watch, record: IDataObject): string {
	if (compared) return compared.map((name) => hash(record[name], PROPERTY)).join('');
	return hash(Object.fromEntries(Object.entries(record).filter(([name]) => !ignored.includes(name))), RECORD);
}

/** Names of the compared properties in which two marks differ. */
export function differences({ compared = [] }: Watch, before: string, after: string): string[] {
	const part = (mark: string, index: number) => mark.slice(index * PROPERTY, (index + 1) * PROPERTY);
	return compared.filter((_name, index) => part(before, index) !== part(after, index));
}

/** JSON in which the order of properties does not matter, and neither whether an empty one is there. */
function stable(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`;
	if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null);
	const entries = Object.entries(value).filter(([, entry]) => entry !== undefined && entry !== null);
	return `{${entries.sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, entry]) => `${JSON.stringify(name)}:${stable(entry)}`).join(',')}}`;
}
