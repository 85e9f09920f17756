import isEqual from 'lodash/isEqual';
import type { JobItem } from '../../connector/run/job';
import { FieldIssue, Refusal } from '../../connector/model/failures';

/**
 * Checks that settings which hold for a whole list were given alike for each of its items.
 *
 * @param labels wire name → label of each setting
 * @throws FieldIssue that names two items that differ
 */
export function sameSettings(jobs: JobItem[], labels: Record<string, string>): void {
	const [first] = jobs;
	if (!first) return;
	for (const { index, input } of jobs) {
		for (const [name, label] of Object.entries(labels)) {
			if (isEqual(input.body[name], first.input.body[name])) continue;
			throw new FieldIssue(
				label,
				`The items ${first.index} and ${index} do not agree, and the items are one list`,
				'Give a value that is the same for every item. Nothing was done',
			);
		}
	}
}

/**
 * Checks that nobody stands in a list twice.
 *
 * @param keyOf what is the same for two items of one person
 * @throws FieldIssue that names both items
 */
export function refuseTwice<Row extends { job: JobItem }>(
	rows: Row[],
	label: string,
	keyOf: (row: Row) => string | undefined,
): void {
	const seen = new Map<string, number>();
	for (const row of rows) {
		const { job } = row;
		const key = keyOf(row);
		if (key === undefined) continue;
		const other = seen.get(key);
		if (other !== undefined) {
			throw new FieldIssue(
				label,
				`The items ${other} and ${job.index} are the same person (${key})`,
				'Nothing was done. Keep one of them, for instance with Remove Duplicates before this node',
			);
		}
		seen.set(key, job.index);
	}
}

/** A bound on what a list may take away. */
export interface Bound {
	/** At most so many. */
	most?: number;
	/** At most this part of those in question, in percent, rounded up. */
	percent: number;
}

/**
 * Says why a plan takes too much away.
 *
 * @param taken how many would be taken away
 * @param all how many there are
 * @param what e.g. `deactivates`
 * @returns `undefined` when the plan keeps within the bound
 */
export function beyond(
	{ most = Infinity, percent }: Bound,
	taken: number,
	all: number,
	what: string,
): string | undefined {
	const allowed = Math.min(most, Math.ceil((all * percent) / 100));
	if (taken <= allowed) return undefined;
	const bounds = [...(most < Infinity ? [`${most}`] : []), `${percent} % of ${all}`].join(' or ');
	return `The plan ${what} ${taken} of ${all} people, more than ${bounds}`;
}

/** A plan that takes too much away is refused as a whole. */
export function tooMuch(why: string, options: string): Refusal {
	return new Refusal(why, `Nothing was done. Check that the list is complete; if it is, raise ${options}`);
}

/** What was done, in words: `2 created, 1 updated`; empty when nothing was. */
export function counted(actions: string[]): string {
	const counts = new Map<string, number>();
	for (const action of actions) counts.set(action, (counts.get(action) ?? 0) + 1);
	return [...counts].map(([action, count]) => `${count} ${action}`).join(', ');
}
