import type { ResourceKeywords, ResponseKeywords, ServiceKeywords, WebhooksKeywords } from './keywords/documents.ts';
import type { EventKeywords, OperationKeywords } from './keywords/operation.ts';
import type { ParameterKeywords, SchemaKeywords } from './keywords/schema.ts';

/** The parts of an OpenAPI 3.1 document that the compiler reads, with the keywords that `compiler/keywords` defines. */
export interface Document extends ResourceKeywords {
	openapi: string;
	info: { title: string; version: string };
	paths?: Record<string, Record<string, OperationObject>>;
	components?: Record<string, Record<string, unknown>> & {
		securitySchemes?: Record<string, { type?: string; name?: string }>;
	};
}

export type ServiceDocument = Document & ServiceKeywords;

/** The document with the vendor's events. */
export interface WebhooksDocument extends Document, WebhooksKeywords {
	webhooks: Record<string, { post: EventObject }>;
}

export interface Reference {
	$ref: string;
}

export interface SchemaObject extends SchemaKeywords {
	$ref?: string;
	type?: string | string[];
	title?: string;
	description?: string;
	format?: string;
	enum?: unknown[];
	const?: unknown;
	default?: unknown;
	properties?: Record<string, SchemaObject>;
	required?: string[];
	additionalProperties?: boolean | SchemaObject;
	items?: SchemaObject;
	allOf?: SchemaObject[];
	anyOf?: SchemaObject[];
	oneOf?: SchemaObject[];
	minLength?: number;
	maxLength?: number;
	minimum?: number;
	maximum?: number;
	pattern?: string;
	minItems?: number;
	maxItems?: number;
	uniqueItems?: boolean;
	contentMediaType?: string;
	readOnly?: boolean;
}

export interface ParameterObject extends ParameterKeywords {
	name: string;
	description?: string;
	in: 'path' | 'query' | 'header' | 'cookie';
	required?: boolean;
	style?: string;
	schema?: SchemaObject;
	content?: Record<string, { schema: SchemaObject; example?: unknown }>;
	example?: unknown;
}

export interface MediaTypeObject {
	schema?: SchemaObject;
	example?: unknown;
	examples?: Record<string, { value: unknown }>;
	encoding?: Record<string, { contentType?: string }>;
}

export interface ResponseObject extends ResponseKeywords {
	description?: string;
	content?: Record<string, MediaTypeObject>;
}

interface Described {
	operationId: string;
	summary?: string;
	description?: string;
	deprecated?: boolean;
	tags?: string[];
	security?: Array<Record<string, string[]>>;
	parameters?: Array<ParameterObject | Reference>;
	requestBody?: { required?: boolean; content: Record<string, MediaTypeObject> } | Reference;
	responses?: Record<string, ResponseObject | Reference>;
}

/** An operation of the vendor, or one of several calls. */
export interface OperationObject extends Described, OperationKeywords {
	/** A call that only signs in; it has none of the keywords of an operation. */
	'x-token-call'?: true;
}

/** An event that the vendor sends. */
export interface EventObject extends Described, EventKeywords {}
