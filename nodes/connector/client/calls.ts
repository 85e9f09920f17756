import type { IDataObject } from 'n8n-workflow';
import pLimit from 'p-limit';
import { CallFailed } from '../model/failures';
import { operationById } from '../model/find';
import type { Operation } from '../model/operation';
import type { Service } from '../model/service';
import { multipart } from '../request/body';
import { callOf } from '../request/call';
import type { Call } from '../transport/call';
import { stopWhenCancelled } from '../transport/cancellation';
import type { Transport } from '../transport/transport';
import type { BulkOutcome } from './bulkResults';
import { submitBulk } from './bulkSubmission';
import { firstPage, recordsFrom } from './pagination';

/** Values for one call, by name on the wire. */
export interface CallInput {
	/** Which of the paths of the operation (`Operation.levels`), where it has several. */
	level?: string;
	path?: Record<string, string>;
	query?: Record<string, unknown>;
	/** Sent as JSON, or as a form of parts where the operation takes one. */
	body?: unknown;
}

/** Settings of the run. */
export interface RunSettings {
	/** Maximum number of concurrent calls. */
	concurrency: number;
	/** Whether the node continues when an item fails. */
	keepGoing: boolean;
	/** Time zone of the workflow, e.g. `Europe/Paris`. */
	timezone: string;
}

/**
 * Calls operations of the documents by ID, with the node's pacing, retries and errors. `Id` and `Code` are the operation IDs and error codes in the
 * documents of a service (`documented.d.ts`, written by the build).
 */
export class Calls<Id extends string = string, Code extends string = string> {
	private readonly answers = new Map<string, Promise<unknown>>();

	constructor(
		readonly service: Service,
		readonly transport: Transport,
		readonly settings: RunSettings,
	) {}

	/** Aborts when the execution is cancelled, if n8n provides a signal. */
	get signal(): AbortSignal | undefined {
		return this.transport.signal;
	}

	/** Sends one call and returns the record in its answer, or an empty object if the answer is documented to have none. */
	async one(id: Id, input: CallInput = {}): Promise<IDataObject> {
		const operation = operationById(this.service.catalogue, id);
		const { records } = await this.transport.send(this.call(operation, input));
		return (records[0] ?? {}) as IDataObject;
	}

	/** Reads a whole list; plain values are returned as they are. */
	async all<T = IDataObject>(id: Id, input: CallInput = {}): Promise<T[]> {
		return await this.read<T>(operationById(this.service.catalogue, id), input);
	}

	/** Reads a whole list whatever its entries are; a malformed entry does not fail the others. */
	async entries(id: Id, input: CallInput = {}): Promise<unknown[]> {
		const operation = operationById(this.service.catalogue, id);
		return await this.read<unknown>({ ...operation, output: { ...operation.output, oddEntries: 'all' } }, input);
	}

	private async read<T>(operation: Operation, input: CallInput): Promise<T[]> {
		const records: T[] = [];
		for await (const record of recordsFrom(
			this.transport,
			operation,
			firstPage(operation, this.call(operation, input)),
		)) {
			records.push(record as T);
		}
		return records;
	}

	/** Sends entries to a bulk operation, in as few calls as possible, one after the other. Returns one outcome per entry. */
	async bulk(id: Id, entries: IDataObject[]): Promise<BulkOutcome[]> {
		const operation = operationById(this.service.catalogue, id);
		const outcomes: BulkOutcome[] = [];
		for (let start = 0; start < entries.length; start += operation.bulk!.maxItems) {
			const batch: unknown[] = entries.slice(start, start + operation.bulk!.maxItems);
			outcomes.push(
				...(await submitBulk(this.service, this.transport, {
					operation,
					call: callOf(operation, { path: {}, query: {} }),
					values: batch,
				})),
			);
		}
		return outcomes;
	}

	/** Runs a call; returns `undefined` if the vendor refuses it with one of the given codes. */
	async unless<T>(codes: Code[], work: () => Promise<T>): Promise<T | undefined> {
		return await work().catch((error: unknown) => {
			if (isCode(error, codes)) return undefined;
			throw error;
		});
	}

	/** Reads something once per run of the node, however many items need it. */
	async remembered<T>(key: string, read: () => Promise<T>): Promise<T> {
		let answer = this.answers.get(key);
		if (!answer) {
			answer = read();
			this.answers.set(key, answer);
			answer.catch(() => this.answers.delete(key));
		}
		return (await answer) as T;
	}

	/**
	 * Processes a list, several entries at a time. After a failure no further entries are started, unless the node continues on fail.
	 *
	 * @returns for each entry its result, its failure, or `undefined` if it was not started
	 */
	async each<T, R>(entries: T[], work: (entry: T) => Promise<R>): Promise<Array<R | Error | undefined>> {
		const limit = pLimit(this.settings.concurrency);
		let stopped = false;
		const one = async (entry: T): Promise<R | Error | undefined> => {
			if (stopped) return undefined;
			try {
				return await work(entry);
			} catch (cause) {
				stopWhenCancelled(this.signal);
				stopped = !this.settings.keepGoing;
				return cause as Error;
			}
		};
		return await Promise.all(entries.map(async (entry) => await limit(one, entry)));
	}

	private call(operation: Operation, { level, path = {}, query = {}, body }: CallInput): Call {
		const encoded = Object.fromEntries(Object.entries(path).map(([name, value]) => [name, encodeURIComponent(value)]));
		const call = callOf(operation, { path: encoded, query, ...(level === undefined ? {} : { level }) });
		if (body === undefined) return call;
		if (operation.body === 'multipart')
			return { ...call, body: multipart(body as IDataObject, []) as unknown as Call['body'] };
		return { ...call, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) as Call['body'] };
	}
}

/** Whether the vendor refused a call with one of the given codes. */
function isCode(error: unknown, codes: string[]): boolean {
	return error instanceof CallFailed && codes.includes(error.failure.code ?? '');
}
