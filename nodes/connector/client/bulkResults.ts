import isEqual from 'lodash/isEqual';
import type { IDataObject } from 'n8n-workflow';
import { CallFailed, UnknownOutcome } from '../model/failures';
import type { Call } from '../transport/call';
import type { Transport } from '../transport/transport';
import { type Listing, recordsFrom } from './pagination';

/** Outcome of one entry of a bulk operation. */
export type BulkOutcome = IDataObject | Error;

/** The vendor's result for one entry. */
interface Result {
	status?: string;
	errorMessage?: string;
	resourceId?: string;
	input?: unknown;
}

/** The results, one per entry. */
export const RESULTS = {
	output: { kind: 'records', root: 'list', proof: ['status'], anyStatus: true },
	pagination: { kind: 'link' },
} satisfies Listing;

/**
 * Reads the results of a finished bulk operation.
 *
 * @param lookUp operation with which a user can check the bulk operation
 * @returns for each value, in the same order, its result or its failure; an `UnknownOutcome` if the vendor reports neither
 */
export async function resultsOf(
	transport: Transport,
	call: Call,
	bulkOperationId: string,
	values: unknown[],
	lookUp?: string,
): Promise<BulkOutcome[]> {
	const results: Result[] = [];
	for await (const record of recordsFrom(transport, RESULTS, call)) results.push(record as Result);
	const inOrder = matched(values, results);
	return values.map((value, position) => {
		const { status, errorMessage, resourceId } = inOrder[position] ?? {};
		if (status === 'success')
			return { status, ...(resourceId ? { resourceId } : {}), bulkOperationId, input: value as IDataObject };
		const where = `Bulk operation ${bulkOperationId}`;
		if (status !== 'error' && errorMessage === undefined)
			return new UnknownOutcome(
				`${status === undefined ? 'There is no result' : `"${String(status).slice(0, 80)}" is no result`} for this item. ${where}`,
				lookUp,
			);
		return new CallFailed(errorMessage ?? `The result of this item is "${status}"`, where, {
			status: 200,
			code: status,
		});
	});
}

/**
 * Sorts the results in the order of the values. The vendor repeats the input in each result but does not document their order, so the order is kept
 * unless the inputs show another one.
 */
function matched(values: unknown[], results: Result[]): Array<Result | undefined> {
	const fits = (value: unknown, result: Result | undefined) =>
		result?.input === undefined || isEqual(result.input, value);
	if (values.length === results.length && values.every((value, position) => fits(value, results[position])))
		return results;
	const byInput = new Map<string, Result[]>();
	for (const result of results) {
		const key = keyOf(result.input);
		byInput.set(key, [...(byInput.get(key) ?? []), result]);
	}
	const found = values.map((value) => byInput.get(keyOf(value))?.shift());
	// Inputs that the vendor has changed prove nothing.
	return found.some((result) => result !== undefined) ? found : results;
}

/** Returns equal text for equal values, ignoring the order of fields. */
function keyOf(value: unknown): string {
	return (
		JSON.stringify(value, (_name, part: unknown) =>
			part !== null && typeof part === 'object' && !Array.isArray(part)
				? Object.fromEntries(Object.entries(part).sort())
				: part,
		) ?? ''
	);
}
