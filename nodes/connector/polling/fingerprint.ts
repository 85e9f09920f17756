import type { IDataObject } from 'n8n-workflow';
import type { Watch } from '../model/watch';
import { hash } from '../wire/hash';

/** Length of the fingerprint of one property: 24 bits. */
const PROPERTY = 4;

/** Length of the fingerprint of a whole record: 72 bits. */
const RECORD = 12;

/** Fingerprint of the compared values of a record: one part per compared property, or one for the whole record. */
export function markOf({ compared, ignored = [] }: Watch, record: IDataObject): string {
	if (compared) return compared.map((name) => hash(record[name], PROPERTY)).join('');
	return hash(Object.fromEntries(Object.entries(record).filter(([name]) => !ignored.includes(name))), RECORD);
}

/** Names of the properties in which two fingerprints differ. */
export function differences({ compared = [] }: Watch, before: string, after: string): string[] {
	const part = (mark: string, index: number) => mark.slice(index * PROPERTY, (index + 1) * PROPERTY);
	return compared.filter((_name, index) => part(before, index) !== part(after, index));
}
