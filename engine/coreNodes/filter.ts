import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { coreNode, flag, options } from './coreNode.ts';

const properties: INodeProperties[] = [
	{
		displayName: 'Conditions',
		name: 'conditions',
		type: 'filter',
		default: {},
		typeOptions: {
			filter: {
				caseSensitive: '={{ !$parameter.options.ignoreCase }}',
				typeValidation:
					'={{ $parameter.looseTypeValidation || $parameter.options.looseTypeValidation ? "loose" : "strict" }}',
				version: '={{ $nodeVersion >= 2.3 ? 3 : $nodeVersion >= 2.2 ? 2 : 1 }}',
			},
		},
	},
	flag('looseTypeValidation'),
	options(flag('ignoreCase', true), flag('looseTypeValidation', true)),
];

/** Items that meet the conditions, and the others. n8n-core evaluates the conditions. */
async function divide(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const kept: INodeExecutionData[] = [];
	const others: INodeExecutionData[] = [];
	for (const [index, item] of this.getInputData().entries()) {
		const passes = this.getNodeParameter('conditions', index, false, { extractValue: true }) as boolean;
		(passes ? kept : others).push({ ...item, pairedItem: { item: index } });
	}
	return [kept, others];
}

export const filter = coreNode({
	name: 'filter',
	displayName: 'Filter',
	version: [2, 2.1, 2.2, 2.3],
	properties,
	async execute(this: IExecuteFunctions) {
		const [kept = []] = await divide.call(this);
		return [kept];
	},
});

export const ifNode = coreNode({
	name: 'if',
	displayName: 'If',
	version: [2, 2.1, 2.2, 2.3],
	properties,
	more: { outputs: ['main', 'main'], outputNames: ['true', 'false'] },
	execute: divide,
});
