import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import get from 'lodash/get';
import pLimit from 'p-limit';
import { nodeError } from '../../connector/messages/errors';
import { failedEvent } from '../../connector/messages/failedItem';
import type { Reference as AnyReference } from '../../connector/model/event';
import { outermost } from '../../connector/model/existing';
import { operationById } from '../../connector/model/find';
import type { Calls } from '../vendor/calls';
import type { ErrorCode, OperationId } from '../documented';
import events from '../events';
import { learning360 } from '../vendor/service';
import { callsOf } from './calls';

/** Records read for one list of ids, e.g. of learners; a slot has no more places than that by far. */
const MOST = 100;

/** The record of an ID, or why there is none. */
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
export async function withReferences(
	context: IExecuteFunctions,
	items: INodeExecutionData[],
	kinds: string[],
): Promise<INodeExecutionData[]> {
	const wanted = events.references.filter(({ kind }) => kinds.includes(kind));
	if (wanted.length === 0) return items;
	const read = reader(await callsOf(context));
	return await Promise.all(
		items.map(async (item, index) => {
			try {
				return { ...item, json: { ...item.json, references: await referencesOf(item.json, wanted, read) } };
			} catch (error) {
				const failure = nodeError(context.getNode(), error, index);
				if (!context.continueOnFail()) throw failure;
				return failedEvent(context, failure, item);
			}
		}),
	);
}

type Reference = AnyReference<OperationId>;

type Read = (reference: Reference, id: string) => Promise<Found>;

async function referencesOf(event: IDataObject, wanted: Reference[], read: Read): Promise<IDataObject> {
	const references: IDataObject = {};
	const notes: string[] = [];
	for (const reference of wanted) {
		const value = get(event, reference.property) as unknown;
		const ids = [value]
			.flat()
			.map((entry) => idOf(entry, reference))
			.filter((id) => id !== undefined);
		if (ids.length === 0) continue;
		const found = await Promise.all(ids.slice(0, MOST).map(async (id) => await read(reference, id)));
		const records = found.map(({ record }) => record);
		references[reference.as] = Array.isArray(value) ? records : (records[0] ?? null);
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
	const limit = pLimit(calls.settings.concurrency);
	return async (reference, id) =>
		await calls.remembered(`${reference.operation}|${id}`, async () => await limit(find, calls, reference, id));
}

async function find(calls: Calls, reference: Reference, id: string): Promise<Found> {
	const { operation, at, wire, kindName } = reference;
	const record =
		at === 'path'
			? await recordAt(calls, operation, { [outermost(reference)]: id })
			: await firstOf(calls, operation, wire, id);
	return record ? { record } : { record: null, note: `There is no ${kindName.toLowerCase()} with the ID ${id}` };
}

async function recordAt(calls: Calls, id: OperationId, path: Record<string, string>): Promise<IDataObject | undefined> {
	const { errors } = operationById(learning360.catalogue, id);
	const goneCodes = errors.filter(({ status }) => status === 404).map(({ code }) => code as ErrorCode);
	return await calls.unless(goneCodes, async () => await calls.one(id, { path }));
}

async function firstOf(calls: Calls, id: OperationId, wire: string[], value: string): Promise<IDataObject | undefined> {
	const query = [...wire].reverse().reduce<unknown>((inner, name) => ({ [name]: inner }), value) as Record<
		string,
		unknown
	>;
	const [record] = await calls.all(id, { query });
	return record;
}

/** Kinds of records referenced by events, for the dropdown. */
export function referenceKinds(): Array<{ name: string; value: string; description: string }> {
	const kinds = new Map(events.references.map(({ kind, kindName, operation }) => [kind, { kindName, operation }]));
	return [...kinds]
		.map(([value, { kindName, operation }]) => ({
			name: kindName,
			value,
			description: `Needs the scope ${operationById(learning360.catalogue, operation).scopes.join(' or ')}`,
		}))
		.sort((one, other) => one.name.localeCompare(other.name));
}
