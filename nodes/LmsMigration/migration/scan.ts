/** Where the brackets, texts and comments of JavaScript end: one pass over the source, however deep it is nested. */

export interface Scan {
	/** Index behind the bracket that closes the one at an index; the end of the source when nothing does. */
	groups: Map<number, number>;
	/** Index behind the text (in quotes or backticks) that starts at an index. */
	texts: Map<number, number>;
	/** Index behind what is no code and starts at an index: texts, comments, regular expressions, and what stands around the holes of a template. */
	opaque: Map<number, number>;
}

const CLOSING: Record<string, string> = { '(': ')', '[': ']', '{': '}' };

/** Characters after which a slash begins a regular expression. */
const BEFORE_PATTERN = new Set('(,=:[!&|?{};+-*%<>~^');

interface Open {
	start: number;
	/** The closing bracket; a backtick for a template. */
	close: string;
}

/** Reads a source once. */
export function scan(source: string): Scan {
	const found: Scan = { groups: new Map(), texts: new Map(), opaque: new Map() };
	const open: Open[] = [];
	const endOfPattern = patternsIn(source);
	let last = -1;
	let index = 0;
	while (index < source.length) {
		const top = open[open.length - 1];
		if (top?.close === '`') {
			index = templateText(source, index, top, open, found);
			last = index - 1;
			continue;
		}
		const character = source.charAt(index);
		const end = opaqueEnd(source, index, last, endOfPattern);
		if (end !== undefined) {
			found.opaque.set(index, end);
			if (character !== '/') found.texts.set(index, end);
			// A comment does not decide what a following slash means.
			if (character !== '/' || !/[/*]/.test(source.charAt(index + 1))) last = end - 1;
			index = end;
			continue;
		}
		const close = CLOSING[character];
		if (character === '`') open.push({ start: index, close: '`' });
		else if (close !== undefined) open.push({ start: index, close });
		else if (character === top?.close) found.groups.set(open.pop()!.start, index + 1);
		if (!/\s/.test(character)) last = index;
		// A template is looked into from its backtick on.
		if (character !== '`') index += 1;
	}
	for (const { start, close } of open) (close === '`' ? found.texts : found.groups).set(start, source.length);
	return found;
}

/** Passes over the words of a template up to its next hole or its end. Returns the index from which code is read. */
function templateText(source: string, from: number, template: Open, open: Open[], found: Scan): number {
	for (let index = from === template.start ? from + 1 : from; index < source.length; index += 1) {
		if (source[index] === '\\') index += 1;
		else if (source[index] === '`') {
			open.pop();
			found.texts.set(template.start, index + 1);
			found.opaque.set(from, index + 1);
			return index + 1;
		} else if (source[index] === '$' && source[index + 1] === '{') {
			open.push({ start: index + 1, close: '}' });
			found.opaque.set(from, index + 2);
			return index + 2;
		}
	}
	found.opaque.set(from, source.length);
	return source.length;
}

function opaqueEnd(
	source: string,
	index: number,
	last: number,
	endOfPattern: (start: number) => number,
): number | undefined {
	const character = source[index];
	if (character === '"' || character === "'") return endOfQuoted(source, index);
	if (character !== '/') return undefined;
	if (source[index + 1] === '/') return beyond(source.indexOf('\n', index), 1, source);
	if (source[index + 1] === '*') return beyond(source.indexOf('*/', index + 2), 2, source);
	const isPattern =
		last < 0 ||
		BEFORE_PATTERN.has(source.charAt(last)) ||
		(source.endsWith('return', last + 1) && !/[\w$]/.test(source[last - 6] ?? ''));
	const end = isPattern ? endOfPattern(index) : -1;
	return end < 0 ? undefined : end;
}

function beyond(place: number, length: number, source: string): number {
	return place < 0 ? source.length : place + length;
}

function endOfQuoted(source: string, start: number): number {
	for (let index = start + 1; index < source.length; index += 1) {
		if (source[index] === '\\') index += 1;
		else if (source[index] === source[start]) return index + 1;
	}
	return source.length;
}

/**
 * Where regular expressions end. The ends are found from the back, for every place at once, when the first of them is asked for: looking from each
 * slash to the end of its line takes as long as there are slashes.
 */
function patternsIn(source: string): (start: number) => number {
	let outside: Int32Array | undefined;
	return (start) => {
		outside ??= patternEnds(source);
		return outside[start + 1] ?? -1;
	};
}

function patternEnds(source: string): Int32Array {
	const { length } = source;
	const outside = new Int32Array(length + 2).fill(-1);
	const inClass = new Int32Array(length + 2).fill(-1);
	for (let index = length - 1; index >= 0; index -= 1) {
		const character = source[index];
		if (character === '\n') continue;
		const next = character === '\\' ? index + 2 : index + 1;
		const [after = -1, inside = -1] = [outside[next], inClass[next]];
		outside[index] = character === '/' ? index + 1 : character === '[' ? inside : after;
		inClass[index] = character === ']' ? after : inside;
	}
	return outside;
}
