import type { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { CallFailed, FieldIssue } from '../model/failures';

/**
 * Makes an error an instruction for the next call of a language model. Agents hand nothing but the message to the model, so the advice goes into
 * it; the number of the item goes out, because a call of a tool has one item.
 */
export function forModel<E extends NodeApiError | NodeOperationError>(error: E, cause: unknown): E {
	const said = error.message.replace(/ \[Item \d+\]$/, '');
	const sentences = [said, error.description, nextStep(cause)];
	error.message = sentences
		.filter((sentence): sentence is string => typeof sentence === 'string' && sentence !== '')
		.map((sentence) => sentence.replace(/\.$/, ''))
		.join('. ');
	return error;
}

/** What the model does next; absent where the advice says it. */
function nextStep(cause: unknown): string | undefined {
	if (cause instanceof FieldIssue) return `Correct ${cause.field} and call again`;
	if (!(cause instanceof CallFailed)) return undefined;
	const { failure, meaning } = cause;
	if (['token', 'credential', 'scope'].includes(meaning?.about ?? '') || [401, 403].includes(failure.status))
		return 'Calling again does not help: tell the user';
	if (meaning?.about === 'limit' || failure.status === 429) return 'Wait before you call again';
	if (failure.status >= 500) return 'The same call may work later';
	if (failure.status === 404) return 'Look the ID up with another tool before you call again';
	return 'Change what you asked for before you call again';
}
