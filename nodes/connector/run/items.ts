import isEmpty from 'lodash/isEmpty';
import type { INodeExecutionData } from 'n8n-workflow';
import { readDetail, readLimit } from '../input/detail';
import { type Input, readAhead, readInput } from '../input/input';
import { type NodeError, nodeError } from '../messages/errors';
import { failedItem } from '../messages/failedItem';
import { UnknownOutcome } from '../model/failures';
import type { Operation } from '../model/operation';
import { fileItem } from '../output/download';
import { confirmation, toJson } from '../output/item';
import { buildCall } from '../request/body';
import { stopWhenCancelled } from '../transport/cancellation';
import { listed } from './listed';
import { stillToDo, stopped } from './progress';
import type { Run } from './run';
import { StartGate } from './startGate';
import { runWritten } from './written';

/** Works on the items, `concurrency` at a time, until all are done or, unless the node continues on fail, one has failed. */
export async function runItems(run: Run, count: number, concurrency: number): Promise<INodeExecutionData[]> {
	const { context, operation, progress, transport } = run;
	const results: INodeExecutionData[][] = [];
	const failures = new Map<number, NodeError>();
	const keepGoing = context.continueOnFail();
	const fail = (index: number, cause: unknown) => {
		if (cause instanceof UnknownOutcome) progress.unknown.set(index, cause);
		const error = nodeError(context.getNode(), cause, index);
		if (keepGoing) results[index] = [failedItem(context, error, index)];
		else failures.set(index, error);
	};
	const open = stillToDo(progress, count, results, fail);
	const failedBefore = failures.size;
	let next = 0;
	let read = 0;
	const readOneAhead = (): boolean => {
		read = Math.max(read, next);
		const index = open[read];
		if (index === undefined || read - next >= concurrency || failures.size !== failedBefore) return false;
		readAhead(context, run.service, operation, index);
		read += 1;
		return true;
	};
	const turns = new StartGate(readOneAhead);
	const work = async () => {
		for (;;) {
			await turns.next();
			const index = open[next];
			if (index === undefined || failures.size !== failedBefore) return;
			next += 1;
			try {
				const items = await answerOf(run, index);
				results[index] = items;
				progress.done.set(index, items);
			} catch (cause) {
				stopWhenCancelled(transport.signal);
				fail(index, cause);
			}
		}
	};
	await Promise.all(Array.from({ length: Math.min(concurrency, open.length) }, work));
	if (failures.size > 0) throw stopped(failures, operation, progress, count);
	return results.flat();
}

async function answerOf(run: Run, index: number): Promise<INodeExecutionData[]> {
	const { context, operation, service, transport, findId } = run;
	const input = await readInput(context, service, operation, index, findId);
	if (operation.request) return await runWritten(run, operation.request, input, index);
	const pairedItem = { item: index };
	const detail = readDetail(context, operation, index);
	const limit = operation.output.kind === 'records' ? readLimit(context, index) : 0;
	if (input.matchesNothing) return [];
	const call = await buildCall(context, operation, input, index);
	switch (operation.output.kind) {
		case 'records':
			return await listed(run, operation, call, { limit, detail, index });
		case 'record': {
			const [record] = (await transport.send(call)).records;
			return [
				{
					json: isEmpty(record)
						? confirmation(operation, idsOf(input))
						: toJson(operation.output, withInput(operation, record, input), detail),
					pairedItem,
				},
			];
		}
		case 'file': {
			const { body } = await transport.send({
				...call,
				keep: async (bytes, headers) => await fileItem(context, operation, bytes, headers, index),
			});
			return [body as INodeExecutionData];
		}
		case 'none':
		case 'accepted':
		case 'any': {
			await transport.send(call);
			return [{ json: confirmation(operation, idsOf(input)), pairedItem }];
		}
	}
}

/** A record with what was asked for, where the vendor leaves that out. */
function withInput({ output: { fromInput = {} } }: Operation, record: unknown, { query }: Input): unknown {
	const asked = Object.entries(fromInput).map(([name, parameter]) => [name, query[parameter]]);
	return asked.length === 0 ? record : { ...Object.fromEntries(asked), ...(record as object) };
}

/** The ids in the address of a request. */
function idsOf({ path }: Input): Record<string, string> {
	return Object.fromEntries(Object.entries(path).map(([name, value]) => [name, decodeURIComponent(value)]));
}
