import type { Document, Reference, SchemaObject } from './openapi.ts';

/**
 * Follows references inside one bundled document. Words beside a `$ref` win over those of its target, as OpenAPI 3.1 allows.
 *
 * @throws Error when a reference leads nowhere (readDocuments has checked that before)
 */
export function resolve<T extends object>(document: Document, value: T | Reference): T {
	if (!('$ref' in value) || typeof value.$ref !== 'string') return value as T;
	const { $ref, ...own } = value as Reference & Record<string, unknown>;
	const target = $ref
		.slice(2)
		.split('/')
		.reduce<unknown>((place, key) => (place as Record<string, unknown>)?.[key.replace(/~1/g, '/').replace(/~0/g, '~')], document);
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
	const nullable = flat.nullable || inner.some((entry) => entry.nullable) || alternatives.some((entry) => entry.type === 'null');
	if (real.length === 1) return { ...real[0], ...dropUndefined(flat), nullable };
	return { ...flat, nullable, variants: real };
}

function dropUndefined<T extends object>(value: T): Partial<T> {
	return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as Partial<T>;
}

/**
 * Joins the alternatives of an object into one object: a property that has one fixed value in each alternative tells them apart and
 * becomes a choice, the others are shown for the choices that have them.
 *
 * @returns the joined object, and for each property the values of the telling property that show it
 */
export function joinVariants(document: Document, variants: FlatSchema[]): { joined: FlatSchema; shown: Map<string, { by: string; values: unknown[] }> } {
	const names = [...new Set(variants.flatMap((variant) => Object.keys(variant.properties ?? {})))];
	const property = (variant: FlatSchema, name: string) =>
		variant.properties?.[name] ? flatten(document, variant.properties[name]) : undefined;
	const fixed = (variant: FlatSchema, name: string): unknown[] | undefined => {
		const schema = property(variant, name);
		return schema?.const !== undefined ? [schema.const] : schema?.enum;
	};
	const telling = names.find((name) => {
		const values = variants.map((variant) => fixed(variant, name));
		const lists = values.map((list) => JSON.stringify(list));
		return values.every((list) => list?.length === 1) && new Set(lists).size === variants.length;
	});
	const shown = new Map<string, { by: string; values: unknown[] }>();
	const properties: Record<string, SchemaObject> = {};
	for (const name of names) {
		const owners = variants.filter((variant) => variant.properties?.[name]);
		properties[name] = owners[0].properties![name];
		if (telling && name === telling) {
			const labels = Object.assign({}, ...owners.map((owner) => property(owner, name)?.['x-enum-names'] ?? {})) as Record<string, string>;
			const { const: _const, ...rest } = property(owners[0], name)!;
			properties[name] = { ...rest, enum: owners.flatMap((owner) => fixed(owner, name)!), 'x-enum-names': labels } as SchemaObject;
		} else if (telling && owners.length < variants.length) {
			shown.set(name, { by: telling, values: owners.flatMap((owner) => fixed(owner, telling)!) });
		}
	}
	const required = names.filter((name) =>
		variants.every((variant) => !variant.properties?.[name] || (variant.required ?? []).includes(name)) &&
		(shown.has(name) || variants.every((variant) => variant.properties?.[name])),
	);
	return { joined: { type: 'object', nullable: false, properties, required }, shown };
}
