import pick from 'lodash/pick.js';
import type { Action, Actions } from '../answering.ts';
import { views } from '../views.ts';

/** What the lists of a body hold, by shelf. */
const SHELVES = {
	catalog: { courses: 'course', pathSessions: 'path-session' },
	library: { courses: 'course', paths: 'path' },
} as const;

/** Members of groups, and what groups offer. */
export const groups: Actions = {
	addUserToGroup: (company, { group, user }, { body }) => {
		// The names of the fields are not documented; without any the user becomes a learner.
		company.memberships.put({ groupId: group._id, userId: user._id, role: body?.role ?? 'learner' });
		return { status: 'user_added' };
	},
	deleteUserFromGroup: (company, { group, user }, { body }) => {
		company.memberships.removeWhere(
			({ groupId, userId, role }) =>
				groupId === group._id && userId === user._id && (!body?.role || role === body.role),
		);
	},
	getGroupPrograms: (company, { group }) =>
		company.programSessions
			.where((session) => session.groups.includes(group._id))
			.map((session) => views.programSession(company, session)),
	/** The path sessions whose audience names the group. */
	getGroupPathSessions: (company, { group }) =>
		company.pathSessions
			.where(({ _id }) => {
				const filters = company.audiences.get(_id)?.filters ?? [];
				return filters.some(({ type, ids }) => type === 'groups' && ids.includes(group._id));
			})
			.map((session) => views.pathSession(company, session)),
	getGroupCatalog: (company, { group }) => {
		const ids = (type: string) =>
			company.catalog.where((pair) => pair.ownerId === group._id && pair.type === type).map(({ id }) => id);
		const paths = new Set(ids('path-session').map((id) => company.pathSessions.get(id)?.pathId ?? ''));
		const named = (record?: { _id: string; name: string }) => (record ? [pick(record, ['_id', 'name'])] : []);
		return {
			courses: ids('course').flatMap((id) => named(company.courses.get(id))),
			paths: [...paths].flatMap((id) => named(company.paths.get(id))),
			programSessions: company.programSessions.where((session) => session.groups.includes(group._id)).flatMap(named),
		};
	},
	addToGroupCatalog: shelving('catalog', true),
	deleteFromGroupCatalog: shelving('catalog', false),
	addToGroupLibrary: shelving('library', true),
	deleteFromGroupLibrary: shelving('library', false),
};

/** Puts what a body lists on a shelf of the group, or takes it away. */
function shelving(shelf: keyof typeof SHELVES, adds: boolean): Action {
	return (company, { group }, { body }) => {
		for (const [name, type] of Object.entries(SHELVES[shelf])) {
			for (const id of (body[name] ?? []) as string[]) {
				const pair = { ownerId: group._id, type, id };
				if (adds) company[shelf].put(pair);
				else company[shelf].remove(pair);
			}
		}
		return { status: `${shelf}_updated` };
	};
}
