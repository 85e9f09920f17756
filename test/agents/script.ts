/** A call of a tool, as a language model asks for it. */
export interface ModelCall {
	/** Name of the tool's node. */
	tool: string;
	args?: Record<string, unknown>;
}

/** What the model asks for: one round of calls after the other, those of a round together. */
export type Script = ModelCall[][];

/**
 * A value that the model takes from an earlier answer: in the first record whose fields have the values of `where`, the value of `take`; with `every`,
 * those of all such records. A list can have values added or left out.
 */
export interface Taken {
	/** Number of the answer, from 0. */
	answer: number;
	where?: Record<string, unknown>;
	take: string;
	every?: true;
	plus?: unknown;
	minus?: unknown;
}

const isTaken = (value: object): value is Taken => 'answer' in value && 'take' in value;

/**
 * Puts what was answered in the place of each {@link Taken}.
 *
 * @throws Error when the answers do not have it: a model would be at a loss as well
 */
export function withAnswers(value: unknown, answers: string[]): unknown {
	if (value === null || typeof value !== 'object') return value;
	if (Array.isArray(value)) return value.map((entry) => withAnswers(entry, answers));
	if (!isTaken(value))
		return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, withAnswers(entry, answers)]));
	const found = recordsIn(unpacked(answers[value.answer] ?? ''))
		.filter((record) => Object.entries(value.where ?? {}).every(([name, wanted]) => record[name] === wanted))
		.filter((record) => record[value.take] !== undefined)
		.map((record) => record[value.take]);
	if (found.length === 0)
		throw new Error(`Answer ${value.answer} has no ${value.take} where ${JSON.stringify(value.where ?? {})}`);
	const result = value.every ? found : found[0];
	const extra = value.plus === undefined ? [] : [withAnswers(value.plus, answers)];
	const without = withAnswers(value.minus, answers);
	return Array.isArray(result) ? [...result, ...extra].filter((entry) => entry !== without) : result;
}

/** JSON in texts, however deep the versions of n8n pack it. */
function unpacked(value: unknown): unknown {
	if (typeof value === 'string' && /^\s*["[{]/.test(value)) {
		try {
			return unpacked(JSON.parse(value));
		} catch {
			return value;
		}
	}
	return value;
}

/** The objects in a value, outermost first. */
function recordsIn(value: unknown): Array<Record<string, unknown>> {
	const inner = unpacked(value);
	if (inner === null || typeof inner !== 'object') return [];
	const nested = Object.values(inner).flatMap(recordsIn);
	return Array.isArray(inner) ? nested : [inner as Record<string, unknown>, ...nested];
}
