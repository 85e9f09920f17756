import type { JsonObject } from 'n8n-workflow';

/** Errors that wrap each other are followed that deep. */
const DEPTH = 6;

/** Returns an error and what it wraps, outermost first. */
export function causes(error: unknown): JsonObject[] {
	const chain: JsonObject[] = [];
	let entry: unknown = error;
	while (entry && typeof entry === 'object' && chain.length < DEPTH) {
		chain.push(entry as JsonObject);
		const { cause, errorResponse } = entry as { cause?: unknown; errorResponse?: unknown };
		entry = cause ?? errorResponse;
	}
	return chain;
}

/** The answer that an error was made of. */
interface Response {
	status: number;
	headers?: unknown;
	data?: unknown;
}

/**
 * Returns the answer of the server that an error was made of, or `undefined`.
 *
 * n8n 1 does not keep the error that it wraps. What is left of the answer is its status (`httpCode` of `NodeApiError`) and its body (`context.data`).
 */
export function responseIn(chain: JsonObject[]): Response | undefined {
	const whole = chain
		.map(({ response }) => response as unknown as Response | undefined)
		.find((response) => response?.status !== undefined);
	if (whole) return whole;
	const left = chain.find(({ httpCode }) => typeof httpCode === 'string' && /^\d{3}$/.test(httpCode));
	return left && { status: Number(left.httpCode), data: (left.context as { data?: unknown } | undefined)?.data };
}

/**
 * Returns the code of an error, e.g. `ECONNRESET`, or `undefined`.
 *
 * n8n 1 keeps the code where the HTTP status would be.
 */
export function codeOf({ code, httpCode }: JsonObject): string | undefined {
	if (typeof code === 'string') return code;
	return typeof httpCode === 'string' && !/^\d*$/.test(httpCode) ? httpCode : undefined;
}
