import type { LoggedRequest } from '../types.ts';
import type { ReceivedFile } from './inputs.ts';
import type { Operation } from './operations.ts';

/** Who signed in, and with which rights. */
export interface Principal {
	/** Scopes of the token; absent where the API has none. */
	scopes?: string[];
	/** User a token was asked for, where the vendor has user tokens. */
	userId?: string;
	/** Anything else the service keeps with its sign-in. */
	clientId?: string;
}

/** A request that passed validation, on its way to a handler. */
export interface Call {
	operation: Operation;
	path: Record<string, string>;
	// Validated against the document before a handler sees them.
	// eslint-disable-next-line @typescript-eslint/no-explicit-any
	query: Record<string, any>;
	headers: Record<string, string>;
	// eslint-disable-next-line @typescript-eslint/no-explicit-any
	body: any;
	files: Record<string, ReceivedFile[]>;
	principal: Principal;
	/** `http://host:port` as the caller addressed it. */
	origin: string;
	/** Path and query as received. */
	url: string;
	entry: LoggedRequest;
}

/** The answer to a request. */
export interface Answer {
	status: number;
	/** A value sent as JSON; absent for an empty body. */
	body?: unknown;
	/** Bytes sent instead of `body`. */
	bytes?: Buffer;
	/** Media type of `bytes`. */
	mediaType?: string;
	headers?: Record<string, string>;
	/** Not checked against the document: the vendor does not document this answer. */
	undocumented?: boolean;
}

export type Handler = (call: Call) => Answer | Promise<Answer>;

/** The first documented success of an operation, with this body where it has one. */
export function succeed({ operation }: Call, body?: unknown): Answer {
	const [success] = operation.successes;
	return { status: success?.status ?? 200, ...(success?.mediaType !== undefined && { body }) };
}

/** Thrown by everything that refuses a request: sign-in, limits, validation, handlers. */
export class Refusal extends Error {
	readonly answer: Answer;

	constructor(answer: Answer) {
		super(`status ${answer.status}: ${JSON.stringify(answer.body)}`);
		this.name = 'Refusal';
		this.answer = answer;
	}
}
