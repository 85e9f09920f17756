import type { List } from '../model/list';
import { cleanToken } from './texts';

/** The mode in which a value is looked up although an id is expected: its form says what it is, e.g. an e-mail address. */
export function recognizedLookup(list: List | undefined, value: unknown): string | undefined {
	if (!list?.lookups || typeof value !== 'string') return undefined;
	const text = cleanToken(value);
	if (list.pattern && new RegExp(list.pattern, 'u').test(text)) return undefined;
	return Object.entries(list.lookups).find(
		([, { recognized, pattern }]) => recognized && new RegExp(pattern, 'u').test(text),
	)?.[0];
}

/** What the other names of a record are called that are looked up wherever its ID is expected, e.g. `email addresses`. */
export function namesOf(list: List | undefined): string[] {
	return Object.values(list?.lookups ?? {}).flatMap(({ recognized }) => recognized ?? []);
}
