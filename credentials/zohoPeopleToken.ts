import { createHash } from 'crypto';
import { OperationalError, UserError } from 'n8n-workflow';
import type { ICredentialDataDecryptedObject, IDataObject, IHttpRequestHelper } from 'n8n-workflow';

import { requiredValue } from './fields';
import { requestToken } from './tokenRequest';
import { accountsUrl } from './zohoPeopleHost';

/** Set during a request and never stored: distinguishes a token that n8n has just renewed from the stored one. */
const MARK = 'checkedByCredential';

/** Meaning of the error codes of token requests. Source: https://www.zoho.com/people/api/oauth-steps.html */
const MEANINGS: Readonly<Record<string, string>> = {
	invalid_client: 'Zoho does not know the client ID of this credential in its data center',
	invalid_client_secret: 'Zoho does not accept the client secret of this credential',
	invalid_code: 'Zoho has ended this connection, or its sign-in was not completed in time',
	invalid_redirect_uri: 'The redirect URL of n8n is not entered in the client of the Zoho API console',
};

/** Documented lifetime, for answers without one. */
const LIFETIME_SECONDS = 3600;

/** Zoho issues ten access tokens in ten minutes for one connection; one is left for whoever else renews. */
const MOST_RENEWALS = 9;
const RENEWAL_WINDOW_MILLISECONDS = 10 * 60 * 1000;

/** One connection to Zoho, known by its address, client and refresh token. */
interface Connection {
	/** Newest access token of this process, and when it expires, in milliseconds. */
	newest?: { token: string; until: number };
	/** The token request in progress. */
	underWay?: Promise<string>;
	/** Times of recent token requests. */
	renewals: number[];
}

const TOKENS_KEPT = 200;

/**
 * What this process knows of connections to Zoho and their tokens, for all credentials; the latest 200 of each. It lives as long as the process.
 * `reset()` forgets it.
 */
export class ZohoTokens {
	/** By a hash of address, client, secret and refresh token, so that a new connection or a changed secret starts anew. */
	readonly connections = new Map<string, Connection>();
	/** Connections by access token, the latest last. */
	readonly signedWith = new Map<string, Connection>();
	/** Access tokens that Zoho refused. */
	readonly refused = new Set<string>();
	/** n8n asks before it signs a request. */
	isAsked = false;

	reset(): void {
		this.connections.clear();
		this.signedWith.clear();
		this.refused.clear();
		this.isAsked = false;
	}
}

/** The tokens of this process. */
export const zohoTokens = new ZohoTokens();

/**
 * Whether n8n asks this module before it signs a request. Then it renews tokens and n8n must not: n8n's OAuth2 client follows a redirect with the
 * secret and the refresh token.
 */
export function renewsTokens(): boolean {
	return zohoTokens.isAsked;
}

/**
 * Marks the token of a refused request as invalid.
 *
 * @param authorization header of the request
 * @returns whether the request can be signed and sent again
 */
export function tokenRefused(authorization: string): boolean {
	const token = authorization.split(' ').pop() ?? '';
	const connection = zohoTokens.signedWith.get(token);
	if (!connection) return false;
	if (!zohoTokens.refused.has(token) && lately(connection).length >= MOST_RENEWALS) return false;
	zohoTokens.refused.add(token);
	keepLatest(zohoTokens.refused);
	return true;
}

/**
 * The token data to sign a request with. A token that has run out or was refused is renewed here, once for all requests that need it.
 *
 * @param http n8n's helper for requests
 * @param credentials decrypted data; `oauthTokenData` is what n8n stored or has just received
 * @returns token data; a refusal of earlier times is taken out
 * @throws {UserError} when the address is not one of Zoho's, when there is no access token, or when Zoho refuses to renew it
 * @throws {OperationalError} when Zoho cannot be reached or cannot answer
 */
export async function signingToken(
	http: IHttpRequestHelper,
	credentials: ICredentialDataDecryptedObject,
): Promise<IDataObject> {
	zohoTokens.isAsked = true;
	const address = accountsUrl(credentials);
	if (credentials.accessTokenUrl !== undefined && credentials.accessTokenUrl !== `${address}/oauth/v2/token`) {
		throw new UserError('The access token URL of the credential is not that of its data center', {
			description: 'Open the credential, check the data center and the Accounts URL, and save it again.',
		});
	}
	const { [MARK]: isRenewal, error, ...tokenData } = (credentials.oauthTokenData ?? {}) as IDataObject;
	const isRefused = typeof error === 'string' && error !== '';
	if (!tokenData.access_token || (isRefused && isRenewal === true))
		throw refusal(isRefused ? error : undefined, tokenData, credentials);
	const stored = String(tokenData.access_token);
	const connection = connectionOf(address, credentials, tokenData);
	if (isRenewal === true) {
		// n8n has renewed the token itself: what was newest here is older.
		delete connection.newest;
		return signed(connection, tokenData, stored);
	}
	const token = isUsable(stored, tokenData)
		? stored
		: await currentToken(http, address, credentials, tokenData, connection);
	return signed(connection, { ...tokenData, [MARK]: true }, token);
}

