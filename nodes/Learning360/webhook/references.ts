import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import get from 'lodash/get';
import pLimit from 'p-limit';
import { Calls, orWhenRefused } from '../../connector/calls';
import { nodeError } from '../../connector/errors';
import type { Reference } from '../../connector/event';
import { operationById } from '../../connector/listSearch';
import { Transport } from '../../connector/transport';
import events from '../events';
import { learning360 } from '../service';

/** Records read for one list of ids, e.g. of learners; a slot has no more places than that by far. */
const MOST = 100;

/** A record that an id leads to, or why there is none. */
interface Found {
	record: IDataObject | null;
	note?: string;
}

/**
 * Adds the records that events name to their items, under `references`. A record that is gone is `null`, with a line in `references.notes`.
 *
 * @param kinds what to read, e.g. `user`
 * @throws NodeApiError when 360Learning does not let a record be read, unless the node continues on fail
 */
export async function withReferences(context: IExecuteFunctions, items: INodeExecutionData[], kinds: string[]): Promise<INodeExecutionData[]> {
	const wanted = events.references.filter(({ kind }) => kinds.includes(kind));
	if (wanted.length === 0) return items;
	const read = reader(new Calls(learning360, await Transport.open(context, learning360)));
	return await Promise.all(
		items.map(async (item, index) => {
			try {
				return { ...item, json: { ...item.json, references: await referencesOf(item.json, wanted, read) } };
			} catch (error) {
				const failure = nodeError(context.getNode(), error, index);
				if (!context.continueOnFail()) throw failure;
				return { ...item, json: { ...item.json, error: failure.message } };
			}
		}),
	);
}

type Read = (reference: Reference, id: string) => Promise<Found>;

async function referencesOf(event: IDataObject, wanted: Reference[], read: Read): Promise<IDataObject> {
	const references: IDataObject = {};
	const notes: string[] = [];
	for (const reference of wanted) {
		const value = get(event, reference.property) as unknown;
		const ids = [value].flat().map((entry) => idOf(entry, reference)).filter((id) => id !== undefined);
		if (ids.length === 0) continue;
		const found = await Promise.all(ids.slice(0, MOST).map(async (id) => await read(reference, id)));
		references[reference.as] = Array.isArray(value) ? found.map(({ record }) => record) : found[0].record;
		notes.push(...found.flatMap(({ note }) => (note ? [`${reference.as}: ${note}`] : [])));
		if (ids.length > MOST) notes.push(`${reference.as}: only the first ${MOST} of ${ids.length} were read`);
	}
	return notes.length > 0 ? { ...references, notes } : references;
}

function idOf(value: unknown, { prefix = '' }: Reference): string | undefined {
	if (typeof value !== 'string' || value.length === prefix.length || !value.startsWith(prefix)) return undefined;
	return value.slice(prefix.length);
}

/** Reads each record once, a few at a time. */
function reader(calls: Calls): Read {
	const known = new Map<string, Promise<Found>>();
	const limit = pLimit(10);
	return async (reference, id) => {
		const key = `${reference.operation}|${id}`;
		const found = known.get(key) ?? limit(find, calls, reference, id);
		known.set(key, found);
		return await found;
	};
}

async function find(calls: Calls, { operation, at, wire, kindName }: Reference, id: string): Promise<Found> {
	const gone = `There is no ${kindName.toLowerCase()} with the ID ${id}`;
	if (at === 'query') {
		const query = [...wire].reverse().reduce<unknown>((inner, name) => ({ [name]: inner }), id) as Record<string, unknown>;
		const [record] = await calls.all(operation, { query });
		return record ? { record } : { record: null, note: gone };
	}
	return await orWhenRefused(
		calls.one(operation, { path: { [wire[0]]: id } }).then((record): Found => ({ record })),
		({ status }) => status === 404,
		({ message }): Found => ({ record: null, note: message }),
	);
}

/** Kinds of records that events name, for the dropdown. */
export function referenceKinds(): Array<{ name: string; value: string; description: string }> {
	const kinds = new Map(events.references.map(({ kind, kindName, operation }) => [kind, { kindName, operation }]));
	return [...kinds]
		.map(([value, { kindName, operation }]) => ({ name: kindName, value, description: `Needs the scope ${operationById(learning360.catalogue, operation).scopes.join(' or ')}` }))
		.sort((one, other) => one.name.localeCompare(other.name));
}
