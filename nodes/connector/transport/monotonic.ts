/**
 * Milliseconds on a clock that only goes forward and cannot be set, unlike `Date.now()`, which jumps when the clock of the computer is corrected.
 * Use it for every duration; its zero has no meaning, so a time for people is `Date.now()` plus a difference.
 */
export function monotonic(): number {
	return performance.now();
}
