import { readFileSync } from 'node:fs';
import { readYaml } from './yaml.ts';

/** Records of one collection: what each has for itself, and what all of them share. */
interface Collected {
	each?: object;
	records: object[];
}

/** Reads lists of words by their name. */
export function readNames<Name extends string>(file: string): Record<Name, string[]> {
	return readYaml(readFileSync(file, 'utf8'));
}

/** Reads the records of a file by the name of their collection. */
export function readRecords(file: string): Record<string, object[]> {
	const collections: Record<string, Collected> = readYaml(readFileSync(file, 'utf8'));
	return Object.fromEntries(
		Object.entries(collections).map(([name, { each, records }]) => [
			name,
			records.map((record) => ({ ...each, ...record })),
		]),
	);
}

/** Several sets of records as one: lists of the same name one after the other. */
export function joinRecords(...sets: Array<Record<string, object[]>>): Record<string, object[]> {
	const joined: Record<string, object[]> = {};
	for (const [name, rows] of sets.flatMap((set) => Object.entries(set)))
		joined[name] = [...(joined[name] ?? []), ...rows];
	return joined;
}
