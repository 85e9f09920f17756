import omit from 'lodash/omit';
import sortBy from 'lodash/sortBy';
import type {
	IAllExecuteFunctions,
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	IDataObject,
	IHttpRequestOptions,
} from 'n8n-workflow';
import { createHash } from 'node:crypto';
import { whereToLookUp } from '../messages/lookUpAdvice';
import { explain, isDocumented } from '../messages/meaning';
import type { Pace } from '../model/catalogue';
import { CallFailed, FieldIssue, Refusal, UnknownOutcome } from '../model/failures';
import { paceNamed } from '../model/find';
import type { Operation } from '../model/operation';
import type { Service, VendorFailure, VendorResponse } from '../model/service';
import { isEmptyList, isUnauthorized, readAnswer, readBody, redirected, thrown } from './answer';
import type { Answer, Attempt } from './attempt';
import type { Call } from './call';
import { orCancelled, stopWhenCancelled, wait } from './cancellation';
import { inTime } from './deadline';
import { monotonic } from './monotonic';
import { isUndone, mayRepeat } from './outcome';
import { type Asking, type Pacer, pacerFor, type Ticket, WORTH_TELLING_MS } from './pacing';
import { backoff, retryAfter } from './retry';
import { Secrets } from './secrets';
import { type CallSettings, DEFAULT_CALL_SETTINGS } from './settings';
import { flowing, isBytes, isFileAnswer, proven } from './streams';

/** When the token of a credential was accepted last on the monotonic clock, by credential. */
const lastAnswer = new Map<string, number>();

/** Calls that go alone because the token of their credential may be missing or stale, by credential. */
const firstCalls = new Map<string, Promise<unknown>>();

/** A token of either vendor lives an hour; after this long without an answer nobody knows whether it still does. */
const FRESH_MS = 50 * 60 * 1000;

/**
 * Longest time for a new token. n8n's own time limit for a request ends with the first byte of the answer, and n8n may send a request twice with a
 * call for a token in between: an answer that is not complete after all that never will be.
 */
const TOKEN_MS = 2 * 60 * 1000;

/** A wait for a limit without a lock doubles so many times at the most: longer ones would leave the limit unused when others are done. */
const DOUBLED = 4;

/** Authenticated calls of one node with one credential: paced, retried, cancelled with the execution, explained. */
export class Transport {
	private constructor(
		private readonly context: IAllExecuteFunctions,
		readonly service: Service,
		/** Address of the vendor, without a slash at its end. */
		readonly host: string,
		/** Tells budgets apart: one per credential, as it was last edited, and host. */
		private readonly credentialKey: string,
		/** What n8n signs with. It is read once: reading it anew for each call means a look into n8n's database and deciphering. */
		private credential: ICredentialsDecrypted,
		private readonly settings: CallSettings,
	) {
		this.secrets.noteIn(credential.data ?? {});
	}

	private readonly secrets = new Secrets();

	/** The vendor's time at the first answer, in milliseconds since 1970; `undefined` before it, or when the answer did not say. */
	vendorTime: number | undefined;

	/** The limits that calls count against, by the names of the limits and the operation. */
	private readonly limits = new Map<string, Pacer[]>();

	/**
	 * Prepares calls with the credential of the node.
	 *
	 * @throws FieldIssue when the credential names no usable host
	 */
	static async open(
		context: IAllExecuteFunctions,
		service: Service,
		settings: Partial<CallSettings> = {},
	): Promise<Transport> {
		const data = await context.getCredentials<ICredentialDataDecryptedObject>(service.credentialType);
		const { id, name = '' } = context.getNode().credentials?.[service.credentialType] ?? {};
		let host: string;
		try {
			host = service.baseUrl(data).replace(/\/+$/, '');
		} catch (error) {
			throw unusableHost(error as Error);
		}
		const credential = { id: id ?? 'none', name, type: service.credentialType, data };
		return new Transport(
			context,
			service,
			host,
			`${service.credentialType}|${credential.id}|${host}|${fingerprint(data)}`,
			credential,
			{ ...DEFAULT_CALL_SETTINGS, ...settings },
		);
	}

