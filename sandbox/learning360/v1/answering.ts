import type { Call } from '../../server/answer.ts';
import type { Company } from '../company.ts';
import type { Named } from './named.ts';

/** What an operation does with the records that its path names; what it returns is the body of the answer. */
export type Action = (company: Company, named: Named, call: Call) => unknown;

/** The operations of one resource that do not follow from their shape, by ID. */
export type Actions = Record<string, Action>;

/**
 * A test for the filters of a query by date: `createdAfter` and `completedAtBefore` look at `createdAt` and `completedAt`.
 * Records without the date do not pass.
 */
export function isBetween(query: Record<string, unknown>): (row: object) => boolean {
	const tests = Object.entries(query).flatMap(([name, limit]) => {
		const [, base, side] = /^(\w+?)(?:At)?(After|Before)$/.exec(name) ?? [];
		if (base === undefined) return [];
		return [
			(row: Record<string, unknown>) => {
				const time = Date.parse(String(row[`${base}At`]));
				return side === 'After' ? time > Date.parse(String(limit)) : time < Date.parse(String(limit));
			},
		];
	});
	return (row) => tests.every((test) => test(row as Record<string, unknown>));
}
