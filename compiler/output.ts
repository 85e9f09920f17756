import type { HttpMethod, Output } from '../nodes/connector/model/operation.ts';
import type { Document, OperationObject, ResponseObject, SchemaObject } from './openapi.ts';
import { SESSION_PROPERTIES, sessionOf } from './sessions.ts';
import { flatten, resolve, type FlatSchema } from './schemas.ts';

/** Simplify is offered for records with more fields than this, and keeps at most this many (n8n's UX guidelines). */
const MOST_FIELDS = 10;

/** Deepest level of a preview: what lies below is shown as an object without fields. */
const DEEPEST_PREVIEW = 6;

/** Properties in which Zoho reports the result of a call: next to `code` they are not part of the record. */
const VERDICT = new Set(['code', 'message', 'hasMoreRecords']);

/** Says what an operation answers. */
export function outputOf(document: Document, operation: OperationObject, method: HttpMethod): Output {
	if (operation['x-request']) return anyOutput(operation['x-pagination']);
	const deletes = method === 'DELETE' && !operation['x-bulk'] ? { deletes: true } : {};
	const { status, type, schema } = successOf(document, operation);
	if (operation['x-bulk']) return { kind: 'accepted' };
	if (!schema || status === '204' || method === 'HEAD') return { kind: 'none', ...deletes };
	if (!/json/.test(type ?? '')) return { kind: 'file', mediaType: type };
	const whole = flatten(document, schema);
	const isOpen = whole.type === 'object' && Object.keys(whole.properties ?? {}).length === 0;
	if (deletes.deletes) return { kind: 'none', root: 'object', ...proofOf(whole), ...deletes };
	const paging = operation['x-pagination'];
	const property = operation['x-items'] ?? (paging?.style === 'offset' ? paging.itemsField : undefined) ?? undefined;
	const keyed = operation['x-keyed'];
	const found = recordOf(document, schema, property, keyed);
	const { flat } = found;
	const list = found.list || paging !== undefined;
	const plain = list && !isObject(flat);
	const item = withInput(operation, flat);
	const simplified = plain ? undefined : simplifiedOf(operation, method, item);
	const session = operation['x-session'] ? sessionOf(operation, operation['x-session'], flat) : undefined;
	return {
		kind: list ? 'records' : 'record',
		root: whole.type === 'array' ? 'list' : 'object',
		...(property ? { property } : {}),
		...(keyed ? { keyed } : {}),
		...(operation['x-from-input'] ? { fromInput: operation['x-from-input'] } : {}),
		...(plain || (list && !found.list) ? {} : proofOf(flat)),
		// What is changed is there whether the vendor shows it or not; of what is created an answer has to show something.
		...(isOpen && (method === 'PUT' || method === 'PATCH') ? { mayBeEmpty: true } : {}),
		...(plain ? { valueName: operation['x-value-name'] ?? 'value' } : {}),
		...(simplified ? { simplified } : {}),
		...(plain || simplified || operation['x-simplified'] === false ? {} : essentialOf(operation, item)),
		...(session ? { session } : {}),
	};
}

function anyOutput(paging: OperationObject['x-pagination']): Output {
	return { kind: 'any', ...(paging?.style === 'offset' && paging.hasMoreField ? { page: paging.hasMoreField } : {}) };
}

