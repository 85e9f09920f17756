import type { IDataObject } from 'n8n-workflow';
import pLimit from 'p-limit';
import { CallFailed } from '../model/failures';
import { operationById } from '../model/find';
import type { Operation } from '../model/operation';
import type { Service } from '../model/service';
import { callOf } from '../request/call';
import type { Call } from '../transport/call';
import { stopWhenCancelled } from '../transport/cancellation';
import type { Transport } from '../transport/transport';
import type { BulkOutcome } from './bulkResults';
import { submitBulk } from './bulkSubmission';
import { firstPage, recordsFrom } from './pagination';

/** Values for one call, by their names on the wire. */
export interface CallInput {
	path?: Record<string, string>;
	query?: Record<string, unknown>;
	/** Sent as JSON. */
	body?: unknown;
}

/** How the node is to be run. */
export interface RunSettings {
	/** Most calls under way at the same time. */
	concurrency: number;
	/** The node continues when an item fails. */
	keepGoing: boolean;
	/** Time zone of the workflow, e.g. `Europe/Paris`. */
	timezone: string;
}

/**
 * Calls operations of the documents by their id, with the node's pacing, retries and errors. `Id` and `Code` are the ids of the operations and
 * the error codes that the documents of a service name (`documented.d.ts`, written by the build).
 */
export class Calls<Id extends string = string, Code extends string = string> {
	private readonly answers = new Map<string, Promise<unknown>>();

	constructor(
		readonly service: Service,
		readonly transport: Transport,
		readonly settings: RunSettings,
	) {}

	/** Signal that the execution was cancelled, where n8n gives one. */
	get signal(): AbortSignal | undefined {
		return this.transport.signal;
	}

	/** Sends one call and gives the record of its answer; an empty object when its answer has none by its documentation. */
	async one(id: Id, input: CallInput = {}): Promise<IDataObject> {
		const operation = operationById(this.service.catalogue, id);
		const { records } = await this.transport.send(this.call(operation, input));
		return (records[0] ?? {}) as IDataObject;
	}

	/** Reads a list to its end; entries that are plain values come as they are. */
	async all<T = IDataObject>(id: Id, input: CallInput = {}): Promise<T[]> {
		return await this.read<T>(operationById(this.service.catalogue, id), input);
	}

	/** Reads a list to its end, whatever its entries are: an odd one does not keep the others from being read. */
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

	/** Sends entries to a bulk operation, in as few calls as the vendor takes, one after the other; gives one outcome per entry. */
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

	/** Does something; gives `undefined` when the vendor refuses it with one of these codes. */
	async unless<T>(codes: Code[], work: () => Promise<T>): Promise<T | undefined> {
		return await work().catch((error: unknown) => {
			if (isCode(error, codes)) return undefined;
			throw error;
		});
	}

	/** Reads something once in this run of the node, however many items ask for it. */
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
	 * Works through a list, some entries at the same time. Once one fails no further ones are begun, unless the node continues on fail.
	 *
	 * @returns for each entry what it gave, why it failed, or `undefined` when it was not begun
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

	private call(operation: Operation, { path = {}, query = {}, body }: CallInput): Call {
		const encoded = Object.fromEntries(Object.entries(path).map(([name, value]) => [name, encodeURIComponent(value)]));
		const call = callOf(operation, { path: encoded, query });
		if (body === undefined) return call;
		return { ...call, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) as Call['body'] };
	}
}

/** Whether the vendor refused a call with one of these codes. */
function isCode(error: unknown, codes: string[]): boolean {
	return error instanceof CallFailed && codes.includes(error.failure.code ?? '');
}
