import type { Call } from '../../server/answer.ts';
import type { Company } from '../company.ts';
import type { Skill } from '../platformRecords.ts';
import { refusal } from '../refusals.ts';
import { archiveExternalCourse, importExternalCourse, importStatistic } from './bulkExternal.ts';
import type { Item } from './bulkItem.ts';

/** What a bulk call does. */
export interface BulkKind {
	/** Type of the operation in the list of bulk operations. */
	type: string;
	/** Refuses the call as a whole. */
	check?(company: Company, call: Call, items: Item[]): void;
	/** Properties of an item that name records; an item that names a missing one fails. */
	refers?: Array<keyof typeof REFERENCES>;
	/**
	 * Works on one item.
	 *
	 * @returns id of what was touched
	 * @throws Error whose message becomes the item's
	 */
	work(company: Company, item: Item, path: Record<string, string>): string;
}

const MAXIMUM_PER_USER = 100;

/** What properties of items name, and where it is. */
const REFERENCES = {
	userId: { what: 'user', find: (company: Company, id: string) => company.presentUser(id) },
	assessorId: { what: 'user', find: (company: Company, id: string) => company.presentUser(id) },
	groupId: { what: 'group', find: (company: Company, id: string) => company.groups.get(id) },
	skillId: { what: 'skill', find: (company: Company, id: string) => company.skills.get(id) },
};

/** Works on one item of a bulk call. Throws an Error whose message becomes the item's. */
export function workOn(kind: BulkKind, company: Company, item: Item, path: Record<string, string>): string {
	for (const name of kind.refers ?? []) {
		const { what, find } = REFERENCES[name];
		if (!find(company, item[name])) throw new Error(`No ${what} has the id ${item[name]}`);
	}
	return kind.work(company, item, path);
}

/** Every bulk call, by operation. */
export const BULK_KINDS: Record<string, BulkKind> = {
	bulkAddGroupMemberships: {
		type: 'addUsersToGroups',
		refers: ['userId', 'groupId'],
		work: (company, { userId, groupId, role }) => {
			company.memberships.put({ groupId, userId, role });
			return userId;
		},
	},
	bulkRemoveGroupMemberships: {
		type: 'removeUsersFromGroups',
		refers: ['userId', 'groupId'],
		work: (company, { userId, groupId, role }) => {
			if (!company.memberships.remove({ groupId, role, userId }))
				throw new Error(`User ${userId} is not ${role} in group ${groupId}`);
			return userId;
		},
	},
	bulkDeleteGroups: {
		type: 'deleteGroups',
		refers: ['groupId'],
		work: (company, { groupId }) => {
			if (groupId === company.rootGroup()._id) throw new Error('The platform group cannot be deleted');
			company.removeGroups(company.withDescendants(groupId));
			return groupId;
		},
	},
	bulkAddGroupCatalogContent: shelving('addContentsToGroupsCatalog', 'catalog', true),
	bulkRemoveGroupCatalogContent: shelving('removeContentsFromGroupsCatalog', 'catalog', false),
	bulkAddGroupLibraryContent: shelving('addContentsToGroupsLibrary', 'library', true),
	bulkRemoveGroupLibraryContent: shelving('removeContentsFromGroupsLibrary', 'library', false),
	bulkCreateSubscriptionEvents: {
		type: 'createSubscriptionEvents',
		work: (company, { mail, type }) => {
			const user = company.userByKey(mail);
			if (!user) throw new Error(`No user has the address ${mail}`);
			company.users.change(user._id, { isSubscribed: type === 'activation' });
			return user._id;
		},
	},
	bulkUpsertExternalCourses: { type: 'importExternalCourses', work: importExternalCourse, check: checkPlatform },
	bulkArchiveExternalCourses: { type: 'archiveExternalCourses', work: archiveExternalCourse, check: checkPlatform },
	bulkImportExternalStats: { type: 'importExternalStatistics', work: importStatistic, check: checkPlatform },
	bulkUpsertSkills: { type: 'upsertSkills', work: upsertSkill, check: checkCycles },
	bulkDeleteSkills: {
		type: 'deleteSkills',
		work: (company, { externalId }) => {
			const skill = skillBy(company, externalId);
			if (!skill) throw new Error(`No skill has the external id ${externalId}`);
			company.skills.remove(skill._id);
			return skill._id;
		},
	},
	bulkUpsertJobs: { type: 'upsertJobs', work: (company, item) => upsertThing(company, 'jobs', item) },
	bulkDeleteJobs: { type: 'deleteJobs', work: (company, item) => deleteThing(company, 'jobs', item) },
	bulkUpsertLibraries: { type: 'upsertLibraries', work: (company, item) => upsertThing(company, 'libraries', item) },
	bulkDeleteLibraries: { type: 'deleteLibraries', work: (company, item) => deleteThing(company, 'libraries', item) },
	bulkReplaceJobsSkills: {
		type: 'replaceJobsSkills',
		check: (_company, { operation }, items) => {
			const perJob = new Map<string, number>();
			for (const { jobId } of items) perJob.set(jobId, (perJob.get(jobId) ?? 0) + 1);
			if ([...perJob.values()].some((count) => count > MAXIMUM_PER_USER)) throw refusal(operation, 'tooManySkills');
		},
		work: (company, { jobId, skillId }) => {
			const job = company.jobs.find(({ _id, externalId }) => _id === jobId || externalId === jobId);
			if (!job) throw new Error(`No job has the id ${jobId}`);
			if (!company.skills.has(skillId) && !skillBy(company, skillId)) throw new Error(`No skill has the id ${skillId}`);
			return job._id;
		},
	},
	bulkReplaceUsersJobs: {
		type: 'replaceUsersJobs',
		check: (_company, { operation }, items) => {
			const lists = items.flatMap(({ currentJobIds = [], targetJobIds = [], previousJobIds = [] }) => [
				currentJobIds,
				targetJobIds,
				previousJobIds,
			]);
			if (lists.some((jobs) => jobs.length > MAXIMUM_PER_USER)) throw refusal(operation, 'tooManyJobs');
		},
		refers: ['userId'],
		work: (company, { userId, ...jobs }) => {
			const none = { currentJobIds: [], targetJobIds: [], previousJobIds: [] };
			company.userJobs.put({ ...none, ...company.userJobs.get(userId), ...jobs, userId });
			return userId;
		},
	},
	bulkAddSkillReviews: {
		type: 'addSkillReviews',
		refers: ['userId', 'assessorId', 'skillId'],
		work: (_company, { skillId }) => skillId,
	},
};

