import type { IExecuteData, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { BulkSubmission } from '../client/bulkSubmission';
import type { NodeError } from '../messages/errors';
import type { UnknownOutcome } from '../model/failures';
import type { Operation } from '../model/operation';
import type { Steps } from './steps';

/** Input items that go out in one call. */
export interface Batch {
	job: BulkSubmission;
	/** Numbers of the items, in the order of the job's values. */
	indexes: number[];
}

/** Progress of a run of a node, by number of the input item. */
export interface Progress {
	/** Items that are done, with their output. */
	done: Map<number, INodeExecutionData[]>;
	/** Items whose outcome is unknown: the vendor may have carried them out. */
	unknown: Map<number, UnknownOutcome>;
	/** Completed calls of items whose operations make several. */
	steps: Map<number, Steps>;
	/** Bulk operations that were started and whose results are not here yet. */
	started: Set<Batch>;
}

/**
 * Progress of the runs of this process, by the object that identifies a run (see `runOf`). It is kept in memory only, so nothing is added to the saved
 * execution, and goes away with that object; that of a call of a tool ends with the call. `reset()` forgets it, as if no run had been tried before.
 */
export class Runs {
	private known = new WeakMap<object, Progress>();

	/** What a run has done so far; empty on its first try. */
	of(run: object): Progress {
		let progress = this.known.get(run);
		if (!progress) {
			progress = { done: new Map(), unknown: new Map(), steps: new Map(), started: new Set() };
			this.known.set(run, progress);
		}
		return progress;
	}

	end(run: object): void {
		this.known.delete(run);
	}

	reset(): void {
		this.known = new WeakMap();
	}
}

/** The runs of this process. */
export const runs = new Runs();

/**
 * Does the work of a run, going on from what earlier tries of it have done.
 *
 * @param work gets the progress so far, empty on the first try, and notes in it what it does
 */
export async function inProgress<T>(context: IExecuteFunctions, work: (progress: Progress) => Promise<T>): Promise<T> {
	const run = runOf(context);
	const key = run?.key ?? {};
	const result = await work(runs.of(key));
	if (run?.isCall) runs.end(key);
	return result;
}

/**
 * What all tries of one run of a node have in common, and no two runs.
 *
 * Retry On Fail runs a node again with the same execution data. A node that an agent or an MCP trigger calls in its own run (n8n-core's
 * `getInputConnectionData`) gets the execution data of that agent, in every call and together with the other tools: there it is the arguments
 * that one call has to itself. n8n repeats a call only when it has thrown, with the same object of arguments. Agents of version 3 let n8n's
 * engine run their tools, each call with execution data of its own.
 */
function runOf(context: IExecuteFunctions): { key: object; isCall: boolean } | undefined {
	const execution = context.getExecuteData() as Partial<IExecuteData> | undefined;
	const isCall = context.isToolExecution?.() || execution?.node?.name !== context.getNode().name;
	const key = isCall ? context.getInputData()[0]?.json : execution;
	return key && { key, isCall };
}

/**
 * Goes on where an earlier try of the run stopped: what is done counts, what may have been done is not done again.
 *
 * @param count number of input items
 * @param results takes the output of the items that are done
 * @param fail called with the items whose outcome is unknown; the others still run
 * @returns numbers of the items that are still to be done, in order
 */
export function stillToDo(
	{ done, unknown, started }: Progress,
	count: number,
	results: INodeExecutionData[][],
	fail: (index: number, cause: Error) => void,
): number[] {
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
export function stopped(
	failures: Map<number, NodeError>,
	{ method }: Operation,
	{ done }: Progress,
	count: number,
): NodeError {
	const error = failures.get(Math.min(...failures.keys()))!;
	if (method === 'GET' || done.size === 0) return error;
	const before = error.description ? `${error.description.replace(/\.$/, '')}. ` : '';
	error.description = `${before}${done.size} of ${count} items are done: a new execution would do them again`;
	return error;
}
