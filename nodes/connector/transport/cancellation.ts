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
