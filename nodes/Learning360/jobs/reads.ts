import type { IDataObject } from 'n8n-workflow';
import type { Calls } from '../vendor/calls';
import { idKey, MATCH_LABELS, nameKey, type Match, type User } from './names';
import { is, provenEmpty, provenIds, provenRecord, provenRecords, Unproven, type Shape } from './protections';

/** A role of a user in a group. */
export interface Membership extends IDataObject {
	userId: string;
	role: string;
}

/** A user's ID in another system. */
export interface ExternalId extends IDataObject {
	targetId: string;
	platform: string;
	value: string;
}

/** The value of a custom field of a user. */
export interface CustomFieldValue {
	customFieldId: string;
	type: string;
	value: string;
}

/** Who is in a path session. */
export interface Audience {
	filters: AudienceFilter[];
	mode: string;
}

export interface AudienceFilter {
	type: 'users' | 'groups' | 'excludedLearners';
	ids: string[];
}

/** A session of a path. */
export interface Session extends IDataObject {
	_id: string;
	name: string;
	startDate: string;
	endDate?: string;
	/** Of a session that belongs to a path inside another one: it follows its root session and cannot be changed by itself. */
	rootSessionId?: string;
}

const USER: Shape = {
	_id: is.id,
	status: is.oneOf('active', 'invited', 'deleted'),
	mail: is.absentOr(is.text),
	username: is.absentOr(is.text),
};
const SESSION: Shape = {
	_id: is.id,
	name: is.text,
	startDate: is.date,
	endDate: is.absentOr(is.date),
	rootSessionId: is.absentOr(is.id),
};
const EXTERNAL_ID: Shape = { targetId: is.id, targetType: is.text, platform: is.text, value: is.text };

/**
 * All users of the platform, each once. A platform has at least its owner, so an empty list is none.
 *
 * @throws Unproven
 */
export async function allUsers(calls: Calls): Promise<User[]> {
	const users = named(provenRecords<User>('the list of users', await calls.all('listUsers'), USER));
	if (users.length === 0)
		throw new Unproven('360Learning returned an empty list of users, although every platform has an owner');
	return [...new Map(users.map((user) => [idKey(user._id), user])).values()];
}

/** All users whose account is open. */
export async function openUsers(calls: Calls): Promise<User[]> {
	const users = provenRecords<User>(
		'the list of users',
		await calls.all('listUsers', { query: { status: { ne: 'deleted' } } }),
		USER,
	);
	return named(users).filter(({ status }) => status !== 'deleted');
}

/**
 * The users with one of these email addresses or usernames.
 *
 * @throws Unproven when users come back who have none of them: then the filter was ignored, and who has the name is not known
 */
export async function usersNamed(calls: Calls, by: 'mail' | 'username', names: string[]): Promise<User[]> {
	const asked = new Set(names.map(nameKey));
	const users = provenRecords<User>(
		'the users asked for',
		await calls.all('listUsers', { query: { [by]: { in: [...new Set(names.flatMap(spellings))] } } }),
		USER,
	);
	const stranger = users.find((user) => !asked.has(nameKey(String(user[by] ?? ''))));
	if (stranger)
		throw new Unproven(
			`360Learning was asked for the ${MATCH_LABELS[by]} "${names[0]}"${asked.size > 1 ? ' and others' : ''} and returned the user ${stranger._id}, who has another one`,
		);
	return users;
}

/** The API compares names letter by letter, so each is asked for as given and in small letters. */
function spellings(name: string): string[] {
	return [...new Set([name.trim(), nameKey(name)])];
}

/**
 * The user with an ID.
 *
 * @returns `undefined` when there is none, or none any more
 * @throws Unproven when another user comes back
 */
export async function userWithId(calls: Calls, userId: string): Promise<User | undefined> {
	const user = await calls.unless(['userNotFound'], async () => await calls.one('getUser', { path: { userId } }));
	return user && named([provenRecord<User>(`the user ${userId}`, user, { ...USER, _id: is.sameId(userId) })])[0];
}

/** An open account without email address and username could not be compared with a list of protected accounts. */
function named(users: User[]): User[] {
	const nameless = users.find(({ status, mail, username }) => status !== 'deleted' && !mail && !username);
	if (nameless)
		throw new Unproven(
			`360Learning returned the user ${nameless._id} without email address and username, although every open account has one of them`,
		);
	return users;
}

/**
 * The external IDs of users.
 *
 * @param values all of the system when absent
 * @throws Unproven when other external IDs come back than those asked for
 */
export async function externalIdsOf(calls: Calls, platform: string, values?: string[]): Promise<ExternalId[]> {
	const query = { type: { eq: 'user' }, platform: { eq: platform }, ...(values ? { value: { in: values } } : {}) };
	return await externalIds(calls, query, { type: 'user', platform, values });
}

/**
 * The external IDs of one kind of record.
 *
 * @throws Unproven as `externalIdsOf`
 */
export async function externalIdsOfKind(
	calls: Calls,
	type: string,
	value: string,
	platform?: string,
): Promise<ExternalId[]> {
	const query = { type: { eq: type }, value: { eq: value }, ...(platform ? { platform: { eq: platform } } : {}) };
	return await externalIds(calls, query, { type, platform, values: [value] });
}

async function externalIds(
	calls: Calls,
	query: Record<string, unknown>,
	asked: { type: string; platform: string | undefined; values: string[] | undefined },
): Promise<ExternalId[]> {
	const found = provenRecords<ExternalId>(
		'the external IDs asked for',
		await calls.all('listExternalIds', { query }),
		EXTERNAL_ID,
	);
	const values = asked.values && new Set(asked.values);
	const stranger = found.find(
		({ targetType, platform, value }) =>
			targetType !== asked.type ||
			(asked.platform !== undefined && platform !== asked.platform) ||
			(values && !values.has(value)),
	);
	if (stranger)
		throw new Unproven(
			`360Learning was asked for other external IDs and returned "${stranger.value}" of ${stranger.platform}`,
		);
	return found;
}

