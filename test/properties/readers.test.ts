import fc from 'fast-check';
import { DateTime } from 'luxon';
import { readMoment } from '../../dist/nodes/connector/wire/dateReader.js';
import { FieldIssue } from '../../dist/nodes/connector/model/failures.js';
import { entriesOf } from '../../dist/nodes/connector/wire/listEntries.js';
import type { Field } from '../../nodes/connector/model/field.ts';
import type { FieldKind } from '../../nodes/connector/model/kinds.ts';
import { isBlank, trimmed } from '../../dist/nodes/connector/wire/texts.js';
import { isLeftEmpty, toWire } from '../../dist/nodes/connector/wire/values.js';

/** The readers of values by themselves: whatever comes, they give the documented kind of value or a refusal, and what surrounds a value changes nothing. */

const CONTEXT = { options: {}, timezone: 'Europe/Paris' };
const OPTIONS = [
	{ name: 'Classroom', value: 'classroom' },
	{ name: 'Virtual Room', value: 'virtual' },
	{ name: 'Name (Z to A)', value: '-name' },
	{ name: 'Name (A to Z)', value: 'name' },
];
const ID = '^[a-fA-F0-9]{24}$';

const field = (kind: FieldKind, more: Partial<Field> = {}): Field => ({
	name: 'field',
	displayName: 'Field',
	kind,
	at: 'body',
	wire: ['field'],
	required: false,
	...more,
});
const FIELDS: Record<string, Field> = {
	text: field('string'),
	message: field('text'),
	id: field('string', { pattern: ID }),
	number: field('number'),
	integer: field('integer', { minimum: 0, maximum: 1000 }),
	switch: field('boolean'),
	choice: field('options', { options: OPTIONS }),
	choices: field('multiOptions', { options: OPTIONS }),
	moment: field('dateTime'),
	day: field('dateTime', { format: 'dd-MM-yyyy' }),
	texts: field('strings'),
	ids: field('strings', { pattern: ID }),
	json: field('json'),
	object: field('object', { fields: [field('string'), field('number', { name: 'other', wire: ['other'] })] }),
	objects: field('objects', { fields: [field('string'), field('number', { name: 'other', wire: ['other'] })] }),
};

/** What is read, or the refusal; everything else that is thrown fails the test. */
function outcome(kind: string, value: unknown): unknown {
	try {
		return { read: toWire(FIELDS[kind], value, CONTEXT) };
	} catch (error) {
		if (error instanceof FieldIssue) return 'refused';
		throw error;
	}
}

