/**
 * What sheets, forms, databases and agents put into fields, and what has to become of it. The tests run these forms into every field of every
 * operation, and `docs/input.md` shows them.
 */

/** Kinds of fields, as a person tells them apart. */
export type FormKind =
	| 'text'
	| 'message'
	| 'id'
	| 'email'
	| 'ids'
	| 'texts'
	| 'number'
	| 'switch'
	| 'choice'
	| 'choices'
	| 'moment'
	| 'day'
	| 'json'
	| 'file';

/** Values that fit the field under test. */
export interface Samples {
	/** What would be right in the field. */
	one: string;
	other: string;
	/** The label of a choice, where the field has choices. */
	label: string;
}

/** What becomes of a value. `read`: it is understood. `refused`: nothing is sent. `empty`: it counts as nothing. `emptied`: the list is emptied on purpose. */
export type Outcome = 'read' | 'refused' | 'empty' | 'emptied';

export interface Form {
	/** What is in the cell, as the page shows it. */
	cell: string;
	/** What it is. */
	what: string;
	value: unknown | ((samples: Samples) => unknown);
	outcome: Outcome;
	/** What has to arrive, where the form was read: of a date the moment as ISO 8601 in UTC, of a day the day. */
	meant?: unknown | ((samples: Samples) => unknown);
}

/** Time zone of the workflow in which the forms are read. */
export const ZONE = 'Europe/Paris';

const form =
	(outcome: Outcome) =>
	(cell: string, what: string, value: Form['value'], meant?: Form['meant']): Form => ({
		cell,
		what,
		value,
		outcome,
		...(meant === undefined ? {} : { meant }),
	});
const read = form('read');
const refused = form('refused');
const empty = form('empty');
const emptied = form('emptied');

/** What counts as nothing everywhere. */
export const EMPTY: Form[] = [
	empty('(empty)', 'empty cell', ''),
	empty('(space)', 'a space', ' '),
	empty('(spaces, tab)', 'spaces and a tab', '  \t '),
	empty('(no-break space)', 'a no-break space', '\u00a0'),
	empty('(thin and ideographic space)', 'spaces of other kinds', '\u2009\u3000'),
	empty('(zero-width space)', 'a zero-width space', '\u200b'),
	empty('(byte order mark)', 'a byte order mark', '\ufeff'),
	empty('(soft hyphen)', 'a soft hyphen', '\u00ad'),
	empty('(line break)', 'a line break', '\r\n'),
	empty('null', 'null', null),
	empty('(missing)', 'a column that is not there', undefined),
	empty('[""]', 'a list of an empty text', ['']),
	empty('[null]', 'a list of null', [null]),
	empty('[" "]', 'a list of a space', [' ']),
];

/** An empty list that an expression came out as: nobody has written it there on purpose. */
const EMPTY_ARRAY = empty('(empty list)', 'an expression that found nothing', []);

/** What nobody means. */
export const MISHAPS: Form[] = [
	...['#N/A', '#REF!', '#VALUE!', '#NAME?', '#DIV/0!', '#NULL!', '#NUM!', '#ERROR!', '#SPILL!'].map((text) =>
		refused(text, 'an error of the sheet', text),
	),
	...['undefined', 'null', 'NaN', '[object Object]', 'Loading...'].map((text) =>
		refused(text, 'a text in place of a value that is not there', text),
	),
	refused('{{ $json.value }}', 'an expression in a field that is not in expression mode', '{{ $json.value }}'),
	refused(
		'Hello {{ $json.value }}',
		'an expression inside a text that is not in expression mode',
		'Hello {{ $json.value }}',
	),
	refused('{{ $env.HOME }}', 'an expression in a field that is not in expression mode', '{{ $env.HOME }}'),
	refused('={{ 1 + 1 }}', 'an expression in a field that is not in expression mode', '={{ 1 + 1 }}'),
	refused(
		"={{ $('Sheet').item.json.name }}",
		'an expression in a field that is not in expression mode',
		"={{ $('Sheet').item.json.name }}",
	),
	refused(' #N/A ', 'an error of the sheet with spaces around it', ' #N/A\u00a0'),
];

