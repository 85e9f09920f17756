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
import { type Account, accounts, type Session } from './accounts';
import { isEmptyList, isUnauthorized, readAnswer, readBody, redirected, thrown } from './answer';
import type { Answer, Attempt } from './attempt';
import type { Call } from './call';
import { orCancelled, stopWhenCancelled, wait } from './cancellation';
import { inTime } from './deadline';
import { decide, type Reason } from './decision';
import { Destination } from './destination';
import { type Asking, type Pacer, type Ticket, WORTH_TELLING_MS } from './pacing';
import { recordIdsIn } from './recordIds';
import { backoff, retryAfter } from './retry';
import { Secrets } from './secrets';
import { type CallSettings, DEFAULT_CALL_SETTINGS } from './settings';
import { flowing, isBytes, isFileAnswer, proven } from './streams';
import { Waits } from './waits';
import { duration, worksAgain } from './durations';

/**
 * Longest time for a new token. n8n's own time limit for a request ends with the first byte of the answer, and n8n may send a request twice with a
 * call for a token in between: an answer that is not complete after all that never will be.
 */
const TOKEN_MS = 2 * 60 * 1000;

const WAIT_ADVICE = 'Run it again after that time, raise Longest Wait in the options, or send fewer calls';
const NETWORK_ADVICE = 'Check the host in the credential and the network, then run it again';

/** A wait for a limit without a lock doubles so many times at the most: longer ones would leave the limit unused when others are done. */
const DOUBLED = 4;

/** Authenticated calls of one node with one credential: paced, retried, cancelled with the execution, explained. */
export class Transport {
	private readonly secrets = new Secrets();
	private readonly waits = new Waits();
	/** Calls in a window that others left to this process at the latest refusal, by name of the limit. */
	private readonly leftByOthers = new Map<string, number>();
	private readonly destination: Destination;
	private readonly account: Account;
	private readonly session: Session;

	/** The vendor's time at the first answer, in milliseconds since 1970; `undefined` before it, or if the answer has none. */
	vendorTime: number | undefined;

	/** The limits of calls, by the names of the limits and the operation; `limitsOf` is the account that they belong to. */
	private readonly limits = new Map<string, Pacer[]>();
	private limitsOf: Account | undefined;

	private constructor(
		private readonly context: IAllExecuteFunctions,
		readonly service: Service,
		host: string,
		/** What n8n signs with. It is read once: reading it for each call would mean a look into n8n's database and decrypting. */
		private credential: ICredentialsDecrypted & { data: ICredentialDataDecryptedObject },
		private readonly settings: CallSettings,
	) {
		const { id, type, data } = credential;
		this.secrets.noteIn(data);
		this.destination = new Destination(host, service, this.secrets);
		const { account, session } = accounts.of({
			id: id === '' ? undefined : `${type}|${id}|${host}`,
			edition: fingerprint(data),
			platform: this.platform,
			facts: service.accountFacts(data),
		});
		this.account = account;
		this.session = session;
	}

	/**
	 * Prepares calls with the credential of the node.
	 *
	 * @throws FieldIssue if the credential names no usable host
	 */
	static async open(
		context: IAllExecuteFunctions,
		service: Service,
		settings: Partial<CallSettings> = {},
	): Promise<Transport> {
		const type = service.credentialType;
		const data = await context.getCredentials<ICredentialDataDecryptedObject>(type);
		const { id, name = '' } = context.getNode().credentials?.[type] ?? {};
		let host: string;
		try {
			host = service.baseUrl(data).replace(/\/+$/, '');
		} catch (error) {
			throw unusableHost(error as Error);
		}
		const credential = { id: id ?? '', name, type, data };
		return new Transport(context, service, host, credential, { ...DEFAULT_CALL_SETTINGS, ...settings });
	}

	/** Aborts when the execution is cancelled, if n8n provides a signal. */
	get signal(): AbortSignal | undefined {
		return 'getExecutionCancelSignal' in this.context ? this.context.getExecutionCancelSignal() : undefined;
	}

	/** Base URL of the vendor without a slash at its end. */
	get host(): string {
		return this.destination.host;
	}

	/** Hints for users about the calls so far: how long they waited, and that something else uses the account. */
	get remarks(): string[] {
		const { title } = this.service.catalogue;
		const remarks: string[] = [];
		if (this.waits.ms >= WORTH_TELLING_MS) remarks.push(`Waited ${duration(this.waits.ms)} for the limits of ${title}`);
		for (const [name, left] of this.leftByOthers)
			remarks.push(`${othersUse(left, this.pace(name))}. The share grows again once the others are done`);
		return remarks;
	}

