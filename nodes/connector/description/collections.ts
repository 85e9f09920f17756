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
	fields: Map<Shape, Owners>;
}

/** A field as one object for all equal ones, so that it is quickly found. */
interface Shape {
	field: INodeProperties;
	size: number;
}

/** About what the condition of a field costs that not all operations have. */
const CONDITION = 60;

/**
 * Joins the collections of one name into as few as make the description smaller, within a resource and across resources; fields that not all of their
 * operations have get a condition.
 */
export function joinCollections(panels: Panel[]): Panel[] {
	const shapes = new Map<string, Shape>();
	const kinds = new Map<string, Joint[]>();
	const kindOf = ({ name, displayOptions }: INodeProperties) => JSON.stringify([name, displayOptions]);
	for (const { resource, operation, properties } of panels) {
		const owners: Owners = new Map([[resource, new Set([operation])]]);
		for (const property of properties.filter(({ type }) => type === 'collection')) {
			const fields = (property.options as INodeProperties[]).map((field) => shapeOf(field, shapes));
			const joints = kinds.get(kindOf(property)) ?? [];
			kinds.set(kindOf(property), joints);
			joints.push({ property, owners, fields: new Map(fields.map((shape) => [shape, owners])) });
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

function shapeOf(field: INodeProperties, known: Map<string, Shape>): Shape {
	const json = JSON.stringify(field);
	const shape = known.get(json) ?? { field, size: json.length + 1 };
	known.set(json, shape);
	return shape;
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

/** Two collections, and about how many characters fewer they take as one; nothing if it would be more. */
function pairOf(one: Joint, other: Joint): Array<{ one: Joint; other: Joint; gain: number }> {
	let gain = 0;
	let both = 0;
	for (const shape of one.fields.keys()) {
		if (!other.fields.has(shape)) continue;
		gain += shape.size;
		both++;
	}
	if (both === 0) return [];
	gain -= (one.fields.size + other.fields.size - 2 * both) * CONDITION;
	return gain > 0 ? [{ one, other, gain }] : [];
}

function join(one: Joint, other: Joint): Joint {
	const fields = new Map(one.fields);
	for (const [shape, owners] of other.fields) fields.set(shape, union(fields.get(shape), owners));
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
		[...fields].flatMap(([{ field }, owners]) =>
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
