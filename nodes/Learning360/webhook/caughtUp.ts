import { fingerprint } from './fingerprint';
import { KEEP_MS } from './retrySchedule';
import type { State } from './state';

/** Characters kept of a fingerprint: 54 bits. Of 180 billion events one is taken for one of 100,000 that are remembered. */
const LENGTH = 9;

const HOUR_MS = 3_600_000;

/** Bucket of events without a readable time. */
const UNDATED = 'undated';

/**
 * The events of the history that have been started, in the trigger's static data. What happened before `from` is settled and needs no memory;
 * the rest is kept as fingerprints of nine characters, in one text for each hour.
 */
export class CaughtUp {
	private readonly hours = new Map<string, string>();
	private hasChanged = false;

	constructor(private readonly state: State) {
		for (const [key, value] of Object.entries(state.caughtUp ?? {})) {
			if (typeof value === 'string') for (const mark of marksIn(value)) this.hours.set(mark, key);
			// The form of earlier versions: time by fingerprint.
			else if (typeof value === 'number') this.add(key, value, key.slice(0, LENGTH));
		}
	}

	/** Events before this time (milliseconds since 1970) are done. */
	get from(): number {
		return this.state.caughtUpFrom ?? 0;
	}

	/** Whether an event was started or skipped. */
	has(id: string, time: number | undefined): boolean {
		return (time !== undefined && time < this.from) || this.hours.has(markOf(id));
	}

	/** @param time when the event happened, in milliseconds since 1970; `undefined` when its history does not say */
	add(id: string, time: number | undefined, mark = markOf(id)): void {
		this.hours.set(mark, hourOf(time));
		this.hasChanged = true;
	}

	/**
	 * Removes entries that are no longer needed, after reading the whole history.
	 *
	 * @param now milliseconds since 1970
	 * @param firstOpen when the first event happened that has not been started yet
	 * @param listed ids of the events without a time that the history still has
	 */
	settle(now: number, firstOpen: number, listed: Set<string>): void {
		const from = Math.max(this.from, Math.min(now - KEEP_MS, firstOpen));
		if (from > this.from) {
			this.state.caughtUpFrom = from;
			this.hasChanged = true;
		}
		const listedMarks = new Set([...listed].map(markOf));
		for (const [mark, hour] of this.hours) {
			const isOver = hour === UNDATED ? !listedMarks.has(mark) : (parseInt(hour, 36) + 1) * HOUR_MS <= from;
			if (isOver) this.hasChanged = this.hours.delete(mark);
		}
	}

	/** Puts the memory into the static data. */
	save(): void {
		if (!this.hasChanged) return;
		const texts: Record<string, string[]> = {};
		for (const [mark, hour] of this.hours) (texts[hour] ??= []).push(mark);
		this.state.caughtUp = Object.fromEntries(Object.entries(texts).map(([hour, marks]) => [hour, marks.join('')]));
		this.hasChanged = false;
	}
}

/** Whether an event was caught up on recently. Searches the stored text without parsing it, because a delivery waits for the answer. */
export function wasCaughtUp({ caughtUp = {} }: State, id: string): boolean {
	const mark = markOf(id);
	return (
		typeof caughtUp[fingerprint(id)] === 'number' ||
		Object.values(caughtUp).some((text) => typeof text === 'string' && isAmong(text, mark))
	);
}

function isAmong(text: string, mark: string): boolean {
	let position = text.indexOf(mark);
	while (position % LENGTH > 0) position = text.indexOf(mark, position + 1);
	return position >= 0;
}

function markOf(id: string): string {
	return fingerprint(id).slice(0, LENGTH);
}

function hourOf(time: number | undefined): string {
	return time === undefined ? UNDATED : Math.floor(time / HOUR_MS).toString(36);
}

function marksIn(text: string): string[] {
	return Array.from({ length: Math.floor(text.length / LENGTH) }, (_, index) =>
		text.slice(index * LENGTH, (index + 1) * LENGTH),
	);
}
