import type { Watch } from './polling/watch';

/**
 * What an operation is. A service's OpenAPI documents are compiled into a `Catalogue` at build time (see `compiler/`);
 * everything else in the connector reads nothing but these types.
 */

/** The compiled documents of one service: what ships in `dist` as `catalogue.json`. */
export interface Catalogue {
	/** Title of the API, e.g. `360Learning API v2`. */
	title: string;
	/** Resources in the order of the dropdown (alphabetical by label). */
	resources: Resource[];
	/** Lists that a person can pick from, by name. */
	lists: Record<string, List>;
	/** Limits of the vendor, by name. */
	paces: Record<string, Pace>;
	/** Error codes that any operation can answer. */
	errors: ErrorMeaning[];
	/** Option sets used by more than one field, by name. */
	options: Record<string, Option[]>;
	/** Headers that every request carries, e.g. the version of the API. */
	headers: Record<string, string>;
	/** How bulk operations are followed, where the service has any. */
	bulk?: BulkRule;
	/** How the vendor says yes and no in the body of an answer, where the HTTP status alone does not tell. */
	answers?: AnswerRule;
	/** What polling triggers can look for. */
	watches?: Watch[];
	/** How many calls a day the vendor allows, in words, where it counts them. */
	daily?: string;
}

/** A thing of the vendor: a tag of the document, an entry of the Resource dropdown. */
export interface Resource {
	/** Value of the dropdown and folder of the previews, e.g. `pathSession`. */
	value: string;
	/** Label, singular, Title Case, e.g. `Path Session`. */
	name: string;
	/** Value of the operation that is chosen when the resource is; workflows do not store it. */
	default: string;
	operations: Operation[];
}

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
	composed?: string;
	/** May be sent again when its fate is unknown (always true for GET, HEAD, PUT and DELETE). */
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

export type FieldKind =
	| 'string'
	| 'text'
	| 'password'
	| 'color'
	| 'integer'
	| 'number'
	| 'boolean'
	| 'options'
	| 'multiOptions'
	| 'dateTime'
	| 'json'
	| 'strings'
	| 'object'
	| 'objects'
	| 'file'
	| 'files'
	| 'locator'
	| 'customFields';

/** Properties that an object may have together, by their names on the wire, and those that it must have then. */
export interface Alternative {
	names: string[];
	required: string[];
}

/** One thing a person fills in. */
export interface Field {
	/** Name of the node parameter, camelCase, the same for the same thing in every operation. */
	name: string;
	/** Label, Title Case. */
	displayName: string;
	description?: string;
	placeholder?: string;
	hint?: string;
	kind: FieldKind;
	/** Where the value goes; `nowhere`: it only helps to pick another one. */
	at: 'path' | 'query' | 'body' | 'nowhere';
	/** Place in that part, outermost name first, e.g. `['sessionData', 'name']` or `['createdAt', 'gte']`. */
	wire: string[];
	required: boolean;
	/** Optional fields stand together in one collection; required ones stand alone. */
	collection?: 'additionalFields' | 'updateFields' | 'filters';
	default?: string | number | boolean;
	/** The one value the vendor takes here: sent, not shown. */
	constant?: string | number | boolean;
	/** Choices, in place or by name of a shared set. */
	options?: Option[] | string;
	/** Values outside `options` are allowed (the vendor adds new ones). */
	open?: boolean;
	/** Name of the list to pick from. */
	list?: string;
	/** Fields of an object or of each object of a list. JSON that has them is checked against them. */
	fields?: Field[];
	/** The object has the properties of one of these, where no property of it tells which. */
	alternatives?: Alternative[];
	/** What JSON must be; absent when the documents leave it open. */
	holds?: 'list' | 'object';
	/** Shown only when a sibling field has one of these values, e.g. `{ type: ['day'] }`. */
	show?: Record<string, Array<string | number | boolean>>;
	/** Levels (see `Operation.levels`) that have this field; absent when all have it. */
	levels?: string[];
	/** Luxon format of a date on the wire; absent means ISO 8601, UTC, milliseconds. */
	format?: string;
	/** One value on several places of the wire, each in a format of its own: a date and a time from one picker. */
	parts?: Array<{ wire: string[]; format: string }>;
	/** A switch whose two states have words of their own on the wire. */
	words?: { true: string; false: string };
	/** The vendor takes `null`: the field can be cleared on purpose. */
	nullable?: boolean;
	/**
	 * What happens when an optional field was added and turns out empty. `refused`; `matchesNothing`: no call is made and no item comes out;
	 * `ignored`, also when absent: it counts as not added.
	 */
	blank?: 'refused' | 'matchesNothing' | 'ignored';
	/** The text `[]` empties the list at the vendor, on purpose. Without it a list that turns out empty is refused. */
	emptiable?: boolean;
	minLength?: number;
	maxLength?: number;
	minimum?: number;
	maximum?: number;
	pattern?: string;
	/** What the pattern means, for the message, e.g. `24 hexadecimal characters`. */
	patternName?: string;
	minItems?: number;
	maxItems?: number;
	uniqueItems?: boolean;
	/** Wire name of a date field that must lie before this one. */
	after?: string;
	/** Media types a file may have. */
	accept?: string[];
}

