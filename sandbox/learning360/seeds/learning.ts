import { groupBy } from '../../server/grouping.ts';
import type { Recipes } from '../../server/recipes.ts';
import { shift } from '../../server/seeder.ts';
import type { Attempt, Audience, Course, Enrollment, Path, PathSession, User } from '../records.ts';
import { soon } from './classrooms.ts';

export interface Learning {
	courses: Course[];
	attempts: Attempt[];
	paths: Path[];
	pathSessions: PathSession[];
	audiences: Audience[];
	enrollments: Enrollment[];
}

/** Courses, paths, their sessions, and what learners did in them. */
export function seedLearning(recipes: Recipes, staff: User[]): Learning {
	const courses = recipes.make<Course>('courses');
	const paths = recipes.make<Path>('paths');
	const pathSessions = paths.flatMap((path, row) => seedSessions(recipes, path, row, staff));
	const enrollments = pathSessions.flatMap((session, row) => seedEnrollments(recipes, session, row, staff));
	recipes.addAll({ enrollments });
	const bySession = new Map(groupBy(enrollments, ({ sessionId }) => sessionId));
	const audiences = pathSessions
		.filter(({ isAudienceBuilder }) => isAudienceBuilder)
		.map(({ _id }) => audienceOf(_id, bySession.get(_id) ?? []));
	return { courses, attempts: recipes.make<Attempt>('attempts'), paths, pathSessions, audiences, enrollments };
}

/** Two to six sessions a path, half a year apart; the last one lies far ahead. */
function seedSessions(recipes: Recipes, path: Path, row: number, staff: User[]): PathSession[] {
	const count = 2 + (row % 5);
	return Array.from({ length: count }).flatMap((_, index) => {
		const isLast = index === count - 1;
		const startDate = isLast
			? `2031-0${1 + (row % 9)}-10T08:00:00.000Z`
			: shift('2024-01-15T08:00:00.000Z', index * 182 + row);
		const [mainInstructorId, ...instructorIds] = recipes.seeder.pickSome(staff, 1 + (index % 3)).map(({ _id }) => _id);
		const item = {
			path,
			row,
			index,
			number: row * 10 + index,
			startDate,
			month: startDate.slice(0, 7),
			plannedAt: soon(startDate, '2026-03-10'),
			mainInstructorId,
			instructorIds,
			validation: row + index,
			reenrolls: path.certificateId !== undefined && index === 1,
		};
		return recipes.make<PathSession>('pathSessions', [item]);
	});
}

/** Eight to 25 learners a session: most of them have completed those that have begun. */
function seedEnrollments(recipes: Recipes, session: PathSession, row: number, staff: User[]): Enrollment[] {
	const { seeder } = recipes;
	const isOpen = session.startDate < '2026-09-01';
	return seeder.pickSome(staff, 8 + (row % 18)).flatMap((user, index) => {
		const isDone = isOpen && (row + index) % 3 !== 0;
		const phase = isDone ? 'done' : isOpen && (row + index) % 2 === 0 ? 'begun' : 'new';
		const score = seeder.integer(40, 100);
		const statuses = {
			done: score >= 70 ? 'successful' : 'toRetake',
			begun: index % 4 === 0 ? 'late' : 'onTime',
			new: isOpen ? 'notYetStarted' : 'sessionNotOpened',
		};
		const item = {
			session,
			user,
			index,
			number: row * 100 + index,
			phase,
			score,
			status: statuses[phase],
			enrolledAt: shift(soon(session.startDate, '2026-08-01'), -7, index),
			leftAt: soon(session.startDate, '2026-08-20'),
		};
		return recipes.make<Enrollment>('enrollments', [item]);
	});
}

/** The people of a session who did not enroll themselves. */
function audienceOf(sessionId: string, enrollments: Enrollment[]): Audience {
	const ids = enrollments
		.filter(({ isSelfEnrolled, status }) => !isSelfEnrolled && status === 'published')
		.map(({ userId }) => userId);
	return { sessionId, mode: 'dynamic', filters: [{ type: 'users', ids }] };
}
