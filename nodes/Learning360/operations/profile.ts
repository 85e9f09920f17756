import pick from 'lodash/pick';
import type { IDataObject } from 'n8n-workflow';
import type { Calls } from '../../connector/calls';
import { Refusal } from '../../connector/errors';
import type { Input } from '../../connector/input';
import type { Steps } from '../../connector/steps';
import { findPerson, keyOf, type Match, type User } from './people';

/** Fields of a profile that can be written when a person is created and later on. */
const FIELDS = ['mail', 'username', 'firstName', 'lastName', 'job', 'organization', 'phone', 'custom', 'lang'];

/** Times to start over when somebody else created or closed the account in between. */
const ATTEMPTS = 3;

/** Codes that say that the account is not any more as it was looked up. */
const OVERTAKEN = ['mailAlreadyUsed', 'usernameAlreadyUsed', 'userNotFound'];

/** What an item wants a person to be. */
export interface Wanted {
	match: Match;
	profile: IDataObject;
	/** Group and role of a new person. */
	membership: { groupId: string; role: string };
	/** As the vendor's query wants it; absent sends the email. */
	sendInvitationEmail?: 'true' | 'false';
}

/** What became of a person. */
export interface Written {
	action: 'created' | 'restored' | 'updated' | 'unchanged';
	changedFields: string[];
	/** The person afterwards; in a dry run as they would be. */
	user: IDataObject;
}

/** Reads the profile of an item; what is left empty stays as it is. */
export function wantedOf({ body }: Input, match: Match): Wanted {
	const profile = pick(body, FIELDS) as IDataObject;
	const named = match.by === 'mail' || match.by === 'username' ? { [match.by]: match.value } : {};
	return {
		match,
		profile: { ...named, ...profile },
		membership: { groupId: String(body.groupId), role: String(body.role) },
		...(body.sendInvitationEmail === undefined ? {} : { sendInvitationEmail: body.sendInvitationEmail === true ? 'true' : 'false' }),
	};
}

/** What is to be done for a person. */
export function planFor(wanted: Wanted, person: User | undefined): Pick<Written, 'action' | 'changedFields'> {
	if (!person) return { action: 'created', changedFields: Object.keys(wanted.profile) };
	if (person.status === 'deleted') return { action: 'restored', changedFields: Object.keys(wanted.profile) };
	const changedFields = Object.keys(wanted.profile).filter((name) => !agrees(name, wanted.profile[name], person[name]));
	return { action: changedFields.length > 0 ? 'updated' : 'unchanged', changedFields };
}

/** Names in other capitals are the same name, so that a list in capitals does not write to everybody each night. */
function agrees(name: string, wanted: unknown, present: unknown): boolean {
	if (name !== 'mail' && name !== 'username') return wanted === present;
	return keyOf({ by: name, value: String(wanted) }) === keyOf({ by: name, value: String(present) });
}

/**
 * Writes what a person lacks, and starts over when the account was created or closed by someone else since it was looked up.
 *
 * @param person the person as found just before
 */
export async function write(calls: Calls, wanted: Wanted, person: User | undefined, steps: Steps): Promise<Written> {
	let present = person;
	for (let attempt = 1; attempt < ATTEMPTS; attempt += 1) {
		const written = await calls.unless(OVERTAKEN, async () => await writeOnce(calls, wanted, present, steps));
		if (written) return written;
		present = await findPerson(calls, wanted.match);
	}
	return await writeOnce(calls, wanted, present, steps);
}

async function writeOnce(calls: Calls, wanted: Wanted, person: User | undefined, steps: Steps): Promise<Written> {
	const plan = planFor(wanted, person);
	switch (plan.action) {
		case 'unchanged':
			return { ...plan, user: person! };
		case 'updated':
			return { ...plan, user: await calls.one('updateUser', { path: { userId: person!._id }, body: pick(wanted.profile, plan.changedFields) }) };
		default: {
			const user = await create(calls, wanted, steps, person);
			await mapExternalId(calls, wanted.match, user, person, steps);
			return { ...plan, user };
		}
	}
}

/** Creates the account, or brings a closed one back by the names it has. */
export async function create(calls: Calls, { profile, membership, sendInvitationEmail }: Omit<Wanted, 'match'>, steps: Steps, closed?: User): Promise<User> {
	const isNamed = 'mail' in profile || 'username' in profile;
	const body = { ...(closed && !isNamed ? pick(closed, ['mail', 'username']) : {}), ...profile, membership };
	if (!('mail' in body) && !('username' in body)) {
		throw new Refusal('A new person needs an email address or a username', 'Add Email or Username in the additional fields');
	}
	const tell = ({ _id }: User) => `The account ${_id} was ${closed ? 'brought back' : 'created'}, not yet active`;
	const work = async () => (await calls.one('createUser', { query: sendInvitationEmail ? { sendInvitationEmail } : {}, body })) as User;
	return await steps.once('creating the account', work, tell);
}

async function mapExternalId(calls: Calls, { by, value, platform }: Match, { _id }: User, closed: User | undefined, steps: Steps): Promise<void> {
	if (by !== 'externalId' || closed) return;
	steps.advice = `Add the external ID "${value}" to it by hand, or delete it, before you run the item again`;
	const body = { platform, targetId: _id, targetType: 'user', value };
	await steps.once('adding the external ID', async () => await calls.one('createExternalId', { body }), () => `It was given the external ID "${value}"`);
}
