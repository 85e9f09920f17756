import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import get from 'lodash/get.js';
import { choice, coreNode, flag, groups, options, text } from './coreNode.ts';

interface SortField {
	fieldName: string;
	order?: 'ascending' | 'descending';
}

/** Sorts items by one or more fields; texts without regard to case, as n8n does. */
export const sort = coreNode({
	name: 'sort',
	displayName: 'Sort',
	version: [1],
	properties: [
		choice('type', ['simple']),
		groups('sortFieldsUi', 'sortField', text('fieldName'), choice('order', ['ascending', 'descending'])),
		options(flag('disableDotNotation')),
	],
	async execute(this: IExecuteFunctions) {
		const { sortField = [] } = this.getNodeParameter('sortFieldsUi', 0, {}) as { sortField?: SortField[] };
		const exact = this.getNodeParameter('options.disableDotNotation', 0, false) as boolean;
		const valueOf = ({ json }: INodeExecutionData, { fieldName }: SortField): unknown => {
			const value = exact ? json[fieldName] : get(json, fieldName);
			return typeof value === 'string' ? value.toLowerCase() : value;
		};
		const compare = (one: INodeExecutionData, other: INodeExecutionData): number => {
			for (const field of sortField) {
				const [first, second] = [valueOf(one, field), valueOf(other, field)] as [number, number];
				if (first === second) continue;
				return first < second === (field.order !== 'descending') ? -1 : 1;
			}
			return 0;
		};
		const items = this.getInputData().map(
			(item, index): INodeExecutionData => ({ ...item, pairedItem: { item: index } }),
		);
		return [items.sort(compare)];
	},
});