function shelving(type: string, shelf: 'catalog' | 'library', adds: boolean): BulkKind {
	return {
		type,
		refers: ['groupId'],
		work: (company, { groupId, contentType, contentId }) => {
			const contents = { course: company.courses, path: company.paths, 'path-session': company.pathSessions }[
				contentType as 'course'
			];
			if (!contents?.has(contentId)) throw new Error(`There is no ${contentType} ${contentId}`);
			const pair = { ownerId: groupId, type: contentType, id: contentId };
			if (adds) company[shelf].put(pair);
			else if (!company[shelf].remove(pair))
				throw new Error(`${contentType} ${contentId} is not in the ${shelf} of group ${groupId}`);
			return contentId;
		},
	};
}

function checkPlatform(company: Company, { path, operation }: Call): void {
	const integration = company.integrations.get(path.integrationId as string);
	if (integration?.externalPlatform.toLowerCase() === '360learning') throw refusal(operation, 'reservedPlatformName');
}

function checkCycles(_company: Company, { operation }: Call, items: Item[]): void {
	const parents = new Map<string, string[]>(
		items.map(({ externalId, parentExternalIds }) => [externalId, parentExternalIds]),
	);
	const reaches = (from: string, sought: string, seen: Set<string>): boolean =>
		(parents.get(from) ?? []).some(
			(parent) => parent === sought || (!seen.has(parent) && reaches(parent, sought, seen.add(parent))),
		);
	if ([...parents.keys()].some((id) => reaches(id, id, new Set()))) throw refusal(operation, 'skillsGraphHasCycles');
}

function upsertSkill(company: Company, { parentExternalIds, ...item }: Item): string {
	const present = skillBy(company, item.externalId);
	const parents = (parentExternalIds as string[]).map((externalId) => ({
		_id: skillBy(company, externalId)?._id ?? externalId,
		externalId,
	}));
	const now = company.now();
	const skill: Skill = {
		_id: `SKI${Math.floor(company.clock.now())}${company.newId().slice(-6)}`,
		status: 'published',
		createdAt: now,
		...present,
		translations: [],
		...item,
		parents,
		updatedAt: now,
	};
	return company.skills.put(skill)._id;
}

function skillBy(company: Company, externalId: string): Skill | undefined {
	return company.skills.find((skill) => skill.externalId === externalId);
}

function upsertThing(company: Company, kind: 'jobs' | 'libraries', item: Item): string {
	const present = company[kind].get(item.externalId);
	return company[kind].put({ _id: company.newId(), ...present, ...item })._id;
}

function deleteThing(company: Company, kind: 'jobs' | 'libraries', { externalId }: Item): string {
	const present = company[kind].get(externalId);
	if (!present) throw new Error(`Nothing has the external id ${externalId}`);
	company[kind].remove(externalId);
	return present._id;
}
