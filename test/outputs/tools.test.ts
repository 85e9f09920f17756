import type { IDataObject, INode } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/index.ts';
import { n8nCredentials } from '../../sandbox/n8nCredentials.ts';
import { startStillSandbox, timeInSteps } from '../faults/world.ts';
import { byId, operationCalls } from '../five/five.ts';
import { PublishedWorkflow, runWorkflow, WebhookServer, type WorkflowFile } from '../harness/index.ts';
import { account, accounts, GROUP } from '../jobs/people.ts';
import { AGENTS, nodeOf, withTools, type ToolAnswer, type ToolCall } from './agents.ts';

const ROOT_GROUP = '58eb5f371a92bb4fb526b305';
const TOOL = 'n8n-nodes-lms.learning360Tool';
const said = (name: string) => `={{ $fromAI('${name}', '', 'string') }}`;

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startStillSandbox(false, {});
});
afterAll(async () => await sandbox.close());
beforeEach(async () => await sandbox.reset());
timeInSteps(() => sandbox);

const getUser = (name = 'Get a user', more: Partial<INode> = {}) =>
	nodeOf(name, TOOL, { resource: 'user', operation: 'get', userId: byId(said('id')) }, more);
const createGroup = (name = 'Create a group', more: Partial<INode> = {}) =>
	nodeOf(
		name,
		TOOL,
		{ resource: 'group', operation: 'create', name: said('name'), parentId: byId(ROOT_GROUP), public: false },
		more,
	);
const activate = (more: Partial<INode> = {}) =>
	nodeOf(
		'Create an active user',
		TOOL,
		{
			resource: 'user',
			operation: 'createActive',
			groupId: byId(GROUP),
			role: 'learner',
			password: 'Warm-lamp-27',
			toolMay: 'everything',
			additionalFields: { mail: said('mail') },
		},
		more,
	);
const addMember = () =>
	nodeOf('Add a member', TOOL, {
		resource: 'groupMember',
		operation: 'addBulk',
		userId: byId(said('id')),
		groupId: byId(GROUP),
		role: 'learner',
	});
const openPath = () =>
	nodeOf('Old groups', 'n8n-nodes-lms.learning360V1Tool', { resource: 'group', operation: 'getAll', returnAll: true });
const zohoCourses = () =>
	nodeOf('Courses', 'n8n-nodes-lms.zohoPeopleLmsTool', { resource: 'course', operation: 'getAll', returnAll: true });

const start = nodeOf('Start', 'n8n-nodes-base.manualTrigger', {});
const afterStart = (name: string): WorkflowFile['connections'] => ({
	Start: { main: [[{ node: name, type: 'main', index: 0 }]] },
});

async function run(nodes: INode[], connections: WorkflowFile['connections'], agent: string): Promise<ToolAnswer[]> {
	const workflow = {
		name: 'Agents',
		nodes: [start, ...nodes],
		connections: { ...afterStart(agent), ...connections },
		settings: { executionOrder: 'v1' },
	} as WorkflowFile;
	const { nodes: ran, error } = await runWorkflow({ workflow, credentials: n8nCredentials(sandbox), nodes: AGENTS });
	expect(error).toBeUndefined();
	return ran[agent].runs[ran[agent].runs.length - 1].items[0].map(({ json }) => json as ToolAnswer);
}

