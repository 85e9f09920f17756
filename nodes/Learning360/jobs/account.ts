import type { IDataObject } from 'n8n-workflow';
import type { Match, User } from './names';

/** What is sent to create an account. */
export interface NewAccount extends IDataObject {
	mail?: string;
	username?: string;
	membership: { groupId: string; role: string };
}

/** What jobs do to accounts. A dry run has its own, so that a job takes the same way whether it writes or not. */
export interface Accounts {
	/** The account with a name, an open one before closed ones; see `findPerson`. */
	find(match: Match): Promise<User | undefined>;
	/** Creates an account, or reopens the closed one with the same email address or username. */
	create(body: NewAccount, query: Record<string, string>): Promise<User>;
	update(user: User, changes: IDataObject): Promise<IDataObject>;
	addExternalId(user: User, platform: string, value: string): Promise<void>;
	setPassword(user: User, body: IDataObject): Promise<void>;
	activate(user: User): Promise<IDataObject>;
	/** Closes an account. One that is closed already stays so. */
	close(user: User): Promise<void>;
}
