import { NodeOperationError, type IDataObject, type INode } from 'n8n-workflow';
import { nodeError } from '../../dist/nodes/connector/messages/errors.js';
import { UnknownOutcome } from '../../dist/nodes/connector/model/failures.js';
import { MOST_CHARACTERS, MOST_RECORDS, ToolAnswer } from '../../dist/nodes/connector/output/toolAnswer.js';
import type { Operation } from '../../nodes/connector/model/operation.ts';
import type { Sandbox } from '../../sandbox/index.ts';
import { startStillSandbox, timeInSteps } from '../faults/world.ts';
import { byId, operationCalls } from '../five/five.ts';
import { accounts } from '../jobs/people.ts';
import { ask, askOnce, KINDS, toolOf } from './asking.ts';

const said = (name: string) => `={{ $fromAI('${name}', '', 'string') }}`;
const NOBODY = 'ffffffffffffffffffffffff';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startStillSandbox(false, {});
});
afterAll(async () => await sandbox.close());
beforeEach(async () => await sandbox.reset());
timeInSteps(() => sandbox);

const users = (more: object = {}) =>
	toolOf('Users', 'learning360', { resource: 'user', operation: 'getAll', returnAll: true, ...more });
const records = (answer: IDataObject[] = []) => answer.filter((entry) => !('more' in entry));
const noteOf = (answer: IDataObject[] = []) => answer.find((entry) => 'more' in entry)?.more;

test.each(KINDS)('a list of %s ends after a bounded number of records and says what is left', async (kind) => {
	const [{ answer }] = await ask(sandbox, [users()], [{ tool: 'Users' }], kind);
	const all = accounts(sandbox).length;
	expect(all).toBeGreaterThan(MOST_RECORDS);
	expect(records(answer).length).toBeLessThanOrEqual(MOST_RECORDS);
	expect(JSON.stringify(answer).length).toBeLessThan(MOST_CHARACTERS + 300);
	expect(noteOf(answer)).toBe(
		`At least ${500 - records(answer).length} more. This tool has no parameter that narrows the list, so tell the user that it is not complete`,
	);
	expect(operationCalls(sandbox)).toHaveLength(1);
});

test('the note names what the model can narrow the list with', async () => {
	const tool = users({ filters: { statusEq: said('status') } });
	const { answer } = await askOnce(sandbox, tool, { status: 'active' });
	expect(noteOf(answer)).toMatch(/^At least \d+ more\. Narrow with status$/);
});

test('a person can have the model get everything', async () => {
	const { answer } = await askOnce(sandbox, users({ toolAnswer: 'complete' }));
	expect(answer).toHaveLength(accounts(sandbox).length);
	expect(noteOf(answer)).toBeUndefined();
});

test('a list that was read to its end has no note, and the Limit of the node still counts', async () => {
	const groups = toolOf('Groups', 'learning360', { resource: 'group', operation: 'getAll', limit: 3 });
	const { answer } = await askOnce(sandbox, groups);
	expect(records(answer)).toHaveLength(3);
	expect(noteOf(answer)).toMatch(/more/);
	const get = toolOf('User', 'learning360', { resource: 'user', operation: 'get', userId: byId(said('id')) });
	const { answer: one } = await askOnce(sandbox, get, { id: accounts(sandbox)[0]._id });
	expect(one).toHaveLength(1);
});

test('a workflow gets all fields of all records, as before', async () => {
	const { runWorkflow } = await import('../harness/index.ts');
	const { n8nCredentials } = await import('../../sandbox/n8nCredentials.ts');
	const workflow = {
		name: 'Users',
		nodes: [{ ...users(), type: 'n8n-nodes-lms.learning360' }],
		connections: {},
	} as never;
	const { nodes } = await runWorkflow({ workflow, credentials: n8nCredentials(sandbox), input: [{ json: {} }] });
	expect(nodes.Users.runs[0].items[0]).toHaveLength(accounts(sandbox).length);
});

