import { cannotHold, hole, withHoles } from './jsonText';
import { argumentOf, joined } from './script';
import { templateParts } from './template';
import { plain, textOf, type Value } from './value';

/** An address with expressions in it, taken apart. */
export interface Address {
	/** Host with scheme; `undefined` when an expression stands there. */
	host: string | undefined;
	/** Segments of the path. */
	segments: Value[];
	/** Path for display, with expressions as `…`. */
	shown: string;
	query: Array<[string, Value]>;
}

/**
 * Reads the address of a request.
 *
 * @param parameter the URL as the node keeps it
 * @returns `undefined` when the whole address is one expression that cannot be taken apart
 */
export function readAddress(parameter: unknown): Address | undefined {
	if (typeof parameter !== 'string') return undefined;
	const { text, fill } = readHoled(parameter);
	const [address, query = ''] = splitOnce(text.trim().replace(/#.*$/s, ''), '?');
	const [, host, path] = /^(https?:\/\/[^/]+|[\ue000-\uf8ff][^/]*|)(\/.*)$/s.exec(address) ?? [];
	if (host === undefined || path === undefined) return undefined;
	const segments = path
		.split('/')
		.slice(1)
		.filter((segment, index, all) => segment !== '' || index < all.length - 1);
	return {
		host: /^https?:/.test(host) && !/[\ue000-\uf8ff]/.test(host) ? host.toLowerCase() : undefined,
		segments: segments.map(fill),
		shown: path.replace(/[\ue000-\uf8ff]/g, '…'),
		query: pairsIn(query, fill),
	};
}

/** Reads pairs as a query and a form write them (`a=1&b={{ $json.b }}`). */
export function readPairs(parameter: string): Array<[string, Value]> {
	const { text, fill } = readHoled(parameter);
	return pairsIn(text.trim(), fill);
}

/** A parameter as text in which signs of their own stand for its expressions; `fill` decodes a piece of it and puts them back. */
function readHoled(parameter: string): { text: string; fill(words: string): Value } {
	const values: Value[] = [];
	const pieces = piecesOf(parameter);
	const fixedTexts = pieces.map((value) => (value.kind === 'plain' ? String(value.value ?? '') : ''));
	// In that case the whole value is treated as one text.
	if (cannotHold(fixedTexts, pieces.length)) return { text: '', fill: plain };
	const text = pieces
		.map((value) => {
			const fixed = value.kind === 'plain' ? String(value.value ?? '') : undefined;
			if (fixed !== undefined) return fixed;
			values.push(value);
			return hole(values.length - 1);
		})
		.join('');
	const put = values.map(unencoded);
	return { text, fill: (words) => withHoles(decoded(words), put) };
}

function pairsIn(text: string, fill: (words: string) => Value): Array<[string, Value]> {
	return text
		.split('&')
		.filter((pair) => pair !== '')
		.map((pair) => {
			const [name, value = ''] = splitOnce(pair, '=');
			return [textOf(fill(name)) ?? '', fill(value.replaceAll('+', ' '))];
		});
}

function piecesOf(parameter: string): Value[] {
	if (!parameter.startsWith('=')) return [plain(parameter)];
	return templateParts(parameter.slice(1)).flatMap((part) =>
		part.kind === 'text' ? [plain(part.text)] : joined(part.text),
	);
}

/** The node encodes values in the path itself. */
function unencoded(value: Value): Value {
	if (value.kind !== 'code') return value;
	const inner = argumentOf(value.code, 'encodeURIComponent');
	return inner === undefined ? value : { kind: 'code', code: inner };
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

function splitOnce(text: string, separator: string): [string, string?] {
	const place = text.indexOf(separator);
	return place < 0 ? [text] : [text.slice(0, place), text.slice(place + 1)];
}

/**
 * Matches a path against the path of an operation (`/api/v1/users/{user_email}`).
 *
 * @returns the values of the placeholders and how many segments had to be equal; `undefined` when it is another path
 */
export function matchPath(
	template: string,
	segments: Value[],
): { values: Record<string, Value>; fixed: number } | undefined {
	const wanted = template
		.split('/')
		.slice(1)
		.filter((segment) => segment !== '');
	const given = segments.filter((segment) => textOf(segment) !== '');
	if (wanted.length !== given.length) return undefined;
	const values: Record<string, Value> = {};
	let fixed = 0;
	for (const [index, segment] of wanted.entries()) {
		const [, before = '', name, after = ''] = /^([^{]*)\{(\w+)\}(.*)$/.exec(segment) ?? [];
		const value = given[index];
		const text = textOf(value);
		if (name === undefined) {
			if (text?.toLowerCase() !== segment.toLowerCase()) return undefined;
			fixed += 1;
		} else if (value && before === '' && after === '') values[name] = value;
		else {
			if (text === undefined || !text.startsWith(before) || !text.endsWith(after)) return undefined;
			values[name] = plain(text.slice(before.length, text.length - after.length));
			fixed += 1;
		}
	}
	return { values, fixed };
}