/** JSON Schema of one output item, as the editor shows it before the first run. */
export function previewOf(document: Document, operation: OperationObject, method: HttpMethod): object {
	const output = outputOf(document, operation, method);
	const item = (properties: Record<string, object>) => ({ type: 'object', properties, version: 1 });
	if (output.kind === 'any') return item({});
	if (output.kind === 'none') {
		const names = [...(operation['x-path-template'] ?? '').matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
		const ids = Object.fromEntries(names.map((name) => [name, { type: 'string' }]));
		return item({ [output.deletes ? 'deleted' : 'success']: { type: 'boolean' }, ...ids });
	}
	if (output.kind === 'accepted') {
		return item({
			status: { type: 'string' },
			resourceId: { type: 'string' },
			bulkOperationId: { type: 'string' },
			input: { type: 'object', properties: {} },
		});
	}
	if (output.kind === 'file') {
		return item({ fileName: { type: 'string' }, mimeType: { type: 'string' }, fileSize: { type: 'string' } });
	}
	const found = recordOf(document, successOf(document, operation).schema!, output.property, output.keyed);
	const { list } = found;
	const flat = withInput(operation, found.flat);
	// A page around records of which the vendor shows none: its own fields are no fields of an item.
	if (output.kind === 'records' && !list && !output.property) return item({});
	if (output.valueName) return item({ [output.valueName]: shapeOf(document, flat, 0) });
	const shape = shapeOf(document, flat, 0) as { properties?: Record<string, object> };
	const properties = shape.properties ?? {};
	const kept = output.simplified
		? Object.fromEntries(output.simplified.map((name) => [name, properties[name]]))
		: properties;
	return item(output.session ? { ...kept, ...SESSION_PROPERTIES } : kept);
}

function successOf(
	document: Document,
	operation: OperationObject,
): { status?: string; type?: string; schema?: SchemaObject } {
	const statuses = Object.keys(operation.responses ?? {})
		.filter((status) => status.startsWith('2'))
		.sort();
	for (const status of statuses) {
		const response = resolve<ResponseObject>(document, operation.responses![status]);
		const [type, media] = Object.entries(response.content ?? {})[0] ?? [];
		if (media?.schema) return { status, type, schema: media.schema };
	}
	return { status: statuses[0] };
}

/**
 * The record in the answer, and whether it is one of a list.
 *
 * @param property place of the record or the list, with dots where it lies inside another property
 * @param keyed name of the property that gets the key of an entry, where the entries of the list have one
 */
function recordOf(
	document: Document,
	schema: SchemaObject,
	property?: string,
	keyed?: string,
): { flat: FlatSchema; list: boolean } {
	let flat = flatten(document, schema);
	for (const name of property?.split('.') ?? []) {
		const inner = flat.properties?.[name];
		flat = inner ? flatten(document, inner) : { nullable: false };
	}
	if (flat.type !== 'array') return { flat, list: false };
	const entry = flatten(document, flat.items ?? {});
	if (flat.maxItems === 1) return { flat: entry, list: false };
	if (keyed === undefined || typeof entry.additionalProperties !== 'object') return { flat: entry, list: true };
	const { flat: record } = recordOf(document, entry.additionalProperties);
	return { flat: withProperties(record, [keyed], [keyed]), list: true };
}

/** The record of an item: with the properties that come from the input. */
function withInput(operation: OperationObject, flat: FlatSchema): FlatSchema {
	return withProperties(flat, Object.keys(operation['x-from-input'] ?? {}));
}

function withProperties(flat: FlatSchema, names: string[], required: string[] = []): FlatSchema {
	if (names.length === 0) return flat;
	const added = Object.fromEntries(names.map((name) => [name, { type: 'string' }]));
	return { ...flat, properties: { ...added, ...flat.properties }, required: [...required, ...(flat.required ?? [])] };
}

/**
 * The properties by which a record is known: a required id, else what is required, else whatever the documents list. Alternatives count
 * together.
 */
function proofOf(flat: FlatSchema): Pick<Output, 'proof'> {
	const all = flat.variants ?? [flat];
	const named = all.flatMap(({ properties = {} }) => Object.keys(properties));
	const names = [...new Set(named)].filter((name) => !named.includes('code') || !VERDICT.has(name));
	const required = names.filter((name) => all.every((variant) => variant.required?.includes(name)));
	const ids = [/^_?id$/, /Id$/].map((form) => required.filter((name) => form.test(name)));
	const proof = [...ids, required, names].find((some) => some.length > 0);
	return proof ? { proof } : {};
}

function isObject(flat: FlatSchema): boolean {
	return (
		flat.type === 'object' || flat.type === undefined || flat.properties !== undefined || flat.variants !== undefined
	);
}

function simplifiedOf(operation: OperationObject, method: HttpMethod, flat: FlatSchema): string[] | undefined {
	const word = operation['x-simplified'];
	if (word === false) return undefined;
	if (word) return existingNames(operation.operationId, 'x-simplified', word, flat);
	const names = Object.keys(flat.properties ?? {});
	return method === 'GET' && names.length > MOST_FIELDS ? firstNames(flat) : undefined;
}

function essentialOf(operation: OperationObject, flat: FlatSchema): Pick<Output, 'essential'> {
	const names = operation['x-essential'];
	if (names) return { essential: existingNames(operation.operationId, 'x-essential', names, flat) };
	return Object.keys(flat.properties ?? {}).length > MOST_FIELDS ? { essential: firstNames(flat) } : {};
}

/** @throws Error when the record lacks one of the names */
function existingNames(id: string, keyword: string, names: string[], flat: FlatSchema): string[] {
	const unknown = names.filter((name) => flat.properties?.[name] === undefined);
	if (unknown.length > 0)
		throw new Error(`${id}: ${keyword} names what the record does not have: ${unknown.join(', ')}`);
	return names;
}

/** The first ten properties of a record, required ones first. */
function firstNames({ properties = {}, required = [] }: FlatSchema): string[] {
	const names = Object.keys(properties);
	return [
		...names.filter((name) => required.includes(name)),
		...names.filter((name) => !required.includes(name)),
	].slice(0, MOST_FIELDS);
}

/** A field of the items of an operation. */
export interface OutputField {
	/** Dotted path, `[*]` for the entries of a list. */
	place: string;
	name: string;
	/** A password or a secret (`format: password`). */
	isSecret: boolean;
}

/** Lists the fields of the items of an operation, nested ones included. */
export function outputFields(document: Document, operation: OperationObject): OutputField[] {
	const { schema } = successOf(document, operation);
	if (!schema) return [];
	const { flat } = recordOf(document, schema, operation['x-items'], operation['x-keyed']);
	const fields: OutputField[] = [];
	const visit = (inner: FlatSchema, place: string, depth: number) => {
		if (depth > DEEPEST_PREVIEW) return;
		for (const variant of inner.variants ?? []) visit(variant, place, depth + 1);
		for (const [name, property] of Object.entries(inner.properties ?? {})) {
			const value = flatten(document, property);
			const path = place === '' ? name : `${place}.${name}`;
			fields.push({ place: path, name, isSecret: value.format === 'password' });
			visit(value, path, depth + 1);
		}
		if (inner.items && place !== '') visit(flatten(document, inner.items), `${place}[*]`, depth + 1);
	};
	visit(withInput(operation, flat), '', 0);
	return fields;
}

/** The shape of a value without keywords that only the documents need. */
function shapeOf(document: Document, flat: FlatSchema, depth: number): object {
	const nullable = flat.nullable ? { nullable: true } : {};
	if (depth > DEEPEST_PREVIEW) return { type: 'object', properties: {}, ...nullable };
	if (flat.variants) {
		const objects = flat.variants.filter((variant) => variant.properties);
		if (objects.length === flat.variants.length) {
			const shapes = objects.map(
				(variant) => shapeOf(document, variant, depth) as { properties: Record<string, Shape> },
			);
			return { type: 'object', properties: joinedShapes(shapes.map(({ properties }) => properties)), ...nullable };
		}
		const types = [...new Set(flat.variants.map((variant) => variant.type ?? 'string'))];
		return types.length === 1
			? shapeOf(document, { ...flat.variants[0], nullable: flat.nullable }, depth)
			: { type: types, ...nullable };
	}
	if (flat.type === 'array')
		return { type: 'array', items: shapeOf(document, flatten(document, flat.items ?? {}), depth + 1), ...nullable };
	if (flat.type === 'object' || flat.properties) {
		const entries = Object.entries(flat.properties ?? {}).map(([name, schema]) => [
			name,
			shapeOf(document, flatten(document, schema), depth + 1),
		]);
		return { type: 'object', properties: Object.fromEntries(entries) as object, ...nullable };
	}
	if (!flat.type) {
		const kinds = [...new Set((flat.enum ?? []).map((value) => (typeof value === 'number' ? 'number' : typeof value)))];
		return kinds.length > 0 ? { type: kinds.length === 1 ? kinds[0] : kinds } : {};
	}
	return { type: flat.type === 'integer' ? 'number' : flat.type, ...nullable };
}

interface Shape {
	type?: string | string[];
	properties?: Record<string, Shape>;
	items?: Shape;
	nullable?: boolean;
}

/** The properties of several shapes together; a property of different types may be of any of them. */
function joinedShapes(all: Array<Record<string, Shape>>): Record<string, Shape> {
	const joined: Record<string, Shape> = {};
	for (const [name, shape] of all.flatMap((properties) => Object.entries(properties))) {
		joined[name] = Object.hasOwn(joined, name) ? joinedShape(joined[name], shape) : shape;
	}
	return joined;
}

function joinedShape(one: Shape, other: Shape): Shape {
	const types = [...new Set([one.type ?? [], other.type ?? []].flat())];
	const properties = [one.properties ?? [], other.properties ?? []].flat();
	const items = [one.items ?? [], other.items ?? []].flat();
	return {
		...(types.length > 0 ? { type: types.length === 1 ? types[0] : types } : {}),
		...(properties.length > 0 ? { properties: joinedShapes(properties) } : {}),
		...(items.length > 0 ? { items: items.reduce(joinedShape) } : {}),
		...(one.nullable || other.nullable ? { nullable: true } : {}),
	};
}