export interface Option {
	name: string;
	value: string | number | boolean;
	description?: string;
}

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
	properties: Partial<Record<'id' | 'title' | 'description' | 'start' | 'end' | 'place' | 'trainers' | 'seats' | 'booked' | 'ended', string[]>>;
	/** Luxon format of start and end once their properties are joined by a blank; absent means ISO 8601. */
	format?: string;
	/** Property that names the time zone of the record. */
	zone?: string[];
}

export type Pagination =
	/** A `link` header with `rel="next"`. */
	| { kind: 'link' }
	/** An index in the query that grows by what was received while a flag in the body is true. */
	| { kind: 'offset'; parameter: string; first: number; pageSize: number; more: string; limit?: { parameter: string; minimum?: number; maximum: number } };

/** A limit of the vendor. */
export interface Pace {
	/** Calls in the window. */
	requests?: number;
	/** Length of the window, in seconds. */
	seconds?: number;
	/** Wait after passing the limit, in seconds. */
	lockSeconds?: number;
	/** Calls under way at the same time. */
	concurrent?: number;
	/** What is counted: all operations together, or each operation alone. */
	per: 'service' | 'operation';
	/** Requests in flight by default. */
	concurrency: number;
}

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

/** How a bulk operation is followed. */
export interface BulkRule {
	/** Header that names the queued operation; its last segment is the id. */
	header: string;
	/** Address of the status, with `{id}`. */
	statusPath: string;
	/** Address of the results, with `{id}`. */
	resultsPath: string;
	/** Values of `status` with which it goes on; `completed` and `error` end it. */
	underWay: string[];
	/** Paces that both calls count against. */
	paces: string[];
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

/** A list of the vendor's records from which a person picks one. */
export interface List {
	/** Operation that reads it. */
	operation: string;
	/** Property that is the value; `location.locationId` where it lies in another one. */
	value: string;
	/** Properties that make the label, in order, joined by `separator`; signs around a name stand around its value: `(mail)`. */
	label: string[];
	separator?: string;
	/** Property that adds a second line. */
	description?: string;
	/** Luxon formats of properties that are dates in a form of the vendor's own. */
	dates?: Record<string, string>;
	/** Ids in the label that stand for other records: the operation that reads one, the placeholder of its address, the properties shown. */
	names?: Record<string, { operation: string; path: string; label: string[] }>;
	/** Too long to choose several of it in one dropdown: lists of its ids are typed in. */
	large?: boolean;
	/** Fields of the node that must be filled in first, by wire name of the list operation. */
	needs?: Record<string, string>;
	/** Fixed values of the list operation, by field name. */
	with?: Record<string, string | string[]>;
	/** Query field of the vendor that searches; without one the pages are searched here. */
	search?: string;
	/** Label of the mode in which the value is typed in, where it is not an ID. */
	typedName?: string;
	/** Form of the value. */
	pattern?: string;
	patternName?: string;
	/** Example of a value. */
	example?: string;
	/** The list holds a company's own fields: how their kinds and choices are read and how values are written. */
	customFields?: CustomFieldRule;
	/** Other ways to name a record, looked up in the list operation: mode → field name, label, placeholder. */
	lookups?: Record<string, Lookup>;
}

/** A way to name a record other than its id. */
export interface Lookup {
	/** Label of the mode, e.g. `By Email`. */
	name: string;
	placeholder: string;
	/** Operation that is asked, where it is not that of the list. */
	operation?: string;
	/** Property of its records that holds the id, where it is not the `value` of the list. */
	value?: string;
	/** Place of the typed value in the query of the operation, e.g. `['mail', 'eq']`. */
	wire?: string[];
	/** Property that must equal the typed value. Without `wire` the whole list is read for it; with it the vendor's answer is checked. */
	property: string;
	/** The typed value names a record of this other list, whose id is what `property` holds. */
	via?: { list: string; lookup: string };
	/** What values of this form are called, e.g. `email addresses`, where they are looked up wherever an id is expected, also in lists of ids. */
	recognized?: string;
	/** Form of the value. */
	pattern: string;
	patternName: string;
}

/** How the values of a company's own fields are written and where their choices are read. */
export interface CustomFieldRule {
	/** Property of a value that names its custom field. */
	idProperty: string;
	/** Property of a value, and of a custom field, that says which kind it is. */
	typeProperty: string;
	valueProperty: string;
	textType: string;
	dateType: string;
	/** Operation that lists the values a custom field may have, and the placeholder of its address. */
	choices: { operation: string; path: string };
}
