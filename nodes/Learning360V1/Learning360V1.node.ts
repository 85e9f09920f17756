import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { ownDescription } from '../connector/description/built';
import { onFirstUse } from '../connector/editor/onFirstUse';
import { VERSIONS } from '../connector/model/layout';
import actionNode from './actionNode';

/** A constant, because n8n's linter takes `V1` at the end of a file's name for the version of a node and would want another file. */
const NAME = 'learning360V1';

export class Learning360V1 implements INodeType {
	description: INodeTypeDescription = {
		displayName: '360Learning (API v1)',
		name: NAME,
		icon: { light: 'file:../../icons/learning360V1.svg', dark: 'file:../../icons/learning360V1.dark.svg' },
		group: ['transform'],
		version: VERSIONS,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description:
			'Work with users, groups, courses, programs and paths through 360Learning API v1, which 360Learning ends in mid-2027: use the 360Learning node for new workflows',
		defaults: { name: '360Learning (API v1)' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'learning360V1Api', required: true }],
		builderHint: {
			searchHint: 'Only for programs and what else API v2 of 360Learning does not have: it ends in mid-2027',
			relatedNodes: [{ nodeType: 'n8n-nodes-lms.learning360', relationHint: 'For everything that API v2 offers' }],
		},
		...ownDescription(actionNode),
	};

	methods = onFirstUse(actionNode.methods, async () => {
		const [{ editorMethods }, { learning360V1 }] = await Promise.all([
			import('../connector/editor/methods'),
			import('./service'),
		]);
		return editorMethods(learning360V1);
	});

	// Loaded on first use, as the methods are: n8n loads every node when it starts.
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const [{ execute }, { learning360V1 }] = await Promise.all([
			import('../connector/run/execute'),
			import('./service'),
		]);
		return await execute(this, learning360V1);
	}
}
