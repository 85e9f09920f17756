/** The middle of several figures and how far they lie apart. */
export interface Figure {
	median: number;
	lowest: number;
	highest: number;
}

export function median(values: number[]): number {
	const sorted = [...values].sort((one, other) => one - other);
	const middle = sorted.length >> 1;
	return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function figureOf(values: number[]): Figure {
	return { median: median(values), lowest: Math.min(...values), highest: Math.max(...values) };
}
