/**
 * How texts from sheets, forms, documents and agents are cleaned before anything is decided about them.
 *
 * Around a value nobody means spaces, line breaks or characters that cannot be seen. Inside, only characters without any width go, and those that
 * shape letters or emoji stay, except in values that have a form of their own, such as IDs and addresses.
 */

/** A character that cannot be seen: soft hyphen, zero-width characters and joiners, marks of the writing direction, byte order mark. */
const UNSEEN =
	'[\\u00ad\\u061c\\u180e\\u200b\\u200c\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u2064\\u2066-\\u2069\\u3164\\ufeff\\uffa0]|\\u034f|\\u200d';

const AROUND = new RegExp(`^(?:[\\s\\p{Cc}]|${UNSEEN})$`, 'u');
const ANYWHERE = new RegExp(UNSEEN, 'gu');
/** Characters without width that shape nothing: they are left over from web pages. */
const SHAPELESS = /[\u200b\u2060\ufeff]+/gu;

/** Dashes and minus signs that word processors write in place of a hyphen. */
const DASHES = /[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/gu;

/** What a sheet shows in place of a value that it could not compute, and what programs write in place of one that is not there. */
const BROKEN =
	/^(?:#(?:N\/A|REF!|VALUE!|NAME\?|DIV\/0!|NULL!|NUM!|SPILL!|CALC!|ERROR!|GETTING_DATA|FIELD!|BLOCKED!|CONNECT!|UNKNOWN!)|\[object \w+\]|undefined|null|NaN|Loading\.\.\.)$/u;

/**
 * An expression that n8n did not evaluate, because the field is not in expression mode: nothing but one, or one inside a text. Double braces alone
 * are none: learning platforms have placeholders of that form.
 */
const NOT_EVALUATED =
	/^=\s*\{\{[\s\S]*\}\}$|^\{\{[\s\S]*\$[\p{L}(][\s\S]*\}\}$|\{\{[^{}]*\$(?:json|binary|node|input|items?|fromAI|prevNode|now|today|vars|env|workflow|execution|\()[^{}]*\}\}/u;

/** Longer texts are no expressions that somebody typed into a field. */
const LONGEST_EXPRESSION = 2_000;

/** A text without what surrounds it and cannot be meant; for texts that people read, such as messages. */
export function trimmed(text: string): string {
	let start = 0;
	let end = text.length;
	// Character by character: a pattern for the end would look at a long run of spaces in the middle again from each of its places.
	while (start < end && AROUND.test(text[start])) start += 1;
	while (end > start && AROUND.test(text[end - 1])) end -= 1;
	return text.slice(start, end);
}

/** A single line, such as a name or a title, without what cannot be meant around or inside it. */
export function cleanLine(text: string): string {
	return trimmed(text).replace(SHAPELESS, '');
}

/** A value with a form of its own, such as an ID, an address, a number or a date: nothing unseen is left in it. */
export function cleanToken(text: string): string {
	return trimmed(text.replace(ANYWHERE, ''));
}

/** A number or a date as a person wrote it: plain digits and hyphens, single spaces, whatever the keyboard or the program made of them. */
export function plainCharacters(text: string): string {
	return cleanToken(text.normalize('NFKC')).replace(DASHES, '-').replace(/\s+/gu, ' ');
}

/** Comparison key of two spellings that mean the same to a person: without regard to capitals, spaces and hyphens. */
export function looseKey(text: string): string {
	return plainCharacters(text)
		.toLowerCase()
		.replace(/[\s_-]+/gu, '');
}

/** Whether nothing was filled in: nothing at all, nothing that can be seen, or a list of nothing else. `false` and `0` are values. */
export function isBlank(value: unknown): boolean {
	if (value === undefined || value === null) return true;
	if (typeof value === 'string') return trimmed(value) === '';
	if (Array.isArray(value)) return value.every(isBlank);
	if (typeof value === 'object' && '__rl' in value) return isBlank((value as { value?: unknown }).value);
	return false;
}

/**
 * Recognizes texts that nobody means: an error of a sheet, a value that was turned into text although there was none, an expression that was
 * not evaluated.
 *
 * @returns what it is and what to do, or `undefined` for every other text
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

/** A value as it is quoted in a message: sixty characters at most. */
export function short(value: unknown): string {
	const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
	return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
