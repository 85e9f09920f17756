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

export class ZohoPeopleLms implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Zoho People LMS',
		name: 'zohoPeopleLms',
		icon: { light: 'file:../../icons/zohoPeopleLms.svg', dark: 'file:../../icons/zohoPeopleLms.dark.svg' },
		group: ['transform'],
		version: VERSIONS,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Work with courses, batches, sessions, tests, learners and progress in the LMS of Zoho People',
		defaults: { name: 'Zoho People LMS' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'zohoPeopleOAuth2Api', required: true }],
		builderHint: {
			searchHint:
				'The LMS of Zoho People: courses, batches, modules, sessions, tests, learners and progress. As an AI tool it answers briefly and changes nothing beyond what Tool May allows',
			relatedNodes: [
				{ nodeType: 'n8n-nodes-lms.zohoPeopleLmsTrigger', relationHint: 'Starts when something changes in the LMS' },
			],
		},
		...ownDescription(actionNode),
	};

	methods = onFirstUse(actionNode.methods, async () => {
		const [{ editorMethods }, { zohoPeopleLms }] = await Promise.all([
			import('../connector/editor/methods'),
			import('./service'),
		]);
		return editorMethods(zohoPeopleLms);
	});

	// Loaded on first use, as the methods are: n8n loads every node when it starts.
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const [{ execute }, { zohoPeopleLms }, { jobs }] = await Promise.all([
			import('../connector/run/execute'),
			import('./service'),
			import('./jobs'),
		]);
		return await execute(this, zohoPeopleLms, jobs);
	}
}
