import { type Answer, type Call, type Handler, succeed } from '../../server/answer.ts';
import { filter } from '../../server/filters.ts';
import type { Company } from '../company.ts';

/** Handlers of one resource, by operation. */
export type Handlers = Record<string, Handler>;

/** Makes the handlers of one resource for a company. */
export type Resource = (company: Company) => Handlers;

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
