import { type Call, Refusal } from '../../../server/answer.ts';
import { type Company, pairKey } from '../../company.ts';
import { flat, flatRefusal } from '../../refusals.ts';
import { Finder, type Resource, succeed } from '../answering.ts';
import { Views } from '../views.ts';

/** Roles that API v1 calls by names of its own. */
const LISTS = {
	admins: ['admin', 'owner'],
	authors: ['editor', 'contributor'],
	coaches: ['coach'],
	users: ['learner'],
} as const;

export const groups: Resource = (company) => {
	const views = new Views(company);
	const group = (call: Call) => new Finder(company, call).group();
	const shelved = (call: Call, shelf: 'catalog' | 'library', adds: boolean, kinds: Record<string, string>) => {
		const { _id: ownerId } = group(call);
		for (const [name, type] of Object.entries(kinds)) {
			for (const id of (call.body[name] ?? []) as string[]) {
				if (adds) company[shelf].put({ ownerId, type, id });
				else company[shelf].remove(pairKey({ ownerId, type, id }));
			}
		}
		return succeed(call, { status: `${shelf}_updated` });
	};
	const catalogKinds = { courses: 'course', pathSessions: 'path-session' };
	const libraryKinds = { courses: 'course', paths: 'path' };
	return {
		getGroups: (call) =>
			succeed(
				call,
				company.groups.all().map((entry) => views.group(entry)),
			),
		getGroup: (call) => {
			const entry = group(call);
			const members = company.memberships.where(({ groupId }) => groupId === entry._id);
			const lists = Object.entries(LISTS).map(([name, roles]) => {
				const ids = members
					.filter(({ role }) => (roles as readonly string[]).includes(role))
					.map(({ userId }) => company.users.get(userId));
				return [name, ids.filter((user) => user !== undefined).map((user) => views.user(user))];
			});
			return succeed(call, { ...views.group(entry), ...Object.fromEntries(lists) });
		},
		checkGroup: (call) => {
			group(call);
			return succeed(call);
		},
		createGroup: (call) => {
			const { name, public: isPublic, parent, custom, bannerImageId } = call.body;
			const parentId = parent ?? company.rootGroup()._id;
			if (!company.groups.has(parentId))
				throw new Refusal({ ...flat(400, 'invalid argument : parent'), undocumented: true });
			const { _id } = company.groups.put({
				_id: company.newId(),
				name,
				public: isPublic === 'true',
				parentId,
				custom,
				bannerImageId,
			});
			company.events.emit('group.created', { groupId: _id, createdAt: company.now(), name });
			return succeed(call, { status: 'group_created', id: _id });
		},
		updateGroup: (call) => {
			const { public: isPublic, parent, ...changes } = call.body ?? {};
			company.groups.change(group(call)._id, {
				...changes,
				...(isPublic !== undefined && { public: isPublic === 'true' }),
				...(parent !== undefined && { parentId: parent }),
			});
			return succeed(call, { status: 'group_updated' });
		},
		deleteGroup: (call) => {
			const entry = group(call);
			if (entry.parentId === undefined) throw flatRefusal(call.operation, 'cannot remove root group');
			const gone = company.withDescendants(entry._id);
			const ids = new Set(gone.map(({ _id }) => _id));
			if (company.integrations.find(({ groupId }) => ids.has(groupId)))
				throw flatRefusal(call.operation, 'Cannot delete group');
			company.removeGroups(gone);
			return succeed(call);
		},
		addUserToGroup: (call) => {
			const { _id: groupId } = group(call);
			const { _id: userId } = new Finder(company, call).user('user_email');
			// The names of the fields are not documented; without any the user becomes a learner.
			const role = call.body?.role ?? 'learner';
			company.memberships.put({ groupId, userId, role });
			return succeed(call, { status: 'user_added' });
		},
		deleteUserFromGroup: (call) => {
			const { _id: id } = group(call);
			const { _id } = new Finder(company, call).user('user_email');
			const wanted = call.body?.role;
			company.memberships.removeWhere(
				({ groupId, userId, role }) => groupId === id && userId === _id && (!wanted || role === wanted),
			);
			return succeed(call);
		},
		getGroupPrograms: (call) => {
			const { _id } = group(call);
			return succeed(
				call,
				company.programSessions
					.where(({ groups: ids }) => ids.includes(_id))
					.map((session) => views.programSession(session)),
			);
		},
		getGroupPathSessions: (call) =>
			succeed(
				call,
				sessionsOf(company, group(call)._id).map((session) => views.pathSession(session)),
			),
		getGroupCatalog: (call) => {
			const { _id } = group(call);
			const ids = (type: string) =>
				company.catalog.where((pair) => pair.ownerId === _id && pair.type === type).map(({ id }) => id);
			const named = (record?: { _id: string; name: string }) =>
				record ? [{ _id: record._id, name: record.name }] : [];
			const paths = new Set(ids('path-session').map((id) => company.pathSessions.get(id)?.pathId ?? ''));
			return succeed(call, {
				courses: ids('course').flatMap((id) => named(company.courses.get(id))),
				paths: [...paths].flatMap((id) => named(company.paths.get(id))),
				programSessions: company.programSessions.where(({ groups: owners }) => owners.includes(_id)).flatMap(named),
			});
		},
		addToGroupCatalog: (call) => shelved(call, 'catalog', true, catalogKinds),
		deleteFromGroupCatalog: (call) => shelved(call, 'catalog', false, catalogKinds),
		addToGroupLibrary: (call) => shelved(call, 'library', true, libraryKinds),
		deleteFromGroupLibrary: (call) => shelved(call, 'library', false, libraryKinds),
	};
};

/** The path sessions whose audience names a group. */
function sessionsOf(company: Company, groupId: string) {
	return company.pathSessions.where(({ _id }) => {
		const filters = company.audiences.get(_id)?.filters ?? [];
		return filters.some(({ type, ids }) => type === 'groups' && ids.includes(groupId));
	});
}