const OBJECTS: Form[] = [
	refused('{"a":1}', 'an object', { a: 1 }),
	refused('[{"a":1}]', 'a list of objects', [{ a: 1 }]),
	refused('{}', 'an empty object', {}),
];

/** Spaces and unseen characters around a value that is right. */
export function around(meant: (samples: Samples) => unknown): Form[] {
	const wrapped: Array<[string, string, (text: string) => string]> = [
		['␣value', 'a space before it', (text) => ` ${text}`],
		['value␣', 'a space behind it', (text) => `${text} `],
		['(no-break space)value', 'a no-break space before it', (text) => `\u00a0${text}`],
		['value(line break)', 'a line break behind it', (text) => `${text}\r\n`],
		['(tab)value(tab)', 'tabs around it', (text) => `\t${text}\t`],
		['(zero-width space)value', 'a zero-width space before it', (text) => `\u200b${text}`],
		['value(zero-width space)', 'a zero-width space behind it', (text) => `${text}\u200b`],
		['(byte order mark)value', 'a byte order mark before it', (text) => `\ufeff${text}`],
		[
			'(mark of direction)value(mark of direction)',
			'marks of the writing direction around it',
			(text) => `\u202a${text}\u202c`,
		],
		['(ideographic space)value', 'an ideographic space before it', (text) => `\u3000${text}`],
	];
	return wrapped.map(([cell, what, wrap]) => read(cell, what, ({ one }: Samples) => wrap(one), meant));
}

const asIs = ({ one }: Samples): unknown => one;
const inside = (text: string, hidden: string): string => `${text.slice(0, 1)}${hidden}${text.slice(1)}`;

const text: Form[] = [
	...EMPTY,
	EMPTY_ARRAY,
	...MISHAPS,
	...OBJECTS,
	...around(asIs),
	read('value', 'the value', asIs, asIs),
	read('v(zero-width space)alue', 'a zero-width space inside', ({ one }: Samples) => inside(one, '\u200b'), asIs),
	read('v(byte order mark)alue', 'a byte order mark inside', ({ one }: Samples) => inside(one, '\ufeff'), asIs),
	refused('☺ cut in half', 'half an emoji', 'abc\ud83d'),
	refused('["a","b"]', 'a list', ['abcdefgh', 'abcdefgi']),
	refused('1234567890123456789', 'a number that was rounded', Number('1234567890123456789')),
];

const id: Form[] = [
	...EMPTY,
	EMPTY_ARRAY,
	...MISHAPS,
	...OBJECTS,
	...around(asIs),
	read('value', 'the value', asIs, asIs),
	read('v(zero-width space)alue', 'a zero-width space inside', ({ one }: Samples) => inside(one, '\u200b'), asIs),
	read('v(soft hyphen)alue', 'a soft hyphen inside', ({ one }: Samples) => inside(one, '\u00ad'), asIs),
	refused('value value', 'two values in one cell', ({ one, other }: Samples) => `${one} ${other}`),
	refused('value,value', 'two values, separated by a comma', ({ one, other }: Samples) => `${one},${other}`),
	refused('value␣value', 'a space inside', ({ one }: Samples) => inside(one, ' ')),
	refused('Anna Meyer', 'a name', 'Anna Meyer'),
	refused('?', 'a question mark', '?'),
	refused('-', 'a dash for none', '-'),
	refused('n/a', 'none in words', 'n/a'),
];

