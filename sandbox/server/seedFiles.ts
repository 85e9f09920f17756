import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** Records of one collection: what each has for itself, and what all of them share. */
interface Collected {
	each?: object;
	records: object[];
}

/** Reads lists of words by their name. */
export function readNames<Name extends string>(file: string): Record<Name, string[]> {
	return parse(readFileSync(file, 'utf8'));
}

/** Reads the records of a file by the name of their collection. */
export function readRecords<Records = Record<string, object[]>>(file: string): Records {
	const collections: Record<string, Collected> = parse(readFileSync(file, 'utf8'));
	return Object.fromEntries(
		Object.entries(collections).map(([name, { each, records }]) => [
			name,
			records.map((record) => ({ ...each, ...record })),
		]),
	) as Records;
}
