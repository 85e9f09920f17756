import { code, isBlank, plain, toCode, type Value } from './value';
import { listOf } from './readNode';

/** JavaScript that makes a list of texts of a list or a comma-separated text; texts hold no commas here. */
function texts(value: Value): string {
	return `String(${toCode(value)} ?? "").split(",")`;
}

/** The first entry of a list of texts, or what stands in for it. */
export function firstOf(value: Value, otherwise?: string): Value | undefined {
	const list = listOf(value);
	if (list.kind === 'list') {
		const first = list.items[0];
		if (first !== undefined && !isBlank(first)) return first;
		return otherwise === undefined ? undefined : plain(otherwise);
	}
	const first = `${texts(list)}[0].trim()`;
	return code(otherwise === undefined ? first : `${first} || ${JSON.stringify(otherwise)}`);
}

/**
 * All entries of a list of texts but the first.
 *
 * @param evenEmpty nodes take an empty list for nothing filled in, and JSON text of one for what it is
 */
export function restOf(value: Value, evenEmpty = false): Value | undefined {
	const list = listOf(value);
	if (list.kind !== 'list')
		return code(evenEmpty ? `JSON.stringify(${texts(list)}.slice(1))` : `${texts(list)}.slice(1)`);
	if (list.items.length > 1) return { kind: 'list', items: list.items.slice(1) };
	return evenEmpty ? code('"[]"') : undefined;
}

/** JavaScript of a list of objects, each with one text of the list under `name` and what else they all have. */
export function objectsOf(value: Value, name: string, more: Array<[string, Value]>): string {
	const list = listOf(value);
	const object = (entry: Value) => toCode({ kind: 'object', entries: [[name, entry], ...more] });
	if (list.kind === 'list') return list.items.map(object).join(', ');
	return `...${texts(list)}.filter(Boolean).map((entry) => (${object(code('entry.trim()'))}))`;
}
