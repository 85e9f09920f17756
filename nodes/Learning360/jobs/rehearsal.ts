import omit from 'lodash/omit';
import type { IDataObject } from 'n8n-workflow';
import { explain } from '../../connector/messages/meaning';
import { operationById } from '../../connector/model/find';
import type { Calls } from '../vendor/calls';
import type { ErrorCode, OperationId } from '../documented';
import type { Accounts, NewAccount } from './account';
import { idKey, keyOf, matchKey, nameKey, type Match, type User } from './names';
import { chosen } from './people';

/** What names an account and belongs to one open account only. */
const NAMES = ['mail', 'username'] as const;

/** The vendor's codes for a name that an open account has. */
const TAKEN = { mail: 'mailAlreadyUsed', username: 'usernameAlreadyUsed' } as const;

/**
 * Accounts as they would be after what a dry run pretends to write. Nothing is sent but reads. It refuses what 360Learning refuses for reasons that
 * can be read: a name that another open account has.
 */
export class Rehearsal implements Accounts {
	/** Accounts that were pretended to be written, by comparison key of their ID. */
	private readonly written = new Map<string, User>();

	/** External IDs that were pretended to be added: match → key of the account. */
	private readonly externalIds = new Map<string, string>();

	/** @param look finds the accounts that 360Learning has under a name, open and closed ones */
	constructor(
		private readonly calls: Calls,
		private readonly look: (match: Match) => Promise<User[]>,
	) {}

	async find(match: Match): Promise<User | undefined> {
		return chosen(match, await this.named(match));
	}

	async create(body: NewAccount): Promise<User> {
		const holders = await Promise.all(
			NAMES.map(async (by) => chosen({ by, value: String(body[by]) }, await this.withName(by, body[by]))),
		);
		if (new Set(holders.flatMap((account) => account?._id ?? [])).size > 1)
			throw this.refused('createUser', 'loginIdentifierMultipleUsersFound');
		const taken = NAMES.find(
			(_by, position) => holders[position] !== undefined && holders[position].status !== 'deleted',
		);
		if (taken) throw this.refused('createUser', TAKEN[taken]);
		const before = holders.find((account) => account !== undefined);
		return this.keep({
			...before,
			...omit(body, 'membership'),
			_id: before?._id ?? `new account ${this.written.size + 1}`,
			status: 'invited',
		});
	}

	async update(user: User, changes: IDataObject): Promise<IDataObject> {
		for (const by of NAMES) {
			const others = (await this.withName(by, changes[by])).filter(
				({ _id, status }) => status !== 'deleted' && idKey(_id) !== idKey(user._id),
			);
			if (others.length > 0) throw this.refused('updateUser', TAKEN[by]);
		}
		return this.keep({ ...user, ...changes });
	}

	async addExternalId(user: User, platform: string, value: string): Promise<void> {
		this.externalIds.set(matchKey({ by: 'externalId', platform, value }), idKey(user._id));
	}

	async setPassword(): Promise<void> {}

	async activate(user: User): Promise<IDataObject> {
		return this.keep({ ...user, status: 'active' });
	}

	async close(user: User): Promise<void> {
		this.keep({ ...user, status: 'deleted' });
	}

	private keep(user: User): User {
		this.written.set(idKey(user._id), user);
		return user;
	}

	private async withName(by: 'mail' | 'username', name: unknown): Promise<User[]> {
		return typeof name === 'string' && name !== '' ? await this.named({ by, value: name }) : [];
	}

	/** The accounts that would have a name by now. */
	private async named(match: Match): Promise<User[]> {
		const found = new Map((await this.look(match)).map((user) => [idKey(user._id), user]));
		for (const [key, user] of this.written) {
			const keeps = this.hasName(user, match, found.has(key));
			found.delete(key);
			if (keeps) found.set(key, user);
		}
		return [...found.values()];
	}

	/** @param had whether the account had the name before; IDs stay what they are, email addresses and usernames change */
	private hasName(user: User, match: Match, had: boolean): boolean {
		const { by } = match;
		if (by === 'mail' || by === 'username') return typeof user[by] === 'string' && nameKey(user[by]) === keyOf(match);
		return had || this.externalIds.get(matchKey(match)) === idKey(user._id);
	}

	private refused(operation: OperationId, code: ErrorCode): Error {
		return refusedBy(this.calls, operation, code);
	}
}

/** The refusal of an operation as 360Learning would answer it. */
export function refusedBy({ service: { catalogue } }: Calls, operation: OperationId, code: ErrorCode): Error {
	return explain(catalogue, operationById(catalogue, operation), { status: 400, code });
}
