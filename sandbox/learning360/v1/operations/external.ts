import pick from 'lodash/pick.js';
import type { Call } from '../../../server/answer.ts';
import type { Company } from '../../company.ts';
import type { Integration } from '../../platformRecords.ts';
import { archiveExternalCourse, importExternalCourse, importStatistic } from '../../v2/bulkExternal.ts';
import type { Actions } from '../answering.ts';
import { missing } from '../named.ts';

/** What API v1 calls as API v2 does. */
const SAME = [
	'authorId',
	'description',
	'externalId',
	'authors',
	'alternativeLanguages',
	'launchUrl',
	'difficultyLevel',
];

/** Courses of other platforms, and what learners did there. */
export const external: Actions = {
	importExternalCourses: (company, _named, call) => {
		const { authorId, externalPlatformLogoUrl: logoUrl, externalCourses } = call.body;
		const { _id: integrationId, externalPlatform } = integrationOf(company, call, authorId);
		const sources = [{ name: externalPlatform, ...(logoUrl !== undefined && { logoUrl }) }];
		for (const { title: name, language: defaultLang, courseDuration, ...same } of externalCourses) {
			const duration = courseDuration === undefined ? {} : { duration: courseDuration };
			const course = { ...same, name, defaultLang, ...duration, sources, subjects: [], authorId };
			importExternalCourse(company, course, { integrationId });
		}
		return { status: 'courses_imported', imported: externalCourses.length };
	},
	deleteExternalCourses: (company, _named, call) => {
		const { _id: integrationId } = integrationOf(company, call);
		const present = (call.body.externalIds as string[]).filter((externalId) =>
			company.externalCourses.has({ integrationId, externalId }),
		);
		for (const externalId of present) archiveExternalCourse(company, { externalId }, { integrationId });
		return { status: 'courses_archived', archived: present.length };
	},
	getExternalCourse: (company, _named, call) => {
		const { _id, externalPlatform, groupId } = integrationOf(company, call);
		const course = company.externalCourses.get({ integrationId: _id, externalId: call.path.externalId });
		if (!course) throw missing(call.operation, 'course_not_found');
		return {
			authors: [],
			alternativeLanguages: [],
			...pick(course, SAME),
			id: course.courseId,
			archived: course.isArchived,
			title: course.name,
			language: course.defaultLang,
			courseDuration: course.duration,
			skills: [],
			externalPlatform,
			groupId,
		};
	},
	importExternalCoursesStats: (company, _named, call) => {
		const { _id: integrationId } = integrationOf(company, call);
		const now = company.now();
		const statistics = (call.body.statistics as Array<Record<string, unknown>>).map((entry) => {
			const item = {
				...entry,
				courseIdentifier: { value: entry.externalId },
				userIdentifier: { value: entry.mail },
				progress: entry.completedAt ? 100 : (entry.progress ?? 0),
				timeSpent: entry.globalTime ?? 0,
				firstActivityAt: entry.firstActivity ?? now,
				lastActivityAt: entry.lastActivity ?? now,
			};
			try {
				importStatistic(company, item, { integrationId });
				return { mail: entry.mail, status: 'updated' };
			} catch (error) {
				return { mail: entry.mail, status: 'error', error: (error as Error).message };
			}
		});
		return {
			statisticsUpdated: statistics.filter(({ status }) => status === 'updated').length,
			statistics,
		};
	},
};

/** The integration of a group with a platform; an author founds it when it does not exist. */
function integrationOf(company: Company, { path, operation }: Call, authorId?: string): Integration {
	const { groupId = '', externalPlatform = '' } = path;
	const present = company.integrations.find(
		(entry) => entry.groupId === groupId && entry.externalPlatform === externalPlatform,
	);
	if (present) return present;
	if (!company.groups.has(groupId)) throw missing(operation, 'group_not_found');
	if (authorId === undefined) throw missing(operation, 'external_platform_not_found');
	return company.integrations.put({ _id: company.newId(), externalPlatform, authorId, groupId });
}
