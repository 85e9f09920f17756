import { type Answer, Refusal } from '../server/answer.ts';
import type { Operation } from '../server/operations.ts';

/** The body of most refusals of API v2. */
export function coded(status: number, code: string, message: string): Answer {
	return { status, body: { error: { code, message } } };
}

/** The body of API v1's refusals, and of the token, sign-in and rate limit refusals of API v2. */
export function flat(status: number, error: string, description?: string): Answer {
	return { status, body: { error, ...(description !== undefined && { error_description: description }) } };
}

/**
 * A refusal with a code of API v2; status and text come from the document of the operation.
 *
 * @throws Error when the operation's document does not list the code
 */
export function refusal(operation: Operation, code: string): Refusal {
	const documented = operation.errors.find((error) => error.code === code);
	if (!documented) throw new Error(`${operation.id} does not document ${code}`);
	return new Refusal(coded(documented.status, code, documented.meaning));
}

/** The same for API v1, whose refusals are flat. `shown` replaces the code where the document's holds a placeholder. */
export function flatRefusal(operation: Operation, code: string, shown = code): Refusal {
	const documented = operation.errors.find((error) => error.code === code);
	if (!documented) throw new Error(`${operation.id} does not document ${code}`);
	return new Refusal(flat(documented.status, shown, documented.detail));
}

/** Whether the operation's document lists a code. */
export function documents(operation: Operation, code: string): boolean {
	return operation.errors.some((error) => error.code === code);
}

/** A 404 in the shape of API v2 where the document names no code. */
export function undocumentedNotFound(code: string): Refusal {
	return new Refusal({ ...coded(404, code, 'There is no such record'), undocumented: true });
}
