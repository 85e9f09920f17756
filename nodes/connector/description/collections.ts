import isEqual from 'lodash/isEqual';
import remove from 'lodash/remove';
import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';
import { productsOf, type Owners, type Panel } from './shared';

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

/** Collections of one name that are one, and the operations that have them. */
interface Joint {
	property: INodeProperties;
	owners: Owners;
	/** Each field with the operations that have it. */
	fields: Map<INodeProperties, Owners>;
	/** Characters that it takes, once that has been asked. */
	size?: number;
}

/**
 * Joins the collections of one name into as few as make the description smaller, within a resource and across resources; fields that not all of their
 * operations have get a condition.
 */
export function joinCollections(panels: Panel[]): Panel[] {
	const known = new Map<string, INodeProperties>();
	const kinds = new Map<string, Joint[]>();
	const kindOf = ({ name, displayOptions }: INodeProperties) => JSON.stringify([name, displayOptions]);
	for (const { resource, operation, properties } of panels) {
		const owners: Owners = new Map([[resource, new Set([operation])]]);
		for (const property of properties.filter(({ type }) => type === 'collection')) {
			const fields = (property.options as INodeProperties[]).map((field) => oneOf(field, known));
			const joints = kinds.get(kindOf(property)) ?? [];
			kinds.set(kindOf(property), joints);
			joints.push({ property, owners, fields: new Map(fields.map((field) => [field, owners])) });
		}
	}
	const joined = new Map<string, INodeProperties>();
	for (const [kind, joints] of kinds) {
		for (const joint of joinAll(joints)) {
			const property = { ...joint.property, options: optionsOf(joint) };
			for (const [resource, operations] of joint.owners)
				for (const operation of operations) joined.set([kind, resource, operation].join(), property);
		}
	}
	return panels.map(({ resource, operation, properties }) => ({
		resource,
		operation,
		properties: properties.map((property) =>
			property.type === 'collection' ? joined.get([kindOf(property), resource, operation].join())! : property,
		),
	}));
}

/** The one object for all equal fields. */
function oneOf(field: INodeProperties, known: Map<string, INodeProperties>): INodeProperties {
	const json = JSON.stringify(field);
	const one = known.get(json) ?? field;
	known.set(json, one);
	return one;
}

/** Joins the two that gain most, until no two gain anything. */
function joinAll(joints: Joint[]): Joint[] {
	const left = new Set(joints);
	const pairs = joints.flatMap((one, index) => joints.slice(index + 1).flatMap((other) => pairOf(one, other)));
	while (pairs.length > 0) {
		const { one, other } = pairs.reduce((best, pair) => (pair.gain > best.gain ? pair : best));
		const both = join(one, other);
		for (const part of [one, other]) {
			left.delete(part);
			remove(pairs, (pair) => pair.one === part || pair.other === part);
		}
		for (const rest of left) pairs.push(...pairOf(both, rest));
		left.add(both);
	}
	return [...left];
}

/** Two collections, and how many characters fewer they take as one; nothing if it would be more. */
function pairOf(one: Joint, other: Joint): Array<{ one: Joint; other: Joint; gain: number }> {
	if (![...one.fields.keys()].some((field) => other.fields.has(field))) return [];
	const gain = sizeOf(one) + sizeOf(other) - sizeOf(join(one, other));
	return gain > 0 ? [{ one, other, gain }] : [];
}

function sizeOf(joint: Joint): number {
	joint.size ??= JSON.stringify([joint.property.displayName, [...joint.owners], optionsOf(joint)]).length;
	return joint.size;
}

function join(one: Joint, other: Joint): Joint {
	const fields = new Map(one.fields);
	for (const [field, owners] of other.fields) fields.set(field, union(fields.get(field), owners));
	return { property: one.property, owners: union(one.owners, other.owners), fields };
}

function union(one: Owners = new Map(), other: Owners): Owners {
	const both = new Map(one);
	for (const [resource, operations] of other)
		both.set(resource, new Set([...(both.get(resource) ?? []), ...operations]));
	return both;
}

/** Fields of a joint collection, those that not all of its operations have with a condition. */
function optionsOf({ owners: all, fields }: Joint): INodeProperties[] {
	return sorted(
		[...fields].flatMap(([field, owners]) =>
			productsOf(owners, all).map(({ resources, operations }) => {
				const isWhole = resources.every((resource) => [...all.get(resource)!].every((one) => operations.has(one)));
				const show = {
					...(resources.length < all.size ? { '/resource': resources } : {}),
					...(isWhole ? {} : { '/operation': [...operations] }),
				};
				return Object.keys(show).length > 0 ? shownFor(field, show) : field;
			}),
		),
	);
}

function sorted(fields: INodeProperties[]): INodeProperties[] {
	return fields.sort((one, other) => alphabetically(one.displayName, other.displayName));
}
