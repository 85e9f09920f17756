import { DateTime } from 'luxon';

/** Start of an ISO 8601 text with a day. Luxon reads a bare time as a time today. */
const WITH_DAY = /^(?:[+-]\d{2})?\d{4}/;

/** Maximum length of a date; Luxon would search through megabytes. */
const LONGEST = 100;

/** An offset followed by the name of a zone (RFC 9557). Luxon would use only the name, and lose which of two equal local times is meant. */
const NAMED_OFFSET = /(Z|[+-]\d{2}(?::?\d{2})?)\[[^\]]*\]$/i;

/**
 * Reads a local day and time in a zone. Text with an offset or a zone of its own is read in that. If a local time occurs twice, when clocks go
 * back, the first one is used, because Luxon's choice depends on the season in which it runs. A time that clocks skip becomes one hour
 * later.
 *
 * @param format Luxon format in English; ISO 8601 when absent
 * @param zone IANA name of the zone of the local time, e.g. `Europe/Paris`; the result is in that zone
 * @returns `undefined` if the text is not a date
 */
export function wallClock(text: string, format: string | undefined, zone: string): DateTime<true> | undefined {
	if (text.length > LONGEST || (format === undefined && !WITH_DAY.test(text))) return undefined;
	// `setZone` keeps a zone named in the text, to distinguish it from a local time.
	const options = { zone, setZone: true, locale: 'en' };
	const read =
		format === undefined
			? DateTime.fromISO(text.replace(NAMED_OFFSET, '$1'), options)
			: DateTime.fromFormat(text, format, options);
	if (!read.isValid) return undefined;
	const date = firstOf(read).setZone(zone);
	return date.isValid ? date : undefined;
}

/**
 * Returns the first point in time with the same local time.
 *
 * @returns the given time if it is the only one
 */
export function firstOf(date: DateTime<true>): DateTime<true> {
	return (date.getPossibleOffsets() as Array<DateTime<true>>).reduce(
		(first, other) => (other < first ? other : first),
		date,
	);
}
