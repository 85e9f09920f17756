import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import get from 'lodash/get.js';
import pick from 'lodash/pick.js';
import omit from 'lodash/omit.js';
import { workflow } from '../n8n.ts';
import { choice, coreNode, flag, groups, names, options, text } from './coreNode.ts';

interface FieldToAggregate {
	fieldToAggregate: string;
	renameField?: boolean;
	outputFieldName?: string;
}

/** Aggregate: many items become one with lists. */
export const aggregate = coreNode({
	name: 'aggregate',
	displayName: 'Aggregate',
	version: [1],
	properties: [
		choice('aggregate', ['aggregateIndividualFields', 'aggregateAllItemData']),
		groups(
			'fieldsToAggregate',
			'fieldToAggregate',
			text('fieldToAggregate'),
			flag('renameField'),
			text('outputFieldName'),
		),
		text('destinationFieldName', 'data'),
		choice('include', ['allFields', 'specifiedFields', 'allFieldsExcept']),
		text('fieldsToExclude'),
		text('fieldsToInclude'),
		options(flag('mergeLists'), flag('keepMissing')),
	],
	async execute(this: IExecuteFunctions) {
		const all = this.getNodeParameter('aggregate', 0) === 'aggregateAllItemData';
		const pairedItem = this.getInputData().map((_item, item) => ({ item }));
		return [[{ json: all ? wholeItems.call(this) : singleFields.call(this), pairedItem }]];
	},
});

/** One list of all items, with some or all of their fields. */
function wholeItems(this: IExecuteFunctions): IDataObject {
	const include = this.getNodeParameter('include', 0, 'allFields') as string;
	const records = this.getInputData().map(({ json }) => {
		if (include === 'allFields') return json;
		const chosen = names(
			this.getNodeParameter(include === 'specifiedFields' ? 'fieldsToInclude' : 'fieldsToExclude', 0) as string,
		);
		return include === 'specifiedFields' ? pick(json, chosen) : omit(json, chosen);
	});
	const filled = include === 'allFields' ? records : records.filter((record) => Object.keys(record).length > 0);
	return { [this.getNodeParameter('destinationFieldName', 0) as string]: filled };
}

/** A list for each field. */
function singleFields(this: IExecuteFunctions): IDataObject {
	const fields = this.getNodeParameter('fieldsToAggregate.fieldToAggregate', 0, []) as FieldToAggregate[];
	const { mergeLists, keepMissing } = this.getNodeParameter('options', 0, {}) as {
		mergeLists?: boolean;
		keepMissing?: boolean;
	};
	if (fields.length === 0) throw new workflow.NodeOperationError(this.getNode(), 'No fields specified');

	const result: IDataObject = {};
	for (const { fieldToAggregate: field, renameField, outputFieldName } of fields) {
		const values = this.getInputData().map(({ json }) => get(json, field) as IDataObject[string]);
		const there = keepMissing
			? values.map((value) => value ?? null)
			: values.filter((value) => value !== undefined && value !== null);
		const name = renameField && outputFieldName ? outputFieldName : (field.split('.').at(-1) ?? field);
		result[name] = (mergeLists ? there.flat() : there) as IDataObject[];
	}
	return result;
}
