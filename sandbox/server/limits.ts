import type { Peak } from '../types.ts';
import type { Clock } from './clock.ts';
import type { Operation } from './operations.ts';

/** A limit that a vendor documents. */
export interface LimitRule {
	/** Name in the list of peaks. */
	name: string;
	/** Requests in the window. */
	requests: number;
	/** Length of the window in seconds. */
	perSeconds: number;
	/** How long nothing is answered after the limit was passed; absent: only what is over the limit is refused. */
	lockSeconds?: number;
}

interface Bucket {
	rule: LimitRule;
	/** Requests let through. */
	taken: SlidingWindow;
	/** All requests, refused ones included. */
	arrived: SlidingWindow;
	lockedUntil: number;
	highest: number;
	refused: number;
}

/** Counts requests against limits, by their time of arrival, in windows that slide. */
export class Limits {
	private readonly buckets = new Map<string, Bucket>();
	private readonly concurrent = new Map<string, Peak>();
	private readonly clock: Clock;
	private readonly enforced: boolean;

	constructor(clock: Clock, enforced: boolean) {
		this.clock = clock;
		this.enforced = enforced;
	}

	/** @returns the rule that refuses this request, if one does */
	arrive(rules: LimitRule[]): LimitRule | undefined {
		const now = this.clock.now();
		const buckets = rules.map((rule) => this.bucket(rule));
		for (const bucket of buckets) note(bucket, now);
		const refusing = this.enforced ? buckets.find((bucket) => isOver(bucket, now)) : undefined;
		if (!refusing) {
			for (const bucket of buckets) bucket.taken.add(now);
			return undefined;
		}
		refusing.refused += 1;
		const { lockSeconds } = refusing.rule;
		if (lockSeconds !== undefined && refusing.lockedUntil <= now) refusing.lockedUntil = now + lockSeconds * 1000;
		return refusing.rule;
	}

	/**
	 * Asks for one more of what runs at the same time.
	 *
	 * @param running how many run now
	 * @returns whether the limit refuses it
	 */
	isFull({ name, allowed }: { name: string; allowed: number }, running: number): boolean {
		const peak = this.concurrent.get(name) ?? { allowed, highest: 0, refused: 0 };
		peak.highest = Math.max(peak.highest, running + 1);
		const isRefused = this.enforced && running >= allowed;
		if (isRefused) peak.refused += 1;
		this.concurrent.set(name, peak);
		return isRefused;
	}

	peaks(): Record<string, Peak> {
		const windows = [...this.buckets].map(([name, { rule, highest, refused }]): [string, Peak] => [
			name,
			{ allowed: rule.requests, perSeconds: rule.perSeconds, highest, refused },
		]);
		return Object.fromEntries([...windows, ...this.concurrent]);
	}

	clear(): void {
		this.buckets.clear();
		this.concurrent.clear();
	}

	private bucket(rule: LimitRule): Bucket {
		let bucket = this.buckets.get(rule.name);
		if (!bucket) {
			const length = rule.perSeconds * 1000;
			const windows = { taken: new SlidingWindow(length), arrived: new SlidingWindow(length) };
			bucket = { rule, ...windows, lockedUntil: 0, highest: 0, refused: 0 };
			this.buckets.set(rule.name, bucket);
		}
		return bucket;
	}
}

export type RulesOf = (operation: Operation) => LimitRule[];

function note(bucket: Bucket, now: number): void {
	bucket.arrived.add(now);
	bucket.highest = Math.max(bucket.highest, bucket.arrived.count(now));
}

function isOver(bucket: Bucket, now: number): boolean {
	return bucket.lockedUntil > now || bucket.taken.count(now) >= bucket.rule.requests;
}

/** Points in time of which only the latest count. */
class SlidingWindow {
	private readonly times: number[] = [];
	private oldest = 0;
	private readonly length: number;

	constructor(length: number) {
		this.length = length;
	}

	add(time: number): void {
		this.times.push(time);
	}

	count(now: number): number {
		while (this.oldest < this.times.length && (this.times[this.oldest] as number) <= now - this.length)
			this.oldest += 1;
		// Dropping what is past from time to time keeps the list short without moving it on every request.
		if (this.oldest > 1000 && this.oldest * 2 > this.times.length) {
			this.times.splice(0, this.oldest);
			this.oldest = 0;
		}
		return this.times.length - this.oldest;
	}
}
