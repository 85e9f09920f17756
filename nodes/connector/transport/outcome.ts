import type { Attempt } from './attempt';
import type { Call } from './call';

/**
 * Statuses that speak of the request itself, or of who sends it: whoever reads the request first refuses it and passes nothing on.
 * Source: RFC 9110, chapter 15.
 */
const REFUSED_AT_THE_DOOR = new Set([400, 401, 405, 406, 407, 411, 413, 414, 415, 416, 417, 421, 422, 426, 431]);

/** Statuses after which the same request may be answered a moment later. */
const FOR_A_WHILE = new Set([408, 425, 429]);

/**
 * Whether a try that brought no answer is proven to have changed nothing at the vendor. This is the only place that decides it.
 *
 * Proofs are: the request never left, or is wanted at another address (307, 308); the vendor refuses it in the form of its own errors, with a status that is no breakdown in the middle of its work
 * (500 to 599 but for 503); a status of {@link REFUSED_AT_THE_DOOR}. Everything else may have come from something on the way, such as a proxy that has
 * passed the request on and lost the answer: a page with 403, 404, 408, 429 or 503; and a redirect that is no 307 or 308.
 */
export function isUndone({ failure, cause }: Attempt): boolean {
	if (cause) return cause.fate === 'neverSent';
	if (!failure) return false;
	const { status, isOwn = false } = failure;
	return REFUSED_AT_THE_DOOR.has(status) || (isOwn && (status < 500 || status === 503));
}

/**
 * Whether a request is sent again after a try that brought no answer.
 *
 * @param isLimit the vendor says that a limit is used up
 */
export function mayRepeat(call: Call, attempt: Attempt, isLimit: boolean): boolean {
	const { failure, cause } = attempt;
	if (cause?.isFinal || !(call.repeatable || isUndone(attempt))) return false;
	return isLimit || cause !== undefined || FOR_A_WHILE.has(failure!.status) || failure!.status >= 500;
}
