/** `migration/*.yaml` of a service that ends: the successors of its operations. Names are those of node parameters; a dot precedes a field of an object. */
import { z } from 'zod/v4';
import type { Json } from '../../nodes/LmsMigration/migration/value.ts';
import { keyword, plain, text, texts } from './keyword.ts';

const json = z.custom<Json>((value) => value !== undefined, 'expected a value');

const move = z.strictObject({
	to: keyword('field of the new operation', text, 'name').optional(),
	take: keyword('these entries of a list', z.enum(['first', 'rest']), 'first').optional(),
	evenEmpty: keyword('an empty rest is sent as well', z.boolean(), true).optional(),
	by: keyword('mode of the field that takes the value', text, 'session').optional(),
	property: keyword('property of the value that goes there', text, 'id').optional(),
	rename: keyword('other names of the properties of a list', z.record(z.string(), z.string()), {
		_id: 'id',
	}).optional(),
	map: keyword('old values and new ones', z.record(z.string(), json), { native: 'course' }).optional(),
	otherwise: keyword(
		'what only the user knows, and fills the field when the value is empty',
		z.enum(['platformOwner', 'rootGroup']),
		'platformOwner',
	).optional(),
	drop: keyword('why the value is left out', text).optional(),
	note: keyword('what someone should know when the field is filled in', text).optional(),
	noteUnless: keyword('… unless with this value', text).optional(),
});

const moves = z.union([text, move, z.array(z.union([text, move]))], 'expected a field, a move or a list of them');
const fields = keyword(
	'what becomes of the other fields: a field of the new operation, or one or more moves (see below)',
	z.record(z.string(), moves),
	{ sessionName: 'name' },
).default({});
const same = keyword('fields that keep their name', z.array(text), ['pathId', 'startDate']).default([]);
const set = keyword(
	'values of fields that nothing else fills; text that starts with `=` is an expression',
	z.record(z.string(), json),
	{ registrationRequestValidation: 'disabled' },
).default({});
const given = keyword('only when one of these fields is filled in', texts, ['email']).optional();

const use = z.record(
	z.string(),
	z.union([text, z.strictObject({ property: text, by: text })], 'expected a property, or `property` and `by`'),
);

const before = z.strictObject({
	name: keyword('name of the node', text, 'Find the user'),
	to: keyword('operation that it runs, `resource.operation`', text, 'user.getAll'),
	same,
	fields,
	set,
	use: keyword('fields of the new operation that are filled from what the step returns', use, {
		userId: '_id',
	}).default({}),
	given,
	unless: keyword('not when all of these fields are filled in', texts, ['userId']).optional(),
});

const spread = z.strictObject({
	from: keyword('the list whose entries become items', text, 'courses'),
	as: keyword('field that gets an entry, where entries are plain values', text, 'contentId').optional(),
	fields,
	set,
});

const change = z.strictObject({
	to: keyword('its new name', text, '_id').optional(),
	text: keyword('it was text', z.boolean(), true).optional(),
	constant: keyword('it was always this value …', plain, 'session_created').optional(),
	while: keyword('… while this field of the new output is there', text, '_id').optional(),
	gone: keyword('it is gone, and this is where to find it', text).optional(),
});

const part = {
	to: keyword('operation that takes over, `resource.operation`', text, 'pathSession.create').optional(),
	none: keyword('why no operation takes over', text).optional(),
	same,
	fields,
	set,
	ask: keyword('what to say about a required field for which there is nothing', z.record(z.string(), text)).default({}),
	before: keyword('operations that run first (see below)', z.array(before)).default([]),
	spread: keyword('lists whose entries become items (see below)', z.array(spread)).default([]),
	ignore: keyword('fields that only earlier steps or other ways use', z.array(text)).default([]),
	output: keyword('what became of a field of the output (see below)', z.record(z.string(), change), {
		status: { constant: 'session_created', while: '_id' },
	}).default({}),
	notes: keyword('what someone should know about every such node', z.array(text)).default([]),
	inferred: keyword('no guide of the vendor names what takes over', z.literal(true), true).optional(),
};

const otherRule = z.strictObject(part);

const way = z.strictObject({
	only: keyword('only when nothing but these fields is filled in', texts, ['sessionId']).optional(),
	given,
	rule: keyword('the rule for it, with the same keys', otherRule),
});

const rule = z.strictObject({
	...part,
	when: keyword('other rules, for when certain fields are filled in (see below)', z.array(way)).default([]),
});

/** One file: a rule per operation of the resource, by its `x-operation`. */
export const rulesFile = z.record(z.string(), rule);

/** The objects of a rule, for the page. */
export const ruleObjects = { rule, move, before, spread, output: change, when: way, otherRule };

export type WrittenRule = z.infer<typeof rule>;
export type WrittenMoves = z.infer<typeof moves>;
export type WrittenFields = z.infer<typeof fields>;
