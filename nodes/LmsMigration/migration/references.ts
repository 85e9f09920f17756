import { scan, type Scan } from './scan';
import { textLiteral } from './script';

/** A place in an expression that reads a property of an item. */
export interface Reference {
	/** Name of the node that is named; `undefined` for the item that the node gets. */
	node?: string;
	start: number;
	/** Where the properties begin. */
	base: number;
	end: number;
	/** Properties, outermost first; list positions are left out. */
	path: Array<{ name: string; end: number }>;
	/** Whether it reads the item itself: of `$('Node').all()` nobody knows what becomes. */
	isItem: boolean;
}

/** Ways to name the item a node gets, up to its data. */
const CURRENT = [/\$json\b/y, /\$input\.(?:item|first\(\)|last\(\)|all\(\)\[\d+\])\??\.json\b/y];

/** The same in a Code node. */
const IN_SCRIPT = [/\b(?:item|inputItem|\$item)\.json\b/y, /\bitems\[\w+\]\.json\b/y];

/** Ways to name the output of another node. */
const NAMED = [/\$node\s*\[/y, /\$node\.(\w+)/y, /\$items\(/y, /\$\(/y];

/** What follows the name of a node, up to the data of one item. */
const TO_ITEM =
	/\s*(?:(?:\.(?:item|first\([^()]*\)|last\([^()]*\)|itemMatching\([^()]*\)|pairedItem\([^()]*\)|all\([^()]*\)\[\w+\])|\[\w+\])\s*)?\??\.json\b/y;

/**
 * Finds what an expression reads of the item the node gets and of the output of other nodes.
 *
 * @param isScript whether it is the script of a Code node, which knows further names
 */
export function referencesIn(source: string, isScript = false): Reference[] {
	const found: Reference[] = [];
	const scanned = scan(source);
	for (let index = 0; index < source.length; ) {
		// Of a template, what stands in its holes is code.
		const behind = scanned.opaque.get(index);
		if (behind !== undefined) {
			index = behind;
			continue;
		}
		const reference =
			/[\w$]/.test(source[index - 1] ?? '') || source[index - 1] === '.'
				? undefined
				: referenceAt(source, scanned, index, isScript);
		if (reference) found.push(reference);
		index = reference ? Math.max(reference.base, index + 1) : index + 1;
	}
	return found;
}

function referenceAt(source: string, scanned: Scan, start: number, isScript: boolean): Reference | undefined {
	for (const pattern of isScript ? [...CURRENT, ...IN_SCRIPT] : CURRENT) {
		const base = matchEnd(pattern, source, start);
		if (base !== undefined) return withPath(source, scanned, { start, base, isItem: true });
	}
	for (const pattern of NAMED) {
		const end = matchEnd(pattern, source, start);
		if (end === undefined) continue;
		const opened = /[[(]$/.test(source.slice(start, end));
		const close = opened ? (scanned.groups.get(end - 1) ?? source.length) : end;
		const node = opened ? literalAt(source, scanned, end) : source.slice(start + '$node.'.length, end);
		if (node === undefined) return undefined;
		const base = matchEnd(TO_ITEM, source, close);
		return withPath(source, scanned, { node, start, base: base ?? close, isItem: base !== undefined });
	}
	return undefined;
}

/** The text that stands alone, or before a comma, at the start of a bracket. */
function literalAt(source: string, { texts }: Scan, start: number): string | undefined {
	const first = matchEnd(/\s*/y, source, start) ?? start;
	const end = texts.get(first);
	return end !== undefined && matchEnd(/\s*[,)\]]/y, source, end) !== undefined
		? textLiteral(source.slice(first, end))
		: undefined;
}

function matchEnd(pattern: RegExp, source: string, start: number): number | undefined {
	pattern.lastIndex = start;
	return pattern.test(source) ? pattern.lastIndex : undefined;
}

/** Follows the properties behind the data of an item. */
function withPath(
	source: string,
	scanned: Scan,
	{ start, base, node, isItem }: Omit<Reference, 'end' | 'path'>,
): Reference {
	const path: Reference['path'] = [];
	let end = base;
	while (isItem) {
		const [whole, name] = step(/\??\.\s*([A-Za-z_$][\w$]*)/y, source, end);
		if (whole && name) {
			// A call is no property: it works on what was read so far.
			if (matchEnd(/\s*\(/y, source, end + whole.length) !== undefined) break;
			end += whole.length;
			path.push({ name, end });
			continue;
		}
		const [bracket] = step(/(?:\?\.)?\[/y, source, end);
		if (!bracket) break;
		const close = scanned.groups.get(end + bracket.length - 1) ?? source.length;
		const literal = literalAt(source, scanned, end + bracket.length);
		if (literal === undefined && matchEnd(/\s*\d+\s*\]/y, source, end + bracket.length) !== close) break;
		end = close;
		if (literal !== undefined) path.push({ name: literal, end });
	}
	return { start, base, end, path, isItem, ...(node === undefined ? {} : { node }) };
}

function step(pattern: RegExp, source: string, start: number): string[] {
	pattern.lastIndex = start;
	return pattern.exec(source) ?? [''];
}
