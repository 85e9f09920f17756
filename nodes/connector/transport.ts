import type { IAllExecuteFunctions, ICredentialDataDecryptedObject, IDataObject, IHttpRequestOptions, JsonObject } from 'n8n-workflow';
import { CallFailed, explain, FieldIssue, UnknownOutcome } from './errors';
import { isBytes, textInstead, type ByteStream } from './files';
import { jsonOrText } from './json';
import type { HttpMethod, Operation, Pace } from './operation';
import { pacerFor, type Pacer, type Ticket } from './pacing';
import { backoff, fateOf, retryAfter } from './retry';
import type { Service, VendorFailure, VendorResponse } from './service';
import { stopWhenCancelled, wait } from './wait';

/** How a person wants calls to be made; every value has a default. */
export interface CallSettings {
	/** Longest time to wait for a limit or a lock of the vendor, in seconds; 0 does not wait. */
	longestWait: number;
	/** Tries per request, the first one included. */
	tries: number;
	/** Part of the vendor's allowance that this node may use, in percent. */
	share: number;
	/** Time for one answer, in seconds. */
	timeout: number;
}

export const DEFAULT_CALL_SETTINGS: CallSettings = { longestWait: 600, tries: 5, share: 100, timeout: 60 };

/** One request. */
export interface Call {
	method: HttpMethod;
	/** Address below the host with its query, or a whole address on the same host (next page). */
	url: string;
	headers?: Record<string, string>;
	body?: IHttpRequestOptions['body'];
	/** Names of the limits it counts against. */
	paces: string[];
	/** Operation it belongs to: separates limits that count per operation and words its errors. */
	operation?: Operation;
	/** May be sent again when nobody knows whether it was carried out. */
	repeatable: boolean;
	/** What the answer must be: JSON, a file, or anything because only the status counts. */
	expects: 'json' | 'bytes' | 'nothing';
	/** Takes the bytes of a file as they arrive; what it gives back becomes the body of the answer. When they break off, the call may be tried again. */
	keep?(bytes: ByteStream, headers: VendorResponse['headers']): Promise<unknown>;
}

/** Calls that were answered lately, by credential: a run starts with one call alone when its token may be missing or stale. */
const lastAnswer = new Map<string, number>();

/** A token of either vendor lives an hour; after this long without an answer nobody knows whether it still does. */
const FRESH_MS = 50 * 60 * 1000;

/** Authenticated calls of one node with one credential: paced, retried, cancelled with the execution, explained. */
export class Transport {
	private constructor(
		private readonly context: IAllExecuteFunctions,
		readonly service: Service,
		/** Address of the vendor, without a slash at its end. */
		readonly host: string,
		/** Tells budgets apart: one per credential and host. */
		private readonly credentialKey: string,
		private readonly settings: CallSettings,
	) {}

	/**
	 * Prepares calls with the credential of the node.
	 *
	 * @throws FieldIssue when the credential names no usable host
	 */
	static async open(context: IAllExecuteFunctions, service: Service, settings: Partial<CallSettings> = {}): Promise<Transport> {
		const credential = await context.getCredentials<ICredentialDataDecryptedObject>(service.credentialType);
		const id = context.getNode().credentials?.[service.credentialType]?.id ?? 'none';
		let host: string;
		try {
			host = service.baseUrl(credential).replace(/\/+$/, '');
		} catch (error) {
			throw unusableHost(error as Error);
		}
		return new Transport(context, service, host, `${service.credentialType}|${id}|${host}`, { ...DEFAULT_CALL_SETTINGS, ...settings });
	}

	/** Whether the token was accepted a short while ago, so that calls need not start with one alone. */
	get fresh(): boolean {
		return Date.now() - (lastAnswer.get(this.credentialKey) ?? 0) < FRESH_MS;
	}

	/** Signal that the execution was cancelled, where n8n gives one. */
	get signal(): AbortSignal | undefined {
		return 'getExecutionCancelSignal' in this.context ? this.context.getExecutionCancelSignal() : undefined;
	}

	/**
	 * Sends a request until it is answered, fails for good or may not be sent again.
	 *
	 * @throws CallFailed when the vendor refuses it or its limit lasts longer than the person wants to wait
	 * @throws UnknownOutcome when a request that must not be repeated got no answer
	 */
	async send(call: Call): Promise<VendorResponse> {
		let tries = 0;
		let waited = 0;
		let limits = 0;
		for (;;) {
			stopWhenCancelled(this.signal);
			this.refuseLongLock(call, waited);
			tries += 1;
			const attempt = await this.attempt(call);
			if (attempt.response) return attempt.response;
			const { failure, cause } = attempt;
			if (failure && isLimit(failure, this.service, call)) {
				limits += 1;
				tries -= 1;
				waited += await this.waitForLimit(call, failure, attempt.retryAfterMs, limits, waited);
				continue;
			}
			const again = tries < this.settings.tries && mayRepeat(call, failure, cause);
			if (!again) throw this.lastWord(call, failure, cause);
			const pause = attempt.retryAfterMs ?? backoff(tries);
			if (pause > this.settings.longestWait * 1000) throw this.lastWord(call, failure, cause);
			await wait(pause, this.signal);
		}
	}