	/** Aborts when the execution is cancelled, if n8n provides a signal. */
	get signal(): AbortSignal | undefined {
		return 'getExecutionCancelSignal' in this.context ? this.context.getExecutionCancelSignal() : undefined;
	}

	/**
	 * Sends a request until it is answered, fails for good or may not be sent again.
	 *
	 * @throws CallFailed when the vendor refuses it, also with a limit that lasts longer than the person wants to wait
	 * @throws Refusal when no answer arrived, or nothing was sent because a known lock lasts longer than the person wants to wait
	 * @throws UnknownOutcome when a request that must not be repeated got no answer
	 */
	async send(call: Call): Promise<Answer> {
		let tries = 0;
		let limits = 0;
		let waited = 0;
		for (;;) {
			stopWhenCancelled(this.signal);
			const lock = this.lockedUntil(call);
			this.refuseLongWait(lock, waited);
			if (lock > 0) waited += lock - Date.now();
			tries += 1;
			const attempt = await this.attempt(call);
			if (attempt.answer) return attempt.answer;
			const { failure } = attempt;
			const limited = failure !== undefined && isLimit(failure, this.service, call);
			if (limited) {
				limits += 1;
				tries -= 1;
			}
			const told = limited ? this.limitPause(call, failure, attempt.retryAfterMs, limits) : attempt.retryAfterMs;
			// Whoever says so, others had better wait; that this call was not carried out is another question.
			if (limited) for (const pacer of this.pacers(call)) pacer.block(Date.now() + told!);
			if (limited) this.tellOfOthers(call);
			if ((!limited && tries >= this.settings.tries) || !mayRepeat(call, attempt, limited))
				throw this.lastWord(call, attempt);
			if (told !== undefined) {
				const until = Date.now() + told;
				this.refuseLongWait(until, waited, failure);
				// Everybody who counts against the limit waits at its pacer.
				if (limited && call.paces.length > 0) continue;
				waited += told;
				this.tellWait(told, failure);
			}
			await wait(told ?? backoff(tries), this.signal);
		}
	}

	/** Takes a place in a limit that is held longer than one call, e.g. of bulk operations under way. */
	async reserve(pace: string, operation?: Operation): Promise<Ticket> {
		return await this.pacer(pace, operation).admit(this.asking());
	}

	/** Requests that may be under way at once for an operation. */
	concurrency(operation: Operation): number {
		const limits = operation.paces.map((name) => this.pace(name).concurrency);
		return Math.max(1, Math.min(...limits));
	}

	/**
	 * The whole address of a call.
	 *
	 * @throws Refusal when it lies where the token must not go
	 */
	address({ url }: Call): string {
		return url.startsWith('/') ? `${this.host}${url}` : this.trusted(new URL(url));
	}

	/**
	 * The whole address that a link in an answer leads to; what it leaves out is as in the request (RFC 3986).
	 *
	 * @param call the request that was answered
	 * @throws Refusal when it lies where the token must not go
	 */
	followed(link: string, call: Call): string {
		const from = this.address(call);
		if (!URL.canParse(link, from))
			throw new Refusal(
				`The vendor sent a link that is no address (${this.secrets.hide(link).slice(0, 80)})`,
				'Run it again; if it happens again, report it to the vendor',
			);
		return this.trusted(new URL(link, from));
	}

	/** An address on the host of the credential, or on a host that the vendor uses for the same platform. */
	private trusted(target: URL): string {
		const own = new URL(this.host);
		if (target.username !== '' || target.password !== '') {
			throw new Refusal(
				'The vendor sent a link with a user name in it, which only hides where it leads',
				'Nothing was sent there. Run it again; if it happens again, report it to the vendor',
			);
		}
		if (target.origin === own.origin || this.isSamePlatform(own, target)) return target.toString();
		throw new Refusal(
			`The vendor pointed to another host (${this.secrets.hide(target.host)}), and the token goes to ${own.host} only`,
			'Nothing was sent there. If the vendor moved your platform, change the host in the credential',
		);
	}

