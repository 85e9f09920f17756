import type { IDataObject } from 'n8n-workflow';
import type { Calls } from '../../connector/calls';
import { eachAlone, type ComposedOperation } from '../../connector/composed';
import { Refusal } from '../../connector/errors';
import type { Steps } from '../../connector/steps';
import { findPerson, nameKey, type Match, type User } from './people';
import { create, wantedOf } from './profile';

/**
 * Creates an account, sets its password and activates it. The password goes first, so that nobody is active without one; which order the
 * vendor expects is not documented, and both calls take an invited person.
 */
export const createActiveUser: ComposedOperation = {
	together: ({ body }) => nameKey(String(body.mail ?? body.username)),
	work: eachAlone(async (calls, { input, steps }) => {
		const { body } = input;
		const match: Match = body.mail === undefined ? { by: 'username', value: String(body.username) } : { by: 'mail', value: String(body.mail) };
		const person = await findPerson(calls, match);
		const isKnown = steps.kept('known', () => person?.status === 'invited');
		const begun = steps.kept<{ userId?: string }>('begun', () => ({}));
		if (person?.status === 'active' && person._id !== begun.userId) throw isActive(person);
		const passwordMustBeChanged = body.passwordMustBeChanged === true;
		const report = { action: isKnown ? 'activated' : 'created', passwordMustBeChanged, dryRun: body.dryRun === true };
		const wanted = wantedOf(input, match);
		if (report.dryRun) return [{ ...report, userId: person?._id ?? null, user: { ...person, ...(isKnown ? {} : wanted.profile) } as IDataObject }];
		const account = person && person.status !== 'deleted' ? person : await create(calls, wanted, steps, person);
		begun.userId = account._id;
		const user = await activate(calls, account, String(body.password), passwordMustBeChanged, steps);
		return [{ ...report, userId: account._id, user }];
	}),
};

async function activate(calls: Calls, { _id }: User, password: string, passwordMustBeChanged: boolean, steps: Steps): Promise<IDataObject> {
	const path = { userId: _id };
	steps.advice = `Run the item again to go on from there, or remove the account ${_id} with User › Delete`;
	const set = async () => await calls.one('replaceUserPassword', { path, body: { password, passwordMustBeChanged } });
	await steps.once('setting the password', set, () => 'The password was set');
	return await steps.once('activating the account', async () => await calls.one('activateUser', { path }), () => 'The account was activated');
}

function isActive({ _id }: User): Refusal {
	return new Refusal('This person has an active account already', `It is ${_id}. Nothing was changed; use Create or Update to change the profile`);
}
