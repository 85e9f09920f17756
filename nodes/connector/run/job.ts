import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { Calls } from '../client/calls';
import { type Input, readAlone, readInput, valueAt } from '../input/input';
import { type NodeError, nodeError } from '../messages/errors';
import { failedItem } from '../messages/failedItem';
import { existing } from '../model/existing';
import { FieldIssue } from '../model/failures';
import type { Field } from '../model/field';
import { stopWhenCancelled } from '../transport/cancellation';
import { connected } from './connected';
import { addRefusals } from './hints';
import { stopped } from './progress';
import type { Run } from './run';
import { Steps } from './steps';

/** One input item of an operation of several calls. */
export interface JobItem {
	/** Number of the item, from 0. */
	index: number;
	/** What was filled in for it. */
	input: Input;
	/** What was done for it so far. */
	steps: Steps;
	/** Was done by an earlier try of the run; it counts, but nothing is to be done for it. */
	done: boolean;
}

/** Result of one input item: the output records, the failure, or nothing if it was not started because another item failed. */
export type Outcome = IDataObject[] | Error | undefined;

/** Results of the items of a group. */
export interface GroupOutcome {
	/** One per item, in the same order. */
	outcomes: Outcome[];
	/** Records that belong to the group and to none of its items. */
	further?: IDataObject[];
	/** What went wrong with the group and with none of its items: the items that are done come out, and the group is not done. */
	failure?: Error;
}

/**
 * An operation that needs more than one call of the vendor. It looks before it writes, so that it can be run again after an unknown outcome:
 * what the vendor did carry out is found, not done twice.
 */
export interface Job {
	/**
	 * Items that share a key are carried out together, e.g. those that change the same record; each alone when absent.
	 *
	 * @param others all items of the run
	 */
	together?(input: Input, others: Input[]): string | string[];
	/**
	 * Looks at an item before anything is sent for any of them.
	 *
	 * @throws what is wrong with it
	 */
	check?(input: Input): unknown;
	/**
	 * Name of the field by which items are put together into one list that replaces another. While one of them cannot be read, nothing is done for
	 * those with the same value, and for none when it cannot be read to whom it belongs.
	 */
	merged?: string;
	/** The items are one list: while one of them cannot be read, nothing is done for any of them. */
	whole?: boolean;
	/**
	 * Carries out the items of one group.
	 *
	 * @throws what fails for all of them
	 */
	work(calls: Calls, jobs: JobItem[]): Promise<Outcome[] | GroupOutcome>;
}

/** An operation that carries out each item by itself. */
export function eachAlone(work: (calls: Calls, item: JobItem) => Promise<IDataObject[]>): Job['work'] {
	return async (calls, jobs) => {
		const outcomes: Outcome[] = [];
		for (const item of jobs) {
			try {
				outcomes.push(item.done ? [] : await work(calls, item));
			} catch (cause) {
				stopWhenCancelled(calls.signal);
				outcomes.push(cause as Error);
			}
		}
		return outcomes;
	};
}

/** Items that are carried out together, as a part of their group. */
export interface Part {
	items: JobItem[];
}

/**
 * Carries out the parts of a group one after the other. After a failure no further part is begun, unless the node continues on fail.
 *
 * @param jobs the items of the group
 * @param outcomes takes the outcome of each item; has those that are known already, such as of items that fit no part
 * @param work gives one record for each item of a part, in the same order
 */
export async function inTurn<P extends Part>(
	{ settings, signal }: Calls,
	jobs: JobItem[],
	parts: P[],
	outcomes: Map<JobItem, Outcome>,
	work: (part: P) => Promise<IDataObject[]>,
): Promise<Outcome[]> {
	for (const part of parts) {
		if (!settings.keepGoing && [...outcomes.values()].some((entry) => entry instanceof Error)) break;
		try {
			const records = await work(part);
			part.items.forEach((item, position) =>
				outcomes.set(item, [existing(records[position], 'The record of an item')]),
			);
		} catch (cause) {
			stopWhenCancelled(signal);
			for (const item of part.items) outcomes.set(item, cause as Error);
		}
	}
	return jobs.map((job) => outcomes.get(job));
}

/**
 * Runs an operation of several calls: reads all items first, so that nothing is sent while an input is wrong, puts those together that
 * belong together and gives each its outcome back.
 *
 * @throws NodeApiError or NodeOperationError of the first item that failed, unless the node continues on fail
 */
