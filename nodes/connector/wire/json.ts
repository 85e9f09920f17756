/** A number with too many digits for a JavaScript number, where a number can begin; digits in quoted IDs do not count. */
const LONG = /(?:^|[\s:,[-])\d{16}/;

const NUMBERS = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Parses JSON without rounding: whole numbers beyond 2^53, such as unquoted 18-digit IDs, become text.
 *
 * @throws SyntaxError if the text is not JSON
 */
export function parseJson(text: string): unknown {
	return JSON.parse(LONG.test(text) ? withLongNumbersQuoted(text) : text);
}

/** Parses text as JSON, or returns it unchanged if it is not JSON. */
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

/** Returns the position after a quoted string. */
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
