import type { Part } from './documents.ts';

const BY_FORMAT: Record<string, string> = {
	'date-time': '2026-03-02T08:30:00.000Z',
	date: '2026-03-02',
	email: 'learner@example.com',
	uri: 'https://example.com/',
	uuid: 'ff583381-f8b5-477e-a24d-947aa55f407b',
	binary: 'bytes',
};

/** Texts that satisfy the patterns of the documents. */
const FOR_PATTERNS = ['65f0a1b2c3d4e5f6000171ba', '219225000000645227', '27-12-2021', '10:00 AM', 'company-subdomain'];

/**
 * Makes a value that a schema allows, always the same one: the document's example where it has one, else every
 * property filled with the simplest value.
 */
export function instanceOf(schema: Part): unknown {
	if (schema === undefined || schema === true) return {};
	for (const given of [schema.example, schema.examples?.[0], schema.const, schema.default, schema.enum?.[0]]) {
		if (given !== undefined) return structuredClone(given);
	}
	const merged = (schema.allOf ?? []).map(instanceOf).filter(isObject);
	if (merged.length > 0) return Object.assign({}, ...merged, ofProperties(schema));
	const variant = (schema.oneOf ?? schema.anyOf)?.find((entry: Part) => !isRequirement(entry));
	if (variant && !schema.properties) return instanceOf(variant);
	switch ([schema.type].flat()[0]) {
		case 'array':
			return Array.from({ length: Math.max(1, schema.minItems ?? 1) }, () => instanceOf(schema.items));
		case 'integer':
		case 'number':
			return Math.max(1, schema.minimum ?? 1);
		case 'boolean':
			return true;
		case 'string':
			return text(schema);
		case 'null':
			return null;
		default:
			// A map that must have an entry.
			return schema.minProperties > 0 && schema.additionalProperties?.type
				? { '219225000000645227': instanceOf(schema.additionalProperties) }
				: ofProperties(schema);
	}
}

function ofProperties(schema: Part): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries<Part>(schema.properties ?? {}).map(([name, property]) => [name, instanceOf(property)]),
	);
}

function text(schema: Part): string {
	if (schema.pattern) {
		const fitting = FOR_PATTERNS.find((candidate) => new RegExp(schema.pattern, 'u').test(candidate));
		if (fitting) return fitting;
	}
	const plain = BY_FORMAT[schema.format] ?? 'text';
	return plain.padEnd(schema.minLength ?? 0, 'x').slice(0, schema.maxLength ?? Infinity);
}

function isRequirement(schema: Part): boolean {
	return Object.keys(schema).every((name) => name === 'required');
}

function isObject(value: unknown): value is Record<string, unknown> {
	return value !== null && typeof value === 'object' && !Array.isArray(value);
}
