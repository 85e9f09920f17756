import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { CallFailed, FieldIssue, nodeError, UnknownOutcome } from './errors';
import type { Run } from './execution';
import { failed } from './execution';
import { readInput } from './input';
import type { Operation } from './operation';
import { callOf } from './request';
import { recordsFrom } from './pagination';
import type { Service } from './service';
import type { Call, Transport } from './transport';
import { wait } from './wait';

/** Waiting times between two looks at a bulk operation: the first one, and the longest. */
const FIRST_LOOK_MS = 500;
const LONGEST_LOOK_MS = 15_000;

/** Code of a bulk operation that the vendor ended without working through it. */
const STOPPED = 'bulkOperationError';

/** Input items that go out in one call. */
interface Batch {
	/** Call without its body; items with other addresses are other batches. */
	call: Call;
	entries: Array<{ index: number; value: Record<string, unknown> }>;
}

/** What the vendor says about one entry. */
interface Result {
	status?: string;
	errorMessage?: string;
	resourceId?: string;
	input?: unknown;
}

/**
 * Sends all input items in as few calls as the vendor's maximum allows, follows each bulk operation and gives every result back on the input
 * item it belongs to.
 *
 * @throws NodeApiError or NodeOperationError of the first item that failed, unless the node continues on fail
 */
export async function runBulk(run: Run, count: number): Promise<INodeExecutionData[]> {
	const { context, progress, operation } = run;
	const results: INodeExecutionData[][] = [];
	const errors = new Map<number, Error>();
	const fail = (index: number, cause: unknown) => {
		if (cause instanceof UnknownOutcome) progress.unknown.set(index, cause);
		errors.set(index, nodeError(context.getNode(), cause, index, operation));
	};
	const batches = await collect(run, count, results, fail);
	if (errors.size > 0 && !context.continueOnFail()) throw errors.get(Math.min(...errors.keys()))!;
	await Promise.all(
		batches.map(async (batch) => {
			try {
				for (const [index, outcome] of await runBatch(run, batch)) {
					if (outcome instanceof Error) fail(index, outcome);
					else {
						results[index] = [{ json: outcome, pairedItem: { item: index } }];
						progress.done.set(index, results[index]);
					}
				}
			} catch (cause) {
				for (const { index } of batch.entries) fail(index, cause);
			}
		}),
	);
	if (errors.size > 0 && !context.continueOnFail()) throw errors.get(Math.min(...errors.keys()))!;
	for (const [index, error] of errors) results[index] = [failed(error, index)];
	return results.flat();
}

/** Reads all items first, so that nothing is sent while an input is wrong, and puts those with the same address together. */
async function collect(run: Run, count: number, results: INodeExecutionData[][], fail: (index: number, cause: unknown) => void): Promise<Batch[]> {
	const { context, service, operation, findId, progress } = run;
	const batches: Batch[] = [];
	const open = new Map<string, Batch>();
	for (let index = 0; index < count; index += 1) {
		const done = progress.done.get(index);
		const unknown = progress.unknown.get(index);
		if (done) results[index] = done;
		if (unknown) fail(index, unknown);
		if (done || unknown) continue;
		try {
			const input = await readInput(context, service, operation, index, findId);
			const call = callOf(operation, input);
			let batch = open.get(call.url);
			if (!batch || batch.entries.length >= operation.bulk!.maxItems) {
				batch = { call, entries: [] };
				open.set(call.url, batch);
				batches.push(batch);
			}
			batch.entries.push({ index, value: input.body });
		} catch (cause) {
			fail(index, cause);
		}
	}
	return batches;
}

async function runBatch({ context, service, operation, transport }: Run, { call, entries }: Batch): Promise<Map<number, BulkOutcome>> {
	const waits = context.getNodeParameter('waitForCompletion', 0, true) as boolean;
	const outcomes = await sendBulk(service, transport, operation, call, entries.map(({ value }) => value), waits);
	return new Map(entries.map(({ index }, position) => [index, outcomes[position]]));
}

/** What became of one entry of a bulk operation. */
export type BulkOutcome = IDataObject | Error;

