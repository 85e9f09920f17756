import type { Part } from './documents.ts';

/**
 * Gives text the type its schema asks for, as far as the text allows: what travels in a query or a form is always text.
 * Text that does not fit stays text, for the validator to refuse.
 */
export function coerce(value: unknown, schema: Part): unknown {
	if (schema === undefined || value === undefined) return value;
	const types = typesOf(schema);
	if (Array.isArray(value)) {
		const items = listSchema(schema)?.items;
		return items ? value.map((entry) => coerce(entry, items)) : value;
	}
	if (value !== null && typeof value === 'object') {
		return Object.fromEntries(
			Object.entries(value).map(([name, entry]) => [name, coerce(entry, propertySchema(schema, name))]),
		);
	}
	if (typeof value !== 'string') return value;
	if (types.has('string')) return value;
	if (types.has('boolean') && (value === 'true' || value === 'false')) return value === 'true';
	if ((types.has('integer') || types.has('number')) && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value))
		return Number(value);
	if (types.has('object') || types.has('array')) {
		const parsed = parseJson(value);
		if (parsed !== undefined && typeof parsed === 'object') return parsed;
		if (types.has('array')) return [coerce(value, listSchema(schema)?.items)];
	}
	return value;
}

/** The types that a schema allows, those of its variants included; empty means any. */
function typesOf(schema: Part): Set<string> {
	const types = new Set<string>([schema.type ?? []].flat());
	for (const word of ['anyOf', 'oneOf', 'allOf'] as const) {
		for (const variant of schema[word] ?? []) for (const type of typesOf(variant)) types.add(type);
	}
	if (types.size === 0) for (const value of schema.enum ?? []) types.add(typeof value);
	return types;
}

function listSchema(schema: Part): Part {
	if (schema.items) return schema;
	return variants(schema).find((variant) => variant.items);
}

function propertySchema(schema: Part, name: string): Part {
	return [schema, ...variants(schema)].map((variant) => variant.properties?.[name]).find(Boolean);
}

function variants(schema: Part): Part[] {
	return [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
