import isEqual from 'lodash/isEqual';
import type { IDataObject } from 'n8n-workflow';
import { CallFailed, UnknownOutcome } from '../model/failures';
import type { Call } from '../transport/call';
import type { Transport } from '../transport/transport';
import { type Listing, recordsFrom } from './pagination';

/** What became of one entry of a bulk operation. */
export type BulkOutcome = IDataObject | Error;

/** What the vendor says about one entry. */
interface Result {
	status?: string;
	errorMessage?: string;
	resourceId?: string;
	input?: unknown;
}

/** The list of results, one for each entry. */
export const RESULTS = {
	output: { kind: 'records', root: 'list', proof: ['status'], anyStatus: true },
	pagination: { kind: 'link' },
} satisfies Listing;

/**
 * Reads the results of a bulk operation that has ended.
 *
 * @param lookUp where a person sees what became of the bulk operation
 * @returns for each value, in the same order: what came out of it, or why it failed; an `UnknownOutcome` where the vendor says neither
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
				`The vendor gave ${status === undefined ? 'no result' : `the result "${String(status).slice(0, 80)}"`} for this item. ${where}`,
				lookUp,
			);
		return new CallFailed(errorMessage ?? `The vendor reports "${status}" for this item`, where, {
			status: 200,
			code: status,
		});
	});
}

/**
 * Puts the results in the order of the values. The vendor repeats the input in each result and does not say in which order they come: the
 * same order counts unless the inputs tell otherwise.
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
	// Inputs that the vendor words in its own way tell nothing.
	return found.some((result) => result !== undefined) ? found : results;
}

/** The same text for equal values, whatever the order of their fields. */
function keyOf(value: unknown): string {
	return (
		JSON.stringify(value, (_name, part: unknown) =>
			part !== null && typeof part === 'object' && !Array.isArray(part)
				? Object.fromEntries(Object.entries(part).sort())
				: part,
		) ?? ''
	);
}
