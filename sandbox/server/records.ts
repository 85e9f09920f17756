import { Collection } from './store.ts';

type RowsOf<Value> = Value extends Collection<infer Row> ? readonly Row[] : never;

/** The collections of an owner as plain lists, under the same names. */
export type Records<Owner> = {
	readonly [Name in keyof Owner as RowsOf<Owner[Name]> extends never ? never : Name]: RowsOf<Owner[Name]>;
};

/** Lists that always show the present state. */
export function recordsOf<Owner extends object>(owner: Owner): Records<Owner> {
	const lists = {};
	for (const [name, value] of Object.entries(owner)) {
		if (value instanceof Collection) Object.defineProperty(lists, name, { get: () => value.all(), enumerable: true });
	}
	return lists as Records<Owner>;
}

/**
 * Replaces what the collections of an owner hold.
 *
 * @throws Error when there is no collection of a name
 */
export function loadAll(owner: object, rows: Record<string, readonly object[]>): void {
	for (const [name, list] of Object.entries(rows)) {
		const collection = (owner as Record<string, unknown>)[name];
		if (!(collection instanceof Collection)) throw new Error(`There is no collection ${name}`);
		collection.load(list);
	}
}
