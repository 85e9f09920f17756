import type { IDataObject } from 'n8n-workflow';
import { type Job, eachAlone } from '../../connector/run/job';
import type { Calls } from '../vendor/calls';
import type { OperationId } from '../documented';
import { is, provenRecord, provenRecords } from './protections';
import { customFieldValuesOf, managersOf } from './reads';

const MILLISECONDS_PER_HOUR = 3_600_000;

/** Reads what the platform knows about the learning of one person. Names of courses and paths are read once for all items. */
export const getFullUserRecord: Job = {
	work: eachAlone(async (calls, { input }) => {
		const userId = String(input.body.userId);
		const path = { userId };
		const ofUser = { query: { userId: { eq: userId } } };
		// A filter that is ignored would mix the learning of other people in.
		const ofUserOnly = (what: string, entries: IDataObject[]) =>
			provenRecords<IDataObject>(`the ${what} of the user`, entries, { userId: is.sameId(userId) });
		const [user, groups, managers, courseStats, pathStats, certificates, customFields] = await Promise.all([
			calls
				.one('getUser', { path })
				.then((answer) => provenRecord<IDataObject>(`the user ${userId}`, answer, { _id: is.sameId(userId) })),
			calls
				.all('listUserMemberships', { path })
				.then((entries) =>
					provenRecords<IDataObject>('the groups of the user', entries, { groupId: is.id, role: is.text }),
				),
			managersOf(calls, userId),
			calls.all('listCourseStats', ofUser).then((entries) => ofUserOnly('courses', entries)),
			calls.all('listPathStats', ofUser).then((entries) => ofUserOnly('paths', entries)),
			calls
				.all('listUserCertificates', { path })
				.then((entries) => provenRecords<IDataObject>('the certificates of the user', entries, { _id: is.text })),
			customFieldValuesOf(calls, userId),
		]);
		const withNames = input.body.withoutNames !== true;
		const courses = withNames ? await named(calls, courseStats, 'course') : courseStats;
		const paths = withNames ? await named(calls, pathStats, 'path') : pathStats;
		return [
			{
				userId,
				user,
				totals: totals(courses, paths, certificates),
				groups,
				managers,
				courses,
				paths,
				certificates,
				customFields,
			},
		];
	}),
};

/** Adds the name of the course or path to each entry; `null` for one that is gone or hidden from the credential. */
async function named(calls: Calls, entries: IDataObject[], kind: 'course' | 'path'): Promise<IDataObject[]> {
	const [operation, idName, nameName] =
		kind === 'course'
			? (['getCourse', 'courseId', 'courseName'] as const)
			: (['getPath', 'pathId', 'pathName'] as const);
	return await Promise.all(
		entries.map(async (entry) => {
			const id = String(entry[idName]);
			return {
				...entry,
				[nameName]: await calls.remembered(
					`${operation} ${id}`,
					async () => await nameOf(calls, operation, idName, id),
				),
			};
		}),
	);
}

async function nameOf(calls: Calls, operation: OperationId, idName: string, id: string): Promise<string | null> {
	const record = await calls.unless(
		['courseNotFound', 'pathNotFound'],
		async () => await calls.one(operation, { path: { [idName]: id } }),
	);
	return record ? String(record.name) : null;
}

function totals(courses: IDataObject[], paths: IDataObject[], certificates: IDataObject[]): IDataObject {
	const now = new Date().toISOString();
	const scores = courses.map(({ score }) => score).filter((score): score is number => typeof score === 'number');
	const activities = courses
		.map(({ lastActivityAt }) => lastActivityAt)
		.filter((date): date is string => typeof date === 'string')
		.sort();
	const milliseconds = courses.reduce((sum, { timeSpent }) => sum + (typeof timeSpent === 'number' ? timeSpent : 0), 0);
	return {
		courses: new Set(courses.map(({ courseId }) => courseId)).size,
		coursesCompleted: new Set(courses.filter(({ completedAt }) => completedAt).map(({ courseId }) => courseId)).size,
		paths: paths.length,
		pathsCompleted: paths.filter(({ completedAt }) => completedAt).length,
		certificates: certificates.length,
		certificatesValid: certificates.filter(
			({ expirationDate }) => typeof expirationDate !== 'string' || expirationDate > now,
		).length,
		timeSpentHours: Math.round((milliseconds / MILLISECONDS_PER_HOUR) * 100) / 100,
		averageScore: scores.length > 0 ? Math.round(scores.reduce((sum, score) => sum + score, 0) / scores.length) : null,
		lastActivityAt: activities.at(-1) ?? null,
	};
}
