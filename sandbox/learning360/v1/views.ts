import omit from 'lodash/omit.js';
import pick from 'lodash/pick.js';
import type { Company } from '../company.ts';
import { enrolled } from '../enrolling.ts';
import type {
	CustomField,
	CustomLink,
	LearningNeed,
	ProgramSession,
	ProgramTemplate,
	Project,
	Tag,
} from '../platformRecords.ts';
import type { Attempt, Course, Enrollment, Group, Path, PathSession, Translation, User } from '../records.ts';

const PATH = [
	'_id',
	'name',
	'description',
	'authorId',
	'groupId',
	'createdAt',
	'modifiedAt',
	'defaultLang',
	'sourceLang',
] as const;

/** Roles that API v1 calls by names of its own. */
const ROLES: Record<string, string[]> = {
	admins: ['admin', 'owner'],
	authors: ['editor', 'contributor'],
	coaches: ['coach'],
	users: ['learner'],
};

/** Records as API v1 shows them: under names of its own, people by email address. */
export const views = {
	customLink: (company: Company, link: CustomLink) => ({ ...link, company: company.rootGroup()._id }),
	learningNeed: (_company: Company, need: LearningNeed) => ({
		...omit(need, ['groupId', 'createdAt', 'authorId']),
		group: need.groupId,
		declaredAt: need.createdAt,
		declaredBy: need.authorId,
	}),
	project: (_company: Company, project: Project) => ({
		...pick(project, ['_id', 'name']),
		completed: String(project.completed),
		group: project.groupId,
	}),
	user: (_company: Company, user: User) =>
		pick(user, ['_id', 'mail', 'firstName', 'lastName', 'custom', 'primaryGroupId']),
	group: (_company: Company, group: Group) => ({
		...pick(group, ['_id', 'name', 'public', 'custom']),
		parent: group.parentId,
	}),
	/** A group with its people, by what they may do. */
	wholeGroup: (company: Company, group: Group) => {
		const members = company.memberships.where(({ groupId }) => groupId === group._id);
		const people = Object.entries(ROLES).map(([name, roles]) => [
			name,
			members
				.filter(({ role }) => roles.includes(role))
				.flatMap(({ userId }) => company.users.get(userId) ?? [])
				.map((user) => views.user(company, user)),
		]);
		return { ...views.group(company, group), ...Object.fromEntries(people) };
	},
	course: (company: Company, course: Course) => ({
		description: '',
		...pick(course, ['_id', 'name', 'description', 'status', 'defaultLang']),
		author: mailOf(company, course.authorId),
		coAuthors: mailsOf(company, course.coAuthorIds),
		creationDate: course.createdAt,
		modificationDate: course.modifiedAt,
		group: course.groupId,
		groupName: company.groups.get(course.groupId)?.name,
		lang: course.sourceLang,
		courseDuration: course.duration,
		skills: tagsOf(company, course._id),
		translationsLangs: translations(company, course.translations),
	}),
	attempt: (_company: Company, attempt: Attempt) => ({
		...pick(attempt, ['_id', 'progress', 'score', 'completedAt']),
		firstActivity: attempt.firstActivityAt,
		lastActivity: attempt.lastActivityAt,
		globalTime: attempt.timeSpent,
		path: attempt.pathId,
		pathSession: attempt.pathSessionId,
	}),
	path: (company: Company, path: Path) => ({
		...pick(path, PATH),
		certificatePDF: company.certificateOutlines.get(path.certificateId ?? '')?.title,
		sessionIds: company.pathSessions.where(({ pathId }) => pathId === path._id).map(({ _id }) => _id),
		steps: path.steps.map(({ _id, type }) => ({ _id, title: titleOf(company, _id), type })),
		translationsLangs: translations(company, path.translations),
	}),
	pathSession: (company: Company, session: PathSession) => ({
		...pick(session, ['pathId', 'startDate', 'endDate']),
		sessionId: session._id,
		sessionName: session.name,
		sessionOwnerGroup: session.groupId,
		instructorsMails: mailsOf(company, [session.mainInstructorId, ...session.instructorIds]),
		sessionAdditionalInformation: session.additionalInformation,
	}),
	/** A session with its path, the tags of that, and its learners. */
	wholePathSession: (company: Company, session: PathSession): object => {
		const path = company.paths.get(session.pathId);
		return {
			...views.pathSession(company, session),
			path: path && views.path(company, path),
			skills: tagsOf(company, session.pathId),
			users: enrolled(company, session._id).map(({ userId }) => userId),
		};
	},
	/** What one learner does in a path session. */
	learner: (company: Company, entry: Enrollment) => ({
		...personOf(company, entry.userId),
		_id: entry.userId,
		totalTimeSpentInSeconds: entry.timeSpent / 1000,
		progress: entry.progress,
		score: entry.score ?? null,
		completedAt: entry.completedAt ?? null,
		detailedStatus: { type: entry.learnerStatus.type },
	}),
	programSession: (company: Company, session: ProgramSession) => ({
		...omit(session, 'authorId'),
		author: mailOf(company, session.authorId),
		programDurationType: 'hour',
		hasUserLimit: session.userLimit !== undefined,
		users: company.programEnrollments
			.where(({ sessionId }) => sessionId === session._id)
			.flatMap(({ userId }) => company.users.get(userId) ?? [])
			.filter(({ mail }) => mail !== undefined)
			.map(({ _id, mail }) => ({ _id, mail })),
	}),
	programTemplate: (company: Company, template: ProgramTemplate) => ({
		...omit(template, 'authorId'),
		author: mailOf(company, template.authorId),
	}),
	customField: (_company: Company, field: CustomField) => ({
		...pick(field, ['_id', 'name', 'authorizedValues']),
		collection: field.targetType,
		isRestricted: field.authorizedValues.length > 0,
	}),
	skill: (company: Company, tag: Tag) => ({
		...pick(tag, ['_id', 'name', 'isMain']),
		author: mailOf(company, tag.authorId),
	}),
};

/** The users with these IDs, in the order of the company. API v1 does not show those without an email address. */
export function usersOf(company: Company, ids: Iterable<string>): object[] {
	const wanted = new Set(ids);
	const users = company.users.where(({ _id, mail }) => wanted.has(_id) && mail !== undefined);
	return users.map((user) => views.user(company, user));
}

/** A user in a statistic. */
export function personOf(company: Company, userId: string): object {
	const user = company.users.get(userId);
	return { ...pick(user, ['mail', 'firstName', 'lastName']), deleted: user?.status === 'deleted' };
}

/** The email address of a user. */
export function mailOf(company: Company, userId = ''): string | undefined {
	return company.users.get(userId)?.mail;
}

/** The tags, which API v1 calls skills, of a course or path. */
export function tagsOf(company: Company, id: string): string[] {
	return company.taggings.where(({ contentId }) => contentId === id).map(({ tagId }) => tagId);
}

function mailsOf(company: Company, userIds: string[]): string[] {
	return userIds.flatMap((id) => mailOf(company, id) ?? []);
}

function titleOf({ courses, classrooms, paths }: Company, id: string): string | undefined {
	return (courses.get(id) ?? classrooms.get(id) ?? paths.get(id))?.name;
}

function translations(company: Company, given: Translation[]) {
	return given.map(({ lang, published, translatorIds }) => ({
		lang,
		published,
		translators: mailsOf(company, translatorIds),
	}));
}
