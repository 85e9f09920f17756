/** A limit that other programs may use as well. Times in milliseconds. */
export interface SharedLimit {
	/** Calls in the window, for everybody together. */
	requests: number;
	window: number;
	/** How long the vendor refuses everything after the limit was passed; 0 when it refuses only the calls that are too many. */
	lock: number;
}

/** Part of what was left at a lock that is used afterwards. */
export const KEPT_AFTER_LOCK = 0.9;

/** With fewer own calls in the window than this part of the limit, a process came late: the number says nothing about what it can have. */
export const CAME_LATE = 1 / 6;

/** Share of a process that knows of exactly one other process. */
export const ONE_OF_TWO = 1 / 2;

/** Factor after a refusal that leaves no better number. Adaptive retries of the AWS SDKs use the same. */
export const LESS = 0.7;

/** The smallest learned share, in calls per window. */
export const LEAST = 1 / 16;

/** What a refusal costs in windows, where the vendor does not lock: when the process had about half of the limit, and otherwise. */
export const REFUSAL_COSTS = { even: 8, uneven: 3 };

/** The share grows when being careful has cost this many times as much as a refusal. */
export const PATIENCE = 2;

/** Where the vendor locks, the patience doubles with each lock that follows growth, up to this factor. */
export const LONGEST_PATIENCE = 16;

/** First step of growth, as a part of the limit; each further one is twice as large. */
export const FIRST_STEP = 1 / 10;

/** Windows after which a process that was pushed below its share returns to it. */
export const RETURN = 2;

/** Windows in which a second refusal shows that the share is too large. */
export const RECENT = 5;

/** Part of the limit that may be in flight side by side while nothing is known about others. */
export const UNPROVEN = 1 / 5;

/** Time between the calls after those, as a part of the time that the limit allows for each call, where the vendor does not lock. */
export const APART = 1 / 2;

/**
 * How much of a limit this process may use next to others that it knows nothing about.
 *
 * The vendor reports nothing but refusals. At a refusal with `k` own calls in the window, others had at least `limit - k`. The share grows again when
 * being careful has cost more calls than finding out would. docs/limits.md describes the rule and what it leads to.
 */
export class LearnedShare {
	/** Calls per window that are allowed: a fraction, and below 1 when many processes share the limit. */
	allowed: number;
	private readonly limit: SharedLimit;
	private readonly random: () => number;
	/** When calls began of which nothing shows yet that no other process is at work; Infinity when something does. */
	private unprovenSince = -1;
	/** Whether others have been noticed. */
	private isShared = false;
	/** The share that has held; `allowed` is below it for a while after a refusal that may be due to others. */
	private steady: number;
	private isEven = false;
	private patience = PATIENCE;
	/** Calls that the whole limit would have allowed since the last change, besides those that were made; and how many of them bring the next change. */
	private missed = 0;
	private missable = Infinity;
	/** The latest step of growth; 0 when nothing has grown since the last refusal. */
	private step = 0;
	private refusedAt = -Infinity;
	private returnedAt = -Infinity;

	/** @param random numbers from 0 to 1, so that processes do not grow at the same time */
	constructor(limit: SharedLimit, random: () => number) {
		this.limit = limit;
		this.random = random;
		this.allowed = limit.requests;
		this.steady = limit.requests;
	}

	/** Calls in the window up to which several may be in flight; after that only one. */
	get abreast(): number {
		return this.unprovenSince < Infinity ? Math.max(1, Math.floor(this.limit.requests * UNPROVEN)) : Infinity;
	}

	/**
	 * Milliseconds between calls in the window that go one at a time. A vendor that answers at once would otherwise let the process fill the window before
	 * another one that has just begun is noticed. 0 where a window is long: there the answers take their time, and the rest of the window is needed.
	 */
	get apart(): number {
		const { requests, window, lock } = this.limit;
		return this.abreast === Infinity || lock > 0 ? 0 : (APART * window) / requests;
	}

	/** Whether less than the whole limit is allowed. */
	get isReduced(): boolean {
		return this.allowed < this.limit.requests;
	}

	/**
	 * Takes note of a call that leaves.
	 *
	 * @param own calls of this process in the window before it
	 * @param now milliseconds
	 */
	leaves(own: number, now: number): void {
		// Where a window is long, being careful anew after each pause would cost more than the first lock does.
		const isUnknown = this.isShared || this.limit.lock === 0;
		if (this.unprovenSince < 0 || (own === 0 && isUnknown)) this.unprovenSince = now;
	}

