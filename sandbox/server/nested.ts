/**
 * Turns flat names into nested values: `type[in][0]=course` becomes `{ type: { in: ['course'] } }`. A name given twice
 * becomes a list.
 *
 * @param pairs names and values in the order received, percent-decoded
 */
export function nest(pairs: Iterable<readonly [string, unknown]>): Record<string, unknown> {
	const root: Level = new Map();
	for (const [name, value] of pairs) place(root, steps(name), value);
	return toObject(root);
}

type Level = Map<string, unknown>;

function steps(name: string): string[] {
	const opening = name.indexOf('[');
	if (opening <= 0 || !name.endsWith(']')) return [name];
	return [name.slice(0, opening), ...name.slice(opening + 1, -1).split('][')];
}

function place(level: Level, [step = '', ...rest]: string[], value: unknown): void {
	// `name[]` counts up, like `name[0]`, `name[1]`.
	const name = step === '' && level.size > 0 ? String(level.size) : step === '' ? '0' : step;
	const present = level.get(name);
	if (rest.length === 0) {
		if (!level.has(name)) level.set(name, value);
		else level.set(name, Array.isArray(present) ? [...present, value] : [present, value]);
		return;
	}
	const next: Level = present instanceof Map ? present : new Map();
	level.set(name, next);
	place(next, rest, value);
}

function toObject(level: Level): Record<string, unknown> {
	return Object.fromEntries([...level].map(([name, value]) => [name, value instanceof Map ? toValue(value) : value]));
}

function toValue(level: Level): unknown {
	const names = [...level.keys()];
	const isList = names.length > 0 && names.every((name, index) => name === String(index));
	if (!isList) return toObject(level);
	return [...level.values()].map((value) => (value instanceof Map ? toValue(value) : value));
}
