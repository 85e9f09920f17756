import { DateTime } from 'luxon';
import type { IDataObject } from 'n8n-workflow';
import { FieldIssue } from '../model/failures';
import type { SessionShape } from '../model/operation';
import { wallClock } from '../wire/wallClock';

/** A session in the unified format. Values that a system does not return are `null`. */
export interface Session extends IDataObject {
	id: string | null;
	/** System and kind of record, e.g. `360Learning path session`. */
	source: string;
	title: string | null;
	description: string | null;
	/** ISO 8601 with the offset of `timeZone`. */
	start: string | null;
	end: string | null;
	/** IANA name of the time zone that start and end are written in. */
	timeZone: string;
	place: string | null;
	/** As the system returns them: IDs, email addresses or names. */
	trainers: string[];
	seats: number | null;
	booked: number | null;
	/** `planned`, `running` or `ended`; `null` without a start. */
	state: string | null;
	/** Link of an online meeting. */
	link: string | null;
}

/**
 * Converts a vendor's session to the unified format.
 *
 * @param record the vendor's record
 * @param zone time zone of the output, and of times without a zone
 * @param now time for determining the state
 * @throws FieldIssue if a date of the record cannot be read
 */
export function toSession(
	shape: SessionShape,
	record: IDataObject,
	zone: string,
	now: DateTime = DateTime.now(),
): Session {
	const own = text(shape.zone?.map((name) => record[name]));
	const timeZone = own && DateTime.local({ zone: own }).isValid ? own : zone;
	const start = moment(shape, 'start', record, timeZone);
	const end = moment(shape, 'end', record, timeZone)?.plus({ days: endsNextDay(shape, record) ? 1 : 0 });
	const place = text(values(shape, record, 'place'));
	const isLink = place !== null && /^https?:\/\/\S+$/i.test(place);
	return {
		id: text(values(shape, record, 'id')),
		source: shape.source,
		title: text(values(shape, record, 'title')),
		description: text(values(shape, record, 'description')),
		start: start?.toISO() ?? null,
		end: end?.toISO() ?? null,
		timeZone,
		place: isLink ? null : place,
		trainers: trainersOf(values(shape, record, 'trainers')),
		seats: count(values(shape, record, 'seats')),
		booked: count(values(shape, record, 'booked')),
		state: stateOf(start, end, values(shape, record, 'ended').includes(true), now),
		link: isLink ? place : null,
	};
}

function values(shape: SessionShape, record: IDataObject, name: keyof SessionShape['properties']): unknown[] {
	return (shape.properties[name] ?? []).map((property) => record[property]);
}

/** Returns the first value that is not empty. */
function text(candidates: unknown[] = []): string | null {
	const found = candidates.find((value) => value !== undefined && value !== null && value !== '');
	return found === undefined ? null : String(found);
}

function trainersOf(candidates: unknown[]): string[] {
	const names = candidates
		.flat()
		.filter((value) => value !== undefined && value !== null && value !== '')
		.map(String);
	return [...new Set(names)];
}

/** Returns a number, or the length of a list. */
function count([value]: unknown[]): number | null {
	if (Array.isArray(value)) return value.length;
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

/** Reads ISO 8601, or joined parts such as a day and a 12-hour time. */
function moment(
	shape: SessionShape,
	side: 'start' | 'end',
	record: IDataObject,
	zone: string,
): DateTime<true> | undefined {
	const parts = values(shape, record, side);
	if (parts.length === 0 || parts.some((part) => part === undefined || part === null || part === '')) return undefined;
	const written = parts.map(String).join(' ');
	const date = wallClock(written, shape.format, zone);
	if (date) return date;
	throw new FieldIssue(
		`Session ${text(values(shape, record, 'id')) ?? ''}`,
		`"${written}" is not a date (${side})`,
		'Choose Original Fields as the session format to see what it holds',
	);
}

/** If a system returns one day and two times, an end that is not after the start is on the next day. */
function endsNextDay(shape: SessionShape, record: IDataObject): boolean {
	if (shape.format === undefined) return false;
	const start = moment(shape, 'start', record, 'utc');
	const end = moment(shape, 'end', record, 'utc');
	return start !== undefined && end !== undefined && end <= start;
}

function stateOf(
	start: DateTime | undefined,
	end: DateTime | undefined,
	isEnded: boolean,
	now: DateTime,
): string | null {
	if (isEnded || (end && end <= now)) return 'ended';
	if (!start) return null;
	return start <= now ? 'running' : 'planned';
}
