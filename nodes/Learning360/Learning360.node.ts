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

export class Learning360 implements INodeType {
	description: INodeTypeDescription = {
		displayName: '360Learning',
		name: 'learning360',
		icon: { light: 'file:../../icons/learning360.svg', dark: 'file:../../icons/learning360.dark.svg' },
		group: ['transform'],
		version: VERSIONS,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Work with users, groups, courses, paths, sessions and statistics in 360Learning (API v2)',
		defaults: { name: '360Learning' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'learning360OAuth2Api', required: true }],
		builderHint: {
			searchHint:
				'The LMS 360Learning: users, groups, courses, paths, sessions, enrollments, certificates and progress. Email addresses are taken in place of user IDs. As an AI tool it answers briefly and changes nothing beyond what Tool May allows',
			relatedNodes: [
				{ nodeType: 'n8n-nodes-lms.learning360Trigger', relationHint: 'Starts when something happens in 360Learning' },
				{
					nodeType: 'n8n-nodes-lms.learning360PollingTrigger',
					relationHint: 'Starts when something changes that 360Learning sends no event for',
				},
			],
		},
		...ownDescription(actionNode),
	};

	methods = onFirstUse(actionNode.methods, async () => {
		const [{ editorMethods }, { learning360 }] = await Promise.all([
			import('../connector/editor/methods'),
			import('./vendor/service'),
		]);
		return editorMethods(learning360);
	});

	// Loaded on first use, as the methods are: n8n loads every node when it starts.
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const [{ execute }, { learning360 }, { jobs }] = await Promise.all([
			import('../connector/run/execute'),
			import('./vendor/service'),
			import('./jobs'),
		]);
		return await execute(this, learning360, jobs);
	}
}
