import type { Catalogue } from '../model/catalogue';
import { operationById, placeholders } from '../model/find';
import type { List } from '../model/list';
import type { Operation } from '../model/operation';
import { callOf } from '../request/call';
import type { Call } from '../transport/call';
import { place } from '../wire/place';
import { firstPage } from './pagination';

/** Builds the call for the first page of a list. */
export function listCall(
	catalogue: Catalogue,
	list: List,
	needs: Record<string, string>,
	query: Record<string, unknown> = {},
): { operation: Operation; call: Call } {
	const operation = operationById(catalogue, list.operation);
	const path: Record<string, string> = {};
	const values: Record<string, unknown> = { ...query };
	for (const [wire, value] of Object.entries(needs)) {
		if (operation.fields.some((field) => field.at === 'path' && field.wire[0] === wire))
			path[wire] = encodeURIComponent(value);
		else values[wire] = value;
	}
	for (const [name, value] of Object.entries(list.with ?? {})) {
		const field = operation.fields.find((candidate) => candidate.name === name);
		place(values, field?.wire ?? [name], value);
	}
	const level = operation.levels?.find(
		({ value }) =>
			placeholders(operation, value).every((name) => name in path) &&
			placeholders(operation, value).length === Object.keys(path).length,
	);
	return { operation, call: firstPage(operation, callOf(operation, { path, query: values, level: level?.value })) };
}
