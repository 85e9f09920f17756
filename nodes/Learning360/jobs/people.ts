import { FieldIssue, Refusal } from '../../connector/model/failures';
import type { Input } from '../../connector/input/input';
import type { Calls } from '../vendor/calls';
import { idKey, isId, MATCH_LABELS, MATCH_VALUE, nameKey, type Match, type MatchBy, type User } from './names';
import { candidates, openUsers, usersNamed } from './reads';

/** Names asked for in one call: keeps its URL below two thousand characters or so. */
export const NAMES_PER_CALL = 20;

/** From so many names on, reading all users (500 in a call) takes fewer calls. */
const WHOLE_LIST_FROM = 400;

/**
 * Reads how the user of an item is identified.
 *
 * @throws FieldIssue when the value is no ID where one is expected, or when the system of an external ID is missing
 */
export function matchOf({ body }: Input): Match {
	const by = body.matchBy as MatchBy;
	const value = String(body.matchValue).trim();
	const platform = body.platform as string | undefined;
	if (value === '') throw new FieldIssue(MATCH_VALUE, 'This field is required');
	if (by === '_id' && !isId(value))
		throw new FieldIssue(MATCH_VALUE, `"${value}" is not an ID`, 'An ID has 24 hexadecimal characters');
	if (by === 'externalId' && !platform)
		throw new FieldIssue(
			'External Platform',
			'This field is required when users are matched by external ID',
			'Use the name that the External ID resource shows for these IDs',
		);
	return { by, value, platform };
}

/**
 * Looks a user up. An open account goes before closed ones with the same name.
 *
 * @param spelling another way in which the name may be written
 * @returns `undefined` when nobody is found
 * @throws Refusal when several open accounts are found
 */
export async function findPerson(calls: Calls, match: Match, spelling?: string): Promise<User | undefined> {
	return chosen(match, await candidates(calls, match, spelling));
}

/** The account that is meant among those with a name; see `findPerson`. */
export function chosen(match: Match, found: User[]): User | undefined {
	const open = found.filter(({ status }) => status !== 'deleted');
	if (open.length > 1) throw severalPeople(match, open);
	return open[0] ?? found[0];
}

function severalPeople({ by, value }: Match, people: User[]): Refusal {
	return new Refusal(
		`${people.length} accounts have the ${MATCH_LABELS[by]} "${value}"`,
		`They are ${people.map(({ _id }) => _id).join(', ')}. Match by something that only one of them has`,
	);
}

/**
 * Finds the IDs of users who are given by ID, email address or username; each once, in the order given.
 *
 * @param field label of the field, for messages
 * @throws FieldIssue that lists those who are not found
 */
export async function idsOf(calls: Calls, names: string[], field: string): Promise<string[]> {
	const found = await idsByName(calls, names);
	const missing = names.filter((name) => !found.has(nameKey(name)));
	if (missing.length > 0)
		throw new FieldIssue(
			field,
			`Nobody was found for ${missing.map((name) => `"${name}"`).join(', ')}`,
			'Use IDs, email addresses or usernames of people whose account is open',
		);
	return [...new Set(names.map((name) => found.get(nameKey(name))!))];
}

/** Looks up users by ID, email address or username: name (see `nameKey`) → ID. Names that belong to nobody, or to several, are left out. */
export async function idsByName(calls: Calls, names: string[]): Promise<Map<string, string>> {
	const ids = new Map<string, string>();
	const asked = [...new Set(names.map(nameKey))];
	for (const id of asked.filter(isId)) ids.set(id, idKey(id));
	// As they were given: the vendor compares letter by letter.
	const others = [...new Map(names.map((name) => [nameKey(name), name.trim()])).values()].filter((name) => !isId(name));
	for (const by of ['mail', 'username'] as const) {
		const wanted = others.filter((name) => name.includes('@') === (by === 'mail'));
		const sought = new Set(wanted.map(nameKey));
		const twice = new Set<string>();
		for (const user of await openAccounts(calls, by, wanted)) {
			const key = nameKey(String(user[by] ?? ''));
			if (!sought.has(key)) continue;
			if (ids.has(key)) twice.add(key);
			ids.set(key, user._id);
		}
		for (const key of twice) ids.delete(key);
	}
	return ids;
}

/** Open accounts, at least those with one of the names. */
async function openAccounts(calls: Calls, by: 'mail' | 'username', names: string[]): Promise<User[]> {
	if (names.length >= WHOLE_LIST_FROM)
		return await calls.remembered('open accounts', async () => await openUsers(calls));
	const users = await inParts(calls, names, async (part) => await usersNamed(calls, by, part));
	return users.filter(({ status }) => status !== 'deleted');
}

/**
 * Asks for many names in several calls.
 *
 * @throws what one of the calls throws
 */
export async function inParts<T>(calls: Calls, names: string[], read: (part: string[]) => Promise<T[]>): Promise<T[]> {
	const parts = Array.from({ length: Math.ceil(names.length / NAMES_PER_CALL) }, (_entry, index) =>
		names.slice(index * NAMES_PER_CALL, (index + 1) * NAMES_PER_CALL),
	);
	return (await allOf(calls, parts, read)).flat();
}

/**
 * Works through a list, some entries at the same time, where one failure spoils the whole.
 *
 * @throws the first failure
 */
export async function allOf<T, R>(calls: Calls, entries: T[], work: (entry: T) => Promise<R>): Promise<R[]> {
	const results = await calls.each(entries, work);
	const failed = results.find((result) => result instanceof Error);
	if (failed) throw failed;
	return results as R[];
}
