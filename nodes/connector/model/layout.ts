import type { Catalogue } from './catalogue';
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

/** Returns the operation with the fields of version 1. */
export function formerOf(operation: Operation): Operation {
	return operation.formerFields ? { ...operation, fields: operation.formerFields } : operation;
}

/**
 * Returns the catalogue with the fields of version 1, the names that the migration rules use.
 *
 * @param layout gives the operations; `atVersion` where the latest ones are to be found again
 */
export function inFormerLayout(catalogue: Catalogue, layout: typeof formerOf = formerOf): Catalogue {
	const resources = catalogue.resources.map((resource) => ({
		...resource,
		operations: resource.operations.map((operation) => layout(operation)),
	}));
	return { ...catalogue, resources };
}
