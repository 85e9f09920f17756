import type { IDataObject, IExecuteFunctions, INodeExecutionData, IPairedItemData } from 'n8n-workflow';
import get from 'lodash/get.js';
import isEqual from 'lodash/isEqual.js';
import mergeObjects from 'lodash/merge.js';
import { workflow } from '../n8n.ts';
import { choice, coreNode, flag, groups, names, options, text } from './coreNode.ts';

interface Pair {
	field1: string;
	field2: string;
}

/** Merge: one after the other, by position, by equal fields, or every item with every item. */
export const merge = coreNode({
	name: 'merge',
	displayName: 'Merge',
	version: [3, 3.1, 3.2],
	properties: [
		choice('mode', ['append', 'combine']),
		choice('combineBy', ['combineByFields', 'combineByPosition', 'combineAll']),
		{ displayName: 'numberInputs', name: 'numberInputs', type: 'number', default: 2 },
		flag('advanced'),
		text('fieldsToMatchString'),
		groups('mergeByFields', 'values', text('field1'), text('field2')),
		choice('joinMode', ['keepMatches', 'keepNonMatches', 'keepEverything', 'enrichInput1', 'enrichInput2']),
		choice('outputDataFrom', ['both', 'input1', 'input2']),
		options(flag('includeUnpaired'), flag('disableDotNotation'), choice('multipleMatches', ['all', 'first'])),
	],
	more: {
		inputs:
			'={{ Array.from({ length: $parameter.numberInputs || 2 }, (_, index) => ({ type: "main", displayName: `Input ${index + 1}` })) }}',
		requiredInputs: 1,
	},
	async execute(this: IExecuteFunctions) {
		const count =
			this.getNodeParameter('mode', 0) === 'combine' && this.getNodeParameter('combineBy', 0) !== 'combineByPosition'
				? 2
				: (this.getNodeParameter('numberInputs', 0, 2) as number);
		const inputs = Array.from({ length: count }, (_value, index) => withPairs(this.getInputData(index) ?? [], index));
		if (this.getNodeParameter('mode', 0) === 'append') return [inputs.flat()];
		switch (this.getNodeParameter('combineBy', 0)) {
			case 'combineByPosition':
				return [byPosition(inputs, Boolean(this.getNodeParameter('options.includeUnpaired', 0, false)))];
			case 'combineAll':
				return [(inputs[0] ?? []).flatMap((first) => (inputs[1] ?? []).map((second) => combined([first, second])))];
			default:
				return [byFields.call(this, inputs[0] ?? [], inputs[1] ?? [])];
		}
	},
});

/** Notes on each item where it came from; n8n leaves the first input out. */
function withPairs(items: INodeExecutionData[], input: number): INodeExecutionData[] {
	return items.map((item, index) => ({ ...item, pairedItem: input === 0 ? { item: index } : { item: index, input } }));
}

/** One item from several; of equal names the last one counts. */
function combined(items: INodeExecutionData[]): INodeExecutionData {
	const json = mergeObjects({}, ...items.map((item) => item.json)) as IDataObject;
	const pairedItem = items.flatMap((item) => [item.pairedItem ?? []].flat() as IPairedItemData[]);
	const binaries = items.flatMap(({ binary }) => (binary ? [binary] : []));
	return binaries.length > 0 ? { json, binary: Object.assign({}, ...binaries), pairedItem } : { json, pairedItem };
}

function byPosition(inputs: INodeExecutionData[][], includeUnpaired: boolean): INodeExecutionData[] {
	const lengths = inputs.map(({ length }) => length);
	const count = includeUnpaired ? Math.max(...lengths) : Math.min(...lengths);
	return Array.from({ length: count }, (_value, index) => combined(inputs.flatMap((items) => items[index] ?? [])));
}

function byFields(
	this: IExecuteFunctions,
	first: INodeExecutionData[],
	second: INodeExecutionData[],
): INodeExecutionData[] {
	const join = this.getNodeParameter('joinMode', 0) as string;
	const from = this.getNodeParameter('outputDataFrom', 0, 'both') as string;
	const onlyFirst = this.getNodeParameter('options.multipleMatches', 0, 'all') === 'first';
	const matching = matcher.call(this);

	const found = first.map((one) => {
		const matches = second.filter((two) => matching(one.json, two.json));
		return { one, matches: onlyFirst ? matches.slice(0, 1) : matches };
	});
	const used = new Set(found.flatMap(({ matches }) => matches));
	const alone1 = found.filter(({ matches }) => matches.length === 0).map(({ one }) => one);
	const alone2 = second.filter((two) => !used.has(two));
	const pairs = found.flatMap(({ one, matches }) => matches.map((two) => [one, two]));

	switch (join) {
		case 'keepMatches':
			if (from === 'input1') return found.filter(({ matches }) => matches.length > 0).map(({ one }) => one);
			if (from === 'input2') return second.filter((two) => used.has(two));
			return pairs.map(combined);
		case 'keepNonMatches':
			if (from === 'input1') return alone1;
			if (from === 'input2') return alone2;
			return [...withSource(alone1, 'input1'), ...withSource(alone2, 'input2')];
		case 'keepEverything':
			return [...pairs.map(combined), ...alone1, ...alone2];
		case 'enrichInput1':
			return [...pairs.map(combined), ...alone1];
		default:
			return [...pairs.map(([one, two]) => combined([two, one] as INodeExecutionData[])), ...alone2];
	}
}

/** Whether two records agree in the chosen fields; a missing field never agrees. */
function matcher(this: IExecuteFunctions): (one: IDataObject, two: IDataObject) => boolean {
	const same = names(this.getNodeParameter('fieldsToMatchString', 0, '') as string).map((name) => ({
		field1: name,
		field2: name,
	}));
	const pairs = this.getNodeParameter('advanced', 0, false)
		? (this.getNodeParameter('mergeByFields.values', 0, []) as Pair[])
		: same;
	if (pairs.length === 0 || pairs.some(({ field1, field2 }) => !field1 || !field2)) {
		throw new workflow.NodeOperationError(this.getNode(), 'Give at least one pair of fields to match');
	}
	const flat = Boolean(this.getNodeParameter('options.disableDotNotation', 0, false));
	const read = (record: IDataObject, name: string): unknown => (flat ? record[name] : get(record, name));
	return (one, two) =>
		pairs.every(
			({ field1, field2 }) => read(one, field1) !== undefined && isEqual(read(one, field1), read(two, field2)),
		);
}

function withSource(items: INodeExecutionData[], source: string): INodeExecutionData[] {
	return items.map((item) => ({ ...item, json: { ...item.json, _source: source } }));
}
