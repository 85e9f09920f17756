/** Keywords on a parameter or on a schema: what a person sees of one value, and how it is written on the wire. */
import { z } from 'zod/v4';
import { facts } from './facts.ts';
import { keyword, listName, plain, text } from './keyword.ts';

const kinds = ['text', 'password', 'color', 'integer', 'json', 'file', 'strings', 'customFields'] as const;
const placeholder = keyword(
	'example in the empty field; starts with `e.g. `',
	z.string().regex(/^e\.g\. \S/, 'expected a text that starts with “e.g. ”'),
	'e.g. Onboarding July',
);
const after = keyword('this date must not lie before that other one: its name on the wire', text, 'startDate');

const listed = z.strictObject({
	title: keyword('label of the field', text, 'Course'),
	list: keyword('list to pick from', listName, 'courses'),
	description: keyword('tooltip of the field', text).optional(),
});

const listBy = z.strictObject({
	property: keyword('sibling that says which kind of record it is', text, 'contentType'),
	lists: keyword(
		'by the values of the sibling: what the field is called and where to pick from. For its other values the ID is typed in',
		z.record(z.string(), listed),
		{ course: { title: 'Course', list: 'courses' } },
	),
});

const part = z.strictObject({
	title: keyword('label of the picker', text, 'Start'),
	description: keyword('tooltip of the picker', text).optional(),
	'x-placeholder': placeholder.optional(),
	'x-after': after.optional(),
	parts: keyword("the properties it fills, each with a format in Luxon's tokens", z.record(z.string(), text), {
		date: 'dd-MM-yyyy',
		startTime: 'hh:mm a',
	}),
});

const shown = {
	'x-placeholder': placeholder.optional(),
	'x-hint': keyword('line below the field', text).optional(),
	'x-list': keyword('the ID can be picked from this list of `service.yaml`', listName, 'users').optional(),
	'x-kind': keyword(
		`another control than the type suggests: ${kinds.map((kind) => `\`${kind}\``).join(', ')}`,
		z.enum(kinds),
		'text',
	).optional(),
	'x-enum-names': keyword('labels of the values of an enum', z.record(z.string(), text), {
		disabled: 'No Validation',
	}).optional(),
	'x-enum-open': keyword(
		'the vendor adds values to the enum: others may be typed in',
		z.literal(true),
		true,
	).optional(),
	'x-date-format': keyword(
		"format of a date on the wire, in Luxon's tokens. Without it a date is ISO 8601 in UTC with milliseconds, and `yyyy-MM-dd` where `format` is `date`",
		text,
		'dd-MM-yyyy',
	).optional(),
	'x-after': after.optional(),
	'x-pattern-name': keyword('what `pattern` means, for messages', text, '24 hexadecimal characters').optional(),
	'x-default': keyword('value shown at first for a required field', plain, 'disabled').optional(),
	'x-blank': keyword(
		'what it means when an optional field was added and turns out empty, where the rule of `compiler/blank.ts` does not fit: it is refused, or counts as not added',
		z.enum(['refused', 'ignored']),
		'refused',
	).optional(),
	'x-dry-run': keyword(
		'a switch with which the operation reports what it would change and changes nothing',
		z.literal(true),
		true,
	).optional(),
	'x-in-sight': keyword(
		'an optional field that most people fill in: it stands among the main fields, in nodes from version 1.1 on',
		z.literal(true),
		true,
	).optional(),
	'x-first-choice': keyword(
		'value shown at first for a required field of an object that is laid flat, in nodes from version 1.1 on; version 1 keeps what it had',
		plain,
		'learner',
	).optional(),
	'x-show': keyword(
		'shown and sent only while a sibling has one of these values: its name, and the values',
		z.record(z.string(), z.array(plain).min(1)),
		{ method: ['POST', 'PUT'] },
	).optional(),
	'x-hidden': keyword('neither shown nor sent', z.literal(true), true).optional(),
};

export const parameterKeywords = z.strictObject({
	...shown,
	'x-conditions': keyword(
		'the parameter is written as search conditions of Zoho People, one for each property that has a value, joined by `|`: the operator they have',
		text,
		'Is',
	).optional(),
	...facts,
});

export const schemaKeywords = z.strictObject({
	...shown,
	'x-list-by': keyword('the list to pick from depends on a sibling', listBy, {
		property: 'contentType',
		lists: { course: { title: 'Course', list: 'courses' } },
	}).optional(),
	'x-parts': keyword(
		'on an object: pickers that fill several properties, by a name of their own',
		z.record(z.string(), part),
		{ start: { title: 'Start', parts: { date: 'dd-MM-yyyy', startTime: 'hh:mm a' } } },
	).optional(),
	...facts,
});

export type SchemaKeywords = z.infer<typeof schemaKeywords>;
export type ParameterKeywords = z.infer<typeof parameterKeywords>;
export type Part = z.infer<typeof part>;
export type ListBy = z.infer<typeof listBy>;
