import { CallFailed, FieldIssue, Refusal } from '../model/failures';
import type { Service, VendorFailure, VendorResponse } from '../model/service';
import { typeIn } from '../wire/fileNames';
import { jsonOrText } from '../wire/json';
import { BrokenAnswer, recordsOf } from '../wire/records';
import { wordsIn } from '../wire/words';
import type { Answer, Attempt } from './attempt';
import type { Call } from './call';
import { causes, codeOf, responseIn } from './causes';
import { outcomeOf, isNotTrusted, isTooLate, notTrusted } from './retry';
import type { Secrets } from './secrets';
import { BrokenOff, isBytes, textInstead, TooLong } from './streams';
import { readTokenCall } from './tokenCall';

const BROKEN =
	'Run it again later. If it stays, something between n8n and the platform answers in its place, such as a proxy, or the API has changed';

const TOO_LONG =
	'It is not asked for again. Ask for less at a time, for instance with filters. If it stays, something between n8n and the platform may answer in its place';

/**
 * The body of an answer that is no file. n8n hands it over as bytes, because parsing it there would round long ids.
 *
 * @param secrets what must not come back in it
 * @throws TooLong when it is longer than any answer of a vendor
 * @throws BrokenOff when its end does not come
 */
export async function readBody(body: unknown, secrets: Secrets): Promise<unknown> {
	const text = await textInstead(body);
	return typeof text === 'string' ? jsonOrText(secrets.hide(text)) : text;
}

/**
 * Reads the records of an answer that is no refusal.
 *
 * @throws BrokenAnswer when it is not what the documents describe
 * @throws Refusal when a call of which nobody knows the answer brings a file
 */
export function readAnswer(service: Service, call: Call, response: VendorResponse): Answer {
	const { output } = call;
	const { body, statusCode } = response;
	if (output.kind === 'file') {
		if (!isBytes(body)) throw noFile(response, output.mediaType);
		return { ...response, records: [] };
	}
	const type = typeIn(response.headers);
	if (output.kind === 'any' && call.method === 'GET' && type !== undefined && !/json|^text\//.test(type))
		throw new Refusal(
			`The answer is a file (${type}), and this operation takes JSON only`,
			'Use the HTTP Request node with the same credential for files',
		);
	const isEmpty = body === undefined || (typeof body === 'string' && body.trim() === '');
	const needsNone = output.kind === 'any' || (output.kind === 'none' && !output.root);
	if ((output.kind === 'none' && statusCode === 204) || (needsNone && isPhrase(body)))
		return { ...response, records: output.kind === 'any' ? [{}] : [] };
	if (!isEmpty && typeof body === 'string')
		throw new BrokenAnswer(`The answer was not readable JSON (it begins with "${body.trim().slice(0, 40)}")`);
	if (isEmpty && (output.kind === 'record' || output.kind === 'records') && !output.mayBeEmpty)
		throw new BrokenAnswer('The answer was empty');
	return { ...response, records: recordsOf(output, isEmpty ? undefined : body, service.catalogue.answers) };
}

/** Describes an answer that is not the expected file. */
function noFile({ statusCode, headers, body }: VendorResponse, mediaType: string | undefined): BrokenAnswer {
	if (statusCode === 206) return new BrokenAnswer('The answer has only a part of the file (HTTP 206)');
	const { message } = wordsIn(body);
	const said = message === undefined ? '' : `, and says: ${message}`;
	if (statusCode !== 200) return new BrokenAnswer(`The answer was not a file (HTTP ${statusCode})${said}`);
	const type = typeIn(headers) ?? 'none';
	return new BrokenAnswer(
		`The answer was not a file of the type ${mediaType ?? 'that was asked for'} (its type is ${type})${said}`,
	);
}

/** A refusal that means the list is empty. */
export function isEmptyList(
	{ catalogue: { answers } }: Service,
	{ method, output }: Call,
	{ code }: VendorFailure,
): boolean {
	return (
		method === 'GET' &&
		(output.kind === 'records' || output.kind === 'any') &&
		code !== undefined &&
		answers?.noRecords?.includes(code) === true
	);
}

/** Servers send the phrase of a status as the body of an answer that has none. */
function isPhrase(body: unknown): boolean {
	return typeof body === 'string' && /^(ok|created|accepted|no content)$/i.test(body.trim());
}

/** An answer that sends the request on: a token goes to the credential's host only. */
export function redirected({ statusCode, headers }: VendorResponse): Attempt | undefined {
	if (statusCode < 300 || statusCode >= 400) return undefined;
	const target = URL.canParse(String(headers.location)) ? new URL(String(headers.location)).host : 'another address';
	const message = `The answer sends the request on to ${target}, where the token must not go`;
	// A proxy may answer so after the vendor has acted, and 303 says that something was done; 307 and 308 ask for the same request elsewhere.
	const outcome = statusCode === 307 || statusCode === 308 ? 'undone' : 'unknown';
	return { cause: { message, advice: 'Check the region or the host in the credential', outcome, isFinal: true } };
}

/** Reads what n8n's request helper threw: a refusal (401 after a new token), a broken connection or a token call that did not work. */
export async function thrown(error: unknown, service: Service, host: string, secrets: Secrets): Promise<Attempt> {
	if (error instanceof CallFailed || error instanceof FieldIssue || error instanceof Refusal) throw error;
	if (error instanceof BrokenAnswer)
		return { cause: { message: error.message, advice: BROKEN, code: 'brokenAnswer', outcome: 'unknown' } };
	if (error instanceof TooLong)
		return { cause: { message: error.message, advice: TOO_LONG, code: 'tooLong', outcome: 'unknown', isFinal: true } };
	if (error instanceof BrokenOff) return { cause: { code: 'cutOff', message: error.message, outcome: 'unknown' } };
	const chain = causes(error);
	const tokenCall = readTokenCall(chain, host);
	if (tokenCall) return tokenCall;
	const response = responseIn(chain);
	if (response && Number(response.status) < 400) {
		return { cause: { code: 'cutOff', message: new BrokenOff().message, outcome: 'unknown' } };
	}
	if (response) {
		const answer: VendorResponse = {
			statusCode: Number(response.status),
			headers: (response.headers ?? {}) as VendorResponse['headers'],
			body: await readBody(response.data, secrets),
		};
		const failure = service.failureOf(answer) ?? { status: answer.statusCode };
		return { failure };
	}
	const code = chain.map(codeOf).find((entry) => entry !== undefined);
	const outcome = outcomeOf(code);
	if (outcome)
		return {
			cause: {
				code,
				message: `${isTooLate(code) ? 'No answer came in time' : 'The connection broke'} (${code})`,
				outcome,
			},
		};
	if (isNotTrusted(code)) throw notTrusted(host, code!);
	throw error;
}

/** Whether n8n's request helper threw because the vendor did not accept the token. */
export function isUnauthorized(error: unknown): boolean {
	return Number(responseIn(causes(error))?.status) === 401;
}
