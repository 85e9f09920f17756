import { randomInt, sleep } from 'n8n-workflow';
import type { Pace } from '../model/catalogue';
import { NAP_MS, orCancelled, stopWhenCancelled } from './cancellation';
import { FairQueue, type Waiting } from './fairQueue';
import { LearnedShare } from './learnedShare';
import { monotonic } from './monotonic';

/** Answers after which the fastest one is taken to be as fast as they get. */
const ENOUGH_ANSWERS = 50;

/**
 * Part of the fastest answer's time that does not count, but at most a hundredth of the window: one call may be faster on its way there and another
 * on its way back.
 */
const DOUBT = 0.25;

/** Milliseconds by which a time and a duration may be too short, because timers count whole ones. */
const ROUNDED = 2;

/** Waits shorter than this are not worth a line in the log, in milliseconds. */
export const WORTH_TELLING_MS = 5_000;

/**
 * Windows after which a call with a smaller share no longer gives way to calls with a larger one, so that it goes within two windows however busy
 * they are.
 */
const PATIENCE = 1.5;

/** Part of the window for which a job without calls is taken to be between two of them: its next item is being made ready. */
const BETWEEN_CALLS = 1 / 20;

/** Longest time for which a call holds back others because it goes first, in milliseconds: it may be hanging. */
const GOES_FIRST_MS = 5_000;

/** A place in the budget. */
export interface Ticket {
	/** Call when the request is sent. A ticket released earlier does not count against the limit. */
	sent(): void;
	/** Call instead when the request may have been sent at any time up to now. */
	late(): void;
	/** Call before `release` when the vendor refused the request because of the limit. */
	refused(): void;
	/** Call when the request was answered or failed. */
	release(): void;
}

/** Who asks for a place. */
export interface Asking {
	/** Part of the vendor's allowance that may be used, above 0 and at most 1. */
	share: number;
	/** What the call belongs to, e.g. a run of a node. Jobs take turns; calls without one are a job together. */
	job?: object;
	/** Called when the place is more than a few seconds away, with the milliseconds from now. */
	told?: (ms: number) => void;
	signal?: AbortSignal | undefined;
}

/** A call that has a place or waits for one. Times are of the monotonic clock, in milliseconds. */
interface PacedCall extends Waiting {
	/** The pacer that counts it: another one once two accounts turned out to be one. */
	pacer: Pacer;
	asking: Asking;
	/** When it asked. */
	since: number;
	/** When it was sent; absent before. */
	left?: number;
	/** Milliseconds to its answer; Infinity while there is none. */
	took: number;
	/** Whether it had to wait for the learned share. */
	wasHeld: boolean;
	wasRefused: boolean;
	/** Gives it its place; absent once it has one. */
	letIn?: () => void;
}

/** Calls that say no job. */
const NO_JOB = Object.freeze({});

/**
 * One limit of one account. Calls go out at once while the window has room and then as places open again, one job after the other.
 *
 * A share bounds the calls that have it or a smaller one, and nobody else. A call gives way to a job with a larger share that has calls waiting or
 * under way, for a window and a half at the most.
 */
export class Pacer {
	/** Calls that were sent in the latest window. */
	private counted: PacedCall[] = [];
	/** Calls with a place, until they are answered. */
	private readonly running = new Set<PacedCall>();
	private readonly queue = new FairQueue<PacedCall>();
	/** When each job was last told that its place comes, by job. */
	private readonly told = new WeakMap<object, number>();
	/** Milliseconds of the fastest answer so far, and how many there were. */
	private fastest = Infinity;
	private answers = 0;
	/** When the latest call with each share ended. */
	private readonly ended = new Map<number, number>();
	private blockedUntil = 0;
	/** Share of the limit that other processes leave to this one; absent where no window is counted. */
	private readonly learned: LearnedShare | undefined;
	/** Refusals whose duration is not known yet. */
	private undecided = 0;
	private isWatching = false;
	private wake: () => void = () => {};