	/**
	 * Takes note of a call that the vendor let through.
	 *
	 * @param own such calls of this process in the window that ends with it, itself included
	 * @param wasHeld whether it had to wait for the learned share
	 * @param now milliseconds
	 */
	accepted(own: number, wasHeld: boolean, now: number): void {
		if (own >= this.limit.requests || now >= this.unprovenSince + this.limit.window) this.unprovenSince = Infinity;
		if (!wasHeld || !this.isReduced) return;
		this.missed += this.limit.requests / this.allowed - 1;
		if (this.missed >= this.missable) this.grow(now);
	}

	/**
	 * Takes note of a refusal.
	 *
	 * @param own calls of this process that the vendor let through in the window before it
	 * @param left when the refused call left, in milliseconds
	 * @param now when its answer arrived, in milliseconds
	 */
	refused(own: number, left: number, now: number): void {
		// Calls that were in flight together are refused for one reason.
		if (left <= this.refusedAt) return;
		const allowed = this.limit.lock > 0 ? KEPT_AFTER_LOCK * this.leftAtLock(own) : this.leftAtRefusal(own, now);
		this.allowed = Math.max(LEAST, allowed);
		if (this.limit.lock > 0 && this.step > 0) this.patience = Math.min(LONGEST_PATIENCE * PATIENCE, this.patience * 2);
		this.refusedAt = now;
		this.isShared = true;
		this.unprovenSince = now;
		this.step = 0;
		this.missed = 0;
		this.missable = this.missableAfter(own);
	}

	/** Takes over what another process-wide share has learned about the same limit: both together may use what each of them may. */
	join(other: LearnedShare): void {
		const { requests } = this.limit;
		this.steady = Math.min(requests, this.steady + other.steady);
		this.allowed = Math.min(requests, this.allowed + other.allowed);
		this.isShared ||= other.isShared;
		this.unprovenSince = Math.max(this.unprovenSince, other.unprovenSince);
		this.refusedAt = Math.max(this.refusedAt, other.refusedAt);
		this.patience = Math.max(this.patience, other.patience);
		this.missed = 0;
		this.missable = Math.min(this.missable, other.missable);
	}

	private leftAtLock(own: number): number {
		const { requests } = this.limit;
		const half = requests * ONE_OF_TWO;
		if (own < requests * CAME_LATE) return this.isShared ? this.allowed * LESS : half;
		return Math.min(this.isShared ? this.allowed : half, own);
	}

	private leftAtRefusal(own: number, now: number): number {
		const { requests, window } = this.limit;
		if (!this.isShared) {
			this.steady = requests * ONE_OF_TWO;
			this.isEven = Math.abs(own - this.steady) < 0.4 * this.steady;
			return this.steady;
		}
		const isSecond = now < this.refusedAt + RECENT * window;
		if (own < requests * CAME_LATE || (own < this.allowed * LESS && !isSecond)) return this.allowed;
		if (this.step > 0) return this.steady;
		const isTooMuch = this.allowed === this.steady && now < this.returnedAt + RECENT * window;
		if (isTooMuch) return (this.steady = Math.max(Math.min(this.steady, own), this.steady * LESS));
		return Math.min(this.allowed, Math.max(own, this.allowed / 2));
	}

	private missableAfter(own: number): number {
		const { requests, lock } = this.limit;
		if (lock > 0) return this.price();
		// Who came late finds out soon whether the others are still there.
		if (own < requests * CAME_LATE) return requests - this.allowed;
		return this.allowed < this.steady ? RETURN * (requests - this.allowed) * (0.75 + this.random() / 2) : this.price();
	}

	/** Calls to miss before the share grows: half as many up to one and a half times as many, so that processes do not grow together. */
	private price(): number {
		const { requests, window, lock } = this.limit;
		const windows = lock > 0 ? lock / window : REFUSAL_COSTS[this.isEven ? 'even' : 'uneven'];
		return requests * windows * this.patience * (lock > 0 ? 0.75 + this.random() / 2 : 0.5 + this.random());
	}

	private grow(now: number): void {
		const { requests, lock } = this.limit;
		this.missed = 0;
		if (lock === 0 && this.step === 0 && this.allowed < this.steady) {
			this.allowed = this.steady;
			this.returnedAt = now;
			this.missable = this.price();
			return;
		}
		if (this.step > 0) this.steady = this.allowed;
		this.step = this.step === 0 ? requests * FIRST_STEP : this.step * 2;
		this.allowed = Math.min(requests, this.allowed + this.step);
		// Where a refusal costs little, growth that nothing refuses goes on with the next window.
		this.missable = lock > 0 ? this.price() : requests - this.allowed;
	}
}
