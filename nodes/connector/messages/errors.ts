import { type INode, type JsonObject, NodeApiError, NodeOperationError } from 'n8n-workflow';
import { CallFailed, FieldIssue, Refusal, UnknownOutcome } from '../model/failures';
import { isTool } from '../model/tool';
import { forModel } from './forModel';

/** An error of n8n. */
export type NodeError = NodeApiError | NodeOperationError;

/**
 * Creates the n8n error for one item.
 *
 * @param cause the value thrown for the item
 * @param itemIndex index of the item, from 0
 */
export function nodeError(node: INode, cause: unknown, itemIndex: number): NodeError {
	const error = itemError(node, cause, itemIndex);
	return isTool(node) && error !== cause ? forModel(error, cause) : error;
}

function itemError(node: INode, cause: unknown, itemIndex: number): NodeError {
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
	const where = lookUp ? `with ${lookUp}` : 'on the platform';
	return `${reason.replace(/\.$/, '')}. The request was sent and may have been carried out, so it is not repeated. Look it up ${where} before you ${next}`;
}

/**
 * Creates the n8n error for calls without an item: lists, publishing a workflow, polling.
 *
 * @param cause the value thrown
 */
export function plainError(node: INode, cause: unknown): NodeError {
	const error = errorWithoutItem(node, cause);
	return isTool(node) && error !== cause ? forModel(error, cause) : error;
}

function errorWithoutItem(node: INode, cause: unknown): NodeError {
	if (cause instanceof CallFailed) return apiError(node, cause, cause.message);
	if (cause instanceof UnknownOutcome) return operationError(node, UNKNOWN, whatToLookUp(cause, 'try again'));
	if (cause instanceof Refusal) return operationError(node, cause.message, cause.advice);
	if (cause instanceof FieldIssue) return operationError(node, `${cause.field}: ${cause.message}`, cause.advice);
	if (cause instanceof NodeApiError || cause instanceof NodeOperationError) return cause;
	return new NodeOperationError(node, cause as Error);
}

/**
 * Creates n8n's error for failures that are not an answer of the vendor. The texts are set afterwards, because n8n replaces messages that contain the
 * code of a network error, such as `ECONNREFUSED` or the end of `certificateNotFound`.
 */
function operationError(
	node: INode,
	message: string,
	advice: string | undefined,
	itemIndex?: number,
): NodeOperationError {
	const error = new NodeOperationError(node, message, itemIndex === undefined ? {} : { itemIndex });
	error.message = message;
	error.description = advice;
	return error;
}

/**
 * Creates n8n's error for an answer of the vendor; its texts are set afterwards too. A failure reported with HTTP 200 gets no
 * HTTP status, because the status explains nothing.
 */
export function apiError(node: INode, cause: CallFailed, message: string, itemIndex?: number): NodeApiError {
	const { code = '', status } = cause.failure;
	const httpCode = status >= 400 ? String(status) : null;
	const response: JsonObject = { message, code, ...(httpCode ? { status } : {}) };
	const error = new NodeApiError(node, response, {
		message,
		...(itemIndex === undefined ? {} : { itemIndex }),
		...(httpCode ? { httpCode } : {}),
	});
	error.message = message;
	error.description = cause.advice;
	error.httpCode = httpCode;
	return error;
}
