import type { Field } from './field';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD';

/** One entry of the Operation dropdown. */
export interface Operation {
	/** `operationId` of the document, or `x-logical-operation` if one operation has two paths. */
	id: string;
	/** Value of the dropdown, unique in its resource, e.g. `getAll`. */
	value: string;
	/** Label, Title Case, e.g. `Get Many`. */
	name: string;
	/** Sentence of the actions panel, e.g. `Create a path session`. */
	action: string;
	/** One sentence below the label. */
	description: string;
	method: HttpMethod;
	/** Path with `{placeholders}`; one, or one per level (see `levels`). */
	path: string | Record<string, string>;
	/** What the path begins with on the host, instead of `Service.basePath`. */
	basePath?: string;
	/** Choice between the paths of one operation, e.g. course or batch. */
	levels?: Level[];
	/** Input fields in the order of the node. */
	fields: Field[];
	/** The complete fields as nodes of version 1 show them, if different (see `atVersion`). */
	formerFields?: Field[];
	/** Encoding of the body; absent if the operation has none. */
	body?: BodyEncoding;
	/** The body must not be empty. */
	needsBody?: boolean;
	/** Encoding of query parameters that are not plain text: one JSON object, filters in brackets, or search conditions with this operator. */
	query?: Record<string, 'json' | 'brackets' | { conditions: string }>;
	/** Constant values sent with every request of this operation, by place. */
	constants?: { query?: Record<string, unknown> };
	/** Sets of wire names of which at least one must have a value. */
	anyOf?: string[][];
	output: Output;
	pagination?: Pagination;
	/** Names of the paces that apply to this operation. */
	paces: string[];
	bulk?: Bulk;
	/** Name of the service's function that carries it out in several calls; such an operation has no path. */
	job?: string;
	/** The user writes the call; such an operation has no path and no method of its own. */
	request?: AnyRequest;
	/** May be sent again when its outcome is unknown (always true for GET, HEAD, PUT and DELETE). */
	repeatable: boolean;
	/** Effects that cannot simply be undone; absent for reads and for writes that only add or change the given values. */
	effects?: Effect[];
	/** Changes nothing, although its method is not GET. */
	reads?: boolean;
	/** Scopes, of which the token needs one. */
	scopes: string[];
	errors: ErrorMeaning[];
	/** Confidence in the facts. */
	confidence: 'documented' | 'partial';
	/** Advice shown in the editor above the fields. */
	notice?: string;
}

/**
 * `replaces`: what was there before is gone. `removes`: a record, or a membership of one. `closes`: somebody or something is shut out. `unsubscribes`:
 * somebody gets no more messages. `mails`: people get a message. `spends`: paid allowances are used up.
 */
export type Effect = 'replaces' | 'removes' | 'closes' | 'unsubscribes' | 'mails' | 'spends';

/** What calls that a user writes have in common. */
export interface AnyRequest {
	/** Path below which the API lies, e.g. `/api/v2`; empty if it is part of the address in the credential. */
	base: string;
	/** How a query parameter that is a list or an object is written. */
	objects: 'json' | 'brackets';
	/** Names of the paces that apply, where no documented operation has the address. */
	paces: { read: string[]; write: string[] };
	/** Paths of calls that only sign in. */
	signIn: string[];
	/** Names of headers and query parameters with which the credential signs, in lower case. */
	signed: string[];
}

/** One of several paths of an operation. */
export interface Level {
	value: string;
	name: string;
	description?: string;
}

export type BodyEncoding = 'json' | 'form' | 'multipart' | 'jsonArray';

