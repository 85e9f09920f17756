import type { BulkRule, Catalogue } from '../model/catalogue';
import { placeholders } from '../model/find';
import type { Operation } from '../model/operation';

/**
 * Returns the operation with which a user can check whether a write was carried out: the one that reads the record if the write identifies it,
 * otherwise the list of the resource.
 *
 * @returns e.g. `Tag > Get Many`, or `undefined` if there is none
 */
export function whereToLookUp(catalogue: Catalogue, operation: Operation | undefined): string | undefined {
	if (operation?.bulk && catalogue.bulk) return whereBulkIs(catalogue, catalogue.bulk);
	const resource = catalogue.resources.find(({ operations }) => operations.some(({ id }) => id === operation?.id));
	if (!operation || !resource) return undefined;
	const reading = resource.operations.filter(
		({ method, output, job }) => method === 'GET' && !job && ['record', 'records'].includes(output.kind),
	);
	const known = new Set(placeholders(operation));
	const usable = reading.filter((candidate) => placeholders(candidate).every((name) => known.has(name)));
	const record = usable.find(
		({ output, ...candidate }) =>
			output.kind === 'record' && placeholders(candidate).length === known.size && known.size > 0,
	);
	const found =
		record ??
		usable.find(({ output }) => output.kind === 'records') ??
		usable[0] ??
		reading.find(({ output }) => output.kind === 'records');
	return found && `${resource.name} > ${found.name}`;
}

/** Returns the operation that lists bulk operations. */
export function whereBulkIs({ resources }: Catalogue, { statusPath }: BulkRule): string | undefined {
	const list = statusPath.replace(/\/\{id\}$/, '');
	const found = resources.flatMap((resource) =>
		resource.operations
			.filter(({ method, path }) => method === 'GET' && path === list)
			.map(({ name }) => `${resource.name} > ${name}`),
	);
	return found[0];
}
