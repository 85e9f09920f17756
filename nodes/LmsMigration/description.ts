import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { MigrationOptions } from './migration/options';

/** Properties of the node. */
export const properties: INodeProperties[] = [
	{
		displayName:
			'Get the workflows from n8n itself (n8n node, Workflow: Get Many). The node changes nothing there: write the copies back yourself, under a new name',
		name: 'notice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Workflow Source',
		name: 'source',
		type: 'options',
		options: [
			{
				name: 'Field',
				value: 'field',
				description: 'A field of the item holds a workflow, a list of workflows, or either as text',
			},
			{ name: 'Input Item', value: 'item', description: 'Each item is a workflow, as the n8n node returns it' },
		],
		default: 'item',
		description: 'Where to read the workflow from',
	},
	{
		displayName: 'Field',
		name: 'field',
		type: 'string',
		required: true,
		displayOptions: { show: { source: ['field'] } },
		default: 'data',
		placeholder: 'e.g. data',
		description: 'Name of the field that holds the workflow',
	},
	{
		displayName: 'Output',
		name: 'output',
		type: 'options',
		options: [
			{ name: 'Report', value: 'report', description: 'What would become of each node, without the workflow' },
			{ name: 'Workflow', value: 'workflow', description: 'The migrated workflow, without the report' },
			{
				name: 'Workflow and Report',
				value: 'both',
				description: 'The migrated workflow, and what became of each node',
			},
		],
		default: 'both',
		description: 'What each item holds',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: '360Learning Credential ID',
				name: 'learning360OAuth2Api',
				type: 'string',
				default: '',
				placeholder: 'e.g. vHxaz5UaCghVYl9C',
				description:
					'ID of the credential 360Learning OAuth2 API that the new nodes get: it is the last part of its address in n8n. Without it, choose the credential in each node.',
			},
			{
				displayName: 'Move to Packages',
				name: 'packages',
				type: 'multiOptions',
				options: [
					{
						name: '360Learning',
						value: 'n8n-nodes-360learning',
						description: 'The package n8n-nodes-360learning, with the nodes for API v2',
					},
					{
						name: 'LMS',
						value: 'n8n-nodes-lms',
						description: 'This package, n8n-nodes-lms, with all nodes',
					},
					{
						name: 'Zoho People LMS',
						value: 'n8n-nodes-zoho-people-lms',
						description: 'The package n8n-nodes-zoho-people-lms',
					},
				],
				default: [],
				description:
					'Packages that the nodes of a workflow move to. Only their types change, and nothing else is migrated. Nodes that none of the packages contains stay where they are.',
			},
			{
				displayName: 'Other Hosts',
				name: 'hosts',
				type: 'string',
				default: '',
				placeholder: 'e.g. https://learning.example.com',
				description:
					'Addresses of your own under which HTTP Request nodes call 360Learning or Zoho People, separated by commas',
			},
			{
				displayName: 'Platform Owner',
				name: 'platformOwner',
				type: 'string',
				default: '',
				placeholder: 'e.g. owner@example.com',
				description:
					'Email or ID of the owner of your 360Learning platform, who became instructor or author in API v1 when none was given; API v2 wants to be told',
			},
			{
				displayName: 'Root Group ID',
				name: 'rootGroup',
				type: 'string',
				default: '',
				placeholder: 'e.g. 507f1f77bcf86cd799439011',
				description:
					'ID of the topmost group of your platform, which API v1 took for new groups without a parent; API v2 wants to be told',
			},
			{
				displayName: 'Zoho People Credential ID',
				name: 'zohoPeopleOAuth2Api',
				type: 'string',
				default: '',
				placeholder: 'e.g. vHxaz5UaCghVYl9C',
				description:
					'ID of the credential Zoho People OAuth2 API that the new nodes get: it is the last part of its address in n8n. Without it, choose the credential in each node.',
			},
		],
	},
];

/** Names that the new nodes show for a credential until somebody opens them. */
const CREDENTIAL_NAMES = {
	learning360OAuth2Api: '360Learning OAuth2 API',
	zohoPeopleOAuth2Api: 'Zoho People OAuth2 API',
};

/** Converts the options for the migration. */
export function readOptions(context: IExecuteFunctions, itemIndex: number): MigrationOptions {
	const options = context.getNodeParameter('options', itemIndex, {}) as IDataObject;
	const given = (name: string) => String(options[name] ?? '').trim();
	const facts = (['platformOwner', 'rootGroup'] as const).flatMap((name) =>
		given(name) === '' ? [] : [[name, given(name)] as const],
	);
	const credentials = Object.entries(CREDENTIAL_NAMES).flatMap(([type, name]) =>
		given(type) === '' ? [] : [[type, { id: given(type), name }] as const],
	);
	return {
		facts: Object.fromEntries(facts),
		credentials: Object.fromEntries(credentials),
		packages: [options.packages ?? []].flat().map(String),
		hosts: given('hosts')
			.split(',')
			.map((host) => host.trim().toLowerCase().replace(/\/+$/, ''))
			.filter((host) => host !== ''),
	};
}
