import type { Field, Option } from '../nodes/connector/model/field.ts';
import type { FieldKind } from '../nodes/connector/model/kinds.ts';
import { formOf } from './formats.ts';
import { parameterName, titleOf } from './labels.ts';
import type { ListBy, Part } from './keywords/schema.ts';
import type { Document, SchemaObject } from './openapi.ts';
import { flatten, joinVariants, type FlatSchema, type Shown } from './schemas.ts';

/** Objects are shown as fields down to this depth; below it they are JSON. */
const DEEPEST_OBJECT = 2;

/** Context of a field. */
export interface Place {
	document: Document;
	at: Field['at'];
	/** Names that lead to the value, outermost first. */
	wire: string[];
	required: boolean;
	depth: number;
}

/** Makes the field of one value of the wire; `undefined` for what is hidden or fixed. */
export function fieldOf(place: Place, schema: SchemaObject): Field | undefined {
	const flat = flatten(place.document, schema);
	if (flat['x-hidden'] || flat.readOnly) return undefined;
	const name = place.wire[place.wire.length - 1];
	const base: Field = {
		name: parameterName(name),
		displayName: flat.title ?? titleOf(name),
		kind: 'string',
		at: place.at,
		wire: place.wire,
		required: place.required,
	};
	if (flat.description) base.description = sentence(flat.description);
	if (flat['x-placeholder']) base.placeholder = flat['x-placeholder'];
	if (flat['x-hint']) base.hint = flat['x-hint'];
	if (flat.nullable) base.nullable = true;
	if (flat['x-after']) base.after = flat['x-after'];
	if (flat['x-blank']) base.blank = flat['x-blank'];
	if (flat['x-dry-run']) base.dryRun = true;
	if (flat['x-in-sight']) base.inSight = true;
	if (flat['x-show']) base.show = flat['x-show'];
	if (flat['x-first-choice'] !== undefined) base.firstChoice = flat['x-first-choice'];
	const initial = flat['x-default'] ?? (place.required ? flat.default : undefined);
	if (isPlain(initial)) base.default = initial;
	const fixed = place.required && place.at === 'body' ? choicesOf(flat) : undefined;
	if (fixed?.length === 1) return { ...base, kind: 'options', options: fixed, constant: fixed[0].value };
	return { ...base, ...controlOf(place, flat) };
}

/** Makes the fields of an object's properties, required ones first, and of its pickers that fill several properties. */
export function fieldsOf(place: Place, flat: FlatSchema, shown?: Map<string, Shown>): Field[] {
	const required = new Set(flat.required ?? []);
	const parts = flat['x-parts'] ?? {};
	const covered = new Set(Object.values(parts).flatMap((entry) => Object.keys(entry.parts)));
	const fields: Field[] = Object.entries(flat.properties ?? {}).flatMap(([name, schema]) => {
		if (covered.has(name)) {
			const [key, entry] =
				Object.entries(parts).find(([, candidate]) => Object.keys(candidate.parts)[0] === name) ?? [];
			return key && entry ? [partsField(place, key, entry, required)] : [];
		}
		const choice = flatten(place.document, schema)['x-list-by'];
		if (choice) return listedBy(place, flat, name, choice);
		const condition = shown?.get(name);
		const wire = [...place.wire, condition?.wire ?? name];
		const field = fieldOf({ ...place, wire, required: place.required && required.has(name) }, schema);
		if (!field) return [];
		if (!condition) return [...lifted(field), ...idBesideFile({ ...place, wire, required: false }, field, schema)];
		return [
			{
				...field,
				name: parameterName(name),
				show: { [parameterName(condition.by)]: condition.values as Array<string | number | boolean> },
			},
		];
	});
	return [...fields.filter((field) => field.required), ...fields.filter((field) => !field.required)];
}