	/**
	 * Sends a request until it is answered, fails for good or must not be sent again.
	 *
	 * @throws CallFailed if the vendor refuses it, also because of a limit that lasts longer than the user is willing to wait
	 * @throws Refusal if no answer arrived, or nothing was sent because a known lock lasts longer than the user is willing to wait
	 * @throws UnknownOutcome if a request that must not be repeated got no answer
	 */
	async send(call: Call): Promise<Answer> {
		const longestWait = this.settings.longestWait * 1000;
		let tries = 0;
		let limits = 0;
		let waited = 0;
		for (;;) {
			stopWhenCancelled(this.signal);
			waited += this.pauseForLock(call, longestWait - waited);
			const attempt = await this.attempt(call);
			const isLimit = attempt.failure !== undefined && this.isLimit(attempt.failure, call);
			if (isLimit) limits += 1;
			else tries += 1;
			const pause = isLimit ? this.limitPause(call, attempt, limits) : attempt.retryAfterMs;
			// Whatever becomes of this call, others have to wait.
			if (isLimit) this.hold(call, pause ?? 0);
			const { repeatable } = call;
			const { tries: mostTries } = this.settings;
			const decision = decide({ attempt, repeatable, isLimit, tries, mostTries, pause, waited, longestWait });
			switch (decision.then) {
				case 'answer':
					return decision.answer;
				case 'fail':
					throw this.failure(call, attempt, decision.because, pause ?? 0);
				case 'wait':
					// All calls that count against the limit wait at its pacer.
					if (isLimit && call.paces.length > 0) continue;
					waited += decision.pause ?? 0;
					this.tellWait(decision.pause ?? 0, attempt.failure);
					await this.waits.during(wait(decision.pause ?? backoff(tries), this.signal));
			}
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
	 * The URL of a call.
	 *
	 * @throws Refusal if the token must not go there
	 */
	address({ url, operation }: Call): string {
		return this.destination.of(url, operation?.basePath);
	}

	/**
	 * The URL that a link in an answer leads to.
	 *
	 * @param call the request that was answered
	 * @throws Refusal if the token must not go there
	 */
	followed(link: string, call: Call): string {
		return this.destination.followed(link, call.url, call.operation?.basePath);
	}

	private async attempt(call: Call): Promise<Attempt> {
		const tickets: Ticket[] = [];
		try {
			// The narrowest limit first: who waits there takes no place from others in a wider one.
			for (const pacer of this.pacers(call)) tickets.push(await this.waits.during(pacer.admit(this.asking())));
			const response = await this.afterFirstCall(call, tickets);
			const elsewhere = redirected(response);
			if (elsewhere) {
				this.secrets.hideIn(elsewhere.cause);
				return elsewhere;
			}
			const failure = this.service.failureOf(response);
			if (response.statusCode !== 401) this.session.accepted();
			if (failure && isEmptyList(this.service, call, failure)) return { answer: { ...response, records: [] } };
			// The narrowest limit is the one that was passed, as far as anybody can tell.
			if (failure && this.isLimit(failure, call)) tickets[0]?.refused();
			if (failure)
				return { failure: this.judged(call, failure), retryAfterMs: retryAfter(response.headers['retry-after']) };
			const answer = readAnswer(this.service, call, response);
			// The records that a call names say whose account it is.
			accounts.saw(this.account, this.platform, recordIdsIn(this.service.catalogue, call, answer));
			return { answer: await this.kept(call, answer) };
		} catch (error) {
			stopWhenCancelled(this.signal);
			const attempt = await thrown(error, this.service, this.host, this.secrets).catch((other: unknown) => {
				throw this.secrets.hideIn(other);
			});
			if (attempt.failure) attempt.failure = this.judged(call, this.secrets.hideIn(attempt.failure));
			this.secrets.hideIn(attempt.cause);
			if (attempt.failure?.status === 401) this.session.refused();
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

	/** Lets the first call go alone while the token may be missing or expired, so that one call fetches it and not all of them. */
	private async afterFirstCall(call: Call, tickets: Ticket[]): Promise<VendorResponse> {
		const { isFresh, first } = this.session;
		if (!isFresh && first) await orCancelled(first, this.signal);
		if (isFresh || first) {
			for (const ticket of tickets) ticket.sent();
			return await this.request(call);
		}
		try {
			return await this.session.runAlone(this.request(call));
		} finally {
			// It left once its token was fetched; the exact time is unknown.
			for (const ticket of tickets) ticket.late();
		}
	}

	/** Accounts of one API on one platform are told apart; what another API knows is of no use. */
	private get platform(): string {
		return `${this.service.credentialType}|${this.destination.platform}`;
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

	private async signedOnce(options: IHttpRequestOptions): Promise<VendorResponse> {
		const response = await this.exchange(options);
		if (response.statusCode !== 401) return response;
		// n8n 1 does not know `except`, and gets another token only after an error. The request was refused, so it may go again.
		if (isBytes(response.body)) response.body.destroy();
		return await this.exchange({ ...options, ignoreHttpStatusErrors: false });
	}

	/** A token that n8n fetches for a request is there for the calls that leave after that. */
	private async exchange(options: IHttpRequestOptions): Promise<VendorResponse> {
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

	/** How long to wait after exceeding a limit, in milliseconds: as the answer says, as the documents say, or longer each time. */
	private limitPause(call: Call, { failure, retryAfterMs }: Attempt, limits: number): number {
		const meaning = failure && explain(this.service.catalogue, call.operation, failure).meaning;
		const locks = call.paces.map((name) => (this.pace(name).lockSeconds ?? 0) * 1000);
		const documented = retryAfterMs ?? Math.max((meaning?.lockSeconds ?? 0) * 1000, ...locks);
		// A vendor that keeps refusing after the time it gave is asked more and more seldom.
		if (documented > 0) return limits === 1 ? documented : Math.max(documented, backoff(limits + 1));
		const [narrowest] = this.pacers(call);
		if (limits === 1 && narrowest?.hasPlaces) return 0;
		return backoff((narrowest ? Math.min(limits, DOUBLED) : limits) + 1);
	}

	/**
	 * Time until a known lock ends, which the pacer will wait for.
	 *
	 * @param most longest time that the user is still willing to wait
	 * @throws Refusal if the lock lasts longer
	 */
	private pauseForLock(call: Call, most: number): number {
		const until = Math.max(0, ...this.pacers(call).map((pacer) => pacer.lockedUntil()));
		if (until === 0) return 0;
		const pause = until - Date.now();
		if (pause > most)
			throw new Refusal(`${this.whyWait()}; ${worksAgain(pause, this.context.getTimezone())}`, WAIT_ADVICE);
		return pause;
	}

	/** Makes all calls that count against the same limits wait. */
	private hold(call: Call, ms: number): void {
		for (const pacer of this.pacers(call)) pacer.block(Date.now() + ms);
		this.tellOfOthers(call);
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
			if (left === undefined) continue;
			this.leftByOthers.set(name, left);
			this.context.logger.info(othersUse(left, this.pace(name)));
		}
	}

	private whyWait(failure?: VendorFailure): string {
		const { title } = this.service.catalogue;
		return failure && failure.status >= 500 ? `${title} cannot answer for now` : `The limit of ${title} is used up`;
	}

	private isLimit(failure: VendorFailure, call: Call): boolean {
		if (failure.status === 429) return true;
		return explain(this.service.catalogue, call.operation, failure).meaning?.about === 'limit';
	}

	/** @param pause how long the vendor wants the caller to wait, in milliseconds */
	private failure(call: Call, { failure, cause }: Attempt, because: Reason, pause: number): Error {
		const { catalogue } = this.service;
		const said = cause?.message ?? (failure ? answered(failure) : '');
		switch (because) {
			case 'unknown':
				return new UnknownOutcome(said, whereToLookUp(catalogue, call.operation));
			case 'longWait': {
				const message = `${this.whyWait(failure)}; ${worksAgain(pause, this.context.getTimezone())}`;
				return failure ? new CallFailed(message, WAIT_ADVICE, failure) : new Refusal(message, WAIT_ADVICE);
			}
			case 'refused':
				return failure ? explain(catalogue, call.operation, failure) : new Refusal(said, NETWORK_ADVICE);
			case 'noAnswer':
				return new Refusal(said, cause?.advice ?? NETWORK_ADVICE);
		}
	}

	private pace(name: string): Pace {
		return paceNamed(this.service.catalogue, name);
	}

	/** The limits a call counts against, the narrowest first. */
	private pacers(call: Call): Pacer[] {
		if (this.limitsOf !== this.account.known) this.limits.clear();
		this.limitsOf = this.account.known;
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
		return this.account.pacer(pace.per === 'operation' ? `${name}|${operation?.id ?? ''}` : name, pace);
	}
}

/** A `Date` header (RFC 9110). */
function timeIn(header: string | string[] | undefined): number | undefined {
	const time = Date.parse(String(header));
	return Number.isNaN(time) ? undefined : time;
}

function othersUse(left: number, { requests, seconds }: Pace): string {
	const window = seconds === 1 ? 'second' : `${seconds} seconds`;
	return `Something else uses the same account: about ${Math.max(1, Math.round(left))} of ${requests} calls per ${window} are left for this n8n process`;
}

/** Fields of credentials that n8n writes tokens into. */
const TOKEN_FIELDS = ['accessToken', 'oauthTokenData'];

/** Changes when a user edits the credential or connects its account again; tokens come and go by themselves and do not count. */
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

/** What an answer that proves nothing says. */
function answered({ status, code, message }: VendorFailure): string {
	const said = message ?? code;
	return `The answer was HTTP ${status}${said === undefined || said === String(status) ? '' : `: ${said}`}`;
}
