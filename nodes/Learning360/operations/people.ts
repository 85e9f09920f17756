import type { IDataObject } from 'n8n-workflow';
import type { Calls } from '../../connector/calls';
import { FieldIssue, Refusal } from '../../connector/errors';
import type { Input } from '../../connector/input';

/** An account as the API gives it. */
export interface User extends IDataObject {
	_id: string;
	status: 'active' | 'invited' | 'deleted';
	mail?: string;
	username?: string;
}

/** What tells people apart. */
export type MatchBy = 'mail' | 'username' | 'externalId' | '_id';

/** How a person is named. */
export interface Match {
	by: MatchBy;
	value: string;
	/** System that the external ID comes from. */
	platform?: string;
}

/** Words for people. */
export const MATCH_LABELS: Record<MatchBy, string> = { mail: 'email address', username: 'username', externalId: 'external ID', _id: 'ID' };

/** Addresses asked for in one call: keeps the address of the call below two thousand characters or so. */
const NAMES_PER_CALL = 20;

/** From so many names on the whole list of people, 500 in a call, is the shorter way. */
const WHOLE_LIST_FROM = 400;

const ID = /^[a-fA-F0-9]{24}$/;

/**
 * Reads how the person of an item is named.
 *
 * @throws FieldIssue when external IDs are chosen without the system they come from
 */
export function matchOf({ body }: Input): Match {
	const by = body.matchBy as MatchBy;
	const value = String(body.matchValue).trim();
	const platform = body.platform as string | undefined;
	if (value === '') throw new FieldIssue('Value', 'Fill this in, it is required');
	if (by === 'externalId' && !platform) throw new FieldIssue('External Platform', 'Fill this in, people are matched by external ID', 'Use the name that the External ID resource shows for these IDs');
	return { by, value, platform };
}

/** What is the same for two spellings of one name: email addresses and usernames are compared without regard to capitals. */
export function keyOf({ by, value }: Pick<Match, 'by' | 'value'>): string {
	return by === 'externalId' ? value : value.toLowerCase();
}

/**
 * Looks a person up. An open account goes before closed ones with the same name.
 *
 * @returns `undefined` when nobody is found
 * @throws Refusal when several people are found
 */
export async function findPerson(calls: Calls, match: Match): Promise<User | undefined> {
	const found = await candidates(calls, match);
	const open = found.filter(({ status }) => status !== 'deleted');
	if (open.length > 1) throw severalPeople(match, open);
	return open[0] ?? found[0];
}

/** The person is named by more than one account. */
export function severalPeople({ by, value }: Match, people: User[]): Refusal {
	return new Refusal(
		`${people.length} accounts have the ${MATCH_LABELS[by]} "${value}"`,
		`They are ${people.map(({ _id }) => _id).join(', ')}. Match by something that only one of them has`,
	);
}

async function candidates(calls: Calls, { by, value, platform }: Match): Promise<User[]> {
	if (by === '_id') return await withId(calls, value);
	if (by !== 'externalId') return await calls.all<User>('listUsers', { query: { [by]: { in: spellings(value) } } });
	const mappings = await calls.all('listExternalIds', { query: { type: { eq: 'user' }, platform: { eq: platform }, value: { eq: value } } });
	const people = await Promise.all(mappings.map(async ({ targetId }) => await withId(calls, String(targetId))));
	return people.flat();
}

/** The account with an ID; none when the vendor does not know it or does not show it any more. */
async function withId(calls: Calls, userId: string): Promise<User[]> {
	if (!ID.test(userId)) throw new FieldIssue('Value', `"${userId}" is not an ID`, 'An ID has 24 hexadecimal characters');
	const person = await calls.unless(['userNotFound'], async () => await calls.one('getUser', { path: { userId } }));
	return person ? [person as User] : [];
}

/** The vendor compares letter by letter: ask for the name as it was given and in small letters. */
function spellings(value: string): string[] {
	return [...new Set([value, value.toLowerCase()])];
}

/**
 * Finds the IDs of people who are named by ID, email address or username; each once, in the order given.
 *
 * @param field label of the field, for messages
 * @throws FieldIssue that names those who are not found
 */
export async function idsOf(calls: Calls, names: string[], field: string): Promise<string[]> {
	const found = await idsByName(calls, names);
	const missing = names.filter((name) => !found.has(nameKey(name)));
	if (missing.length > 0) throw new FieldIssue(field, `Nobody was found for ${missing.map((name) => `"${name}"`).join(', ')}`, 'Use IDs, email addresses or usernames of people whose account is open');
	return [...new Set(names.map((name) => found.get(nameKey(name))!))];
}

/** Looks up people by ID, email address or username: name (see `nameKey`) → ID. Names that belong to nobody, or to several, are left out. */
export async function idsByName(calls: Calls, names: string[]): Promise<Map<string, string>> {
	const ids = new Map<string, string>();
	const asked = [...new Set(names.map((name) => name.trim()))];
	for (const id of asked.filter((name) => ID.test(name))) ids.set(nameKey(id), id);
	const others = asked.filter((name) => !ID.test(name));
	for (const by of ['mail', 'username'] as const) {
		const wanted = others.filter((name) => name.includes('@') === (by === 'mail'));
		const sought = new Set(wanted.map(nameKey));
		const twice = new Set<string>();
		for (const user of await openAccounts(calls, by, wanted)) {
			const key = nameKey(String(user[by]));
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
	const status = { ne: 'deleted' };
	if (names.length >= WHOLE_LIST_FROM) return await calls.remembered('open accounts', async () => await calls.all<User>('listUsers', { query: { status } }));
	const parts = await calls.each(chunks(names), async (part) => await calls.all<User>('listUsers', { query: { [by]: { in: part.flatMap(spellings) }, status } }));
	const failed = parts.find((part) => part instanceof Error);
	if (failed) throw failed;
	return (parts as User[][]).flat();
}

/** What is the same for two spellings of a name of a person. */
export function nameKey(name: string): string {
	return name.trim().toLowerCase();
}

function chunks<T>(list: T[]): T[][] {
	return Array.from({ length: Math.ceil(list.length / NAMES_PER_CALL) }, (_entry, index) => list.slice(index * NAMES_PER_CALL, (index + 1) * NAMES_PER_CALL));
}
