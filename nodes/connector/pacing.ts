import type { Pace } from './operation';
import { orCancelled, stopWhenCancelled, wait } from './wait';

/**
 * Part of the window by which a call may reach the vendor later than it left: a call counts from the moment it was answered, but at most
 * this much after it was sent, so that a slow answer does not hold its place for long.
 */
const JITTER = 0.05;

/** A place in the budget; give it back when the call was answered or failed. */
export interface Ticket {
	release(): void;
}

/**
 * One limit of one credential. Calls go out at once while the window has room and then as places become free again, in the order they asked.
 */
export class Pacer {
	/** Times from which a call leaves the window again, oldest first. */
	private readonly leaving: number[] = [];
	private running = 0;
	private waiting = 0;
	private queue: Promise<void> = Promise.resolve();
	private blockedUntil = 0;
	private wake: () => void = () => {};

	constructor(private readonly pace: Pace) {}

	/**
	 * Waits for a place.
	 *
	 * @param share part of the vendor's allowance that may be used, above 0 and at most 1
	 * @throws UserError when the execution is cancelled meanwhile
	 */
	async admit(share: number, signal?: AbortSignal): Promise<Ticket> {
		stopWhenCancelled(signal);
		if (this.waiting > 0 || this.delay(share) !== 0) await this.queued(share, signal);
		else this.running += 1;
		const sent = Date.now();
		let open = true;
		return {
			release: () => {
				if (!open) return;
				open = false;
				this.free(sent);
			},
		};
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

	private free(sent?: number): void {
		this.running -= 1;
		if (sent !== undefined && this.pace.seconds !== undefined) {
			const window = this.pace.seconds * 1000;
			this.leaving.push(Math.min(Date.now(), sent + window * JITTER) + window);
		}
		this.wake();
	}

	private async queued(share: number, signal?: AbortSignal): Promise<void> {
		this.waiting += 1;
		const turn = this.queue.then(async () => await this.room(share, signal));
		this.queue = turn.then(
			() => {},
			() => {},
		);
		let admitted = false;
		try {
			await orCancelled(turn, signal);
			admitted = true;
		} finally {
			this.waiting -= 1;
			if (!admitted) turn.then(() => this.free()).catch(() => {});
		}
	}

	/** Waits until there is room and takes it. Only the head of the queue is in here. */
	private async room(share: number, signal?: AbortSignal): Promise<void> {
		for (;;) {
			stopWhenCancelled(signal);
			const delay = this.delay(share);
			if (delay === 0) break;
			const change = new Promise<void>((resolve) => (this.wake = resolve));
			await (delay === Infinity ? orCancelled(change, signal) : Promise.race([wait(delay, signal), change]));
		}
		this.running += 1;
	}

	/** Milliseconds until there may be room: 0 now, Infinity when only the end of a running call makes room. */
	private delay(share: number): number {
		const now = Date.now();
		if (this.blockedUntil > now) return this.blockedUntil - now;
		while (this.leaving.length > 0 && this.leaving[0] <= now) this.leaving.shift();
		const { requests = Infinity, concurrent = Infinity } = this.pace;
		const allowance = Math.max(1, Math.floor(requests * share));
		const places = Math.max(1, Math.floor(concurrent * share));
		if (this.running >= Math.min(places, allowance)) return Infinity;
		const excess = this.running + this.leaving.length - allowance;
		return excess >= 0 ? Math.max(1, this.leaving[excess] - now) : 0;
	}
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
