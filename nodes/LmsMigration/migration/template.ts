/** Texts with expressions in them, as n8n keeps them: `Hello {{ $json.name }}`. */

export interface Part {
	kind: 'text' | 'code';
	text: string;
}

/** Splits a text at its double braces, as n8n does: an expression ends at the first `}}`; `\{{` is text. */
export function templateParts(text: string): Part[] {
	const parts: Part[] = [];
	let before = '';
	let place = 0;
	for (;;) {
		const open = text.indexOf('{{', place);
		if (open < 0) break;
		if (open > place && text[open - 1] === '\\') {
			before += `${text.slice(place, open - 1)}{{`;
			place = open + 2;
			continue;
		}
		const close = text.indexOf('}}', open + 2);
		if (close < 0) break;
		before += text.slice(place, open);
		if (before !== '') parts.push({ kind: 'text', text: before });
		before = '';
		parts.push({ kind: 'code', text: text.slice(open + 2, close) });
		place = close + 2;
	}
	if (before !== '' || place < text.length) parts.push({ kind: 'text', text: before + text.slice(place) });
	return parts;
}

/** JavaScript that makes the text; one expression alone is that expression. */
export function templateCode(parts: Part[]): string {
	const [first] = parts;
	if (parts.length === 1 && first?.kind === 'code') return first.text.trim();
	return `[${parts.map((part) => (part.kind === 'code' ? part.text.trim() : codeOf(part.text))).join(', ')}].join("")`;
}

/** A literal of JavaScript that can stand in an expression: double braces would end it. */
export function codeOf(value: string | number | boolean | null): string {
	return JSON.stringify(value).replaceAll('}}', '}\\u007d').replaceAll('{{', '{\\u007b');
}

/** Changes the expressions of a parameter and leaves its text alone. */
export function mapExpressions(parameter: string, change: (code: string) => string): string {
	if (!parameter.startsWith('=')) return parameter;
	let result = '=';
	let place = 1;
	for (;;) {
		const open = parameter.indexOf('{{', place);
		if (open < 0) return result + parameter.slice(place);
		if (open > place && parameter[open - 1] === '\\') {
			result += parameter.slice(place, open + 2);
			place = open + 2;
			continue;
		}
		const close = parameter.indexOf('}}', open + 2);
		if (close < 0) return result + parameter.slice(place);
		result += `${parameter.slice(place, open + 2)}${change(parameter.slice(open + 2, close))}}}`;
		place = close + 2;
	}
}

/**
 * Puts other texts into a source, in one pass.
 *
 * @param changes places that do not overlap, in the order in which they stand
 */
export function replacedAt(source: string, changes: Array<{ start: number; end: number; text: string }>): string {
	const pieces: string[] = [];
	let place = 0;
	for (const { start, end, text } of changes) {
		// A place inside one that is replaced already went with it.
		if (start < place) continue;
		pieces.push(source.slice(place, start), text);
		place = end;
	}
	return [...pieces, source.slice(place)].join('');
}
