/** Just enough of JavaScript to read what people write into expressions: literals, calls around them, joined texts. */
import { scan, type Scan } from './scan';
import { codeOf } from './template';
import { code, plain, type Value } from './value';

/** Levels of lists, objects, brackets and joined texts that are taken apart; what lies deeper stays code. */
const DEEPEST = 200;

/** A part of a source that was scanned as a whole. */
interface Piece extends Scan {
	source: string;
	start: number;
	end: number;
	depth: number;
}

function whole(source: string): Piece {
	return trimmed({ ...scan(source), source, start: 0, end: source.length, depth: 0 });
}

/** The part of a piece between two places, without the spaces around it. */
function part(piece: Piece, start: number, end: number): Piece {
	return trimmed({ ...piece, start, end, depth: piece.depth + 1 });
}

function trimmed(piece: Piece): Piece {
	let { start, end } = piece;
	while (start < end && /\s/.test(piece.source.charAt(start))) start += 1;
	while (end > start && /\s/.test(piece.source.charAt(end - 1))) end -= 1;
	return { ...piece, start, end };
}

function textOf({ source, start, end }: Piece): string {
	return source.slice(start, end);
}

/** Splits at the places outside all brackets and texts where a separator stands. */
function splitTop(piece: Piece, isSeparator: (source: string, index: number) => boolean): Array<[number, number]> {
	const { source, end } = piece;
	const ranges: Array<[number, number]> = [];
	let { start } = piece;
	for (let index = start; index < end; ) {
		const behind = piece.groups.get(index) ?? piece.texts.get(index) ?? piece.opaque.get(index);
		if (behind !== undefined) {
			index = behind;
			continue;
		}
		if (isSeparator(source, index)) {
			ranges.push([start, index]);
			start = index + 1;
		}
		index += 1;
	}
	ranges.push([start, end]);
	return ranges;
}

const isComma = (source: string, index: number) => source[index] === ',';
const isColon = (source: string, index: number) => source[index] === ':';

/**
 * Reads an expression as far as it is a literal; the rest stays code.
 *
 * @param source JavaScript of one expression
 */
export function readScript(source: string): Value {
	return read(whole(source));
}

function read(given: Piece): Value {
	const piece = bare(given);
	const { source, start, end, depth, groups, texts } = piece;
	if (groups.get(start) === end && depth < DEEPEST) {
		if (source[start] === '[') return readList(piece) ?? code(textOf(piece));
		if (source[start] === '{') return readObject(piece) ?? code(textOf(piece));
	}
	const text = textOf(piece);
	if (texts.get(start) === end) {
		const literal = textLiteral(text);
		return literal === undefined ? code(text) : plain(literal);
	}
	if (/^-?\d+(\.\d+)?$/.test(text)) return plain(Number(text));
	if (text === 'true' || text === 'false') return plain(text === 'true');
	return text === 'null' ? plain(null) : code(text);
}

/** The argument of a call of this function, when the source is nothing but that call. */
export function argumentOf(source: string, called: string): string | undefined {
	if (!source.includes(`${called}(`)) return undefined;
	const piece = bare(whole(source));
	const open = piece.start + called.length;
	if (!piece.source.startsWith(`${called}(`, piece.start) || piece.groups.get(open) !== piece.end) return undefined;
	const [first] = splitTop(part(piece, open + 1, piece.end - 1), isComma);
	return first && piece.source.slice(...first).trim();
}

/** A piece without the brackets around it. */
function bare(given: Piece): Piece {
	let piece = given;
	while (piece.source[piece.start] === '(' && piece.groups.get(piece.start) === piece.end)
		piece = trimmed({ ...piece, start: piece.start + 1, end: piece.end - 1 });
	return piece;
}

/** The text that a quoted literal stands for; templates with holes are none. */
export function textLiteral(source: string): string | undefined {
	const quote = source[0];
	if (
		(quote !== '"' && quote !== "'" && quote !== '`') ||
		source.length < 2 ||
		scan(source).texts.get(0) !== source.length ||
		!source.endsWith(quote)
	)
		return undefined;
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

function pieces(piece: Piece): Piece[] {
	const inside = part(piece, piece.start + 1, piece.end - 1);
	const found = splitTop(inside, isComma).map(([start, end]) => trimmed({ ...inside, start, end }));
	const last = found.at(-1);
	if (last?.start === last?.end) found.pop();
	return found;
}

function readList(piece: Piece): Value | undefined {
	const items = pieces(piece);
	return items.some(({ source, start, end }) => start === end || source.startsWith('...', start))
		? undefined
		: { kind: 'list', items: items.map(read) };
}

function readObject(piece: Piece): Value | undefined {
	const entries: Array<[string, Value]> = [];
	for (const entry of pieces(piece)) {
		const [[start, end] = [0, 0], value] = splitTop(entry, isColon);
		const key = entry.source.slice(start, end).trim();
		const name = textLiteral(key) ?? (/^[\w$]+$/.test(key) ? key : undefined);
		if (name === undefined) return undefined;
		entries.push([name, value === undefined ? code(key) : read(part(entry, value[0], entry.end))]);
	}
	return { kind: 'object', entries };
}

/** A text that is joined from literals and code: `'a/' + $json.id`, or a template literal. */
export function joined(source: string): Value[] {
	return join(whole(source));
}

function join(given: Piece): Value[] {
	const piece = bare(given);
	const { source, start, end, depth } = piece;
	if (depth >= DEEPEST) return [code(textOf(piece))];
	if (source[start] === '`' && piece.texts.get(start) === end) return templateLiteral(part(piece, start, end));
	const isLooser =
		splitTop(piece, (where, index) => /[?|&<>=,;]/.test(where.charAt(index)) && where[index + 1] !== '.').length > 1;
	const operands = isLooser
		? []
		: splitTop(piece, (where, index) => where[index] === '+' && where[index + 1] !== '+' && where[index - 1] !== '+');
	const values = operands.length > 1 ? operands.flatMap((range) => join(part(piece, ...range))) : [read(piece)];
	const isText = values.some((value) => value.kind === 'plain' && typeof value.value === 'string');
	return isText ? values : [code(textOf(piece))];
}

function templateLiteral(piece: Piece): Value[] {
	const { source, end } = piece;
	const values: Value[] = [];
	let text = '';
	for (let index = piece.start + 1; index < end - 1; index += 1) {
		if (source.startsWith('${', index)) {
			const behind = piece.groups.get(index + 1) ?? end - 1;
			if (text !== '') values.push(plain(text));
			text = '';
			values.push(...join(part(piece, index + 2, behind - 1)));
			index = behind - 1;
		} else text += source[index];
	}
	if (text !== '') values.push(plain(text));
	return values;
}

/** JavaScript that joins the values to a text. */
export function joinedCode(values: Value[]): string {
	return `[${values.map((value) => (value.kind === 'code' ? value.code : codeOf(value.kind === 'plain' ? value.value : null))).join(', ')}].join("")`;
}