export async function runJob(run: Run, job: Job, count: number, concurrency: number): Promise<INodeExecutionData[]> {
	const { context, service, operation, transport, progress } = run;
	const keepGoing = context.continueOnFail();
	const results: INodeExecutionData[][] = [];
	const further: INodeExecutionData[] = [];
	const errors = new Map<number, NodeError>();
	const fail = ({ index, steps }: Pick<JobItem, 'index' | 'steps'>, cause: unknown) => {
		stopWhenCancelled(transport.signal);
		errors.set(index, nodeError(context.getNode(), steps.explain(cause), index));
	};
	const groups = await gathered(run, job, count, fail);
	const calls = new Calls(service, transport, { concurrency, keepGoing, timezone: context.getTimezone() });
	const worker = async () => {
		for (let group = groups.shift(); group && (keepGoing || errors.size === 0); group = groups.shift()) {
			try {
				const answer = await job.work(calls, group);
				const { outcomes, further: more = [], failure } = Array.isArray(answer) ? { outcomes: answer } : answer;
				group.forEach((item, position) => {
					const outcome = outcomes[position];
					if (item.done || outcome === undefined) return;
					if (outcome instanceof Error) return fail(item, outcome);
					if (!failure || keepGoing)
						progress.done.set(
							item.index,
							outcome.map((json) => ({ json, pairedItem: { item: item.index } })),
						);
				});
				further.push(...more.map((json) => ({ json })));
				if (!failure) continue;
				const first = existing(group[0], 'The first item of a group');
				if (!keepGoing) fail(first, failure);
				else further.push(failedItem(context, nodeError(context.getNode(), failure, first.index)));
			} catch (cause) {
				for (const item of group.filter(({ done }) => !done)) fail(item, cause);
			}
		}
	};
	if (keepGoing || errors.size === 0) await Promise.all(Array.from({ length: concurrency }, worker));
	if (errors.size > 0 && !keepGoing) throw stopped(errors, operation, progress, count);
	for (const [index, items] of progress.done) results[index] = items;
	for (const [index, error] of errors) results[index] = [failedItem(context, error, index)];
	await addRefusals(run, errors);
	return [...results.flat(), ...further];
}

/** Reads the items and puts those together that belong together; groups of which every item is done are left out. */
async function gathered(
	run: Run,
	job: Job,
	count: number,
	fail: (item: Pick<JobItem, 'index' | 'steps'>, cause: unknown) => void,
): Promise<JobItem[][]> {
	const { context, service, operation, findId, progress } = run;
	const broken: number[] = [];
	const read: JobItem[] = [];
	for (let index = 0; index < count; index += 1) {
		const steps = progress.steps.get(index) ?? new Steps();
		progress.steps.set(index, steps);
		try {
			const item = {
				index,
				steps,
				input: await readInput(context, service, operation, index, findId),
				done: progress.done.has(index),
			};
			job.check?.(item.input);
			read.push(item);
		} catch (cause) {
			broken.push(index);
			fail({ index, steps }, cause);
		}
	}
	if (job.whole && broken.length > 0) {
		for (const item of read)
			fail(
				item,
				new FieldIssue(
					`Item ${broken[0]}`,
					'It cannot be read, and the items are one list',
					'Nothing was done. Correct that item and run all of them again',
				),
			);
		return [];
	}
	await leaveIncompleteLists(run, job, read, broken, fail);
	const inputs = read.map(({ input }) => input);
	const keys = read.map(({ index, input }) =>
		[job.together?.(input, inputs) ?? (job.whole ? '' : String(index))].flat(),
	);
	return connected(read, keys).filter((group) => group.some(({ done }) => !done));
}

/** Takes out the items whose list would lack an entry that cannot be read. */
async function leaveIncompleteLists(
	run: Run,
	{ merged }: Job,
	read: JobItem[],
	broken: number[],
	fail: (item: Pick<JobItem, 'index' | 'steps'>, cause: unknown) => void,
): Promise<void> {
	const field = run.operation.fields.find(({ name }) => name === merged);
	if (!field || broken.length === 0) return;
	const owners = new Map<string | undefined, number>();
	for (const index of broken) owners.set(await ownerOf(run, field, index), index);
	for (const item of read.filter(({ done }) => !done)) {
		const index = owners.get(keyOf(valueAt(item.input, field))) ?? owners.get(undefined);
		if (index === undefined) continue;
		fail(
			item,
			new FieldIssue(
				`Item ${index}`,
				'It cannot be read, and it may belong to the list of this item',
				'Nothing was done. Correct that item and run all of them again',
			),
		);
		read.splice(read.indexOf(item), 1);
	}
}

async function ownerOf(
	{ context, service, operation, findId }: Run,
	{ name }: Field,
	index: number,
): Promise<string | undefined> {
	try {
		return keyOf(await readAlone(context, service, operation, index, findId, name));
	} catch {
		return undefined;
	}
}

function keyOf(value: unknown): string | undefined {
	return value === undefined ? undefined : String(value).toLowerCase();
}
