import type { INodeExecutionData } from 'n8n-workflow';
import { isOver, submitBulk } from '../client/bulkSubmission';
import { readSwitchNamed } from '../input/detail';
import { readInput } from '../input/input';
import { type NodeError, nodeError } from '../messages/errors';
import { failedItem } from '../messages/failedItem';
import { existing } from '../model/existing';
import { UnknownOutcome } from '../model/failures';
import { callOf } from '../request/call';
import { stopWhenCancelled } from '../transport/cancellation';
import { type Batch, stillToDo, stopped } from './progress';
import type { Run } from './run';

/**
 * Sends all input items in as few calls as the vendor's maximum allows, follows each bulk operation and gives every result back on the input
 * item it belongs to.
 *
 * @throws NodeApiError or NodeOperationError of the first item that failed, unless the node continues on fail
 */
export async function runBulk(run: Run, count: number): Promise<INodeExecutionData[]> {
	const { context, operation, progress, service, transport } = run;
	const results: INodeExecutionData[][] = [];
	const errors = new Map<number, NodeError>();
	const fail = (index: number, cause: unknown) => {
		stopWhenCancelled(transport.signal);
		if (cause instanceof UnknownOutcome) progress.unknown.set(index, cause);
		errors.set(index, nodeError(context.getNode(), cause, index));
	};
	const open = stillToDo(progress, count, results, fail);
	const failedBefore = errors.size;
	const batches = [...progress.started, ...(await collect(run, open, fail))];
	if (errors.size > failedBefore && !context.continueOnFail()) throw stopped(errors, operation, progress, count);
	const waits = readSwitchNamed(context, 'waitForCompletion', 'Wait for Completion', 0, true);
	await Promise.all(
		batches.map(async (batch) => {
			const { job, indexes } = batch;
			progress.started.delete(batch);
			try {
				const outcomes = await submitBulk(service, transport, job, waits);
				for (const [position, index] of indexes.entries()) {
					const outcome = existing(outcomes[position], `The result of item ${index}`);
					if (outcome instanceof Error) {
						fail(index, outcome);
						continue;
					}
					const items = [{ json: outcome, pairedItem: { item: index } }];
					results[index] = items;
					progress.done.set(index, items);
				}
			} catch (cause) {
				if (job.id !== undefined && !isOver(cause)) progress.started.add(batch);
				for (const index of indexes) fail(index, cause);
			}
		}),
	);
	if (errors.size > 0 && !context.continueOnFail()) throw stopped(errors, operation, progress, count);
	for (const [index, error] of errors) results[index] = [failedItem(context, error, index)];
	return results.flat();
}

/** Reads all items first, so that nothing is sent while an input is wrong, and puts those with the same address together. */
async function collect(
	{ context, service, operation, findId }: Run,
	open: number[],
	fail: (index: number, cause: unknown) => void,
): Promise<Batch[]> {
	const batches: Batch[] = [];
	const latest = new Map<string, Batch>();
	for (const index of open) {
		try {
			const input = await readInput(context, service, operation, index, findId);
			const call = callOf(operation, input);
			let batch = latest.get(call.url);
			if (!batch || batch.indexes.length >= operation.bulk!.maxItems) {
				batch = { job: { operation, call, values: [] }, indexes: [] };
				latest.set(call.url, batch);
				batches.push(batch);
			}
			batch.job.values.push(input.body);
			batch.indexes.push(index);
		} catch (cause) {
			fail(index, cause);
		}
	}
	return batches;
}
