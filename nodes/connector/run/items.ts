import isEmpty from 'lodash/isEmpty';
import type { INodeExecutionData } from 'n8n-workflow';
import { readDetail, readLimit } from '../input/detail';
import { type FilledIn, type Input, readAhead, readInput } from '../input/input';
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

/**
 * Works on the items, `concurrency` at a time, until all are done or, unless the node continues on fail, one has failed.
 *
 * @param count number of input items
 * @throws the error of the first item that failed, unless the node continues on fail; cancellation as n8n reports it
 */
export async function runItems(run: Run, count: number, concurrency: number): Promise<INodeExecutionData[]> {
	return await new ItemLoop(run, count, concurrency).run();
}

/**
 * The items of one run on their way: `open` holds their numbers, of which those before `next` have begun. Fields of a few after them are read
 * ahead, up to `read`, while requests are under way.
 */
class ItemLoop {
	/** Output by number of the item; those that failed have one only if the node continues on fail. */
	private readonly results: INodeExecutionData[][] = [];
	/** What failed, by number of the item; stays empty if the node continues on fail. */
	private readonly failures = new Map<number, NodeError>();
	private readonly keepGoing: boolean;
	/** Numbers of the items that an earlier try has not dealt with, in order. */
	private readonly open: number[];
	/** Failures that an earlier try left; they do not keep the other items from being done. */
	private readonly failedBefore: number;
	private next = 0;
	private read = 0;
	/** What was read ahead, by number of the item, until its turn. */
	private readonly ahead = new Map<number, FilledIn>();
	private readonly gate = new StartGate(() => this.readOneAhead());

	constructor(
		private readonly job: Run,
		private readonly count: number,
		private readonly concurrency: number,
	) {
		this.keepGoing = job.context.continueOnFail();
		this.open = stillToDo(job.progress, count, this.results, (index, cause) => this.fail(index, cause));
		this.failedBefore = this.failures.size;
	}

	async run(): Promise<INodeExecutionData[]> {
		const workers = Math.min(this.concurrency, this.open.length);
		await Promise.all(Array.from({ length: workers }, async () => await this.work()));
		const { operation, progress } = this.job;
		if (this.failures.size > 0) throw stopped(this.failures, operation, progress, this.count);
		return this.results.flat();
	}

	/** One of the workers: takes an item, does it, takes another. */
	private async work(): Promise<void> {
		for (;;) {
			await this.gate.next();
			const index = this.take();
			if (index === undefined) return;
			await this.doItem(index);
		}
	}

	/** The number of the item to begin now; none once all have begun or the node has to stop. */
	private take(): number | undefined {
		const index = this.open[this.next];
		if (index === undefined || this.hasToStop) return undefined;
		this.next += 1;
		return index;
	}

	private async doItem(index: number): Promise<void> {
		try {
			const ahead = this.ahead.get(index);
			this.ahead.delete(index);
			const items = await answerOf(this.job, index, ahead);
			this.results[index] = items;
			this.job.progress.done.set(index, items);
		} catch (cause) {
			stopWhenCancelled(this.job.transport.signal);
			this.fail(index, cause);
		}
	}

	private fail(index: number, cause: unknown): void {
		const { context, progress } = this.job;
		if (cause instanceof UnknownOutcome) progress.unknown.set(index, cause);
		const error = nodeError(context.getNode(), cause, index);
		if (this.keepGoing) this.results[index] = [failedItem(context, error, index)];
		else this.failures.set(index, error);
	}

	private get hasToStop(): boolean {
		return this.failures.size !== this.failedBefore;
	}

	/** Reads the fields of one more item that is soon to begin; returns whether there was one to read. */
	private readOneAhead(): boolean {
		this.read = Math.max(this.read, this.next);
		const index = this.open[this.read];
		if (index === undefined || this.read - this.next >= this.concurrency || this.hasToStop) return false;
		const ahead = readAhead(this.job.context, this.job.service, this.job.operation, index);
		if (ahead) this.ahead.set(index, ahead);
		this.read += 1;
		return true;
	}
}

async function answerOf(run: Run, index: number, ahead: FilledIn | undefined): Promise<INodeExecutionData[]> {
	const { context, operation, service, transport, findId } = run;
	const input = await readInput(context, service, operation, index, findId, ahead);
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
