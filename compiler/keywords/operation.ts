/** Keywords on an operation: one address and method of a resource, or a job of several calls. */
import { z } from 'zod/v4';
import { errorWithStatus } from './errors.ts';
import { facts } from './facts.ts';
import { count, keyword, paceName, text, texts } from './keyword.ts';

const pageSize = keyword('records on a page, as far as the vendor says', z.int().positive().nullable(), 25).optional();

const linkPages = z.strictObject({
	style: keyword('a `link` header names the next page', z.literal('link-header-cursor'), 'link-header-cursor'),
	pageSize,
});

const offsetPages = z.strictObject({
	style: keyword('an index in the query says where the page begins', z.literal('offset'), 'offset'),
	parameter: keyword('query parameter of the index', text, 'startIndex'),
	firstIndex: keyword('index of the first record', z.int().min(0), 0).optional(),
	pageSize,
	limitParameter: keyword('query parameter for the size of a page', text, 'limit').optional(),
	limitMinimum: keyword('smallest size of a page', count, 10).optional(),
	limitMaximum: keyword('largest size of a page', count, 50).optional(),
	itemsField: keyword('property of the answer that holds the list', text.nullable(), 'courses').optional(),
	hasMoreField: keyword(
		'property of the answer that says whether there is another page',
		text.nullable(),
		'hasMoreRecords',
	).optional(),
});

const origin = z.union([text, texts], 'expected a property or a list of properties').optional();

const sessionProperties = z.strictObject({
	id: origin,
	title: origin,
	description: origin,
	start: origin,
	end: origin,
	place: origin,
	trainers: origin,
	seats: origin,
	booked: origin,
	ended: origin,
});

const session = z.strictObject({
	source: keyword('what the records are', text, 'Zoho People session'),
	properties: keyword(
		'where each field of the shared shape comes from: a property, or several of which the first that holds something counts; those of a date are joined by a space',
		sessionProperties,
		{ id: 'sessionId', start: ['sessionStartDate', 'sessionStartTime'] },
	),
	format: keyword(
		"format of start and end in Luxon's tokens, where they are not ISO 8601",
		text,
		'dd-MM-yyyy h:mm a',
	).optional(),
	zone: keyword('property that names the time zone of the record', text, 'timezone').optional(),
	inferred: keyword('properties that no page of the vendor names', texts, ['startDate']).optional(),
});

const bulk = z.strictObject({
	maxItems: keyword('most items in one call', count, 20000),
	inputProperty: keyword(
		'property of the body that holds the items, where it is not `input`',
		text,
		'input',
	).optional(),
});

const request = z.strictObject({
	base: keyword(
		'path below which the API lies; `/` where the address in the credential holds it. Nothing above it is called',
		z.string().startsWith('/'),
		'/api/v2',
	),
	objects: keyword(
		'how a query parameter that is a list or an object is written: as JSON, or with brackets',
		z.enum(['json', 'brackets']),
		'json',
	),
});

const rateLimit = z.strictObject({
	requests: keyword('calls in the window', count, 30),
	perSeconds: keyword('length of the window', count, 60),
	lockSeconds: keyword('how long calls are refused after the limit was passed', count, 300),
});

const identifier = z
	.string()
	.regex(/^[a-z][A-Za-z0-9]*$/, 'expected letters and digits that start with a small letter');
const errors = keyword(
	'error codes of the operation, each with its status (see below)',
	z.array(errorWithStatus).min(1),
).optional();

