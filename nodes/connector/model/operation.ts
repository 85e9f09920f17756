import type { Field } from './field';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD';

/** One entry of the Operation dropdown. */
export interface Operation {
	/** `operationId` of the document; for two addresses of one operation their `x-logical-operation`. */
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
	/** Address below the host with `{placeholders}`; one, or one per level (see `levels`). */
	path: string | Record<string, string>;
	/** Choice between addresses of one operation, e.g. course or batch. */
	levels?: Level[];
	/** What the person fills in, in the order a person thinks. */
	fields: Field[];
	/** How the body travels; absent when the operation has none. */
	body?: BodyEncoding;
	/** The vendor wants something in the body, whatever it is. */
	needsBody?: boolean;
	/** Query parameters that are not plain text: one JSON object, or filters in brackets. */
	query?: Record<string, 'json' | 'brackets'>;
	/** Values sent as they are with every request of this operation, by place. */
	constants?: { query?: Record<string, unknown> };
	/** Sets of wire names of which at least one must be filled in. */
	anyOf?: string[][];
	output: Output;
	pagination?: Pagination;
	/** Names of the paces this operation counts against. */
	paces: string[];
	bulk?: Bulk;
	/** Name of the service's function that carries it out in several calls; such an operation has no address of its own. */
	job?: string;
	/** May be sent again when its outcome is unknown (always true for GET, HEAD, PUT and DELETE). */
	repeatable: boolean;
	/** What it does that cannot simply be undone; absent for reads and for writes that only add or change what they name. */
	effects?: Effect[];
	/** Scopes of which the token needs one. */
	scopes: string[];
	errors: ErrorMeaning[];
	/** How sure the facts are. */
	confidence: 'documented' | 'partial';
	/** Advice shown in the editor above the fields. */
	notice?: string;
}

/**
 * `replaces`: what was there before is gone. `removes`: a record, or a membership of one. `closes`: somebody or something is shut out. `unsubscribes`:
 * somebody gets no more messages. `mails`: people get a message. `spends`: paid allowances are used up.
 */
export type Effect = 'replaces' | 'removes' | 'closes' | 'unsubscribes' | 'mails' | 'spends';

/** One of two or more addresses of an operation. */
export interface Level {
	value: string;
	name: string;
	description?: string;
}

export type BodyEncoding = 'json' | 'form' | 'multipart' | 'jsonArray';

/** What an operation answers and which items come out of it. */
export interface Output {
	/**
	 * `record`: one object. `records`: a list, one item each. `none`: no body, a confirmation is made.
	 * `file`: bytes, as binary data. `accepted`: a bulk operation that has been queued.
	 */
	kind: 'record' | 'records' | 'none' | 'file' | 'accepted';
	/** What the answer is as a whole: the list of records itself, or one object. Absent when the documents show no JSON. */
	root?: 'list' | 'object';
	/** Name of the property that holds the record or the records. */
	property?: string;
	/** A record has a value in at least one of these properties: its id, or any that the documents list. Absent when they list none. */
	proof?: string[];
	/** The documents show nothing of the answer to a change, so that an empty one may say that it was done. */
	mayBeEmpty?: boolean;
	/** Whoever reads the record knows each value of its `status`; elsewhere a lone `status` has to say what was done. */
	anyStatus?: boolean;
	/** Property name given to each entry of a list of plain values. */
	valueName?: string;
	/** Who reads the list deals with odd entries, one by one: `some` may be odd, or `all` of them. */
	oddEntries?: 'some' | 'all';
	/** The operation removes something: the confirmation says `deleted`. */
	deletes?: boolean;
	/** Media type of a file. */
	mediaType?: string;
	/** Fields kept by Simplify, ten at most; absent when the record is small enough or every field matters. */
	simplified?: string[];
	/** The records are sessions: how they come into the shape that all systems have in common. */
	session?: SessionShape;
}

/** Where a vendor's session holds what the common shape says. */
export interface SessionShape {
	/** What kind of thing it is, e.g. `360Learning path session`. */
	source: string;
	/** Properties of the vendor's record by name in the common shape; of several the first that holds something counts, of trainers all. */
	properties: Partial<
		Record<
			'id' | 'title' | 'description' | 'start' | 'end' | 'place' | 'trainers' | 'seats' | 'booked' | 'ended',
			string[]
		>
	>;
	/** Luxon format of start and end once their properties are joined by a blank; absent means ISO 8601. */
	format?: string;
	/** Property that names the time zone of the record. */
	zone?: string[];
}

export type Pagination =
	/** A `link` header with `rel="next"`. */
	| { kind: 'link' }
	/** An index in the query that grows by what was received while a flag in the body is true. */
	| {
			kind: 'offset';
			parameter: string;
			first: number;
			pageSize: number;
			more: string;
			limit?: { parameter: string; minimum?: number; maximum: number };
	  };

/** A bulk operation: many items in one call, followed until it is done. */
export interface Bulk {
	/** Most items in one call. */
	maxItems: number;
	/** Property of the body that holds the items. */
	property: string;
}

/** How a vendor says in the body of an answer how a call went. */
export interface AnswerRule {
	/** Properties that say it: `at` is the place (`response.status`), `yes` and `no` are regular expressions for the whole value, whatever its case. */
	verdicts: Array<{ at: string; yes?: string; no?: string }>;
	/** Codes that say of a list that it is empty. */
	noRecords?: string[];
	/** Place of the records in an answer of another form. */
	result?: string;
}

/** What an error code of the vendor means. */
export interface ErrorMeaning {
	status?: number;
	code: string;
	/** Second text that tells two uses of one code apart, e.g. `jwt expired`. */
	detail?: string;
	/** What happened. */
	meaning: string;
	/** What to do. */
	fix?: string;
	/** Name of the node parameter it is about. */
	field?: string;
	/** A limit was passed: wait this many seconds. */
	lockSeconds?: number;
	/** `token`: sign in again; `credential`: the credential is wrong; `scope`: the token lacks a right. */
	about?: 'token' | 'credential' | 'scope' | 'limit';
}

/** How much of a record comes out. */
export type Detail =
	| { kind: 'simplified' }
	| { kind: 'raw' }
	| { kind: 'selected'; fields: string[] }
	| { kind: 'session'; zone: string };
