import type { Input } from '../input/input';
import { FieldIssue } from '../model/failures';
import { pathOf } from '../model/find';
import type { Operation } from '../model/operation';
import type { Call } from '../transport/call';

/** The request without its body. */
export function callOf(operation: Operation, input: Pick<Input, 'level' | 'path' | 'query'>): Call {
	const address = pathOf(operation, input.level).replace(/\{(\w+)\}/g, (_match, name: string) => {
		const value = input.path[name];
		if (value === undefined) throw new FieldIssue(name, 'Fill this in, the address needs it');
		return value;
	});
	const query = writeQuery({ ...operation.constants?.query, ...input.query }, operation.query ?? {});
	return {
		method: operation.method,
		url: query === '' ? address : `${address}?${query}`,
		paces: operation.paces,
		operation,
		repeatable: operation.repeatable,
		output: operation.output,
	};
}

/**
 * Builds a query: plain values, one JSON object as text, search conditions, or filters in brackets (`createdAt[gte]=…`, `type[in][0]=…`). Brackets are not encoded:
 * 360Learning documents them this way, and the URL standard allows it.
 */
export function writeQuery(values: Record<string, unknown>, encodings: NonNullable<Operation['query']>): string {
	return Object.entries(values)
		.flatMap(([name, value]) => {
			const encoding = encodings[name];
			if (encoding === 'json') return [`${name}=${encodeURIComponent(JSON.stringify(value))}`];
			if (typeof encoding === 'object')
				return [`${name}=${encodeURIComponent(conditions(encoding.conditions, value as Record<string, unknown>))}`];
			return brackets(encodeURIComponent(name), value);
		})
		.join('&');
}

/**
 * Search conditions of Zoho People: one JSON object for each field, joined by `|`.
 * Source: https://www.zoho.com/people/api/forms-api/search-record.html
 */
function conditions(searchOperator: string, values: Record<string, unknown>): string {
	return Object.entries(values)
		.map(([searchField, searchText]) => JSON.stringify({ searchField, searchOperator, searchText: String(searchText) }))
		.join('|');
}

function brackets(name: string, value: unknown): string[] {
	if (Array.isArray(value)) return value.flatMap((entry, index) => brackets(`${name}[${index}]`, entry));
	if (value !== null && typeof value === 'object') {
		return Object.entries(value).flatMap(([key, entry]) => brackets(`${name}[${encodeURIComponent(key)}]`, entry));
	}
	return value === undefined ? [] : [`${name}=${encodeURIComponent(String(value))}`];
}