export const operationKeywords = z.strictObject({
	'x-operation': keyword(
		'value of the operation in the node, unique in its resource; never changed after a release',
		identifier,
		'getAll',
	),
	'x-name': keyword('label in the dropdown, Title Case', text, 'Get Many'),
	'x-action': keyword(
		'sentence in the actions panel: sentence case, “Get many …” for lists',
		text,
		'Create a path session',
	),
	'x-default': keyword(
		'the operation that is chosen when its resource is, one per resource; without it the first in the dropdown. Never changed after a release without a new version of the node: workflows do not store what is the default',
		z.literal(true),
		true,
	).optional(),
	'x-collection': keyword(
		'name of the collection that holds the optional fields, where the method does not say it: GET has `filters`, PATCH `updateFields`, everything else `additionalFields`. Never changed after a release',
		z.enum(['filters', 'additionalFields', 'updateFields']),
		'updateFields',
	).optional(),
	'x-effects': keyword(
		'what the operation does that cannot simply be undone. Without it PUT replaces and DELETE removes. It decides what empty fields mean',
		z.array(z.enum(['replaces', 'removes', 'closes', 'unsubscribes', 'mails', 'spends'])),
		['closes', 'mails'],
	).optional(),
	'x-reads': keyword(
		'the operation changes nothing, although its method is not GET. A job states either this or `x-effects`, which may be empty: AI agents are kept from what a node does not allow them',
		z.literal(true),
		true,
	).optional(),
	'x-notice': keyword('advice shown above the fields', text).optional(),
	'x-first': keyword(
		'stands before the other operations of its resource; lower numbers go first. The others are sorted by what they do: lists, single records, what creates, what changes, and last what replaces, closes or removes',
		z.int().positive(),
		1,
	).optional(),
	'x-job': keyword(
		'several calls, made by the function of this name (`jobs/index.ts` of the service). The vendor has no such endpoint; `jobs/*.yaml` documents only what a person fills in and gets',
		identifier,
		'syncUsers',
	).optional(),
	'x-request': keyword(
		'any call of the API: `method`, `path`, `query`, `queryJson`, `headers` and `body` are what a person fills in. Only GET counts as reading and is sent again. The vendor has no such endpoint; it stands among the documents of the jobs',
		request,
		{ base: '/api/v2', objects: 'brackets' },
	).optional(),
	'x-logical-operation': keyword(
		'ID under which two paths are one operation, with a choice between them',
		identifier,
		'createModule',
	).optional(),
	'x-course-type': keyword('which of the choices of `x-levels` this path is', text, 'blended').optional(),
	'x-path-template': keyword(
		'the path as the vendor writes it, where OpenAPI allows it only once',
		z.string().startsWith('/'),
		'/classroom-slots/{classroomSlotId}/registrations/{userId}',
	).optional(),
	'x-aliases': keyword(
		'older paths that redirect here',
		z.array(z.string().regex(/^(GET|POST|PUT|PATCH|DELETE) \//, 'expected a method and a path')).min(1),
		['GET /api/v1/programs'],
	).optional(),
	'x-simplified': keyword(
		'the fields that Simplify keeps, ten at most; `false`: no Simplify, every field matters. Without it, a record of more than ten fields keeps its first ten, required ones first',
		z.union([z.array(text).min(1).max(10), z.literal(false)], 'expected one to ten names, or false'),
		['_id', 'name', 'startDate'],
	).optional(),
	'x-essential': keyword(
		'the fields of the record that a language model gets, where neither Simplify nor the first ten fields are the right ones',
		z.array(text).min(1).max(10),
		['found', 'pathId', 'name'],
	).optional(),
	'x-base-path': keyword(
		'what the path of the operation begins with on the host, where it is another one than that of `servers`',
		z.string().regex(/^(\/[a-z0-9-]+)+$/, 'expected a path without a slash at its end'),
		'/api',
	).optional(),
	'x-keyed': keyword(
		'each entry of the list is an object with one key, whose value holds the record (alone or in a list of one): the name that the key gets in the record',
		text,
		'erecno',
	).optional(),
	'x-from-input': keyword(
		'properties that the answer leaves out and the item has: what they hold is what was asked for, by the name of the query parameter',
		z.record(z.string(), text),
		{ erecno: 'recordId' },
	).optional(),
	'x-items': keyword(
		'property of the answer that holds the record or the list; `response.result` where it lies inside another one',
		text,
		'sessions',
	).optional(),
	'x-value-name': keyword('name given to the entries of a list of plain values', text, 'contentId').optional(),
	'x-session': keyword(
		'the records are sessions, and this is how they come into the shape that all systems share (see [sessions.md](sessions.md))',
		session,
		{ source: 'Zoho People session', properties: { id: 'sessionId' } },
	).optional(),
	'x-pagination': keyword(
		'how the list is paged',
		z.discriminatedUnion('style', [linkPages, offsetPages], 'expected a style: link-header-cursor or offset'),
		{ style: 'link-header-cursor', pageSize: 500 },
	).optional(),
	'x-paces': keyword(
		'the limits that count, where the defaults of `service.yaml` do not fit',
		z.array(paceName).min(1),
		['writes', 'standardCourses'],
	).optional(),
	'x-rate-limit': keyword(
		"the limit as the vendor's page of the operation states it; the sandbox enforces it",
		rateLimit,
		{ requests: 30, perSeconds: 60, lockSeconds: 300 },
	).optional(),
	'x-bulk': keyword('many input items in one call', bulk, { maxItems: 20000 }).optional(),
	'x-safe-to-repeat': keyword(
		'the request may be sent again when its outcome is unknown, where the method alone does not say so',
		z.boolean(),
		true,
	).optional(),
	'x-requires-user-token': keyword('needs a token that acts for a user', z.literal(true), true).optional(),
	'x-errors': errors,
	...facts,
});

/** A call that only signs in. */
export const tokenCallKeywords = z.strictObject({
	'x-token-call': keyword(
		'a call that only signs in: belongs to the credential, not to the node',
		z.literal(true),
		true,
	),
	'x-errors': errors,
	...facts,
});

export const eventKeywords = z.strictObject({
	'x-name': keyword('label of the event, Title Case', text, 'Path Session Added'),
	'x-group': keyword(
		'group in the docs, and the first part of the label in the trigger: *Path Session: Added*',
		text,
		'Path Session',
	),
	...facts,
});

/** Names of the shared shape of sessions that a document can fill; the rest of the shape follows from them. */
export const SESSION_FIELDS = Object.keys(sessionProperties.shape) as Array<keyof z.infer<typeof sessionProperties>>;

export type OperationKeywords = z.infer<typeof operationKeywords>;
export type EventKeywords = z.infer<typeof eventKeywords>;
export type Session = z.infer<typeof session>;
