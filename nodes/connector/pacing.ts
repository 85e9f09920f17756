import type { Pace } from './operation';
import { orCancelled, stopWhenCancelled, wait } from './wait';

/** Answers after which the fastest one is taken to be as fast as they get. */
const ENOUGH_ANSWERS = 50;

/**
 * Part of the fastest answer's time that does not count, but at most a hundredth of the window: one call may be faster on its way there and another
 * on its way back.
 */
const DOUBT = 0.25;

/** Milliseconds by which a time and a duration may be too short, because the clock counts whole ones. */
const ROUNDED = 2;

/** Waits shorter than this are not worth a line in the log, in milliseconds. */
export const WORTH_TELLING_MS = 5_000;

/** A place in the budget. */
export interface Ticket {
	/** Say so when the request leaves; a place that is given back before has used up nothing. */
	sent(): void;
	/** Say so instead when the request may have left at any time up to now. */
	late(): void;
	/** Give it back when the call was answered or failed. */
	release(): void;
}

/** Who asks for a place. */
export interface Asking {
	/** Part of the vendor's allowance that may be used, above 0 and at most 1. */
	share: number;
	/** Told when the place comes later than in a few seconds: milliseconds from now. */
	told?: (ms: number) => void;
	signal?: AbortSignal;
}

/** A call that counts in the window. */
interface Counted {
	/** When it left, in milliseconds since 1970. */
	left: number;
	/** Milliseconds to its answer; Infinity while there is none. */
	took: number;
}

/**
 * One limit of one credential. Calls go out at once while the window has room and then as places become free again, in the order they asked.
 */
export class Pacer {
	/** Calls that left in the latest window. */
	private counted: Counted[] = [];
	/** Calls let in, until they are answered. */
	private running = 0;
	/** Those of them that have not left yet. */
	private held = 0;
	private waiting = 0;
	/** Milliseconds of the fastest answer so far, and how many there were. */
	private fastest = Infinity;
	private answers = 0;
	private queue: Promise<void> = Promise.resolve();
	private blockedUntil = 0;
	private wake: () => void = () => {};

	constructor(private readonly pace: Pace) {}

	/**
	 * Waits for a place.
	 *
	 * @throws UserError when the execution is cancelled meanwhile
	 */
	async admit(asking: Asking): Promise<Ticket> {
		stopWhenCancelled(asking.signal);
		if (this.waiting > 0 || this.delay(asking.share) !== 0) await this.queued(asking);
		else this.enter();
		return this.ticket();
	}

	/** Lets no call out before `time` (milliseconds since 1970). */
	block(time: number): void {
		this.blockedUntil = Math.max(this.blockedUntil, time);
		this.wake();
	}

	/** When a lock ends (milliseconds since 1970), 0 when there is none. */
	lockedUntil(): number {
		return this.blockedUntil > Date.now() ? this.blockedUntil : 0;
	}

	private ticket(): Ticket {
		let state: 'held' | 'gone' | 'done' = 'held';
		const call: Counted = { left: 0, took: Infinity };
		const gone = (took: number) => {
			if (state !== 'held') return;
			state = 'gone';
			this.held -= 1;
			call.left = Date.now();
			call.took = took;
			if (this.window > 0) this.counted.push(call);
		};
		return {
			sent: () => gone(Infinity),
			late: () => gone(0),
			release: () => {
				if (state === 'done') return;
				if (state === 'held') this.held -= 1;
				else if (call.took === Infinity) this.answered(call);
				state = 'done';
				this.running -= 1;
				this.wake();
			},
		};
	}

	private enter(): void {
		this.running += 1;
		this.held += 1;
	}

	private answered(call: Counted): void {
		call.took = Date.now() - call.left;
		this.fastest = Math.min(this.fastest, call.took);
		this.answers += 1;
	}

	/** Milliseconds of the window. */
	private get window(): number {
		return (this.pace.seconds ?? 0) * 1000;
	}

	/**
	 * When a call leaves the vendor's window at the latest. The vendor counts arrivals, and only departures and answers are seen here: a call that took
	 * longer than usual may have been held up on its way there, for instance because this process was busy. More than a window is not allowed for:
	 * such a call was slow at the vendor.
	 */
	private end({ left, took }: Counted): number {
		return left + this.window + ROUNDED + Math.min(Math.max(0, took - this.usual), this.window);
	}

	/** Milliseconds that every call takes, so that they say nothing about its arrival. */
	private get usual(): number {
		return this.answers < ENOUGH_ANSWERS ? 0 : this.fastest - Math.min(this.fastest * DOUBT, this.window / 100);
	}

	private async queued(asking: Asking): Promise<void> {
		this.waiting += 1;
		const turn = this.queue.then(async () => await this.room(asking));
		this.queue = turn.then(
			() => {},
			() => {},
		);
		let admitted = false;
		try {
			await orCancelled(turn, asking.signal);
			admitted = true;
		} finally {
			this.waiting -= 1;
			if (!admitted) turn.then(() => this.ticket().release()).catch(() => {});
		}
	}

	/** Waits until there is room and takes it. Only the head of the queue is in here. */
	private async room({ share, signal, told }: Asking): Promise<void> {
		let end = 0;
		for (;;) {
			stopWhenCancelled(signal);
			const delay = this.delay(share);
			if (delay === 0) break;
			if (delay !== Infinity && delay >= WORTH_TELLING_MS && Date.now() + delay > end + WORTH_TELLING_MS) {
				end = Date.now() + delay;
				told?.(delay);
			}
			const change = new Promise<void>((resolve) => (this.wake = resolve));
			await (delay === Infinity ? orCancelled(change, signal) : Promise.race([wait(delay, signal), change]));
		}
		this.enter();
	}

	/** Milliseconds until there may be room: 0 now, Infinity when only the end of a running call makes room. */
	private delay(share: number): number {
		const now = Date.now();
		if (this.blockedUntil > now) return this.blockedUntil - now;
		const { requests = Infinity, concurrent = Infinity } = this.pace;
		if (this.running >= portion(concurrent, share)) return Infinity;
		this.counted = this.counted.filter((call) => this.end(call) > now);
		const excess = this.held + this.counted.length - portion(requests, share);
		if (excess < 0) return 0;
		const ends = this.counted.map((call) => this.end(call)).sort((one, other) => one - other);
		return excess < ends.length ? Math.max(1, ends[excess] - now) : Infinity;
	}
}

/** A part of an allowance, at least one. */
function portion(allowance: number, share: number): number {
	return Math.max(1, Math.floor(allowance * share));
}

const pacers = new Map<string, Pacer>();

/** The pacer that all nodes and workflows of this process share for one limit of one credential. */
export function pacerFor(key: string, pace: Pace): Pacer {
	let pacer = pacers.get(key);
	if (!pacer) {
		pacer = new Pacer(pace);
		pacers.set(key, pacer);
	}
	return pacer;
}
