import type { IDataObject } from 'n8n-workflow';
import type { Calls } from '../../connector/calls';
import { eachAlone, type ComposedOperation } from '../../connector/composed';
import { Refusal } from '../../connector/errors';
import type { Input } from '../../connector/input';
import { findPerson, keyOf, matchOf, MATCH_LABELS, nameKey, type Match, type User } from './people';

type Action = 'deactivated' | 'alreadyDeactivated' | 'planned' | 'alreadyPlanned' | 'later' | 'protected';

/** Closes the accounts whose date has come; dates to come are reported or written into the profile, where the platform acts on them itself. */
export const deactivateByDate: ComposedOperation = {
	together: ({ body }) => `${String(body.matchBy)} ${keyOf({ by: body.matchBy as 'mail', value: String(body.matchValue).trim() })}`,
	work: eachAlone(async (calls, { input }) => {
		const match = matchOf(input);
		const person = await findPerson(calls, match);
		if (!person) throw nobody(match);
		const action = actionFor(input, person);
		const dryRun = input.body.dryRun === true;
		if (!dryRun) await carryOut(calls, action, person, String(input.body.date));
		return [{ action, userId: person._id, mail: person.mail, username: person.username, date: String(input.body.date), dryRun } as IDataObject];
	}),
};

function actionFor({ body }: Input, person: User): Action {
	const date = String(body.date);
	const asOf = body.asOf === undefined ? Date.now() : Date.parse(String(body.asOf));
	if (person.status === 'deleted') return 'alreadyDeactivated';
	if (isProtected(person, (body.protected ?? []) as string[])) return 'protected';
	if (Date.parse(date) <= asOf) return 'deactivated';
	if (body.later !== 'plan') return 'later';
	return Date.parse(String(person.toBeDeactivatedAt)) === Date.parse(date) ? 'alreadyPlanned' : 'planned';
}

async function carryOut(calls: Calls, action: Action, person: User, date: string): Promise<void> {
	if (action === 'deactivated') await close(calls, person._id);
	if (action === 'planned') await calls.one('updateUser', { path: { userId: person._id }, body: { toBeDeactivatedAt: date } });
}

/** Closes an account; one that somebody else closed meanwhile is closed all the same. */
export async function close(calls: Calls, userId: string): Promise<void> {
	await calls.unless(['userNotFound'], async () => await calls.one('deleteUser', { path: { userId } }));
}

/** Whether a person is on a list of IDs, email addresses and usernames. */
export function isProtected(person: User, names: string[]): boolean {
	const own = [person._id, person.mail, person.username].filter((name) => name !== undefined).map(nameKey);
	return names.some((name) => own.includes(nameKey(name)));
}

function nobody({ by, value }: Match): Refusal {
	return new Refusal(`Nobody has the ${MATCH_LABELS[by]} "${value}"`, 'Look the person up with Get Many');
}
