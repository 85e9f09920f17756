import type { Part } from './documents.ts';

const closed = new Map<Part, Part>();

/**
 * The same schema without room for undocumented properties: an object that lists its properties and does not say
 * `additionalProperties` itself takes no others. The documents mark shapes that are not fully known as open, and sets of values to which the
 * vendor adds now and then.
 */
export function close(schema: Part): Part {
	if (schema === null || typeof schema !== 'object') return schema;
	const known = closed.get(schema);
	if (known) return known;
	const result = closeParts(schema);
	const isOpenEnded = schema.properties && schema.additionalProperties === undefined;
	const isComposed = ['allOf', 'anyOf', 'oneOf'].some((word) =>
		schema[word]?.some((variant: Part) => variant.properties),
	);
	if (isOpenEnded && isComposed) result.unevaluatedProperties = false;
	else if (isOpenEnded) result.additionalProperties = false;
	closed.set(schema, result);
	return result;
}

function closeParts(schema: Part): Part {
	const result = { ...schema };
	if (schema['x-enum-open']) delete result.enum;
	if (schema.properties) {
		result.properties = Object.fromEntries(
			Object.entries<Part>(schema.properties).map(([name, property]) => [name, close(property)]),
		);
	}
	if (schema.items) result.items = close(schema.items);
	// Parts of one object see each other's properties: only the whole can be closed, unless there is a single part.
	if (schema.allOf?.length === 1 && !schema.properties) result.allOf = schema.allOf.map(close);
	for (const word of ['anyOf', 'oneOf'] as const) {
		if (schema[word] && !schema.properties) result[word] = schema[word].map(close);
	}
	return result;
}
