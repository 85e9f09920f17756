import type { Company } from '../company.ts';
import type { ExternalCourse, Integration } from '../platformRecords.ts';
import type { Course } from '../records.ts';
import type { Item } from './bulkItem.ts';

/** Brings a course of another platform in, or up to date. */
export function importExternalCourse(
	company: Company,
	item: Item,
	{ integrationId = '' }: Record<string, string>,
): string {
	const { authorId, groupId, externalPlatform } = company.integrations.get(integrationId) as Integration;
	const present = company.externalCourses.get({ integrationId, externalId: item.externalId });
	const now = company.now();
	const courseId = present?.courseId ?? company.newId();
	const former = company.courses.get(courseId);
	const course: Course = {
		createdAt: now,
		currentVersionNumber: 1,
		...former,
		_id: courseId,
		name: item.name,
		...(item.description && { description: item.description }),
		sourceLang: item.defaultLang,
		defaultLang: item.defaultLang,
		authorId: item.authorId ?? former?.authorId ?? authorId,
		groupId: former?.groupId ?? groupId,
		coAuthorIds: [],
		...(item.duration !== undefined && { duration: item.duration }),
		modifiedAt: now,
		status: 'published',
		translations: [],
		type: 'external',
		externalPlatform,
	};
	company.courses.put(course);
	const external: ExternalCourse = {
		translations: [],
		...present,
		...item,
		integrationId,
		courseId,
		authorId: course.authorId,
		isArchived: false,
	};
	company.externalCourses.put(external);
	return courseId;
}

export function archiveExternalCourse(
	company: Company,
	{ externalId }: Item,
	{ integrationId = '' }: Record<string, string>,
): string {
	const present = company.externalCourses.get({ integrationId, externalId });
	if (!present) throw new Error(`The integration has no course ${externalId}`);
	company.externalCourses.put({ ...present, isArchived: true });
	if (company.courses.has(present.courseId)) company.courses.change(present.courseId, { status: 'archived' });
	return present.courseId;
}

/** Records what a learner did on the other platform. */
export function importStatistic(company: Company, item: Item, { integrationId = '' }: Record<string, string>): string {
	const { courseIdentifier, userIdentifier } = item;
	const external = company.externalCourses.find(
		(entry) =>
			entry.integrationId === integrationId && [entry.externalId, entry.courseId].includes(courseIdentifier.value),
	);
	if (!external) throw new Error(`The integration has no course ${courseIdentifier.value}`);
	const user = company.userByKey(userIdentifier.value);
	if (!user) throw new Error(`There is no user ${userIdentifier.value}`);
	const { progress, score, timeSpent, firstActivityAt, lastActivityAt, lang } = item;
	return company.attempts.put({
		_id: company.newId(),
		courseId: external.courseId,
		userId: user._id,
		lang: lang ?? external.defaultLang,
		progress,
		...(score !== undefined && { score }),
		timeSpent,
		firstActivityAt,
		lastActivityAt,
		...(progress === 100 && { completedAt: lastActivityAt }),
	})._id;
}
