/** Enough digits to lie beyond what a JavaScript number can hold exactly, where a number can begin: those inside an id in quotes are no reason to look closer. */
const LONG = /(?:^|[\s:,[-])\d{16}/;

const NUMBERS = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Reads JSON without rounding: whole numbers beyond 2^53, such as an 18-digit id that the vendor sends without quotes, become text.
 *
 * @throws SyntaxError when the text is no JSON
 */
export function parseJson(text: string): unknown {
	return JSON.parse(LONG.test(text) ? withLongNumbersQuoted(text) : text);
}

/** What a text says as JSON, or the text itself when it is none. */
export function jsonOrText(text: string): unknown {
	try {
		return parseJson(text);
	} catch {
		return text;
	}
}

function withLongNumbersQuoted(text: string): string {
	const parts: string[] = [];
	let position = 0;
	while (position < text.length) {
		const opening = text.indexOf('"', position);
		const end = opening === -1 ? text.length : opening;
		parts.push(text.slice(position, end).replace(NUMBERS, (number) => (isTooLong(number) ? `"${number}"` : number)));
		position = opening === -1 ? text.length : afterQuoted(text, opening);
		parts.push(text.slice(end, position));
	}
	return parts.join('');
}

/** Where the text in quotes that begins at a place has ended. */
function afterQuoted(text: string, opening: number): number {
	let closing = opening;
	do {
		closing = text.indexOf('"', closing + 1);
		if (closing === -1) return text.length;
	} while (isEscaped(text, closing));
	return closing + 1;
}

function isEscaped(text: string, quote: number): boolean {
	let backslashes = 0;
	while (text[quote - 1 - backslashes] === '\\') backslashes += 1;
	return backslashes % 2 === 1;
}

function isTooLong(number: string): boolean {
	return /^-?\d{16,}$/.test(number) && !Number.isSafeInteger(Number(number));
}