/** A list of values that have a form of their own. */
const ids: Form[] = [
	...EMPTY,
	EMPTY_ARRAY,
	...[',', ' , ', ';', ',,', ' ; ; ', '\n,\n', '[""]', '\u00a0,\u200b', '["",null]'].map((cell) =>
		empty(cell.replaceAll('\n', '(line break)'), 'separators without entries', cell),
	),
	emptied('[]', 'an empty list, written on purpose', '[]'),
	emptied('␣[ ]␣', 'an empty list, written on purpose', ' [ ] '),
	emptied('["[]"]', 'an empty list as the only entry', ['[]']),
	...MISHAPS.slice(0, 6),
	refused('[{"a":1}]', 'a list of other objects', [{ a: 1 }]),
	refused('[true]', 'a list of a switch', [true]),
	...around(({ one }) => [one]),
	read('value', 'one entry', asIs, ({ one }: Samples) => [one]),
	read(
		'["value"]',
		'a list of one entry',
		({ one }: Samples) => [one],
		({ one }: Samples) => [one],
	),
	...['a,b', 'a, b', 'a;b', 'a ; b', 'a(line break)b', 'a(line break)(line break)b', 'a,(line break)b', ',a,,b,'].map(
		(cell) =>
			read(
				cell,
				'entries with separators',
				({ one, other }: Samples) =>
					cell.replaceAll('(line break)', '\n').replace(/[ab]/g, (entry) => (entry === 'a' ? one : other)),
				({ one, other }: Samples) => [one, other],
			),
	),
	read(
		'["a","b"]',
		'a list',
		({ one, other }: Samples) => [one, other],
		({ one, other }: Samples) => [one, other],
	),
	read(
		'["a, b"]',
		'a list with a text of two entries',
		({ one, other }: Samples) => [`${one}, ${other}`],
		({ one, other }: Samples) => [one, other],
	),
	read(
		'["a","",null,"b"]',
		'a list with empty entries',
		({ one, other }: Samples) => [one, '', null, other],
		({ one, other }: Samples) => [one, other],
	),
	read(
		'[["a"],["b"]]',
		'a list of lists',
		({ one, other }: Samples) => [[one], [other]],
		({ one, other }: Samples) => [one, other],
	),
	read(
		'["a","b"] as text',
		'JSON in a cell',
		({ one, other }: Samples) => JSON.stringify([one, other]),
		({ one, other }: Samples) => [one, other],
	),
];

/** A list of texts of any form: entries of a list are whole. */
const texts: Form[] = [
	...EMPTY,
	EMPTY_ARRAY,
	...[',', ' , ', ';', ',,', '\n', '[""]'].map((cell) =>
		empty(cell.replaceAll('\n', '(line break)'), 'separators without entries', cell),
	),
	emptied('[]', 'an empty list, written on purpose', '[]'),
	emptied('␣[ ]␣', 'an empty list, written on purpose', ' [ ] '),
	...MISHAPS.slice(0, 6),
	refused('[{"a":1}]', 'a list of other objects', [{ a: 1 }]),
	refused('[true]', 'a list of a switch', [true]),
	...around(({ one }) => [one]),
	read(
		'["Health, Safety & Environment","Law"]',
		'a list whose entries have commas',
		['Health, Safety & Environment', 'Law'],
		['Health, Safety & Environment', 'Law'],
	),
	read('["a; b","c"]', 'a list whose entries have semicolons', ['Sales; North', 'Law'], ['Sales; North', 'Law']),
	read('Health, Safety; Law', 'entries separated by semicolons', 'Health, Safety; Law', ['Health, Safety', 'Law']),
	read('Health, Safety(line break)Law', 'one entry a line', 'Health, Safety\r\nLaw', ['Health, Safety', 'Law']),
	read('Law, Sales', 'entries separated by commas', 'Law, Sales', ['Law', 'Sales']),
	read('"Health, Safety", Law', 'quotes as in a CSV file', '"Health, Safety", Law', ['Health, Safety', 'Law']),
	read('["Health, Safety","Law"] as text', 'JSON in a cell', '["Health, Safety","Law"]', ['Health, Safety', 'Law']),
	read('["Law","",null,"Sales"]', 'a list with empty entries', ['Law', '', null, 'Sales'], ['Law', 'Sales']),
	read('Law, Sales(line break)', 'entries and a line break behind them', 'Law, Sales\r\n', ['Law', 'Sales']),
	read(',Law,,Sales,', 'too many commas', ',Law,,Sales,', ['Law', 'Sales']),
];

const number: Form[] = [
	...EMPTY,
	EMPTY_ARRAY,
	...MISHAPS.slice(0, 8),
	...OBJECTS,
	...around(({ one }) => Number(one)),
	read(
		'3 (number)',
		'a number',
		({ one }: Samples) => Number(one),
		({ one }: Samples) => Number(one),
	),
	read('"3"', 'a number as text', asIs, ({ one }: Samples) => Number(one)),
	read(
		'3.0',
		'a whole number with decimals',
		({ one }: Samples) => `${one}.0`,
		({ one }: Samples) => Number(one),
	),
	read(
		'３',
		'full-width digits',
		({ one }: Samples) => one.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit))),
		({ one }: Samples) => Number(one),
	),
	...[
		'ten',
		'1,5',
		'1.000,50',
		'1,000',
		'50%',
		'0x10',
		'1 000',
		'12 months',
		'Infinity',
		'1e999',
		'€5',
		'--1',
		'3-4',
		'~3',
	].map((cell) => refused(cell, 'not plain digits', cell)),
	refused('true', 'a switch', true),
];

