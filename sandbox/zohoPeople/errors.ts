import { type Answer, Refusal } from '../server/answer.ts';

/**
 * A refusal of the LMS API. The pages show the statuses and the names, not the body: `code` and `message` at the top,
 * as in successful answers, is our choice.
 */
export function zohoError(status: number, code: string | number, message: string): Answer {
	return { status, body: { code, message } };
}

export function zohoRefusal(status: number, code: string | number, message: string): Refusal {
	return new Refusal(zohoError(status, code, message));
}

/** The wrapper of the other Zoho People APIs, which a passed limit is known from (code 7209). */
export function wrappedError(status: number, code: number, message: string): Answer {
	return { status, body: { response: { status: 1, message, errors: { code, message } } }, undocumented: true };
}
