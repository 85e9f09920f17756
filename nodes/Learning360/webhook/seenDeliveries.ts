import type { IExecuteFunctions, INode, IWorkflowMetadata } from 'n8n-workflow';
import { fingerprint } from './fingerprint';
import { Processed } from './processed';
import { processMemory, type KnownEvent } from './processMemory';
import { KEEP_MS } from './retrySchedule';

/**
 * What is known about an event: new, one that needs nothing more, one that the vendor is to send again until that is certain, or one whose execution
 * n8n could not make.
 */
export type Verdict = 'new' | 'seen' | 'underWay' | 'lost';

/**
 * An execution that was cancelled may have been stopped by a person, or by n8n's own end; in that case this process is gone after so many
 * milliseconds.
 */
const CANCELLED_MS = 60_000;

/** The events that start the workflow of one trigger, as far as this process knows them, and n8n's database for what it does not know. */
export class SeenDeliveries {
	private readonly own: Map<string, KnownEvent>;
	private readonly processed: Processed;

	/** @param runsAgain whether an event whose execution n8n's end cuts off is to run again */
	constructor(
		context: { getNode(): INode; getWorkflow(): IWorkflowMetadata },
		private readonly runsAgain: boolean,
	) {
		const key = `${context.getWorkflow().id}|${context.getNode().id}`;
		const memory = processMemory.of(key);
		this.own = memory.events;
		this.processed = new Processed(memory);
	}

	/** @param id the `webhook-id` */
	look(id: string): Verdict {
		const known = this.own.get(fingerprint(id));
		if (!known) return 'new';
		if (known.isLost) return 'lost';
		const mayBeEnding = known.cancelledAt !== undefined && Date.now() - known.cancelledAt < CANCELLED_MS;
		return known.isSettled && known.runningBy === undefined && !mayBeEnding ? 'seen' : 'underWay';
	}

	/**
	 * Remembers that a delivery starts the workflow now.
	 *
	 * @param answer fulfilled when n8n has answered it, with whether that was a yes: n8n has made the execution or, where events run again, ended it
	 */
	accept(id: string, answer: Promise<boolean>): void {
		const mark = fingerprint(id);
		const known: KnownEvent = { at: Date.now(), isSettled: false, answer };
		this.keep(mark, known);
		void answer.then((isYes) => {
			known.isSettled = isYes || known.startedBy !== undefined;
			delete known.answer;
			if (!known.isSettled) this.own.delete(mark);
		});
	}

	/**
	 * Remembers that an event that was caught up on starts the workflow now.
	 *
	 * @param done fulfilled when the execution is over, rejected when n8n cannot make it
	 */
	begin(id: string, done: Promise<unknown>): void {
		const known: KnownEvent = { at: Date.now(), isSettled: !this.runsAgain };
		this.keep(fingerprint(id), known);
		const over = done.then(
			() => true,
			() => known.startedBy !== undefined,
		);
		if (this.runsAgain) known.answer = over;
		void over.then((isOver) => {
			known.isSettled = isOver;
			known.isLost = !isOver;
			delete known.answer;
		});
	}

	/**
	 * Says whether an execution that has begun may go on with an event, which one of them may for each event, or one after the other until one has
	 * ended.
	 *
	 * Unless events run again, it first waits until this process has answered the delivery: until then the vendor would send it again, should n8n end. In
	 * queue mode the answer is another process's business, and nothing is waited for. Then it has n8n's database say whether an earlier execution has
	 * passed the event on, and store that this one does: the vendor sends again what it had no answer to, and n8n makes up for executions that its
	 * end kept from beginning.
	 */
	async mayGoOn(id: string, context: IExecuteFunctions): Promise<boolean> {
		const mark = fingerprint(id);
		const found = this.own.get(mark);
		if (!found && context.getMode() === 'webhook') this.processed.share();
		const known: KnownEvent = found ?? { at: Date.now(), isSettled: true };
		if (!found) this.keep(mark, known);
		// The same execution begins again with Retry On Fail; a person who retries an execution means it.
		const isRepetition = known.startedBy === context.getExecutionId() || context.getMode() === 'retry';
		known.startedBy ??= context.getExecutionId();
		if (this.runsAgain) return await this.runs(id, known, context, isRepetition);
		await known.answer;
		const isFirst = await this.processed.note(id, context);
		return isFirst || isRepetition;
	}

	/** Whether an event runs now: it does when none of its executions has ended, and none is under way in this process. */
	private async runs(
		id: string,
		known: KnownEvent,
		context: IExecuteFunctions,
		isRepetition: boolean,
	): Promise<boolean> {
		const { runningBy, answer } = known;
		if (runningBy !== undefined && !isRepetition) return false;
		known.runningBy = context.getExecutionId();
		const progress = await this.processed.open(id, context).catch((error: unknown) => {
			// It has not begun: the next delivery starts it anew.
			this.own.delete(fingerprint(id));
			throw error;
		});
		let isOpen = true;
		const end = async (): Promise<void> => {
			if (!isOpen) return;
			isOpen = false;
			delete known.runningBy;
			// Left open: when n8n ends now, the event is to run again.
			if (context.getExecutionCancelSignal()?.aborted) known.cancelledAt = Date.now();
			else await this.processed.close(id, context);
		};
		if (progress === 'ended' && !isRepetition) {
			await end();
			return false;
		}
		// Not when the execution waits: n8n keeps such a one, and answers the delivery.
		context.onExecutionFinish?.(end);
		void answer?.then(end);
		return true;
	}

	private keep(mark: string, known: KnownEvent): void {
		// At the end, where the latest are.
		this.own.delete(mark);
		this.own.set(mark, known);
		for (const [oldest, { at }] of this.own) {
			if (at >= known.at - KEEP_MS) break;
			this.own.delete(oldest);
		}
	}
}
