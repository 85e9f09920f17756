import { createHash } from 'node:crypto';
import type { INode, IWorkflowMetadata } from 'n8n-workflow';
import type { State } from './state';

/** Deliveries remembered, in static data and in this process. */
const MOST = 2_000;

/** A delivery that is answered after this time was given up by the vendor (15 seconds) and came again. */
const UNDER_WAY_MS = 30_000;

/** What is known about a delivery: new, one that started the workflow, or one whose first attempt is still being answered. */
export type Verdict = 'new' | 'seen' | 'underWay';

interface Known {
	acceptedAt: number;
	/** The execution has begun in this process. */
	started: boolean;
}

/**
 * What this process has accepted, by trigger. n8n loads the static data for each request and writes it back after the execution was made; two
 * requests at the same time overwrite each other's. This memory puts back what got lost.
 */
const accepted = new Map<string, Map<string, Known>>();

/**
 * Whether executions run in this process. Only then can it tell an execution that has begun from one that n8n could not make, which must start
 * when the vendor sends the event again. In queue mode others execute, and the static data alone counts.
 */
let executesHere = false;

/** The deliveries of one trigger that started its workflow. */
export class SeenDeliveries {
	private readonly own: Map<string, Known>;

	/** @param state static data of the trigger; without it only this process counts */
	constructor(
		context: { getNode(): INode; getWorkflow(): IWorkflowMetadata },
		private readonly state: State = {},
	) {
		const key = `${context.getWorkflow().id}|${context.getNode().id}`;
		this.own = accepted.get(key) ?? new Map();
		accepted.set(key, this.own);
	}

	/** @param id the `webhook-id` */
	look(id: string): Verdict {
		const mark = fingerprint(id);
		if (this.state.caughtUp && Object.hasOwn(this.state.caughtUp, mark)) return 'seen';
		const known = this.own.get(mark);
		if (known?.started) return 'seen';
		if (this.state.seen?.includes(mark) && !(known && executesHere)) return 'seen';
		return known && isUnderWay(known) ? 'underWay' : 'new';
	}

	/** Remembers that a delivery starts the workflow now. */
	accept(id: string): void {
		const mark = fingerprint(id);
		this.own.set(mark, { acceptedAt: Date.now(), started: false });
		this.forgetOldest();
		this.state.seen = this.merged([mark]);
	}

	/** Remembers events that are caught up on. @param times by id, in milliseconds since 1970 */
	catchUp(times: Map<string, number>): void {
		const marks = { ...this.state.caughtUp };
		for (const [id, time] of times) {
			marks[fingerprint(id)] = time;
			this.own.set(fingerprint(id), { acceptedAt: Date.now(), started: false });
		}
		this.forgetOldest();
		const latestFirst = Object.entries(marks).sort(([, one], [, other]) => other - one);
		const forgotten = latestFirst[MOST];
		if (forgotten) this.state.caughtUpFrom = forgotten[1] + 1;
		this.state.caughtUp = Object.fromEntries(latestFirst.slice(0, MOST));
		this.state.seen = this.merged([]);
	}

	/** Remembers that the execution for a delivery has begun. */
	start(id: string): void {
		executesHere = true;
		const known = this.own.get(fingerprint(id));
		if (known) known.started = true;
	}

	/** What the static data says, what this process knows to have started or to be about to, and `marks`; the latest ones. */
	private merged(marks: string[]): string[] {
		const known = executesHere ? [...this.own].filter(([, entry]) => entry.started || isUnderWay(entry)).map(([mark]) => mark) : [];
		return [...new Set([...(this.state.seen ?? []), ...known, ...marks])].slice(-MOST);
	}

	private forgetOldest(): void {
		for (const mark of this.own.keys()) {
			if (this.own.size <= MOST) break;
			this.own.delete(mark);
		}
	}
}

function isUnderWay({ acceptedAt }: Known): boolean {
	return Date.now() - acceptedAt < UNDER_WAY_MS;
}

/** Short stand-in for an id of any length. */
function fingerprint(id: string): string {
	return createHash('sha256').update(id).digest('base64url').slice(0, 12);
}
