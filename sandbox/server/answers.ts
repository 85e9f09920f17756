import type { ValidateFunction } from 'ajv';
import type { Part } from './documents.ts';
import type { Operation } from './operations.ts';
import { close } from './strictness.ts';
import { createAjv } from './validation.ts';

const compiled = new Map<Part, ValidateFunction>();
const ajv = createAjv();

/**
 * Checks an answer of the sandbox against the document. Undocumented properties count as mistakes, unless the document
 * says that more may follow.
 *
 * @returns what does not fit; empty when all is well or the document says nothing about this status
 */
export function checkAnswer(operation: Operation, status: number, body: unknown): string[] {
	const response = operation.responses[String(status)] ?? operation.responses[`${Math.floor(status / 100)}XX`];
	if (!response) return status < 400 ? [`status ${status} is not documented`] : [];
	const schema = response.content?.['application/json']?.schema;
	if (!schema) return body === undefined || response.content ? [] : ['a body is sent though none is documented'];
	let validate = compiled.get(schema);
	if (!validate) {
		validate = ajv.compile(close(schema));
		compiled.set(schema, validate);
	}
	if (validate(body)) return [];
	const errors = validate.errors ?? [];
	return [
		...new Set(
			errors.map((error) => `${error.instancePath || 'body'} ${error.message} ${JSON.stringify(error.params)}`),
		),
	];
}

/**
 * Keeps of a record what the document lists for an answer: records know more than each of the calls shows.
 * Shapes that the document leaves open pass whole.
 */
export function project(value: unknown, schema: Part): unknown {
	if (Array.isArray(value)) return schema?.items ? value.map((entry) => project(entry, schema.items)) : value;
	if (value === null || typeof value !== 'object') return value;
	const shown = properties(schema);
	if (!shown) return value;
	const result: Record<string, unknown> = {};
	for (const [name, property] of shown) {
		const entry = (value as Record<string, unknown>)[name];
		if (entry !== undefined) result[name] = project(entry, property);
	}
	return result;
}

const listed = new Map<Part, Map<string, Part> | undefined>();

/** The properties an object may show, those of all variants together; undefined when any other may follow. */
function properties(schema: Part): Map<string, Part> | undefined {
	if (!schema) return undefined;
	if (listed.has(schema)) return listed.get(schema);
	const result = collect(schema);
	listed.set(schema, result);
	return result;
}

function collect(schema: Part): Map<string, Part> | undefined {
	if (schema.additionalProperties !== undefined && schema.additionalProperties !== false) return undefined;
	const found = new Map<string, Part>(Object.entries(schema.properties ?? {}));
	let isKnown = schema.properties !== undefined;
	for (const variant of [...(schema.oneOf ?? []), ...(schema.anyOf ?? []), ...(schema.allOf ?? [])]) {
		if (variant.type === 'null') continue;
		const shown = properties(variant);
		if (!shown) {
			if (variant.additionalProperties) return undefined;
			continue;
		}
		isKnown = true;
		for (const [name, property] of shown) {
			const other = found.get(name);
			found.set(name, other === undefined || other === property ? property : { anyOf: [other, property] });
		}
	}
	return isKnown ? found : undefined;
}
