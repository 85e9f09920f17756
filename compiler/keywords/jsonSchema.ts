/** JSON Schemas of the YAML files, from which editors complete and check them. */
import { z } from 'zod/v4';
import { PLACES, type Place, type PlaceName } from './places.ts';
import { rulesFile } from './rules.ts';
import { watchesFile } from './watches.ts';

type JsonSchema = Record<string, unknown> & { properties?: Record<string, object>; required?: string[] };

const DRAFT = 'http://json-schema.org/draft-07/schema#';

/** Makes the schemas by file name. Editors know draft 7 best, so it is that. */
export function editorSchemas(): Record<string, object> {
	const definitions = Object.fromEntries(
		Object.entries(PLACES).map(([name, place]) => [name, definitionOf(name as PlaceName, place)]),
	);
	const document = (name: PlaceName) => ({ $schema: DRAFT, $ref: `openapi.json#/definitions/${name}` });
	return {
		'openapi.json': { $schema: DRAFT, definitions },
		'resource.json': document('resource'),
		'service.json': document('service'),
		'webhooks.json': document('webhooks'),
		'watches.json': schemaOf(watchesFile),
		'rules.json': schemaOf(rulesFile),
	};
}

function schemaOf(schema: z.ZodType): JsonSchema {
	return z.toJSONSchema(schema, { target: 'draft-7', io: 'input', unrepresentable: 'any' }) as JsonSchema;
}

/** A kind of object: its keywords are checked, OpenAPI's own keys are only offered, for Redocly checks them. */
function definitionOf(name: PlaceName, { keywords, keys, holds }: Place): object {
	const { properties = {}, required = [] } = schemaOf(keywords);
	const own = {
		...Object.fromEntries(keys.map((key) => [key, {}])),
		...Object.fromEntries(Object.entries(holds).map(([key, { place, as }]) => [key, held(place, as)])),
	};
	const signsIn = name === 'operation' ? schemaOf(PLACES.tokenCall.keywords).properties : {};
	return {
		type: name === 'schema' ? ['object', 'boolean'] : 'object',
		properties: { ...own, ...signsIn, ...properties },
		patternProperties: { '^(?!x-)': {} },
		additionalProperties: false,
		...(name === 'operation'
			? { anyOf: [{ required }, { required: ['x-token-call'] }] }
			: required.length > 0
				? { required }
				: {}),
	};
}

function held(place: PlaceName, as: 'one' | 'list' | 'map'): object {
	const inner = { $ref: `#/definitions/${place}` };
	if (as === 'one') return inner;
	return as === 'list' ? { type: 'array', items: inner } : { type: 'object', additionalProperties: inner };
}
