import omit from 'lodash/omit';
import type { IDataObject } from 'n8n-workflow';
import pLimit from 'p-limit';
import { firstPage, pagesFrom } from '../client/pagination';
import { existing } from '../model/existing';
import { operationById } from '../model/find';
import type { Operation } from '../model/operation';
import type { Step } from '../model/watch';
import { callOf } from '../request/call';
import type { Transport } from '../transport/transport';
import { place } from '../wire/place';
import type { Budget } from './budget';
import { keyOf } from './keys';
import { isBelow } from './memory';
import { isExpired } from './moments';
import type { WatchSettings } from './settings';

/** A record on the way to the watched ones. */
export interface Place {
	/** Ids of the records above, joined by `/`; empty at the top. */
	key: string;
	/** The ids by name, and what the records above give out. */
	values: IDataObject;
}

/** The watched records that lie below one record. */
export interface Group extends Place {
	records: Array<{ id: string; record: IDataObject }>;
}

/** A place and the records of the list below it. */
interface Listed {
	entry: Place;
	records: unknown[];
}

/** What one poll has read. */
export interface Reading {
	groups: Group[];
	/** Keys of places that are there but no longer watched, because their time is over. */
	over: Set<string>;
	/** Keys of places below which something could not be read: what is not found there may be there all the same. */
	unread: Set<string>;
}

/** A part of what is watched, and what a whole poll would cost by that. */
export interface Sample {
	groups: Group[];
	/** Calls by operation, estimated from the lists that were read. */
	calls: Map<Operation, number>;
}

/** How far the clock of this machine may be ahead without any harm: less than the overlap of two readings. */
const MOST_AHEAD_MS = 60_000;

/** Reads the lists of a watch. */
export class Reader {
	private readonly over = new Set<string>();
	private readonly unread = new Set<string>();

	constructor(
		readonly transport: Transport,
		private readonly settings: WatchSettings,
		private readonly budget: Budget,
		/** When the poll began by the clock of this machine, in milliseconds since 1970. */
		private readonly own: number,
	) {}

	/**
	 * When the poll began, in milliseconds since 1970: by the clock of this machine, or by the vendor's once that has shown that this one is ahead. A time
	 * that has not come yet, once remembered, would hide what happens until then.
	 */
	get now(): number {
		const { vendorTime = this.own } = this.transport;
		return this.own - vendorTime > MOST_AHEAD_MS ? vendorTime : this.own;
	}

	/** Reads everything that is watched. */
	async all(query: Record<string, unknown> = {}): Promise<Reading> {
		const groups: Group[] = [];
		for (const steps of this.settings.watch.ways) {
			const places = await this.places(steps);
			const last = existing(steps.at(-1), `A step of ${this.settings.watch.value}`);
			for (const { entry, records } of await this.below(places, last, query))
				groups.push({ ...entry, records: this.chosenOf(last, entry, records) });
		}
		return { groups, over: this.over, unread: this.unread };
	}

	/**
	 * Looks at a part of what is watched, so that a person need not wait for a whole poll. Where nothing is watched any more because its time is
	 * over, it shows that rather than nothing.
	 *
	 * @param lists most lists to read in each step
	 * @param wanted records that are enough; 0 reads no records at all
	 * @throws OverBudget when it is certain that a poll cannot fit into the limits
	 */
	async sample(lists: number, wanted: number): Promise<Sample> {
		const sample: Sample = { groups: [], calls: new Map() };
		for (const steps of this.settings.watch.ways) await this.sampleWay(steps, lists, wanted, sample);
		return sample;
	}

	private async sampleWay(steps: Step[], lists: number, wanted: number, sample: Sample): Promise<void> {
		let places: Place[] = [{ key: '', values: {} }];
		let scale = 1;
		let current = true;
		for (const step of steps) {
			const isLast = step === steps.at(-1);
			const some = spread(places, lists);
			const operation =
				step.operation === undefined ? undefined : operationById(this.transport.service.catalogue, step.operation);
			if (operation && current) {
				this.budget.expect(operation, places.length);
				sample.calls.set(operation, Math.round((sample.calls.get(operation) ?? 0) + places.length * scale));
			}
			if (isLast) return await this.sampleRecords(step, some, wanted, sample);
			const read = operation ? await this.below(some, step, {}) : this.chosenBelow(some, step);
			scale *= some.length > 0 ? places.length / some.length : 1;
			places = read.flatMap(({ entry, records }) => this.enterAll(step, entry, records));
			if (places.length > 0) continue;
			current = false;
			places = read.flatMap(({ entry, records }) => this.enterAll(omit(step, 'expires'), entry, records));
		}
	}

	private async sampleRecords(step: Step, places: Place[], wanted: number, sample: Sample): Promise<void> {
		let found = sample.groups.reduce((sum, { records }) => sum + records.length, 0);
		for (const entry of places) {
			if (found >= wanted) return;
			const records = this.chosenOf(step, entry, await this.list(step, entry, {}, true));
			found += records.length;
			if (records.length > 0) sample.groups.push({ ...entry, records });
		}
	}

	/** The records above the watched ones. */
	private async places(steps: Step[]): Promise<Place[]> {
		let places: Place[] = [{ key: '', values: {} }];
		for (const step of steps.slice(0, -1)) {
			const lists = step.operation ? await this.below(places, step, {}) : this.chosenBelow(places, step);
			places = lists.flatMap(({ entry, records }) => this.enterAll(step, entry, records));
		}
		return places;
	}

