import { join } from 'node:path';
import type { INode, INodeParameters } from 'n8n-workflow';
import type { WorkflowFile } from './index.ts';

/** Where the tests' own node package is. */
export const tinyPack = join(import.meta.dirname, 'tinyPack');

type Settings = Partial<Omit<INode, 'parameters'>>;

/** A node for {@link chain}; the type of the tests' own node and of core nodes may be given without their package. */
export function node(name: string, type: string, parameters: INodeParameters = {}, settings: Settings = {}): INode {
	const fullType = type === 'tiny' ? 'n8n-nodes-tiny.tiny' : `n8n-nodes-base.${type}`;
	return { id: name, name, type: fullType, typeVersion: 1, position: [0, 0], parameters, ...settings };
}

/** A workflow that starts by hand and runs the nodes one after the other. */
export function chain(...nodes: INode[]): WorkflowFile {
	const all = [node('Start', 'manualTrigger'), ...nodes];
	const connections: WorkflowFile['connections'] = {};
	for (const [index, { name }] of nodes.entries()) connect(connections, all[index]?.name ?? '', name);
	return { name: 'Test', nodes: all, connections };
}

/** A workflow that starts by hand and runs one node of the pack, called *Node* unless it gets another name. */
export function singleNode(
	type: string,
	parameters: INodeParameters,
	{ name = 'Node', ...settings }: Settings = {},
): WorkflowFile {
	return chain({ ...node(name, type, parameters, settings), type: `n8n-nodes-lms.${type}` });
}

/** Connects an output of one node with an input of another. */
export function connect(
	connections: WorkflowFile['connections'],
	from: string,
	to: string,
	output = 0,
	input = 0,
): void {
	const outputs = ((connections[from] ??= { main: [] }).main ??= []);
	while (outputs.length <= output) outputs.push([]);
	outputs[output]?.push({ node: to, type: 'main', index: input });
}