	constructor(private readonly pace: Pace) {
		const { requests, lockSeconds = 0 } = pace;
		if (requests && this.window > 0)
			this.learned = new LearnedShare(
				{ requests, window: this.window, lock: lockSeconds * 1000 },
				() => randomInt(1_000) / 1_000,
			);
	}

	/**
	 * Waits for a place.
	 *
	 * @throws UserError when the execution is cancelled meanwhile
	 */
	async admit(asking: Asking): Promise<Ticket> {
		stopWhenCancelled(asking.signal);
		const call: PacedCall = {
			pacer: this,
			asking,
			job: asking.job ?? NO_JOB,
			since: monotonic(),
			took: Infinity,
			wasHeld: false,
			wasRefused: false,
		};
		const turn = new Promise<void>((resolve) => (call.letIn = resolve));
		this.queue.add(call);
		this.letIn();
		if (call.letIn) {
			void this.watch();
			this.wake();
			await this.turnOf(call, turn);
		}
		return this.ticket(call);
	}

	/** Sends no call before `time` (milliseconds since 1970). */
	block(time: number): void {
		this.blockedUntil = Math.max(this.blockedUntil, monotonic() + time - Date.now());
		this.wake();
	}

	/** Ends a lock. */
	unblock(): void {
		this.blockedUntil = 0;
		this.wake();
	}

	/**
	 * Takes over the calls, the lock and the learned share of another pacer, whose limit turned out to be the same.
	 *
	 * @param other is not used any more afterwards
	 */
	absorb(other: Pacer): void {
		const waiting = other.queue.drain();
		for (const call of [...other.counted, ...other.running, ...waiting]) call.pacer = this;
		this.counted.push(...other.counted);
		for (const call of other.running) this.running.add(call);
		for (const call of waiting) this.queue.add(call);
		for (const [share, end] of other.ended) this.ended.set(share, Math.max(end, this.ended.get(share) ?? -Infinity));
		this.fastest = Math.min(this.fastest, other.fastest);
		this.answers = Math.max(this.answers, other.answers);
		this.blockedUntil = Math.max(this.blockedUntil, other.blockedUntil);
		if (other.learned) this.learned?.join(other.learned);
		other.counted = [];
		other.running.clear();
		other.wake();
		this.letIn();
		if (!this.queue.isEmpty) void this.watch();
		this.wake();
	}

	/** When a lock ends (milliseconds since 1970), 0 when there is none. */
	lockedUntil(): number {
		const left = this.blockedUntil - monotonic();
		return left > 0 ? Date.now() + Math.round(left) : 0;
	}

	/**
	 * Calls in a window that are left to this process, as far as refusals have shown; absent when nothing points to others.
	 */
	get leftByOthers(): number | undefined {
		return this.learned?.isReduced ? this.learned.allowed : undefined;
	}

	/** Whether a refused call waits long enough when it waits for a place of this process to open again. */
	get hasPlaces(): boolean {
		return this.learned !== undefined && (this.pace.lockSeconds ?? 0) === 0 && this.accepted(monotonic()) > 0;
	}

	/** Waits for the turn of a call. A cancelled one leaves the queue, or gives its place back when it got one meanwhile. */
	private async turnOf(call: PacedCall, turn: Promise<void>): Promise<void> {
		let hasTurn = false;
		try {
			await orCancelled(turn, call.asking.signal);
			hasTurn = true;
		} finally {
			if (!hasTurn) {
				const { pacer } = call;
				pacer.queue.remove(call);
				pacer.running.delete(call);
				pacer.wake();
			}
		}
	}

	private ticket(call: PacedCall): Ticket {
		const gone = (took: number) => {
			if (call.left !== undefined) return;
			call.left = monotonic();
			call.took = took;
			call.pacer.leaves(call, call.left);
		};
		return {
			sent: () => gone(Infinity),
			late: () => gone(0),
			refused: () => {
				gone(0);
				call.wasRefused = true;
			},
			release: () => call.pacer.released(call),
		};
	}

