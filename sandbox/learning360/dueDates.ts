import type { PathSession } from './records.ts';

/** When the learners of a session are due: at its end. That the vendor counts so is inferred. */
export function dueIn({ endDate }: PathSession): { dueDate?: string } {
	return endDate === undefined ? {} : { dueDate: endDate };
}
