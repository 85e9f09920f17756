import { groupBy } from '../../../server/grouping.ts';
import type { Company } from '../../company.ts';
import type { Attempt } from '../../records.ts';
import { type Actions, isBetween } from '../answering.ts';
import { mailOf, usersOf, views } from '../views.ts';

/** What learners do in courses, and who is in a path. */
export const courses: Actions = {
	getCoursesStats: (company, _named, { query }) =>
		groupBy(company.attempts.where(isBetween(query)), ({ courseId }) => courseId).map(([_id, attempts]) => ({
			course: { _id, name: company.courses.get(_id)?.name },
			stats: byUser(company, attempts),
		})),
	getCourseStats: (company, { course }, { query }) => {
		const isInTime = isBetween(query);
		return byUser(
			company,
			company.attempts.where((attempt) => attempt.courseId === course._id && isInTime(attempt)),
		);
	},
	getUserCourseStats: (company, { course, user }) => ({
		attempts: company.attempts
			.where(({ courseId, userId }) => courseId === course._id && userId === user._id)
			.map((attempt) => views.attempt(company, attempt)),
		user: { _id: user._id, mail: user.mail },
	}),
	getPathUsers: (company, { path }) => {
		const entries = company.enrollments.where(({ pathId, status }) => pathId === path._id && status === 'published');
		return usersOf(
			company,
			entries.map(({ userId }) => userId),
		);
	},
};

function byUser(company: Company, attempts: Attempt[]): object[] {
	return groupBy(attempts, ({ userId }) => userId).map(([userId, own]) => ({
		attempts: own.map((attempt) => views.attempt(company, attempt)),
		user: { _id: userId, mail: mailOf(company, userId) },
	}));
}
