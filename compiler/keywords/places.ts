import type { z } from 'zod/v4';
import {
	factKeywords,
	noKeywords,
	resourceKeywords,
	responseKeywords,
	serviceKeywords,
	webhooksKeywords,
} from './documents.ts';
import { eventKeywords, operationKeywords, tokenCallKeywords } from './operation.ts';
import { parameterKeywords, schemaKeywords } from './schema.ts';

/** A kind of object in an OpenAPI document. */
export interface Place {
	/** Its name in messages. */
	name: string;
	/** The keywords that belong there. */
	keywords: z.ZodObject;
	/** OpenAPI's own keys, for editors; Redocly checks them. */
	keys: string[];
	/** Keys that hold objects of another kind: one, a list or a map of them. */
	holds: Record<string, { place: PlaceName; as: 'one' | 'list' | 'map' }>;
}

export type PlaceName =
	| 'service'
	| 'webhooks'
	| 'resource'
	| 'info'
	| 'server'
	| 'tag'
	| 'components'
	| 'securityScheme'
	| 'path'
	| 'webhook'
	| 'operation'
	| 'tokenCall'
	| 'event'
	| 'parameter'
	| 'requestBody'
	| 'response'
	| 'header'
	| 'mediaType'
	| 'schema';

type Holds = Place['holds'];

const one = (place: PlaceName): Holds[string] => ({ place, as: 'one' });
const list = (place: PlaceName): Holds[string] => ({ place, as: 'list' });
const map = (place: PlaceName): Holds[string] => ({ place, as: 'map' });

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head'];
const document: Holds = {
	info: one('info'),
	servers: list('server'),
	tags: list('tag'),
	components: one('components'),
};
const operation: Holds = { parameters: list('parameter'), requestBody: one('requestBody'), responses: map('response') };
const operationKeys = ['operationId', 'summary', 'description', 'tags', 'security', 'deprecated'];

/** Which objects an OpenAPI document has, which keywords belong on them, and which others they hold. */
export const PLACES: Record<PlaceName, Place> = {
	service: {
		name: 'the top of service.yaml',
		keywords: serviceKeywords,
		keys: ['openapi', 'security'],
		holds: { ...document, paths: map('path') },
	},
	webhooks: {
		name: 'the top of webhooks.yaml',
		keywords: webhooksKeywords,
		keys: ['openapi', 'security'],
		holds: { ...document, webhooks: map('webhook') },
	},
	resource: {
		name: 'the top of a document',
		keywords: resourceKeywords,
		keys: ['openapi', 'security'],
		holds: { ...document, paths: map('path') },
	},
	info: { name: 'info', keywords: factKeywords, keys: ['title', 'version', 'summary', 'description'], holds: {} },
	server: { name: 'a server', keywords: factKeywords, keys: ['url', 'description', 'variables'], holds: {} },
	tag: { name: 'a tag', keywords: noKeywords, keys: ['name', 'description'], holds: {} },
	components: {
		name: 'components',
		keywords: noKeywords,
		keys: ['examples'],
		holds: {
			schemas: map('schema'),
			parameters: map('parameter'),
			responses: map('response'),
			requestBodies: map('requestBody'),
			headers: map('header'),
			securitySchemes: map('securityScheme'),
		},
	},
	securityScheme: {
		name: 'a security scheme',
		keywords: factKeywords,
		keys: ['type', 'description', 'name', 'in', 'scheme', 'bearerFormat', 'flows'],
		holds: {},
	},
	path: {
		name: 'a path',
		keywords: noKeywords,
		keys: ['summary', 'description'],
		holds: {
			parameters: list('parameter'),
			...Object.fromEntries(METHODS.map((method) => [method, one('operation')])),
		},
	},
	webhook: { name: 'a webhook', keywords: noKeywords, keys: ['summary', 'description'], holds: { post: one('event') } },
	operation: { name: 'an operation', keywords: operationKeywords, keys: operationKeys, holds: operation },
	tokenCall: { name: 'a call that signs in', keywords: tokenCallKeywords, keys: operationKeys, holds: operation },
	event: { name: 'an event', keywords: eventKeywords, keys: operationKeys, holds: operation },
	parameter: {
		name: 'a parameter',
		keywords: parameterKeywords,
		keys: ['$ref', 'name', 'in', 'description', 'required', 'deprecated', 'style', 'explode', 'example', 'examples'],
		holds: { schema: one('schema'), content: map('mediaType') },
	},
	requestBody: {
		name: 'a request body',
		keywords: factKeywords,
		keys: ['$ref', 'description', 'required'],
		holds: { content: map('mediaType') },
	},
	response: {
		name: 'a response',
		keywords: responseKeywords,
		keys: ['$ref', 'description'],
		holds: { content: map('mediaType'), headers: map('header') },
	},
	header: {
		name: 'a header',
		keywords: factKeywords,
		keys: ['$ref', 'description', 'required', 'example'],
		holds: { schema: one('schema') },
	},
	mediaType: {
		name: 'a media type',
		keywords: factKeywords,
		keys: ['example', 'examples', 'encoding'],
		holds: { schema: one('schema') },
	},
	schema: {
		name: 'a schema',
		keywords: schemaKeywords,
		keys: [
			'$ref',
			'type',
			'title',
			'description',
			'format',
			'enum',
			'const',
			'default',
			'example',
			'examples',
			'required',
			'readOnly',
			'writeOnly',
			'deprecated',
			'minLength',
			'maxLength',
			'minimum',
			'maximum',
			'exclusiveMinimum',
			'exclusiveMaximum',
			'multipleOf',
			'pattern',
			'minItems',
			'maxItems',
			'uniqueItems',
			'contentMediaType',
			'contentEncoding',
			'minProperties',
			'maxProperties',
			'discriminator',
		],
		holds: {
			properties: map('schema'),
			patternProperties: map('schema'),
			additionalProperties: one('schema'),
			items: one('schema'),
			prefixItems: list('schema'),
			contains: one('schema'),
			allOf: list('schema'),
			anyOf: list('schema'),
			oneOf: list('schema'),
			not: one('schema'),
			if: one('schema'),
			then: one('schema'),
			else: one('schema'),
			propertyNames: one('schema'),
		},
	},
};

/** A call that only signs in has keywords of its own. */
export function placeOf(name: PlaceName, value: Record<string, unknown>): PlaceName {
	return name === 'operation' && 'x-token-call' in value ? 'tokenCall' : name;
}
