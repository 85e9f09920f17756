import type { IDataObject } from 'n8n-workflow';
import { operationById } from './listSearch';
import type { Operation } from './operation';
import { recordsOf } from './output';
import { firstPage, recordsFrom } from './pagination';
import { callOf } from './request';
import type { Service } from './service';
import type { Call, Transport } from './transport';

/** Values for one call, by their names on the wire. */
export interface CallInput {
	path?: Record<string, string>;
	query?: Record<string, unknown>;
	/** Sent as JSON. */
	body?: unknown;
}

/** Calls operations of the documents by their id, with the node's pacing, retries and errors. */
export class Calls {
	constructor(
		readonly service: Service,
		readonly transport: Transport,
	) {}

	/** Sends one call and gives the record of its answer; an empty object when the answer has no body. */
	async one(id: string, input: CallInput = {}): Promise<IDataObject> {
		const operation = operationById(this.service.catalogue, id);
		const { body } = await this.transport.send(this.call(operation, input));
		return (recordsOf(operation.output, body)[0] ?? {}) as IDataObject;
	}

	/** Reads a list to its end. */
	async all(id: string, input: CallInput = {}): Promise<IDataObject[]> {
		const operation = operationById(this.service.catalogue, id);
		const records: IDataObject[] = [];
		for await (const record of recordsFrom(this.transport, operation, firstPage(operation, this.call(operation, input)))) {
			records.push(record as IDataObject);
		}
		return records;
	}

	private call(operation: Operation, { path = {}, query = {}, body }: CallInput): Call {
		const encoded = Object.fromEntries(Object.entries(path).map(([name, value]) => [name, encodeURIComponent(value)]));
		const call = callOf(operation, { path: encoded, query });
		if (body === undefined) return call;
		return { ...call, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) as Call['body'] };
	}
}
