import type { IDataObject } from 'n8n-workflow';
import { type Job, eachAlone } from '../../connector/run/job';
import { Refusal } from '../../connector/model/failures';
import { Steps } from '../../connector/run/steps';
import type { Accounts } from './account';
import { accountsFor, idOut, userOut } from './accounts';
import { namesOf } from './identity';
import { isId, type Match, type User } from './names';
import { create, wantedOf } from './profile';

/**
 * Creates an account, sets its password and activates it. The password goes first, so that nobody is active without one; which order the
 * vendor expects is not documented, and both calls take an invited user.
 */
export const createActiveUser: Job = {
	together: namesOf,
	work: eachAlone(async (calls, job) => {
		const { body } = job.input;
		const dryRun = body.dryRun === true;
		const steps = dryRun ? new Steps() : job.steps;
		const accounts = await accountsFor(calls, dryRun);
		const match: Match =
			body.mail === undefined
				? { by: 'username', value: String(body.username) }
				: { by: 'mail', value: String(body.mail) };
		const person = await accounts.find(match);
		const isKnown = steps.kept('known', () => person?.status === 'invited');
		const begun = steps.kept<{ userId?: string }>('begun', () => ({}));
		if (person?.status === 'active' && person._id !== begun.userId) throw isActive(person);
		const passwordMustBeChanged = body.passwordMustBeChanged === true;
		const account =
			person && person.status !== 'deleted'
				? person
				: await create(accounts, wantedOf(job.input, match), steps, person);
		begun.userId = account._id;
		const user = await activate(accounts, account, String(body.password), passwordMustBeChanged, steps);
		return [
			{
				action: isKnown ? 'activated' : 'created',
				passwordMustBeChanged,
				dryRun,
				userId: idOut(account),
				user: userOut(user),
			},
		];
	}),
};

/**
 * Sets the password of an account that is not active yet, and activates it.
 *
 * @param passwordMustBeChanged whether another one must be chosen at the first login
 * @returns the user afterwards
 */
export async function activate(
	accounts: Accounts,
	account: User,
	password: string,
	passwordMustBeChanged: boolean,
	steps: Steps,
): Promise<IDataObject> {
	steps.advice = `Run the item again to go on from there, or remove the account ${account._id} with User › Delete`;
	await steps.once(
		'setting the password',
		async () => await accounts.setPassword(account, { password, passwordMustBeChanged }),
		() => 'The password was set',
	);
	return await steps.once(
		'activating the account',
		async () => await accounts.activate(account),
		() => 'The account was activated',
	);
}

function isActive({ _id }: User): Refusal {
	const which = isId(_id) ? `It is ${_id}. Nothing was changed; use` : 'An earlier item creates it. Use';
	return new Refusal('This person has an active account already', `${which} Create or Update to change the profile`);
}
