import { type IDataObject, toCronExpression, type TriggerTime } from 'n8n-workflow';

const DAY = 24 * 60;

/** How a person wants a trigger to poll. */
export interface Schedule {
	/** Shortest time between two polls, in minutes. */
	shortestGap: number;
	/** Longest time between two polls on a day on which there are any, in minutes. */
	longestGap: number;
	/** Polls on such a day. */
	perDay: number;
}

/** Smallest and largest value of the minutes and hours of a cron expression. */
const RANGES = { minute: [0, 59], hour: [0, 23] } as const;

/**
 * Reads the Poll Times of a node. Days of the week and of the month are left out of account: they only make polls rarer.
 *
 * @param pollTimes the parameter that n8n adds to polling nodes
 */
export function scheduleOf(pollTimes: unknown): Schedule {
	const times = ((pollTimes as { item?: TriggerTime[] } | undefined)?.item ?? []).filter(
		(time) => (time as unknown as IDataObject).mode !== undefined,
	);
	const minutes = new Set(times.flatMap((time) => minutesOf(toCronExpression(time))));
	const sorted = [...minutes].sort((one, other) => one - other);
	const [first] = sorted;
	if (first === undefined) return { shortestGap: 1, longestGap: 1, perDay: DAY };
	const gaps = sorted.map((minute, index) => (sorted[index + 1] ?? first + DAY) - minute);
	return { shortestGap: Math.min(...gaps), longestGap: Math.max(...gaps), perDay: sorted.length };
}

/** The minutes of a day at which a cron expression of five or six parts is due; every minute when it cannot be read. */
function minutesOf(expression: string): number[] {
	const parts = expression.trim().split(/\s+/);
	const [minute = '*', hour = '*'] = parts.length === 6 ? parts.slice(1, 3) : parts;
	const minutes = valuesOf(minute, RANGES.minute);
	const hours = valuesOf(hour, RANGES.hour);
	return hours.flatMap((hourOfDay) => minutes.map((minuteOfHour) => hourOfDay * 60 + minuteOfHour));
}

/** The values of one part: `*`, `5`, `1-4`, `10/15`, and lists of them. */
function valuesOf(part: string, [lowest, highest]: readonly [number, number]): number[] {
	const values = part.split(',').flatMap((entry) => {
		const [, range, step = '1'] = /^([^/]+)(?:\/(\d+))?$/.exec(entry) ?? [];
		const [, from, to] = /^(\d+)(?:-(\d+))?$/.exec(range ?? '') ?? [];
		const first = from === undefined ? lowest : Number(from);
		const last = to !== undefined ? Number(to) : from === undefined || entry.includes('/') ? highest : first;
		const every = Math.max(1, Number(step));
		return Array.from(
			{ length: Math.max(0, Math.floor((last - first) / every) + 1) },
			(_entry, index) => first + index * every,
		);
	});
	return values.filter((value) => value >= lowest && value <= highest);
}
