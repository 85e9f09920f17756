import { outermost } from '../../connector/model/existing';
import type { Field } from '../../connector/model/field';
import type { Operation } from '../../connector/model/operation';
import type { Filled } from './source';
import { readJson } from './readNode';
import { code, isBlank, plain, propertyOf, textOf, type Value } from './value';

/** A request by its parts, as the vendor receives it. */
export interface Wire {
	path: Record<string, Value>;
	query: Array<[string, Value]>;
	body?: Value | undefined;
	/** Names of binary properties by wire name. */
	files: Record<string, string>;
	/** Address that was chosen, for operations with several. */
	level?: string | undefined;
}

type Part = 'query' | 'body';

/** Puts names like `createdAt[gte]` and `groups[0]` into objects and lists. */
export function nested(pairs: Array<[string, Value]>): Value {
	const root: Holder = { kind: 'object', entries: [] };
	const places: Places = new Map();
	for (const [name, value] of pairs) {
		put(
			root,
			name.split('[').map((part) => part.replace(/\]$/, '')),
			value,
			places,
		);
	}
	return root;
}

type Holder = Extract<Value, { kind: 'object' | 'list' }>;

/** Where the names of an object stand among its entries. */
type Places = Map<Holder, Map<string, number>>;

function put(holder: Value, [name = '', ...rest]: string[], value: Value, places: Places): void {
	if (holder.kind === 'list') {
		holder.items.push(value);
		return;
	}
	if (holder.kind !== 'object') return;
	let own = places.get(holder);
	if (!own) places.set(holder, (own = new Map()));
	const place = own.get(name);
	const found = place === undefined ? undefined : holder.entries[place]?.[1];
	const add = (entry: Value) => {
		own.set(name, holder.entries.length);
		holder.entries.push([name, entry]);
	};
	if (rest.length === 0) {
		// The same name twice is a list.
		if (found?.kind === 'list') found.items.push(value);
		else if (found && place !== undefined) holder.entries[place] = [name, { kind: 'list', items: [found, value] }];
		else add(value);
		return;
	}
	const inner: Value =
		found ?? (/^\d*$/.test(rest[0] ?? '') ? { kind: 'list', items: [] } : { kind: 'object', entries: [] });
	if (!found) add(inner);
	put(inner, rest, value, places);
}

/**
 * Finds the fields of an operation in a request.
 *
 * @param unknown told what was sent and has no field
 */
export function fieldsOfWire(operation: Operation, wire: Wire, unknown: (name: string) => void): Filled[] {
	const parts: Record<Part, Value> = {
		query: parsed(operation, nested(wire.query)),
		body: wire.body ?? { kind: 'object', entries: [] },
	};
	if (operation.body === 'jsonArray' && parts.body.kind === 'list') {
		const [only, ...others] = parts.body.items;
		if (only && others.length === 0) parts.body = only;
	}
	const used: Record<Part, Set<string>> = { query: new Set(), body: new Set() };
	const filled: Filled[] = [];
	const fields = operation.fields.filter(
		({ at, levels }) => at !== 'nowhere' && (!levels || wire.level === undefined || levels.includes(wire.level)),
	);
	const said = (field: Field) =>
		field.at === 'path'
			? wire.path[outermost(field)]
			: field.at === 'nowhere'
				? undefined
				: at(parts[field.at], field.wire);
	for (const field of fields) {
		if (variantOf(fields, field.name, said) !== field) continue;
		if (field.at === 'path') {
			const value = wire.path[outermost(field)];
			if (value) filled.push({ field, value });
			continue;
		}
		const part = field.at as Part;
		const file = field.kind === 'file' || field.kind === 'files' ? wire.files[outermost(field)] : undefined;
		if (file) filled.push({ field, value: plain(file) });
		else if (field.wire.length === 0) filled.push(...whole(field, parts[part], used[part]));
		else {
			const value = field.parts ? picked(field, parts[part], used[part]) : at(parts[part], field.wire);
			if (!value || isBlank(value)) continue;
			used[part].add(field.wire.join('.'));
			filled.push({ field, value });
		}
	}
	const taken = new Set(filled.map(({ field }) => field.wire[0]));
	for (const name of Object.keys(wire.files)) if (!taken.has(name)) unknown(name);
	for (const part of ['query', 'body'] as const)
		for (const name of leavesOf(parts[part], used[part])) if (!isFixedPart(operation, part, name)) unknown(name);
	return filled;
}

/**
 * The field of a name: of several, each shown for some values of a sibling, the one for what the sibling says; the last one, which takes any
 * value, where nobody knows that.
 *
 * @param said value of a field
 */
export function variantOf(fields: Field[], name: string, said: (field: Field) => Value | undefined): Field | undefined {
	const variants = fields.filter((candidate) => candidate.name === name);
	const fits = ({ show = {} }: Field) =>
		Object.entries(show).every(([other, values]) => {
			const sibling = fields.find((candidate) => candidate.name === other);
			const text = sibling && textOf(said(sibling));
			return text !== undefined && values.map(String).includes(text);
		});
	return variants.find(fits) ?? variants[variants.length - 1];
}

/** JSON objects that travel as text in one query parameter. */
function parsed({ query = {} }: Operation, value: Value): Value {
	if (value.kind !== 'object') return value;
	const entries = value.entries.map(([name, entry]): [string, Value] => [
		name,
		query[name] === 'json' ? asObject(entry) : entry,
	]);
	return { kind: 'object', entries };
}

function asObject(value: Value): Value {
	const text = textOf(value) ?? (value.kind === 'code' ? (value.text ?? `={{ ${value.code} }}`) : undefined);
	return text === undefined ? value : readJson(text);
}

function at(value: Value | undefined, wire: string[]): Value | undefined {
	return wire.reduce<Value | undefined>((holder, name) => propertyOf(holder, name), value);
}

function whole(field: Field, value: Value, used: Set<string>): Filled[] {
	if (isBlank(value)) return [];
	used.add('');
	return [{ field, value }];
}

/** A day and a time that one picker shows. */
function picked({ parts = [] }: Field, holder: Value, used: Set<string>): Value | undefined {
	const given = parts.flatMap(({ wire, format }) => {
		const value = at(holder, wire);
		return value ? [{ wire, format, value }] : [];
	});
	given.forEach(({ wire }) => used.add(wire.join('.')));
	if (given.length === 0) return undefined;
	const codes = given.map(({ value }) =>
		value.kind === 'code' ? value.code : JSON.stringify(value.kind === 'plain' ? value.value : ''),
	);
	return code(
		`DateTime.fromFormat([${codes.join(', ')}].join(" "), ${JSON.stringify(given.map(({ format }) => format).join(' '))})`,
	);
}

/** Names of values that no field has taken. */
function leavesOf(value: Value, used: Set<string>, path: string[] = []): string[] {
	if (used.has('') || used.has(path.join('.'))) return [];
	if (
		value.kind === 'object' &&
		(path.length === 0 || [...used].some((name) => name.startsWith(`${path.join('.')}.`)))
	) {
		return value.entries.flatMap(([name, entry]) => leavesOf(entry, used, [...path, name]));
	}
	if (path.length === 0) return [];
	return [path.join('.')];
}

/** Paging and fixed values are the node's business. */
function isFixedPart({ constants, pagination }: Operation, part: Part, name: string): boolean {
	if (part !== 'query') return false;
	if (constants?.query && name in constants.query) return true;
	return pagination?.kind === 'offset' && (name === pagination.parameter || name === pagination.limit?.parameter);
}