const SHAPES: Record<string, (value: unknown) => boolean> = {
	text: isText,
	message: isText,
	id: (value) => typeof value === 'string' && new RegExp(ID).test(value),
	number: (value) => typeof value === 'number' && Number.isFinite(value),
	integer: (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 1000,
	switch: (value) => typeof value === 'boolean',
	choice: (value) => OPTIONS.some((option) => option.value === value),
	choices: (value) => Array.isArray(value) && value.every((entry) => OPTIONS.some((option) => option.value === entry)),
	moment: (value) => typeof value === 'string' && new Date(value).toISOString() === value,
	day: (value) => typeof value === 'string' && DateTime.fromFormat(value, 'dd-MM-yyyy').isValid,
	texts: (value) => Array.isArray(value) && value.every(isText),
	ids: (value) => Array.isArray(value) && value.every((entry) => new RegExp(ID).test(String(entry))),
	json: () => true,
	object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
	objects: Array.isArray,
};

function isText(value: unknown): boolean {
	return typeof value === 'string' && !isBlank(value) && value.isWellFormed();
}

const kinds = fc.constantFrom(...Object.keys(FIELDS));
const unseen = fc.stringMatching(/^[ \t\r\n\u00a0\u2009\u3000\u200b\ufeff\u00ad\u200e\u202a]{0,4}$/);
const id = fc.stringMatching(/^[a-f0-9]{24}$/);
/** Texts that fields take, beside any text. */
const likely = fc.oneof(
	id,
	fc.constantFrom(
		'classroom',
		'Virtual Room',
		'VIRTUAL',
		'-NAME',
		'yes',
		'No',
		'2030-07-01',
		'01-Jul-2030 01:00 PM',
		'3',
		'12.5',
		'Amélie',
		'[]',
		'["a"]',
		'{"field":"a"}',
		'#N/A',
		'1,5',
	),
	fc.string({ unit: 'grapheme', maxLength: 20 }),
);
const anything = fc.oneof(likely, fc.anything({ withDate: true, withNullPrototype: true }), fc.double(), fc.integer());

test('whatever comes is read as what the field takes, counts as empty, or is refused', () => {
	fc.assert(
		fc.property(kinds, anything, (kind, value) => {
			const result = outcome(kind, value);
			if (result === 'refused') return true;
			const { read } = result as { read: unknown };
			return read === undefined ? isLeftEmpty(FIELDS[kind], value) || kind.startsWith('object') : SHAPES[kind](read);
		}),
		{ numRuns: 4000 },
	);
});

test('spaces and characters that cannot be seen around a value change nothing', () => {
	fc.assert(
		fc.property(kinds, likely, unseen, unseen, (kind, text, before, after) => {
			expect(outcome(kind, `${before}${text}${after}`)).toEqual(outcome(kind, text));
		}),
		{ numRuns: 4000 },
	);
});

test('what was read is read again as the same', () => {
	fc.assert(
		fc.property(kinds, anything, (kind, value) => {
			const result = outcome(kind, value);
			if (result === 'refused' || (result as { read: unknown }).read === undefined) return;
			// An empty list is nothing, except where it was written on purpose.
			if (JSON.stringify((result as { read: unknown }).read) === '[]') return;
			expect(outcome(kind, (result as { read: unknown }).read)).toEqual(result);
		}),
		{ numRuns: 4000 },
	);
});

test('a moment is the same moment in every form that is read', () => {
	const minutes = fc
		.integer({ min: Date.UTC(1991, 0, 1) / 60_000, max: Date.UTC(2099, 0, 1) / 60_000 })
		.map((count) => count * 60_000);
	const zones = fc.constantFrom('Europe/Paris', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland', 'UTC');
	fc.assert(
		fc.property(minutes, zones, (time, zone) => {
			const local = DateTime.fromMillis(time, { zone });
			const sheet =
				(Date.UTC(local.year, local.month - 1, local.day, local.hour, local.minute) - Date.UTC(1899, 11, 30)) /
				86_400_000;
			const isTwice = local.minus({ hours: 1 }).hour === local.hour || local.plus({ hours: 1 }).hour === local.hour;
			const forms: unknown[] = [
				new Date(time),
				local,
				new Date(time).toISOString(),
				local.toISO(),
				local.toISO({ includeOffset: true, extendedZone: true }),
				time,
				time / 1000,
				String(time),
				local.toJSDate().toString(),
				local.toHTTP(),
				...(isTwice
					? []
					: [
							local.toFormat('yyyy-MM-dd HH:mm'),
							local.toFormat('dd-MMM-yyyy hh:mm a', { locale: 'en' }),
							local.toFormat('MMMM d, yyyy h:mm a', { locale: 'en' }),
							sheet,
							String(sheet),
						]),
			];
			for (const form of forms) {
				try {
					expect([form, readMoment(FIELDS.moment, form, zone).toMillis()]).toEqual([form, time]);
				} catch (error) {
					// Refused where another reading is plausible, too.
					if (!(error instanceof FieldIssue)) throw error;
				}
			}
			expect(readMoment(FIELDS.moment, new Date(time).toISOString(), zone).toMillis()).toBe(time);
		}),
		{ numRuns: 1500 },
	);
});

test('entries of a list stay whole, and a text of entries is the list of them', () => {
	const entry = fc
		.string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
		.filter(
			(text) =>
				!isBlank(text) && text === trimmed(text) && !/^[\s,;]*$/u.test(text) && !/[[\]"\r\n\t\u2028\u2029]/u.test(text),
		);
	fc.assert(
		fc.property(fc.array(entry, { minLength: 1, maxLength: 5 }), (list) => {
			expect(entriesOf(list, false)).toEqual(list);
			expect(entriesOf(JSON.stringify(list), false)).toEqual(list);
			if (list.length > 1) expect(entriesOf(list.join('\n'), false)).toEqual(list);
			if (list.length > 1 && !list.some((text) => /[;\uff1b]/u.test(text)))
				expect(entriesOf(list.join(';'), false)).toEqual(list);
		}),
	);
	fc.assert(
		fc.property(
			fc.array(id, { minLength: 1, maxLength: 5 }),
			fc.constantFrom(',', ';', '\n', ', ', ' ; ', '\r\n', ',\n'),
			(list, separator) => {
				expect(toWire(FIELDS.ids, list.join(separator), CONTEXT)).toEqual(list);
				expect(toWire(FIELDS.ids, [list.join(separator)], CONTEXT)).toEqual(list);
			},
		),
	);
});
