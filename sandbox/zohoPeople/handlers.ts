import type { Operation } from '../server/operations.ts';
import type { Academy } from './academy.ts';
import type { Handlers } from './answering.ts';
import { courses } from './operations/courses.ts';
import { employees } from './operations/employees.ts';
import { learners } from './operations/learners.ts';
import { progress } from './operations/progress.ts';
import { handlerByShape } from './shapes.ts';

/** Handlers of the LMS: by name where an operation is more than its address says, by shape everywhere else. */
export function lmsHandlers(academy: Academy, operations: Operation[]): Handlers {
	const named: Handlers = Object.assign(
		{},
		...[courses, employees, learners, progress].map((resource) => resource(academy)),
	);
	const shaped = operations.map((operation): [string, Handlers[string] | undefined] => [
		operation.id,
		handlerByShape(academy, operation),
	]);
	return {
		...Object.fromEntries(shaped.filter((entry): entry is [string, Handlers[string]] => entry[1] !== undefined)),
		...named,
	};
}
