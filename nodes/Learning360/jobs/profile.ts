import pick from 'lodash/pick';
import type { IDataObject } from 'n8n-workflow';
import { Refusal } from '../../connector/model/failures';
import type { Input } from '../../connector/input/input';
import type { Steps } from '../../connector/run/steps';
import type { Calls } from '../vendor/calls';
import type { ErrorCode } from '../documented';
import type { Accounts, NewAccount } from './account';
import { keyOf, type Match, type User } from './names';

/** Fields of a profile that can be written when a user is created and later on. */
const FIELDS = ['mail', 'username', 'firstName', 'lastName', 'job', 'organization', 'phone', 'custom', 'lang'];

/** Fields that name an account. */
const NAMES = ['mail', 'username'] as const;

/** Attempts before giving up when somebody else keeps creating or closing the account in between. */
const ATTEMPTS = 3;

/** Codes that say that an email address or a username belongs to another account. */
export const NAME_TAKEN: ErrorCode[] = ['mailAlreadyUsed', 'usernameAlreadyUsed'];

/** Codes that say that the account is no longer as it was found. */
const OVERTAKEN: ErrorCode[] = [...NAME_TAKEN, 'userNotFound'];

/** What an item wants a user to be. */
export interface Wanted {
	match: Match;
	profile: IDataObject;
	/** Group and role of a new user. */
	membership: { groupId: string; role: string };
	/** As the vendor's query wants it; absent sends the email. */
	sendInvitationEmail?: 'true' | 'false';
}

/** What became of a user. */
export interface Written {
	action: 'created' | 'restored' | 'updated' | 'unchanged';
	changedFields: string[];
	/** The user afterwards; in a dry run as it would be. */
	user: IDataObject;
}

/** Reads the profile of an item; empty fields stay unchanged. */
export function wantedOf({ body }: Input, match: Match): Wanted {
	const profile = pick(body, FIELDS) as IDataObject;
	const named = match.by === 'mail' || match.by === 'username' ? { [match.by]: match.value } : {};
	return {
		match,
		profile: { ...named, ...profile },
		membership: { groupId: String(body.groupId), role: String(body.role) },
		...(body.sendInvitationEmail === undefined
			? {}
			: { sendInvitationEmail: body.sendInvitationEmail === true ? 'true' : 'false' }),
	};
}

/** What has to be done for a user. */
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
 * Writes what a user lacks, and starts over when somebody else created or closed the account since it was looked up.
 *
 * @param person the user as found just before
 */
export async function write(
	calls: Calls,
	accounts: Accounts,
	wanted: Wanted,
	person: User | undefined,
	steps: Steps,
): Promise<Written> {
	let present = person;
	for (let attempt = 1; attempt < ATTEMPTS; attempt += 1) {
		const written = await calls.unless(OVERTAKEN, async () => await writeOnce(accounts, wanted, present, steps));
		if (written) return written;
		present = await accounts.find(wanted.match);
	}
	return await writeOnce(accounts, wanted, present, steps);
}

async function writeOnce(accounts: Accounts, wanted: Wanted, person: User | undefined, steps: Steps): Promise<Written> {
	const plan = planFor(wanted, person);
	switch (plan.action) {
		case 'unchanged':
			return { ...plan, user: person! };
		case 'updated':
			return { ...plan, user: await accounts.update(person!, pick(wanted.profile, plan.changedFields)) };
		case 'created':
		case 'restored': {
			const user = await create(accounts, wanted, steps, person);
			await addExternalId(accounts, wanted.match, user, person, steps);
			return { ...plan, user };
		}
	}
}

/** Creates the account, or reopens a closed one by the names it has. */
export async function create(
	accounts: Accounts,
	{ profile, membership, sendInvitationEmail }: Omit<Wanted, 'match'>,
	steps: Steps,
	closed?: User,
): Promise<User> {
	const isNamed = 'mail' in profile || 'username' in profile;
	const body: NewAccount = {
		...(closed && !isNamed ? pick(closed, NAMES) : {}),
		...profile,
		...sameNames(profile, closed),
		membership,
	};
	if (!body.mail && !body.username) {
		throw new Refusal(
			'A new user needs an email address or a username',
			'Add Email or Username in the additional fields',
		);
	}
	const tell = ({ _id }: User) => `The account ${_id} was ${closed ? 'reopened' : 'created'}, not yet active`;
	return await steps.once(
		'creating the account',
		async () => await accounts.create(body, sendInvitationEmail ? { sendInvitationEmail } : {}),
		tell,
	);
}

/** The names of a closed account in its own spelling: the vendor finds it letter by letter, and would create a second account otherwise. */
function sameNames(profile: IDataObject, closed: User | undefined): IDataObject {
	return closed
		? pick(
				closed,
				NAMES.filter(
					(by) =>
						typeof profile[by] === 'string' && typeof closed[by] === 'string' && agrees(by, profile[by], closed[by]),
				),
			)
		: {};
}

async function addExternalId(
	accounts: Accounts,
	{ by, value, platform }: Match,
	user: User,
	closed: User | undefined,
	steps: Steps,
): Promise<void> {
	if (by !== 'externalId' || closed) return;
	steps.advice = `Add the external ID "${value}" to it by hand, or delete it, before you run the item again`;
	await steps.once(
		'adding the external ID',
		async () => await accounts.addExternalId(user, platform!, value),
		() => `It was given the external ID "${value}"`,
	);
}
