import type { IDataObject } from 'n8n-workflow';
import { eachAlone, type ComposedOperation } from '../../connector/composed';
import { findPerson, keyOf, matchOf } from './people';
import { planFor, wantedOf, write } from './profile';

/** Creates the person of an item, or changes the profile of the person who is there. Items of one person are done one after the other. */
export const createOrUpdateUser: ComposedOperation = {
	together: ({ body }) => `${String(body.matchBy)} ${keyOf({ by: body.matchBy as 'mail', value: String(body.matchValue).trim() })}`,
	work: eachAlone(async (calls, { input, steps }) => {
		const match = matchOf(input);
		const wanted = wantedOf(input, match);
		const dryRun = input.body.dryRun === true;
		const person = await findPerson(calls, match);
		const written = dryRun ? { ...planFor(wanted, person), user: { ...person, ...wanted.profile } as IDataObject } : await write(calls, wanted, person, steps);
		const { action, changedFields, user } = written;
		return [{ action, userId: user._id ?? null, changedFields, dryRun, user }];
	}),
};
