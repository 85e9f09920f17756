import type { Catalogue, Pace } from '../model/catalogue';
import type { Operation } from '../model/operation';
import { resourceOf } from './costText';
import type { Schedule } from './schedule';

/** What a poll may spend. */
export interface Allowance {
	/** Part of the vendor's limits that the node may use, in percent. */
	share: number;
	schedule: Schedule;
	/** Milliseconds that n8n gives a poll. */
	pollBudgetMs: number;
}

/** A poll that needs more calls than the vendor allows until the next one. */
export class OverBudget extends Error {
	constructor(
		message: string,
		/** What to do about it. */
		readonly advice: string,
	) {
		super(message);
		this.name = 'OverBudget';
	}
}

/** Calls of one operation in one poll. */
interface Spending {
	operation: Operation;
	calls: number;
}

/** Counts the calls of a poll, and stops it when they cannot fit into the limits of the vendor before the next poll is due. */
export class Budget {
	private readonly spendings = new Map<string, Spending>();

	constructor(
		private readonly catalogue: Catalogue,
		private readonly event: string,
		private readonly allowance: Allowance,
	) {}

	/**
	 * Says that an operation is about to be called so many times at least.
	 *
	 * @throws OverBudget
	 */
	expect(operation: Operation, calls: number): void {
		for (const name of operation.paces) this.check(operation, this.catalogue.paces[name], name, calls);
	}

	/** Counts calls. */
	count(operation: Operation, calls = 1): void {
		const spending = this.spendings.get(operation.id) ?? { operation, calls: 0 };
		spending.calls += calls;
		this.spendings.set(operation.id, spending);
	}

	/** The budget of a whole poll, by what a part of it has shown and what that part has cost; refuses nothing. */
	estimate(calls: Map<Operation, number>): Budget {
		const budget = new Budget(this.catalogue, this.event, this.allowance);
		for (const [operation, count] of calls)
			budget.count(operation, Math.max(count, this.spendings.get(operation.id)?.calls ?? 0));
		return budget;
	}

	/** Whether what was counted fits into the limits. */
	get fits(): boolean {
		try {
			for (const { operation } of this.spendings.values()) this.expect(operation, 0);
			return true;
		} catch {
			return false;
		}
	}

	/** Calls so far. */
	get total(): number {
		return [...this.spendings.values()].reduce((sum, { calls }) => sum + calls, 0);
	}

	/** Calls on a day of polls that all cost the same. */
	get perDay(): number {
		return this.total * this.allowance.schedule.perDay;
	}

	/** The calls in words, e.g. `12 calls a poll (courses 2, batches 10), 3,456 a day`. */
	get words(): string {
		const parts = [...this.spendings.values()].map(({ operation, calls }) => `${this.things(operation)} ${calls}`);
		const daily = this.catalogue.daily ? ` (${this.catalogue.title} allows ${this.catalogue.daily})` : '';
		return `${this.total} ${this.total === 1 ? 'call' : 'calls'} a poll (${parts.join(', ')}), ${this.perDay.toLocaleString('en')} a day${daily}`;
	}

	/** What an operation reads; with its name where another one reads the same things. */
	private things(operation: Operation): string {
		const things = resourceOf(this.catalogue, operation);
		const isAlone = [...this.spendings.values()].every(
			(entry) => entry.operation === operation || resourceOf(this.catalogue, entry.operation) !== things,
		);
		return isAlone ? things : `${things} (${operation.name.toLowerCase()})`;
	}

	private check(operation: Operation, pace: Pace, name: string, more: number): void {
		if (pace.requests === undefined || pace.seconds === undefined) return;
		const counted = [...this.spendings.values()].filter((entry) =>
			pace.per === 'operation' ? entry.operation.id === operation.id : entry.operation.paces.includes(name),
		);
		const needed = counted.reduce((sum, { calls }) => sum + calls, 0) + more;
		const once = Math.max(1, Math.floor((pace.requests * this.allowance.share) / 100));
		const seconds = Math.min(this.allowance.schedule.shortestGap * 60, this.allowance.pollBudgetMs / 1000);
		const windows = Math.max(1, Math.floor(seconds / pace.seconds));
		if (needed <= once * windows) return;
		throw this.refusal(operation, pace, needed, once, once * windows);
	}

	private refusal(operation: Operation, pace: Pace, needed: number, once: number, allowed: number): OverBudget {
		const things = resourceOf(this.catalogue, operation);
		const minutes = Math.ceil((Math.ceil(needed / once) * pace.seconds!) / 60);
		const inTime = minutes * 60_000 <= this.allowance.pollBudgetMs;
		const advice = [
			'Choose fewer records to watch',
			...(inTime ? [`poll every ${minutes} minutes or less often`] : []),
			...(this.allowance.share < 100 ? ['raise Share of the Limit'] : []),
		];
		const limit = `${pace.requests} calls in ${pace.seconds} seconds${pace.per === 'operation' ? ' for each list' : ''}`;
		return new OverBudget(
			`${this.event} needs ${needed} calls or more for ${things} in each poll, but ${allowed} fit between two polls (${this.catalogue.title} allows ${limit})`,
			`${advice.slice(0, -1).join(', ')}${advice.length > 1 ? ', or ' : ''}${advice[advice.length - 1]}`,
		);
	}
}
