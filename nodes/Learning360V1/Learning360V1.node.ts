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
import properties from './properties';
import { learning360V1 } from './service';

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
		...sensitiveFields(learning360V1.catalogue),
		properties: [...properties],
	};

	methods = { listSearch: listSearchMethods(learning360V1), loadOptions: listOptionMethods(learning360V1) };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await execute(this, learning360V1);
	}
}