	/** The chosen records below each of some places, where nothing has to be read to know them. */
	private chosenBelow(places: Place[], { as }: Step): Listed[] {
		const records = (this.settings.chosen ?? []).map((entry) => ({ [as]: entry[as] }));
		return places.map((entry) => ({ entry, records }));
	}

	private enterAll(step: Step, above: Place, records: unknown[]): Place[] {
		return this.chosenOf(step, above, records).flatMap(({ id, record }) => this.enter(step, above, id, record));
	}

	private enter(step: Step, above: Place, id: string, record: IDataObject): Place[] {
		const key = keyOf(above.key, id);
		if (isExpired(step.expires, record, this.now, this.settings.timezone)) {
			this.over.add(key);
			return [];
		}
		const given = Object.fromEntries(
			Object.entries(step.gives ?? {}).map(([name, property]) => [name, record[property]]),
		);
		return [{ key, values: { ...above.values, [step.as]: id, ...given } }];
	}

	/** The records of a list that are watched, each once. An entry that cannot be read is passed over, and its place noted. */
	private chosenOf(step: Step, above: Place, records: unknown[]): Group['records'] {
		const found = new Map<string, IDataObject>();
		for (const record of records) {
			const id = isReadable(record) ? idOf(step, record) : undefined;
			if (!isReadable(record) || id === undefined) {
				this.unread.add(above.key);
				continue;
			}
			if (!hasValues(step.only, record) || !this.isChosen(keyOf(above.key, id))) continue;
			found.set(id, record);
		}
		return [...found].map(([id, record]) => ({ id, record }));
	}

	/** Whether a record is chosen, lies below a chosen one or above one. */
	private isChosen(key: string): boolean {
		const { chosenKeys } = this.settings;
		return chosenKeys === undefined || isBelow(key, chosenKeys) || chosenKeys.some((chosen) => isBelow(chosen, [key]));
	}

	/** Reads the list of a step below each of some places, several at a time. */
	private async below(places: Place[], step: Step, query: Record<string, unknown>): Promise<Listed[]> {
		const operation = operationById(this.transport.service.catalogue, step.operation!);
		this.budget.expect(operation, places.length);
		const limit = pLimit(this.transport.concurrency(operation));
		const lists = Promise.all(
			places.map(async (entry) => ({ entry, records: await limit(async () => await this.list(step, entry, query)) })),
		);
		// When one fails, those that have not begun are left alone.
		lists.catch(() => limit.clearQueue());
		return await lists;
	}

	private async list(
		step: Step,
		{ values }: Place,
		query: Record<string, unknown>,
		firstOnly = false,
	): Promise<unknown[]> {
		const known = operationById(this.transport.service.catalogue, step.operation!);
		// One odd entry does not keep the others from being read.
		const operation: Operation = { ...known, output: { ...known.output, oddEntries: 'some' } };
		const records: unknown[] = [];
		for await (const page of pagesFrom(this.transport, operation, callFor(operation, step, values, query))) {
			this.budget.count(known);
			for (const record of page.records) records.push(record);
			if (firstOnly || page.next === undefined) break;
			this.budget.expect(known, 1);
		}
		return records;
	}
}

/** Some entries of a list, evenly spread over it. */
function spread<T>(list: T[], count: number): T[] {
	if (list.length <= count) return list;
	const places = new Set(Array.from({ length: count }, (_entry, index) => Math.floor((index * list.length) / count)));
	return list.filter((_entry, index) => places.has(index));
}

/** The call for the first page of a step's list. */
function callFor(
	operation: Operation,
	{ level, with: fixed, fill = {} }: Step,
	values: IDataObject,
	query: Record<string, unknown>,
) {
	const path = Object.fromEntries(
		Object.entries(values).map(([name, value]) => [name, encodeURIComponent(String(value))]),
	);
	const all: Record<string, unknown> = { ...fixed, ...query };
	for (const [name, wire] of Object.entries(fill)) place(all, wire, values[name]);
	return firstPage(operation, callOf(operation, { level, path, query: all }));
}

/** The id of a record; `undefined` when it has none. */
function idOf(step: Step, record: IDataObject): string | undefined {
	if (step.id === undefined && step.operation) return '';
	const id = record[step.id ?? step.as];
	if (typeof id !== 'string' && typeof id !== 'number') return undefined;
	// Where records are chosen without being read, nothing chosen is everything.
	return step.operation && id === '' ? undefined : String(id);
}

/** Levels in which objects and lists of a record may lie in one another: beyond them no vendor has any, and reading them all ends in no stack. */
const DEEPEST = 100;

function isReadable(record: unknown): record is IDataObject {
	if (record === null || typeof record !== 'object' || Array.isArray(record)) return false;
	let level: object[] = [record];
	for (let depth = 0; level.length > 0; depth += 1) {
		if (depth > DEEPEST) return false;
		level = level.flatMap((holder) =>
			Object.values(holder).filter((value): value is object => value !== null && typeof value === 'object'),
		);
	}
	return true;
}

/** Whether every named property has one of the values given for it. */
function hasValues(wanted: Step['only'], record: IDataObject): boolean {
	return Object.entries(wanted ?? {}).every(([name, values]) => values.includes(record[name] as string));
}
