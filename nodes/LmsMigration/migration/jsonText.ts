import type { Part } from './template';
import { argumentOf, joinedCode } from './script';
import { code, fromJson, plain, type Json, type Value } from './value';

/** Marks the places of expressions while a text is read as JSON; JSON texts hold no such characters. */
const HOLE = 0xe000;

/** The characters from `HOLE` on that Unicode leaves to private use. */
export const MOST_HOLES = 0xf8ff - HOLE + 1;

/** Whether a text has one of these characters itself, or would need more of them than there are. */
export function cannotHold(texts: string[], holes: number): boolean {
	return holes > MOST_HOLES || texts.some((text) => /[\ue000-\uf8ff]/.test(text));
}

/**
 * Reads JSON in which expressions stand, inside its texts or in place of values: `{"name": "{{ $json.name }}", "ids": {{ … }}}`.
 *
 * @returns `undefined` when it is no JSON
 */
export function readJsonText(parts: Part[]): Value | undefined {
	if (
		cannotHold(
			parts.flatMap(({ kind, text }) => (kind === 'text' ? [text] : [])),
			parts.length,
		)
	)
		return undefined;
	let text = '';
	let inText = false;
	parts.forEach((part, index) => {
		if (part.kind === 'code') {
			const hole = String.fromCharCode(HOLE + index);
			text += inText ? hole : `"${hole}"`;
			return;
		}
		for (let place = 0; place < part.text.length; place += 1) {
			if (part.text[place] === '\\') place += 1;
			else if (part.text[place] === '"') inText = !inText;
		}
		text += part.text;
	});
	try {
		const values = parts.map((part) => (part.kind === 'code' ? code(stringified(part.text.trim())) : undefined));
		return filled(fromJson(JSON.parse(text) as Json), values);
	} catch {
		return undefined;
	}
}

function filled(value: Value, values: Array<Value | undefined>): Value {
	if (value.kind === 'list') return { kind: 'list', items: value.items.map((item) => filled(item, values)) };
	if (value.kind === 'object')
		return {
			kind: 'object',
			entries: value.entries.map(([name, entry]) => [fillText(name, values), filled(entry, values)]),
		};
	if (value.kind !== 'plain' || typeof value.value !== 'string') return value;
	return withHoles(value.value, values);
}

/** `JSON.stringify(x)` in place of a value is the value. */
function stringified(source: string): string {
	return argumentOf(source, 'JSON.stringify') ?? source;
}

function fillText(text: string, values: Array<Value | undefined>): string {
	return [...text].map((character) => (values[character.charCodeAt(0) - HOLE] ? '' : character)).join('');
}

/** Text in which single characters stand for values. */
export function withHoles(text: string, values: Array<Value | undefined>): Value {
	const pieces: Value[] = [];
	let words = '';
	for (const character of text) {
		const value = values[character.charCodeAt(0) - HOLE];
		if (value === undefined) {
			words += character;
			continue;
		}
		if (words !== '') pieces.push(plain(words));
		words = '';
		pieces.push(value);
	}
	if (words !== '' || pieces.length === 0) pieces.push(plain(words));
	const [only, ...others] = pieces;
	return only && others.length === 0 ? only : code(joinedCode(pieces));
}

/** The character that stands for the value at this place of a list. */
export function hole(index: number): string {
	return String.fromCharCode(HOLE + index);
}
