/** Keywords at the top of a document, and on the parts of OpenAPI that hold few. */
import { z } from 'zod/v4';
import { errorOfResponse, errorWithStatus } from './errors.ts';
import { facts } from './facts.ts';
import { count, keyword, operationId, paceName, place, text, texts } from './keyword.ts';
import { list } from './lists.ts';

const resource = z.strictObject({
	value: keyword('value of the dropdown, camelCase; never changed after a release', text, 'pathSession'),
	name: keyword('label, singular, Title Case', text, 'Path Session'),
});

export const resourceKeywords = z.strictObject({
	'x-resource': keyword(
		'the resource that the operations of the file belong to; several files can name the same one',
		resource,
		{ value: 'pathSession', name: 'Path Session' },
	).optional(),
	...facts,
});

const pace = z.strictObject({
	requests: keyword('calls in a window', count, 50).optional(),
	seconds: keyword('length of the window', count, 1).optional(),
	lockSeconds: keyword('how long the vendor refuses calls after the limit was passed', count, 300).optional(),
	concurrent: keyword('calls that may be in progress at the same time', count, 3).optional(),
	per: keyword(
		'what is counted: all operations together, or each by itself',
		z.enum(['service', 'operation']),
		'service',
	),
	concurrency: keyword('requests sent at the same time by default', count, 10),
});

const defaultPaces = z.strictObject({
	read: keyword('for GET and HEAD', z.array(paceName), ['reads']),
	write: keyword('for other methods', z.array(paceName), ['writes']),
	bulk: keyword('for operations with `x-bulk`', z.array(paceName), ['bulk']).optional(),
});

const bulkRule = z.strictObject({
	header: keyword('header that names the queued operation; its last segment is the ID', text, 'location'),
	statusPath: keyword('path of the status, with `{id}`', z.string().includes('{id}'), '/api/v2/bulk/operations/{id}'),
	resultsPath: keyword(
		'path of the results, with `{id}`',
		z.string().includes('{id}'),
		'/api/v2/bulk/operations/{id}/results',
	),
	underWay: keyword(
		'values of `status` with which the operation goes on; `completed` and `error` end it',
		z.array(text).min(1),
		['pending', 'running'],
	),
	paces: keyword('limits that both calls count against', z.array(paceName).min(1), ['reads']),
});

const verdict = z.strictObject({
	at: keyword('place of the property that says it', text, 'response.status'),
	yes: keyword(
		'values that mean yes: a regular expression for the whole value, whatever its case',
		text,
		'0|success',
	).optional(),
	no: keyword('values that mean no', text, 'failure|error').optional(),
});

const answers = z.strictObject({
	verdicts: keyword('properties that say how a call went; one no counts more than any yes', z.array(verdict).min(1)),
	noRecords: keyword('codes that say of a list that it is empty', z.array(text), ['7024']).optional(),
	result: keyword('place of the records in an answer of another form', text, 'response.result').optional(),
});

const level = z.strictObject({
	courseType: keyword('what `x-course-type` of the operations says', text, 'blended'),
	value: keyword('value of the choice; never changed after a release', text, 'batch'),
	name: keyword('label of the choice, Title Case', text, 'Blended Course (Batch)'),
	description: keyword('line below the label', text).optional(),
});

const absent = z.strictObject({
	what: keyword('what the node does not offer', text, 'Decide on a waiting list'),
	addresses: keyword('methods and paths that are likely', texts, [
		'GET /courses/{courseId}/batches/{batchId}/files',
	]).optional(),
	why: keyword('why not', text, 'The menu has no page for it'),
	source: keyword('pages that say so', z.array(z.url('expected a web address')).min(1)),
});

const formerDefaults = z.strictObject({
	resource: keyword('the resource', text, 'attendanceSheet').optional(),
	operations: keyword('the operations, by resource', z.record(z.string(), text), {
		emailSubscription: 'updateBulk',
	}).optional(),
});

export const serviceKeywords = z.strictObject({
	'x-resources': keyword(
		'the resources in the order of the dropdown, by their values: what people look for first, what few need last. The first one is chosen at first. Resources that it does not name follow, by label',
		texts,
		['user', 'pathSession'],
	).optional(),
	'x-former-defaults': keyword(
		'what nodes of version 1 have chosen at first, where the order says something else today. Never changed: workflows do not store what is the default',
		formerDefaults,
	).optional(),
	'x-lists': keyword('what can be picked, by name (see below)', z.record(z.string(), list)).optional(),
	'x-paces': keyword('the limits, by name', z.record(z.string(), pace), {
		calls: { requests: 30, seconds: 60, per: 'operation', concurrency: 5 },
	}),
	'x-default-paces': keyword('which limits count', defaultPaces, {
		read: ['reads'],
		write: ['writes'],
		bulk: ['bulk'],
	}),
	'x-repeatable-methods': keyword(
		'methods that may be sent again when the outcome of a request is unknown, besides GET, HEAD, PUT and DELETE',
		z.array(z.enum(['PATCH', 'POST'])),
		['PATCH'],
	).optional(),
	'x-headers': keyword('headers of every request', z.record(z.string(), z.string()), {
		'360-api-version': 'v2.0',
	}).optional(),
	'x-record-ids': keyword(
		'form of the IDs that are unique across all accounts of the vendor, as a regular expression for the whole ID; two credentials that see the same one have one account, and one budget',
		z.string(),
		'[a-f0-9]{24}',
	).optional(),
	'x-bulk-rule': keyword('how a bulk operation is followed', bulkRule).optional(),
	'x-general-errors': keyword(
		'error codes that any operation can answer (see below)',
		z.array(errorWithStatus),
	).optional(),
	'x-answers': keyword(
		'how the vendor says yes and no in the body of an answer, where the HTTP status alone does not tell',
		answers,
	).optional(),
	'x-levels': keyword('the choice between two paths of one operation', z.array(level).min(2)).optional(),
	'x-successor': keyword('folder of the service that replaces this one', text, 'Learning360').optional(),
	'x-absent': keyword(
		'what the API may have and the node has not; a list in [operations.md](operations.md)',
		z.array(absent),
	).optional(),
	...facts,
});

const reference = z.strictObject({
	operation: keyword('operation that reads the record', operationId, 'getUser'),
	by: keyword('where the ID goes: a placeholder of the path, or a filter and its operator', place, ['userId']),
	properties: keyword(
		"places in an event (lodash's notation), and the name that the record gets in the item; `prefix` where more than the ID stands there",
		z.record(
			z.string(),
			z.union([text, z.strictObject({ as: text, prefix: text })], 'expected a name, or `as` and `prefix`'),
		),
		{ userId: 'user' },
	),
});

export const webhooksKeywords = z.strictObject({
	'x-references': keyword('records that events name and the trigger can read', z.array(reference)).optional(),
	...facts,
});

export const responseKeywords = z.strictObject({
	'x-error-codes': keyword(
		'error codes that come with this status (see below)',
		z.array(errorOfResponse).min(1),
	).optional(),
	...facts,
});

export const factKeywords = z.strictObject(facts);

/** No keyword belongs here. */
export const noKeywords = z.strictObject({});

export type ResourceKeywords = z.infer<typeof resourceKeywords>;
export type ServiceKeywords = z.infer<typeof serviceKeywords>;
export type WebhooksKeywords = z.infer<typeof webhooksKeywords>;
export type ResponseKeywords = z.infer<typeof responseKeywords>;
export type WrittenReference = z.infer<typeof reference>;
export type Absent = z.infer<typeof absent>;