/** The ways on which n8n runs a node for somebody who calls it as a tool. */
const WAYS: Record<string, (served: INode[], calls: ToolCall[]) => Promise<ToolAnswer[]>> = {
	'an agent that runs its tools in itself (versions 1 and 2)': async (served, calls) => {
		const agent = nodeOf('Agent', 'agents.inlineAgent', { calls: JSON.stringify(calls) });
		return await run([agent, ...served], withTools('Agent', served), 'Agent');
	},
	"an agent that n8n's engine runs the tools for (version 3)": async (served, calls) => {
		const agent = nodeOf('Agent', 'agents.engineAgent', { calls: JSON.stringify(calls) });
		return await run([agent, ...served], withTools('Agent', served), 'Agent');
	},
	'an agent that is a tool of another agent': async (served, calls) => {
		const agent = nodeOf('Agent', 'agents.inlineAgent', { calls: JSON.stringify([{ tool: 'Inner' }]) });
		const inner = nodeOf('Inner', 'agents.agentTool', { calls: JSON.stringify(calls) });
		const [{ answer }] = await run(
			[agent, inner, ...served],
			{ ...withTools('Inner', served), ...withTools('Agent', [inner]) },
			'Agent',
		);
		return answer as unknown as ToolAnswer[];
	},
	'an agent that is a tool of an agent of version 3': async (served, calls) => {
		const agent = nodeOf('Agent', 'agents.engineAgent', { calls: JSON.stringify([{ tool: 'Inner' }]) });
		const inner = nodeOf('Inner', 'agents.agentTool', { calls: JSON.stringify(calls) });
		const [{ answer }] = await run(
			[agent, inner, ...served],
			{ ...withTools('Inner', served), ...withTools('Agent', [inner]) },
			'Agent',
		);
		return answer as unknown as ToolAnswer[];
	},
	'a trigger that serves tools to other programs (MCP)': async (served, calls) => {
		const server = new WebhookServer();
		await server.start();
		try {
			const trigger = nodeOf('Serve', 'agents.toolServer', {}, { webhookId: 'tools' });
			const workflow = {
				id: 'tools',
				name: 'Tools',
				nodes: [trigger, ...served],
				connections: withTools('Serve', served),
			} as WorkflowFile;
			const published = await PublishedWorkflow.load({
				workflow,
				credentials: n8nCredentials(sandbox),
				baseUrl: server.url,
				nodes: AGENTS,
			});
			server.add(published);
			const answer = await fetch(`${server.url}/webhook/tools/mcp`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ calls }),
			});
			return (await answer.json()) as ToolAnswer[];
		} finally {
			await server.stop();
		}
	},
};

const groups = (name: RegExp) =>
	sandbox.state.learning360.groups.map((group) => String(group.name)).filter((entry) => name.test(entry));
const only = (answers: ToolAnswer[]) =>
	answers.map(({ answer, error }) => error ?? (Array.isArray(answer) ? answer[0] : answer)) as IDataObject[];
const writes = () =>
	operationCalls(sandbox)
		.filter(({ method }) => method !== 'GET')
		.map(({ operationId }) => operationId);

