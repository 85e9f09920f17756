const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** `27-12-2021` as milliseconds since 1970, UTC; NaN when there is no such day. */
export function dayToTime(day: string): number {
	const [date = 0, month = 0, year = 0] = day.split('-').map(Number);
	const time = Date.UTC(year, month - 1, date);
	const made = new Date(time);
	return made.getUTCDate() === date && made.getUTCMonth() === month - 1 ? time : Number.NaN;
}

/** Milliseconds since 1970 as `27-12-2021`, UTC. */
export function timeToDay(time: number): string {
	const date = new Date(time);
	return `${pad(date.getUTCDate())}-${pad(date.getUTCMonth() + 1)}-${date.getUTCFullYear()}`;
}

/** `27-12-2021` as `27-Dec-2021`. */
export function displayDay(day: string): string {
	const [date, month = '1', year] = day.split('-');
	return `${date}-${MONTHS[Number(month) - 1]}-${year}`;
}

/** `1:05 PM` as minutes since midnight. */
export function clockToMinutes(clock: string): number {
	const [, hours = '0', minutes = '0', half] = /^(\d{1,2}):(\d{2}) (AM|PM)$/.exec(clock) ?? [];
	return ((Number(hours) % 12) + (half === 'PM' ? 12 : 0)) * 60 + Number(minutes);
}

function pad(value: number): string {
	return String(value).padStart(2, '0');
}
