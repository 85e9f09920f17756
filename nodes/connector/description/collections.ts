import isEqual from 'lodash/isEqual';
import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';
import type { Panel } from './shared';

/** Conditions under which a property is shown. */
export type Conditions = NonNullable<IDisplayOptions['show']>;

/** The order of a list of labels. One collator for all: to make one takes longer than to sort with it. */
export const alphabetically = new Intl.Collator('en').compare;

/** Adds conditions to a property. */
export function shownFor(property: INodeProperties, show: Conditions): INodeProperties {
	const { displayOptions } = property;
	return { ...property, displayOptions: { ...displayOptions, show: { ...displayOptions?.show, ...show } } };
}

/** Fields of one collection, and the condition for those that are not in all of them. */
interface Part {
	options: INodeProperties[];
	show: Conditions;
}

/** Joins the fields of several collections: those that all of them have once, the others with their condition. */
export function joined(parts: Part[]): INodeProperties[] {
	const fields: INodeProperties[] = [];
	for (const { options, show } of parts) {
		for (const option of options) {
			const isEverywhere = parts.every((part) => part.options.some((other) => isEqual(other, option)));
			if (!isEverywhere) fields.push(shownFor(option, show));
			else if (!fields.some((field) => isEqual(field, option))) fields.push(option);
		}
	}
	return sorted(fields);
}

/** Joins the collections of one name of a resource into one, if that makes the description smaller; fields of some operations get a condition. */
export function joinCollections(panels: Panel[]): Panel[] {
	const key = ({ resource }: Panel, { name, displayOptions }: INodeProperties) =>
		JSON.stringify([resource, name, displayOptions]);
	const groups = new Map<string, Array<{ operation: string; property: INodeProperties }>>();
	for (const panel of panels) {
		for (const property of panel.properties.filter(({ type }) => type === 'collection')) {
			const group = groups.get(key(panel, property)) ?? [];
			groups.set(key(panel, property), [...group, { operation: panel.operation, property }]);
		}
	}
	const collections = new Map<string, INodeProperties>();
	for (const [name, [first, ...others]] of groups) {
		if (!first || others.length === 0) continue;
		const group = [first, ...others];
		const together = { ...first.property, options: sharedFields(group) };
		if (size(together) < group.reduce((sum, { property }) => sum + size(property), 0)) collections.set(name, together);
	}
	return panels.map((panel) => ({
		...panel,
		properties: panel.properties.map((property) =>
			property.type === 'collection' ? (collections.get(key(panel, property)) ?? property) : property,
		),
	}));
}

function sharedFields(owners: Array<{ operation: string; property: INodeProperties }>): INodeProperties[] {
	const fields = new Map<string, { field: INodeProperties; operations: string[] }>();
	for (const { operation, property } of owners) {
		for (const field of property.options as INodeProperties[]) {
			const entry = fields.get(JSON.stringify(field)) ?? { field, operations: [] };
			entry.operations.push(operation);
			fields.set(JSON.stringify(field), entry);
		}
	}
	return sorted(
		[...fields.values()].map(({ field, operations }) =>
			operations.length === owners.length ? field : shownFor(field, { '/operation': operations }),
		),
	);
}

function sorted(fields: INodeProperties[]): INodeProperties[] {
	return fields.sort((one, other) => alphabetically(one.displayName, other.displayName));
}

function size(value: unknown): number {
	return JSON.stringify(value).length;
}
