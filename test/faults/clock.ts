/** A clock that was set. */
export interface LiveClock {
	stop(): void;
}

/**
 * Lets the time of this process run faster or slower for everything that asks `Date.now()` and waits with `setTimeout`: the nodes and n8n. The
 * sandbox, sockets and time limits of requests keep real time; the sandbox has a speed of its own.
 *
 * @param speed how many milliseconds of that time pass in a real one
 * @returns how to end it
 */
export function startClock(speed: number): LiveClock {
	const real = { now: Date.now, setTimeout: globalThis.setTimeout };
	const origin = real.now();
	Date.now = () => Math.round(origin + (real.now() - origin) * speed);
	globalThis.setTimeout = Object.assign(
		((handler: () => void, milliseconds = 0, ...rest: unknown[]) => real.setTimeout(handler, milliseconds / speed, ...(rest as []))) as typeof setTimeout,
		real.setTimeout,
	);
	return {
		stop: () => {
			Date.now = real.now;
			globalThis.setTimeout = real.setTimeout;
		},
	};
}
