import get from 'lodash/get';
import type { Catalogue } from '../model/catalogue';
import { derivedOnce } from '../model/derivedOnce';
import type { Answer } from './attempt';
import type { Call } from './call';

/** Records of a list that are looked at. */
const MOST_RECORDS = 20;

/** Parts of an address that are looked at. */
const MOST_PARTS = 12;

/** What IDs of records look like, and where the lists of a service have them, by operation. Calls are too many to find that out for each. */
const places = derivedOnce(({ recordIds, lists }: Catalogue) => {
	const byOperation = new Map<string, string[]>();
	for (const { operation, value } of Object.values(lists))
		byOperation.set(operation, [...(byOperation.get(operation) ?? []), value]);
	return { isId: recordIds === undefined ? undefined : new RegExp(`^(?:${recordIds})$`, 'i'), byOperation };
});

/** IDs of records that a call names in its address, and those in its answer. Empty for a service whose IDs prove nothing. */
export function recordIdsIn(catalogue: Catalogue, { url, operation }: Call, { records }: Answer): string[] {
	const { isId, byOperation } = places(catalogue);
	if (!isId) return [];
	const values = (operation && byOperation.get(operation.id)) ?? [];
	const listed = records.slice(0, MOST_RECORDS).flatMap((record) => values.map((value): unknown => get(record, value)));
	return [...url.split(/[/?]/, MOST_PARTS), ...listed].filter(
		(id): id is string => typeof id === 'string' && isId.test(id),
	);
}
