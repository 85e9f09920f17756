import type { Catalogue } from './catalogue';
import type { Field } from './field';
import type { Operation } from './operation';

/**
 * Versions of the nodes; n8n stores the version of each node in the workflow. Version 1.1 opens on the resources and events most people need, and
 * shows required fields among the main fields where version 1 has them in collections and groups. Both send the same requests.
 */
export const VERSIONS = [1, 1.1];

/** Version of new nodes. */
export const LATEST = 1.1;

/** Version whose layout and defaults `formerFields` and `Catalogue.former` describe. */
export const FORMER = 1;

/** First version that shows all required fields among the main fields. */
export const IN_SIGHT = 1.1;

/** Cached, so that caches keyed by operation work. */
const former = new WeakMap<Operation, Operation>();
const latest = new WeakMap<Operation, Operation>();

/** Returns the operation with the fields of a node version. */
export function atVersion(operation: Operation, version: number): Operation {
	if (!operation.formerFields || version >= IN_SIGHT) return operation;
	const known = former.get(operation) ?? { ...operation, fields: operation.formerFields };
	former.set(operation, known);
	latest.set(known, operation);
	return known;
}

/** Returns the operation with the fields of the latest version; the inverse of `atVersion`. */
export function atLatest(operation: Operation): Operation {
	return latest.get(operation) ?? operation;
}

/** Returns the catalogue with the fields of version 1, the names that the migration rules use. */
export function inFormerLayout(catalogue: Catalogue): Catalogue {
	const resources = catalogue.resources.map((resource) => ({
		...resource,
		operations: resource.operations.map((operation) => atVersion(operation, FORMER)),
	}));
	return { ...catalogue, resources };
}

/** Returns the fields that replace a field of version 1: the same field outside its collection, or the fields of its group. */
export function successorsOf(operation: Operation, { name }: Field): Field[] {
	return atLatest(operation).fields.filter(({ from }) => from === name);
}
