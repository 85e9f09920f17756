import { NodeApiError, NodeOperationError, type INode, type JsonObject } from 'n8n-workflow';
import type { Catalogue, ErrorMeaning, Operation } from './operation';
import type { VendorFailure } from './service';

/** An error as n8n shows it. */
export type NodeError = NodeApiError | NodeOperationError;

/** A value in the node that cannot be used; the item is added where it is known. */
export class FieldIssue extends Error {
	constructor(
		/** Label of the field, as the person reads it. */
		readonly field: string,
		message: string,
		/** How to get on. */
		readonly advice?: string,
	) {
		super(message);
		this.name = 'FieldIssue';
	}
}

/** A request whose outcome nobody knows: it may have been carried out. */
export class UnknownOutcome extends Error {
	constructor(
		readonly reason: string,
		/** Where the person can look whether it was carried out, e.g. `Tag > Get Many`. */
		readonly lookUp?: string,
	) {
		super(reason);
		this.name = 'UnknownOutcome';
	}
}

/**
 * Work that this package refuses or gives up by its own decision: the vendor has refused nothing. It becomes a `NodeOperationError`, never an
 * answer of the vendor with an HTTP status.
 */
export class Refusal extends Error {
	constructor(
		message: string,
		/** How to get on. */
		readonly advice?: string,
	) {
		super(message);
		this.name = 'Refusal';
	}
}

/** An answer in which the vendor refuses something. It becomes a `NodeApiError`. */
export class CallFailed extends Error {
	constructor(
		message: string,
		readonly advice: string | undefined,
		readonly failure: VendorFailure,
		readonly meaning?: ErrorMeaning,
	) {
		super(message);
		this.name = 'CallFailed';
	}
}

/** Finds what the documents say about a failure: the operation's own table goes before the service's, which fills in what it leaves out. */
export function meaningOf(catalogue: Catalogue, errors: ErrorMeaning[], failure: VendorFailure): ErrorMeaning | undefined {
	const fits = (entry: ErrorMeaning, strict: boolean) =>
		sameCode(entry.code, failure.code) &&
		(!strict || entry.status === undefined || entry.status === failure.status) &&
		(entry.detail === undefined || (failure.detail ?? '').toLowerCase().includes(entry.detail.toLowerCase()));
	const byStatus = (entry: ErrorMeaning) => entry.status === failure.status && entry.code === String(failure.status);
	const find = (table: ErrorMeaning[], strict: boolean) => {
		const candidates = table.filter((entry) => fits(entry, strict));
		return candidates.find(({ detail }) => detail !== undefined) ?? candidates[0];
	};
	const own = find(errors, true) ?? find(errors, false);
	const general = find(catalogue.errors, true) ?? find(catalogue.errors, false);
	if (own || general) return { ...general, ...own } as ErrorMeaning;
	return catalogue.errors.find(byStatus);
}

/** Whether the documents list the code of a failure, for the operation or for any; what only repeats the HTTP status is no code. */
export function isDocumented(catalogue: Catalogue, errors: ErrorMeaning[], { code, status }: VendorFailure): boolean {
	return code !== undefined && code !== String(status) && [...errors, ...catalogue.errors].some((entry) => sameCode(entry.code, code));
}

/** Codes are compared as they are; `${…}` in a documented code stands for a part that varies. */
function sameCode(documented: string, received: string | undefined): boolean {
	if (received === undefined || !documented.includes('${')) return documented === received;
	const parts = documented.split(/\$\{[^}]*\}/).map((part) => part.replace(/[.*+?^$()|[\]\\{}]/g, '\\$&'));
	return new RegExp(`^${parts.join('.*')}$`).test(received);
}

/**
 * Words a failure for the person: what happened, the vendor's code, what to do.
 *
 * @param operation the operation, absent for calls that only read lists
 */
export function explain(catalogue: Catalogue, operation: Operation | undefined, failure: VendorFailure): CallFailed {
	const meaning = meaningOf(catalogue, operation?.errors ?? [], failure);
	const code = failure.code ?? `HTTP ${failure.status}`;
	const said = meaning?.meaning ?? failure.message ?? statusText(failure.status);
	const label = meaning?.field ? operation?.fields.find(({ name }) => name === meaning.field)?.displayName : undefined;
	const about = label ? `${label}: ${said}` : said;
	const advice = [
		meaning?.about === 'scope' && operation ? `This operation needs the scope ${operation.scopes.join(' or ')}` : undefined,
		meaning?.fix,
		failure.message && failure.message !== said && failure.message !== failure.code ? `The vendor says: ${failure.message}` : undefined,
	].filter((line): line is string => line !== undefined);
	return new CallFailed(`${about.replace(/\.$/, '')} (${code})`, advice.length > 0 ? advice.join('. ').replace(/\.\. /g, '. ') : undefined, failure, meaning);
}

function statusText(status: number): string {
	if (status === 401) return 'The vendor does not accept the credential';
	if (status === 403) return 'The credential may not do this';
	if (status === 404) return 'The vendor does not know this record or address';
	if (status === 414 || status === 431) return 'The texts are longer than the vendor takes in an address';
	if (status === 429) return 'The limit of the vendor is used up';
	if (status >= 500) return 'The vendor could not answer';
	return 'The vendor refused the request';
}

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
function operationError(node: INode, message: string, advice: string | undefined, itemIndex?: number): NodeOperationError {
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
