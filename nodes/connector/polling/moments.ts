import type { IDataObject } from 'n8n-workflow';
import type { Expiry, Moment } from '../model/watch';
import { wallClock } from '../wire/wallClock';

const DAY = 86_400_000;

/**
 * Reads a date of a record.
 *
 * @param timezone time zone of local times, e.g. `Europe/Paris`
 * @returns milliseconds since 1970, or `undefined` if the record has no readable date
 */
export function momentOf(
	{ properties, format, endOfDay }: Moment,
	record: IDataObject,
	timezone: string,
): number | undefined {
	const parts = properties.map((name) => record[name]);
	if (!parts.every((part) => (typeof part === 'string' && part !== '') || typeof part === 'number')) return undefined;
	const read = wallClock(parts.map(String).join(' ').trim(), format, timezone);
	if (!read) return undefined;
	return (endOfDay ? read.endOf('day') : read).toMillis();
}

/** Whether a record is no longer watched because of its date; records without a date are always watched. */
export function isExpired(expiry: Expiry | undefined, record: IDataObject, now: number, timezone: string): boolean {
	if (!expiry) return false;
	const moment = momentOf(expiry, record, timezone);
	return moment !== undefined && moment + expiry.days * DAY <= now;
}
