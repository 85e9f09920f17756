import type { LimitRule } from '../../server/limits.ts';
import type { Operation } from '../../server/operations.ts';

/**
 * Limits per company and second.
 * Source: https://360learning.readme.io/docs/copy-of-rate-limiting-errors
 */
const READS: LimitRule = { name: 'learning360.reads', requests: 50, perSeconds: 1 };
const WRITES: LimitRule = { name: 'learning360.writes', requests: 10, perSeconds: 1 };
const STANDARD_COURSES = ['createElearningStandardCourse', 'updateElearningStandardCourse'];

/** The limits an operation counts against. Bulk calls count by jobs running at once, see `bulk.ts`. */
export function limitsOf(operation: Operation): LimitRule[] {
	if (operation.security.length === 0 || isBulk(operation)) return [];
	if (operation.method === 'GET') return [READS];
	if (!STANDARD_COURSES.includes(operation.id)) return [WRITES];
	return [WRITES, { name: `learning360.${operation.id}`, requests: 1, perSeconds: 1 }];
}

/** Whether an operation is accepted and worked on later. */
export function isBulk(operation: Operation): boolean {
	return operation.successes.some(({ status }) => status === 202);
}
