import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import type { Catalogue } from '../../nodes/connector/model/catalogue.ts';
import type { Sandbox } from '../../sandbox/index.ts';
import { startStillSandbox, timeInSteps } from '../faults/world.ts';
import { byId } from '../five/five.ts';
import { account, accounts, GROUP, roles, snapshot } from '../jobs/people.ts';
import { root } from '../harness/index.ts';
import { ask, askOnce, KINDS, toolOf } from './asking.ts';

const said = (name: string, type = 'string') => `={{ $fromAI('${name}', '', '${type}') }}`;

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startStillSandbox(false, {});
});
afterAll(async () => await sandbox.close());
beforeEach(async () => await sandbox.reset());
timeInSteps(() => sandbox);

const getUser = (more: object) =>
	toolOf('User', 'learning360', { resource: 'user', operation: 'get', userId: byId(said('id')), ...more });
const createGroup = (more: object) =>
	toolOf('Group', 'learning360', {
		resource: 'group',
		operation: 'create',
		name: said('name'),
		parentId: byId(GROUP),
		public: false,
		...more,
	});
const deactivate = (more: object) =>
	toolOf('Deactivate', 'learning360', { resource: 'user', operation: 'delete', userId: byId(said('id')), ...more });
const managers = (more: object) =>
	toolOf('Managers', 'learning360', {
		resource: 'user',
		operation: 'setManagers',
		userId: byId(said('id')),
		managers: said('managers'),
		additionalFields: { dryRun: said('dry_run', 'boolean') },
		...more,
	});

const LEVELS: Array<[object, string[]]> = [
	[{ toolMay: 'read' }, ['User']],
	[{ toolMay: 'write' }, ['User', 'Group']],
	[{}, ['User', 'Group']],
	[{ toolMay: 'everything' }, ['User', 'Group', 'Deactivate']],
];

describe.each(KINDS)('A tool of %s', (kind) => {
	test.each(LEVELS)('that may %j does that and nothing else', async (level, done) => {
		const { _id: id } = accounts(sandbox)
			.filter(({ status }) => status === 'active')
			.at(-1)!;
		const tools = [getUser(level), createGroup(level), deactivate(level)];
		const answers = await ask(
			sandbox,
			tools,
			[
				{ tool: 'User', args: { id } },
				{ tool: 'Group', args: { name: 'Team A' } },
				{ tool: 'Deactivate', args: { id } },
			],
			kind,
		);
		expect(tools.filter((_tool, index) => answers[index].answer).map(({ name }) => name)).toEqual(done);
		for (const { error } of answers.filter(({ answer }) => !answer))
			expect(error).toMatch(/^This tool may not .*Tool May is (Read Only|Read and Write)\. Nothing was sent\./);
		expect(accounts(sandbox).find((entry) => entry._id === id)!.status === 'active').toBe(!done.includes('Deactivate'));
	});

	test.each(['', null, 'all', '={{ $fromAI("level") }}', '={{ "everything" }}'])(
		'that may %j does nothing, and nothing is sent',
		async (toolMay) => {
			const [{ _id: id }] = accounts(sandbox);
			const tool = getUser({ toolMay });
			const [{ error }] = await ask(sandbox, [tool], [{ tool: 'User', args: { id, level: 'everything' } }], kind);
			expect(error).toMatch(/^Tool May is none of/);
			expect(sandbox.requests).toEqual([]);
		},
	);
});

test('a dry run is offered in place of what the tool may not do', async () => {
	const [one, other] = accounts(sandbox).filter(({ status }) => status === 'active');
	const before = snapshot(sandbox);
	const args = { id: one._id, managers: other._id };
	const [refused, rehearsed, odd] = await ask(
		sandbox,
		[managers({ toolMay: 'read' })],
		[
			{ tool: 'Managers', args: { ...args, dry_run: false } },
			{ tool: 'Managers', args: { ...args, dry_run: true } },
			{ tool: 'Managers', args: { ...args, dry_run: 'perhaps' } },
		],
	);
	expect(refused.error).toMatch(/With Dry Run set to true the tool reports what it would change$/);
	expect(rehearsed.answer).toEqual([expect.objectContaining({ userId: one._id, dryRun: true })]);
	expect(odd.error).toBeDefined();
	expect(snapshot(sandbox)).toBe(before);
	const done = await askOnce(sandbox, managers({ toolMay: 'everything' }), { ...args, dry_run: false });
	expect(done.answer).toEqual([expect.objectContaining({ userId: one._id, dryRun: false })]);
	expect(snapshot(sandbox)).not.toBe(before);
});

test('the node in a workflow does all that its operation says, whatever Tool May holds', async () => {
	const { runWorkflow } = await import('../harness/index.ts');
	const { n8nCredentials } = await import('../../sandbox/n8nCredentials.ts');
	const { _id: id, mail } = accounts(sandbox)
		.filter((entry) => entry.status === 'active' && entry.mail)
		.at(-1)!;
	const node = { ...deactivate({ toolMay: 'read', userId: byId(id) }), type: 'n8n-nodes-lms.learning360' };
	const workflow = { name: 'Deactivate', nodes: [node], connections: {} } as never;
	await runWorkflow({ workflow, credentials: n8nCredentials(sandbox), input: [{ json: {} }] });
	expect(account(sandbox, mail!)?.status).not.toBe('active');
});

test('values of a model pass the readers that those of a sheet pass', async () => {
	const add = toolOf('Add', 'learning360', {
		resource: 'groupMember',
		operation: 'add',
		groupId: byId(GROUP),
		userId: byId(said('user')),
		role: said('role'),
	});
	const { mail, _id } = accounts(sandbox)
		.filter((entry) => entry.status === 'active' && entry.mail)
		.at(-1)!;
	const [odd, meant] = await ask(
		sandbox,
		[add],
		[
			{ tool: 'Add', args: { user: mail, role: 'boss of all' } },
			{ tool: 'Add', args: { user: ` ${mail!.toUpperCase()} `, role: 'Learner' } },
		],
	);
	expect(odd.error).toMatch(/^Role: .*"boss of all".*Correct Role and call again$/);
	expect(meant.error).toBeUndefined();
	expect(roles(sandbox, GROUP)).toContain(`${_id} learner`);
});

describe.each(['Learning360', 'Learning360V1', 'ZohoPeopleLms'])('The documents of %s', (name) => {
	const { resources } = JSON.parse(
		readFileSync(path.join(root, 'dist', 'nodes', name, 'catalogue.json'), 'utf8'),
	) as Catalogue;
	const all = resources.flatMap(({ value, operations }) => operations.map((operation) => ({ value, operation })));

	test('say of everything that looks as if it removed, replaced, closed or mailed that it does', () => {
		const risky =
			/^(delete|remove|archive|replace|unpublish|deactivate|disable|reset|invite|suggest|pseudonymi|unenrol)/i;
		const unmarked = all.filter(
			({ operation }) => risky.test(operation.value) && !operation.effects && operation.method !== 'GET',
		);
		expect(unmarked.map(({ value, operation }) => `${value}.${operation.value}`)).toEqual([]);
	});

	test('let no read change anything', () => {
		for (const { operation } of all.filter(({ operation: { reads } }) => reads))
			expect((operation as unknown as IDataObject).effects).toBeUndefined();
	});
});