/**
 * Sends entries in one call and waits for their results; holds one of the places for bulk operations meanwhile.
 *
 * @param call the call without its body
 * @param values the entries, as many as the vendor takes in one call at most
 * @param waits whether to wait for the results, or only to start the operation
 * @returns one outcome per entry, in the same order
 * @throws CallFailed when the vendor refuses the call or stops the operation
 * @throws UnknownOutcome when the operation was started and could not be followed
 */
export async function sendBulk(service: Service, transport: Transport, operation: Operation, call: Call, values: unknown[], waits = true): Promise<BulkOutcome[]> {
	const rule = service.catalogue.bulk;
	if (!rule) throw new FieldIssue(operation.name, 'The documents do not say how bulk operations are followed');
	const places = await Promise.all(operation.paces.map(async (pace) => await transport.reserve(pace, operation)));
	try {
		const body = JSON.stringify({ [operation.bulk!.property]: values }) as Call['body'];
		const started = await transport.send({ ...call, paces: [], body, headers: { 'content-type': 'application/json' }, expects: 'nothing' });
		const bulkOperationId = idIn(started.headers[rule.header]);
		if (!waits) return values.map((value) => ({ status: 'started', bulkOperationId, input: value as IDataObject }));
		const look = (path: string): Call => ({ method: 'GET', url: path.replace('{id}', encodeURIComponent(bulkOperationId)), paces: rule.paces, repeatable: true, expects: 'json' });
		try {
			await followed(transport, look(rule.statusPath));
			return await resultsOf(transport, look(rule.resultsPath), bulkOperationId, values);
		} catch (error) {
			throw afterStart(bulkOperationId, error as Error);
		}
	} finally {
		for (const place of places) place.release();
	}
}

/** What is known once an operation was started: the vendor stopped it, or nobody knows how it went on. */
function afterStart(bulkOperationId: string, error: Error): Error {
	if (error instanceof CallFailed && error.failure.code === STOPPED) return error;
	return new UnknownOutcome(`The bulk operation ${bulkOperationId} was started, but it could not be followed: ${error.message}`);
}

function idIn(header: string | string[] | undefined): string {
	const address = (Array.isArray(header) ? header[0] : header) ?? '';
	const id = address.split('?')[0].replace(/\/+$/, '').split('/').pop() ?? '';
	if (id === '') throw new UnknownOutcome('The vendor accepted the bulk operation but did not say its number');
	return decodeURIComponent(id);
}

/** Looks at the operation until it has ended, more and more seldom. */
async function followed(transport: Transport, call: Call): Promise<void> {
	for (let pause = FIRST_LOOK_MS; ; pause = Math.min(LONGEST_LOOK_MS, pause * 1.6)) {
		await wait(pause, transport.signal);
		const { body } = await transport.send(call);
		const status = (body as IDataObject).status;
		if (status === 'completed') return;
		if (status === 'error') {
			const message = (body as IDataObject).errorMessage ?? (body as IDataObject).message;
			throw new CallFailed(`The vendor stopped the bulk operation${message ? `: ${String(message)}` : ''}`, 'Look at the bulk operation in the vendor\'s interface, then run the items again', { status: 200, code: STOPPED });
		}
	}
}

async function resultsOf(transport: Transport, call: Call, bulkOperationId: string, values: unknown[]): Promise<BulkOutcome[]> {
	const list: Operation = { id: 'bulkResults', output: { kind: 'records' }, pagination: { kind: 'link' } } as Operation;
	const results: Result[] = [];
	for await (const record of recordsFrom(transport, list, call)) results.push(record as Result);
	return values.map((value, position) => {
		const { status, errorMessage, resourceId } = results[position] ?? {};
		if (status === 'success') return { status, ...(resourceId ? { resourceId } : {}), bulkOperationId, input: value as IDataObject };
		const said = errorMessage ?? 'The vendor gave no result for this item';
		return new CallFailed(said, `Bulk operation ${bulkOperationId}`, { status: 200, code: status ?? 'noResult' });
	});
}
