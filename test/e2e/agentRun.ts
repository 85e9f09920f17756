import assert from 'node:assert/strict';
import type { Script } from '../agents/script.ts';
import { execute, resultOf } from './executed.ts';
import type { Workplace } from './workplace.ts';

export const AGENT = '@n8n/n8n-nodes-langchain.agent';
const MODEL = '@n8n/n8n-nodes-langchain.lmChatOpenAi';

/** A node as the editor stores it. */
export interface StoredNode {
	name: string;
	type: string;
	typeVersion: number;
	parameters: object;
	credentials?: Record<string, { id: string; name: string }>;
	retryOnFail?: boolean;
	onError?: 'continueRegularOutput';
}

/** A credential of n8n. */
export interface StoredCredential {
	id: string;
	name: string;
}

/** Adds a credential to n8n. */
export async function addCredential(
	{ n8n }: Workplace,
	name: string,
	type: string,
	data: Record<string, string>,
): Promise<StoredCredential> {
	const { id } = await n8n.rest<{ id: string }>('post', '/credentials', { name, type, data });
	return { id, name };
}

/** Runs an agent that asks for the calls of a script; returns the answers as the model got them, in their order. */
export async function runAgent(
	place: Workplace,
	model: StoredCredential,
	version: number,
	tools: StoredNode[],
	script: Script,
): Promise<string[]> {
	const nodes: StoredNode[] = [
		{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} },
		{
			name: 'Agent',
			type: AGENT,
			typeVersion: version,
			parameters: { promptType: 'define', text: JSON.stringify(script), options: { enableStreaming: false } },
		},
		{
			name: 'Model',
			type: MODEL,
			typeVersion: 1.2,
			parameters: { model: { __rl: true, mode: 'id', value: 'scripted' }, options: {} },
			credentials: { openAiApi: model },
		},
		...tools,
	];
	const connections = {
		Start: { main: [[{ node: 'Agent', type: 'main', index: 0 }]] },
		Model: { ai_languageModel: [[{ node: 'Agent', type: 'ai_languageModel', index: 0 }]] },
		...servedTo('Agent', tools),
	};
	const { id } = await place.n8n.rest<{ id: string }>(
		'post',
		'/workflows',
		workflowOf(`Agent ${version}`, nodes, connections),
	);
	return await answersOf(place, id, 'Agent');
}

/** Runs a stored workflow and returns what its agent was answered by its tools. */
export async function answersOf(place: Workplace, id: string, agent: string, input?: object): Promise<string[]> {
	const { data } = await execute(place, id, undefined, input);
	const { error, runData } = resultOf(data);
	assert.equal(error, undefined, JSON.stringify(error)?.slice(0, 600));
	const runs = runData[agent] as Array<{ data: { main: Array<Array<{ json: { output: string } }>> } }>;
	return JSON.parse(runs.at(-1)!.data.main[0]![0]!.json.output) as string[];
}

/** A workflow of nodes, as the editor stores it. */
export function workflowOf(name: string, nodes: StoredNode[], connections: object): object {
	return {
		name,
		nodes: nodes.map((node, index) => ({ id: `node-${index}`, position: [index * 240, 0], ...node })),
		connections,
		active: false,
		settings: { executionOrder: 'v1' },
	};
}

/** Connections of tools to the node that they serve. */
export function servedTo(owner: string, tools: StoredNode[]): object {
	return Object.fromEntries(
		tools.map(({ name }) => [name, { ai_tool: [[{ node: owner, type: 'ai_tool', index: 0 }]] }]),
	);
}
