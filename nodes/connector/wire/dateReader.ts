import omit from 'lodash/omit';
import { DateTime, IANAZone } from 'luxon';
import { FieldIssue } from '../model/failures';
import type { Field } from '../model/field';
import { plainCharacters, short } from './texts';

/** Years in which a bare number is accepted as a date: no date on a learning platform is older or later. */
const PLAUSIBLE = { first: Date.UTC(1990, 0, 1), end: Date.UTC(2100, 0, 1) };

/** Years accepted in written dates. Earlier ones, such as 1899-12-30 and 0001-01-01, are what databases and sheets write for “no date”. */
const FIRST_YEAR = 1900;
const LAST_YEAR = 9999;

const DAY_MS = 86_400_000;

/** Day 0 of Excel and Google Sheets. */
const SHEET_EPOCH = Date.UTC(1899, 11, 30);

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const MONTH =
	'(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?';

const WEEKDAY = /^(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? +/i;
const YEAR_FIRST = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)/;
const COMPACT = /^(\d{4})(\d\d)(\d\d)(?=T|$)/i;
const NAMED_DAY_FIRST = new RegExp(`^(\\d{1,2})(?:st|nd|rd|th)?[-/ .]+${MONTH}[-/ .,]+(\\d{4})(?!\\d)`, 'i');
const NAMED_MONTH_FIRST = new RegExp(`^${MONTH} +(\\d{1,2})(?:st|nd|rd|th)?,? +(\\d{4})(?!\\d)`, 'i');
const YEAR_LAST = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)/;
const CLOCK = /^(\d{1,2})(?::(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?(?: ?([ap])\.?m\.?)?(?![\d:])/i;
const COMPACT_CLOCK = /^(\d\d)(\d\d)(\d\d)?(?:[.,](\d{1,9}))?(?![\d:])/;
const OFFSET = /^(?:(?:UTC|GMT)?([+-])(\d{1,2}):?(\d\d)?|(Z|UTC|GMT))/i;
const ZONE_NAME = /^([A-Za-z]+(?:\/[A-Za-z0-9_+-]+){1,2})$/;

/** ISO 8601 in UTC: the most frequent form. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/;

/** The field a date is for: its label and its format on the wire. */
export type DateField = Pick<Field, 'displayName' | 'format' | 'parts'>;

/** Parts of a date as written. */
interface Written {
	year: number;
	month: number;
	day: number;
	hour: number;
	minute: number;
	second: number;
	millisecond: number;
	/** Time zone written with the date; the workflow's if absent. */
	zone?: string;
}

/**
 * Reads a date as it was meant, or refuses it. All dates entered by users are read here.
 *
 * Accepts dates of n8n and JavaScript, ISO 8601 and its common variants, dates with English month names (`05-Jan-2026`, `July 1, 2026 9:30 AM`),
 * the vendor's own format, and numbers that are a date between 1990 and 2100 in exactly one way: serial numbers of Excel and Google Sheets, Unix
 * seconds and milliseconds, `20260701`. A date without a time zone is read in the zone of the workflow. If an hour occurs twice, when summer time
 * ends, the first one is used; an hour that the clock skips becomes one hour later.
 *
 * In a field for days, midnight in any time zone stands for the day as written: date columns of databases arrive as midnight UTC.
 *
 * @param timezone time zone of the workflow, e.g. `Europe/Paris`
 * @returns the date in that time zone
 * @throws FieldIssue for values that could mean two days, or none
 */
export function readMoment(field: DateField, value: unknown, timezone: string): DateTime {
	const moment = momentIn(field, value, timezone);
	if (moment.isValid && moment.year >= FIRST_YEAR && moment.year <= LAST_YEAR) return moment;
	throw refused(field, value);
}

function momentIn(field: DateField, value: unknown, timezone: string): DateTime {
	const clock = holdsTimeAlone(field) ? readTimeOfDay(value) : undefined;
	// Any day would do; on this one no time zone changes its clock.
	if (clock) return DateTime.fromObject({ year: 2001, month: 1, day: 10, ...clock }, { zone: timezone });
	if (typeof value === 'string') return fromText(field, value, timezone);
	if (typeof value === 'number') return fromNumber(field, value, timezone);
	if (DateTime.isDateTime(value)) return fromDateTime(field, value, timezone);
	if (value instanceof Date && value.getTime() !== 0) return fromInstant(field, value.getTime(), timezone);
	throw refused(field, value);
}

function fromDateTime(field: DateField, value: DateTime, timezone: string): DateTime {
	if (!value.isValid || value.toMillis() === 0) throw refused(field, value);
	if (holdsDays(field) && value.toMillis() === value.startOf('day').toMillis()) return dayIn(value, timezone);
	return fromInstant(field, value.toMillis(), timezone);
}

function fromInstant(field: DateField, time: number, timezone: string): DateTime {
	if (holdsDays(field) && time % DAY_MS === 0) return dayIn(DateTime.fromMillis(time, { zone: 'utc' }), timezone);
	return DateTime.fromMillis(time, { zone: timezone });
}

function dayIn({ year, month, day }: DateTime, timezone: string): DateTime {
	return DateTime.fromObject({ year, month, day }, { zone: timezone });
}

/** A number is a date if exactly one way to read it gives a plausible date. */
function fromNumber(field: DateField, number: number, timezone: string): DateTime {
	const sheet = SHEET_EPOCH + Math.round(number * 86_400) * 1000;
	const readings = [
		isPlausible(sheet) ? wallClock(partsOf(sheet), timezone) : undefined,
		...[number * 1000, number].map((time) =>
			isPlausible(time) ? fromInstant(field, Math.round(time), timezone) : undefined,
		),
		fromDigits(field, String(number), timezone),
	].filter((reading) => reading !== undefined);
	const [reading, ...others] = readings;
	if (!reading || others.length > 0) throw refused(field, number);
	return reading;
}

/** A date written as one number, such as 20260701, 202607010930 or 20260701093000. */
function fromDigits(field: DateField, digits: string, timezone: string): DateTime | undefined {
	if (!/^(?:\d{8}|\d{12}|\d{14})$/.test(digits)) return undefined;
	const written = writtenIn(field, `${digits.slice(0, 8)}${digits.length > 8 ? `T${digits.slice(8)}` : ''}`);
	if (!written || !isPlausible(Date.UTC(written.year, written.month - 1, written.day))) return undefined;
	const moment = wallClock(written, timezone);
	return moment.isValid ? moment : undefined;
}

function isPlausible(time: number): boolean {
	return time >= PLAUSIBLE.first && time < PLAUSIBLE.end;
}

function partsOf(time: number): Written {
	const date = new Date(time);
	return {
		year: date.getUTCFullYear(),
		month: date.getUTCMonth() + 1,
		day: date.getUTCDate(),
		hour: date.getUTCHours(),
		minute: date.getUTCMinutes(),
		second: date.getUTCSeconds(),
		millisecond: date.getUTCMilliseconds(),
	};
}

function fromText(field: DateField, given: string, timezone: string): DateTime {
	const isInstant = INSTANT.test(given);
	if (isInstant && !holdsDays(field)) {
		// Fast path: reading it part by part would take longer than the rest of the work on the item.
		const instant = new Date(given);
		if (!Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(given.slice(0, 19)))
			return DateTime.fromJSDate(instant, { zone: timezone });
	}
	const text = isInstant ? given : plainCharacters(given);
	if (/^-?\d+(?:\.\d+)?$/.test(text)) return fromNumber(field, Number(text), timezone);
	const written = writtenIn(field, text);
	if (!written) throw refused(field, given);
	const isMidnight = written.hour + written.minute + written.second + written.millisecond === 0;
	if (holdsDays(field) && isMidnight) return wallClock(omit(written, 'zone'), timezone);
	return wallClock(written, timezone);
}

/** Reads text part by part: weekday, date, time, zone. If anything is left over, it is not a date. */
function writtenIn(field: DateField, text: string): Written | undefined {
	const weekday = WEEKDAY.exec(text);
	const afterWeekday = text.slice(weekday?.[0].length ?? 0);
	const date = dateIn(field, afterWeekday);
	if (!date) return undefined;
	const isCompact = COMPACT.test(afterWeekday);
	const { clock, rest } = clockIn(afterWeekday.slice(date.length), isCompact);
	const zone = zoneIn(rest, clock !== undefined);
	if (zone === undefined) return undefined;
	const { year, month, day } = date;
	if (weekday && DateTime.utc(year, month, day).weekday !== WEEKDAYS.indexOf(String(weekday[1]).toLowerCase()) + 1)
		return undefined;
	return {
		year,
		month,
		day,
		...(clock ?? { hour: 0, minute: 0, second: 0, millisecond: 0 }),
		...(zone === '' ? {} : { zone }),
	};
}

function dateIn(
	field: DateField,
	text: string,
): (Pick<Written, 'year' | 'month' | 'day'> & { length: number }) | undefined {
	const yearFirst = YEAR_FIRST.exec(text);
	if (yearFirst)
		return {
			year: Number(yearFirst[1]),
			month: Number(yearFirst[3]),
			day: Number(yearFirst[4]),
			length: yearFirst[0].length,
		};
	const compact = COMPACT.exec(text);
	if (compact)
		return { year: Number(compact[1]), month: Number(compact[2]), day: Number(compact[3]), length: compact[0].length };
	const dayFirst = NAMED_DAY_FIRST.exec(text);
	if (dayFirst)
		return {
			year: Number(dayFirst[3]),
			month: monthOf(dayFirst[2]),
			day: Number(dayFirst[1]),
			length: dayFirst[0].length,
		};
	const monthFirst = NAMED_MONTH_FIRST.exec(text);
	if (monthFirst)
		return {
			year: Number(monthFirst[3]),
			month: monthOf(monthFirst[1]),
			day: Number(monthFirst[2]),
			length: monthFirst[0].length,
		};
	const yearLast = YEAR_LAST.exec(text);
	return yearLast ? yearLastIn(field, yearLast) : undefined;
}

function monthOf(name = ''): number {
	return MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}

/** Day and month before the year: accepted if only one order gives a date, if both give the same, or if the vendor writes dates this way. */
function yearLastIn(
	field: DateField,
	[whole, first, separator, second, year]: RegExpExecArray,
): ReturnType<typeof dateIn> {
	const one = Number(first);
	const other = Number(second);
	const isOwnForm = separator === '-' && formatsOf(field).some((format) => format.startsWith('dd-MM-yyyy'));
	if (isOwnForm || one > 12 || one === other)
		return { year: Number(year), month: other, day: one, length: whole.length };
	if (other > 12) return { year: Number(year), month: one, day: other, length: whole.length };
	const example = `${year}-${pad(other)}-${pad(one)} or ${year}-${pad(one)}-${pad(other)}`;
	throw new FieldIssue(field.displayName, `"${whole}" can mean two days`, `Write the year first: ${example}`);
}

function pad(number: number): string {
	return String(number).padStart(2, '0');
}

type Clock = Pick<Written, 'hour' | 'minute' | 'second' | 'millisecond'>;

/** The time of day at the start of what follows a date, and what follows it. */
function clockIn(text: string, isCompact: boolean): { clock?: Clock; rest: string } {
	const separator = /^(?:T|,? at |,? )(?=\d)/i.exec(text);
	if (!separator) return { rest: text };
	const after = text.slice(separator[0].length);
	const found = (isCompact ? COMPACT_CLOCK.exec(after) : null) ?? clockAt(after);
	if (!found) return { rest: text };
	const clock = toClock(found);
	return clock ? { clock, rest: after.slice(found[0].length) } : { rest: text };
}

/** A bare hour is a time only if AM or PM follows. */
function clockAt(text: string): RegExpExecArray | null {
	const found = CLOCK.exec(text);
	return found && (found[2] !== undefined || found[5] !== undefined) ? found : null;
}

function toClock([, hours, minutes = '0', seconds = '0', fraction = '0', half]: RegExpExecArray | string[]):
	| Clock
	| undefined {
	const given = Number(hours);
	if (half && (given < 1 || given > 12)) return undefined;
	const hour = half ? (given % 12) + (half.toLowerCase() === 'p' ? 12 : 0) : given;
	const clock = {
		hour,
		minute: Number(minutes),
		second: Number(seconds),
		millisecond: Math.floor(Number(`0.${fraction}`) * 1000),
	};
	const isMidnightAtTheEnd = hour === 24 && clock.minute + clock.second + clock.millisecond === 0;
	return (hour < 24 || isMidnightAtTheEnd) && clock.minute < 60 && clock.second < 60 ? clock : undefined;
}

/** @returns the time zone written there, '' if there is none, `undefined` if it is something else */
function zoneIn(text: string, hasClock: boolean): string | undefined {
	// JavaScript writes the name of the zone in brackets after the offset, and ISO 8601 allows it.
	const rest = text.trim().replace(/ ?(?:\([^()]*\)|\[[^[\]]*\])$/, '');
	if (rest === '') return hasClock ? (/\[([^[\]]+)\]$/.exec(text)?.[1] ?? '') : text.trim();
	if (!hasClock) return undefined;
	const offset = OFFSET.exec(rest);
	if (offset && offset[0].length === rest.length)
		return offset[4] ? 'utc' : `UTC${offset[1]}${Number(offset[2])}${offset[3] ? `:${offset[3]}` : ''}`;
	return ZONE_NAME.test(rest) && IANAZone.isValidZone(rest) ? rest : undefined;
}

/** Converts a local time to a point in time; if the hour occurs twice, to the first one. */
function wallClock({ zone, hour, ...date }: Written, timezone: string): DateTime {
	const moment = DateTime.fromObject({ ...date, hour: hour === 24 ? 0 : hour }, { zone: zone ?? timezone }).plus({
		days: hour === 24 ? 1 : 0,
	});
	const [first = moment] = moment.isValid ? moment.getPossibleOffsets() : [];
	return first.isValid ? first.setZone(timezone) : first;
}

/** Reads a time of day whose day comes from another field: text, or a fraction of a day from a sheet. */
export function readTimeOfDay(value: unknown): Clock | undefined {
	if (typeof value === 'number' && value >= 0 && value < 1) return timeOfSheet(value);
	if (typeof value !== 'string') return undefined;
	const text = plainCharacters(value);
	if (/^0?\.\d+$/.test(text)) return timeOfSheet(Number(text));
	const found = clockAt(text);
	return found && found[0].length === text.length ? toClock(found) : undefined;
}

function timeOfSheet(part: number): Clock {
	const seconds = Math.min(Math.round(part * 86_400), 86_399);
	return {
		hour: Math.floor(seconds / 3600),
		minute: Math.floor(seconds / 60) % 60,
		second: seconds % 60,
		millisecond: 0,
	};
}

/** Whether a field holds days without a time. */
export function holdsDays(field: DateField): boolean {
	const formats = formatsOf(field);
	return formats.length > 0 && formats.every((format) => /d/.test(format) && !/[HhmsSaxX]/.test(format));
}

/** Whether a field holds a time of day whose day comes from another field. */
export function holdsTimeAlone(field: DateField): boolean {
	const formats = formatsOf(field);
	return formats.length > 0 && formats.every((format) => !/[dxX]/.test(format));
}

function formatsOf({ format, parts }: DateField): string[] {
	return parts ? parts.map((part) => part.format) : format === undefined ? [] : [format];
}

function refused(field: DateField, value: unknown): FieldIssue {
	const number =
		typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
	const shown = value instanceof Date || DateTime.isDateTime(value) ? String(value) : short(value);
	if (number > 0 && number < 1)
		return new FieldIssue(
			field.displayName,
			`"${shown}" is a time of day without a day`,
			'Add the day to it, for instance in the sheet',
		);
	if (readTimeOfDay(value))
		return new FieldIssue(
			field.displayName,
			`"${shown}" is a time without a day`,
			'Use a date and a time, such as 2026-03-02 13:00',
		);
	if (!Number.isNaN(number)) {
		return new FieldIssue(
			field.displayName,
			`The number ${shown} is not a plausible date`,
			'Numbers are read as days of a sheet (46204), as Unix seconds or milliseconds, or as 20260701, between the years 1990 and 2099',
		);
	}
	return new FieldIssue(
		field.displayName,
		`"${shown}" is not a date`,
		'Use the date picker, or a date such as 2026-03-02, 2026-03-02 09:30 or 02-Mar-2026',
	);
}

/** Formats a date with a Luxon format in a time zone, or as ISO 8601 in UTC with milliseconds if there is no format. */
export function writeDate(moment: DateTime, format: string | undefined, timezone: string): string {
	if (format === undefined) return new Date(moment.toMillis()).toISOString();
	return moment.setZone(timezone).setLocale('en').toFormat(format);
}
