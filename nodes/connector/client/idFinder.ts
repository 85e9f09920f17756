import { existing } from '../model/existing';
import { FieldIssue, Refusal } from '../model/failures';
import { listNamed } from '../model/find';
import type { FindId, List, Lookup } from '../model/list';
import type { Service } from '../model/service';
import type { Transport } from '../transport/transport';
import { place } from '../wire/place';
import { namesOf } from '../wire/recognized';
import { cleanToken } from '../wire/texts';
import { listCall } from './listCall';
import { readPage, recordsFrom } from './pagination';

/** Finds IDs of records by other values, such as email addresses; each value is looked up once per run. */
export function idFinder(service: Service, transport: Transport): FindId {
	const found = new Map<string, Promise<string>>();
	const lookUp = async (...[list, mode, value, field, needs]: Parameters<FindId>): Promise<string> => {
		const lookup = existing(list.lookups?.[mode], `The lookup ${mode}`);
		const { via } = lookup;
		const name = via ? await find(listNamed(service.catalogue, via.list), via.lookup, value, field) : value;
		const asked: List = lookup.operation
			? { operation: lookup.operation, value: lookup.value ?? list.value, label: [] }
			: list;
		const records = await recordsNamed(service, transport, asked, lookup, name, needs);
		if (records.length === 1) return idIn(records[0], asked.value, value);
		const what = records.length === 0 ? 'Nothing was found for' : 'More than one record was found for';
		throw new FieldIssue(
			field.displayName,
			`${what} "${value}"`,
			['Pick the record from the list, or give its ID', ...namesOf(list)].join(' or one of its '),
		);
	};
	const find: FindId = async (list, mode, value, field, needs) => {
		const key = JSON.stringify([list.operation, mode, value.toLowerCase(), needs]);
		let id = found.get(key);
		if (!id) {
			id = lookUp(list, mode, value, field, needs);
			found.set(key, id);
			id.catch(() => found.delete(key));
		}
		return await id;
	};
	return find;
}

/** @throws Refusal if the vendor's record has no ID, which would put "undefined" into a path */
function idIn(record: unknown, name: string, value: string): string {
	const id = propertyOf(record, name).trim();
	if (id !== '') return id;
	throw new Refusal(
		`The vendor returned a record for "${value}" without its ID`,
		'Nothing was sent. Give the ID instead',
	);
}

/**
 * Reads the records that match a value, ignoring case: a vendor that compares case-sensitively is asked for the value as given and in lower case.
 * The answer is checked, because a vendor that ignores the filter would return any record.
 *
 * @throws Refusal if the vendor returns records with another value
 */
async function recordsNamed(
	service: Service,
	transport: Transport,
	list: List,
	{ wire, property }: Lookup,
	name: string,
	needs: Record<string, string> = {},
): Promise<unknown[]> {
	const isNamed = (record: unknown) => cleanToken(propertyOf(record, property)).toLowerCase() === name.toLowerCase();
	if (!wire) {
		const { operation, call } = listCall(service.catalogue, list, needs);
		const named: unknown[] = [];
		for await (const record of recordsFrom(transport, operation, call)) if (isNamed(record)) named.push(record);
		return named;
	}
	for (const spelling of new Set([name, name.toLowerCase()])) {
		const query: Record<string, unknown> = {};
		place(query, wire, spelling);
		const { operation, call } = listCall(service.catalogue, list, needs, query);
		const { records } = await readPage(transport, operation, call);
		if (!records.every(isNamed))
			throw new Refusal(
				`The vendor was asked for "${name}" and returned a record with another ${property}`,
				'Nothing was sent. Give the ID instead',
			);
		if (records.length > 0) return records;
	}
	return [];
}

function propertyOf(record: unknown, name: string): string {
	const value = (record as Record<string, unknown> | null | undefined)?.[name];
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
