import isEmpty from 'lodash/isEmpty';
import isPlainObject from 'lodash/isPlainObject';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { readWrittenRequest, type WrittenRequest } from '../input/anyRequest';
import { readLimit } from '../input/detail';
import type { Input } from '../input/input';
import type { AnyRequest } from '../model/operation';
import { toJson } from '../output/item';
import { addressed } from '../request/anyRequest';
import type { Call } from '../transport/call';
import { listed } from './listed';
import { checkRequest } from './permission';
import type { Run } from './run';

/** Sends a call that a user wrote, or reports it in a dry run. */
export async function runWritten(
	run: Run,
	rule: AnyRequest,
	input: Input,
	index: number,
): Promise<INodeExecutionData[]> {
	const { context, service, transport } = run;
	const written = readWrittenRequest(input, transport.host, rule, service.catalogue.headers);
	checkRequest(context, written);
	const { operation, call } = addressed(service.catalogue, run.operation, rule, written);
	const pairedItem = { item: index };
	const detail = { kind: 'raw' } as const;
	if (written.dryRun) {
		const json = reported(written, call, transport.address(call), service.catalogue.headers);
		return [{ json, pairedItem }];
	}
	if (written.method === 'GET') {
		const items = await listed(run, operation, call, { limit: readLimit(context, index), detail, index });
		return items.map((item) => (isNothing(item.json) ? { json: { success: true }, pairedItem } : item));
	}
	const { records, headers } = await transport.send(call);
	const done = { success: true, ...(headers.location === undefined ? {} : { location: String(headers.location) }) };
	if (records.length === 0) return [{ json: done, pairedItem }];
	return records.map((record) => ({
		json: isNothing(record) ? done : toJson(operation.output, record, detail),
		pairedItem,
	}));
}

/** What stands for an answer without a body. */
function isNothing(record: unknown): boolean {
	return isPlainObject(record) && isEmpty(record);
}

/** The request as it would go out, without what signs it. */
function reported(
	{ method, body }: WrittenRequest,
	call: Call,
	url: string,
	versioned: Record<string, string>,
): IDataObject {
	return {
		dryRun: true,
		method,
		url,
		headers: { ...versioned, ...call.headers },
		...(body === undefined ? {} : { body: body as IDataObject }),
	};
}
