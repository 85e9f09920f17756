import type { ErrorMeaning, List, Pace } from '../nodes/connector/operation.ts';

/** The parts of an OpenAPI 3.1 document that the compiler reads, with the words of `docs/words.md`. */
export interface Document {
	openapi: string;
	info: { title: string; version: string };
	'x-resource'?: { value: string; name: string };
	paths?: Record<string, Record<string, OperationObject>>;
	webhooks?: Record<string, { post: OperationObject }>;
	'x-references'?: ReferenceObject[];
	components?: Record<string, Record<string, unknown>>;
}

export interface ServiceDocument extends Document {
	'x-lists'?: Record<string, List>;
	'x-paces': Record<string, Pace>;
	'x-default-paces': { read: string[]; write: string[]; bulk?: string[] };
	/** Methods that may be sent again when their fate is unknown, besides GET, HEAD, PUT and DELETE. */
	'x-repeatable-methods'?: string[];
	'x-headers'?: Record<string, string>;
	'x-bulk-rule'?: { header: string; statusPath: string; resultsPath: string };
	'x-general-errors'?: ErrorMeaning[];
	/** Folder of the service that replaces this one. */
	'x-successor'?: string;
	'x-levels'?: Array<{ courseType: string; value: string; name: string; description?: string }>;
}

/** Properties of events that hold the id of a record, and the operation that reads it. */
export interface ReferenceObject {
	operation: string;
	/** Where the id goes: name of the parameter, and the operator of a filter. */
	by: string[];
	/** Name of the record in the item, by place of the id in the event. */
	properties: Record<string, string | { as: string; prefix: string }>;
}

export interface Reference {
	$ref: string;
}

export interface SchemaObject {
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
	'x-placeholder'?: string;
	'x-list'?: string;
	/** The list depends on another property of the same object: its name, and list and label by its values. */
	'x-list-by'?: { property: string; lists: Record<string, { title: string; list: string; description?: string }> };
	'x-kind'?: string;
	'x-enum-names'?: Record<string, string>;
	'x-enum-open'?: boolean;
	'x-date-format'?: string;
	'x-after'?: string;
	'x-parts'?: Record<string, PartsObject>;
	'x-pattern-name'?: string;
	'x-default'?: string | number | boolean;
	'x-hidden'?: boolean;
	'x-hint'?: string;
}

/** A picker that fills several properties, each with a Luxon format. */
export interface PartsObject {
	title: string;
	description?: string;
	'x-placeholder'?: string;
	'x-after'?: string;
	parts: Record<string, string>;
}

export interface ParameterObject extends Omit<SchemaObject, 'required' | 'items'> {
	name: string;
	in: 'path' | 'query' | 'header' | 'cookie';
	required?: boolean;
	style?: string;
	schema?: SchemaObject;
	content?: Record<string, { schema: SchemaObject }>;
}

export interface MediaTypeObject {
	schema?: SchemaObject;
	example?: unknown;
	examples?: Record<string, { value: unknown }>;
	encoding?: Record<string, { contentType?: string }>;
}

export interface ResponseObject {
	description?: string;
	content?: Record<string, MediaTypeObject>;
	'x-error-codes'?: ErrorCodeObject[];
}

/** An error code of the vendor. */
export interface ErrorCodeObject {
	status?: number;
	code: string;
	detail?: string;
	meaning: string;
	fix?: string;
	field?: string;
	about?: ErrorMeaning['about'];
	lockSeconds?: number;
}

export interface PaginationObject {
	style: 'link-header-cursor' | 'offset' | 'none';
	parameter?: string;
	firstIndex?: number;
	pageSize?: number | null;
	itemsField?: string | null;
	hasMoreField?: string | null;
	limitParameter?: string;
	limitMinimum?: number;
	limitMaximum?: number;
}

/** Where a vendor's session holds what the common shape says: properties by name in the shape. */
export interface SessionObject {
	source: string;
	properties: Record<string, string | string[]>;
	format?: string;
	zone?: string;
	/** Properties that no page of the vendor names. */
	inferred?: string[];
}

export interface OperationObject {
	operationId: string;
	summary?: string;
	description?: string;
	deprecated?: boolean;
	tags?: string[];
	security?: Array<Record<string, string[]>>;
	parameters?: Array<ParameterObject | Reference>;
	requestBody?: { required?: boolean; content: Record<string, MediaTypeObject> } | Reference;
	responses?: Record<string, ResponseObject | Reference>;
	'x-operation': string;
	'x-name': string;
	'x-action': string;
	'x-notice'?: string;
	'x-first'?: number;
	'x-logical-operation'?: string;
	'x-course-type'?: string;
	'x-simplified'?: string[] | false;
	'x-items'?: string;
	'x-value-name'?: string;
	'x-session'?: SessionObject;
	'x-pagination'?: PaginationObject;
	'x-paces'?: string[];
	'x-bulk'?: { maxItems: number; inputProperty?: string };
	'x-safe-to-repeat'?: boolean;
	'x-errors'?: ErrorCodeObject[];
	'x-token-call'?: boolean;
	'x-composed'?: string;
	'x-path-template'?: string;
	'x-confidence'?: 'documented' | 'partial';
	/** Groups events in the docs and in the trigger. */
	'x-group'?: string;
}
