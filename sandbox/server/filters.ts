type Test = (value: unknown, operand: unknown) => boolean;

/** Operators of filters in brackets. There are no others in the documents. */
const TESTS: Record<string, Test> = {
	eq: (value, operand) => holds(value, operand),
	ne: (value, operand) => !holds(value, operand),
	in: (value, operand) => (operand as unknown[]).some((entry) => holds(value, entry)),
	nin: (value, operand) => !(operand as unknown[]).some((entry) => holds(value, entry)),
	// The vendor sets the milliseconds of a filter to 0.
	lt: (value, operand) => typeof value === 'string' && Date.parse(value) < seconds(operand),
	gte: (value, operand) => typeof value === 'string' && Date.parse(value) >= seconds(operand),
};

/**
 * Keeps the records that pass every filter of a query such as `{ createdAt: { gte: '…' }, type: { in: ['a', 'b'] } }`.
 *
 * @param read values of a record that stand elsewhere than in the property named like the filter
 */
export function filter<T extends object>(
	rows: readonly T[],
	query: Record<string, unknown>,
	read: Record<string, (row: T) => unknown> = {},
): T[] {
	const checks = Object.entries(query).flatMap(([name, operators]) => {
		if (operators === null || typeof operators !== 'object') return [];
		const valueOf = read[name] ?? ((row: T) => (row as Record<string, unknown>)[name]);
		return Object.entries(operators).map(
			([operator, operand]) =>
				(row: T) =>
					TESTS[operator]?.(valueOf(row), operand) ?? true,
		);
	});
	return rows.filter((row) => checks.every((check) => check(row)));
}

/** A list holds a value when one of its entries is it. */
function holds(value: unknown, operand: unknown): boolean {
	return Array.isArray(value) ? value.includes(operand) : value === operand;
}

function seconds(date: unknown): number {
	return Math.floor(Date.parse(String(date)) / 1000) * 1000;
}
