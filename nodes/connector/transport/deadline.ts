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

const deadlines = new Set<Deadline>();
let isWatching = false;

/**
 * Waits for `work`, but no longer than so many milliseconds and a nap. Late work continues in the background; its result is dropped.
 *
 * @throws TooLate, or what `work` throws in time
 */
export async function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
	const deadline: Deadline = { time: monotonic() + ms, pass: () => {} };
	const late = new Promise<never>(
		(_resolve, reject) => (deadline.pass = () => reject(new TooLate('It takes too long'))),
	);
	deadlines.add(deadline);
	if (!isWatching) void watch();
	try {
		return await Promise.race([work, late]);
	} finally {
		deadlines.delete(deadline);
	}
}

/** One timer for all of them: a timer for each would cost more than the requests that are in time. */
async function watch(): Promise<void> {
	isWatching = true;
	while (deadlines.size > 0) {
		await sleep(NAP_MS);
		const now = monotonic();
		for (const { time, pass } of deadlines) if (time <= now) pass();
	}
	isWatching = false;
}