describe.each(Object.entries(WAYS))('Tools of %s', (_way, through) => {
	test('two calls of one tool are two: what is asked for is what is answered', async () => {
		const [one, other] = accounts(sandbox);
		const answers = await through(
			[getUser()],
			[
				{ tool: 'Get a user', args: { id: one._id } },
				{ tool: 'Get a user', args: { id: other._id } },
				{ tool: 'Get a user', args: { id: one._id } },
			],
		);
		expect(only(answers).map(({ _id }) => _id)).toEqual([one._id, other._id, one._id]);
		expect(operationCalls(sandbox)).toHaveLength(3);
	});

	test('two creates make two records, also with the same arguments and at the same time', async () => {
		const create = (name: string, together = false): ToolCall => ({ tool: 'Create a group', args: { name }, together });
		const answers = await through(
			[createGroup()],
			[create('Team A'), create('Team B'), create('Team B'), create('Team C', true), create('Team D', true)],
		);
		expect(only(answers).map(({ name }) => name)).toEqual(['Team A', 'Team B', 'Team B', 'Team C', 'Team D']);
		expect(new Set(only(answers).map(({ _id }) => _id)).size).toBe(5);
		expect(groups(/^Team [A-D]$/)).toHaveLength(5);
	});

	test('two tools are two, of one node type and of several', async () => {
		const [{ _id: id }] = accounts(sandbox);
		const calls: ToolCall[] = [
			{ tool: 'Get a user', args: { id } },
			{ tool: 'Create a group', args: { name: 'Team E' } },
			{ tool: 'Old groups' },
			{ tool: 'Courses' },
		];
		const [user, group, old, courses] = only(
			await through([getUser(), createGroup(), openPath(), zohoCourses()], calls),
		);
		expect(user._id).toBe(id);
		expect(group.name).toBe('Team E');
		expect(old).toHaveProperty('name');
		expect(courses).toHaveProperty('courseId');
		expect(groups(/^Team E$/)).toHaveLength(1);
	});

	test('a job for a second person is a job for a second person', async () => {
		const create = (mail: string): ToolCall => ({ tool: 'Create an active user', args: { mail } });
		const answers = only(
			await through([activate()], [create('tess@meridian.example'), create('otto@meridian.example')]),
		);
		expect(answers.map(({ action }) => action)).toEqual(['created', 'created']);
		for (const [index, mail] of ['tess@meridian.example', 'otto@meridian.example'].entries())
			expect(account(sandbox, mail)).toMatchObject({ _id: answers[index].userId, status: 'active' });
		expect(writes()).toEqual([
			'createUser',
			'replaceUserPassword',
			'activateUser',
			'createUser',
			'replaceUserPassword',
			'activateUser',
		]);
	});

	test('a bulk operation is started for each call', async () => {
		const [one, other] = accounts(sandbox)
			.filter(({ status }) => status === 'active')
			.slice(-2);
		const answers = only(
			await through(
				[addMember()],
				[
					{ tool: 'Add a member', args: { id: one._id } },
					{ tool: 'Add a member', args: { id: other._id } },
				],
			),
		);
		expect(answers.map(({ status, input }) => [status, (input as IDataObject).userId])).toEqual([
			['success', one._id],
			['success', other._id],
		]);
	});

	test('a call that fails has no part in the next one', async () => {
		sandbox.faults.add({ operationId: 'createUser', drop: 'after', times: 1 });
		const create = (mail: string): ToolCall => ({ tool: 'Create an active user', args: { mail } });
		const answers = await through([activate()], [create('tess@meridian.example'), create('otto@meridian.example')]);
		expect(JSON.stringify(answers[0])).toMatch(/Nobody knows|Outcome unknown/);
		expect(only(answers)[1]).toMatchObject({ action: 'created' });
		expect(account(sandbox, 'otto@meridian.example')!.status).toBe('active');
	});

	test('Retry On Fail goes on within one call, and no step is done twice', async () => {
		const retry = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
		sandbox.faults.add({
			operationId: 'replaceUserPassword',
			status: 400,
			body: { error: { code: 'passwordInvalid' } },
			times: 1,
		});
		const create = (mail: string): ToolCall => ({ tool: 'Create an active user', args: { mail } });
		const answers = only(
			await through([activate(retry)], [create('tess@meridian.example'), create('otto@meridian.example')]),
		);
		expect(answers.map(({ action }) => action)).toEqual(['created', 'created']);
		expect(writes()).toEqual([
			'createUser',
			'replaceUserPassword',
			'replaceUserPassword',
			'activateUser',
			'createUser',
			'replaceUserPassword',
			'activateUser',
		]);
	});

	test('Retry On Fail does not send again what may have been carried out', async () => {
		sandbox.faults.add({ operationId: 'createGroup', drop: 'after', times: 1 });
		const create: ToolCall = { tool: 'Create a group', args: { name: 'Team F' } };
		const [first, second] = await through(
			[createGroup('Create a group', { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 })],
			[create, create],
		);
		expect(JSON.stringify(first)).toMatch(/Nobody knows|Outcome unknown/);
		expect(only([second])[0]).toMatchObject({ name: 'Team F' });
		expect(writes()).toEqual(['createGroup', 'createGroup']);
	});
});

test('The items of an agent are not those of its tools', async () => {
	const people = accounts(sandbox).slice(0, 2);
	const workflow = {
		name: 'Agents',
		nodes: [
			start,
			nodeOf('Agent', 'agents.inlineAgent', {
				calls: JSON.stringify(people.map(({ _id }) => ({ tool: 'Get a user', args: { id: _id } }))),
			}),
			getUser(),
		],
		connections: { ...afterStart('Agent'), ...withTools('Agent', [getUser()]) },
	} as WorkflowFile;
	const { nodes } = await runWorkflow({
		workflow,
		credentials: n8nCredentials(sandbox),
		nodes: AGENTS,
		input: [{ json: {} }, { json: {} }],
	});
	expect(only(nodes.Agent.runs[0].items[0].map(({ json }) => json as ToolAnswer)).map(({ _id }) => _id)).toEqual(
		people.map(({ _id }) => _id),
	);
});
