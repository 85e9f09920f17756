import pLimit from 'p-limit';
import type { IExecuteFunctions } from 'n8n-workflow';
import { KEEP_MS } from './retrySchedule';

/** Events kept where it is not known when they were noted: before this process began, or by other processes. */
const MOST_UNDATED = 50_000;

/** Events whose times are kept together. */
const SLOT_MS = 10 * 60_000;

/** Events of a trigger that wait to be noted together. */
interface Batch {
	ids: Set<string>;
	/** Those of them that no earlier execution has passed on. */
	fresh: Promise<Set<string>>;
}

/** How many events this process has noted, by ten minutes. */
interface Counts {
	/** When this process noted its first one, milliseconds since 1970. */
	since: number;
	slots: Map<number, number>;
	/** Executions run in other processes than the one that takes deliveries, so that others note events, too. */
	isShared: boolean;
}

/** n8n reads and writes the events that have been passed on as a whole: one batch after the other, so that none overwrites another's. */
const inTurn = pLimit(1);

/** The batch that is next, by trigger. */
const batches = new Map<string, Batch>();

/** By trigger. */
const counts = new Map<string, Counts>();

/**
 * The events that a trigger has passed on, in n8n's database (n8n's memory of processed items, the one of Remove Duplicates). n8n keeps the last
 * ones, as many as each call says: here those of the last 29 hours, and for as long after its start what the process found.
 */
export class Processed {
	private readonly counts: Counts;

	/** @param key names the trigger */
	constructor(private readonly key: string) {
		this.counts = counts.get(key) ?? { since: Date.now(), slots: new Map(), isShared: false };
		counts.set(key, this.counts);
	}

	/** Says that other processes note events of this trigger, as workers do in queue mode. */
	share(): void {
		this.counts.isShared = true;
	}

	/** Notes an event, together with others that have come meanwhile. Returns whether it was not there. */
	async note(id: string, context: IExecuteFunctions): Promise<boolean> {
		const batch = batches.get(this.key) ?? this.nextBatch(context);
		batch.ids.add(id);
		const fresh = await batch.fresh;
		// Of two executions in one batch the first one has it.
		return fresh.delete(id);
	}

	private nextBatch(context: IExecuteFunctions): Batch {
		const ids = new Set<string>();
		const fresh = inTurn(async () => {
			batches.delete(this.key);
			const { new: unknown } = await context.helpers.checkProcessedAndRecord([...ids], 'node', { mode: 'entries', maxEntries: this.limit(ids.size) });
			return new Set(unknown.map(String));
		});
		const batch = { ids, fresh };
		batches.set(this.key, batch);
		return batch;
	}

	/** How many events are kept when some more are noted. */
	private limit(more: number): number {
		const { slots, since, isShared } = this.counts;
		const now = Date.now();
		const slot = Math.floor(now / SLOT_MS);
		slots.set(slot, (slots.get(slot) ?? 0) + more);
		for (const past of slots.keys()) if ((past + 1) * SLOT_MS < now - KEEP_MS) slots.delete(past);
		const own = [...slots.values()].reduce((sum, count) => sum + count, 0);
		return isShared || now - since < KEEP_MS ? own + MOST_UNDATED : own;
	}
}
