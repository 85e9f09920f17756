import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import get from 'lodash/get.js';
import unset from 'lodash/unset.js';
import { workflow } from '../n8n.ts';
import { choice, coreNode, flag, names, options, text } from './coreNode.ts';

interface Options {
	disableDotNotation?: boolean;
	destinationFieldName?: string;
}

/** Split Out: the entries of one or more lists become items. */
export const splitOut = coreNode({
	name: 'splitOut',
	displayName: 'Split Out',
	version: [1],
	properties: [
		text('fieldToSplitOut'),
		choice('include', ['noOtherFields', 'allOtherFields', 'selectedOtherFields']),
		text('fieldsToInclude'),
		options(flag('disableDotNotation'), text('destinationFieldName')),
	],
	async execute(this: IExecuteFunctions) {
		return [this.getInputData().flatMap((item, index) => split.call(this, item.json, index))];
	},
});

function split(this: IExecuteFunctions, json: IDataObject, index: number): INodeExecutionData[] {
	const fields = names(this.getNodeParameter('fieldToSplitOut', index) as string).map((name) =>
		name.replace(/^\$json\./, ''),
	);
	const { disableDotNotation: flat, destinationFieldName = '' } = this.getNodeParameter(
		'options',
		index,
		{},
	) as Options;
	const include = this.getNodeParameter('include', index) as string;
	const destinations = names(destinationFieldName);
	if (destinations.length > 0 && destinations.length !== fields.length) {
		throw new workflow.NodeOperationError(this.getNode(), 'Give as many destination fields as fields to split out');
	}
	const read = (name: string) => (flat ? json[name] : (get(json, name) as IDataObject[string]));

	const others = kept.call(this, json, index, include, fields, Boolean(flat), read);
	const spread = include === 'noOtherFields' && fields.length === 1 && destinations.length === 0;
	const records: IDataObject[] = [];
	for (const [position, field] of fields.entries()) {
		for (const [entryIndex, entry] of entriesOf(read(field)).entries()) {
			const record = (records[entryIndex] ??= {});
			if (spread && typeof entry === 'object' && entry !== null) Object.assign(record, entry);
			else record[destinations[position] ?? field] = entry;
		}
	}
	return records.map((record) => ({ json: { ...others, ...record }, pairedItem: { item: index } }));
}

/** A list as it is, the values of an object, a single value as a list of one, nothing as an empty list. */
function entriesOf(value: IDataObject[string]): Array<IDataObject[string]> {
	if (value === undefined) return [];
	if (Array.isArray(value)) return value as Array<IDataObject[string]>;
	return typeof value === 'object' && value !== null ? Object.values(value as IDataObject) : [value];
}

/** The other fields that every new item carries. */
function kept(
	this: IExecuteFunctions,
	json: IDataObject,
	index: number,
	include: string,
	fields: string[],
	flat: boolean,
	read: (name: string) => IDataObject[string],
): IDataObject {
	if (include === 'noOtherFields') return {};
	if (include === 'selectedOtherFields') {
		return Object.fromEntries(
			names(this.getNodeParameter('fieldsToInclude', index) as string).map((name) => [name, read(name)]),
		);
	}
	const copy = workflow.deepCopy(json);
	for (const field of fields) {
		if (flat) delete copy[field];
		else unset(copy, field);
	}
	return copy;
}
