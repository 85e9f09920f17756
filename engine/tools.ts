import type { INodeType, IVersionedNodeType } from 'n8n-workflow';
import { workflow } from './n8n.ts';

/** Ending of the type of a node that serves an AI agent as a tool. */
const ENDING = 'Tool';

/** Type of the node that a tool is made of, e.g. `n8n-nodes-lms.learning360` for `n8n-nodes-lms.learning360Tool`; absent where a type is no tool. */
export function behindTool(type: string): string | undefined {
	return type.endsWith(ENDING) ? type.slice(0, -ENDING.length) : undefined;
}

/**
 * Makes of a node type the one that n8n offers agents for it: it has no input, gives a tool out, and has fields for a description.
 *
 * @throws UserError when the node is not made for that (`usableAsTool`)
 */
export function asTool(type: INodeType | IVersionedNodeType): INodeType {
	if ('nodeVersions' in type || !type.description.usableAsTool)
		throw new workflow.UserError(`"${type.description.displayName}" is no tool of an AI agent.`);
	const { usableAsTool: _usableAsTool, ...description } = workflow.deepCopy(type.description);
	const manual = { show: { descriptionType: ['manual'] } };
	description.properties.unshift(
		{
			displayName: 'Tool Description',
			name: 'descriptionType',
			type: 'options',
			noDataExpression: true,
			options: [
				{ name: 'Set Automatically', value: 'auto' },
				{ name: 'Set Manually', value: 'manual' },
			],
			default: 'auto',
		},
		{
			displayName: 'Description',
			name: 'toolDescription',
			type: 'string',
			default: description.description,
			required: true,
			displayOptions: manual,
		},
	);
	return Object.create(type, {
		description: {
			value: {
				...description,
				name: `${description.name}${ENDING}`,
				displayName: `${description.displayName} ${ENDING}`,
				inputs: [],
				outputs: [workflow.NodeConnectionTypes.AiTool],
			},
		},
	}) as INodeType;
}
