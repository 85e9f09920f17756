import type { Field } from '../../nodes/connector/model/field.ts';
import { toWire } from '../../dist/nodes/connector/wire/values.js';

const date = (more: Partial<Field> = {}): Field => ({
	name: 'date',
	displayName: 'Date',
	kind: 'dateTime',
	at: 'body',
	wire: ['date'],
	required: false,
	...more,
});
const written = (value: unknown, timezone: string, format?: string) =>
	toWire(date({ format }), value, { options: {}, timezone });

/** Expected moments are written out by hand, from the rules of each zone. */
describe('Dates on the wire', () => {
	test.each([
		// Summer time begins: 02:30 does not exist and is taken an hour later.
		['2026-03-29T01:59:59', 'Europe/Paris', '2026-03-29T00:59:59.000Z'],
		['2026-03-29T02:30:00', 'Europe/Paris', '2026-03-29T01:30:00.000Z'],
		['2026-03-29T03:00:00', 'Europe/Paris', '2026-03-29T01:00:00.000Z'],
		// It ends: 02:30 comes twice, the first one is meant.
		['2026-10-25T02:30:00', 'Europe/Paris', '2026-10-25T00:30:00.000Z'],
		['2026-03-08T02:30:00', 'America/New_York', '2026-03-08T07:30:00.000Z'],
		['2026-11-01T01:30:00', 'America/New_York', '2026-11-01T05:30:00.000Z'],
		['2026-11-01T01:30:00-05:00', 'America/New_York', '2026-11-01T06:30:00.000Z'],
		['2026-11-01T06:30:00Z', 'America/New_York', '2026-11-01T06:30:00.000Z'],
		['2026-11-01 01:30:00 -0500', 'America/New_York', '2026-11-01T06:30:00.000Z'],
		['2026-10-04T02:15:00', 'Australia/Lord_Howe', '2026-10-03T15:45:00.000Z'],
		['2026-01-01T00:00:00', 'Asia/Kolkata', '2025-12-31T18:30:00.000Z'],
		['2026-01-01T00:00:00', 'Pacific/Kiritimati', '2025-12-31T10:00:00.000Z'],
		['2026-01-01T00:00:00', 'America/St_Johns', '2026-01-01T03:30:00.000Z'],
		// A zone of its own wins over the workflow's.
		['2026-06-01T12:00:00+09:00', 'America/New_York', '2026-06-01T03:00:00.000Z'],
		['2026-06-01T12:00:00.123456Z', 'Asia/Kolkata', '2026-06-01T12:00:00.123Z'],
		['2026-06-01', 'America/New_York', '2026-06-01T04:00:00.000Z'],
		['2026-06-01 08:15', 'UTC', '2026-06-01T08:15:00.000Z'],
		['2026-06-01 08:15:30', 'Asia/Kolkata', '2026-06-01T02:45:30.000Z'],
		['25-06-2026', 'Asia/Kolkata', '2026-06-24T18:30:00.000Z'],
		['2024-02-29T12:00:00', 'UTC', '2024-02-29T12:00:00.000Z'],
		['2024-02-29T12:00:00.5Z', 'Asia/Kolkata', '2024-02-29T12:00:00.500Z'],
		['2026-12-31T24:00:00Z', 'Asia/Kolkata', '2027-01-01T00:00:00.000Z'],
	])('%s in %s is %s', (given, timezone, expected) => {
		expect(written(given, timezone)).toBe(expected);
	});

	test.each([
		[1767225600000, '2026-01-01T00:00:00.000Z'],
		['1767225600000', '2026-01-01T00:00:00.000Z'],
		['1793514600000', '2026-11-01T06:30:00.000Z'],
		[new Date('2026-01-01T00:00:00Z'), '2026-01-01T00:00:00.000Z'],
		[1767225600000.4, '2026-01-01T00:00:00.000Z'],
	])('%p is a moment without a zone', (given, expected) => {
		expect(written(given, 'America/New_York')).toBe(expected);
	});

	test.each([
		['2026-03-02T00:00:00', 'Asia/Kolkata', 'dd-MM-yyyy', '02-03-2026'],
		['2026-03-02T23:59:59', 'Asia/Kolkata', 'dd-MM-yyyy', '02-03-2026'],
		['2026-03-02T23:30:00Z', 'Asia/Kolkata', 'dd-MM-yyyy', '03-03-2026'],
		['2026-03-02T02:30:00Z', 'America/Los_Angeles', 'dd-MM-yyyy', '01-03-2026'],
		['2026-03-02T00:00:00', 'Asia/Kolkata', 'hh:mm a', '12:00 AM'],
		['2026-03-02T00:05:00', 'Asia/Kolkata', 'hh:mm a', '12:05 AM'],
		['2026-03-02T11:59:00', 'Asia/Kolkata', 'hh:mm a', '11:59 AM'],
		['2026-03-02T12:00:00', 'Asia/Kolkata', 'hh:mm a', '12:00 PM'],
		['2026-03-02T12:30:00', 'Asia/Kolkata', 'hh:mm a', '12:30 PM'],
		['2026-03-02T13:01:00', 'Asia/Kolkata', 'hh:mm a', '01:01 PM'],
		['9:05 pm', 'Asia/Kolkata', 'hh:mm a', '09:05 PM'],
		['21:05', 'Asia/Kolkata', 'hh:mm a', '09:05 PM'],
		['02-03-2026', 'America/Los_Angeles', 'dd-MM-yyyy', '02-03-2026'],
		['2026-01-01T00:00:00', 'Asia/Kolkata', 'x', '1767205800000'],
	])('%s in %s as %s is %s', (given, timezone, format, expected) => {
		expect(written(given, timezone, format)).toBe(expected);
	});

	test.each([
		'tomorrow',
		'31-02-2026',
		'2026-02-30',
		'2026-02-30T10:00:00.000Z',
		'0000-01-01T00:00:00Z',
		'2026-13-01',
		'2026-01-01T25:00:00',
		'10000-01-01',
		'12',
		Number.NaN,
		true,
		{},
		['2026-01-01'],
		new Date(Number.NaN),
	])('%p is refused with the name of the field', (given) => {
		expect(() => written(given, 'UTC')).toThrow(
			expect.objectContaining({ field: 'Date', message: expect.stringMatching(/is not a (?:plausible )?date$/) }),
		);
	});

	test.each([undefined, null, '', []])('%p is no date at all', (given) => {
		expect(written(given, 'UTC')).toBeUndefined();
		expect(() => toWire(date({ required: true }), given, { options: {}, timezone: 'UTC' })).toThrow(
			expect.objectContaining({ field: 'Date' }),
		);
	});
});
