import fc, { type Arbitrary } from 'fast-check';
import { DateTime } from 'luxon';
import type { Catalogue } from '../../nodes/connector/model/catalogue.ts';
import type { Field } from '../../nodes/connector/model/field.ts';

/** Texts that break what is put together carelessly: addresses, queries, forms, JSON, patterns, objects. */
export const HOSTILE_TEXTS = [
	'__proto__',
	'constructor',
	'toString',
	'hasOwnProperty',
	'..',
	'.',
	'../..',
	'../users',
	'/',
	'//host/path',
	'a/b',
	'\\',
	'%2f',
	'%2e%2e%2f',
	'%',
	'%zz',
	'%00',
	'\u0000',
	'?',
	'?a=b&c=d',
	'#',
	'&',
	'=',
	'a&b=c',
	'+',
	'a b',
	' ',
	'  padded  ',
	'\t',
	'\r\nHost: example.org',
	'[',
	']',
	'a[b]',
	'a[0]',
	'[]',
	'{}',
	'{"a":1}',
	'[1,2',
	'"',
	"'",
	"' OR 1=1 --",
	'<script>alert(1)</script>',
	'{{ $json }}',
	'${name}',
	'$&',
	'\ud800',
	'a\udc00b',
	'😀👩‍👩‍👧',
	'é',
	'e\u0301',
	'\u202eabc',
	'\ufeff',
	'中文,日本語',
	',',
	',,',
	'a,b',
	'0',
	'-1',
	'1e3',
	'0x10',
	'1e999',
	'NaN',
	'Infinity',
	'true',
	'False',
	'null',
	'undefined',
	'1970-01-01',
	'31-02-2024',
	'2024-02-30T25:61:00',
	'12:30',
	'12:30 AM',
	'9999-12-31T23:59:59.999Z',
	'10000-01-01',
	'https://example.org/?a=b#c',
	'a@b',
	'x'.repeat(20_000),
];

/** Values of the wrong type, as expressions give them. */
const WRONG_TYPES: unknown[] = [
	null,
	undefined,
	'',
	0,
	-0,
	1,
	-1,
	1.5,
	1e21,
	Number.NaN,
	Number.POSITIVE_INFINITY,
	Number.MAX_SAFE_INTEGER + 1,
	true,
	false,
	[],
	[[]],
	[null],
	[undefined],
	[''],
	['a'],
	['a', 1, true, null],
	[{ a: 1 }],
	{},
	{ a: { b: [] } },
	JSON.parse('{"__proto__":{"polluted":true}}'),
	{ toString: 'no function' },
	{ length: 3 },
	{ __rl: true, mode: 'id', value: 'x' },
	{ __rl: true, mode: 'list', value: null },
	{ values: 'x' },
	{ values: [{}] },
	Array.from({ length: 300 }, (_entry, index) => `entry ${index}`),
];

const hostileText = fc.oneof(
	{ weight: 3, arbitrary: fc.constantFrom(...HOSTILE_TEXTS) },
	{ weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
);
const wrongType = fc.oneof(fc.constantFrom(...WRONG_TYPES), fc.anything({ maxDepth: 2, withNullPrototype: true }));

/** Anything at all: hostile texts, values of the wrong type. */
export const anything: Arbitrary<unknown> = fc.oneof(hostileText, wrongType);

/** What a person who knows the field would fill in. */
export function good(catalogue: Catalogue, field: Field): Arbitrary<unknown> {
	const list = field.list ? catalogue.lists[field.list] : undefined;
	switch (field.kind) {
		case 'boolean':
			return fc.constantFrom<unknown>(true, false, 'true', 'false');
		case 'integer':
		case 'number':
			return numbers(field);
		case 'options':
			return fc.constantFrom(...choices(catalogue, field));
		case 'multiOptions':
			return fc.subarray(choices(catalogue, field), { minLength: 1 });
		case 'dateTime':
			return dates(field);
		case 'strings':
			return texts(field, list?.example, list?.pattern);
		case 'json':
			return fc.oneof(
				fc.constant({}),
				fc.constant([]),
				fc.json(),
				fc.constantFrom('{"name":"Example"}', '[{"name":"Example"}]'),
			);
		case 'locator':
			return text({ ...field, pattern: field.pattern ?? list?.pattern }, list?.example);
		case 'file':
			return fc.constantFrom('data', 'image', 'archive');
		case 'files':
			return fc.constantFrom('data', 'data, image');
		case 'customFields':
			return fc.string();
		default:
			return text(field);
	}
}

function choices(catalogue: Catalogue, field: Field): unknown[] {
	const options = typeof field.options === 'string' ? catalogue.options[field.options] : (field.options ?? []);
	return options.map(({ value }) => value);
}

function numbers({ kind, minimum = -1000, maximum = 100_000 }: Field): Arbitrary<unknown> {
	const within = { min: Math.ceil(minimum), max: Math.floor(maximum) };
	const whole = fc.integer(within);
	const number = kind === 'integer' ? whole : fc.oneof(whole, fc.double({ min: minimum, max: maximum, noNaN: true }));
	return fc.oneof(number, number.map(String));
}

function dates({ format }: Field): Arbitrary<unknown> {
	const moment = fc.date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true });
	return moment.chain((date) =>
		fc.constantFrom<unknown>(
			date.toISOString(),
			date.toISOString().slice(0, 10),
			date.toISOString().slice(0, 19),
			`${date.toISOString().slice(0, 19)}+05:30`,
			date,
			date.getTime(),
			DateTime.fromJSDate(date).toFormat(format ?? 'yyyy-MM-dd HH:mm:ss', { locale: 'en' }),
		),
	);
}

function texts(field: Field, example?: string, pattern?: string): Arbitrary<unknown> {
	const entry = text({ ...field, pattern: field.pattern ?? pattern }, example).filter((value) => !/[,[]/.test(value));
	const many = fc.array(entry, {
		minLength: Math.max(1, field.minItems ?? 1),
		maxLength: Math.min(5, field.maxItems ?? 5),
	});
	return fc.oneof(
		many,
		many.map((entries) => entries.join(', ')),
		many.map((entries) => JSON.stringify(entries)),
	);
}

function text({ pattern, minLength = 1, maxLength = 60, placeholder }: Field, example?: string): Arbitrary<string> {
	if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern, 'u'));
	const spoken = [example, placeholder?.replace(/^e\.g\. /, '')].filter(
		(entry): entry is string => entry !== undefined && entry.length >= minLength && entry.length <= maxLength,
	);
	const free = fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, 60) });
	return spoken.length > 0 ? fc.oneof(free, fc.constantFrom(...spoken)) : free;
}
