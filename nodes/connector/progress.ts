import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { UnknownOutcome } from './errors';
import type { Steps } from './steps';

/** What a run of a node has done so far, by number of the input item. */
export interface Progress {
	/** Items that are done, with their output. */
	done: Map<number, INodeExecutionData[]>;
	/** Items of which nobody knows whether the vendor carried them out. */
	unknown: Map<number, UnknownOutcome>;
	/** What was done so far for items of operations of several calls. */
	steps: Map<number, Steps>;
}

/**
 * n8n's Retry On Fail runs a node again with all items and the same execution data; that object identifies the run. It is kept in memory
 * only, so nothing is added to the saved execution, and goes away with it.
 */
const runs = new WeakMap<object, Progress>();

/** What earlier tries of this run have done; empty on the first try. */
export function progressOf(context: IExecuteFunctions): Progress {
	const key = context.getExecuteData() as object | undefined;
	const empty = (): Progress => ({ done: new Map(), unknown: new Map(), steps: new Map() });
	if (!key) return empty();
	let progress = runs.get(key);
	if (!progress) {
		progress = empty();
		runs.set(key, progress);
	}
	return progress;
}