/** A required object in which a person fills in one thing only is shown as that thing. */
function lifted(field: Field): Field[] {
	const asked = (field.fields ?? []).filter(({ constant }) => constant === undefined);
	if (field.kind !== 'object' || !field.required || field.nullable || asked.length !== 1) return [field];
	const outside = (inner: Field, name: string): Field => ({
		...inner,
		name,
		at: field.at,
		wire: [...field.wire, ...inner.wire],
	});
	return field.fields!.map((inner) =>
		inner === asked[0]
			? outside(inner, field.name)
			: outside(inner, `${field.name}${titleOf(inner.name).replace(/ /g, '')}`),
	);
}

/**
 * An id of records of several kinds: one field to pick from for each, shown where a sibling says which kind it is, and one to type it in for the
 * kinds that have no list.
 */
function listedBy(
	place: Place,
	{ properties = {}, required = [] }: FlatSchema,
	name: string,
	{ property, lists }: ListBy,
): Field[] {
	const own = {
		name: parameterName(name),
		wire: [...place.wire, name],
		required: place.required && required.includes(name),
	};
	const shownFor = (values: string[]) => ({ show: { [parameterName(property)]: values } });
	const picked = Object.entries(lists).map(
		([value, { title, list, description }]): Field => ({
			...own,
			displayName: title,
			...(description ? { description } : {}),
			kind: 'locator',
			at: place.at,
			list,
			...shownFor([value]),
		}),
	);
	const kinds = properties[property] ? (flatten(place.document, properties[property]).enum ?? []) : [];
	const others = kinds.map(String).filter((kind) => !(kind in lists));
	const typed = others.length > 0 ? fieldOf({ ...place, ...own }, properties[name]) : undefined;
	return typed ? [...picked, { ...typed, ...shownFor(others) }] : picked;
}

/** A place that takes a file or the ID of one that was uploaded before is two fields: the second one. */
function idBesideFile(place: Place, { kind, displayName, name }: Field, schema: SchemaObject): Field[] {
	if (kind !== 'file') return [];
	const text = flatten(place.document, schema).variants?.find(
		(variant) => variant.type === 'string' && variant.format !== 'binary',
	);
	if (!text) return [];
	const { title: _title, description: _description, ...form } = text;
	const field = fieldOf(place, {
		...(form as SchemaObject),
		title: `${displayName} ID`,
		description: 'ID of a file already uploaded, instead of a new one',
	});
	return field ? [{ ...field, name: `${name}Id` }] : [];
}

function partsField(place: Place, key: string, entry: Part, required: Set<string>): Field {
	const parts = Object.entries(entry.parts).map(([name, format]) => ({ wire: [...place.wire, name], format }));
	return {
		name: parameterName(key),
		displayName: entry.title,
		...(entry.description ? { description: sentence(entry.description) } : {}),
		...(entry['x-placeholder'] ? { placeholder: entry['x-placeholder'] } : {}),
		...(entry['x-after'] ? { after: entry['x-after'] } : {}),
		kind: 'dateTime',
		at: place.at,
		wire: [...place.wire, key],
		required: place.required && Object.keys(entry.parts).some((name) => required.has(name)),
		parts,
	};
}

type Control = Partial<Field> & { kind: FieldKind };

/** The control, its choices and its limits. */
function controlOf(place: Place, flat: FlatSchema): Control {
	const kind = flat['x-kind'];
	if (kind === 'customFields') return { kind, ...limits(flat), ...(flat['x-list'] ? { list: flat['x-list'] } : {}) };
	if (kind === 'json') return writtenAsJson(place, flat);
	if (kind === 'file') return { kind, ...mediaTypes(flat) };
	if (kind === 'strings') return { kind, ...limits(flat), ...(flat['x-list'] ? { list: flat['x-list'] } : {}) };
	if (flat.variants) return variantControl(place, flat.variants, flat);
	const choices = choicesOf(flat);
	if (choices && flat.type !== 'array') {
		const words = booleanWords(choices);
		if (words) return { kind: 'boolean', words };
		return { kind: 'options', options: choices, ...(flat['x-enum-open'] ? { open: true } : {}) };
	}
	switch (flat.type) {
		case 'boolean':
			return { kind: 'boolean' };
		case 'integer':
		case 'number':
			if (flat['x-date-format']) return { kind: 'dateTime', format: flat['x-date-format'] };
			return { kind: flat.type, ...limits(flat) };
		case 'array':
			return listControl(place, flat);
		case 'object':
			return objectControl(place, flat, 'object');
		case 'string':
			return textControl(flat);
		case undefined:
		default:
			if (flat['x-list']) return { kind: 'locator', list: flat['x-list'] };
			return flat.properties ? objectControl(place, flat, 'object') : { kind: 'json' };
	}
}