	private leaves(call: PacedCall, left: number): void {
		this.learned?.leaves(this.accepted(left), left);
		if (this.window > 0) this.counted.push(call);
	}

	private released(call: PacedCall): void {
		if (!this.running.delete(call)) return;
		this.ended.set(call.asking.share, monotonic());
		if (call.left !== undefined) this.answered(call, call.left);
		if (call.wasRefused) void this.decide();
		this.letIn();
		this.wake();
	}

	private answered(call: PacedCall, left: number): void {
		const now = monotonic();
		if (call.took === Infinity) {
			call.took = now - left;
			this.fastest = Math.min(this.fastest, call.took);
			this.answers += 1;
		}
		if (call.wasRefused) this.learned?.refused(this.accepted(left), left, now);
		else this.learned?.accepted(this.accepted(left), call.wasHeld, now);
	}

	/** Calls that left in the window up to a time and that the vendor has not refused. */
	private accepted(time: number): number {
		return this.counted.filter(({ left = 0, wasRefused }) => !wasRefused && left > time - this.window && left <= time)
			.length;
	}

	/** Holds everything back until whoever was refused has had the time to call `block`. */
	private async decide(): Promise<void> {
		this.undecided += 1;
		await sleep(0);
		this.undecided -= 1;
		this.letIn();
		this.wake();
	}

	/** Gives places to all waiting calls that may go now. */
	private letIn(): void {
		if (this.undecided > 0) return;
		for (;;) {
			const now = monotonic();
			const next = this.queue.heads().find((call) => this.delay(call, now) === 0);
			if (!next) return;
			this.queue.serve(next);
			this.running.add(next);
			next.letIn?.();
			delete next.letIn;
		}
	}

	/** Looks again and again whether a waiting call may go, as long as one waits. */
	private async watch(): Promise<void> {
		if (this.isWatching) return;
		this.isWatching = true;
		while (!this.queue.isEmpty) {
			const change = new Promise<void>((resolve) => (this.wake = resolve));
			const delay = this.tellDelays();
			await (delay === Infinity ? change : Promise.race([sleep(Math.min(Math.ceil(delay), NAP_MS)), change]));
			this.letIn();
		}
		this.isWatching = false;
	}

	/** Tells each job how long it waits when that is worth it. Returns the milliseconds until the first of them may go. */
	private tellDelays(): number {
		const now = monotonic();
		let soonest = Infinity;
		for (const call of this.queue.heads()) {
			const delay = this.delay(call, now);
			soonest = Math.min(soonest, delay);
			if (
				delay === Infinity ||
				delay < WORTH_TELLING_MS ||
				now + delay <= (this.told.get(call.job) ?? 0) + WORTH_TELLING_MS
			)
				continue;
			this.told.set(call.job, now + delay);
			call.asking.told?.(delay);
		}
		return soonest;
	}

	/** Milliseconds of the window; 0 when none is counted. */
	private get window(): number {
		return (this.pace.seconds ?? 0) * 1000;
	}

	/**
	 * When a call leaves the vendor's window at the latest. The vendor counts arrivals, and only departures and answers are seen here: a call that took
	 * longer than usual may have been held up on its way there, for instance because this process was busy. More than a window is not allowed for:
	 * such a call was slow at the vendor.
	 */
	private end({ left = 0, took }: PacedCall): number {
		return left + this.window + ROUNDED + Math.min(Math.max(0, took - this.usual), this.window);
	}

	/** Milliseconds that every call takes, so that they say nothing about its arrival. */
	private get usual(): number {
		return this.answers < ENOUGH_ANSWERS ? 0 : this.fastest - Math.min(this.fastest * DOUBT, this.window / 100);
	}

