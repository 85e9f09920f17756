import { parseJson } from './json';
import { isBlank, trimmed } from './texts';

/** Text that stands for a list with nothing in it, on purpose. */
const EMPTY_LIST = /^\[\s*\]$/u;

/** Whether a person said on purpose that a list is to be empty: the text `[]`, alone or as the only entry. */
export function isEmptyOnPurpose(value: unknown): boolean {
	if (Array.isArray(value)) return value.length === 1 && isEmptyOnPurpose(value[0]);
	return typeof value === 'string' && EMPTY_LIST.test(trimmed(value));
}

/**
 * The entries of a list, blank ones left out.
 *
 * The entries of an array are whole, whatever is in them. A text is split at the separator it uses: line breaks before semicolons before
 * commas, so that `Health, Safety; Law` has two entries; parts in double quotes are whole, as in CSV files. JSON arrays as text are arrays.
 *
 * @param divisible entries hold no separators themselves, as IDs and addresses do: every text is split at all of them, also inside an array
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
	// What surrounds a text is no separator: a line break at its end does not make one entry of "Law, Sales".
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

/** Splits a text at separators that do not stand between double quotes. */
function splitAt(text: string, separators: RegExp): string[] {
	const parts: string[] = [];
	let start = 0;
	let isQuoted = false;
	for (let index = 0; index < text.length; index += 1) {
		if (text[index] === '"') isQuoted = !isQuoted && trimmed(text.slice(start, index)) === '';
		else if (!isQuoted && separators.test(text[index])) {
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