function textControl(flat: FlatSchema): Control {
	const kind = flat['x-kind'] as FieldKind | undefined;
	if (flat.format === 'binary' || flat.contentMediaType) return { kind: 'file', ...mediaTypes(flat) };
	if (flat['x-date-format']) return { kind: 'dateTime', format: flat['x-date-format'] };
	if (flat.format === 'date-time') return { kind: 'dateTime' };
	if (flat.format === 'date') return { kind: 'dateTime', format: 'yyyy-MM-dd' };
	if (flat['x-list']) return { kind: 'locator', list: flat['x-list'], ...limits(flat) };
	return { kind: kind ?? 'string', ...limits(flat) };
}

function listControl(place: Place, flat: FlatSchema): Control {
	const items = flatten(place.document, flat.items ?? {});
	const size = limits(flat);
	if (items.format === 'binary') return { kind: 'files', ...size, ...mediaTypes(items) };
	const choices = choicesOf(items);
	if (choices)
		return { kind: 'multiOptions', options: choices, ...size, ...(items['x-enum-open'] ? { open: true } : {}) };
	if (items.properties || items.variants?.every((variant) => variant.properties)) {
		return { ...objectControl(place, items, 'objects'), ...size };
	}
	if (items.type === 'string' || items.variants?.some((variant) => variant.type === 'string')) {
		const list = flat['x-list'] ?? items['x-list'];
		const { pattern, patternName, minLength, maxLength } = limits(items);
		return { kind: 'strings', ...size, ...dropEmpty({ list, pattern, patternName, minLength, maxLength }) };
	}
	return { ...jsonOf('objects'), ...size };
}

function objectControl(place: Place, flat: FlatSchema, kind: 'object' | 'objects'): Control {
	const fields = objectFields(place, flat);
	if (!fields) return jsonOf(kind);
	const known = { fields, ...alternativesOf(place, flat) };
	const isNested = fields.some((field) => field.kind === 'json') && (kind === 'objects' || flat.variants !== undefined);
	return place.depth >= DEEPEST_OBJECT || isNested ? { ...jsonOf(kind), ...known } : { kind, ...known };
}

function alternativesOf({ document }: Place, { variants }: FlatSchema): Pick<Field, 'alternatives'> {
	const { alternatives } = variants ? joinVariants(document, variants) : {};
	return alternatives ? { alternatives } : {};
}

/** The fields of an object, as far as the document lists them. */
function objectFields(place: Place, flat: FlatSchema): Field[] | undefined {
	const inside: Place = { ...place, wire: [], required: true, depth: place.depth + 1 };
	if (flat.variants) {
		const { joined, shown } = joinVariants(place.document, flat.variants);
		return fieldsOf(inside, joined, shown);
	}
	return Object.keys(flat.properties ?? {}).length > 0 ? fieldsOf(inside, flat) : undefined;
}

/** An editor for JSON, for what no form can show. */
function jsonOf(kind: 'object' | 'objects'): Control {
	return { kind: 'json', holds: kind === 'objects' ? 'list' : 'object' };
}

