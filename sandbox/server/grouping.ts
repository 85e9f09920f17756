/** Sorts records into groups by a key, groups in the order of their first record. */
export function groupBy<T>(rows: readonly T[], keyOf: (row: T) => string): Array<[string, T[]]> {
	const groups = new Map<string, T[]>();
	for (const row of rows) {
		const key = keyOf(row);
		const group = groups.get(key);
		if (group) group.push(row);
		else groups.set(key, [row]);
	}
	return [...groups];
}
