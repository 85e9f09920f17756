import { Steps } from '../../connector/run/steps';
import { type Job, eachAlone } from '../../connector/run/job';
import { accountsFor, idOut, userOut } from './accounts';
import { namesOf } from './identity';
import { matchOf } from './people';
import { wantedOf, write } from './profile';

/** Creates the user of an item, or changes the profile of the one who is there. Items of one user are done one after the other. */
export const createOrUpdateUser: Job = {
	together: namesOf,
	check: matchOf,
	work: eachAlone(async (calls, { input, steps }) => {
		const match = matchOf(input);
		const dryRun = input.body.dryRun === true;
		const accounts = await accountsFor(calls, dryRun);
		const person = await accounts.find(match);
		const { action, changedFields, user } = await write(
			calls,
			accounts,
			wantedOf(input, match),
			person,
			dryRun ? new Steps() : steps,
		);
		return [{ action, userId: idOut({ _id: String(user._id) }), changedFields, dryRun, user: userOut(user) }];
	}),
};
