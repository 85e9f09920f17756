import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { customFieldMethods } from '../connector/editor/customFields';
import { sensitiveFields } from '../connector/description/tool';
import { VERSIONS } from '../connector/model/layout';
import { execute } from '../connector/run/execute';
import { listOptionMethods } from '../connector/editor/listOptions';
import { listSearchMethods } from '../connector/editor/listSearch';
import { jobs } from './jobs';
import properties from './properties';
import { learning360 } from './vendor/service';

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
		...sensitiveFields(learning360.catalogue),
		properties: [...properties],
	};

	methods = {
		listSearch: listSearchMethods(learning360),
		loadOptions: listOptionMethods(learning360),
		resourceMapping: customFieldMethods(learning360),
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await execute(this, learning360, jobs);
	}
}
