import type { IDataObject } from 'n8n-workflow';
import { type Job, eachAlone } from '../../connector/run/job';
import { Refusal } from '../../connector/model/failures';
import type { Input } from '../../connector/input/input';
import type { Accounts } from './account';
import { accountsFor, idOut } from './accounts';
import { isListed, namesOf } from './identity';
import { MATCH_LABELS, type Match, type User } from './names';
import { matchOf } from './people';
import { protectedNames } from './protections';

type Action = 'deactivated' | 'alreadyDeactivated' | 'planned' | 'alreadyPlanned' | 'later' | 'protected';

/** Closes the accounts whose date has come; later dates are reported or written into the profile, where the platform acts on them itself. */
export const deactivateByDate: Job = {
	together: namesOf,
	check: (input) => void [matchOf(input), protectedNames(input.body.protected)],
	work: eachAlone(async (calls, { input }) => {
		const match = matchOf(input);
		const safe = protectedNames(input.body.protected);
		const dryRun = input.body.dryRun === true;
		const accounts = await accountsFor(calls, dryRun);
		const person = await accounts.find(match);
		if (!person) throw nobody(match);
		const action = actionFor(input, person, safe);
		await carryOut(accounts, action, person, String(input.body.date));
		return [
			{
				action,
				userId: idOut(person),
				mail: person.mail,
				username: person.username,
				date: String(input.body.date),
				dryRun,
			} as IDataObject,
		];
	}),
};

function actionFor({ body }: Input, person: User, safe: string[]): Action {
	const date = String(body.date);
	const asOf = body.asOf === undefined ? Date.now() : Date.parse(String(body.asOf));
	if (person.status === 'deleted') return 'alreadyDeactivated';
	if (isListed(person, safe)) return 'protected';
	if (Date.parse(date) <= asOf) return 'deactivated';
	if (body.later !== 'plan') return 'later';
	return Date.parse(String(person.toBeDeactivatedAt)) === Date.parse(date) ? 'alreadyPlanned' : 'planned';
}

async function carryOut(accounts: Accounts, action: Action, person: User, date: string): Promise<void> {
	if (action === 'deactivated') await accounts.close(person);
	if (action === 'planned') await accounts.update(person, { toBeDeactivatedAt: date });
}

/** Refuses to go on with somebody who has no account. */
export function nobody({ by, value }: Match): Refusal {
	return new Refusal(`Nobody has the ${MATCH_LABELS[by]} "${value}"`, 'Look the user up with Get Many');
}
