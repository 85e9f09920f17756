import { type INode, type JsonObject, NodeApiError, NodeOperationError } from 'n8n-workflow';
import { CallFailed, FieldIssue, Refusal, UnknownOutcome } from '../model/failures';

/** An error as n8n shows it. */
export type NodeError = NodeApiError | NodeOperationError;

/**
 * Makes the error that n8n shows, for one item.
 *
 * @param cause what was thrown while working on the item
 * @param itemIndex number of the item, from 0
 */
export function nodeError(node: INode, cause: unknown, itemIndex: number): NodeError {
	const item = `[Item ${itemIndex}]`;
	if (cause instanceof FieldIssue) {
		return operationError(node, `${cause.field}: ${cause.message} ${item}`, cause.advice, itemIndex);
	}
	if (cause instanceof UnknownOutcome) {
		return operationError(node, `${UNKNOWN} ${item}`, whatToLookUp(cause, 'run this item again'), itemIndex);
	}
	if (cause instanceof Refusal) {
		return operationError(node, `${cause.message} ${item}`, cause.advice, itemIndex);
	}
	if (cause instanceof CallFailed) {
		return apiError(node, cause, `${cause.message} ${item}`, itemIndex);
	}
	if (cause instanceof NodeApiError || cause instanceof NodeOperationError) {
		cause.context.itemIndex ??= itemIndex;
		return cause;
	}
	const message = cause instanceof Error ? cause.message : String(cause);
	return operationError(node, `${message} ${item}`, undefined, itemIndex);
}

const UNKNOWN = 'Outcome unknown: the request may or may not have been carried out';

function whatToLookUp({ reason, lookUp }: UnknownOutcome, next: string): string {
	const where = lookUp ? `with ${lookUp}` : "in the vendor's interface";
	return `${reason.replace(/\.$/, '')}. The request was sent and may have been carried out, so it is not repeated. Look it up ${where} before you ${next}`;
}

/**
 * Makes the error that n8n shows where no item is at work: below a list, when a workflow is published or a trigger polls.
 *
 * @param cause what was thrown
 */
export function plainError(node: INode, cause: unknown): NodeError {
	if (cause instanceof CallFailed) return apiError(node, cause, cause.message);
	if (cause instanceof UnknownOutcome) return operationError(node, UNKNOWN, whatToLookUp(cause, 'try again'));
	if (cause instanceof Refusal) return operationError(node, cause.message, cause.advice);
	if (cause instanceof FieldIssue) return operationError(node, `${cause.field}: ${cause.message}`, cause.advice);
	if (cause instanceof NodeApiError || cause instanceof NodeOperationError) return cause;
	return new NodeOperationError(node, cause as Error);
}

/**
 * n8n's error for what is no answer of the vendor. The texts are set afterwards: n8n replaces a message in which it finds the code of a network
 * error, such as `ECONNREFUSED` or the end of `certificateNotFound`, by a sentence of its own.
 */
function operationError(
	node: INode,
	message: string,
	advice: string | undefined,
	itemIndex?: number,
): NodeOperationError {
	const error = new NodeOperationError(node, message, { itemIndex });
	error.message = message;
	error.description = advice;
	return error;
}

/**
 * n8n's error for an answer of the vendor, with its texts set afterwards as well. A refusal inside an answer with
 * HTTP 200 has no HTTP status that explains anything, and gets none.
 */
export function apiError(node: INode, cause: CallFailed, message: string, itemIndex?: number): NodeApiError {
	const { code = '', status } = cause.failure;
	const httpCode = status >= 400 ? String(status) : null;
	const response: JsonObject = { message, code, ...(httpCode ? { status } : {}) };
	const error = new NodeApiError(node, response, { message, itemIndex, ...(httpCode ? { httpCode } : {}) });
	error.message = message;
	error.description = cause.advice;
	error.httpCode = httpCode;
	return error;
}
