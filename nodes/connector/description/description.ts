import isEqual from 'lodash/isEqual';
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { Catalogue, Resource } from '../model/catalogue';
import type { Field } from '../model/field';
import { atVersion } from '../model/atVersion';
import { FORMER, IN_SIGHT, VERSIONS } from '../model/layout';
import type { Operation } from '../model/operation';
import { alphabetically, joinCollections, joined, shownFor } from './collections';
import { controlOf, optionalControl } from './fieldKind';
import { shareProperties } from './shared';
import { toolProperties } from './tool';

/** Labels of the collections of optional fields. */
const COLLECTIONS: Record<NonNullable<Field['collection']>, { displayName: string; placeholder: string }> = {
	additionalFields: { displayName: 'Additional Fields', placeholder: 'Add Field' },
	updateFields: { displayName: 'Update Fields', placeholder: 'Add Field' },
	filters: { displayName: 'Filters', placeholder: 'Add Filter' },
};

/** Nodes from version 1.1 on. */
const NOW = { '@version': [{ _cnd: { gte: IN_SIGHT } }] };

/** Nodes of version 1. */
const BEFORE = { '@version': VERSIONS.filter((version) => version < IN_SIGHT) };

/**
 * Builds everything a person sees of a service: resources, operations, fields, options.
 *
 * Equal fields of operations become one property, so that the description stays small.
 */
export function describe(catalogue: Catalogue): INodeProperties[] {
	const panels = catalogue.resources.flatMap((resource) =>
		resource.operations.map((operation) => ({
			resource: resource.value,
			operation: operation.value,
			properties: operationProperties(catalogue, operation),
		})),
	);
	return [
		...resourceProperties(catalogue),
		...catalogue.resources.flatMap((resource) => operationsProperties(catalogue, resource)),
		...shareProperties(joinCollections(panels)),
		...toolProperties(),
		optionsProperty(catalogue),
	];
}

/** Label and name of a property whose first choice is only known from the documents. */
function named(displayName: string, name: string): Pick<INodeProperties, 'displayName' | 'name'> {
	return { displayName, name };
}

/**
 * A property, and a hidden one of the same name where nodes of version 1 have another choice at first: n8n resolves both, and the last default
 * counts.
 */
function withFormerDefault(property: INodeProperties, former: string | undefined): INodeProperties[] {
	if (former === undefined || former === property.default) return [property];
	const { displayName, name, displayOptions } = property;
	const hidden: INodeProperties = { displayName, name, type: 'hidden', default: former };
	return [property, shownFor({ ...hidden, ...(displayOptions ? { displayOptions } : {}) }, BEFORE)];
}

function resourceProperties({ resources, former }: Catalogue): INodeProperties[] {
	const property: INodeProperties = {
		...named('Resource', 'resource'),
		type: 'options',
		noDataExpression: true,
		options: resources.map(({ name, value }) => ({ name, value })),
		default: resources[0]?.value ?? '',
	};
	return withFormerDefault(property, former?.resource);
}

function operationsProperties({ former }: Catalogue, resource: Resource): INodeProperties[] {
	const options = resource.operations.map(
		({ name, value, action, description }): INodePropertyOptions => ({ name, value, action, description }),
	);
	const property: INodeProperties = {
		...named('Operation', 'operation'),
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource.value] } },
		options,
		default: resource.default,
	};
	return withFormerDefault(property, former?.operations?.[resource.value]);
}

/** An operation as users see it, with the parts that both layouts share. */
function operationProperties(catalogue: Catalogue, operation: Operation): INodeProperties[] {
	const now = propertiesOf(catalogue, operation);
	const former = atVersion(operation, FORMER);
	if (former === operation) return now;
	const before = propertiesOf(catalogue, former);
	const properties: INodeProperties[] = [];
	for (const property of now) {
		const twin = before.findIndex(
			({ name, type }) => name === property.name && type === 'collection' && property.type === 'collection',
		);
		const same = twin >= 0 ? twin : before.findIndex((other) => isEqual(other, property));
		// What version 1 alone has stands before the next thing that both have.
		if (same >= 0) properties.push(...before.splice(0, same).map((other) => shownFor(other, BEFORE)));
		const common = same >= 0 ? before.shift() : undefined;
		properties.push(common ? bothCollections(property, common) : shownFor(property, NOW));
	}
	return [...properties, ...before.map((other) => shownFor(other, BEFORE))];
}

