import type { Attempt } from './attempt';

/**
 * Statuses about the request itself or its sender: the first server that reads the request refuses it and does not pass it on.
 * Source: RFC 9110, chapter 15.
 */
const REFUSED_AT_THE_DOOR = new Set([400, 401, 405, 406, 407, 411, 413, 414, 415, 416, 417, 421, 422, 426, 431]);

/** Statuses after which the same request may succeed a moment later. */
const FOR_A_WHILE = new Set([408, 425, 429]);

/**
 * Whether it is proven that a try without an answer changed nothing. This is the only place that decides it.
 *
 * Proof is: the request never left, or was redirected with 307 or 308; the vendor refused it with an error of its own, and not with a status that can
 * come after it has acted (500 to 599 except 503); a status of {@link REFUSED_AT_THE_DOOR}. Anything else may come from a server in between, such as a
 * proxy that passed the request on and lost the answer.
 */
export function isUndone({ failure, cause }: Attempt): boolean {
	if (cause) return cause.outcome === 'undone';
	if (!failure) return false;
	const { status, isOwn = false } = failure;
	return REFUSED_AT_THE_DOOR.has(status) || (isOwn && (status < 500 || status === 503));
}

/**
 * Whether a request may be sent again after a try without an answer.
 *
 * @param repeatable whether it may be sent again if its outcome is unknown
 * @param isLimit whether the vendor refused it because a limit is used up
 */
export function mayRepeat(repeatable: boolean, attempt: Attempt, isLimit: boolean): boolean {
	const { failure, cause } = attempt;
	if (cause?.isFinal || !(repeatable || isUndone(attempt))) return false;
	return isLimit || failure === undefined || FOR_A_WHILE.has(failure.status) || failure.status >= 500;
}