/** The answer of an operation and the items made from it. */
export interface Output {
	/**
	 * `record`: one object. `records`: a list, one item each. `none`: no body; the item is a confirmation.
	 * `file`: bytes, as binary data. `accepted`: a bulk operation that has been queued. `any`: nobody knows before it comes; a list is one item each.
	 */
	kind: 'record' | 'records' | 'none' | 'file' | 'accepted' | 'any';
	/** Shape of the whole answer: the list of records itself, or one object. Absent if the documents show no JSON. */
	root?: 'list' | 'object';
	/** Property with the record or the records. */
	property?: string;
	/** Each entry of the list is an object with one key, whose value holds the record: name of the property that gets the key. */
	keyed?: string;
	/** Properties that the answer leaves out and the item has, by the query parameter that gave the value. */
	fromInput?: Record<string, string>;
	/** A record has a value in at least one of these properties: its ID, or any that the documents list. Absent if they list none. */
	proof?: string[];
	/** The documents do not describe the answer to a change, so an empty one can mean success. */
	mayBeEmpty?: boolean;
	/** The reader of the record knows all values of `status`; elsewhere an answer with only a `status` must say what was done. */
	anyStatus?: boolean;
	/** Property name for the entries of a list of plain values. */
	valueName?: string;
	/** The reader of the list handles malformed entries itself: `some` of them may be malformed, or `all`. */
	oddEntries?: 'some' | 'all';
	/** Of `any`: an object with this property is a page, and its one list holds the records. */
	page?: string;
	/** The operation deletes something, so the confirmation says `deleted`. */
	deletes?: boolean;
	/** Media type of a file. */
	mediaType?: string;
	/** Fields kept by Simplify, ten at most; absent if the record is small or all fields matter. */
	simplified?: string[];
	/** Fields of the record that a language model gets, ten at most, for operations without Simplify; absent if the record is small. */
	essential?: string[];
	/** Set if the records are sessions: how to convert them into the unified format. */
	session?: SessionShape;
}

/** Maps a vendor's session to the unified format. */
export interface SessionShape {
	/** System and kind of record, e.g. `360Learning path session`. */
	source: string;
	/** Properties of the vendor's record by field of the unified format. If there are several, the first one with a value is used; for trainers all are. */
	properties: Partial<
		Record<
			'id' | 'title' | 'description' | 'start' | 'end' | 'place' | 'trainers' | 'seats' | 'booked' | 'ended',
			string[]
		>
	>;
	/** Luxon format of start and end after joining their properties with a space; ISO 8601 if absent. */
	format?: string;
	/** Property with the time zone of the record. */
	zone?: string[];
}

export type Pagination =
	/** A `link` header with `rel="next"`. */
	| { kind: 'link' }
	/** An index in the query that grows by the number of records received, as long as a flag in the body is true. */
	| {
			kind: 'offset';
			parameter: string;
			first: number;
			pageSize: number;
			more: string;
			limit?: { parameter: string; minimum?: number; maximum: number };
	  };

/** A bulk operation: many items in one call, followed until it ends. */
export interface Bulk {
	/** Most items in one call. */
	maxItems: number;
	/** Property of the body that holds the items. */
	property: string;
}

/** How a vendor reports success or failure in the body of an answer. */
export interface AnswerRule {
	/** Properties that report it: `at` is the place (`response.status`), `yes` and `no` are case-insensitive regular expressions for the whole value. */
	verdicts: Array<{ at: string; yes?: string; no?: string }>;
	/** Codes that mean an empty list. */
	noRecords?: string[];
	/** Place of the records in an answer of another form. */
	result?: string;
}

/** Meaning of an error code of the vendor. */
export interface ErrorMeaning {
	status?: number;
	code: string;
	/** Second text that distinguishes two uses of one code, e.g. `jwt expired`. */
	detail?: string;
	/** What happened. */
	meaning: string;
	/** What to do. */
	fix?: string;
	/** Name of the node parameter that caused it. */
	field?: string;
	/** Seconds to wait after exceeding a limit. */
	lockSeconds?: number;
	/** `token`: sign in again; `credential`: the credential is wrong; `scope`: the token lacks a right; `nothing`: no record has the value. */
	about?: 'token' | 'credential' | 'scope' | 'limit' | 'nothing';
}

/** How much of a record is returned. */
export type Detail =
	| { kind: 'simplified' }
	| { kind: 'raw' }
	| { kind: 'selected'; fields: string[] }
	| { kind: 'session'; zone: string };
