import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { Calls } from './calls';
import { nodeError, UnknownOutcome } from './errors';
import { failed, type Run } from './execution';
import { readInput, type Input } from './input';
import { stopWhenCancelled } from './wait';

/** What became of one input item: the records that come out, or why it failed. */
export type Outcome = IDataObject[] | Error;

/** An operation that needs more than one call of the vendor. */
export interface ComposedOperation {
	/** Items with the same key are carried out together, e.g. those that change the same record; each alone when absent. */
	together?(input: Input): string;
	/**
	 * Carries out the items of one group.
	 *
	 * @param inputs what was filled in for each item of the group
	 * @returns one outcome per input, in the same order
	 * @throws what fails for all of them
	 */
	work(calls: Calls, inputs: Input[]): Promise<Outcome[]>;
}

interface Member {
	index: number;
	input: Input;
}

/**
 * Runs an operation of several calls: reads all items first, so that nothing is sent while an input is wrong, puts those together that
 * belong together and gives each its outcome back.
 *
 * @throws NodeApiError or NodeOperationError of the first item that failed, unless the node continues on fail
 */
export async function runComposed(run: Run, count: number, concurrency: number): Promise<INodeExecutionData[]> {
	const { context, service, operation, transport, progress } = run;
	const composed = service.composed![operation.composed!];
	const results: INodeExecutionData[][] = [];
	const errors = new Map<number, Error>();
	const fail = (index: number, cause: unknown) => {
		stopWhenCancelled(transport.signal);
		if (cause instanceof UnknownOutcome) progress.unknown.set(index, cause);
		errors.set(index, nodeError(context.getNode(), cause, index, operation));
	};
	const groups = await gathered(run, composed, count, results, fail);
	const keepGoing = context.continueOnFail();
	const calls = new Calls(service, transport);
	const worker = async () => {
		for (let group = groups.shift(); group && (keepGoing || errors.size === 0); group = groups.shift()) {
			try {
				const outcomes = await composed.work(calls, group.map(({ input }) => input));
				group.forEach(({ index }, position) => {
					const outcome = outcomes[position];
					if (outcome instanceof Error) return fail(index, outcome);
					results[index] = outcome.map((json) => ({ json, pairedItem: { item: index } }));
					progress.done.set(index, results[index]);
				});
			} catch (cause) {
				for (const { index } of group) fail(index, cause);
			}
		}
	};
	if (keepGoing || errors.size === 0) await Promise.all(Array.from({ length: concurrency }, worker));
	if (errors.size > 0 && !keepGoing) throw errors.get(Math.min(...errors.keys()))!;
	for (const [index, error] of errors) results[index] = [failed(error, index)];
	return results.flat();
}

async function gathered(run: Run, composed: ComposedOperation, count: number, results: INodeExecutionData[][], fail: (index: number, cause: unknown) => void): Promise<Member[][]> {
	const { context, service, operation, findId, progress } = run;
	const groups = new Map<string, Member[]>();
	for (let index = 0; index < count; index += 1) {
		const done = progress.done.get(index);
		const unknown = progress.unknown.get(index);
		if (done) results[index] = done;
		else if (unknown) fail(index, unknown);
		else {
			try {
				const input = await readInput(context, service, operation, index, findId);
				const key = composed.together?.(input) ?? String(index);
				groups.set(key, [...(groups.get(key) ?? []), { index, input }]);
			} catch (cause) {
				fail(index, cause);
			}
		}
	}
	return [...groups.values()];
}
