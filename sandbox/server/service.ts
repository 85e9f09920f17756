import type { LoggedRequest, Vendor } from '../types.ts';
import type { Answer, Call, Handler, Principal } from './answer.ts';
import type { LimitRule, RulesOf } from './limits.ts';
import type { Operation } from './operations.ts';
import type { Failure, RequestValidator } from './validation.ts';

/** One API: the operations of one document and how its vendor speaks. */
export interface Api {
	name: string;
	operations: Operation[];
	validator: RequestValidator;
	/** Returns who is calling. Throws a Refusal if the sign-in is missing or lacks a right. */
	authenticate(request: Unauthenticated, operation: Operation): Principal;
	/** Removes from the query what is no input of the operation, such as a page token. */
	prepare?(query: Record<string, unknown>, operation: Operation): void;
	/** Which documented limits an operation counts against. */
	limits: RulesOf;
	/** The answer to an exceeded limit. */
	overLimit(rule: LimitRule, operation: Operation): Answer;
	/** The answer to a request that its document does not allow. */
	invalid(failures: Failure[], call: Call): Answer;
	handle: Handler;
	/** Completes a success, e.g. with paging. */
	finish?(answer: Answer, call: Call): Answer;
}

/** What sign-in has to go by. Credentials found in the query are taken out of it. */
export interface Unauthenticated {
	headers: Record<string, string>;
	query: Record<string, unknown>;
}

/** One server: the APIs of one host. */
export interface Service {
	vendor: Vendor;
	apis: Api[];
	/** Answer for a path that no document has. */
	noRoute(entry: LoggedRequest): Answer;
	/** Called before every request, e.g. to let jobs that are due take effect. */
	tick?(): void;
}