	/** Takes a place in a limit that is held longer than one call, e.g. of bulk operations under way. */
	async reserve(pace: string, operation?: Operation): Promise<Ticket> {
		return await this.pacer(pace, operation).admit(this.settings.share / 100, this.signal);
	}

	/** Requests that may be under way at once for an operation. */
	concurrency(operation: Operation): number {
		const limits = operation.paces.map((name) => this.pace(name).concurrency);
		return Math.max(1, Math.min(...limits));
	}

	/** @throws CallFailed when an address lies on another host than the credential's */
	sameHost(url: string): string {
		const own = new URL(this.host);
		const target = new URL(url, `${this.host}/`);
		if (target.origin !== own.origin) {
			throw new CallFailed(
				`The vendor pointed to another host (${target.host}), and the token goes to ${own.host} only`,
				'Nothing was sent there. If the vendor moved your platform, change the host in the credential',
				{ status: 0, code: 'otherHost' },
			);
		}
		return target.toString();
	}

	private async attempt(call: Call): Promise<Attempt> {
		const tickets: Ticket[] = [];
		try {
			for (const name of call.paces) tickets.push(await this.pacer(name, call.operation).admit(this.settings.share / 100, this.signal));
			const response = await this.request(call);
			refuseRedirect(response);
			const failure = this.service.failureOf(response);
			if (!failure) refuseForeignAnswer(call, response);
			if (!failure) {
				lastAnswer.set(this.credentialKey, Date.now());
				return { response: await kept(call, response) };
			}
			return { failure, retryAfterMs: retryAfter(response.headers['retry-after']) };
		} catch (error) {
			stopWhenCancelled(this.signal);
			return await thrown(error, this.service);
		} finally {
			for (const ticket of tickets) ticket.release();
		}
	}

	private async request(call: Call): Promise<VendorResponse> {
		const headers = { accept: call.expects === 'bytes' ? '*/*' : 'application/json', ...this.service.catalogue.headers, ...call.headers };
		const options: IHttpRequestOptions = {
			method: call.method,
			url: call.url.startsWith('/') ? `${this.host}${call.url}` : this.sameHost(call.url),
			headers: this.service.headers ? this.service.headers(headers) : headers,
			timeout: this.settings.timeout * 1000,
			returnFullResponse: true,
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: { ignore: true, except: [401] },
			...(call.body === undefined ? {} : { body: call.body }),
			encoding: call.expects === 'bytes' ? 'stream' : 'text',
		};
		const answer = (await this.context.helpers.httpRequestWithAuthentication.call(
			this.context,
			this.service.credentialType,
			options,
		)) as VendorResponse;
		const { statusCode, headers: received, body } = answer;
		const isFile = call.expects === 'bytes' && statusCode < 300 && !String(received['content-type']).includes('json');
		return { statusCode, headers: received, body: isFile ? body : await readBody(body) };
	}

	private async waitForLimit(call: Call, failure: VendorFailure, header: number | undefined, limits: number, waited: number): Promise<number> {
		const { meaning } = explain(this.service.catalogue, call.operation, failure);
		const locks = call.paces.map((name) => this.pace(name).lockSeconds).filter((seconds) => seconds !== undefined);
		const lock = meaning?.lockSeconds ?? (locks.length > 0 ? Math.max(...locks) : undefined);
		const pause = header ?? (lock === undefined ? backoff(limits + 1) : lock * 1000);
		const until = Date.now() + pause;
		for (const name of call.paces) this.pacer(name, call.operation).block(until);
		this.refuseLongLock(call, waited, failure);
		if (pause >= 5_000) this.context.logger.info(`The limit of ${this.service.catalogue.title} is used up: waiting ${Math.ceil(pause / 1000)} seconds`);
		await wait(pause, this.signal);
		return pause;
	}

