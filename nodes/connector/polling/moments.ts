import type { IDataObject } from 'n8n-workflow';
import type { Expiry, Moment } from '../model/watch';
import { wallClock } from '../wire/wallClock';

const DAY = 86_400_000;

/**
 * When a record says that something is.
 *
 * @param timezone the zone in which readings of the clock are meant, e.g. `Europe/Paris`
 * @returns milliseconds since 1970, or `undefined` when the record says nothing that can be read
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

/** Whether a record has left the time in which it is watched; one without a date stays in it. */
export function isExpired(expiry: Expiry | undefined, record: IDataObject, now: number, timezone: string): boolean {
	if (!expiry) return false;
	const moment = momentOf(expiry, record, timezone);
	return moment !== undefined && moment + expiry.days * DAY <= now;
}
