import { DateTime } from 'luxon';

/** What an ISO 8601 text with a day begins with. Luxon takes a bare time for one of today. */
const WITH_DAY = /^(?:[+-]\d{2})?\d{4}/;

/** No date is longer; Luxon would look through megabytes. */
const LONGEST = 100;

/** An offset with the name of a zone behind it (RFC 9557). Luxon would listen to the name alone and lose which of two equal readings is meant. */
const NAMED_OFFSET = /(Z|[+-]\d{2}(?::?\d{2})?)\[[^\]]*\]$/i;

/**
 * Reads a day and time as clocks show it in a zone. A text that names an offset or a zone itself is the instant it names. A reading that comes
 * twice, when clocks go back, is its first time: Luxon alone chooses by the season in which it runs. A reading that clocks skip counts as an hour
 * later.
 *
 * @param format Luxon format in English; ISO 8601 when absent
 * @param zone IANA name of the zone in which the reading is meant, e.g. `Europe/Paris`; the result is in that zone
 * @returns `undefined` when the text is no date
 */
export function wallClock(text: string, format: string | undefined, zone: string): DateTime<true> | undefined {
	if (text.length > LONGEST || (format === undefined && !WITH_DAY.test(text))) return undefined;
	// `setZone` keeps the zone that a text names, so that it can be told from a reading.
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
 * The first of the times at which clocks show what they show at a given one.
 *
 * @returns the same time when it is the only one or lies in a zone without changes
 */
export function firstOf(date: DateTime<true>): DateTime<true> {
	return (date.getPossibleOffsets() as Array<DateTime<true>>).reduce(
		(first, other) => (other < first ? other : first),
		date,
	);
}
