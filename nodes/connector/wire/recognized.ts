import type { List } from '../model/list';
import { cleanToken } from './texts';

/** Returns the mode for looking up a value where an ID is expected, recognized by the form of the value, e.g. an email address. */
export function recognizedLookup(list: List | undefined, value: unknown): string | undefined {
	if (!list?.lookups || typeof value !== 'string') return undefined;
	const text = cleanToken(value);
	if (list.pattern && new RegExp(list.pattern, 'u').test(text)) return undefined;
	return Object.entries(list.lookups).find(
		([, { recognized, pattern }]) => recognized && new RegExp(pattern, 'u').test(text),
	)?.[0];
}

/** Returns the names of values that are looked up wherever an ID is expected, e.g. `email addresses`. */
export function namesOf(list: List | undefined): string[] {
	return Object.values(list?.lookups ?? {}).flatMap(({ recognized }) => recognized ?? []);
}
