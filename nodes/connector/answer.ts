import type { IDataObject, JsonObject } from 'n8n-workflow';
import { CallFailed, FieldIssue, Refusal } from './errors';
import { isBytes, textInstead } from './files';
import { jsonOrText } from './json';
import { fateOf, isNotTrusted, isTooLate, notTrusted } from './retry';
import type { Service, VendorFailure, VendorResponse } from './service';
import { readTokenCall } from './tokenCall';
import type { Call } from './transport';

/** Why a request brought no answer. */
export interface Cause {
	code?: string;
	message: string;
	/** What to do, where the message comes with it. */
	advice?: string;
	fate: 'neverSent' | 'unknown' | 'refused';
}

/** What one try of a request brought: an answer, a refusal of the vendor, or neither. */
export interface Attempt {
	response?: VendorResponse;
	failure?: VendorFailure;
	cause?: Cause;
	retryAfterMs?: number;
}

/** An answer that is no JSON where JSON was to come: a proxy's page, a cut-off body. */
class ForeignAnswer extends Error {}

/** The body of an answer that is no file. n8n hands it over as text, because parsing it there would round long ids. */
export async function readBody(body: unknown): Promise<unknown> {
	const text = await textInstead(body);
	return typeof text === 'string' ? jsonOrText(text) : text;
}

/**
 * @param expects what the answer must be; a page where nothing was to come is no answer of the vendor either
 * @throws ForeignAnswer
 */
export function refuseForeignAnswer({ body, statusCode, headers }: VendorResponse, expects: Call['expects']): void {
	if (expects === 'bytes' && !isBytes(body)) throw new ForeignAnswer("The vendor's answer was not a file");
	const isPage = statusCode !== 204 && /^text\/html\b/i.test(String(headers['content-type'] ?? ''));
	if (expects === 'bytes' || (expects === 'nothing' && !isPage)) return;
	if (statusCode === 204 || (typeof body === 'object' && body !== null)) return;
	if (typeof body !== 'string' || body.trim() === '') throw new ForeignAnswer("The vendor's answer was empty");
	throw new ForeignAnswer(`The vendor's answer was not readable JSON (it begins with "${body.trim().slice(0, 40)}")`);
}

/** @throws Refusal on an answer that sends the request on: a token goes to the credential's host only */
export function refuseRedirect({ statusCode, headers }: VendorResponse): void {
	if (statusCode < 300 || statusCode >= 400) return;
	const target = URL.canParse(String(headers.location)) ? new URL(String(headers.location)).host : 'another address';
	throw new Refusal(`The vendor sent the request on to ${target}, where the token must not go`, 'Check the region or the host in the credential');
}

/** Reads what n8n's request helper threw: a refusal (401 after a new token), a broken connection or a token call that did not work. */
export async function thrown(error: unknown, service: Service, host: string): Promise<Attempt> {
	if (error instanceof CallFailed || error instanceof FieldIssue || error instanceof Refusal) throw error;
	if (error instanceof ForeignAnswer) return { cause: { message: error.message, code: 'foreignAnswer', fate: 'unknown' } };
	const chain = causes(error);
	const tokenCall = readTokenCall(chain, host);
	if (tokenCall) return tokenCall;
	const response = chain.map((entry) => entry.response as IDataObject | undefined).find((entry) => entry?.status !== undefined);
	if (response && Number(response.status) < 400) {
		return { cause: { code: 'cutOff', message: "The vendor's answer broke off in the middle", fate: 'unknown' } };
	}
	if (response) {
		const answer: VendorResponse = {
			statusCode: Number(response.status),
			headers: (response.headers ?? {}) as VendorResponse['headers'],
			body: await readBody(response.data),
		};
		const failure = service.failureOf(answer) ?? { status: answer.statusCode };
		return { failure };
	}
	const code = chain.map((entry) => entry.code).find((entry): entry is string => typeof entry === 'string');
	const fate = fateOf(code);
	const message = chain.map((entry) => entry.message).find((entry): entry is string => typeof entry === 'string') ?? String(error);
	if (fate) return { cause: { code, message: `The ${isTooLate(code) ? 'vendor did not answer in time' : 'connection to the vendor broke'} (${code})`, fate } };
	if (isNotTrusted(code)) throw notTrusted(host, code!);
	if (chain.some((entry) => entry.httpCode === '401')) return { failure: { status: 401, message } };
	throw error;
}

/** Whether n8n's request helper threw because the vendor did not accept the token. */
export function isUnauthorized(error: unknown): boolean {
	return causes(error).some(({ response }) => (response as IDataObject | undefined)?.status === 401);
}

/** An error and what it wraps, outermost first. */
function causes(error: unknown): JsonObject[] {
	const chain: JsonObject[] = [];
	let entry: unknown = error;
	while (entry && typeof entry === 'object' && chain.length < 6) {
		chain.push(entry as JsonObject);
		entry = (entry as { cause?: unknown; errorResponse?: unknown }).cause ?? (entry as { errorResponse?: unknown }).errorResponse;
	}
	return chain;
}
