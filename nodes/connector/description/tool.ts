import type { INodeProperties, INodeTypeDescription } from 'n8n-workflow';
import type { Catalogue } from '../model/catalogue';

/** Shown where the node serves an agent. */
const AS_TOOL = { displayOptions: { show: { '@tool': [true] } } };

/** How an agent may use the node. */
export function toolProperties(): INodeProperties[] {
	return [
		{
			displayName: 'Tool May',
			name: 'toolMay',
			type: 'options',
			noDataExpression: true,
			...AS_TOOL,
			options: [
				{
					name: 'Everything',
					value: 'everything',
					description: 'Also what replaces, removes, closes, unsubscribes, sends email or spends allowances',
				},
				{
					name: 'Read and Write',
					value: 'write',
					description: 'Read, add and change, but nothing that cannot simply be undone',
				},
				{ name: 'Read Only', value: 'read', description: 'Read, and report what a dry run would change' },
			],
			default: 'write',
			description: 'What the model can do with this tool; more than that is refused before anything is sent',
		},
		{
			displayName: 'Answer',
			name: 'toolAnswer',
			type: 'options',
			noDataExpression: true,
			...AS_TOOL,
			options: [
				{
					name: 'Compact',
					value: 'compact',
					description: 'The fields that matter of 25 records at most, without empty fields, about 8,000 characters',
				},
				{ name: 'Complete', value: 'complete', description: 'Everything that the operation returns' },
			],
			default: 'compact',
			description: 'How much the model gets',
		},
	];
}

/**
 * Returns the fields that n8n hides wherever it shows an execution: secrets in the items of the node, and in the answers of its tool, which n8n
 * wraps. Versions of n8n before 2.40 leave the setting alone.
 */
export function sensitiveFields({ secrets = [] }: Catalogue): Pick<INodeTypeDescription, 'sensitiveOutputFields'> {
	return secrets.length === 0
		? {}
		: { sensitiveOutputFields: secrets.flatMap((place) => [place, `response[*].${place}`]) };
}
