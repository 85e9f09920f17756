import type { IExecuteFunctions, INode, IWorkflowMetadata } from 'n8n-workflow';
import { fingerprint } from './fingerprint';
import { Processed } from './processed';
import { KEEP_MS } from './retrySchedule';

/**
 * What is known about an event: new, one that has started the workflow, one whose first attempt is still being answered, or one whose execution
 * n8n could not make.
 */
export type Verdict = 'new' | 'seen' | 'underWay' | 'lost';

interface Known {
	/** When it came, milliseconds since 1970. */
	at: number;
	/** n8n has made the execution and said so, or the execution goes on all the same. Until then the vendor sends the event again. */
	hasStarted: boolean;
	/** n8n could not make the execution. */
	isLost?: boolean;
	/** The execution that has begun with it in this process. */
	startedBy?: string;
	/** Fulfilled when the delivery is answered; an event that was caught up on has no answer. */
	answer?: Promise<boolean>;
}

/** What this process has accepted, by trigger; oldest first. */
const accepted = new Map<string, Map<string, Known>>();

/** The events that start the workflow of one trigger, as far as this process knows them, and n8n's database for what it does not know. */
export class SeenDeliveries {
	private readonly own: Map<string, Known>;
	private readonly processed: Processed;

	constructor(context: { getNode(): INode; getWorkflow(): IWorkflowMetadata }) {
		const key = `${context.getWorkflow().id}|${context.getNode().id}`;
		this.own = accepted.get(key) ?? new Map();
		this.processed = new Processed(key);
		accepted.set(key, this.own);
	}

	/** @param id the `webhook-id` */
	look(id: string): Verdict {
		const known = this.own.get(fingerprint(id));
		if (!known) return 'new';
		if (known.isLost) return 'lost';
		return known.hasStarted ? 'seen' : 'underWay';
	}

	/** Remembers that a delivery starts the workflow now. @param answer fulfilled when it is answered, with whether n8n has made the execution */
	accept(id: string, answer: Promise<boolean>): void {
		const mark = fingerprint(id);
		const known: Known = { at: Date.now(), hasStarted: false, answer };
		this.keep(mark, known);
		void answer.then((isMade) => {
			known.hasStarted = isMade || known.startedBy !== undefined;
			known.answer = undefined;
			if (!known.hasStarted) this.own.delete(mark);
		});
	}

	/** Remembers that an event that was caught up on starts the workflow now. @param done rejected when n8n cannot make the execution */
	begin(id: string, done: Promise<unknown>): void {
		const known: Known = { at: Date.now(), hasStarted: true };
		this.keep(fingerprint(id), known);
		done.catch(() => {
			known.isLost = known.startedBy === undefined;
		});
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
		const found = this.own.get(mark);
		if (!found && context.getMode() === 'webhook') this.processed.share();
		const known: Known = found ?? { at: Date.now(), hasStarted: true };
		if (!found) this.keep(mark, known);
		// The same execution begins again with Retry On Fail; a person who retries an execution means it.
		const isRepetition = known.startedBy === context.getExecutionId() || context.getMode() === 'retry';
		known.startedBy ??= context.getExecutionId();
		await known.answer;
		const isFirst = await this.processed.note(id, context);
		return isFirst || isRepetition;
	}

	private keep(mark: string, known: Known): void {
		// At the end, where the latest are.
		this.own.delete(mark);
		this.own.set(mark, known);
		for (const [oldest, { at }] of this.own) {
			if (at >= known.at - KEEP_MS) break;
			this.own.delete(oldest);
		}
	}
}
