import { sleep, UserError } from 'n8n-workflow';
import { monotonic } from './monotonic';

/** Longest nap between two looks at the clock; a cancelled execution leaves a timer of at most this length behind. */
export const NAP_MS = 1_000;

/**
 * Waits, and stops waiting when the execution is cancelled.
 *
 * @param ms milliseconds
 * @throws UserError as soon as `signal` is aborted
 */
export async function wait(ms: number, signal?: AbortSignal): Promise<void> {
	const end = monotonic() + ms;
	for (;;) {
		stopWhenCancelled(signal);
		const left = end - monotonic();
		if (left <= 0) return;
		await orCancelled(sleep(Math.min(left, NAP_MS)), signal);
	}
}

/** n8n takes an execution for cancelled, not for failed, when the error of its node spells the word as n8n does. */
function cancellation(): UserError {
	return new UserError('The execution was canceled');
}

/** @throws UserError when the execution was cancelled */
export function stopWhenCancelled(signal?: AbortSignal): void {
	if (signal?.aborted) throw cancellation();
}

/**
 * Waits for `promise`, but no longer than until the execution is cancelled.
 *
 * @throws UserError when the execution is cancelled first, else what `promise` throws
 */
export async function orCancelled<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> {
	if (!signal) return await promise;
	stopWhenCancelled(signal);
	let stop = () => {};
	const cancelled = new Promise<never>((_resolve, reject) => {
		stop = () => reject(cancellation());
		signal.addEventListener('abort', stop, { once: true });
	});
	try {
		return await Promise.race([promise, cancelled]);
	} finally {
		signal.removeEventListener('abort', stop);
	}
}

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
 * Waits for `work`, but no longer than so many milliseconds and a nap. What is late goes on by itself, and nobody hears of its end.
 *
 * @throws TooLate, or what `work` throws in time
 */
export async function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
	const deadline: Deadline = { time: monotonic() + ms, pass: () => {} };
	const late = new Promise<never>((_resolve, reject) => (deadline.pass = () => reject(new TooLate('It takes too long'))));
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
