import get from 'lodash/get.js';
import type { Rule } from '../../nodes/LmsMigration/migration/rule.ts';

type Item = Record<string, unknown>;

/** Fields that tell when something happened, and ids of what was just made. */
const NOT_COMPARED = /^(createdAt|modifiedAt)$/;

/**
 * Compares what came out, field by field, as far as the rules say that a field is the same: unchanged names hold equal values, renamed ones
 * under their new name, and values that always were the same are there again.
 */
export function expectSameFields({ output, gone }: Rule, before: Item[], after: Item[]): void {
	expect(after).toHaveLength(before.length);
	const keyName = output._id?.to ?? '_id';
	const oldKey = Object.entries(output).find(([, change]) => change.to === '_id')?.[0] ?? '_id';
	const byKey = new Map(after.map((item) => [item[keyName], item]));
	before.forEach((item, index) => {
		const other = byKey.get(item[oldKey]) ?? after[index];
		for (const [name, value] of Object.entries(item)) {
			const change = output[name];
			if (gone.includes(name) || NOT_COMPARED.test(name) || Object.keys(output).some((key) => key.startsWith(`${name}.`))) continue;
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
