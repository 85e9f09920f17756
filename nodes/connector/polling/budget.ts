import type { Catalogue, Pace } from '../model/catalogue';
import { paceNamed } from '../model/find';
import type { Operation } from '../model/operation';
import { resourceOf } from './costText';
import type { Schedule } from './schedule';

/** What a poll may use. */
export interface Allowance {
	/** Share of the vendor's limits that the node may use, in percent. */
	share: number;
	schedule: Schedule;
	/** Milliseconds that n8n allows for a poll. */
	pollBudgetMs: number;
}

/** Thrown if a poll needs more calls than the vendor allows until the next poll. */
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

/** Counts the calls of a poll and stops it if they do not fit into the vendor's limits before the next poll. */
export class Budget {
	private readonly spendings = new Map<string, Spending>();

	constructor(
		private readonly catalogue: Catalogue,
		private readonly event: string,
		private readonly allowance: Allowance,
	) {}

	/**
	 * Announces a minimum number of calls of an operation.
	 *
	 * @throws OverBudget
	 */
	expect(operation: Operation, calls: number): void {
		for (const name of operation.paces) this.check(operation, paceNamed(this.catalogue, name), name, calls);
	}

	/** Counts calls. */
	count(operation: Operation, calls = 1): void {
		const spending = this.spendings.get(operation.id) ?? { operation, calls: 0 };
		spending.calls += calls;
		this.spendings.set(operation.id, spending);
	}

	/** Estimates the budget of a whole poll from a part of it; refuses nothing. */
	estimate(calls: Map<Operation, number>): Budget {
		const budget = new Budget(this.catalogue, this.event, this.allowance);
		for (const [operation, count] of calls)
			budget.count(operation, Math.max(count, this.spendings.get(operation.id)?.calls ?? 0));
		return budget;
	}

	/** Whether the counted calls fit into the limits. */
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

	/** Calls per day if all polls cost the same. */
	get perDay(): number {
		return this.total * this.allowance.schedule.perDay;
	}

	/** Describes the calls, e.g. `12 calls a poll (courses 2, batches 10), 3,456 a day`. */
	get words(): string {
		const parts = [...this.spendings.values()].map(({ operation, calls }) => `${this.things(operation)} ${calls}`);
		const daily = this.catalogue.daily ? ` (${this.catalogue.title} allows ${this.catalogue.daily})` : '';
		return `${this.total} ${this.total === 1 ? 'call' : 'calls'} a poll (${parts.join(', ')}), ${this.perDay.toLocaleString('en')} a day${daily}`;
	}

	/** Name of the records an operation reads, with the operation's name if another one reads the same records. */
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
