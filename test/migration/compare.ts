import get from 'lodash/get.js';
import isEqual from 'lodash/isEqual.js';
import omit from 'lodash/omit.js';
import sortBy from 'lodash/sortBy.js';
import type { Rule } from '../../nodes/LmsMigration/migration/rule.ts';
import { rules, type Change, type Changes, type Effect } from './before.ts';
import { DIFFERENT, OTHER_ITEMS } from './known.ts';

type Item = Record<string, unknown>;

/** Fields that tell when something happened, and ids of what was just made. */
const NOT_COMPARED = /^(createdAt|modifiedAt)$/;

/** Holds what a migrated workflow did against what it did before, as far as the guides say that it is the same. */
export function expectSameEffect(key: string, before: Effect, after: Effect): void {
	const apart = DIFFERENT[key]?.fields ?? [];
	if (apart.length > 0) expect(after.changes).not.toEqual(before.changes);
	expect(without(after.changes, apart)).toEqual(without(before.changes, apart));
}

/** Compares what came out at the end of both. */
export function expectSameItems(key: string, before: Item[], after: Item[]): void {
	const other = OTHER_ITEMS[key];
	if (!other) return expectSameFields(rules.learning360V1[key], before, after);
	const said = sortBy(other.said(before), other.by);
	expect(said.length).toBeGreaterThan(0);
	expect(sortBy(other.kept?.(after) ?? after, other.by)).toMatchObject(said);
}

/** The changes but for whole collections and single fields of them (`users.status`). */
function without(changes: Changes, apart: string[]): Changes {
	const entries = Object.entries(changes).map(([name, list]): [string, Change[]] => {
		const fields = apart.flatMap((field) => (field.startsWith(`${name}.`) ? [field.slice(name.length + 1)] : []));
		const kept = list.map(({ from, to }) => ({
			...(from && { from: omit(from, fields) }),
			...(to && { to: omit(to, fields) }),
		}));
		return [
			name,
			sortBy(
				kept.filter(({ from, to }) => !isEqual(from, to)),
				(change) => JSON.stringify(change),
			),
		];
	});
	return Object.fromEntries(entries.filter(([name, list]) => !apart.includes(name) && list.length > 0));
}

/**
 * Compares what came out, field by field, as far as the rules say that a field is the same: unchanged names hold equal values, renamed ones
 * under their new name, and values that always were the same are there again.
 */
function expectSameFields({ output, gone }: Rule, before: Item[], after: Item[]): void {
	expect(after).toHaveLength(before.length);
	const keyName = output._id?.to ?? '_id';
	const oldKey = Object.entries(output).find(([, change]) => change.to === '_id')?.[0] ?? '_id';
	const byKey = new Map(after.map((item) => [item[keyName], item]));
	before.forEach((item, index) => {
		const other = byKey.get(item[oldKey]) ?? after[index];
		for (const [name, value] of Object.entries(item)) {
			const change = output[name];
			if (
				gone.includes(name) ||
				NOT_COMPARED.test(name) ||
				Object.keys(output).some((key) => key.startsWith(`${name}.`))
			)
				continue;
			if (change?.gone !== undefined) continue;
			if (change?.constant !== undefined) {
				expect([name, value]).toEqual([name, change.constant]);
				if (change.while) expect(other).toHaveProperty([change.while]);
				continue;
			}
			const found: unknown = get(other, change?.to ?? name);
			if (isNewId(name, value) && isNewId(name, found)) continue;
			if (value === '' || value === null) expect([name, found ?? value]).toEqual([name, value]);
			else expect([name, change?.text ? String(found) : found]).toEqual([name, value]);
		}
	});
}

/** Ids that the sandbox makes begin with the time. */
function isNewId(name: string, value: unknown): boolean {
	return /id$/i.test(name) && typeof value === 'string' && /^6[b-f][0-9a-f]{22}$/.test(value);
}
