import pLimit from 'p-limit';

/** An event that this process knows. */
export interface KnownEvent {
	/** When it came, milliseconds since 1970. */
	at: number;
	/** n8n has made the execution and said so, or the execution goes on all the same; where events run again, it has ended. */
	isSettled: boolean;
	/** n8n could not make the execution. */
	isLost?: boolean;
	/** When its execution was cancelled, milliseconds since 1970. */
	cancelledAt?: number;
	/** The first execution that has begun with it in this process. */
	startedBy?: string;
	/** The execution that is under way with it; only where events run again. */
	runningBy?: string;
	/** Fulfilled when the delivery is answered, or when the execution that a look at the history has made is over. */
	answer?: Promise<boolean>;
}

/** Entries of a trigger in n8n's database that wait to be written or removed together. */
export interface Batch<Result> {
	entries: Set<string>;
	done: Promise<Result>;
}

/** How many entries this process has written, by ten minutes. */
export interface Counts {
	/** When this process wrote its first one, milliseconds since 1970. */
	since: number;
	slots: Map<number, number>;
	/** Executions run in other processes than the one that takes deliveries, so that others write, too. */
	isShared: boolean;
}

/** What this process remembers of one trigger. */
export class TriggerMemory {
	/** The events that it has accepted in the last 29 hours, by their fingerprint, oldest first. */
	readonly events = new Map<string, KnownEvent>();
	readonly counts: Counts = { since: Date.now(), slots: new Map(), isShared: false };
	/** The batch of entries to write next, with those that were not there. */
	writing: Batch<Set<string>> | undefined;
	/** The batch of entries to remove next. */
	removing: Batch<void> | undefined;
}

/**
 * All that webhook triggers remember between deliveries and executions. It lives as long as the process and is shared by all triggers in it; what has to
 * outlive the process is in n8n's database. `reset()` forgets it, as an end of the process does.
 */
export class ProcessMemory {
	/** n8n reads and writes all entries of its database as a whole: one batch after the other, so that none overwrites another's. */
	readonly inTurn = pLimit(1);
	/** Secrets read again because a signature did not match, by subscription ID; n8n may not store them. */
	readonly secrets = new Map<string, { at: number; secret?: string | undefined }>();
	private readonly triggers = new Map<string, TriggerMemory>();

	/** @param key names the trigger */
	of(key: string): TriggerMemory {
		let memory = this.triggers.get(key);
		if (!memory) this.triggers.set(key, (memory = new TriggerMemory()));
		return memory;
	}

	reset(): void {
		this.secrets.clear();
		this.triggers.clear();
	}
}

/** What this process remembers. */
export const processMemory = new ProcessMemory();
