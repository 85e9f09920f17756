import type { IDataObject } from 'n8n-workflow';
import { UnknownOutcome } from '../../connector/model/failures';
import type { Calls } from '../vendor/calls';
import type { Accounts, NewAccount } from './account';
import { isId, nameKey, type Match, type User } from './names';
import { findPerson } from './people';
import { is } from './protections';
import { Rehearsal } from './rehearsal';
import { candidates } from './reads';

/** The accounts to work on; those of a dry run remember what earlier items of the same run would have written. */
export async function accountsFor(calls: Calls, dryRun: boolean): Promise<Accounts> {
	if (!dryRun) return await calls.remembered('platform', async () => new Platform(calls));
	return await calls.remembered(
		'rehearsal',
		async () => new Rehearsal(calls, async (match) => await candidates(calls, match)),
	);
}

/** ID of an account as it comes out: `null` for one that a dry run would create. */
export function idOut({ _id }: Pick<User, '_id'>): string | null {
	return isId(_id) ? _id : null;
}

/** A user as it comes out: without the ID that a dry run gives a new account. */
export function userOut(user: IDataObject): IDataObject {
	const { _id, ...others } = user;
	return isId(_id) ? user : others;
}

/** The accounts of 360Learning. */
export class Platform implements Accounts {
	/** How names were written in this run, by `nameKey`: the vendor compares letter by letter, so an account is found under its own spelling only. */
	private readonly spellings = new Map<string, string>();

	constructor(private readonly calls: Calls) {}

	async find(match: Match): Promise<User | undefined> {
		return await findPerson(this.calls, match, this.spellings.get(nameKey(match.value)));
	}

	async create(body: NewAccount, query: Record<string, string>): Promise<User> {
		const user = await this.calls.one('createUser', { query, body });
		this.remember(body);
		if (!is.id(user._id)) throw new UnknownOutcome('360Learning answered without the new account', 'User > Get Many');
		return user as User;
	}

	async update({ _id }: User, changes: IDataObject): Promise<IDataObject> {
		const user = await this.calls.one('updateUser', { path: { userId: _id }, body: changes });
		this.remember(changes);
		return user;
	}

	async addExternalId({ _id }: User, platform: string, value: string): Promise<void> {
		await this.calls.one('createExternalId', { body: { platform, targetId: _id, targetType: 'user', value } });
	}

	async setPassword({ _id }: User, body: IDataObject): Promise<void> {
		await this.calls.one('replaceUserPassword', { path: { userId: _id }, body });
	}

	async activate({ _id }: User): Promise<IDataObject> {
		return await this.calls.one('activateUser', { path: { userId: _id } });
	}

	async close({ _id }: User): Promise<void> {
		await this.calls.unless(
			['userNotFound'],
			async () => await this.calls.one('deleteUser', { path: { userId: _id } }),
		);
	}

	private remember({ mail, username }: IDataObject): void {
		for (const name of [mail, username]) if (typeof name === 'string') this.spellings.set(nameKey(name), name);
	}
}
