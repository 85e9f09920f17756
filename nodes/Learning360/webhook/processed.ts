import type { IExecuteFunctions } from 'n8n-workflow';
import { processMemory, type Batch, type TriggerMemory } from './processMemory';
import { KEEP_MS } from './retrySchedule';

/** Events kept where it is not known when they were noted: before this process began, or by other processes. */
const MOST_UNDATED = 50_000;

/** Events whose times are kept together. */
const SLOT_MS = 10 * 60_000;

/** What n8n's database knows of an event: nothing, that an execution of it has begun and not ended, or that one has ended. */
export type Progress = 'new' | 'open' | 'ended';

/**
 * The events that a trigger has passed on, in n8n's database (n8n's memory of processed items, the one of Remove Duplicates). n8n keeps the last
 * ones, as many as each call says: here those of the last 29 hours, and for as long after its start what the process found.
 */
export class Processed {
	constructor(private readonly memory: TriggerMemory) {}

	/** Says that other processes note events of this trigger, as workers do in queue mode. */
	share(): void {
		this.memory.counts.isShared = true;
	}

	/** Records an event. Returns whether it is new; of several executions that ask at the same time, only the first gets `true`. */
	async note(id: string, context: IExecuteFunctions): Promise<boolean> {
		const fresh = await this.write([id], context);
		return fresh.delete(id);
	}

	/** Records an event with an open execution. Returns what was known before. */
	async open(id: string, context: IExecuteFunctions): Promise<Progress> {
		const fresh = await this.write([id, openMark(id)], context);
		if (fresh.delete(id)) return 'new';
		return fresh.has(openMark(id)) ? 'ended' : 'open';
	}

	/** Records that the execution of an event has ended. */
	async close(id: string, context: IExecuteFunctions): Promise<void> {
		const batch = this.memory.removing ?? this.nextRemoval(context);
		batch.entries.add(openMark(id));
		await batch.done;
	}

	/** Writes entries, together with others that have come meanwhile. Returns those of all of them that were not there. */
	private async write(entries: string[], context: IExecuteFunctions): Promise<Set<string>> {
		const batch = this.memory.writing ?? this.nextWriting(context);
		for (const entry of entries) batch.entries.add(entry);
		return await batch.done;
	}

	private nextWriting({ helpers }: IExecuteFunctions): Batch<Set<string>> {
		const entries = new Set<string>();
		const done = processMemory.inTurn(async () => {
			this.memory.writing = undefined;
			const { new: unknown } = await helpers.checkProcessedAndRecord([...entries], 'node', {
				mode: 'entries',
				maxEntries: this.limit(entries.size),
			});
			return new Set(unknown.map(String));
		});
		const batch = { entries, done };
		this.memory.writing = batch;
		return batch;
	}

	private nextRemoval({ helpers }: IExecuteFunctions): Batch<void> {
		const entries = new Set<string>();
		const done = processMemory.inTurn(async () => {
			this.memory.removing = undefined;
			await helpers.removeProcessed([...entries], 'node', { mode: 'entries' });
		});
		const batch = { entries, done };
		this.memory.removing = batch;
		return batch;
	}

	/** How many entries are kept when some more are written. */
	private limit(more: number): number {
		const { slots, since, isShared } = this.memory.counts;
		const now = Date.now();
		const slot = Math.floor(now / SLOT_MS);
		slots.set(slot, (slots.get(slot) ?? 0) + more);
		for (const past of slots.keys()) if ((past + 1) * SLOT_MS < now - KEEP_MS) slots.delete(past);
		const own = [...slots.values()].reduce((sum, count) => sum + count, 0);
		return isShared || now - since < KEEP_MS ? own + MOST_UNDATED : own;
	}
}

/** The entry that is there for as long as an execution of an event has not ended. */
function openMark(id: string): string {
	return `open ${id}`;
}
