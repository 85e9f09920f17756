import { DateTime } from 'luxon';

/** Waits in seconds and minutes up to these lengths, in seconds; longer ones in hours. */
const IN_SECONDS = 90;
const IN_MINUTES = 90 * 60;

/**
 * A length of time, e.g. `42 seconds` or `5 minutes`; minutes and hours are rounded up.
 *
 * @param ms milliseconds
 */
export function duration(ms: number): string {
	const seconds = Math.ceil(ms / 1000);
	if (seconds < IN_SECONDS) return seconds === 1 ? '1 second' : `${seconds} seconds`;
	return seconds < IN_MINUTES ? `${Math.ceil(seconds / 60)} minutes` : `${Math.ceil(seconds / 3600)} hours`;
}

/**
 * Says when calls work again, e.g. `it works again in about 4 minutes, at 14:35`. Without hyphens: n8n takes them out of the messages of lists.
 *
 * @param ms milliseconds from now
 * @param timezone time zone of the workflow, e.g. `Europe/Paris`
 */
export function worksAgain(ms: number, timezone: string): string {
	const seconds = Math.ceil(ms / 1000);
	const time = DateTime.now().plus(ms).setZone(timezone).setLocale('en');
	if (seconds < IN_SECONDS) return `it works again in ${duration(ms)}, at ${time.toFormat('HH:mm:ss')}`;
	if (seconds < IN_MINUTES) return `it works again in about ${duration(ms)}, at ${time.toFormat('HH:mm')}`;
	return `it works again in about ${duration(ms)}, on ${time.toFormat('d LLLL, HH:mm')}`;
}
