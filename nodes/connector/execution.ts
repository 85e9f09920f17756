import isEmpty from 'lodash/isEmpty';
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { runBulk } from './bulk';
import { runComposed, type ComposedOperation } from './composed';
import { FieldIssue, nodeError, plainError, UnknownOutcome, type NodeError } from './errors';
import { failedItem, orFailedItems } from './failedItem';
import { fileItem } from './files';
import { readAhead, readInput, type FindId, type Input } from './input';
import { idFinder } from './lookup';
import type { Operation } from './operation';
import { confirmation, toJson } from './output';
import { firstPage, pagesFrom } from './pagination';
import { inProgress, stillToDo, stopped, type Progress } from './progress';
import { buildCall } from './request';
import type { Service } from './service';
import { readDetail, readLimit, readOptions, type NodeOptions } from './settings';
import { Transport } from './transport';
import { Turns } from './turns';
import { stopWhenCancelled } from './wait';

/** Everything the work on one item needs. */
export interface Run {
	context: IExecuteFunctions;
	service: Service;
	operation: Operation;
	transport: Transport;
	findId: FindId;
	progress: Progress;
}

/**
 * Runs the chosen operation for every input item: bounded, in order, each output item paired with its input item.
 *
 * An item that cannot be done fails alone when the node continues on fail, else the node stops after the items under way. With an error output
 * every item fails alone, also when nothing can be done for any of them. When n8n runs the node again (Retry On Fail), items that are done are
 * not done again.
 *
 * @param composed operations that need more than one call, by the name their documents give (`x-composed`)
 * @throws NodeApiError or NodeOperationError with the number of the item
 */
export async function execute(context: IExecuteFunctions, service: Service, composed: Record<string, ComposedOperation> = {}): Promise<INodeExecutionData[][]> {
	const items = context.getInputData();
	if (items.length === 0) return [[]];
	return await inProgress(context, async (progress) => {
		const work = async () => await runAll(context, service, composed, progress, items.length);
		const failed = (cause: unknown) => items.flatMap((_item, index) => progress.done.get(index) ?? [failedItem(context, nodeError(context.getNode(), cause, index), index)]);
		return [await orFailedItems(context, work, failed)];
	});
}

async function runAll(context: IExecuteFunctions, service: Service, composed: Record<string, ComposedOperation>, progress: Progress, count: number): Promise<INodeExecutionData[]> {
	const operation = chosenOperation(context, service);
	const { options, transport } = await opened(context, service);
	const run: Run = { context, service, operation, transport, progress, findId: idFinder(service, transport) };
	if (operation.bulk) return await runBulk(run, count);
	const concurrency = options.concurrency ?? transport.concurrency(operation);
	if (operation.composed) return await runComposed(run, composed[operation.composed], count, concurrency);
	return await runItems(run, count, concurrency);
}

async function opened(context: IExecuteFunctions, service: Service): Promise<{ options: NodeOptions; transport: Transport }> {
	try {
		const options = readOptions(context.getNodeParameter('options', 0, {}));
		return { options, transport: await Transport.open(context, service, options) };
	} catch (error) {
		throw error instanceof FieldIssue ? plainError(context.getNode(), error) : error;
	}
}

function chosenOperation(context: IExecuteFunctions, { catalogue }: Service): Operation {
	const resource = context.getNodeParameter('resource', 0) as string;
	const value = context.getNodeParameter('operation', 0) as string;
	const operation = catalogue.resources.find((entry) => entry.value === resource)?.operations.find((entry) => entry.value === value);
	if (operation) return operation;
	throw new NodeOperationError(context.getNode(), `This version of the node does not know the operation ${resource}: ${value}`, {
		description: 'Choose the resource and the operation again',
	});
}

/** Works on the items, `concurrency` at a time, until all are done or, unless the node continues on fail, one has failed. */
async function runItems(run: Run, count: number, concurrency: number): Promise<INodeExecutionData[]> {
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
		if (read >= open.length || read - next >= concurrency || failures.size !== failedBefore) return false;
		readAhead(context, run.service, operation, open[read]);
		read += 1;
		return true;
	};
	const turns = new Turns(readOneAhead);
	const work = async () => {
		for (;;) {
			await turns.next();
			if (next >= open.length || failures.size !== failedBefore) return;
			const index = open[next];
			next += 1;
			try {
				results[index] = await answerOf(run, index);
				progress.done.set(index, results[index]);
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

async function answerOf({ context, operation, service, transport, findId }: Run, index: number): Promise<INodeExecutionData[]> {
	const input = await readInput(context, service, operation, index, findId);
	const pairedItem = { item: index };
	const detail = readDetail(context, operation, index);
	const limit = operation.output.kind === 'records' ? readLimit(context, index) : 0;
	if (input.matchesNothing) return [];
	const call = await buildCall(context, operation, input, index);
	switch (operation.output.kind) {
		case 'records': {
			const items: INodeExecutionData[] = [];
			const first = firstPage(operation, call, limit);
			for await (const { records } of pagesFrom(transport, operation, first)) {
				for (const record of records) {
					items.push({ json: toJson(operation.output, record, detail), pairedItem });
					if (items.length >= limit) return items;
				}
			}
			return items;
		}
		case 'record': {
			const [record] = (await transport.send(call)).records;
			return [{ json: isEmpty(record) ? confirmation(operation, idsOf(input)) : toJson(operation.output, record, detail), pairedItem }];
		}
		case 'file': {
			const { body } = await transport.send({ ...call, keep: async (bytes, headers) => await fileItem(context, operation, bytes, headers, index) });
			return [body as INodeExecutionData];
		}
		case 'none':
		case 'accepted': {
			await transport.send(call);
			return [{ json: confirmation(operation, idsOf(input)), pairedItem }];
		}
	}
}

/** The ids in the address of a request. */
function idsOf({ path }: Input): Record<string, string> {
	return Object.fromEntries(Object.entries(path).map(([name, value]) => [name, decodeURIComponent(value)]));
}
