import type { Alternative } from '../nodes/connector/model/field.ts';
import type { Document, Reference, SchemaObject } from './openapi.ts';

/**
 * Follows references inside one bundled document. Keywords next to a `$ref` win over those of its target, as OpenAPI 3.1 allows.
 *
 * @throws Error when a reference leads nowhere (readDocuments has checked that before)
 */
export function resolve<T extends object>(document: Document, value: T | Reference): T {
	if (!('$ref' in value) || typeof value.$ref !== 'string') return value as T;
	const { $ref, ...own } = value as Reference & Record<string, unknown>;
	const target = $ref
		.slice(2)
		.split('/')
		.reduce<unknown>(
			(place, key) => (place as Record<string, unknown>)?.[key.replace(/~1/g, '/').replace(/~0/g, '~')],
			document,
		);
	if (target === undefined) throw new Error(`The reference ${$ref} leads nowhere`);
	return { ...resolve(document, target as T), ...own } as T;
}

/** A schema with its references, compositions and null variant worked in. */
export interface FlatSchema extends Omit<SchemaObject, 'type' | 'allOf' | 'anyOf' | 'oneOf' | '$ref'> {
	/** The one type besides `null`; absent when the document leaves it open. */
	type?: string;
	nullable: boolean;
	/** The alternatives that are left when there is more than one besides `null`. */
	variants?: FlatSchema[];
	/** Sets of properties of which at least one is required. */
	anyRequired?: string[][];
}

/** Works references, `allOf`, the `null` alternative and lone alternatives into one schema. */
export function flatten(document: Document, schema: SchemaObject): FlatSchema {
	const { allOf, anyOf, oneOf, $ref: _reference, type, ...own } = resolve<SchemaObject>(document, schema);
	const types = (Array.isArray(type) ? type : [type]).filter((entry): entry is string => entry !== undefined);
	let flat: FlatSchema = { ...own, type: types.find((entry) => entry !== 'null'), nullable: types.includes('null') };
	for (const part of allOf ?? []) {
		const inner = flatten(document, part);
		flat = {
			...inner,
			...dropUndefined(flat),
			properties: { ...inner.properties, ...flat.properties },
			required: [...(inner.required ?? []), ...(flat.required ?? [])],
			nullable: flat.nullable || inner.nullable,
		};
	}
	const alternatives = anyOf ?? oneOf;
	if (!alternatives) return flat;
	if (flat.properties && alternatives.every((entry) => !entry.$ref && !entry.properties && entry.required)) {
		return { ...flat, anyRequired: alternatives.map((entry) => entry.required ?? []) };
	}
	const inner = alternatives.map((entry) => flatten(document, entry));
	const real = inner.filter((entry) => entry.type !== undefined || entry.properties || entry.variants || entry.enum);
	const nullable =
		flat.nullable || inner.some((entry) => entry.nullable) || alternatives.some((entry) => entry.type === 'null');
	if (real.length === 1) return { ...real[0], ...dropUndefined(flat), nullable };
	return { ...flat, nullable, variants: real };
}

function dropUndefined<T extends object>(value: T): Partial<T> {
	return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as Partial<T>;
}

/** When a property of a joined object is shown, and its name on the wire where it has a name of its own here. */
export interface Shown {
	by: string;
	values: unknown[];
	wire: string;
}

/**
 * Joins the alternatives of an object into one object: a property that has one fixed value in each alternative tells them apart and becomes
 * a choice, the others are shown for the choices that have them. A property that is not the same in all of them becomes one per alternative.
 *
 * @returns the joined object, when to show each property that does not belong to all alternatives, and the alternatives where nothing tells them apart
 */
export function joinVariants(
	document: Document,
	variants: FlatSchema[],
): { joined: FlatSchema; shown: Map<string, Shown>; alternatives?: Alternative[] } {
	const names = [...new Set(variants.flatMap((variant) => Object.keys(variant.properties ?? {})))];
	const telling = names.find((name) => tellsApart(document, variants, name));
	const properties: Record<string, SchemaObject> = {};
	const required: string[] = [];
	const shown = new Map<string, Shown>();
	const needs = (variant: FlatSchema, name: string) => (variant.required ?? []).includes(name);
	for (const name of names) {
		const owners = variants.filter((variant) => variant.properties?.[name]);
		if (name === telling) {
			properties[name] = choiceOf(document, owners, name);
			required.push(name);
			continue;
		}
		for (const group of telling ? alike(owners, name) : [owners]) {
			const key =
				group.length === owners.length ? name : `${name} ${String(fixedValues(document, group[0], telling!)![0])}`;
			properties[key] = group[0].properties![name];
			const values = telling ? group.flatMap((variant) => fixedValues(document, variant, telling)!) : [];
			if (telling && group.length < variants.length) shown.set(key, { by: telling, values, wire: name });
			const everywhere = telling ? group : variants;
			if (everywhere.every((variant) => needs(variant, name))) required.push(key);
		}
	}
	const alternatives = telling
		? undefined
		: variants.map((variant) => ({ names: Object.keys(variant.properties ?? {}), required: variant.required ?? [] }));
	return {
		joined: { type: 'object', nullable: false, properties, required },
		shown,
		...(alternatives ? { alternatives } : {}),
	};
}

/** The values a property is fixed to in one alternative. */
function fixedValues(document: Document, variant: FlatSchema, name: string): unknown[] | undefined {
	const schema = variant.properties?.[name] ? flatten(document, variant.properties[name]) : undefined;
	return schema?.const !== undefined ? [schema.const] : schema?.enum;
}

function tellsApart(document: Document, variants: FlatSchema[], name: string): boolean {
	const lists = variants.map((variant) => fixedValues(document, variant, name));
	return (
		lists.every((list) => list?.length === 1) &&
		new Set(lists.map((list) => JSON.stringify(list))).size === variants.length
	);
}

function choiceOf(document: Document, owners: FlatSchema[], name: string): SchemaObject {
	const schemas = owners.map((owner) => flatten(document, owner.properties![name]));
	const { const: _const, nullable: _nullable, variants: _variants, anyRequired: _anyRequired, ...rest } = schemas[0];
	const labels = Object.assign({}, ...schemas.map((schema) => schema['x-enum-names'] ?? {})) as Record<string, string>;
	return { ...rest, enum: owners.flatMap((owner) => fixedValues(document, owner, name)!), 'x-enum-names': labels };
}

/** Alternatives in which a property says the same stay together. */
function alike(owners: FlatSchema[], name: string): FlatSchema[][] {
	const groups = new Map<string, FlatSchema[]>();
	for (const owner of owners) {
		const key = JSON.stringify(owner.properties![name]);
		groups.set(key, [...(groups.get(key) ?? []), owner]);
	}
	return [...groups.values()];
}