/** A collection with the fields of both layouts. */
function bothCollections(now: INodeProperties, before: INodeProperties): INodeProperties {
	if (now.type !== 'collection') return now;
	const options = joined([
		{ options: now.options as INodeProperties[], show: NOW },
		{ options: before.options as INodeProperties[], show: BEFORE },
	]);
	return { ...now, options };
}

function propertiesOf(catalogue: Catalogue, operation: Operation): INodeProperties[] {
	const { output } = operation;
	const properties: INodeProperties[] = [];
	if (operation.notice) properties.push({ displayName: operation.notice, name: 'notice', type: 'notice', default: '' });
	if (operation.levels) properties.push(levelProperty(operation.levels));
	for (const field of operation.fields.filter(({ collection, constant }) => !collection && constant === undefined)) {
		const control = field.from !== undefined && !field.required ? optionalControl : controlOf;
		properties.push({ ...control(catalogue, field), ...atLevel(field) });
	}
	if (output.kind === 'records') properties.push(...limitProperties());
	if (output.kind === 'any')
		properties.push(...limitProperties().map((property) => shownFor(property, { method: ['GET'] })));
	for (const name of Object.keys(COLLECTIONS) as Array<keyof typeof COLLECTIONS>) {
		const fields = operation.fields.filter(({ collection, constant }) => collection === name && constant === undefined);
		if (fields.length > 0) properties.push(collectionProperty(catalogue, name, fields));
	}
	if (output.session) properties.push(...sessionProperties());
	if (output.simplified)
		properties.push(...simplifyProperties().map(output.session ? notInCommonFormat : (same) => same));
	if (output.kind === 'file') properties.push(...fileProperties());
	if (operation.bulk) properties.push(...bulkProperties());
	return properties;
}

function levelProperty(levels: NonNullable<Operation['levels']>): INodeProperties {
	return {
		...named('Belongs To', 'level'),
		type: 'options',
		options: levels.map(({ name, value, description }) => ({ name, value, ...(description ? { description } : {}) })),
		default: levels[0]?.value ?? '',
		description: 'Where the record lies',
	};
}

function atLevel(field: Field): Partial<INodeProperties> {
	const show = { ...(field.levels ? { level: field.levels } : {}), ...field.show };
	return Object.keys(show).length > 0 ? { displayOptions: { show } } : {};
}

function limitProperties(): INodeProperties[] {
	return [
		{
			displayName: 'Return All',
			name: 'returnAll',
			type: 'boolean',
			default: false,
			description: 'Whether to return all results or only up to a given limit',
		},
		{
			displayName: 'Limit',
			name: 'limit',
			type: 'number',
			typeOptions: { minValue: 1 },
			displayOptions: { show: { returnAll: [false] } },
			default: 50,
			description: 'Max number of results to return',
		},
	];
}

function collectionProperty(catalogue: Catalogue, name: keyof typeof COLLECTIONS, fields: Field[]): INodeProperties {
	const options = fields.map((field) => ({
		...controlOf(catalogue, { ...field, required: false }),
		...insideLevel(field),
	}));
	const clearable = name === 'updateFields' ? fields.filter(({ nullable }) => nullable) : [];
	if (clearable.length > 0) options.push(clearProperty(clearable));
	options.sort((one, other) => alphabetically(one.displayName, other.displayName));
	return { ...COLLECTIONS[name], name, type: 'collection', default: {}, options };
}

/** Inside a collection the choice of the address lies one level up. */
function insideLevel(field: Field): Partial<INodeProperties> {
	return field.levels ? { displayOptions: { show: { '/level': field.levels } } } : {};
}

function clearProperty(fields: Field[]): INodeProperties {
	const options = fields.map(({ displayName, name }) => ({ name: displayName, value: name }));
	return {
		displayName: 'Fields to Clear',
		name: 'clear',
		type: 'multiOptions',
		options: options.sort((one, other) => alphabetically(one.name, other.name)),
		default: [],
		description: 'Fields to empty',
	};
}

