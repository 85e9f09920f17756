import pick from 'lodash/pick';
import type { IDataObject } from 'n8n-workflow';
import { Calls } from '../client/calls';
import { CallFailed } from '../model/failures';
import type { Addition } from '../model/watch';
import type { Transport } from '../transport/transport';
import type { Found } from './compare';
import type { WatchSettings } from './settings';

/** Most calls under way at the same time; the limits of the vendor hold besides. */
const CONCURRENCY = 10;

const NOT_FOUND = 404;

/**
 * Reads what a watch adds to the records that come out, each record once for all of them.
 *
 * @returns the records with what was added; `null` for a record that is gone
 * @throws what a call throws, so that the poll remembers nothing and the next one finds the same
 */
export async function withAdditions(
	transport: Transport,
	{ watch, timezone }: WatchSettings,
	found: Found[],
): Promise<Found[]> {
	const additions = Object.entries(watch.adds ?? {});
	if (additions.length === 0 || found.length === 0) return found;
	const calls = new Calls(transport.service, transport, { concurrency: CONCURRENCY, keepGoing: false, timezone });
	const results = await calls.each(found, async ({ record, values }): Promise<Found> => {
		const added: IDataObject = {};
		for (const [name, addition] of additions) added[name] = await read(calls, addition, { ...record, ...values });
		return { record, values: { ...values, ...added } };
	});
	const failed = results.find((result) => result instanceof Error);
	if (failed) throw failed;
	return results as Found[];
}

async function read(
	calls: Calls,
	{ operation, by, each, properties }: Addition,
	record: IDataObject,
): Promise<IDataObject | IDataObject[] | null> {
	const path: Record<string, string> = {};
	for (const [placeholder, property] of Object.entries(by)) {
		const id = record[property];
		if (typeof id !== 'string' || id === '') return each ? [] : null;
		path[placeholder] = id;
	}
	const one = async (id: string, place: Record<string, string>) =>
		await calls.remembered(
			`${id} ${JSON.stringify(place)}`,
			async () => await unlessGone(calls.one(id, { path: place })),
		);
	const part = (entry: IDataObject | undefined) => (entry ? (pick(entry, properties) as IDataObject) : null);
	if (!each) return part(await one(operation, path));
	const ids = await calls.remembered(
		`${operation} ${JSON.stringify(path)}`,
		async () => (await unlessGone(calls.all<unknown>(operation, { path }))) ?? [],
	);
	const records = await Promise.all(ids.map(async (id) => part(await one(each.operation, { [each.by]: String(id) }))));
	return records.filter((entry) => entry !== null);
}

async function unlessGone<T>(answer: Promise<T>): Promise<T | undefined> {
	return await answer.catch((error: unknown) => {
		if (error instanceof CallFailed && error.failure.status === NOT_FOUND) return undefined;
		throw error;
	});
}
