/** Texts with expressions in them, as n8n keeps them: `Hello {{ $json.name }}`. */

export interface Part {
	kind: 'text' | 'code';
	text: string;
}

/** Splits a text at its double braces, as n8n does: an expression ends at the first `}}`; `\{{` is text. */
export function templateParts(text: string): Part[] {
	const parts: Part[] = [];
	let rest = text;
	let before = '';
	while (rest !== '') {
		const open = rest.indexOf('{{');
		if (open < 0) break;
		if (rest[open - 1] === '\\') {
			before += `${rest.slice(0, open - 1)}{{`;
			rest = rest.slice(open + 2);
			continue;
		}
		const close = rest.indexOf('}}', open + 2);
		if (close < 0) break;
		before += rest.slice(0, open);
		if (before !== '') parts.push({ kind: 'text', text: before });
		before = '';
		parts.push({ kind: 'code', text: rest.slice(open + 2, close) });
		rest = rest.slice(close + 2);
	}
	if (before + rest !== '') parts.push({ kind: 'text', text: before + rest });
	return parts;
}

/** JavaScript that makes the text; one expression alone is that expression. */
export function templateCode(parts: Part[]): string {
	if (parts.length === 1 && parts[0].kind === 'code') return parts[0].text.trim();
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
	let rest = parameter.slice(1);
	for (;;) {
		const open = rest.indexOf('{{');
		const close = open < 0 ? -1 : rest.indexOf('}}', open + 2);
		if (close < 0) return result + rest;
		const isText = rest[open - 1] === '\\';
		const inside = rest.slice(open + 2, close);
		result += rest.slice(0, open + 2) + (isText ? '' : change(inside));
		rest = isText ? rest.slice(open + 2) : rest.slice(close);
		if (!isText) {
			result += '}}';
			rest = rest.slice(2);
		}
	}
}
