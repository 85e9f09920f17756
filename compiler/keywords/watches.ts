/** `watches.yaml` of a service: what a polling trigger looks for. */
import { z } from 'zod/v4';
import { facts } from './facts.ts';
import { keyword, listName, operationId, place, plain, text, texts } from './keyword.ts';

const values = z.record(z.string(), z.array(plain).min(1));

const moment = {
	properties: keyword('properties that make the text, joined by a space', texts, [
		'sessionStartDate',
		'sessionStartTime',
	]),
	format: keyword(
		"its format in Luxon's tokens, read in the time zone that the user sets; without it the text is ISO 8601",
		text,
		'dd-MM-yyyy h:mm a',
	).optional(),
	endOfDay: keyword('the text is a day, and its end is meant', z.literal(true), true).optional(),
};

const expiry = z.strictObject({ ...moment, days: keyword('days after the moment', z.int().min(0), 30) });

const since = z.strictObject({
	wire: keyword('place in the query', place, ['modifiedAt', 'gte']),
	property: keyword('property of the record that the filter looks at', text, 'modifiedAt'),
	after: keyword(
		'only records whose `property` is later than this one count: changed after they were created',
		text,
		'createdAt',
	).optional(),
	overlapMinutes: keyword('how far each reading goes back before the last one', z.int().min(0), 60),
});

/** One list that leads to the watched records. */
export const step = z.strictObject({
	operation: keyword(
		'the list to read. Without it, the chosen IDs stand for the records',
		operationId,
		'listBatches',
	).optional(),
	level: keyword('which of the paths of the operation, by `value` of `x-levels`', text, 'batch').optional(),
	id: keyword(
		'property that is the ID of a record; without it the operation answers one record, which has the ID of its parent',
		text,
		'batchId',
	).optional(),
	as: keyword('name under which the ID fills the next paths and comes out', text, 'batchId'),
	with: keyword('fixed values of the query', z.record(z.string(), plain), { type: 2 }).optional(),
	fill: keyword(
		'names of earlier steps that go into the query, each with its place there; those of the path need no mention',
		z.record(z.string(), place),
		{ courseId: ['courseId', 'eq'] },
	).optional(),
	gives: keyword(
		'what comes out with every record below this one: name in the output → property',
		z.record(z.string(), text),
		{ batchName: 'name' },
	).optional(),
	only: keyword('values that a record must have, by property', values, { publishStatus: ['published'] }).optional(),
	pick: keyword(
		'users can choose records of this step: the list to pick from, and the label of one record',
		z.strictObject({ list: listName, title: text }),
		{ list: 'courses', title: 'Course' },
	).optional(),
	expires: keyword('what lies below a record is watched until so many days after a moment of the record', expiry, {
		properties: ['endDate'],
		days: 1,
	}).optional(),
});

/** Another record, or several, read for one that comes out. */
export const addition = z.strictObject({
	operation: keyword('operation that reads the record, or with `each` a list of IDs', operationId, 'listUserManagers'),
	by: keyword(
		'placeholders of its path, each with the property of the record that fills it',
		z.record(z.string(), text),
		{
			userId: 'userId',
		},
	),
	each: keyword(
		'reads a record for each ID of the list: the operation, and the placeholder in its path',
		z.strictObject({ operation: operationId, by: text }),
		{ operation: 'getUser', by: 'userId' },
	).optional(),
	properties: keyword('properties that come out', texts, ['_id', 'mail']),
});

/** One entry of *Trigger On*. */
export const watch = z.strictObject({
	name: keyword('label in *Trigger On*, Title Case', text, 'Session Changed'),
	description: keyword('line below the label', text, 'A session was added to a batch'),
	notice: keyword('advice shown above the fields', text).optional(),
	event: keyword(
		'`created`: a record that was not there before. `changed`: a record that is different. `became`: a record that reached its `goal`. `removed`: a record that two readings in a row do not find. `soon`: a record whose `moment` is less than the chosen minutes (or days) away. `passed`: a record whose `moment` has come although it has nothing in the properties of `unless`',
		z.enum(['created', 'changed', 'became', 'removed', 'soon', 'passed']),
		'changed',
	),
	ways: keyword(
		'the lists to read, outermost first; several ways where records of one kind lie under different paths',
		z.array(z.array(step).min(1)).min(1),
	),
	compared: keyword(
		'`changed`: the properties that count; the item says which of them differ',
		z.array(text).min(1).max(10),
		['progress', 'score'],
	).optional(),
	ignored: keyword('`changed`: properties of the whole record that do not count', texts, ['learnersCount']).optional(),
	goal: keyword('`became`: values by property; one of them is enough', values, {
		publishStatus: ['completed'],
	}).optional(),
	moment: keyword(
		'`soon` and `passed`: when the thing starts, ends or is due, and the name `as` which that comes out',
		z.strictObject({
			...moment,
			as: text,
			unit: keyword('users choose days before it, not minutes', z.literal('days'), 'days').optional(),
		}),
		{ properties: ['startDate'], as: 'startsAt' },
	).optional(),
	unless: keyword('`passed`: properties that say that a record is done with; one of them is enough', texts, [
		'completedAt',
	]).optional(),
	adds: keyword(
		'other records that are read for each one that comes out, by their name in the output',
		z.record(z.string(), addition),
		{ learner: { operation: 'getUser', by: { userId: 'userId' }, properties: ['_id', 'mail'] } },
	).optional(),
	between: keyword(
		'`soon`: filters of the last list that narrow it, each a place in its query',
		z.strictObject({ from: place, to: place }),
		{ from: ['startDate', 'gte'], to: ['startDate', 'lt'] },
	).optional(),
	since: keyword('the last list can be asked for what is new', since, {
		wire: ['createdAt', 'gte'],
		property: 'createdAt',
		overlapMinutes: 60,
	}).optional(),
	expires: keyword('a record is watched until so many days after a moment of its own, then forgotten', expiry, {
		properties: ['startDate'],
		days: 30,
	}).optional(),
	kept: keyword('`removed`: what is remembered of a record, to come out when it is gone', texts, [
		'sessionId',
		'sessionName',
	]).optional(),
	'x-inferred': facts['x-inferred'],
	'x-source': facts['x-source'],
});

export const watchesFile = z.strictObject({
	'x-shared': keyword(
		'parts that several watches have in common, as YAML anchors',
		z.record(z.string(), z.unknown()),
	).optional(),
	'x-daily-calls': keyword(
		'how many calls a day the vendor allows',
		text,
		'5,000 to 25,000 calls a day, depending on the plan',
	).optional(),
	'x-former-default': keyword(
		'the watch that triggers of version 1 have chosen at first. Never changed: workflows do not store what is the default',
		text,
		'batchCompleted',
	).optional(),
	watches: keyword(
		'the watches, by value of *Trigger On*, in the order of the dropdown; the first one is chosen at first. Values are never changed after a release',
		z.record(z.string().regex(/^[a-z][A-Za-z0-9]*$/), watch),
	),
	...facts,
});

export type WatchesFile = z.infer<typeof watchesFile>;
export type WrittenWatch = z.infer<typeof watch>;