const TRUE_FORMS: unknown[] = [
	true,
	'true',
	'TRUE',
	'True',
	'true ',
	'\u00a0true',
	'yes',
	'Yes',
	'YES',
	'y',
	'Y',
	'on',
	'On',
	'1',
	1,
	't',
	'T',
	'yes\r\n',
];
const FALSE_FORMS: unknown[] = [
	false,
	'false',
	'FALSE',
	'False',
	' false',
	'no',
	'No',
	'NO',
	'n',
	'N',
	'off',
	'OFF',
	'0',
	0,
	'f',
	'F',
	'no\u200b',
];

const switches: Form[] = [
	...EMPTY,
	EMPTY_ARRAY,
	...TRUE_FORMS.map((value) => read(JSON.stringify(value), 'yes', value, true)),
	...FALSE_FORMS.map((value) => read(JSON.stringify(value), 'no', value, false)),
	...['maybe', 'x', 'oui', '2', '-1', 'truee', 'yes no', '#N/A', 'undefined'].map((cell) =>
		refused(cell, 'neither yes nor no', cell),
	),
	refused('2 (number)', 'another number', 2),
	...OBJECTS,
];

const choice: Form[] = [
	...EMPTY,
	EMPTY_ARRAY,
	...MISHAPS.slice(0, 8),
	...OBJECTS,
	...around(asIs),
	read('value', 'the value', asIs, asIs),
	read('Label', 'the label', ({ label }: Samples) => label, asIs),
	read('LABEL', 'the label in capitals', ({ label }: Samples) => label.toUpperCase(), asIs),
	read('label', 'the label in small letters', ({ label }: Samples) => label.toLowerCase(), asIs),
	read('␣Label␣', 'the label with spaces', ({ label }: Samples) => ` ${label}\u00a0`, asIs),
	read('VALUE', 'the value in capitals', ({ one }: Samples) => one.toUpperCase(), asIs),
	...['no such choice', '?', 'other', '-99', '1.5x'].map((cell) => refused(cell, 'not one of the choices', cell)),
];

const choices: Form[] = [
	...EMPTY,
	EMPTY_ARRAY,
	...[',', ' , ', ';', ',,', '[""]'].map((cell) => empty(cell, 'separators without entries', cell)),
	...MISHAPS.slice(0, 5),
	refused('[{"a":1}]', 'a list of objects', [{ a: 1 }]),
	...around(({ one }) => [one]),
	read('value', 'one value', asIs, ({ one }: Samples) => [one]),
	read(
		'Label',
		'one label',
		({ label }: Samples) => label,
		({ one }: Samples) => [one],
	),
	read(
		'LABEL',
		'the label in capitals',
		({ label }: Samples) => label.toUpperCase(),
		({ one }: Samples) => [one],
	),
	read(
		'["value"]',
		'a list',
		({ one }: Samples) => [one],
		({ one }: Samples) => [one],
	),
	read(
		'["Label"]',
		'a list of labels',
		({ label }: Samples) => [label],
		({ one }: Samples) => [one],
	),
	read(
		'a, b',
		'values with a comma',
		({ one, other }: Samples) => `${one}, ${other}`,
		({ one, other }: Samples) => [one, other],
	),
	read(
		'a; b',
		'values with a semicolon',
		({ one, other }: Samples) => `${one}; ${other}`,
		({ one, other }: Samples) => [one, other],
	),
	read(
		'a(line break)b',
		'one value a line',
		({ one, other }: Samples) => `${one}\n${other}`,
		({ one, other }: Samples) => [one, other],
	),
	read(
		'["a","","b"]',
		'a list with an empty entry',
		({ one, other }: Samples) => [one, '', other],
		({ one, other }: Samples) => [one, other],
	),
	...['no such choice', '?', 'other'].map((cell) => refused(cell, 'not one of the choices', cell)),
	refused('["no such choice"]', 'a list with something else', ['no such choice']),
];

