import assert from 'node:assert/strict';
import { it, type TestContext } from 'node:test';
import type { Script } from '../agents/script.ts';
import { answersOf, AGENT, type StoredCredential } from './agentRun.ts';
import { toolName } from './chatModel.ts';
import { McpClient } from './mcpClient.ts';
import type { Workplace } from './workplace.ts';

interface StoredWorkflow {
	name: string;
	nodes: Array<{ name: string; type: string; parameters: Record<string, unknown>; credentials?: object }>;
	connections: object;
}

/** The examples with an agent and with an MCP server, with the scripted model in place of a model. */
export function assistants(
	workplace: () => Workplace,
	model: () => StoredCredential,
	offers: (context: TestContext, type: string, version: number) => Promise<boolean>,
): void {
	it('answers in the chat of the example of an assistant, and changes nothing', async (context) => {
		if (!(await offers(context, AGENT, 3))) return;
		const place = workplace();
		const stored = await place.n8n.rest<StoredWorkflow>(
			'get',
			`/workflows/${place.workflows['lms-assistant-in-chat.json']}`,
		);
		const nodes = stored.nodes.map((node) =>
			node.type.endsWith('.lmChatOpenAi') ? { ...node, credentials: { openAiApi: model() } } : node,
		);
		const { id } = await place.n8n.rest<{ id: string }>('post', '/workflows', {
			name: stored.name,
			nodes,
			connections: stored.connections,
			settings: { executionOrder: 'v1' },
			active: false,
		});
		const learner = place.sandbox.state.learning360.users.find(({ status, mail }) => status === 'active' && mail);
		const script: Script = [
			[
				{ tool: 'Get a user', args: { email: learner!.mail } },
				{ tool: 'Find courses', args: { name: 'fire safety' } },
			],
			[{ tool: 'Find a path', args: { name: 'Forklift certificate' } }],
			[{ tool: 'Get the sessions of a path', args: { path_id: { answer: 2, take: 'pathId' } } }],
			[{ tool: 'Find Zoho courses', args: { name: 'Site safety' } }],
		];
		place.sandbox.clearRequests();
		const answers = await answersOf(place, id, 'Assistant', {
			sessionId: 'e2e',
			action: 'sendMessage',
			chatInput: JSON.stringify(script),
		});
		assert.equal(answers.length, 5);
		for (const [index, fact] of [String(learner!._id), 'Fire safety', 'Forklift', 'startDate', 'Site safety'].entries())
			assert.ok(answers[index]!.includes(fact), `${fact} is in ${answers[index]?.slice(0, 300)}`);
		assert.deepEqual(
			place.sandbox.requests.filter(({ method, path }) => method !== 'GET' && !path.endsWith('/token')),
			[],
		);
	});

	it('serves the ten tools of the example of an MCP server', async (context) => {
		const place = workplace();
		const id = place.workflows['lms-tools-for-mcp-clients.json']!;
		const { nodes } = await place.n8n.rest<StoredWorkflow>('get', `/workflows/${id}`);
		const server = nodes.find(({ type }) => type.endsWith('.mcpTrigger'))!;
		if (!(await offers(context, server.type, 2))) return;
		const tools = nodes.filter(({ type }) => type.endsWith('Tool'));
		assert.equal(tools.length, 10);
		await place.n8n.publish(id);
		try {
			const client = await McpClient.connect(`${place.n8n.url}/mcp/${String(server.parameters.path)}`);
			assert.deepEqual((await client.tools()).sort(), tools.map(({ name }) => toolName(name)).sort());
			const [one, other] = place.sandbox.state.learning360.users.filter(
				({ status, mail }) => status === 'active' && mail,
			);
			const call = async (tool: string, args: object) => JSON.stringify(await client.call(toolName(tool), args));
			assert.ok((await call('Get a user', { email: one!.mail })).includes(String(one!._id)));
			const plan = await call('Set the managers of a user', { email: one!.mail, managers: other!.mail });
			assert.match(plan, /dryRun\W+true/);
			const before = place.sandbox.state.learning360.memberships.length;
			await call('Add a member to a group', { group: 'Warehouses', email: other!.mail, role: 'analyst' });
			assert.equal(place.sandbox.state.learning360.memberships.length, before + 1);
		} finally {
			await place.n8n.unpublish(id);
		}
	});
}
