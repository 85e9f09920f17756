import { monotonic } from './monotonic';

/** Adds up the time in which calls of a run waited for limits; time in which several waited counts once. */
export class Waits {
	private total = 0;
	private until = -Infinity;

	/** Time so far, in milliseconds. */
	get ms(): number {
		return this.total;
	}

	/** Waits for `work` and counts the time. */
	async during<T>(work: Promise<T>): Promise<T> {
		const since = monotonic();
		try {
			return await work;
		} finally {
			const now = monotonic();
			this.total += Math.max(0, now - Math.max(since, this.until));
			this.until = now;
		}
	}
}
