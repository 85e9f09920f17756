/** Public types of the sandbox: options, the request log, faults. */

/** The servers of the sandbox. API v1 and v2 of 360Learning share one host. */
export type Vendor = 'learning360' | 'zohoPeople' | 'zohoAccounts';

export interface SandboxOptions {
	/** Ports on 127.0.0.1; 0 or absent means any free one. */
	ports?: { learning360?: number; zohoPeople?: number; zohoAccounts?: number };
	/** How many times faster than real time the sandbox's clock runs: token lives, windows, locks, bulk jobs. Default 1. */
	speed?: number;
	/** Whether the documented rate limits are enforced (they are measured in any case). Default true. */
	limits?: boolean;
	/** Real milliseconds every answer waits. Default 0. */
	latencyMs?: number;
	/** Life of an access token in seconds of the sandbox's clock. Default 3600. */
	tokenSeconds?: number;
	/** Whether every answer is checked against its schema. Default true. */
	checkAnswers?: boolean;
	/** Active users of 360Learning in addition to the seeded ones, for lists of any length. Default 0. */
	moreUsers?: number;
}

/** One request as it was received, and its result. */
export interface LoggedRequest {
	/** Counts up from 1 over all servers of one sandbox. */
	id: number;
	vendor: Vendor;
	method: string;
	/** Path as received, without the query. */
	path: string;
	/** Query as received, without `?`; API keys are masked. */
	queryString: string;
	/** Query as understood: brackets and JSON resolved. */
	query: Record<string, unknown>;
	/** Headers with lower-case names; secrets show their last four characters only. */
	headers: Record<string, string>;
	/** Body as received, as text (Latin-1 for multipart bodies). */
	body: string;
	/** Operation of the document that answered. */
	operationId?: string;
	/** Path template of that operation as in the document. */
	operationPath?: string;
	/** Name of the API: `v1`, `v2`, `lms` or `accounts`. */
	api?: string;
	/** What the document does not allow in this request. Empty for a good request. */
	validationFailures: string[];
	/** What was wrong with the sandbox's own answer. Always empty, unless the sandbox or a document has a mistake. */
	answerFailures: string[];
	/** HTTP status sent; absent while under way and when the connection was dropped. */
	status?: number;
	/** When the request arrived, real time in milliseconds since 1970. */
	startedAt: number;
	/** When the answer was sent or the connection dropped. */
	finishedAt?: number;
	/** The fault that was applied, as text. */
	fault?: string;
}

/** Requests that a fault applies to. Conditions that are left out always hold. */
export interface FaultTarget {
	vendor?: Vendor;
	method?: string;
	/** Path template of the document, a concrete path, or a pattern. Over HTTP a text that starts with `^` is a pattern. */
	path?: string | RegExp;
	operationId?: string;
	/** Name of the API, to distinguish operations of API v1 and v2 with the same name. */
	api?: string;
	/** The first so many matching requests are left alone. */
	after?: number;
	/** How many matching requests the fault applies to; all of them when absent. */
	times?: number;
	/** How long matching requests are met, in seconds of the sandbox's clock from the first one on; without it for ever. */
	seconds?: number;
}

/** What a fault does. Delays go together with anything else. */
export interface FaultEffect {
	/** Waits so many real milliseconds before anything else. */
	delayMs?: number;
	/** Expires or revokes all access tokens issued so far before the request is handled. */
	tokens?: 'expire' | 'revoke';
	/** Handles the request before `status`, `body`, `redirect` or `hang` take the place of its answer. */
	acts?: boolean;
	/** Answers this status instead of handling the request. */
	status?: number;
	/** Answers this text (or object, as JSON) instead; status 200 unless `status` says otherwise. */
	body?: unknown;
	/** Media type of `body`, default `application/json`; without `body` or `status` that of the real answer. */
	contentType?: string;
	/** Headers added to the answer. */
	headers?: Record<string, string>;
	/** Resets the connection: before the request is handled, or after the sandbox has acted on it. */
	drop?: 'before' | 'after';
	/** Adds these fields to the record of the real answer. */
	fields?: Record<string, unknown>;
	/** Puts this in place of the first entry of the list in the real answer; an object with `$` keeps the other properties of that entry. */
	odd?: unknown;
	/** Sends the head of the real answer and then its body in small pieces over so many real milliseconds. */
	slowDrip?: number;
	/** Announces the whole answer, sends half of it and closes the connection. */
	truncate?: boolean;
	/** Handles the request and sends the real status without a body. */
	empty?: boolean;
	/** Answers 302 to this URL. */
	redirect?: string;
	/** Answers with the head and the body of the request as the text of an error, as some proxies do; status 400 unless `status` says otherwise. */
	echo?: boolean;
	/** Never answers. */
	hang?: boolean;
	/** Handles the request and replaces the URL of the next page with this one. */
	nextLink?: string;
}

export type Fault = FaultTarget & FaultEffect;

export interface FaultHandle {
	id: number;
	/** Matching requests seen so far, met or not. */
	seen(): number;
	/** Requests met so far. */
	applied(): number;
	remove(): void;
}

/** The highest load a limit has seen. */
export interface Peak {
	/** Requests allowed in the window, or running at the same time when `perSeconds` is absent. */
	allowed: number;
	perSeconds?: number;
	/** Most requests that arrived in one window (or ran at the same time), refused ones included. */
	highest: number;
	/** Requests refused. */
	refused: number;
}

/** One operation of a document as the sandbox serves it. */
export interface Route {
	vendor: Vendor;
	api: string;
	operationId: string;
	method: string;
	/** Path as in the document. */
	path: string;
}
