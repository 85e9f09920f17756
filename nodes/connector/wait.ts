import { sleep, UserError } from 'n8n-workflow';

/** Longest nap between two looks at the clock; a cancelled execution leaves a timer of at most this length behind. */
const NAP_MS = 1_000;

/**
 * Waits, and stops waiting when the execution is cancelled.
 *
 * @param ms milliseconds
 * @throws UserError as soon as `signal` is aborted
 */
export async function wait(ms: number, signal?: AbortSignal): Promise<void> {
	const end = Date.now() + ms;
	for (;;) {
		stopWhenCancelled(signal);
		const left = end - Date.now();
		if (left <= 0) return;
		await orCancelled(sleep(Math.min(left, NAP_MS)), signal);
	}
}

/** @throws UserError when the execution was cancelled */
export function stopWhenCancelled(signal?: AbortSignal): void {
	if (signal?.aborted) throw new UserError('The execution was cancelled');
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
		stop = () => reject(new UserError('The execution was cancelled'));
		signal.addEventListener('abort', stop, { once: true });
	});
	try {
		return await Promise.race([promise, cancelled]);
	} finally {
		signal.removeEventListener('abort', stop);
	}
}
