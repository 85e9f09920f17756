import { createRequire } from 'node:module';
import path from 'node:path';
import {
	NodeHelpers,
	type INode,
	type INodeProperties,
	type INodeTypeDescription,
	type NodeParameterValue,
} from 'n8n-workflow';
import type { Catalogue } from '../../nodes/connector/model/catalogue.ts';
import { FORMER, VERSIONS } from '../../nodes/connector/model/layout.ts';
import { compileService } from '../../compiler/build.ts';
import { loadTypes, root } from '../../engine/index.ts';

const { describe: describeNode } = createRequire(path.join(root, 'package.json'))(
	'./dist/nodes/connector/description/description.js',
) as { describe(catalogue: Catalogue): INodeProperties[] };

const NODES = [
	['Learning360', 'learning360'],
	['Learning360V1', 'learning360V1'],
	['ZohoPeopleLms', 'zohoPeopleLms'],
] as const;

type Place = Record<string, NodeParameterValue>;

type Option = NonNullable<INodeProperties['options']>[number];

/** The values that a condition holds, if it is on the place of a node: its version, resource or operation. */
function placeOf(condition: string, place: Place): NodeParameterValue | undefined {
	return place[condition.replace(/^\//, '')];
}

/** A property as it is at one version, resource and operation, with the conditions that remain there; nothing if it is not shown. */
function at(property: INodeProperties, place: Place): INodeProperties[] {
	const { displayOptions, ...rest } = property;
	const left: NonNullable<INodeProperties['displayOptions']> = {};
	for (const side of ['show', 'hide'] as const) {
		for (const [name, conditions = []] of Object.entries(displayOptions?.[side] ?? {})) {
			const value = placeOf(name, place);
			if (value === undefined) left[side] = { ...left[side], [name]: conditions };
			else if (NodeHelpers.checkConditions(conditions, [value]) !== (side === 'show')) return [];
		}
	}
	const options = property.options?.flatMap((option): Option[] => {
		if ('values' in option) return [{ ...option, values: option.values.flatMap((inner) => at(inner, place)) }];
		return 'type' in option ? at(option, place) : [option];
	});
	return [
		{
			...rest,
			...(options ? { options } : {}),
			...(Object.keys(left).length > 0 ? { displayOptions: left } : {}),
		},
	];
}

function fieldsAt(properties: INodeProperties[], place: Place): INodeProperties[] {
	return properties
		.filter(({ name }) => name !== 'resource' && name !== 'operation')
		.flatMap((property) => at(property, place));
}

/** The node as it would be if it had this operation only, so that nothing is shared. */
function alone(catalogue: Catalogue, resource: string, operation: string): INodeProperties[] {
	const own = catalogue.resources.find(({ value }) => value === resource)!;
	const operations = own.operations.filter(({ value }) => value === operation);
	return describeNode({ ...catalogue, resources: [{ ...own, operations }] });
}

describe.each(NODES)('%s', (folder, type) => {
	let catalogue: Catalogue;
	let description: INodeTypeDescription;
	beforeAll(async () => {
		({ catalogue } = await compileService(folder));
		({ description } = (await loadTypes()).getByNameAndVersion(`n8n-nodes-lms.${type}`));
	});

	test.each(VERSIONS)(
		'shows in version %s for each operation what it would show without sharing, in that order',
		(version) => {
			for (const { value: resource, operations } of catalogue.resources) {
				for (const { value: operation } of operations) {
					const place = { resource, operation, '@version': version };
					const expected = fieldsAt(alone(catalogue, resource, operation), place);
					expect([place, fieldsAt(description.properties, place)]).toEqual([place, expected]);
				}
			}
		},
	);

	test.each(VERSIONS)('opens version %s on its own resource and operations, and keeps what is stored', (version) => {
		const node = { typeVersion: version } as INode;
		const { properties } = description;
		const former = version === FORMER ? catalogue.former : undefined;
		const opened = (given: Place) => NodeHelpers.getNodeParameters(properties, given, true, false, node, description)!;
		expect(opened({}).resource).toBe(former?.resource ?? catalogue.resources[0]!.value);
		for (const { value: resource, default: first, operations } of catalogue.resources) {
			expect(opened({ resource }).operation).toBe(former?.operations?.[resource] ?? first);
			for (const { value: operation } of operations) {
				const stored = NodeHelpers.getNodeParameters(
					properties,
					{ resource, operation },
					false,
					false,
					node,
					description,
				)!;
				expect(opened(stored as Place)).toMatchObject({ resource, operation });
			}
		}
	});

	test("shows no field of an operation beside n8n's own Custom API Call", () => {
		const node = { typeVersion: VERSIONS.at(-1) } as INode;
		const always = ['resource', 'operation', 'options', 'toolMay', 'toolAnswer'];
		for (const { value: resource } of catalogue.resources) {
			const values = { resource, operation: '__CUSTOM_API_CALL__' };
			const shown = description.properties.filter((property) =>
				NodeHelpers.displayParameter(values, property, node, description),
			);
			expect(shown.map(({ name }) => name).filter((name) => !always.includes(name))).toEqual([]);
		}
	});
});