	/** Fails with the time at which calls work again when that is later than the person wants to wait for. */
	private refuseLongLock(call: Call, waited: number, failure: VendorFailure = { status: 429, code: 'limit' }): void {
		const until = Math.max(0, ...call.paces.map((name) => this.pacer(name, call.operation).lockedUntil()));
		if (until === 0 || waited + until - Date.now() <= this.settings.longestWait * 1000) return;
		throw new CallFailed(
			`The limit of ${this.service.catalogue.title} is used up; it works again at ${new Date(until).toISOString()}`,
			'Run it again after that time, raise Longest Wait in the options, or send fewer calls',
			failure,
		);
	}

	private lastWord(call: Call, failure: VendorFailure | undefined, cause: Cause | undefined): Error {
		const unknown = cause ? cause.fate === 'unknown' : (failure?.status ?? 0) >= 500 && failure?.status !== 503;
		const text = cause?.message ?? `The vendor answered with HTTP ${failure?.status}`;
		if (unknown && !call.repeatable) return new UnknownOutcome(text);
		if (failure) return explain(this.service.catalogue, call.operation, failure);
		return new CallFailed(text, 'Check the host in the credential and the network, then run it again', { status: 0, code: cause?.code });
	}

	private pace(name: string): Pace {
		return this.service.catalogue.paces[name];
	}

	private pacer(name: string, operation?: Operation): Pacer {
		const pace = this.pace(name);
		const part = pace.per === 'operation' ? `|${operation?.id ?? ''}` : '';
		return pacerFor(`${this.credentialKey}|${name}${part}`, pace);
	}
}

function unusableHost({ message }: Error): FieldIssue {
	return new FieldIssue('Credential', message);
}

interface Cause {
	code?: string;
	message: string;
	fate: 'neverSent' | 'unknown' | 'refused';
}

interface Attempt {
	response?: VendorResponse;
	failure?: VendorFailure;
	cause?: Cause;
	retryAfterMs?: number;
}

/** An answer that is no JSON where JSON was to come: a proxy's page, a cut-off body. */
class ForeignAnswer extends Error {}

/** @throws ForeignAnswer when the answer is not what the call asked for */
function refuseForeignAnswer({ expects }: Call, { body, statusCode }: VendorResponse): void {
	if (expects === 'bytes' && !isBytes(body)) throw new ForeignAnswer("The vendor's answer was not a file");
	if (expects !== 'json') return;
	if (statusCode === 204 || (typeof body === 'object' && body !== null)) return;
	if (typeof body !== 'string' || body.trim() === '') throw new ForeignAnswer("The vendor's answer was empty");
	throw new ForeignAnswer(`The vendor's answer was not readable JSON (it begins with "${body.trim().slice(0, 40)}")`);
}

/** The body of an answer that is no file. n8n hands it over as text, because parsing it there would round long ids. */
async function readBody(body: unknown): Promise<unknown> {
	const text = await textInstead(body);
	return typeof text === 'string' ? jsonOrText(text) : text;
}

async function kept(call: Call, response: VendorResponse): Promise<VendorResponse> {
	if (!call.keep || !isBytes(response.body)) return response;
	return { ...response, body: await call.keep(response.body, response.headers) };
}

/** @throws CallFailed on an answer that sends the request on: a token goes to the credential's host only */
function refuseRedirect({ statusCode, headers }: VendorResponse): void {
	if (statusCode < 300 || statusCode >= 400) return;
	const target = URL.canParse(String(headers.location)) ? new URL(String(headers.location)).host : 'another address';
	throw new CallFailed(`The vendor sent the request on to ${target}, where the token must not go`, 'Check the region or the host in the credential', { status: statusCode, code: 'redirect' });
}

function isLimit(failure: VendorFailure, service: Service, call: Call): boolean {
	if (failure.status === 429) return true;
	return explain(service.catalogue, call.operation, failure).meaning?.about === 'limit';
}

function mayRepeat(call: Call, failure: VendorFailure | undefined, cause: Cause | undefined): boolean {
	if (failure?.status === 503 || cause?.fate === 'neverSent') return true;
	if (cause) return cause.fate === 'unknown' && call.repeatable;
	return (failure?.status ?? 0) >= 500 && call.repeatable;
}

/** Reads what n8n's request helper threw: a refusal (401 after a new token), a broken connection or a token call that did not work. */
async function thrown(error: unknown, service: Service): Promise<Attempt> {
	if (error instanceof CallFailed || error instanceof FieldIssue) throw error;
	if (error instanceof ForeignAnswer) return { cause: { message: error.message, code: 'foreignAnswer', fate: 'unknown' } };
	const chain = causes(error);
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
	if (fate) return { cause: { code, message: `The connection to the vendor broke (${code})`, fate } };
	if (chain.some((entry) => entry.httpCode === '401')) return { failure: { status: 401, message } };
	throw error;
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
