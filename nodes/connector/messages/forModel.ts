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
		.map((sentence) => withoutNetworkCodes(sentence.replace(/\.$/, '')))
		.join('. ');
	return error;
}

/** Codes of network and file errors, whatever their capitals. */
const NETWORK_CODES =
	/(E)(CONNREFUSED|CONNRESET|NOTFOUND|TIMEDOUT|RRADDRINUSE|ADDRNOTAVAIL|CONNABORTED|HOSTUNREACH|AI_AGAIN|NOENT|ISDIR|NOTDIR|ACCES|EXIST|PERM)|(GET)(ADDRINFO)/gi;

/**
 * Takes the codes of network errors out of a text. n8n makes an error of its own of what a tool throws, and replaces a message in which it finds such a
 * code, also inside a word such as `certificateNotFound`, by a sentence that may say that the request can be sent again at once.
 */
function withoutNetworkCodes(text: string): string {
	return text.replace(/ \(E[A-Z_]{4,}\)/g, '').replace(NETWORK_CODES, '$1$3 $2$4');
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
