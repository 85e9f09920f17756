import { CallFailed, FieldIssue, Refusal, UnknownOutcome } from '../model/failures';

/**
 * What was done for one input item of an operation of several calls. It is kept when n8n runs the node again (Retry On Fail), so that a step
 * that is done is not done twice, and it is told when the operation stops half-way.
 */
export class Steps {
	private readonly results = new Map<string, unknown>();
	private readonly told: string[] = [];
	private current?: string;

	/** How to continue or undo; shown if the operation stops after its first step. */
	advice = '';

	/**
	 * Does a step.
	 *
	 * @param name what the step does, e.g. `setting the password`
	 * @param sentence what to report once the step is done, e.g. `The password was set`
	 */
	async take<T>(name: string, work: () => Promise<T>, sentence: (result: T) => string): Promise<T> {
		this.current = name;
		const result = await work();
		this.told.push(sentence(result));
		delete this.current;
		return result;
	}

	/** Does a step unless it was done before; gives what it gave, now or then. */
	async once<T>(name: string, work: () => Promise<T>, sentence?: (result: T) => string): Promise<T> {
		if (this.results.has(name)) return this.results.get(name) as T;
		const result = await (sentence ? this.take(name, work, sentence) : work());
		this.results.set(name, result);
		return result;
	}

	/** A value that outlives the run, made when it is asked for first. */
	kept<T>(name: string, make: () => T): T {
		if (!this.results.has(name)) this.results.set(name, make());
		return this.results.get(name) as T;
	}

	/** The error with what was done before it, where it stopped and how to get on. */
	explain(cause: unknown): unknown {
		return this.told.length === 0
			? cause
			: stoppedAfter(cause, [...this.told, ...(this.current ? [`It stopped at ${this.current}`] : []), this.advice]);
	}
}

/**
 * Adds to an error what was done before it.
 *
 * @param cause an error of a call or of a field; any other is given back as it is
 * @param sentences without full stops, in the order they happened
 */
export function stoppedAfter(cause: unknown, sentences: string[]): unknown {
	const before = sentences.filter((sentence) => sentence !== '').join('. ');
	if (cause instanceof CallFailed)
		return new CallFailed(
			cause.message,
			[before, cause.advice].filter(Boolean).join('. '),
			cause.failure,
			cause.meaning,
		);
	if (cause instanceof Refusal) return new Refusal(cause.message, [before, cause.advice].filter(Boolean).join('. '));
	if (cause instanceof UnknownOutcome) return new UnknownOutcome(`${before}. ${cause.reason}`, cause.lookUp);
	if (cause instanceof FieldIssue)
		return new FieldIssue(cause.field, cause.message, [before, cause.advice].filter(Boolean).join('. '));
	return cause;
}