/** Dates that are refused wherever a day is needed. */
const NO_DATES: Form[] = [
	...['01/02/2026', '1/2/2026', '01.02.2026', '05/01/2026', '3.4.2026'].map((cell) =>
		refused(cell, 'can mean two days', cell),
	),
	...['01/02/26', '26-02-01', '1.2.26'].map((cell) => refused(cell, 'a year of two digits', cell)),
	...['13:00', '1:00 PM', '9:30', '12:30:15'].map((cell) => refused(cell, 'a time without a day', cell)),
	...[0, 1, 7, 365, 2026, 9999, -46204, 1e18].map((value) =>
		refused(String(value), 'a number that is no plausible date', value),
	),
	...[0.5, 0.604, 0.999].map((value) => refused(String(value), 'a part of a day: a time', value)),
	...['2026', '07', '2026-07', 'July 2026', '2026-W27', 'Q3 2026'].map((cell) => refused(cell, 'not a day', cell)),
	...['2026-02-30', '31-04-2026', '2026-13-01', '2026-00-10', '1900-00-00'].map((cell) =>
		refused(cell, 'a day that does not exist', cell),
	),
	...['1899-12-30', '0001-01-01', '0000-00-00'].map((cell) =>
		refused(cell, 'the date that programs write for none', cell),
	),
	...['tomorrow', 'next Monday', 'today', 'in 3 days', 'TBD', 'asap', '-'].map((cell) => refused(cell, 'words', cell)),
	refused('Mon, 01 Jul 2026', 'a weekday that does not fit', 'Mon, 01 Jul 2026'),
	refused('true', 'a switch', true),
	refused('{"year":2026}', 'an object', { year: 2026 }),
	refused('["2026-07-01"]', 'a list', ['2026-07-01']),
	...MISHAPS.slice(0, 4),
];

const moment: Form[] = [
	...EMPTY,
	EMPTY_ARRAY,
	...NO_DATES,
	...[
		['2030-07-01T13:00:00.000Z', 'ISO 8601 in UTC', '2030-07-01T13:00:00.000Z'],
		['2030-07-01T13:00:00', 'ISO 8601 without a zone', '2030-07-01T11:00:00.000Z'],
		['2030-07-01T13:00:00+02:00', 'ISO 8601 with an offset', '2030-07-01T11:00:00.000Z'],
		['2030-07-01T13:00:00+02:00[Europe/Paris]', 'ISO 8601 with offset and zone', '2030-07-01T11:00:00.000Z'],
		['2030-07-01 13:00', 'a date and a time', '2030-07-01T11:00:00.000Z'],
		['2030-07-01 13:00:00.000', 'a database', '2030-07-01T11:00:00.000Z'],
		['2030-07-01', 'a day', '2030-06-30T22:00:00.000Z'],
		['20300701', 'a day in digits', '2030-06-30T22:00:00.000Z'],
		['2030/07/01 13:00', 'slashes, year first', '2030-07-01T11:00:00.000Z'],
		['01-Jul-2030', 'Zoho', '2030-06-30T22:00:00.000Z'],
		['01-Jul-2030 01:00 PM', 'Zoho', '2030-07-01T11:00:00.000Z'],
		['1 July 2030 13:00', 'the month in words', '2030-07-01T11:00:00.000Z'],
		['July 1, 2030, 1:00 PM', 'the month in words', '2030-07-01T11:00:00.000Z'],
		['Jul 1, 2030 1:00\u202fPM', 'a browser', '2030-07-01T11:00:00.000Z'],
		['Mon, 01 Jul 2030 11:00:00 GMT', 'a header of HTTP', '2030-07-01T11:00:00.000Z'],
		['Mon Jul 01 2030 13:00:00 GMT+0200 (Central European Summer Time)', 'JavaScript', '2030-07-01T11:00:00.000Z'],
		['31/07/2030', 'only one order gives a day', '2030-07-30T22:00:00.000Z'],
		['07/31/2030', 'only one order gives a day', '2030-07-30T22:00:00.000Z'],
		['07/07/2030', 'both orders give the same day', '2030-07-06T22:00:00.000Z'],
		[' 2030-07-01T13:00:00\u00a0', 'spaces around it', '2030-07-01T11:00:00.000Z'],
		['2030\u201107\u201101', 'hyphens that do not break', '2030-06-30T22:00:00.000Z'],
		['2030-10-27T02:30:00', 'an hour that comes twice', '2030-10-27T00:30:00.000Z'],
		['2030-03-31T02:30:00', 'an hour that the clock skips', '2030-03-31T01:30:00.000Z'],
	].map(([cell, what, meant]) => read(cell, what, cell, meant)),
	read('47665', 'a day of a sheet', 47665, '2030-06-30T22:00:00.000Z'),
	read('"47665"', 'a day of a sheet as text', '47665', '2030-06-30T22:00:00.000Z'),
	read('47665.5416666667', 'a day and a time of a sheet', 47665.5416666667, '2030-07-01T11:00:00.000Z'),
	read('1909134000', 'Unix seconds', 1909134000, '2030-07-01T11:00:00.000Z'),
	read('"1909134000"', 'Unix seconds as text', '1909134000', '2030-07-01T11:00:00.000Z'),
	read('1909134000000', 'milliseconds', 1909134000000, '2030-07-01T11:00:00.000Z'),
];

