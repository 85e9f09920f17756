/** `x-lists` of `service.yaml`: records that a person can pick from. */
import { z } from 'zod/v4';
import { facts } from './facts.ts';
import { count, keyword, listName, operationId, place, text, texts } from './keyword.ts';

const label = keyword(
	'properties that make the label (`location.name` for one inside another), joined by `separator`; punctuation around a name stands around its value',
	texts,
	['firstName', 'lastName', '(mail)'],
);
const format = keyword(
	'a format of JSON Schema instead of `pattern`: `email`, `uri` or `uuid`',
	z.enum(['email', 'uri', 'uuid']),
	'email',
).optional();

/** Another way to name a record of a list. */
export const lookup = z.strictObject({
	name: keyword('label of the mode', text, 'By Email'),
	placeholder: keyword('example in the empty field', text, 'e.g. nora.lindqvist@example.com'),
	operation: keyword(
		'operation that is asked, where it is not that of the list',
		operationId,
		'getPathSession',
	).optional(),
	value: keyword(
		'property of its answer that holds the ID, where it is not the `value` of the list',
		text,
		'pathId',
	).optional(),
	one: keyword('what a record is called in messages, where "record" is not clear enough', text, 'employee').optional(),
	many: keyword(
		'for each so many values to look up a page of the whole list may be read; once all of it is known, it answers instead of the vendor. Without it each value is asked for',
		count,
		5,
	).optional(),
	with: keyword('fixed values of the query of the lookup, by their names on the wire', z.record(z.string(), text), {
		searchColumn: 'EMPLOYEEID',
	}).optional(),
	wire: keyword('place of the typed value in the query', place, ['mail', 'eq']).optional(),
	property: keyword(
		'property of its records that holds the typed value: the answer is checked for it; without `wire` the whole list is read and searched',
		text,
		'mail',
	),
	via: keyword(
		'the typed value names a record of another list, whose ID is what `property` holds',
		z.strictObject({ list: listName, lookup: text }),
		{ list: 'users', lookup: 'email' },
	).optional(),
	recognized: keyword(
		'what such values are called, where their form alone shows what they are: they are looked up in every field that takes IDs of this list, also among the IDs of a list',
		text,
		'email addresses',
	).optional(),
	pattern: keyword('form of the value, a regular expression', text, '^\\S+$').optional(),
	patternName: keyword('what the pattern means, for messages', text, 'a username without spaces').optional(),
	format,
});

const customFields = z.strictObject({
	idProperty: keyword('property of a value that names its custom field', text, 'customFieldId'),
	typeProperty: keyword('property of a value, and of a custom field, that says which kind it is', text, 'type'),
	valueProperty: keyword('property of a value that holds it', text, 'value'),
	textType: keyword('kind of a text', text, 'string'),
	dateType: keyword('kind of a date', text, 'date'),
	choices: keyword(
		'operation that lists the values a custom field may have, and the placeholder in its path',
		z.strictObject({ operation: operationId, path: text }),
		{ operation: 'listCustomFieldAuthorizedValues', path: 'customFieldId' },
	),
});

const named = z.strictObject({ operation: operationId, path: text, label });

export const list = z.strictObject({
	operation: keyword('operation that reads the list', operationId, 'listUsers'),
	value: keyword('property that is the value; `location.locationId` where it lies inside another one', text, '_id'),
	label,
	separator: keyword('what stands between the parts of the label', z.string(), ' · ').optional(),
	description: keyword('property for a second line', text, 'username').optional(),
	dates: keyword(
		"formats in Luxon's tokens of dates that are not ISO 8601; several properties of a label can make one date",
		z.record(z.string(), text),
		{ 'sessionStartDate sessionStartTime': 'dd-MM-yyyy h:mm a' },
	).optional(),
	starts: keyword(
		'part of the label that says when the record starts: upcoming records are listed first, the next one on top, then past ones, the last one on top',
		text,
		'startDate',
	).optional(),
	names: keyword(
		'IDs in the label that stand for other records: the operation that reads one, the placeholder in its path, and its label',
		z.record(z.string(), named),
		{ classroomId: { operation: 'getClassroom', path: 'classroomId', label: ['name'] } },
	).optional(),
	large: keyword(
		'too long for a dropdown: where several of its IDs are wanted, they are typed in',
		z.literal(true),
		true,
	).optional(),
	needs: keyword(
		'fields that must be filled in first, by the input of the list operation',
		z.record(z.string(), text),
		{ courseId: 'courseId' },
	).optional(),
	with: keyword(
		'fixed values of the list operation, by field',
		z.record(z.string(), z.union([z.string(), z.array(z.string())], 'expected a text or a list of texts')),
		{ statusNe: 'deleted' },
	).optional(),
	search: keyword(
		'query parameter of the vendor that searches; without it the pages are searched here',
		text,
		'search',
	).optional(),
	typedName: keyword(
		'label of the mode in which the value is typed in, where that is not an ID',
		text,
		'By Email',
	).optional(),
	called: keyword('what a value is called, where that is not an ID', text, 'record number').optional(),
	pattern: keyword('form of the value, a regular expression', text, '^\\d+$').optional(),
	patternName: keyword('what the pattern means, for messages', text, 'digits only').optional(),
	certain: keyword(
		'narrower form by which a value is told from the other names of a record, where `pattern` does not',
		text,
		'^\\d{15,19}$',
	).optional(),
	format,
	example: keyword('example of a value', text, '219225000000645227').optional(),
	customFields: keyword(
		"the list holds a company's own fields, for the resource mapper: how their values are written",
		customFields,
	).optional(),
	lookups: keyword('other ways to name a record, each a mode of the field', z.record(z.string(), lookup)).optional(),
	named: keyword(
		'another list of the same records: its `lookups` name the records of this one too',
		listName,
		'employees',
	).optional(),
	'x-inferred': facts['x-inferred'],
});

/** A list as the documents write it. */
export type WrittenList = z.infer<typeof list>;
