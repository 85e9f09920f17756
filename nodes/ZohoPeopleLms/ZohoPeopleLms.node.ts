import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { sensitiveFields } from '../connector/description/tool';
import { VERSIONS } from '../connector/model/layout';
import { execute } from '../connector/run/execute';
import { listOptionMethods } from '../connector/editor/listOptions';
import { listSearchMethods } from '../connector/editor/listSearch';
import { jobs } from './jobs';
import properties from './properties';
import { zohoPeopleLms } from './service';

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
		...sensitiveFields(zohoPeopleLms.catalogue),
		properties: [...properties],
	};

	methods = { listSearch: listSearchMethods(zohoPeopleLms), loadOptions: listOptionMethods(zohoPeopleLms) };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await execute(this, zohoPeopleLms, jobs);
	}
}
