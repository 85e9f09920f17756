import memoize from 'lodash/memoize';
import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

/** One operation as the node knows it, and what a person sees of it, in order. */
export interface Panel {
	resource: string;
	operation: string;
	properties: INodeProperties[];
}

/** Operations that have something, by resource. */
export type Owners = Map<string, Set<string>>;

/** A property and the operations that have it, in a graph of what stands before what. */
interface Shared {
	property: INodeProperties;
	owners: Owners;
	after: Set<Shared>;
}

/**
 * Makes one property of the equal ones of all operations, wherever the order of none of them is in the way, so that the description stays small and
 * n8n has little to look through at every change.
 */
export function shareProperties(panels: Panel[]): INodeProperties[] {
	const nodes: Shared[] = [];
	const byKey = new Map<string, Shared[]>();
	const keyOf = memoize((property: INodeProperties) => JSON.stringify(property));
	for (const { resource, operation, properties } of panels) {
		let before: Shared | undefined;
		for (const property of properties) {
			const key = keyOf(property);
			const twins = byKey.get(key) ?? [];
			byKey.set(key, twins);
			let node = twins.find((twin) => !before || canFollow(before, twin));
			if (!node) {
				node = { property, owners: new Map(), after: new Set() };
				twins.push(node);
				nodes.push(node);
			}
			const own = node.owners.get(resource) ?? new Set();
			node.owners.set(resource, own.add(operation));
			before?.after.add(node);
			before = node;
		}
	}
	const all = operationsOf(panels);
	return inOrder(nodes).flatMap(({ property, owners }) =>
		productsOf(owners, all).map((product) => ({
			...property,
			displayOptions: {
				...property.displayOptions,
				show: { ...placeOf(product, all), ...property.displayOptions?.show },
			},
		})),
	);
}

/**
 * The condition for some operations, without the resource where no other resource has one of them. The operation always stays: with n8n's own
 * Custom API Call, the fields of a resource must not show.
 */
function placeOf({ resources, operations }: Product, all: Owners): NonNullable<IDisplayOptions['show']> {
	const isElsewhere = [...all].some(
		([resource, theirs]) => !resources.includes(resource) && [...operations].some((operation) => theirs.has(operation)),
	);
	return { ...(isElsewhere ? { resource: resources } : {}), operation: [...operations] };
}

/** Whether a property can stand after another one. Most often it does so already. */
function canFollow(before: Shared, property: Shared): boolean {
	return before.after.has(property) || (property !== before && !reaches(property, before));
}

/** Whether a property stands before another one, directly or by way of others. */
function reaches(from: Shared, to: Shared): boolean {
	const seen = new Set([from]);
	for (const node of seen) {
		if (node.after.has(to)) return true;
		for (const next of node.after) seen.add(next);
	}
	return false;
}

/** The properties so that each stands before those that come after it, otherwise as they were found. */
function inOrder(nodes: Shared[]): Shared[] {
	const waiting = new Map(nodes.map((node) => [node, 0]));
	for (const { after } of nodes) for (const next of after) waiting.set(next, waiting.get(next)! + 1);
	const rank = new Map(nodes.map((node, index) => [node, index]));
	const ready = nodes.filter((node) => waiting.get(node) === 0);
	const sorted: Shared[] = [];
	while (ready.length > 0) {
		const node = ready.reduce((first, other) => (rank.get(other)! < rank.get(first)! ? other : first));
		ready.splice(ready.indexOf(node), 1);
		sorted.push(node);
		for (const next of node.after) {
			waiting.set(next, waiting.get(next)! - 1);
			if (waiting.get(next) === 0) ready.push(next);
		}
	}
	return sorted;
}

function operationsOf(panels: Panel[]): Owners {
	const all: Owners = new Map();
	for (const { resource, operation } of panels) all.set(resource, (all.get(resource) ?? new Set()).add(operation));
	return all;
}

interface Product {
	resources: string[];
	operations: Set<string>;
}

/**
 * What `show` can say is: one of these resources, and one of these operations. As few of that as cover the owners and nothing else.
 *
 * @param all the operations that there are, by resource; others do not matter
 */
export function productsOf(owners: Owners, all: Owners): Product[] {
	const found: Product[] = [];
	for (const [resource, operations] of owners) {
		const fits = (candidate: string, together: Set<string>) =>
			[...all.get(candidate)!].every((value) => together.has(value) === owners.get(candidate)!.has(value));
		const group = found.find((product) => {
			const together = new Set([...product.operations, ...operations]);
			return [...product.resources, resource].every((candidate) => fits(candidate, together));
		});
		if (!group) found.push({ resources: [resource], operations: new Set(operations) });
		else {
			group.resources.push(resource);
			for (const value of operations) group.operations.add(value);
		}
	}
	return found;
}
