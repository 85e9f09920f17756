import diagnostics from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';

/** A clock that was set. */
export interface LiveClock {
	stop(): void;
}

/**
 * Lets the time of this process run faster or slower for everything that asks `Date.now()` or `performance.now()` and waits with `setTimeout`: the
 * nodes and n8n. The sandbox, sockets and time limits of requests keep real time; the sandbox has a speed of its own.
 *
 * @param speed how many milliseconds of that time pass in a real one
 * @returns how to end it
 */
export function startClock(speed: number): LiveClock {
	const real = { now: Date.now, performanceNow: performance.now, setTimeout: globalThis.setTimeout };
	const origin = real.now();
	const elapsed = performance.now.bind(performance);
	const started = elapsed();
	// A fast clock counts milliseconds as well: made of real ones it would go forward in steps of `speed`.
	Date.now = () => Math.floor(origin + (elapsed() - started) * speed);
	performance.now = () => started + (elapsed() - started) * speed;
	globalThis.setTimeout = Object.assign(
		((handler: () => void, milliseconds = 0, ...rest: unknown[]) =>
			real.setTimeout(handler, milliseconds / speed, ...(rest as []))) as typeof setTimeout,
		real.setTimeout,
	);
	return {
		stop: () => {
			Date.now = real.now;
			performance.now = real.performanceNow;
			globalThis.setTimeout = real.setTimeout;
		},
	};
}

/** What goes together with a {@link SteppedClock}. */
export interface Steps {
	/** Told how many milliseconds have passed, e.g. to put the sandbox's clock forward. */
	passed?: (milliseconds: number) => Promise<void>;
	/** Requests under way that are not going to be answered, so that time moves on nonetheless. */
	held?: () => number;
}

interface Timer {
	due: number;
	handler: () => void;
}

/** Clocks follow each other at this distance, so that what a process remembers of limits and tokens is over when the next one starts. */
const BETWEEN_MS = 3_600_000;

/** When `performance.now()` was 0, so that both clocks tell the same time. */
const ORIGIN = Date.now() - performance.now();

/** Turns of the event loop without any event after which everything is taken to be waiting for the time. */
const QUIET_TURNS = 10;

/**
 * Time that stands still while something is being done and jumps to the next timer when everybody waits for one. So hours pass in a moment, and
 * what happens in which order does not depend on the speed of the machine. It counts for all that asks `Date.now()` or `performance.now()` and
 * waits with `setTimeout`: the nodes and n8n. Time limits of sockets keep real time.
 */
export class SteppedClock {
	/** When the last one stopped. */
	private static latest = 0;
	private readonly real = {
		now: Date.now,
		performanceNow: performance.now,
		setTimeout: globalThis.setTimeout,
		clearTimeout: globalThis.clearTimeout,
	};
	private readonly timers = new Set<Timer>();
	private now = Math.max(this.real.now(), SteppedClock.latest + BETWEEN_MS);
	/** Requests that have left and whose answer is not complete. */
	private underWay = 0;
	private events = 0;
	private stopped = false;
	private readonly steps: Steps;

	private constructor(steps: Steps) {
		this.steps = steps;
	}

	/** Does `work` in time of its own. */
	static async during<T>(steps: Steps, work: () => Promise<T>): Promise<T> {
		const end = SteppedClock.begin(steps);
		try {
			return await work();
		} finally {
			await end();
		}
	}

	/**
	 * Begins a time of its own.
	 *
	 * @returns how to end it
	 */
	static begin(steps: Steps): () => Promise<void> {
		const clock = new SteppedClock(steps);
		clock.start();
		const running = clock.run();
		return async () => {
			clock.stop();
			await running;
		};
	}

	private readonly onRequest = (message: unknown): void => {
		const { request } = message as { request: ClientRequest };
		this.underWay += 1;
		this.events += 1;
		request.once('close', () => {
			this.underWay -= 1;
			this.events += 1;
		});
	};

	private start(): void {
		diagnostics.subscribe('http.client.request.created', this.onRequest);
		Date.now = () => this.now;
		performance.now = () => this.now - ORIGIN;
		globalThis.setTimeout = Object.assign(
			((handler: (...rest: unknown[]) => void, milliseconds = 0, ...rest: unknown[]) => {
				this.events += 1;
				// To let others go first takes no time.
				if (milliseconds < 1) return setImmediate(() => this.noted(handler, rest));
				const timer: Timer = { due: this.now + Math.max(1, Math.ceil(milliseconds)), handler: () => handler(...rest) };
				this.timers.add(timer);
				return Object.assign(timer, { ref: () => timer, unref: () => timer, hasRef: () => true });
			}) as unknown as typeof setTimeout,
			this.real.setTimeout,
		);
		globalThis.clearTimeout = ((timer: Timer & NodeJS.Timeout) => {
			if (!this.timers.delete(timer)) this.real.clearTimeout(timer);
		}) as typeof clearTimeout;
	}

	private noted(handler: (...rest: unknown[]) => void, rest: unknown[]): void {
		this.events += 1;
		handler(...rest);
	}

	private stop(): void {
		this.stopped = true;
		SteppedClock.latest = this.now;
		diagnostics.unsubscribe('http.client.request.created', this.onRequest);
		Date.now = this.real.now;
		performance.now = this.real.performanceNow;
		globalThis.setTimeout = this.real.setTimeout;
		globalThis.clearTimeout = this.real.clearTimeout;
		// What goes on beyond this time, such as a loop that looks after something, goes on in real time.
		for (const { handler } of this.timers) setTimeout(handler);
	}

	private async run(): Promise<void> {
		let [seen, quiet] = [-1, 0];
		while (!this.stopped) {
			await new Promise(setImmediate);
			quiet = seen === this.events ? quiet + 1 : 0;
			seen = this.events;
			const isQuiet = quiet >= QUIET_TURNS && this.timers.size > 0 && !usesFiles();
			if (isQuiet && (this.underWay === 0 || this.underWay <= (this.steps.held?.() ?? 0))) await this.step();
		}
	}

	/** Jumps to the next timer and lets all that are due then go off, in their order. */
	private async step(): Promise<void> {
		const before = this.now;
		this.now = Math.min(...[...this.timers].map(({ due }) => due));
		this.events += 1;
		await this.steps.passed?.(this.now - before);
		for (const timer of [...this.timers].filter(({ due }) => due <= this.now)) {
			if (this.timers.delete(timer)) timer.handler();
		}
	}
}

/** Whether a file is being read or written: the event loop turns meanwhile without any event. */
function usesFiles(): boolean {
	return process.getActiveResourcesInfo().some((kind) => kind.startsWith('FSReq'));
}
