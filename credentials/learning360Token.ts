import { createHash } from 'crypto';
import type { IDataObject, IHttpRequestHelper } from 'n8n-workflow';

import { refusedToken, type SignInWords } from './learning360Refusal';
import { requestToken } from './tokenRequest';

/** Client and platform of a token request. */
export interface SignIn {
	/** Address of the platform without a slash at its end. */
	baseUrl: string;
	clientId: string;
	clientSecret: string;
	/** The user to act for; only user-authorized operations need one. */
	userId?: string | undefined;
	words: SignInWords;
}

interface Client {
	/** Newest token of this process, and when it expires, in milliseconds. */
	newest?: { token: string; until: number };
	/** Tokens that have been replaced. */
	replaced: Set<string>;
	/** The token request in progress. */
	underWay?: Promise<string>;
}

/** Documented lifetime, for answers without one. */
const LIFETIME_SECONDS = 3600;
const REPLACED_KEPT = 50;

/**
 * The clients of 360Learning and their tokens, for all credentials; each until its token has run out and another client is asked for. It lives as long
 * as the process. `reset()` forgets it.
 */
export class Learning360Tokens {
	/** By a hash of URL, client, secret and user, so that a changed secret counts as another client. */
	readonly clients = new Map<string, Client>();

	reset(): void {
		this.clients.clear();
	}
}

/** The tokens of this process. */
export const learning360Tokens = new Learning360Tokens();

/**
 * Returns an access token of 360Learning with as few token requests as possible.
 *
 * n8n asks for a token once per request that has none, and once more after a 401: twenty requests at once would make twenty
 * token calls. Here, calls of the same client that come together share one, and a request whose token has been replaced in
 * the meantime gets the newer one without a call. Tokens are kept in memory only.
 *
 * @param http n8n's helper for requests
 * @param signIn who asks
 * @param refused the token that was stored with the credential and is missing (empty), out of date or to be checked
 * @throws {UserError} when the credential is the cause
 * @throws {OperationalError} when 360Learning cannot be reached or cannot answer
 */
export async function accessToken(http: IHttpRequestHelper, signIn: SignIn, refused: string): Promise<string> {
	const client = clientOf(signIn);
	const { newest } = client;
	const isOlder = refused === '' || client.replaced.has(refused);
	if (newest && isOlder && newest.token !== refused && Date.now() < newest.until) return newest.token;

	client.underWay ??= fetchToken(http, signIn)
		.then(({ token, seconds }) => {
			if (client.newest) client.replaced.add(client.newest.token);
			client.newest = { token, until: Date.now() + seconds * 900 };
			return token;
		})
		.finally(() => {
			delete client.underWay;
		});

	const token = await client.underWay;
	if (refused !== '' && refused !== token) client.replaced.add(refused);
	for (const old of [...client.replaced].slice(0, -REPLACED_KEPT)) client.replaced.delete(old);
	return token;
}

function clientOf({ baseUrl, clientId, clientSecret, userId }: SignIn): Client {
	const { clients } = learning360Tokens;
	for (const [key, { newest, underWay }] of clients) {
		if (underWay === undefined && newest !== undefined && Date.now() >= newest.until) clients.delete(key);
	}
	const key = createHash('sha256')
		.update(JSON.stringify([baseUrl, clientId, clientSecret, userId]))
		.digest('hex');
	let client = clients.get(key);
	if (!client) {
		client = { replaced: new Set() };
		clients.set(key, client);
	}
	return client;
}

async function fetchToken(http: IHttpRequestHelper, signIn: SignIn): Promise<{ token: string; seconds: number }> {
	const body: IDataObject = {
		grant_type: 'client_credentials',
		client_id: signIn.clientId,
		client_secret: signIn.clientSecret,
		...(signIn.userId ? { user_id: signIn.userId } : {}),
	};
	const { statusCode, body: answer } = await requestToken(http, signIn.baseUrl, {
		url: `${signIn.baseUrl}/api/v2/oauth2/token`,
		body,
		json: true,
	});
	if (statusCode === 200 && isObject(answer) && typeof answer.access_token === 'string' && answer.access_token !== '') {
		return { token: answer.access_token, seconds: lifetime(answer.expires_in) };
	}
	// An answer that echoes the request must not get into a message.
	const told = JSON.stringify(answer ?? null).includes(JSON.stringify(signIn.clientSecret).slice(1, -1))
		? undefined
		: answer;
	throw refusedToken(statusCode, told, signIn.baseUrl, signIn.words);
}

/** `expires_in` is a number in the reference and a string in the guides. */
function lifetime(expiresIn: unknown): number {
	const seconds = Number(expiresIn);
	return Number.isFinite(seconds) && seconds > 0 ? seconds : LIFETIME_SECONDS;
}

function isObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
