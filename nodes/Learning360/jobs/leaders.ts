import type { Calls } from '../vendor/calls';
import { idKey, type User } from './names';
import { Unproven } from './protections';
import { allGroups, membersOf, rolesOf } from './reads';

/** Roles in the platform group that make somebody safe from every deactivation. */
const LEADING = new Set(['owner', 'admin']);

/** Roles that do not. A role that is on neither list protects, because nobody here knows what it may do. */
const OTHER = new Set(['analyst', 'editor', 'coach', 'contributor', 'learner', 'userAdmin']);

/** Who must never be deactivated by a list. */
export interface Leaders {
	/** ID of the platform group. */
	groupId: string;
	/** Comparison keys of the IDs of the owner and the administrators. */
	keys: Set<string>;
}

/**
 * Reads the owner and the administrators of the platform: those of the one group without a parent.
 *
 * @param users all users, among whom they must be
 * @throws Unproven when there is not exactly one such group, when it has no owner, or when one of them is missing in the list of users
 */
export async function leadersOf(calls: Calls, users: User[]): Promise<Leaders> {
	const root = platformGroup(await allGroups(calls));
	const members = await membersOf(calls, root._id);
	if (!members.some(({ role }) => role === 'owner'))
		throw new Unproven(
			'360Learning returned the members of the platform group without its owner, so the administrators cannot be protected',
		);
	const keys = new Set(members.filter(({ role }) => leads(role)).map(({ userId }) => idKey(userId)));
	const known = new Set(users.map(({ _id }) => idKey(_id)));
	const missing = [...keys].find((key) => !known.has(key));
	if (missing !== undefined)
		throw new Unproven(`360Learning returned an incomplete list of users: the administrator ${missing} is missing`);
	return { groupId: root._id, keys };
}

/**
 * The group to which everybody belongs: the one without a parent.
 *
 * @throws Unproven when there is not exactly one
 */
export function platformGroup<G extends { parentId?: string }>(groups: G[]): G {
	const roots = groups.filter(({ parentId }) => !parentId);
	const [root] = roots;
	if (!root || roots.length > 1) {
		throw new Unproven(
			`The platform group could not be found: 360Learning returned ${roots.length} groups without a parent, so the administrators cannot be protected`,
			'Give the credential the scope groups:read, then run it again',
		);
	}
	return root;
}

/** What the groups of a user say about a deactivation. */
export type Standing = 'leads' | 'mayLeave' | 'unknown';

/**
 * Looks at one user who is about to be deactivated. The list of the platform group may have lost a page without anybody noticing; the user's own
 * groups do not depend on it.
 */
export async function standingOf(calls: Calls, { _id }: User, { groupId }: Leaders): Promise<Standing> {
	const roles = await rolesOf(calls, _id);
	return roles ? standingIn(groupId, roles) : 'mayLeave';
}

/** What roles of a user, read by themselves, say about a deactivation. */
export function standingIn(platformGroupId: string, roles: Array<{ groupId: string; role: string }>): Standing {
	if (roles.length === 0) return 'unknown';
	const isLeader = roles.some(({ groupId, role }) => idKey(groupId) === idKey(platformGroupId) && leads(role));
	return isLeader ? 'leads' : 'mayLeave';
}

function leads(role: string): boolean {
	return LEADING.has(role) || !OTHER.has(role);
}