/**
 * The accounts that a match names, open and closed ones.
 *
 * @param spelling another way in which the name may be written
 */
export async function candidates(calls: Calls, match: Match, spelling = match.value): Promise<User[]> {
	const { by, value, platform = '' } = match;
	if (by === 'mail' || by === 'username') return await usersNamed(calls, by, [value, spelling]);
	const ids = by === '_id' ? [value] : (await externalIdsOf(calls, platform, [value])).map(({ targetId }) => targetId);
	const users = await Promise.all([...new Set(ids.map(idKey))].map(async (id) => await userWithId(calls, id)));
	return users.filter((user) => user !== undefined);
}

/** Who is in a group, one entry per user and role. */
export async function membersOf(calls: Calls, groupId: string): Promise<Membership[]> {
	return provenRecords('the members of the group', await calls.all('listGroupMemberships', { path: { groupId } }), {
		userId: is.id,
		role: is.text,
	});
}

/**
 * The groups of a user with the roles in them.
 *
 * @returns `undefined` when the user is gone
 */
export async function rolesOf(
	calls: Calls,
	userId: string,
): Promise<Array<{ groupId: string; role: string }> | undefined> {
	const roles = await calls.unless(
		['userNotFound'],
		async () => await calls.all('listUserMemberships', { path: { userId } }),
	);
	return roles && provenRecords(`the groups of the user ${userId}`, roles, { groupId: is.id, role: is.text });
}

/** All groups. */
export async function allGroups(calls: Calls): Promise<Array<{ _id: string; name?: string; parentId?: string }>> {
	return provenRecords('the list of groups', await calls.all('listGroups'), {
		_id: is.id,
		parentId: is.absentOr(is.id),
	});
}

/** The IDs of the managers of a user. */
export async function managersOf(calls: Calls, userId: string): Promise<string[]> {
	return provenIds('the managers of the user', await calls.all('listUserManagers', { path: { userId } }));
}

/** All sessions of a path, also those that are over and those that follow another one. */
export async function sessionsOf(calls: Calls, pathId: string): Promise<Session[]> {
	return provenRecords('the sessions of the path', await calls.all('listPathSessions', { path: { pathId } }), {
		...SESSION,
		pathId: is.sameId(pathId),
	});
}

/**
 * Who is enrolled in one of the sessions of a path, whichever way; an empty answer is asked for twice.
 *
 * @param sessionIds at least one
 * @throws Unproven also when enrollments of other sessions come back
 */
export async function enrolledIn(
	calls: Calls,
	pathId: string,
	sessionIds: string[],
): Promise<Array<{ userId: string; sessionId: string }>> {
	const asked = new Set(sessionIds.map(idKey));
	const query = { sessionId: { in: sessionIds }, status: { eq: 'published' } };
	return await provenEmpty(
		'the enrollments in the path',
		async () =>
			provenRecords<{ userId: string; sessionId: string }>(
				'the enrollments in the path',
				await calls.all('listPathEnrollments', { path: { pathId }, query }),
				{ userId: is.id, sessionId: (id) => is.id(id) && asked.has(idKey(String(id))), status: is.oneOf('published') },
			),
		(entries) => entries.length === 0,
	);
}

/**
 * Checks that no session is missing in a list, before one is created that may be there: the list of all sessions must have the same ones of the path.
 *
 * @throws Unproven that names the one that only one of the lists has
 */
export async function refuseMissingSession(calls: Calls, pathId: string, known: Session[]): Promise<void> {
	const answer = await calls.all('listAllPathSessions', { query: { pathId: { eq: pathId } } });
	const all = provenRecords<Session>('the sessions of the path', answer, { ...SESSION, pathId: is.sameId(pathId) });
	const roots = known.filter(({ rootSessionId }) => !rootSessionId);
	const missing = lacking(known, all) ?? lacking(all, roots);
	if (missing)
		throw new Unproven(
			`360Learning returned an incomplete list of sessions: "${missing.name}" (${missing._id}) is missing`,
		);
}

/** The first session that a list does not have. */
function lacking(list: Session[], wanted: Session[]): Session | undefined {
	const keys = new Set(list.map(({ _id }) => idKey(_id)));
	return wanted.find(({ _id }) => !keys.has(idKey(_id)));
}

/**
 * The audience of a path session.
 *
 * @throws Unproven also when it holds a kind of filter that is not known here, because writing the audience back would lose it
 */
export async function audienceOf(calls: Calls, path: { pathId: string; sessionId: string }): Promise<Audience> {
	const answer = await calls.one('getPathSessionAudience', { path });
	const { filters } = provenRecord<{ filters: unknown[] }>('the audience of the session', answer, {
		filters: Array.isArray,
		mode: is.text,
	});
	provenRecords<AudienceFilter>('the audience of the session', filters, {
		type: is.oneOf('users', 'groups', 'excludedLearners'),
		ids: (ids) => Array.isArray(ids) && ids.every(is.id),
	});
	return answer as unknown as Audience;
}

/** The custom field values of a user. */
export async function customFieldValuesOf(calls: Calls, userId: string): Promise<CustomFieldValue[]> {
	return provenRecords(
		'the custom field values of the user',
		await calls.all('listUserCustomFieldValues', { path: { userId } }),
		{
			customFieldId: is.id,
			type: is.text,
			value: is.text,
		},
	);
}
