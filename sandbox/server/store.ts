/** What finds a record: its one key, or the properties that make up its key. */
export type Key<T> = string | Partial<T>;

/**
 * Records of one kind by key, in the order they came. Records are never changed in place: a change puts a new one, so
 * that seeds can be shared and a reader keeps what it has read.
 */
export class Collection<T extends object> {
	private rows = new Map<string, T>();
	private listed: readonly T[] | undefined;
	/** What was loaded, as long as nothing has changed since. */
	private untouched: readonly T[] | undefined;
	private readonly keys: readonly string[];

	/** @param keys properties that no two records have in common; `_id` where none is named */
	constructor(...keys: Array<keyof T & string>) {
		this.keys = keys.length === 0 ? ['_id'] : keys;
	}

	get size(): number {
		return this.rows.size;
	}

	/** Replaces everything. */
	load(rows: readonly T[]): void {
		if (rows === this.untouched) return;
		this.untouched = rows;
		this.rows = new Map(rows.map((row) => [this.keyOf(row), row]));
		this.listed = undefined;
	}

	get(key: Key<T>): T | undefined {
		return this.rows.get(this.keyOf(key));
	}

	has(key: Key<T>): boolean {
		return this.rows.has(this.keyOf(key));
	}

	all(): readonly T[] {
		this.listed ??= [...this.rows.values()];
		return this.listed;
	}

	where(test: (row: T) => boolean): T[] {
		return this.all().filter(test);
	}

	find(test: (row: T) => boolean): T | undefined {
		return this.all().find(test);
	}

	/** Adds a record or replaces the one with its key. */
	put(row: T): T {
		this.touch();
		this.rows.set(this.keyOf(row), row);
		return row;
	}

	/**
	 * Changes some properties; `undefined` and `null` remove a property.
	 *
	 * @throws Error when there is no such record
	 */
	change(key: string, changes: { [Name in keyof T]?: T[Name] | null }): T {
		const row = this.rows.get(key);
		if (!row) throw new Error(`There is no record ${key}`);
		const next = { ...row } as Record<string, unknown>;
		for (const [name, value] of Object.entries(changes)) {
			if (value === null || value === undefined) delete next[name];
			else next[name] = value;
		}
		return this.put(next as T);
	}

	remove(key: Key<T>): boolean {
		this.touch();
		return this.rows.delete(this.keyOf(key));
	}

	removeWhere(test: (row: T) => boolean): number {
		const gone = this.where(test);
		if (gone.length > 0) this.touch();
		for (const row of gone) this.rows.delete(this.keyOf(row));
		return gone.length;
	}

	private keyOf(key: Key<T>): string {
		// Handlers may look up what an input leaves out: nothing has that key.
		if (key === null || typeof key !== 'object') return key;
		return this.keys.map((name) => (key as Record<string, unknown>)[name] ?? '').join(' ');
	}

	private touch(): void {
		this.listed = undefined;
		this.untouched = undefined;
	}
}
