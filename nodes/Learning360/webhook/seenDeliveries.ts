import { createHash } from 'node:crypto';
import pLimit from 'p-limit';
import type { IExecuteFunctions, INode, IWorkflowMetadata } from 'n8n-workflow';
import type { State } from './state';

/** Events remembered, of each trigger and for each purpose. */
const MOST = 2_000;

/** What is known about a delivery: new, one that started the workflow, or one whose first attempt is still being answered. */
export type Verdict = 'new' | 'seen' | 'underWay';

interface Known {
	/** n8n has made the execution and said so, or the execution goes on all the same. Until then the vendor sends the event again. */
	hasStarted: boolean;
	/** The execution that has begun with it in this process. */
	startedBy?: string;
	/** Fulfilled when the delivery is answered; an event that was caught up on has no answer. */
	answer?: Promise<boolean>;
}

/** What this process has accepted, by trigger. */
const accepted = new Map<string, Map<string, Known>>();

/** Events of a trigger that wait to be noted together. */
interface Batch {
	ids: Set<string>;
	/** Those of them that no earlier execution has passed on. */
	fresh: Promise<Set<string>>;
}

/** n8n reads and writes the events that have been passed on as a whole: one batch after the other, so that none overwrites another's. */
const inTurn = pLimit(1);

/** The batch that is next, by trigger. */
const batches = new Map<string, Batch>();

/** The deliveries of one trigger that start its workflow. */
export class SeenDeliveries {
	private readonly key: string;
	private readonly own: Map<string, Known>;

	/** @param state static data of the trigger; without it only this process counts */
	constructor(
		context: { getNode(): INode; getWorkflow(): IWorkflowMetadata },
		private readonly state: State = {},
	) {
		this.key = `${context.getWorkflow().id}|${context.getNode().id}`;
		this.own = accepted.get(this.key) ?? new Map();
		accepted.set(this.key, this.own);
	}

	/** @param id the `webhook-id` */
	look(id: string): Verdict {
		const mark = fingerprint(id);
		if (this.state.caughtUp && Object.hasOwn(this.state.caughtUp, mark)) return 'seen';
		const known = this.own.get(mark);
		if (!known) return 'new';
		return known.hasStarted ? 'seen' : 'underWay';
	}

	/** Remembers that a delivery starts the workflow now. @param answer fulfilled when it is answered, with whether n8n has made the execution */
	accept(id: string, answer: Promise<boolean>): void {
		const mark = fingerprint(id);
		const known: Known = { hasStarted: false, answer };
		this.keep(mark, known);
		void answer.then((isMade) => {
			known.hasStarted = isMade || known.startedBy !== undefined;
			if (!known.hasStarted) this.own.delete(mark);
		});
	}

	/** Remembers events that are caught up on. @param times by id, in milliseconds since 1970 */
	catchUp(times: Map<string, number>): void {
		const marks = { ...this.state.caughtUp };
		for (const [id, time] of times) {
			marks[fingerprint(id)] = time;
			this.keep(fingerprint(id), { hasStarted: true });
		}
		const latestFirst = Object.entries(marks).sort(([, one], [, other]) => other - one);
		const forgotten = latestFirst[MOST];
		if (forgotten) this.state.caughtUpFrom = forgotten[1] + 1;
		this.state.caughtUp = Object.fromEntries(latestFirst.slice(0, MOST));
	}

	/**
	 * Says whether an execution that has begun may go on with an event, which one of them may for each event.
	 *
	 * First it waits until this process has answered the delivery: until then the vendor would send it again, should n8n end. In queue mode the
	 * answer is another process's business, and nothing is waited for. Then it has n8n's database say whether an earlier execution has passed
	 * the event on, and store that this one does: the vendor sends again what it had no answer to, and n8n makes up for executions that its
	 * end kept from beginning.
	 */
	async mayGoOn(id: string, context: IExecuteFunctions): Promise<boolean> {
		const mark = fingerprint(id);
		const known: Known = this.own.get(mark) ?? { hasStarted: true };
		this.keep(mark, known);
		// The same execution begins again with Retry On Fail; a person who retries an execution means it.
		const isRepetition = known.startedBy === context.getExecutionId() || context.getMode() === 'retry';
		known.startedBy ??= context.getExecutionId();
		await known.answer;
		const isFirst = await this.note(id, context);
		return isFirst || isRepetition;
	}

	/** Notes an event in n8n's database, together with others that have come meanwhile. Returns whether it was not there. */
	private async note(id: string, context: IExecuteFunctions): Promise<boolean> {
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
			const { new: unknown } = await context.helpers.checkProcessedAndRecord([...ids], 'node', { mode: 'entries', maxEntries: MOST });
			return new Set(unknown.map(String));
		});
		const batch = { ids, fresh };
		batches.set(this.key, batch);
		return batch;
	}

	private keep(mark: string, known: Known): void {
		this.own.set(mark, known);
		for (const oldest of this.own.keys()) {
			if (this.own.size <= MOST) break;
			this.own.delete(oldest);
		}
	}
}

/** Short stand-in for an id of any length. */
function fingerprint(id: string): string {
	return createHash('sha256').update(id).digest('base64url').slice(0, 12);
}
