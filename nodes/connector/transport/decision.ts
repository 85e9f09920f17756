import type { Answer, Attempt } from './attempt';
import { isUndone, mayRepeat } from './outcome';

/** What is known after a try. Times in milliseconds. */
export interface Situation {
	attempt: Attempt;
	/** Whether the request may be sent again if its outcome is unknown. */
	repeatable: boolean;
	/** Whether the vendor refused it because a limit is used up; such tries do not count. */
	isLimit: boolean;
	/** Tries so far, this one included. */
	tries: number;
	/** Tries that the user allows. */
	mostTries: number;
	/** How long to wait, as far as the answer or the documents say. */
	pause?: number | undefined;
	/** Time waited for this call so far. */
	waited: number;
	/** Time that the user is willing to wait for limits. */
	longestWait: number;
}

/** Why a call fails: refused by the vendor, no answer, a wait that is too long for the user, or possibly carried out. */
export type Reason = 'refused' | 'noAnswer' | 'longWait' | 'unknown';

/** What to do after a try: return the answer, fail, or wait and try again. */
export type Decision =
	| { then: 'answer'; answer: Answer }
	| { then: 'fail'; because: Reason }
	/** `pause` is absent if only the number of tries decides how long to wait. */
	| { then: 'wait'; pause?: number };

/** Decides what to do after a try. A pure function: the whole policy of retries in one table (`test/unit/decision.test.ts`). */
export function decide({
	attempt,
	repeatable,
	isLimit,
	tries,
	mostTries,
	pause,
	waited,
	longestWait,
}: Situation): Decision {
	if (attempt.answer) return { then: 'answer', answer: attempt.answer };
	const isLastTry = !isLimit && tries >= mostTries;
	if (isLastTry || !mayRepeat(repeatable, attempt, isLimit))
		return { then: 'fail', because: reason(repeatable, attempt) };
	if (pause === undefined) return { then: 'wait' };
	return waited + pause > longestWait ? { then: 'fail', because: 'longWait' } : { then: 'wait', pause };
}

function reason(repeatable: boolean, attempt: Attempt): Reason {
	if (!repeatable && !isUndone(attempt)) return 'unknown';
	return attempt.failure ? 'refused' : 'noAnswer';
}