test.each(KINDS)('an error of %s is one text that says what to do next', async (kind) => {
	const get = toolOf('User', 'learning360', { resource: 'user', operation: 'get', userId: byId(said('id')) });
	const [unknown, wrong] = await ask(
		sandbox,
		[get],
		[
			{ tool: 'User', args: { id: NOBODY } },
			{ tool: 'User', args: { id: 'anna' } },
		],
		kind,
	);
	expect(unknown.error).toMatch(/\(userNotFound\)/);
	expect(unknown.error).toMatch(/before you call again$/);
	expect(wrong.error).toMatch(/"anna".*Correct User and call again$/);
	expect(`${unknown.error}${wrong.error}`).not.toContain('[Item');
});

test.each(['The connection broke (ECONNRESET)', 'certificateNotFound', 'getaddrinfo failed'])(
	'n8n leaves the text for the model alone: %s',
	(reason) => {
		const node = { name: 'Group', type: 'n8n-nodes-lms.learning360Tool' } as INode;
		const error = nodeError(node, new UnknownOutcome(reason, 'Group > Get Many'), 0);
		// What n8n-core does with an error that a tool throws.
		const { message } = new NodeOperationError(node, error);
		expect(message).toMatch(/^Outcome unknown.*Look it up with Group > Get Many/);
	},
);

test('a signing secret does not reach the model', async () => {
	const [{ _id: subscription }] = sandbox.state.learning360.webhookSubscriptions as unknown as IDataObject[];
	const secret = toolOf('Secret', 'learning360', {
		resource: 'webhookSubscription',
		operation: 'getSigningSecret',
		subscriptionId: byId(String(subscription)),
	});
	expect((await askOnce(sandbox, secret)).answer).toEqual([{ secret: '[hidden]' }]);
});

describe('ToolAnswer', () => {
	const answer = (output: Partial<Operation['output']> = {}, narrowing: string[] = []) =>
		new ToolAnswer({ output } as Operation, narrowing);
	const shortened = (...all: object[]) =>
		answer()
			.shortened(all.map((json) => ({ json: json as IDataObject })))
			.map(({ json }) => json);

	test('leaves out what is empty, and nothing that says something', () => {
		expect(shortened({ a: null, b: '', c: [], d: { e: null }, f: false, g: 0, h: 'x' })).toEqual([
			{ f: false, g: 0, h: 'x' },
		]);
	});

	test('cuts long texts and lists, and says by how much', () => {
		const [{ text, list }] = shortened({ text: 'a'.repeat(9_000), list: Array.from({ length: 100 }, (_v, n) => n) });
		expect(text).toBe(`${'a'.repeat(2_000)}… (7000 more characters)`);
		expect(list).toEqual([...Array.from({ length: 25 }, (_v, n) => n), '75 more']);
	});

	test('keeps one huge record inside the bound and names the fields that are left out', () => {
		const wide = Object.fromEntries(Array.from({ length: 400 }, (_v, n) => [`field${n}`, 'b'.repeat(200)]));
		const [json] = shortened(wide);
		expect(JSON.stringify(json).length).toBeLessThan(MOST_CHARACTERS * 2);
		expect(json.fieldsLeftOut).toEqual(expect.arrayContaining(['field399']));
	});

	test('counts what was not read and says so when further pages follow', () => {
		const one = answer({}, ['name']);
		one.noteLeft(40, true);
		expect(one.shortened([{ json: { id: 1 } }])[1].json).toEqual({ more: 'At least 40 more. Narrow with name' });
	});

	test('shows the essential fields of the record of a write, and errors as they are', () => {
		const one = answer({ essential: ['id'] });
		expect(one.shortened([{ json: { id: 1, rest: 2 } }, { json: { error: 'x', rest: 2 } }])).toEqual([
			{ json: { id: 1 } },
			{ json: { error: 'x', rest: 2 } },
		]);
	});
});