function signed(connection: Connection, tokenData: IDataObject, token: string): IDataObject {
	zohoTokens.signedWith.delete(token);
	zohoTokens.signedWith.set(token, connection);
	keepLatest(zohoTokens.signedWith);
	return { ...tokenData, access_token: token };
}

/** n8n stores when a token expires since version 2; before, only a refusal shows it. */
function isUsable(token: string, { n8n_expires_at: end }: IDataObject): boolean {
	if (zohoTokens.refused.has(token)) return false;
	return end === undefined || !(Number(end) <= Date.now());
}

async function currentToken(
	http: IHttpRequestHelper,
	address: string,
	credentials: ICredentialDataDecryptedObject,
	tokenData: IDataObject,
	connection: Connection,
): Promise<string> {
	const { newest } = connection;
	if (newest && Date.now() < newest.until && !zohoTokens.refused.has(newest.token)) return newest.token;
	connection.underWay ??= renewed(http, address, credentials, tokenData)
		.then(({ token, seconds }) => {
			connection.newest = { token, until: Date.now() + seconds * 900 };
			connection.renewals = [...lately(connection), Date.now()];
			return token;
		})
		.finally(() => {
			delete connection.underWay;
		});
	return await connection.underWay;
}

async function renewed(
	http: IHttpRequestHelper,
	address: string,
	credentials: ICredentialDataDecryptedObject,
	tokenData: IDataObject,
): Promise<{ token: string; seconds: number }> {
	if (!tokenData.refresh_token) throw refusal(undefined, tokenData, credentials);
	const body = new URLSearchParams({
		grant_type: 'refresh_token',
		refresh_token: String(tokenData.refresh_token),
		client_id: requiredValue(credentials.clientId, 'Client ID'),
		client_secret: requiredValue(credentials.clientSecret, 'Client Secret'),
	});
	const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
	const { statusCode, body: answer } = await requestToken(http, address, {
		url: `${address}/oauth/v2/token`,
		body,
		headers,
	});
	const { access_token: token, expires_in: seconds, error } = objectIn(answer);
	if (statusCode < 300 && typeof token === 'string' && token !== '') return { token, seconds: lifetime(seconds) };
	if (statusCode >= 300 && statusCode < 400) {
		throw new UserError(`${address} sends the renewal of the access on to another address`, {
			description:
				'Secrets are not sent on to another address. Check the data center and the Accounts URL of the credential.',
			extra: { status: statusCode },
		});
	}
	if (statusCode === 429 || statusCode >= 500) {
		throw new OperationalError(`Zoho could not renew the access (status ${statusCode}). Try again later`, {
			description: 'Zoho issues ten access tokens in ten minutes for one connection.',
			extra: { status: statusCode },
		});
	}
	throw refusal(
		typeof error === 'string' ? error : undefined,
		tokenData,
		credentials,
		`Zoho did not renew the access (status ${statusCode})`,
	);
}

function objectIn(answer: unknown): IDataObject {
	try {
		const parsed: unknown = typeof answer === 'string' ? JSON.parse(answer) : answer;
		return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as IDataObject) : {};
	} catch {
		return {};
	}
}

function lifetime(expiresIn: unknown): number {
	const seconds = Number(expiresIn);
	return Number.isFinite(seconds) && seconds > 0 ? seconds : LIFETIME_SECONDS;
}

function connectionOf(
	address: string,
	{ clientId, clientSecret }: ICredentialDataDecryptedObject,
	{ refresh_token: refreshToken }: IDataObject,
): Connection {
	const key = createHash('sha256')
		.update(JSON.stringify([address, clientId, clientSecret, refreshToken]))
		.digest('hex');
	let connection = zohoTokens.connections.get(key);
	if (!connection) {
		connection = { renewals: [] };
		zohoTokens.connections.set(key, connection);
		keepLatest(zohoTokens.connections);
	}
	return connection;
}

function lately({ renewals }: Connection): number[] {
	return renewals.filter((time) => Date.now() - time < RENEWAL_WINDOW_MILLISECONDS);
}

/** Drops the oldest entries of a set or map. */
function keepLatest(kept: Set<string> | Map<string, Connection>): void {
	for (const key of [...kept.keys()].slice(0, Math.max(0, kept.size - TOKENS_KEPT))) kept.delete(key);
}

function refusal(
	code: string | undefined,
	tokenData: IDataObject,
	credentials: ICredentialDataDecryptedObject,
	otherwise = 'The Zoho account is not connected',
): UserError {
	const message = MEANINGS[code ?? ''] ?? (code === undefined ? otherwise : 'Zoho did not grant access');
	const home = homeOf(tokenData);
	const elsewhere = home !== undefined && home !== accountsUrl(credentials);
	return new UserError(message, {
		description: elsewhere
			? `The account signs in at ${home}. Choose that data center in the credential and connect again.`
			: 'Open the credential, check data center, client ID and client secret, and connect the account again.',
		extra: { code },
	});
}

/** Zoho names the account's own data center when it sends the person back: n8n keeps the query of that address. */
function homeOf({ callbackQueryString: query }: IDataObject): string | undefined {
	if (typeof query !== 'object' || query === null || Array.isArray(query)) return undefined;
	const home = (query as IDataObject)['accounts-server'];
	return typeof home === 'string' && /^https:\/\/accounts\.[a-z.]+$/.test(home) ? home : undefined;
}