/** The choice between a vendor's record of a session and the shape that all systems have in common. */
function sessionProperties(): INodeProperties[] {
	return [
		{
			displayName: 'Session Format',
			name: 'sessionFormat',
			type: 'options',
			options: [
				{ name: 'Original Fields', value: 'record', description: 'The fields that the API of this system returns' },
				{
					name: 'Unified Format',
					value: 'common',
					description:
						'ID, title, start, end, place, trainers, seats and more in one shape, ready for a calendar or a sheet',
				},
			],
			default: 'record',
			description: 'How sessions come out',
		},
		{
			displayName: 'Time Zone',
			name: 'sessionTimeZone',
			type: 'string',
			displayOptions: { show: { sessionFormat: ['common'] } },
			default: '',
			placeholder: 'e.g. Europe/Paris',
			description:
				'Time zone of start and end, and the one in which times that come without a zone are meant; the time zone of the workflow when it is empty',
		},
	];
}

/** The shape of all systems has no simplified version. */
function notInCommonFormat(property: INodeProperties): INodeProperties {
	return {
		...property,
		displayOptions: {
			...property.displayOptions,
			hide: { ...property.displayOptions?.hide, sessionFormat: ['common'] },
		},
	};
}

function simplifyProperties(): INodeProperties[] {
	return [
		{
			displayName: 'Simplify',
			name: 'simplify',
			type: 'boolean',
			displayOptions: { hide: { '@tool': [true] } },
			default: true,
			description: 'Whether to return a simplified version of the response instead of the raw data',
		},
		{
			displayName: 'Output',
			name: 'output',
			type: 'options',
			displayOptions: { show: { '@tool': [true] } },
			options: [
				{ name: 'Raw', value: 'raw', description: 'Every field of the record' },
				{ name: 'Selected Fields', value: 'selected', description: 'Only the fields named below' },
				{ name: 'Simplified', value: 'simplified', description: 'The fields people need most' },
			],
			default: 'simplified',
			description: 'How much of each record to return',
		},
		{
			displayName: 'Fields',
			name: 'outputFields',
			type: 'string',
			displayOptions: { show: { '@tool': [true], output: ['selected'] } },
			default: '',
			placeholder: 'e.g. _id,name',
			description: 'Names of the fields to return, separated by commas',
		},
	];
}

function fileProperties(): INodeProperties[] {
	return [
		{
			displayName: 'Put Output File in Field',
			name: 'binaryPropertyName',
			type: 'string',
			required: true,
			default: 'data',
			placeholder: 'e.g. data',
			hint: 'The name of the output binary field to put the file in',
			description: 'Name of the binary field that receives the file',
		},
	];
}

function bulkProperties(): INodeProperties[] {
	return [
		{
			displayName: 'Wait for Completion',
			name: 'waitForCompletion',
			type: 'boolean',
			default: true,
			description:
				'Whether to wait until all items are done and return the result of each, or to start the bulk operation and go on',
		},
	];
}

/** How calls are made, as a person can change it for every kind of node. */
export function callOptions(catalogue: Catalogue): INodeProperties[] {
	const limited = Object.values(catalogue.paces).some(({ requests }) => requests !== undefined);
	const share: INodeProperties = {
		displayName: 'Share of the Limit (%)',
		name: 'share',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 100 },
		default: 100,
		description:
			'Part of the limit of the API that this node may use; lower it when other tools or queue-mode workers use the same account',
	};
	return [
		...(limited ? [share] : []),
		{
			displayName: 'Timeout',
			name: 'timeout',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 60,
			description: 'Seconds to wait for one answer',
		},
		{
			displayName: 'Tries',
			name: 'tries',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 10 },
			default: 5,
			description: 'Most tries for a request that is safe to repeat when the connection breaks or no answer comes',
		},
	];
}

function optionsProperty(catalogue: Catalogue): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: 'Concurrency',
				name: 'concurrency',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 50 },
				default: 5,
				description:
					'Most requests under way at the same time; without this option the node chooses it from the limits of the API',
			},
			{
				displayName: 'Longest Wait',
				name: 'longestWait',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 600,
				description: 'Most seconds to wait for a limit or a lock of the API before the item fails; 0 does not wait',
			},
			...callOptions(catalogue),
		],
	};
}
