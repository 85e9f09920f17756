/** The entry of a list that a misspelt text most likely means, if one is close enough. */
export function suggestion(text: string, known: Iterable<string>): string | undefined {
	let best: string | undefined;
	let least = Math.max(1, Math.floor(text.length / 3)) + 1;
	for (const candidate of known) {
		const distance = distanceOf(text.toLowerCase(), candidate.toLowerCase());
		if (distance < least) [best, least] = [candidate, distance];
	}
	return best;
}

/** ` (did you mean x-name?)`, or nothing. */
export function didYouMean(text: string, known: Iterable<string>): string {
	const meant = suggestion(text, known);
	return meant === undefined ? '' : `; did you mean ${meant}?`;
}

/** How many letters have to be put in, taken out, replaced or swapped with their neighbour (optimal string alignment). */
function distanceOf(one: string, other: string): number {
	const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, column) => column)];
	for (let row = 1; row <= one.length; row += 1) {
		rows[row] = [row];
		for (let column = 1; column <= other.length; column += 1) {
			const same = one[row - 1] === other[column - 1];
			const swapped = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
			const ways = [rows[row - 1][column] + 1, rows[row][column - 1] + 1, rows[row - 1][column - 1] + (same ? 0 : 1)];
			rows[row][column] = Math.min(...ways, ...(swapped ? [rows[row - 2][column - 2] + 1] : []));
		}
	}
	return rows[one.length][other.length];
}
