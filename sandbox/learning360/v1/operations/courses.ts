import type { Call } from '../../../server/answer.ts';
import { groupBy } from '../../../server/grouping.ts';
import type { Company } from '../../company.ts';
import type { Attempt, Path } from '../../records.ts';
import { Finder, missing, type Resource, succeed } from '../answering.ts';
import { Views } from '../views.ts';

/** Filters of the statistics, by the property they look at. */
const STATISTICS = {
	completedAt: 'completedAt',
	firstActivityAt: 'firstActivityAt',
	lastActivityAt: 'lastActivityAt',
} as const;

export const courses: Resource = (company) => {
	const views = new Views(company);
	const find = (call: Call) => new Finder(company, call);
	return {
		getCourses: (call) => {
			const { createdAfter, createdBefore, modifiedAfter, modifiedBefore } = call.query;
			const found = company.courses.where(
				({ createdAt, modifiedAt }) =>
					isBetween(createdAt, createdAfter, createdBefore) && isBetween(modifiedAt, modifiedAfter, modifiedBefore),
			);
			return succeed(
				call,
				found.map((course) => views.course(course)),
			);
		},
		getCourse: (call) => succeed(call, views.course(find(call).course('course_id'))),
		getCoursesStats: (call) => {
			const byCourse = groupBy(selected(company, call), ({ courseId }) => courseId);
			return succeed(
				call,
				byCourse.map(([courseId, attempts]) => ({
					course: { _id: courseId, name: company.courses.get(courseId)?.name },
					stats: byUser(company, views, attempts),
				})),
			);
		},
		getCourseStats: (call) => {
			const { _id } = find(call).course('courseId');
			return succeed(
				call,
				byUser(
					company,
					views,
					selected(company, call).filter(({ courseId }) => courseId === _id),
				),
			);
		},
		getUserCourseStats: (call) => {
			const { _id } = find(call).course('course_id');
			const user = find(call).user('user_email');
			const attempts = company.attempts.where(({ courseId, userId }) => courseId === _id && userId === user._id);
			return succeed(call, {
				attempts: attempts.map((attempt) => views.attempt(attempt)),
				user: { _id: user._id, mail: user.mail },
			});
		},
		getPaths: (call) => {
			const found = company.paths.where(({ modifiedAt }) => isBetween(modifiedAt, call.query.modifiedAfter));
			return succeed(
				call,
				found.map((path) => views.path(path)),
			);
		},
		getPath: (call) => succeed(call, views.path(find(call).path())),
		getPathUsers: (call) => {
			const { _id } = find(call).path();
			const ids = new Set(
				company.enrollments
					.where(({ pathId, status }) => pathId === _id && status === 'published')
					.map(({ userId }) => userId),
			);
			return succeed(call, views.users(company.users.where((user) => ids.has(user._id))));
		},
		createPath: (call) => {
			const { name, ownerGroup, steps = [], sourceLang = 'en', defaultLang = sourceLang } = call.body;
			if (!company.groups.has(ownerGroup)) throw missing(call.operation, 'group_not_found');
			const now = company.now();
			const path: Path = {
				_id: company.newId(),
				name,
				...authors(company, call, company.owner()._id),
				...readPath(call),
				groupId: ownerGroup,
				createdAt: now,
				modifiedAt: now,
				defaultLang,
				sourceLang,
				status: 'published',
				options: { ...NO_OPTIONS, ...readOptions(call) },
				steps: steps
					.filter(({ type }: { type: string }) => type === 'course')
					.map(({ id }: { id: string }) => ({
						_id: id,
						type: 'course',
						options: { optional: false, showCorrection: 'onCompletion', showForum: 'onCompletion' },
					})),
				translations: [],
			};
			company.paths.put(path);
			company.events.emit('path.created', { pathId: path._id, createdAt: now });
			return succeed(call, { status: 'path_created', _id: path._id });
		},
		updatePath: (call) => {
			const path = find(call).path();
			const { name, ownerGroup, sourceLang, defaultLang } = call.body;
			if (ownerGroup !== undefined && !company.groups.has(ownerGroup)) throw missing(call.operation, 'group_not_found');
			company.paths.change(path._id, {
				...(name !== undefined && { name }),
				...(ownerGroup !== undefined && { groupId: ownerGroup }),
				...(sourceLang !== undefined && { sourceLang }),
				...(defaultLang !== undefined && { defaultLang }),
				...authors(company, call, path.authorId),
				...readPath(call),
				options: { ...path.options, ...readOptions(call) },
				modifiedAt: company.now(),
			});
			return succeed(call, { status: 'path_updated' });
		},
	};
};

const NO_OPTIONS = {
	linearProgression: false,
	mandatoryReplay: false,
	displayForum: true,
	displayClassroomMessages: false,
	automatedReminders: false,
	notificationOnStepCreation: false,
};

function readPath({ body }: Call): Partial<Path> {
	return body.description === undefined ? {} : { description: body.description };
}

function readOptions({ body }: Call): Record<string, boolean> {
	const given = {
		linearProgression: body.linear,
		mandatoryReplay: body.mandatoryReplay,
		automatedReminders: body.sendAutomatedReminders,
	};
	return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function authors(
	company: Company,
	{ body, operation }: Call,
	otherwise: string,
): Pick<Path, 'authorId' | 'coAuthorIds'> {
	const mails = (body.authorMails ?? []) as string[];
	if (mails.length === 0) return { authorId: otherwise, coAuthorIds: [] };
	const [authorId = otherwise, ...coAuthorIds] = mails.map((mail) => {
		const user = company.userByKey(mail);
		if (!user) throw missing(operation, 'user_not_found');
		return user._id;
	});
	return { authorId, coAuthorIds };
}

/** The attempts that pass the date filters. */
function selected(company: Company, { query }: Call): Attempt[] {
	return company.attempts.where((attempt) =>
		Object.entries(STATISTICS).every(([name, property]) =>
			isBetween(attempt[property], query[`${name}After`], query[`${name}Before`]),
		),
	);
}

function byUser(company: Company, views: Views, attempts: Attempt[]): Array<Record<string, unknown>> {
	return groupBy(attempts, ({ userId }) => userId).map(([userId, own]) => ({
		attempts: own.map((attempt) => views.attempt(attempt)),
		user: { _id: userId, mail: company.users.get(userId)?.mail },
	}));
}

/** Whether a date lies after one date and before another, where they are given. */
export function isBetween(date: string | undefined, after?: string, before?: string): boolean {
	if (after === undefined && before === undefined) return true;
	if (date === undefined) return false;
	const time = Date.parse(date);
	return (after === undefined || time > Date.parse(after)) && (before === undefined || time < Date.parse(before));
}
