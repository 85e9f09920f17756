import pick from 'lodash/pick';
import { existing } from '../model/existing';
import { CallFailed, FieldIssue, Refusal } from '../model/failures';
import { listNamed, namesOf, operationById } from '../model/find';
import type { FindId, List, Lookup } from '../model/list';
import type { Service } from '../model/service';
import type { Transport } from '../transport/transport';
import { place } from '../wire/place';
import { cleanToken } from '../wire/texts';
import { listCall } from './listCall';
import { NamedRecords, propertyOf } from './namedRecords';
import { readPage, recordsFrom } from './pagination';

/** Finds IDs of records by other values, such as email addresses; each value is looked up once per run. */
export function idFinder(service: Service, transport: Transport): FindId {
	const found = new Map<string, Promise<unknown[]>>();
	const whole = new Map<string, NamedRecords>();

	/** Records of a list that have a value; of many values, from the whole list if reading it costs less. */
	const recordsOf = async (list: List, lookup: Lookup, name: string, needs: Record<string, string>) => {
		const one = async () => await recordsNamed(service, transport, list, lookup, name, needs);
		if (lookup.many === undefined) return await one();
		const key = JSON.stringify([list.operation, list.with, lookup.property, needs]);
		const named = whole.get(key) ?? new NamedRecords(transport, service.catalogue, list, lookup, needs);
		whole.set(key, named);
		return await named.find(name, one);
	};

	const lookUp = async (list: List, lookup: Lookup, name: string, needs: Record<string, string>) => {
		const key = JSON.stringify([list.operation, list.with, lookup.property, name.toLowerCase(), needs]);
		let records = found.get(key);
		if (!records) {
			records = recordsOf(list, lookup, name, needs);
			found.set(key, records);
			records.catch(() => found.delete(key));
		}
		return await records;
	};

	const find: FindId = async (list, mode, value, field, needs = {}) => {
		const lookup = existing(list.lookups?.[mode], `The lookup ${mode}`);
		const { via, one = 'record' } = lookup;
		const name = via ? await find(listNamed(service.catalogue, via.list), via.lookup, value, field) : value;
		const other = lookup.operation;
		const asked: List = other === undefined ? list : { operation: other, value: lookup.value ?? list.value, label: [] };
		const { fields } = operationById(service.catalogue, asked.operation);
		const needed =
			other === undefined
				? needs
				: pick(
						needs,
						fields.map(({ wire }) => wire[0] ?? ''),
					);
		const records = await lookUp(asked, lookup, name, needed).catch((error: unknown) => {
			throw withoutScope(error, list, value, field);
		});
		if (records.length === 1) return idIn(records[0], asked.value, value);
		const none = lookup.one === undefined ? 'Nothing' : `No ${one}`;
		throw new FieldIssue(
			field.displayName,
			`${records.length === 0 ? none : `More than one ${one}`} was found for "${value}"`,
			[`Pick the record from the list, or give its ${list.called ?? 'ID'}`, ...namesOf(list).others].join(
				' or one of its ',
			),
		);
	};
	return find;
}

/**
 * Whether the vendor says that there is no record with the value: with a code that the documents explain so or, in an answer with HTTP 200, with one
 * that they do not know.
 */
function isNothing(error: unknown): boolean {
	if (!(error instanceof CallFailed)) return false;
	const { failure, meaning } = error;
	return meaning ? meaning.about === 'nothing' : failure.status < 400;
}

/** A look-up that the access of the credential does not cover: names the field and what works without it. */
function withoutScope(error: unknown, list: List, value: string, { displayName }: Parameters<FindId>[3]): unknown {
	if (!(error instanceof CallFailed) || error.meaning?.about !== 'scope') return error;
	const { message, advice = '', failure, meaning } = error;
	const next = [advice.replace(/\.$/, ''), `Without it, give the ${list.called ?? 'ID'}`].filter((text) => text !== '');
	return new CallFailed(
		`${displayName}: "${value}" cannot be looked up. ${message}`,
		next.join('. '),
		failure,
		meaning,
	);
}

/** @throws Refusal if the vendor's record has no ID, which would put "undefined" into a path */
function idIn(record: unknown, name: string, value: string): string {
	const id = propertyOf(record, name).trim();
	if (id !== '') return id;
	throw new Refusal(`The record that came for "${value}" has no ID`, 'Nothing was sent. Give the ID instead');
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
	{ wire, property, with: fixed }: Lookup,
	name: string,
	needs: Record<string, string>,
): Promise<unknown[]> {
	const isNamed = (record: unknown) => cleanToken(propertyOf(record, property)).toLowerCase() === name.toLowerCase();
	if (!wire) {
		const { operation, call } = listCall(service.catalogue, list, needs);
		const named: unknown[] = [];
		for await (const record of recordsFrom(transport, operation, call)) if (isNamed(record)) named.push(record);
		return named;
	}
	for (const spelling of new Set([name, name.toLowerCase()])) {
		const query: Record<string, unknown> = { ...fixed };
		place(query, wire, spelling);
		const { operation, call } = listCall(service.catalogue, list, needs, query);
		const { records } = await readPage(transport, operation, call).catch((error: unknown) => {
			if (isNothing(error)) return { records: [] };
			throw error;
		});
		if (!records.every(isNamed))
			throw new Refusal(
				`The record that came for "${name}" has another ${property}`,
				'Nothing was sent. Give the ID instead',
			);
		if (records.length > 0) return records;
	}
	return [];
}
