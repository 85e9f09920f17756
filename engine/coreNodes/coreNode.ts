import type {
	IExecuteFunctions,
	INode,
	INodeExecutionData,
	INodeProperties,
	INodePropertyCollection,
	INodeType,
	INodeTypeDescription,
	ITriggerFunctions,
} from 'n8n-workflow';
import { workflow } from '../n8n.ts';

/** Definition of a stand-in for one of n8n's core nodes. */
export interface CoreNode {
	/** Name without the package, e.g. `splitOut`. */
	name: string;
	/** Label in the editor, e.g. `Split Out`. */
	displayName: string;
	/** Versions of the node whose parameters are understood. */
	version: number[];
	/** Every parameter that is understood; any other stops the run. */
	properties: INodeProperties[];
	/** Parts of the description that differ from one input and one output. */
	more?: Partial<INodeTypeDescription>;
	/** Absent for triggers. */
	execute?: (this: IExecuteFunctions) => Promise<INodeExecutionData[][]>;
}

/** Makes a node type that does what n8n's own does for the parameters it lists (see {@link refuseUnknown} for all others). */
export function coreNode({ name, displayName, version, properties, more, execute }: CoreNode): INodeType {
	const { Main } = workflow.NodeConnectionTypes;
	const isTrigger = execute === undefined;
	const description: INodeTypeDescription = {
		displayName,
		name,
		group: [isTrigger ? 'trigger' : 'transform'],
		version,
		description: `Stand-in of n8n's ${displayName}`,
		defaults: { name: displayName },
		inputs: isTrigger ? [] : [Main],
		outputs: [Main],
		properties,
		...more,
	};
	if (!execute)
		return {
			description,
			trigger: async function (this: ITriggerFunctions) {
				return {};
			},
		};
	return { description, execute };
}

/**
 * Checks what a workflow file asks of a stand-in. It must happen before n8n reads the file: n8n drops what is not in the
 * description without a word.
 *
 * @throws NodeOperationError for a parameter, an option or a choice that the stand-in does not know
 */
export function refuseUnknown(node: INode, { description }: INodeType): void {
	for (const [name, value] of Object.entries(node.parameters)) {
		const property = description.properties.find((candidate) => candidate.name === name);
		const unknown = property ? unknownIn(property, value) : `the parameter "${name}"`;
		if (unknown !== undefined) throw refusal(node, description, unknown);
	}
}

/** Describes the parts of a value, at any depth, that a property does not know. */
function unknownIn({ name, type, options = [] }: INodeProperties, value: unknown): string | undefined {
	if (type === 'options') {
		const isKnown = isExpression(value) || options.some((option) => 'value' in option && option.value === value);
		return isKnown ? undefined : `"${String(value)}" in "${name}"`;
	}
	if (type === 'collection') return unknownAmong(options as INodeProperties[], value);
	if (type !== 'fixedCollection') return undefined;
	const groups = options as INodePropertyCollection[];
	for (const [key, entries] of Object.entries(value ?? {})) {
		const group = groups.find((candidate) => candidate.name === key);
		if (!group) return `"${key}" in "${name}"`;
		for (const entry of [entries].flat()) {
			const unknown = unknownAmong(group.values, entry);
			if (unknown !== undefined) return unknown;
		}
	}
	return undefined;
}

function unknownAmong(properties: INodeProperties[], holder: unknown): string | undefined {
	for (const [key, value] of Object.entries(holder ?? {})) {
		const property = properties.find((candidate) => candidate.name === key);
		const unknown = property ? unknownIn(property, value) : `the option "${key}"`;
		if (unknown !== undefined) return unknown;
	}
	return undefined;
}

function isExpression(value: unknown): boolean {
	return typeof value === 'string' && value.startsWith('=');
}

function refusal(node: INode, { displayName }: INodeTypeDescription, what: string): Error {
	return new workflow.NodeOperationError(node, `The stand-in of "${displayName}" does not handle ${what}.`, {
		description: 'Run this workflow in n8n itself, or do without.',
	});
}

/** A choice with the given values; the first is the default. */
export function choice(name: string, values: string[]): INodeProperties {
	return {
		displayName: name,
		name,
		type: 'options',
		options: values.map((value) => ({ name: value, value })),
		default: values[0] ?? '',
	};
}

export function text(name: string, value = ''): INodeProperties {
	return { displayName: name, name, type: 'string', default: value };
}

export function flag(name: string, value = false): INodeProperties {
	return { displayName: name, name, type: 'boolean', default: value };
}

/** The collection of options that most core nodes end with. */
export function options(...properties: INodeProperties[]): INodeProperties {
	return { displayName: 'Options', name: 'options', type: 'collection', default: {}, options: properties };
}

/** `'a, b'` → `['a', 'b']`. */
export function names(list: string): string[] {
	return list
		.split(',')
		.map((name) => name.trim())
		.filter(Boolean);
}

/** One or more groups of fields, e.g. the pairs of fields to match. */
export function groups(name: string, group: string, ...values: INodeProperties[]): INodeProperties {
	return {
		displayName: name,
		name,
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		default: {},
		options: [{ displayName: group, name: group, values }],
	};
}
