import type { INodeExecutionData } from 'n8n-workflow';
import { firstPage, pagesFrom } from '../client/pagination';
import type { Detail, Operation } from '../model/operation';
import { toJson } from '../output/item';
import type { Call } from '../transport/call';
import type { Run } from './run';

/**
 * Reads a list page by page.
 *
 * @param call the call for the first page
 * @param limit most records
 * @param index number of the input item
 */
export async function listed(
	{ transport, answer }: Run,
	operation: Operation,
	call: Call,
	{ limit, detail, index }: { limit: number; detail: Detail; index: number },
): Promise<INodeExecutionData[]> {
	const items: INodeExecutionData[] = [];
	const most = Math.min(limit, answer?.records ?? limit);
	// Where nobody knows whether there are pages, the first call goes out as it was written.
	const first = operation.output.kind === 'any' ? call : firstPage(operation, call, most);
	for await (const { records, next } of pagesFrom(transport, operation, first)) {
		for (const [position, record] of records.entries()) {
			items.push({ json: toJson(operation.output, record, detail), pairedItem: { item: index } });
			if (items.length < most) continue;
			answer?.noteLeft(records.length - position - 1, next !== undefined);
			return items;
		}
	}
	return items;
}
