import fc from 'fast-check';
import { DateTime, IANAZone } from 'luxon';
import { wallClock } from '../../dist/nodes/connector/wire/wallClock.js';

const MINUTE = 60_000;
const ZONES = [
	'Europe/Paris',
	'America/New_York',
	'America/St_Johns',
	'Australia/Lord_Howe',
	'Asia/Kolkata',
	'Africa/Casablanca',
	'Pacific/Apia',
	'America/Sao_Paulo',
	'Antarctica/Troll',
	'UTC',
];
const FORMAT = 'dd-MM-yyyy hh:mm a';

/** Moments at which the test is run: winter, summer, and on both sides of changes. */
const NOWS = [
	'2026-01-15T12:00:00Z',
	'2026-07-15T12:00:00Z',
	'2027-10-31T00:45:00Z',
	'2027-10-31T01:15:00Z',
	'2031-04-01T00:00:00Z',
].map((text) => Date.parse(text));

let now = NOWS[0];
beforeAll(() => void jest.spyOn(Date, 'now').mockImplementation(() => now));
afterAll(() => jest.restoreAllMocks());

/** The first instant at which clocks in a zone show a reading, in milliseconds: the largest offset that fits. */
function firstShown(reading: string, zone: string): number | undefined {
	const asUtc = Date.parse(`${reading}:00Z`);
	const iana = new IANAZone(zone);
	for (let minutes = 15 * 60; minutes >= -15 * 60; minutes -= 15) {
		if (iana.offset(asUtc - minutes * MINUTE) === minutes) return asUtc - minutes * MINUTE;
	}
	return undefined;
}

const reading = fc
	.date({ min: new Date('2015-01-01T00:00:00Z'), max: new Date('2037-12-31T00:00:00Z'), noInvalidDate: true })
	.map((date) => date.toISOString().slice(0, 16));
/** Readings near changes of the clock, where they matter. */
const nearChange = fc
	.record({
		zone: fc.constantFrom(...ZONES),
		year: fc.integer({ min: 2015, max: 2037 }),
		minutes: fc.integer({ min: -240, max: 240 }),
	})
	.map(({ zone, year, minutes }) => ({
		zone,
		reading: new Date(changeIn(zone, year) + minutes * MINUTE).toISOString().slice(0, 16),
	}));
const anywhere = fc.record({ zone: fc.constantFrom(...ZONES), reading });

/** A reading near the last change of a year, as if it were UTC; the middle of the year when clocks do not change. */
function changeIn(zone: string, year: number): number {
	const iana = new IANAZone(zone);
	const end = Date.UTC(year, 11, 31);
	for (let day = 0; day < 360; day += 1) {
		const at = end - day * 24 * 60 * MINUTE;
		const before = at - 24 * 60 * MINUTE;
		if (iana.offset(at) !== iana.offset(before)) {
			for (let hour = before; hour < at; hour += 15 * MINUTE)
				if (iana.offset(hour) !== iana.offset(hour + 15 * MINUTE)) return hour + iana.offset(hour) * MINUTE;
		}
	}
	return Date.UTC(year, 6, 1);
}

test('a reading is its first time, whatever the season of the run', () => {
	fc.assert(
		fc.property(
			fc.oneof(nearChange, anywhere),
			fc.constantFrom(...NOWS),
			fc.boolean(),
			({ zone, reading: text }, moment, isIso) => {
				now = moment;
				const expected = firstShown(text, zone);
				const written = isIso ? text : DateTime.fromISO(text, { zone: 'utc' }).toFormat(FORMAT, { locale: 'en' });
				const read = wallClock(written, isIso ? undefined : FORMAT, zone)!;
				expect(read.zoneName).toBe(zone);
				if (expected !== undefined) return expect(read.toMillis()).toBe(expected);
				// Skipped: as much later as clocks go forward.
				return expect(read.toMillis()).toBeGreaterThan(Date.parse(`${text}:00Z`) - 15 * 60 * MINUTE);
			},
		),
		{ numRuns: 3_000 },
	);
});

describe.each(NOWS)('at %d', (moment) => {
	beforeEach(() => {
		now = moment;
	});

	test.each([
		['2027-10-31T02:30:00', undefined, 'Europe/Paris', '2027-10-31T00:30:00Z'],
		['31-10-2027 02:30 AM', FORMAT, 'Europe/Paris', '2027-10-31T00:30:00Z'],
		['2026-11-01T01:30:00', undefined, 'America/New_York', '2026-11-01T05:30:00Z'],
		['2026-03-29T02:30:00', undefined, 'Europe/Paris', '2026-03-29T01:30:00Z'],
		// What a text says itself is not a reading.
		['2027-10-31T02:30:00+01:00', undefined, 'Europe/Paris', '2027-10-31T01:30:00Z'],
		['2027-10-31T02:30:00+02:00', undefined, 'Europe/Paris', '2027-10-31T00:30:00Z'],
		['2027-10-31T01:30:00Z', undefined, 'Europe/Paris', '2027-10-31T01:30:00Z'],
		['2027-10-31T02:30:00+01:00[Europe/Paris]', undefined, 'Europe/Paris', '2027-10-31T01:30:00Z'],
		['2027-10-31T02:30:00[Europe/Paris]', undefined, 'UTC', '2027-10-31T00:30:00Z'],
		['2027-10-31', undefined, 'Europe/Paris', '2027-10-30T22:00:00Z'],
	])('%s (%s) in %s is %s', (text, format, zone, expected) => {
		expect(wallClock(text, format, zone)?.toMillis()).toBe(Date.parse(expected));
	});

	test.each([
		'',
		'12',
		'02:30',
		'T0230',
		'tomorrow',
		'31-10-2027',
		'2027-02-30',
		'[object Object]',
		'2027-10-31T02:30:00'.repeat(1_000_000),
	])('%.40s is no date', (text) => {
		expect(wallClock(text, undefined, 'Europe/Paris')).toBeUndefined();
	});

	test('nothing is read in a zone that is none', () => {
		expect(wallClock('2027-10-31T02:30:00', undefined, 'Europe/Nowhere')).toBeUndefined();
	});
});
