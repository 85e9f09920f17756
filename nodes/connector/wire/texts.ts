/**
 * Cleans text from sheets, forms, documents and agents before it is read.
 *
 * Spaces, line breaks and invisible characters around a value are removed. Inside, only zero-width characters are removed; those that shape letters or
 * emoji stay, except in values with a fixed form, such as IDs and email addresses.
 */

/** Invisible characters: soft hyphen, zero-width characters and joiners, direction marks, byte order mark. */
const UNSEEN =
	'[\\u00ad\\u061c\\u180e\\u200b\\u200c\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u2064\\u2066-\\u2069\\u3164\\ufeff\\uffa0]|\\u034f|\\u200d';

const AROUND = new RegExp(`^(?:[\\s\\p{Cc}]|${UNSEEN})$`, 'u');
const ANYWHERE = new RegExp(UNSEEN, 'gu');
/** Zero-width characters without effect, left over from web pages. */
const SHAPELESS = /[\u200b\u2060\ufeff]+/gu;

/** Dashes and minus signs that word processors use instead of a hyphen. */
const DASHES = /[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/gu;

/** Error values of sheets, and text that programs write for missing values. */
const BROKEN =
	/^(?:#(?:N\/A|REF!|VALUE!|NAME\?|DIV\/0!|NULL!|NUM!|SPILL!|CALC!|ERROR!|GETTING_DATA|FIELD!|BLOCKED!|CONNECT!|UNKNOWN!)|\[object \w+\]|undefined|null|NaN|Loading\.\.\.)$/u;

/**
 * An expression that n8n did not evaluate because the field is not in expression mode, alone or inside text. Double braces alone do not count, because
 * learning platforms use such placeholders.
 */
const NOT_EVALUATED =
	/^=\s*\{\{[\s\S]*\}\}$|^\{\{[\s\S]*\$[\p{L}(][\s\S]*\}\}$|\{\{[^{}]*\$(?:json|binary|node|input|items?|fromAI|prevNode|now|today|vars|env|workflow|execution|\()[^{}]*\}\}/u;

/** Longer text is not an expression typed into a field. */
const LONGEST_EXPRESSION = 2_000;

/** Trims whitespace and invisible characters; for text that people read, such as messages. */
export function trimmed(text: string): string {
	let start = 0;
	let end = text.length;
	// Character by character, because a pattern for the end takes quadratic time on long runs of spaces.
	while (start < end && AROUND.test(text.charAt(start))) start += 1;
	while (end > start && AROUND.test(text.charAt(end - 1))) end -= 1;
	return text.slice(start, end);
}

/** Cleans a single line, such as a name or title. */
export function cleanLine(text: string): string {
	return trimmed(text).replace(SHAPELESS, '');
}

/** Cleans a value with a fixed form, such as an ID, an email address, a number or a date: removes all invisible characters. */
export function cleanToken(text: string): string {
	return trimmed(text.replace(ANYWHERE, ''));
}

/** Normalizes a number or a date: plain digits and hyphens, single spaces. */
export function plainCharacters(text: string): string {
	return cleanToken(text.normalize('NFKC')).replace(DASHES, '-').replace(/\s+/gu, ' ');
}

/** Comparison key that ignores case, spaces and hyphens. */
export function looseKey(text: string): string {
	return plainCharacters(text)
		.toLowerCase()
		.replace(/[\s_-]+/gu, '');
}

/** Whether a value is empty: missing, invisible, or a list of such values. `false` and `0` are not empty. */
export function isBlank(value: unknown): boolean {
	if (value === undefined || value === null) return true;
	if (typeof value === 'string') return trimmed(value) === '';
	if (Array.isArray(value)) return value.every(isBlank);
	if (typeof value === 'object' && '__rl' in value) return isBlank((value as { value?: unknown }).value);
	return false;
}

/**
 * Recognizes text that is never meant: an error value of a sheet, a missing value turned into text, an expression that was not
 * evaluated.
 *
 * @returns what it is and what to do, or `undefined` for any other text
 */
export function mishap(text: string): { what: string; advice: string } | undefined {
	const seen = trimmed(text);
	if (seen.length <= LONGEST_EXPRESSION && NOT_EVALUATED.test(seen))
		return {
			what: `"${short(seen)}" is an expression that was not evaluated`,
			advice: 'Switch the field from Fixed to Expression',
		};
	if (BROKEN.test(seen))
		return {
			what: `"${seen}" stands for a value that could not be computed`,
			advice: 'Correct it where it comes from, or leave the field empty',
		};
	return undefined;
}

/** Quotes a value for a message, in at most sixty characters. */
export function short(value: unknown): string {
	const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
	return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
