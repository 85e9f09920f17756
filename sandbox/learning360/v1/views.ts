import type { Company } from '../company.ts';
import type { CustomField, ProgramSession, ProgramTemplate, Tag } from '../platformRecords.ts';
import type { Attempt, Course, Enrollment, Group, Path, PathSession, Translation, User } from '../records.ts';

/** Records as API v1 shows them. */
export class Views {
	private readonly company: Company;

	constructor(company: Company) {
		this.company = company;
	}

	/** API v1 does not show users without an email address. */
	users(users: readonly User[]): Array<Record<string, unknown>> {
		return users.filter(({ mail }) => mail !== undefined).map((user) => this.user(user));
	}

	user({ _id, mail, firstName, lastName, custom, primaryGroupId }: User) {
		return { _id, mail, firstName, lastName, custom, primaryGroupId };
	}

	group({ _id, name, parentId, public: isPublic, custom }: Group) {
		return { _id, name, parent: parentId, public: isPublic, custom };
	}

	course(course: Course) {
		const {
			_id,
			name,
			description = '',
			status,
			createdAt,
			modifiedAt,
			groupId,
			sourceLang,
			defaultLang,
			duration,
		} = course;
		return {
			_id,
			name,
			description,
			author: this.mail(course.authorId),
			coAuthors: this.mails(course.coAuthorIds),
			status,
			creationDate: createdAt,
			modificationDate: modifiedAt,
			group: groupId,
			groupName: this.company.groups.get(groupId)?.name,
			lang: sourceLang,
			defaultLang,
			courseDuration: duration,
			skills: this.company.taggings.where(({ contentId }) => contentId === _id).map(({ tagId }) => tagId),
			translationsLangs: this.translations(course.translations),
		};
	}

	attempt({
		_id,
		progress,
		score,
		completedAt,
		firstActivityAt,
		lastActivityAt,
		timeSpent,
		pathId,
		pathSessionId,
	}: Attempt) {
		return {
			_id,
			progress,
			score,
			completedAt,
			firstActivity: firstActivityAt,
			lastActivity: lastActivityAt,
			globalTime: timeSpent,
			path: pathId,
			pathSession: pathSessionId,
		};
	}

	path(path: Path) {
		const {
			_id,
			name,
			description,
			authorId,
			groupId,
			createdAt,
			modifiedAt,
			defaultLang,
			sourceLang,
			certificateId = '',
		} = path;
		return {
			_id,
			name,
			description,
			authorId,
			groupId,
			createdAt,
			modifiedAt,
			defaultLang,
			sourceLang,
			certificatePDF: this.company.certificateOutlines.get(certificateId)?.title,
			sessionIds: this.company.pathSessions.where(({ pathId }) => pathId === _id).map((session) => session._id),
			steps: path.steps.map((step) => ({ _id: step._id, title: this.title(step._id), type: step.type })),
			translationsLangs: this.translations(path.translations),
		};
	}

	pathSession({
		_id,
		name,
		groupId,
		pathId,
		startDate,
		endDate,
		mainInstructorId,
		instructorIds,
		additionalInformation,
	}: PathSession) {
		return {
			sessionId: _id,
			sessionName: name,
			sessionOwnerGroup: groupId,
			pathId,
			startDate,
			endDate,
			instructorsMails: this.mails([mainInstructorId, ...instructorIds]),
			sessionAdditionalInformation: additionalInformation,
		};
	}

	/** What one learner does in a path session. */
	learner(entry: Enrollment) {
		const user = this.company.users.get(entry.userId);
		return {
			_id: entry.userId,
			deleted: user?.status === 'deleted',
			firstName: user?.firstName,
			lastName: user?.lastName,
			mail: user?.mail,
			totalTimeSpentInSeconds: entry.timeSpent / 1000,
			progress: entry.progress,
			score: entry.score ?? null,
			completedAt: entry.completedAt ?? null,
			detailedStatus: { type: entry.learnerStatus.type },
		};
	}

	/** Every documented field of a program session. */
	programSession(session: ProgramSession) {
		const { authorId, userLimit, ...rest } = session;
		const learners = this.company.programEnrollments.where(({ sessionId }) => sessionId === session._id);
		const users = learners
			.map(({ userId }) => this.company.users.get(userId))
			.filter((user) => user?.mail !== undefined);
		return {
			...rest,
			author: this.mail(authorId),
			programDurationType: 'hour',
			hasUserLimit: userLimit !== undefined,
			...(userLimit !== undefined && { userLimit }),
			users: users.map((user) => ({ _id: user?._id, mail: user?.mail })),
		};
	}

	programTemplate({ authorId, ...template }: ProgramTemplate) {
		return { ...template, author: this.mail(authorId) };
	}

	customField({ _id, name, targetType, authorizedValues }: CustomField) {
		return { _id, name, collection: targetType, isRestricted: authorizedValues.length > 0, authorizedValues };
	}

	skill({ _id, name, isMain, authorId = '' }: Tag) {
		return { _id, name, isMain, author: this.mail(authorId) };
	}

	mail(userId: string): string | undefined {
		return this.company.users.get(userId)?.mail;
	}

	mails(userIds: string[]): string[] {
		return userIds.map((id) => this.mail(id)).filter((mail): mail is string => mail !== undefined);
	}

	private title(contentId: string): string | undefined {
		return (
			this.company.courses.get(contentId) ??
			this.company.classrooms.get(contentId) ??
			this.company.paths.get(contentId)
		)?.name;
	}

	private translations(translations: Translation[]) {
		return translations.map(({ lang, published, translatorIds }) => ({
			lang,
			published,
			translators: this.mails(translatorIds),
		}));
	}
}
