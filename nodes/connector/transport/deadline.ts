import { sleep } from 'n8n-workflow';
import { NAP_MS } from './cancellation';
import { monotonic } from './monotonic';

/** Something that takes too long; the code is the one that Axios has for it. */
export class TooLate extends Error {
	readonly code = 'ECONNABORTED';
}

interface Deadline {
	/** Of the monotonic clock, in milliseconds. */
	time: number;
	pass: () => void;
}

/**
 * The deadlines of this process, each from the start of its work to the end. One timer watches all of them: a timer for each would cost more than the
 * requests that are in time. `reset()` drops them; work under way then has none.
 */
export class Deadlines {
	private readonly open = new Set<Deadline>();
	private isWatching = false;

	/** See `inTime`. */
	async inTime<T>(work: Promise<T>, ms: number): Promise<T> {
		const deadline: Deadline = { time: monotonic() + ms, pass: () => {} };
		const late = new Promise<never>(
			(_resolve, reject) => (deadline.pass = () => reject(new TooLate('It takes too long'))),
		);
		this.open.add(deadline);
		if (!this.isWatching) void this.watch();
		try {
			return await Promise.race([work, late]);
		} finally {
			this.open.delete(deadline);
		}
	}

	reset(): void {
		this.open.clear();
	}

	private async watch(): Promise<void> {
		this.isWatching = true;
		while (this.open.size > 0) {
			await sleep(NAP_MS);
			const now = monotonic();
			for (const { time, pass } of this.open) if (time <= now) pass();
		}
		this.isWatching = false;
	}
}

/** The deadlines of this process. */
export const deadlines = new Deadlines();

/**
 * Waits for `work`, but no longer than so many milliseconds and a nap. Late work continues in the background; its result is dropped.
 *
 * @throws TooLate, or what `work` throws in time
 */
export async function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
	return await deadlines.inTime(work, ms);
}
