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
	/** Who is calling. Throws a Refusal when nobody is, or when the right is missing. */
	authenticate(request: Unauthenticated, operation: Operation): Principal;
	/** Takes out of the query what is no input of the operation, such as the mark of a page. */
	prepare?(query: Record<string, unknown>, operation: Operation): void;
	/** Which documented limits an operation counts against. */
	limits: RulesOf;
	/** The vendor's words for a passed limit. */
	overLimit(rule: LimitRule, operation: Operation): Answer;
	/** The vendor's words for a request that its document does not allow. */
	invalid(failures: Failure[], call: Call): Answer;
	handle: Handler;
	/** Last touch on a success, e.g. paging. */
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
	/** Answer for an address that no document has. */
	noRoute(entry: LoggedRequest): Answer;
	/** Called before every request, e.g. to let jobs that are due take effect. */
	tick?(): void;
}
