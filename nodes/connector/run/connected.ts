/**
 * Puts entries into groups: two entries belong together when they share a key, directly or by way of others.
 *
 * @param entries in the order in which they are to stand in their group
 * @param keys for each entry, at least one
 */
export function connected<T>(entries: T[], keys: string[][]): T[][] {
	const parents = entries.map((_entry, position) => position);
	const parentOf = (position: number) => parents[position] ?? position;
	const rootOf = (position: number): number => {
		let root = position;
		while (parentOf(root) !== root) root = parentOf(root);
		// Shortens the way for those who ask next.
		for (let next = position; next !== root; ) {
			const parent = parentOf(next);
			parents[next] = root;
			next = parent;
		}
		return root;
	};
	const holders = new Map<string, number>();
	keys.forEach((own, position) => {
		for (const key of own) {
			const holder = holders.get(key);
			if (holder === undefined) holders.set(key, position);
			else parents[rootOf(position)] = rootOf(holder);
		}
	});
	const groups = new Map<number, T[]>();
	entries.forEach((entry, position) => {
		const root = rootOf(position);
		const group = groups.get(root);
		if (group) group.push(entry);
		else groups.set(root, [entry]);
	});
	return [...groups.values()];
}
