import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Batch } from './bulk';
import type { NodeError, UnknownOutcome } from './errors';
import type { Operation } from './operation';
import type { Steps } from './steps';

/** What a run of a node has done so far, by number of the input item. */
export interface Progress {
	/** Items that are done, with their output. */
	done: Map<number, INodeExecutionData[]>;
	/** Items of which nobody knows whether the vendor carried them out. */
	unknown: Map<number, UnknownOutcome>;
	/** What was done so far for items of operations of several calls. */
	steps: Map<number, Steps>;
	/** Bulk operations that were started and whose results are not here yet. */
	started: Set<Batch>;
}

/**
 * n8n's Retry On Fail runs a node again with all items and the same execution data; that object identifies the run. It is kept in memory
 * only, so nothing is added to the saved execution, and goes away with it.
 */
const runs = new WeakMap<object, Progress>();

/** What earlier tries of this run have done; empty on the first try. */
export function progressOf(context: IExecuteFunctions): Progress {
	const key = context.getExecuteData() as object | undefined;
	const empty = (): Progress => ({ done: new Map(), unknown: new Map(), steps: new Map(), started: new Set() });
	if (!key) return empty();
	let progress = runs.get(key);
	if (!progress) {
		progress = empty();
		runs.set(key, progress);
	}
	return progress;
}

/**
 * Goes on where an earlier try of the run stopped: what is done counts, what may have been done is not done again.
 *
 * @param count number of input items
 * @param results takes the output of the items that are done
 * @param fail told the items whose fate is unknown; they do not keep the others from being done
 * @returns numbers of the items that are still to be done, in order
 */
export function stillToDo({ done, unknown, started }: Progress, count: number, results: INodeExecutionData[][], fail: (index: number, cause: Error) => void): number[] {
	const underWay = new Set([...started].flatMap(({ indexes }) => indexes));
	const open: number[] = [];
	for (let index = 0; index < count; index += 1) {
		const output = done.get(index);
		const cause = unknown.get(index);
		if (output) results[index] = output;
		else if (cause) fail(index, cause);
		else if (!underWay.has(index)) open.push(index);
	}
	return open;
}

/**
 * The error with which the node stops: that of the first item that failed. Where something was written it says how much is done, because n8n
 * shows no output of a node that stops.
 */
export function stopped(failures: Map<number, NodeError>, { method }: Operation, { done }: Progress, count: number): NodeError {
	const error = failures.get(Math.min(...failures.keys()))!;
	if (method === 'GET' || done.size === 0) return error;
	const before = error.description ? `${error.description.replace(/\.$/, '')}. ` : '';
	error.description = `${before}${done.size} of ${count} items are done: a new execution would do them again`;
	return error;
}
