import type { IDataObject, INode } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/index.ts';
import { n8nCredentials } from '../../sandbox/n8nCredentials.ts';
import { runWorkflow, type WorkflowFile } from '../harness/index.ts';
import { AGENTS, nodeOf, withTools, type ToolAnswer, type ToolCall } from './agents.ts';

/** How n8n runs tools: inside of the agent (versions 1 and 2, MCP), or as nodes of its engine (version 3). */
export const KINDS = ['inlineAgent', 'engineAgent'] as const;

/** Has an agent call tools, and gives the answers in their order. */
export async function ask(
	sandbox: Sandbox,
	served: INode[],
	calls: ToolCall[],
	kind: (typeof KINDS)[number] = 'engineAgent',
): Promise<ToolAnswer[]> {
	const agent = nodeOf('Agent', `agents.${kind}`, { calls: JSON.stringify(calls) });
	const workflow = {
		name: 'Agents',
		nodes: [nodeOf('Start', 'n8n-nodes-base.manualTrigger', {}), agent, ...served],
		connections: { Start: { main: [[{ node: 'Agent', type: 'main', index: 0 }]] }, ...withTools('Agent', served) },
		settings: { executionOrder: 'v1' },
	} as WorkflowFile;
	const { nodes, error } = await runWorkflow({ workflow, credentials: n8nCredentials(sandbox), nodes: AGENTS });
	expect(error).toBeUndefined();
	return nodes.Agent.runs[nodes.Agent.runs.length - 1].items[0].map(({ json }) => json as ToolAnswer);
}

/** What a tool says when it is called once without arguments. */
export async function askOnce(sandbox: Sandbox, tool: INode, args: IDataObject = {}): Promise<ToolAnswer> {
	const [answer] = await ask(sandbox, [tool], [{ tool: tool.name, args }]);
	return answer;
}

/** A tool of a service. */
export function toolOf(name: string, node: string, parameters: object, more: Partial<INode> = {}): INode {
	return nodeOf(name, `n8n-nodes-lms.${node}Tool`, parameters, more);
}
