import { parseJson } from './json';
import { isBlank, trimmed } from './texts';

/** Text with which users empty a list on purpose. */
const EMPTY_LIST = /^\[\s*\]$/u;

/** Whether the user empties the list on purpose, with the text `[]` alone or as the only entry. */
export function isEmptyOnPurpose(value: unknown): boolean {
	if (Array.isArray(value)) return value.length === 1 && isEmptyOnPurpose(value[0]);
	return typeof value === 'string' && EMPTY_LIST.test(trimmed(value));
}

/**
 * Returns the entries of a list without blank ones.
 *
 * Entries of an array are never split. Text is split at its own separator: line breaks if it has any, otherwise semicolons, otherwise commas, so
 * that `Health, Safety; Law` has two entries. Parts in double quotes are not split, as in CSV files. JSON arrays as text are arrays.
 *
 * @param divisible entries cannot contain separators, as with IDs and email addresses: text is split at all separators, also inside an array
 */
export function entriesOf(value: unknown, divisible: boolean): unknown[] {
	if (isBlank(value)) return [];
	if (Array.isArray(value))
		return value.flatMap((entry) =>
			divisible || isJsonList(entry) || Array.isArray(entry)
				? entriesOf(entry, divisible)
				: isBlank(entry)
					? []
					: [entry],
		);
	if (typeof value !== 'string') return [value];
	const list = jsonList(value);
	// Surrounding whitespace is not a separator: a line break at the end must not turn "Law, Sales" into one entry.
	return list ? entriesOf(list, divisible) : split(trimmed(value), divisible);
}

function isJsonList(entry: unknown): boolean {
	return typeof entry === 'string' && jsonList(entry) !== undefined;
}

function jsonList(text: string): unknown[] | undefined {
	const seen = trimmed(text);
	if (!seen.startsWith('[') || !seen.endsWith(']')) return undefined;
	try {
		const parsed = parseJson(seen);
		return Array.isArray(parsed) ? parsed : undefined;
	} catch {
		return undefined;
	}
}

function split(text: string, divisible: boolean): string[] {
	if (divisible) return text.split(/[,;\r\n\t\u2028\u2029\uff0c\uff1b\u3001]+/u).filter((part) => !isBlank(part));
	for (const separators of [/[\r\n\u2028\u2029]/u, /[;\uff1b]/u, /[,\uff0c\u3001]/u]) {
		const parts = splitAt(text, separators);
		if (parts.length > 1) return parts.map(unquoted).filter((part) => !isBlank(part) && !/^[\s,;]*$/u.test(part));
	}
	return [unquoted(text)].filter((part) => !isBlank(part));
}

/** Splits text at separators outside double quotes. */
function splitAt(text: string, separators: RegExp): string[] {
	const parts: string[] = [];
	let start = 0;
	let isQuoted = false;
	for (let index = 0; index < text.length; index += 1) {
		if (text[index] === '"') isQuoted = !isQuoted && trimmed(text.slice(start, index)) === '';
		else if (!isQuoted && separators.test(text.charAt(index))) {
			parts.push(text.slice(start, index));
			start = index + 1;
		}
	}
	parts.push(text.slice(start));
	return parts;
}

function unquoted(part: string): string {
	const [, inside] = /^"([\s\S]*)"$/u.exec(trimmed(part)) ?? [];
	return inside === undefined ? part : inside.replaceAll('""', '"');
}
