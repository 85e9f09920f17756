import type { Calls } from '../vendor/calls';
import { idKey, keyOf, MATCH_LABELS, type Match, type MatchBy, type User } from './names';
import { allOf, inParts } from './people';
import { Unproven } from './protections';
import { allUsers, externalIdsOf, usersNamed, userWithId } from './reads';

/** All users of the platform, by what a list identifies them with. */
export interface Roster {
	people: User[];
	/** The users with a name, open and closed accounts. */
	named(match: Match): User[];
	/** The name of a user that the list would give: email address, username or external ID; none for users who have none. */
	nameOf(person: User): string | undefined;
}

/** Reads all users, and their external IDs where the list goes by them. */
export async function rosterFor(calls: Calls, { by, platform = '' }: Match): Promise<Roster> {
	const people = await allUsers(calls);
	const mappings = by === 'externalId' ? await externalIdsOf(calls, platform) : [];
	const external = new Map(mappings.map(({ targetId, value }) => [idKey(targetId), value]));
	const indexes = new Map<MatchBy, Map<string, User[]>>();
	const nameBy = (person: User, kind: MatchBy) =>
		(kind === 'externalId' ? external.get(idKey(person._id)) : (person[kind] as string | undefined)) || undefined;
	const indexOf = (kind: MatchBy) => {
		let index = indexes.get(kind);
		if (!index) {
			index = new Map();
			for (const person of people) {
				const name = nameBy(person, kind);
				if (name === undefined) continue;
				const key = keyOf({ by: kind, value: name });
				const holders = index.get(key);
				if (holders) holders.push(person);
				else index.set(key, [person]);
			}
			indexes.set(kind, index);
		}
		return index;
	};
	return {
		people,
		named: (match) => indexOf(match.by).get(keyOf(match)) ?? [],
		nameOf: (person) => nameBy(person, by),
	};
}

/**
 * Asks by name for those whom the roster does not have. When one of them is there after all, a list lost a page: users would be created a second
 * time, and nobody could tell who is gone.
 *
 * @param matches of the items that would create somebody
 * @throws Unproven
 */
export async function refuseMissing(calls: Calls, matches: Match[]): Promise<void> {
	const [first] = matches;
	if (!first) return;
	const [found] = await foundByName(
		calls,
		first,
		matches.map(({ value }) => value),
	);
	if (found !== undefined)
		throw new Unproven(
			`360Learning returned an incomplete list of users: the user with the ${MATCH_LABELS[first.by]} "${found}" is missing`,
		);
}

async function foundByName(calls: Calls, { by, platform = '' }: Match, names: string[]): Promise<string[]> {
	if (by === 'mail' || by === 'username')
		return (await inParts(calls, names, async (part) => await usersNamed(calls, by, part))).map((user) =>
			String(user[by]),
		);
	const mappings = await inParts(calls, names, async (part) => await externalIdsOf(calls, platform, part));
	// An ID of a user who is no longer there belongs to nobody.
	const users = await allOf(calls, mappings, async ({ targetId }) => await userWithId(calls, targetId));
	return mappings.filter((_mapping, position) => users[position]).map(({ value }) => value);
}