const day: Form[] = [
	...EMPTY,
	EMPTY_ARRAY,
	...NO_DATES,
	...[
		['2030-07-01', 'a day'],
		['2030-07-01T00:00:00', 'midnight'],
		['2030-07-01T00:00:00.000Z', "a database's column of dates"],
		['2030-07-01T00:00:00+09:00', 'midnight elsewhere'],
		['2030-07-01 00:00:00', 'a database'],
		['2030-07-01T13:00:00', 'a date and a time'],
		['2030-07-01T21:59:59Z', 'still that day in Paris'],
		['20300701', 'a day in digits'],
		['2030/07/01', 'slashes, year first'],
		['01-Jul-2030', 'Zoho'],
		['1 July 2030', 'the month in words'],
		['July 1, 2030', 'the month in words'],
		['Mon Jul 01 2030 00:00:00 GMT+0200 (Central European Summer Time)', 'JavaScript'],
		[' 2030-07-01\u200b', 'spaces around it'],
	].map(([cell, what]) => read(cell, what, cell, '2030-07-01')),
	read('47665', 'a day of a sheet', 47665, '2030-07-01'),
	read('47665.75', 'a day and a time of a sheet', 47665.75, '2030-07-01'),
	read('1909087200', 'Unix seconds', 1909087200, '2030-07-01'),
	read('1909094400000', 'milliseconds at midnight UTC', 1909094400000, '2030-07-01'),
];

const json: Form[] = [
	...EMPTY,
	...MISHAPS.filter(({ value }) => value !== 'null'),
	...['{', '[1,2', "{'a':1}", '{a:1}', '{"a":1,}', 'no JSON', 'Anna', '<xml/>'].map((cell) =>
		refused(cell, 'not JSON', cell),
	),
	refused('true', 'a switch', true),
	refused('3', 'a number', 3),
];

const file: Form[] = [
	...EMPTY,
	EMPTY_ARRAY,
	...['[""]', ',', ';', ' , '].map((cell) => empty(cell, 'separators without entries', cell)),
	refused('no such field', 'a field that the item does not have', 'no such field'),
	refused('document.pdf', 'the name of the file in place of the field', 'document.pdf'),
	refused('https://example.com/a.pdf', 'an address', 'https://example.com/a.pdf'),
	refused('{"data":"…"}', 'the file itself', { data: 'JVBERi0=', mimeType: 'application/pdf' }),
	refused('3', 'a number', 3),
	refused('true', 'a switch', true),
	...MISHAPS.slice(0, 16).map(({ cell, what, value }) => refused(cell, what, value)),
];

export const FORMS: Record<FormKind, Form[]> = {
	text,
	message: text.filter(({ cell }) => !cell.startsWith('v(')),
	id,
	email: id,
	ids,
	texts,
	number,
	switch: switches,
	choice,
	choices,
	moment,
	day,
	json,
	file,
};

/** The value of a form for one field. */
export function given(part: unknown, samples: Samples): unknown {
	return typeof part === 'function' ? (part as (samples: Samples) => unknown)(samples) : part;
}
