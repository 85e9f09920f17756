/** A function that remembers its results. */
interface DerivedOnce<Source extends object, Result> {
	(source: Source): Result;
	/** Returns the object that a result was derived from; `undefined` for any other value. */
	sourceOf(result: Result & object): Source | undefined;
}

/**
 * Returns a function that derives something from an object once and then returns the same result again, so that further caches can be keyed by it. The
 * result must depend on nothing but the object, or belong to it as long as it lives: it goes away with it. This is the only cache of its kind; state
 * that outlives its object has an owner with a `reset()` instead.
 */
export function derivedOnce<Source extends object, Result>(
	derive: (source: Source) => Result,
): DerivedOnce<Source, Result> {
	const results = new WeakMap<Source, { result: Result }>();
	const sources = new WeakMap<object, Source>();
	const derived = (source: Source): Result => {
		let known = results.get(source);
		if (!known) {
			known = { result: derive(source) };
			results.set(source, known);
			if (typeof known.result === 'object' && known.result !== null) sources.set(known.result, source);
		}
		return known.result;
	};
	return Object.assign(derived, { sourceOf: (result: Result & object) => sources.get(result) });
}