	private isSamePlatform(own: URL, target: URL): boolean {
		const platform = this.service.platformOf?.(own.hostname);
		const isPlain = [own, target].every(({ protocol, port }) => protocol === 'https:' && port === '');
		return isPlain && platform !== undefined && platform === this.service.platformOf!(target.hostname);
	}

	private async attempt(call: Call): Promise<Attempt> {
		const tickets: Ticket[] = [];
		try {
			// The narrowest limit first: who waits there takes no place from others in a wider one.
			for (const pacer of this.pacers(call)) tickets.push(await pacer.admit(this.asking()));
			const response = await this.afterFirstCall(call, tickets);
			const elsewhere = redirected(response);
			if (elsewhere) {
				this.secrets.hideIn(elsewhere.cause);
				return elsewhere;
			}
			const failure = this.service.failureOf(response);
			if (response.statusCode !== 401) lastAnswer.set(this.credentialKey, monotonic());
			if (failure && isEmptyList(this.service, call, failure)) return { answer: { ...response, records: [] } };
			// The narrowest limit is the one that was passed, as far as anybody can tell.
			if (failure && isLimit(failure, this.service, call)) tickets[0]?.refused();
			if (failure)
				return { failure: this.judged(call, failure), retryAfterMs: retryAfter(response.headers['retry-after']) };
			return { answer: await this.kept(call, readAnswer(this.service, call, response)) };
		} catch (error) {
			stopWhenCancelled(this.signal);
			const attempt = await thrown(error, this.service, this.host, this.secrets).catch((other: unknown) => {
				throw this.secrets.hideIn(other);
			});
			if (attempt.failure) attempt.failure = this.judged(call, this.secrets.hideIn(attempt.failure));
			this.secrets.hideIn(attempt.cause);
			if (attempt.failure?.status === 401) lastAnswer.delete(this.credentialKey);
			return attempt;
		} finally {
			for (const ticket of tickets) ticket.release();
		}
	}

	/** A code that the documents list is the vendor's own, whatever its form. */
	private judged(call: Call, failure: VendorFailure): VendorFailure {
		return isDocumented(this.service.catalogue, call.operation?.errors ?? [], failure)
			? { ...failure, isOwn: true }
			: failure;
	}

	/** Lets the first call go alone while the token may be missing or stale, so that one call fetches it and not all of them. */
	private async afterFirstCall(call: Call, tickets: Ticket[]): Promise<VendorResponse> {
		const isFresh = monotonic() - (lastAnswer.get(this.credentialKey) ?? -Infinity) < FRESH_MS;
		const first = isFresh ? undefined : firstCalls.get(this.credentialKey);
		if (first) await orCancelled(first, this.signal);
		if (first || isFresh) {
			for (const ticket of tickets) ticket.sent();
			return await this.request(call);
		}
		const alone = this.request(call);
		const ended = alone.then(
			() => {},
			() => {},
		);
		firstCalls.set(this.credentialKey, ended);
		try {
			return await alone;
		} finally {
			firstCalls.delete(this.credentialKey);
			// It left when its token had come, and nobody saw when that was.
			for (const ticket of tickets) ticket.late();
		}
	}

	private async kept(call: Call, answer: Answer): Promise<Answer> {
		if (!call.keep || !isBytes(answer.body)) return answer;
		const bytes = flowing(answer.body, this.settings.timeout * 1000, (pieces) => proven(pieces, call.output.mediaType));
		return { ...answer, body: await orCancelled(call.keep(bytes, answer.headers), this.signal) };
	}

