/** Just enough of JavaScript to read what people write into expressions: literals, calls around them, joined texts. */
import { codeOf } from './template';
import { code, plain, type Value } from './value';

const CLOSING: Record<string, string> = { '(': ')', '[': ']', '{': '}' };

/** Index behind the text, comment or regular expression that starts here; the same index when none does. */
export function skip(source: string, index: number): number {
	const character = source[index];
	if (character === '"' || character === "'" || character === '`') return endOfText(source, index);
	if (character !== '/') return index;
	if (source[index + 1] === '/') return beyond(source.indexOf('\n', index), source);
	if (source[index + 1] === '*') return beyond(source.indexOf('*/', index) + 1, source);
	const before = source.slice(0, index).trimEnd();
	if (before !== '' && !/[(,=:[!&|?{};+\-*%<>~^]$|\breturn$/.test(before)) return index;
	return endOfPattern(source, index);
}

function beyond(end: number, source: string): number {
	return end <= 0 ? source.length : end + 1;
}

function endOfText(source: string, start: number): number {
	const quote = source[start];
	for (let index = start + 1; index < source.length; index += 1) {
		if (source[index] === '\\') index += 1;
		else if (source[index] === quote) return index + 1;
		else if (quote === '`' && source.startsWith('${', index)) index = endOfGroup(source, index + 1) - 1;
	}
	return source.length;
}

function endOfPattern(source: string, start: number): number {
	let inClass = false;
	for (let index = start + 1; index < source.length && source[index] !== '\n'; index += 1) {
		if (source[index] === '\\') index += 1;
		else if (source[index] === '[') inClass = true;
		else if (source[index] === ']') inClass = false;
		else if (source[index] === '/' && !inClass) return index + 1;
	}
	return start + 1;
}

/** Index behind the bracket that closes the one at `start`; the end of the source when nothing does. */
export function endOfGroup(source: string, start: number): number {
	const open: string[] = [];
	for (let index = start; index < source.length; ) {
		const next = skip(source, index);
		if (next > index) {
			index = next;
			continue;
		}
		const character = source[index];
		if (CLOSING[character]) open.push(CLOSING[character]);
		else if (character === open[open.length - 1]) open.pop();
		index += 1;
		if (open.length === 0) return index;
	}
	return source.length;
}

/** Splits at the places outside all brackets and texts where a separator stands. */
export function splitTop(source: string, isSeparator: (source: string, index: number) => boolean): string[] {
	const pieces: string[] = [];
	let start = 0;
	for (let index = 0; index < source.length; ) {
		const behind = CLOSING[source[index]] ? endOfGroup(source, index) : skip(source, index);
		if (behind > index) {
			index = behind;
			continue;
		}
		if (isSeparator(source, index)) {
			pieces.push(source.slice(start, index));
			start = index + 1;
		}
		index += 1;
	}
	pieces.push(source.slice(start));
	return pieces;
}

/**
 * Reads an expression as far as it is a literal; the rest stays code.
 *
 * @param source JavaScript of one expression
 */
export function readScript(source: string): Value {
	const text = bare(source);
	if (/^-?\d+(\.\d+)?$/.test(text)) return plain(Number(text));
	if (text === 'true' || text === 'false') return plain(text === 'true');
	if (text === 'null') return plain(null);
	const literal = textLiteral(text);
	if (literal !== undefined) return plain(literal);
	if (text.startsWith('[') && endOfGroup(text, 0) === text.length) return readList(text) ?? code(text);
	if (text.startsWith('{') && endOfGroup(text, 0) === text.length) return readObject(text) ?? code(text);
	return code(text);
}

/** The argument of a call of this function, when the source is nothing but that call. */
export function argumentOf(source: string, called: string): string | undefined {
	const text = bare(source);
	if (!text.startsWith(`${called}(`) || endOfGroup(text, called.length) !== text.length) return undefined;
	const pieces = splitTop(text.slice(called.length + 1, -1), (where, index) => where[index] === ',');
	return pieces[0].trim();
}

function bare(source: string): string {
	let text = source.trim();
	while (text.startsWith('(') && endOfGroup(text, 0) === text.length) text = text.slice(1, -1).trim();
	return text;
}

/** The text that a quoted literal stands for; templates with holes are none. */
export function textLiteral(source: string): string | undefined {
	const quote = source[0];
	if ((quote !== '"' && quote !== "'" && quote !== '`') || endOfText(source, 0) !== source.length || source.length < 2) return undefined;
	const inside = source.slice(1, -1);
	if (quote === '`' && /(^|[^\\])\$\{/.test(inside)) return undefined;
	const json = inside.replace(/\\(u[\da-fA-F]{4}|x[\da-fA-F]{2}|[\s\S])|"|\n/g, (found, escaped?: string) => {
		if (found === '"') return '\\"';
		if (found === '\n') return '\\n';
		if (escaped!.startsWith('x')) return `\\u00${escaped!.slice(1)}`;
		return /^[bfnrtu"\\/]/.test(escaped!) ? found : escaped!;
	});
	try {
		return JSON.parse(`"${json}"`) as string;
	} catch {
		return undefined;
	}
}

function pieces(text: string): string[] {
	const found = splitTop(text.slice(1, -1), (source, index) => source[index] === ',').map((piece) => piece.trim());
	if (found[found.length - 1] === '') found.pop();
	return found;
}

function readList(text: string): Value | undefined {
	const items = pieces(text);
	return items.some((item) => item === '' || item.startsWith('...')) ? undefined : { kind: 'list', items: items.map(readScript) };
}

function readObject(text: string): Value | undefined {
	const entries: Array<[string, Value]> = [];
	for (const piece of pieces(text)) {
		const [head, ...rest] = splitTop(piece, (source, index) => source[index] === ':');
		const key = head.trim();
		const name = textLiteral(key) ?? (/^[\w$]+$/.test(key) ? key : undefined);
		if (name === undefined) return undefined;
		entries.push([name, rest.length === 0 ? code(key) : readScript(piece.slice(piece.indexOf(':', head.length) + 1))]);
	}
	return { kind: 'object', entries };
}

/** A text that is joined from literals and code: `'a/' + $json.id`, or a template literal. */
export function joined(source: string): Value[] {
	const text = bare(source);
	if (text.startsWith('`') && endOfText(text, 0) === text.length) return templateLiteral(text.slice(1, -1));
	const isLooser = splitTop(text, (where, index) => /[?|&<>=,;]/.test(where[index]) && where[index + 1] !== '.').length > 1;
	const operands = isLooser ? [text] : splitTop(text, (where, index) => where[index] === '+' && where[index + 1] !== '+' && where[index - 1] !== '+');
	const values = operands.map((operand) => (operands.length > 1 ? joined(operand) : [readScript(operand)]));
	const isText = values.flat().some((value) => value.kind === 'plain' && typeof value.value === 'string');
	return isText ? values.flat() : [code(text)];
}

function templateLiteral(inside: string): Value[] {
	const values: Value[] = [];
	let text = '';
	for (let index = 0; index < inside.length; index += 1) {
		if (inside.startsWith('${', index)) {
			const end = endOfGroup(inside, index + 1);
			if (text !== '') values.push(plain(text));
			text = '';
			values.push(...joined(inside.slice(index + 2, end - 1)));
			index = end - 1;
		} else text += inside[index];
	}
	if (text !== '') values.push(plain(text));
	return values;
}

/** JavaScript that joins the values to a text. */
export function joinedCode(values: Value[]): string {
	return `[${values.map((value) => (value.kind === 'code' ? value.code : codeOf(value.kind === 'plain' ? value.value : null))).join(', ')}].join("")`;
}
