import type { Calls } from '../vendor/calls';
import { isListed } from './identity';
import { leadersOf, standingOf } from './leaders';
import { idKey, type User } from './names';
import { allOf } from './people';
import { membersOf } from './reads';
import type { Roster } from './roster';

/** Somebody who is on the platform and not in the list. */
export interface Gone {
	person: User;
	/** What the list would call the user. */
	name: string;
	/** `protected` and `unknown` keep the account open. */
	standing: 'leaves' | 'protected' | 'unknown';
	note?: string;
}

/** What decides who counts as gone. */
interface Question {
	/** Users the list has. */
	listed: User[];
	deactivates: boolean;
	/** Only members of this group can be gone. */
	scopeGroupId: string | undefined;
	protectedNames: string[];
	bound: { most: number };
}

/**
 * Who is on the platform and not in the list. Users without the name that the list goes by (no username, no ID of the HR system) are not from that
 * list and do not count. The owner and the administrators of the platform are never gone, and nobody is whose groups cannot be read.
 *
 * @returns those who are gone, and how many could have been
 * @throws Unproven when the administrators are not known for certain
 */
export async function goneFrom(
	calls: Calls,
	roster: Roster,
	{ listed, deactivates, scopeGroupId, protectedNames, bound }: Question,
): Promise<{ gone: Gone[]; all: number }> {
	const { people, nameOf } = roster;
	const scope =
		scopeGroupId === undefined
			? undefined
			: new Set((await membersOf(calls, scopeGroupId)).map(({ userId }) => idKey(userId)));
	const inQuestion = people.filter(
		(person) => person.status !== 'deleted' && nameOf(person) !== undefined && (scope?.has(idKey(person._id)) ?? true),
	);
	const inList = new Set(listed.map(({ _id }) => idKey(_id)));
	const missing = inQuestion.filter(({ _id }) => !inList.has(idKey(_id)));
	if (missing.length === 0) return { gone: [], all: inQuestion.length };
	const leaders = await leadersOf(calls, people);
	const isSafe = (person: User) => leaders.keys.has(idKey(person._id)) || isListed(person, protectedNames);
	const gone = missing.map(
		(person): Gone => ({ person, name: nameOf(person)!, standing: isSafe(person) ? 'protected' : 'leaves' }),
	);
	const leaving = gone.filter(({ standing }) => standing === 'leaves');
	// A plan beyond the bound is refused as it is, so nobody needs a closer look.
	if (!deactivates || leaving.length > bound.most) return { gone, all: inQuestion.length };
	await allOf(calls, leaving, async (entry) => {
		const standing = await standingOf(calls, entry.person, leaders);
		if (standing === 'leads') entry.standing = 'protected';
		if (standing !== 'unknown') return;
		entry.standing = 'unknown';
		entry.note =
			'Left alone because 360Learning returned no groups for this user, so it is not known whether they are an administrator';
	});
	return { gone, all: inQuestion.length };
}
