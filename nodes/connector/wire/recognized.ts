import type { List } from '../model/list';
import { cleanToken } from './texts';

/**
 * Returns the mode for looking up a value where an ID is expected, recognized by the form of the value, e.g. an email address.
 *
 * @param isTypedAsId the user chose the mode for IDs, or picked the value from the list: whatever can be an ID is one
 */
export function recognizedLookup(list: List | undefined, value: unknown, isTypedAsId = false): string | undefined {
	if (!list?.lookups || (typeof value !== 'string' && typeof value !== 'number')) return undefined;
	const text = cleanToken(String(value));
	const id = isTypedAsId ? list.pattern : (list.certain ?? list.pattern);
	if (id && new RegExp(id, 'u').test(text)) return undefined;
	return Object.entries(list.lookups).find(
		([, { recognized, pattern }]) => recognized && new RegExp(pattern, 'u').test(text),
	)?.[0];
}