/** JSON that the document asks for: what is known about its inside is checked all the same. */
function writtenAsJson(place: Place, flat: FlatSchema): Control {
	const known = (inner: FlatSchema) =>
		inner.additionalProperties === true
			? {}
			: dropEmpty({ fields: objectFields(place, inner), ...alternativesOf(place, inner) });
	if (flat.type === 'array')
		return { ...jsonOf('objects'), ...limits(flat), ...known(flatten(place.document, flat.items ?? {})) };
	if (flat.type === 'object' || flat.properties) return { ...jsonOf('object'), ...known(flat) };
	return { kind: 'json' };
}

function variantControl(
	place: Place,
	variants: FlatSchema[],
	flat: FlatSchema,
	kind: 'object' | 'objects' = 'object',
): Control {
	if (variants.every((variant) => variant.properties)) return objectControl(place, { ...flat, variants }, kind);
	const file = variants.find((variant) => variant.format === 'binary');
	if (file) return { kind: 'file', ...mediaTypes(file) };
	const text = variants.find((variant) => variant.type === 'string' && !variant.enum);
	if (text) {
		return textControl({ ...flat, ...text, 'x-list': flat['x-list'] ?? text['x-list'] });
	}
	const list = variants.find((variant) => variant.type === 'array');
	if (list) return listControl(place, { ...list, ...flat, variants: undefined, items: list.items });
	return controlOf(place, { ...flat, ...variants[0], variants: undefined });
}

/** The choices of an enum; numbers that the documents list as text too are listed once. */
export function choicesOf(flat: FlatSchema): Option[] | undefined {
	const values = flat.enum ?? (flat.const === undefined ? undefined : [flat.const]);
	if (!values) return undefined;
	const names = flat['x-enum-names'] ?? {};
	const seen = new Set<string>();
	const options = values
		.filter((value) => value !== null)
		.flatMap((value) => {
			const key = String(value);
			if (seen.has(key)) return [];
			seen.add(key);
			return [{ name: names[key] ?? titleOf(key), value: value as string | number | boolean }];
		});
	return options.length > 4 ? options.sort((one, other) => one.name.localeCompare(other.name, 'en')) : options;
}

/** `true` and `false` written as text: a switch in the editor, text in the request. */
function booleanWords(choices: Option[]): { true: string; false: string } | undefined {
	const word = (wanted: string) =>
		choices.find(({ value }) => typeof value === 'string' && value.toLowerCase() === wanted)?.value;
	const yes = word('true');
	const no = word('false');
	return choices.length === 2 && typeof yes === 'string' && typeof no === 'string'
		? { true: yes, false: no }
		: undefined;
}

function limits(flat: FlatSchema): Partial<Field> {
	return dropEmpty({
		minLength: flat.minLength,
		maxLength: flat.maxLength,
		minimum: flat.minimum,
		maximum: flat.maximum,
		...(flat.pattern ? { pattern: flat.pattern, patternName: flat['x-pattern-name'] } : formOf(flat.format)),
		minItems: flat.minItems,
		maxItems: flat.maxItems,
		uniqueItems: flat.uniqueItems,
	});
}

function mediaTypes(flat: FlatSchema): Partial<Field> {
	return flat.contentMediaType ? { accept: flat.contentMediaType.split(',').map((entry) => entry.trim()) } : {};
}

function dropEmpty<T extends object>(value: T): Partial<T> {
	return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as Partial<T>;
}

/** A description as the editor wants it: one sentence has no full stop, several keep theirs; nothing in backticks. */
export function sentence(text: string): string {
	const plain = text
		.replace(/`([^`]*)`/g, '$1')
		.replace(/\s+/g, ' ')
		.trim();
	return /[.!?]\s/.test(plain) ? (/[.!?]$/.test(plain) ? plain : `${plain}.`) : plain.replace(/\.$/, '');
}

function isPlain(value: unknown): value is string | number | boolean {
	return ['string', 'number', 'boolean'].includes(typeof value);
}
