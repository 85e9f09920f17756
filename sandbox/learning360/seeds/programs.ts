import type { Recipes } from '../../server/recipes.ts';
import { shift } from '../../server/seeder.ts';
import type { ProgramEnrollment, ProgramSession, ProgramTemplate } from '../platformRecords.ts';
import type { User } from '../records.ts';

/** Programs exist in API v1 only: templates, three to six sessions of each, and who attends. */
export function seedPrograms(recipes: Recipes, staff: User[]) {
	const programTemplates = recipes.make<ProgramTemplate>('programTemplates');
	const items = programTemplates.flatMap((template, row) =>
		Array.from({ length: 3 + (row % 4) }, (_, index) => {
			const startDate = shift('2024-03-04T08:00:00.000Z', index * 240 + row * 3);
			const modules = template.elements.map(({ _id, type }) => ({ _id, type }));
			return { template, row, index, number: row * 10 + index, startDate, month: startDate.slice(0, 7), modules };
		}),
	);
	const programSessions = recipes.make<ProgramSession>('programSessions', items);
	const programEnrollments = programSessions.flatMap((session, row) => {
		const isOver = session.startDate < '2026-08';
		const learners = recipes.seeder.pickSome(staff, 5 + (row % 12));
		const entries = learners.map((user, index) => ({ session, user, isDone: isOver && index % 3 !== 0 }));
		return recipes.make<ProgramEnrollment>('programEnrollments', entries);
	});
	return { programTemplates, programSessions, programEnrollments };
}
