import type { INodeParameters } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/index.ts';
import { byId } from '../five/five.ts';

/** An account of the sandbox's company. */
export interface Account {
	_id: string;
	mail?: string;
	username?: string;
	status: string;
	job?: string;
	firstName?: string;
	toBeDeactivatedAt?: string;
}

/** Warehouses Lyon: a group with members of its own. */
export const GROUP = '7e089673d44771267181dfa7';

/** Accounts as they are now. */
export function accounts(sandbox: Sandbox): Account[] {
	return sandbox.state.learning360.users as unknown as Account[];
}

/** The account with an email address. */
export function account(sandbox: Sandbox, mail: string): Account | undefined {
	return accounts(sandbox).find((entry) => entry.mail === mail);
}

/** Roles in a group as they are now: `userId role`. */
export function roles(sandbox: Sandbox, groupId: string): string[] {
	const memberships = sandbox.state.learning360.memberships as unknown as Array<{
		groupId: string;
		userId: string;
		role: string;
	}>;
	return memberships
		.filter((entry) => entry.groupId === groupId)
		.map(({ userId, role }) => `${userId} ${role}`)
		.sort();
}

/** Managers of a person as they are now. */
export function managers(sandbox: Sandbox, userId: string): string[] {
	const pairs = sandbox.state.learning360.managers as unknown as Array<{ ownerId: string; id: string }>;
	return pairs
		.filter(({ ownerId }) => ownerId === userId)
		.map(({ id }) => id)
		.sort();
}

/** Everything that jobs can change, as text: to see that nothing did. */
export function snapshot(sandbox: Sandbox): string {
	const { users, memberships, managers: pairs, externalIds, audiences, customValues } = sandbox.state.learning360;
	return [users, memberships, pairs, externalIds, audiences, customValues].map(textOf).join('\n');
}

const texts = new WeakMap<readonly object[], string>();

/** A list as text; the sandbox makes another list as soon as one record is another. */
function textOf(list: readonly object[]): string {
	const text = texts.get(list) ?? JSON.stringify(list);
	texts.set(list, text);
	return text;
}

/** Calls that write, as `METHOD operation`. */
export function writes(sandbox: Sandbox): string[] {
	return sandbox.requests
		.filter(({ method, path }) => method !== 'GET' && !path.endsWith('/oauth2/token'))
		.map(({ method, operationId }) => `${method} ${operationId ?? '?'}`);
}

/** Parameters of an operation on people who are matched by email address, from items with `email`, `job` and so on. */
export function byMail(operation: string, more: INodeParameters = {}): INodeParameters {
	return {
		resource: 'user',
		operation,
		matchBy: 'mail',
		matchValue: '={{ $json.email }}',
		groupId: byId(GROUP),
		role: 'learner',
		...more,
	} as never;
}