	private async request(call: Call): Promise<VendorResponse> {
		const isDownload = call.output.kind === 'file';
		const headers = {
			accept: isDownload ? '*/*' : 'application/json',
			...this.service.catalogue.headers,
			...call.headers,
		};
		const options: IHttpRequestOptions = {
			method: call.method,
			url: this.address(call),
			headers: this.service.headers ? this.service.headers(headers) : headers,
			timeout: this.settings.timeout * 1000,
			returnFullResponse: true,
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: { ignore: true, except: [401] },
			...(call.body === undefined ? {} : { body: call.body }),
			// Read here, so that an answer without an end is not held in memory as far as it comes.
			encoding: 'stream',
		};
		let bytes: unknown;
		const answered = async (): Promise<VendorResponse> => {
			const { statusCode, headers: received, body } = await this.signed(options);
			bytes = body;
			this.vendorTime ??= timeIn(received.date);
			const isFile = isDownload && isFileAnswer(statusCode, received, call.output.mediaType);
			return { statusCode, headers: received, body: isFile ? body : await readBody(body, this.secrets) };
		};
		return await inTime(answered(), 2 * options.timeout! + TOKEN_MS).catch((error: unknown) => {
			if (isBytes(bytes)) bytes.destroy();
			throw error;
		});
	}

	/** Sends a request with n8n's helper, and once more when its token was refused and the credential can get another one. */
	private async signed(options: IHttpRequestOptions): Promise<VendorResponse> {
		return await this.signedOnce(options).catch(async (error: unknown) => {
			const authorization = String(options.headers?.Authorization ?? '');
			if (!isUnauthorized(error) || !this.service.tokenRefused?.(authorization)) throw error;
			return await this.signedOnce(options);
		});
	}

	/** A token that n8n fetches for a request is there for the calls that leave after that. */
	private async signedOnce(options: IHttpRequestOptions): Promise<VendorResponse> {
		const { data: before = {} } = this.credential;
		const data = { ...before };
		const credentialsDecrypted = { ...this.credential, data };
		const { oauth2 } = this.service;
		try {
			return (await this.context.helpers.httpRequestWithAuthentication.call(
				this.context,
				this.service.credentialType,
				options,
				{ credentialsDecrypted, ...(oauth2 ? { oauth2 } : {}) },
			)) as VendorResponse;
		} finally {
			if (Object.keys(data).some((name) => data[name] !== before[name])) {
				this.credential = credentialsDecrypted;
				this.secrets.noteIn(data);
			}
			this.secrets.noteAuthorization(options.headers?.Authorization);
		}
	}

	/** How long to wait after a limit was passed, in milliseconds: as the answer says, as the documents say, or longer each time. */
	private limitPause(call: Call, failure: VendorFailure, header: number | undefined, limits: number): number {
		const { meaning } = explain(this.service.catalogue, call.operation, failure);
		const locks = call.paces.map((name) => (this.pace(name).lockSeconds ?? 0) * 1000);
		const documented = header ?? Math.max((meaning?.lockSeconds ?? 0) * 1000, ...locks);
		// A vendor that keeps refusing after the time it gave is asked more and more seldom.
		if (documented > 0) return limits === 1 ? documented : Math.max(documented, backoff(limits + 1));
		const [narrowest] = this.pacers(call);
		if (limits === 1 && narrowest?.hasPlaces) return 0;
		return backoff((narrowest ? Math.min(limits, DOUBLED) : limits) + 1);
	}

	private lockedUntil(call: Call): number {
		return Math.max(0, ...this.pacers(call).map((pacer) => pacer.lockedUntil()));
	}

	/** Fails with the time at which calls work again when that is later than the person wants to wait for. */
	private refuseLongWait(until: number, waited: number, failure?: VendorFailure): void {
		if (until === 0 || waited + until - Date.now() <= this.settings.longestWait * 1000) return;
		const message = `${this.whyWait(failure)}; it works again at ${new Date(until).toISOString()}`;
		const advice = 'Run it again after that time, raise Longest Wait in the options, or send fewer calls';
		throw failure ? new CallFailed(message, advice, failure) : new Refusal(message, advice);
	}

