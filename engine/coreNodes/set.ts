import type { FieldType, IDataObject, IExecuteFunctions, INode, INodeExecutionData } from 'n8n-workflow';
import get from 'lodash/get.js';
import setIn from 'lodash/set.js';
import unset from 'lodash/unset.js';
import { workflow } from '../n8n.ts';
import { choice, coreNode, flag, names, options, text } from './coreNode.ts';

interface Options {
	stripBinary?: boolean;
	ignoreConversionErrors?: boolean;
	dotNotation?: boolean;
}

interface Assignment {
	name: string;
	type: FieldType;
	value: unknown;
}

/** Edit Fields (Set), from version 3.3: fields one by one, or the whole item as JSON. */
export const set = coreNode({
	name: 'set',
	displayName: 'Edit Fields (Set)',
	version: [3.3, 3.4],
	properties: [
		choice('mode', ['manual', 'raw']),
		{ displayName: 'assignments', name: 'assignments', type: 'assignmentCollection', default: {} },
		{ displayName: 'jsonOutput', name: 'jsonOutput', type: 'json', default: '' },
		flag('includeOtherFields'),
		choice('include', ['all', 'selected', 'except']),
		text('includeFields'),
		text('excludeFields'),
		options(flag('stripBinary', true), flag('ignoreConversionErrors'), flag('dotNotation', true)),
	],
	async execute(this: IExecuteFunctions) {
		const raw = this.getNodeParameter('mode', 0) === 'raw';
		return [this.getInputData().map((item, index) => edit.call(this, item, index, raw))];
	},
});

function edit(this: IExecuteFunctions, item: INodeExecutionData, index: number, raw: boolean): INodeExecutionData {
	const chosen = this.getNodeParameter('options', index, {}) as Options;
	const included = this.getNodeParameter('includeOtherFields', index, false)
		? (this.getNodeParameter('include', index, 'all') as string)
		: 'none';
	const json = keep.call(this, item.json, index, included, chosen);
	const fields = raw ? Object.entries(parse.call(this, index)) : assigned.call(this, index, chosen);
	for (const [name, value] of fields) {
		if (chosen.dotNotation === false) json[name] = value as IDataObject[string];
		else setIn(json, name, value);
	}
	const result: INodeExecutionData = { json, pairedItem: { item: index } };
	if (item.binary && included !== 'none' && !chosen.stripBinary) result.binary = { ...item.binary };
	return result;
}

/** The fields of the input that stay. */
function keep(
	this: IExecuteFunctions,
	json: IDataObject,
	index: number,
	included: string,
	{ dotNotation }: Options,
): IDataObject {
	const copy = workflow.deepCopy(json);
	const flat = dotNotation === false;
	if (included === 'all') return copy;
	if (included === 'none') return {};
	if (included === 'except') {
		for (const name of names(this.getNodeParameter('excludeFields', index) as string)) {
			if (flat) delete copy[name];
			else unset(copy, name);
		}
		return copy;
	}
	const selected: IDataObject = {};
	for (const name of names(this.getNodeParameter('includeFields', index) as string)) {
		if (flat) selected[name] = copy[name];
		else setIn(selected, name.split('.').at(-1) ?? name, get(copy, name));
	}
	return selected;
}

/** Fields of Manual Mapping, converted to the type that was chosen. */
function assigned(
	this: IExecuteFunctions,
	index: number,
	{ ignoreConversionErrors }: Options,
): Array<[string, unknown]> {
	const { assignments = [] } = this.getNodeParameter('assignments', index, {}) as { assignments?: Assignment[] };
	return assignments.map(({ name, type, value }) => {
		if (value === undefined || value === null) return [name, null];
		const given = type === 'string' ? (typeof value === 'object' ? JSON.stringify(value) : String(value)) : value;
		const result = workflow.validateFieldType(name, given, type);
		if (result.valid) return [name, result.newValue ?? null];
		if (ignoreConversionErrors) return [name, value];
		throw new workflow.NodeOperationError(this.getNode(), `'${name}' expects a ${type}: ${result.errorMessage}`, {
			itemIndex: index,
		});
	});
}

/** The JSON of raw mode; objects that expressions yield inside it become JSON as well. */
function parse(this: IExecuteFunctions, index: number): IDataObject {
	const given = this.getNodeParameter('jsonOutput', index, '', { rawExpressions: true }) as string | IDataObject;
	const written = typeof given === 'string' && given.startsWith('=') ? fillIn.call(this, given.slice(1), index) : given;
	return object(this.getNode(), written, index);
}

function fillIn(this: IExecuteFunctions, template: string, index: number): string {
	return template.replace(/\{\{.*?\}\}/gs, (expression) => {
		const value = this.evaluateExpression(expression, index);
		return typeof value === 'object' ? JSON.stringify(value) : String(value);
	});
}

function object(node: INode, written: string | IDataObject, index: number): IDataObject {
	const value =
		typeof written === 'string' ? workflow.jsonParse<unknown>(written, { fallbackValue: undefined }) : written;
	if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as IDataObject;
	throw new workflow.NodeOperationError(node, 'The JSON output is not a JSON object', { itemIndex: index });
}