	/** Milliseconds until a waiting call may go as things are: 0 now, Infinity when only the end of another call makes room. */
	private delay(call: PacedCall, now: number): number {
		const {
			asking: { share },
			since,
		} = call;
		if (this.blockedUntil > now) return this.blockedUntil - now;
		const { requests = Infinity, concurrent = Infinity } = this.pace;
		if (this.running.size >= concurrent || this.under(share, this.running) >= portion(concurrent, share))
			return Infinity;
		this.counted = this.counted.filter((call) => this.end(call) + this.stretch > now);
		const alone = this.alone(now);
		const room = Math.max(
			alone,
			this.opening(requests, 1, now),
			share < 1 ? this.opening(portion(requests, share), share, now) : 0,
		);
		const ms = Math.max(room, Math.min(this.givesWay(share, now), Math.max(0, since + PATIENCE * this.window - now)));
		if (!this.learned?.isReduced) return ms;
		const held = this.opening(Math.ceil(this.learned.allowed), 1, now, this.stretch);
		if (held > ms) call.wasHeld = true;
		return Math.max(ms, held);
	}

	/** Milliseconds by which a place stays taken beyond the window, so that a fraction of a call more or less is allowed than whole ones. */
	private get stretch(): number {
		if (!this.learned?.isReduced) return 0;
		const { allowed } = this.learned;
		return this.window * (Math.ceil(allowed) / allowed - 1);
	}

	/**
	 * Milliseconds for which a call has to be alone in flight. The first one in a window goes alone: if the limit is used up or locked, it finds out for
	 * all of them. So do later ones as long as nothing is known about others, some time apart.
	 */
	private alone(now: number): number {
		if (!this.learned) return 0;
		const { abreast, apart } = this.learned;
		const inWindow = this.counted.filter((call) => this.end(call) > now);
		// Those that have a place leave before anything is known about them: in a short window they would fill it.
		const unsent = apart > 0 ? [...this.running].filter(({ left }) => left === undefined).length : 0;
		const isCareful = inWindow.length + unsent >= abreast;
		const isFirst = inWindow.every((call) => this.running.has(call));
		const next = isCareful ? Math.max(...inWindow.map(({ left = now }) => left)) + apart - now : 0;
		if (this.running.size === 0 || (!isFirst && !isCareful)) return Math.max(0, next);
		const latest = Math.max(...[...this.running].map(({ left = Infinity }) => left));
		return Math.max(0, next, latest + Math.min(this.window, GOES_FIRST_MS) - now);
	}

	/**
	 * Milliseconds until fewer than so many calls with at most this share are in the window; Infinity when that takes the end of a call.
	 *
	 * @param stretch milliseconds by which the window is longer than the vendor's
	 */
	private opening(allowed: number, share: number, now: number, stretch = 0): number {
		const counted = this.counted.filter((call) => call.asking.share <= share && this.end(call) + stretch > now);
		const unsent = [...this.running].filter(({ left, asking }) => left === undefined && asking.share <= share).length;
		const excess = unsent + counted.length - allowed;
		if (excess < 0) return 0;
		const ends = counted.map((call) => this.end(call) + stretch).sort((one, other) => one - other);
		const end = ends[excess];
		return end === undefined ? Infinity : Math.max(1, end - now);
	}

	/** Milliseconds for which a call gives way to jobs with a larger share: Infinity while one has calls waiting or under way. */
	private givesWay(share: number, now: number): number {
		if (this.window === 0) return 0;
		const isLarger = ({ asking }: PacedCall) => asking.share > share;
		if ([...this.running].some(isLarger) || this.queue.heads().some(isLarger)) return Infinity;
		const ends = [...this.ended]
			.filter(([larger]) => larger > share)
			.map(([, end]) => end + BETWEEN_CALLS * this.window - now);
		return Math.max(0, ...ends);
	}

	private under(share: number, calls: Iterable<PacedCall>): number {
		return [...calls].filter(({ asking }) => asking.share <= share).length;
	}
}

/** A part of an allowance, at least one. */
function portion(allowance: number, share: number): number {
	return Math.max(1, Math.floor(allowance * share));
}