	private asking(): Asking {
		return { share: this.settings.share / 100, job: this, signal: this.signal, told: (ms) => this.tellWait(ms) };
	}

	private tellWait(ms: number, failure?: VendorFailure): void {
		if (ms >= WORTH_TELLING_MS)
			this.context.logger.info(`${this.whyWait(failure)}: waiting ${Math.round(ms / 1000)} seconds`);
	}

	private tellOfOthers(call: Call): void {
		for (const name of call.paces) {
			const left = this.pacer(name, call.operation).leftByOthers;
			const { requests, seconds } = this.pace(name);
			if (left !== undefined)
				this.context.logger.info(
					`Something else uses the same account: ${left.toFixed(1)} of ${requests} calls in ${seconds} seconds are left for this n8n process`,
				);
		}
	}

	private whyWait(failure?: VendorFailure): string {
		const { title } = this.service.catalogue;
		return failure && failure.status >= 500 ? `${title} cannot answer for now` : `The limit of ${title} is used up`;
	}

	private lastWord(call: Call, attempt: Attempt): Error {
		const { failure, cause } = attempt;
		const { catalogue } = this.service;
		if (!call.repeatable && !isUndone(attempt))
			return new UnknownOutcome(cause?.message ?? answered(failure!), whereToLookUp(catalogue, call.operation));
		if (failure) return explain(catalogue, call.operation, failure);
		return new Refusal(
			cause!.message,
			cause!.advice ?? 'Check the host in the credential and the network, then run it again',
		);
	}

	private pace(name: string): Pace {
		return paceNamed(this.service.catalogue, name);
	}

	/** The limits a call counts against, the narrowest first. */
	private pacers(call: Call): Pacer[] {
		const key = `${call.operation?.id ?? ''}|${call.paces.join()}`;
		let pacers = this.limits.get(key);
		if (!pacers) {
			const rate = (name: string) => (this.pace(name).requests ?? Infinity) / (this.pace(name).seconds ?? 1);
			pacers = sortBy(call.paces, rate).map((name) => this.pacer(name, call.operation));
			this.limits.set(key, pacers);
		}
		return pacers;
	}

	private pacer(name: string, operation?: Operation): Pacer {
		const pace = this.pace(name);
		const part = pace.per === 'operation' ? `|${operation?.id ?? ''}` : '';
		return pacerFor(`${this.credentialKey}|${name}${part}`, pace);
	}
}

/** A `Date` header (RFC 9110). */
function timeIn(header: string | string[] | undefined): number | undefined {
	const time = Date.parse(String(header));
	return Number.isNaN(time) ? undefined : time;
}

/** Fields of credentials that n8n writes tokens into. */
const TOKEN_FIELDS = ['accessToken', 'oauthTokenData'];

/**
 * Changes when a person edits the credential, or connects its account again. Budgets and locks are kept under it, so that an edit is the way out of a
 * lock that was meant for somebody else or never ends. Tokens come and go by themselves and do not count.
 */
function fingerprint(data: ICredentialDataDecryptedObject): string {
	const { refresh_token: connection } = (data.oauthTokenData ?? {}) as IDataObject;
	return createHash('sha256')
		.update(JSON.stringify([omit(data, TOKEN_FIELDS), connection]))
		.digest('hex')
		.slice(0, 16);
}

function unusableHost({ message }: Error): FieldIssue {
	return new FieldIssue('Credential', message);
}

function isLimit(failure: VendorFailure, service: Service, call: Call): boolean {
	if (failure.status === 429) return true;
	return explain(service.catalogue, call.operation, failure).meaning?.about === 'limit';
}

/** What an answer that proves nothing says. */
function answered({ status, code, message }: VendorFailure): string {
	const said = message ?? code;
	return `The vendor answered with HTTP ${status}${said === undefined || said === String(status) ? '' : `: ${said}`}`;
}
