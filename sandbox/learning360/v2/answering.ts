import type { Answer, Call, Handler } from '../../server/answer.ts';
import { filter } from '../../server/filters.ts';
import type { Company } from '../company.ts';

/** Handlers of one resource, by operation. */
export type Handlers = Record<string, Handler>;

/** Makes the handlers of one resource for a company. */
export type Resource = (company: Company) => Handlers;

/** The first documented success of the operation, with this body where it has one. */
export function succeed({ operation }: Call, body?: unknown): Answer {
	const [success] = operation.successes;
	return { status: success?.status ?? 200, ...(success?.mediaType !== undefined && { body }) };
}

/** A list, filtered by the query; pages are cut later. */
export function list<T extends object>(
	call: Call,
	rows: readonly T[],
	read?: Record<string, (row: T) => unknown>,
): Answer {
	return succeed(call, filter(rows, call.query, read));
}

/** The properties of a body that are given, as a change of a record; `null` clears. */
export function given(body: Record<string, unknown>, ...names: string[]): Record<string, unknown> {
	return Object.fromEntries(Object.entries(body).filter(([name]) => names.length === 0 || names.includes(name)));
}
