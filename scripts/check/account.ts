/**
 * Calls to the account of a person. Signing in and the hosts that may see a secret are those of the nodes' credentials; sending and reading are not, since a
 * check of the documents has to see answers as they are: every header, every field, also what the nodes would refuse.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import type { ServiceFolder } from '../openapi/bundle.ts';

export interface Received {
	status: number;
	headers: Headers;
	mediaType: string;
	/** The parsed body; absent when it is no JSON. */
	json?: unknown;
	bytes: number;
}

/** A body that names its own type, as forms with files do, or a text of a type. */
export type Body = FormData | { type: string; text: string };

export interface Account {
	/** Address without a slash at its end, and its host. */
	base: string;
	host: string;
	/** @param before what the address begins with on the host, instead of the base path of the service */
	send(
		method: string,
		address: string,
		body?: Body,
		headers?: Record<string, string>,
		before?: string,
	): Promise<Received>;
}

type Credential = Record<string, unknown>;

/** Longest time for an answer, in milliseconds. */
const PATIENCE = 60_000;

/** Milliseconds between two calls: far inside every documented limit for a second. */
export const PAUSE = 120;

/** Credential of each service, and where its calls begin. */
export const SERVICES: Record<ServiceFolder, { credential: string; basePath: string }> = {
	Learning360: { credential: 'learning360OAuth2Api', basePath: '' },
	Learning360V1: { credential: 'learning360V1Api', basePath: '' },
	ZohoPeopleLms: { credential: 'zohoPeopleOAuth2Api', basePath: '/api/v1' },
};

interface Signed {
	base: string;
	/** Headers and query that sign a call. `renew` asks for a new token. */
	sign(renew: boolean): Promise<{ headers: Record<string, string>; query: Record<string, string> }>;
}

/**
 * @param pause milliseconds between two calls
 * @throws Error when the credential cannot be used, in the words of the credential
 */
export function openAccount(root: string, service: ServiceFolder, credential: Credential, pause = PAUSE): Account {
	const load = createRequire(path.join(root, 'dist', 'credentials', 'index.js'));
	const { base, sign } = service === 'ZohoPeopleLms' ? zoho(load, credential) : learning360(load, service, credential);
	const { basePath } = SERVICES[service];
	let last = 0;
	const once = async (
		method: string,
		address: string,
		body: Body | undefined,
		own: Record<string, string>,
		before: string,
		renew: boolean,
	) => {
		const { headers, query } = await sign(renew);
		const url = new URL(`${base}${before}${address}`);
		if (url.origin !== new URL(base).origin) throw new Error(`${address} leads to another host`);
		for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
		const wait = last + pause - Date.now();
		if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
		last = Date.now();
		return await fetch(url, {
			method,
			headers: {
				accept: 'application/json',
				...own,
				...headers,
				...(body && 'type' in body ? { 'content-type': body.type } : {}),
			},
			...(body ? { body: 'text' in body ? body.text : body } : {}),
			redirect: 'manual',
			signal: AbortSignal.timeout(PATIENCE),
		});
	};
	return {
		base,
		host: new URL(base).hostname,
		send: async (method, address, body, own = {}, before = basePath) => {
			let answer = await once(method, address, body, own, before, false);
			if (answer.status === 401) answer = await once(method, address, body, own, before, true);
			const content = await answer.text();
			return {
				status: answer.status,
				headers: answer.headers,
				mediaType: (answer.headers.get('content-type') ?? '').split(';')[0]!.trim(),
				...parsed(content),
				bytes: content.length,
			};
		},
	};
}

/** Whole numbers that JavaScript would round stay exact: some IDs are that long. */
function parsed(text: string): { json?: unknown } {
	const exact = (_name: string, value: unknown, { source = '' }: { source?: string } = {}) =>
		typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source) ? BigInt(source) : value;
	try {
		return { json: JSON.parse(text, exact as Parameters<typeof JSON.parse>[1]) as unknown };
	} catch {
		return {};
	}
}

interface CredentialType {
	preAuthentication(this: object, credential: Credential): Promise<Credential>;
	authenticate(
		credential: Credential,
		request: object,
	): Promise<{ headers?: Record<string, string>; qs?: Record<string, string> }>;
}

function learning360(load: NodeJS.Require, service: ServiceFolder, credential: Credential): Signed {
	const { baseUrl } = load('./learning360Host.js') as { baseUrl(credential: Credential): string };
	const name = service === 'Learning360' ? 'Learning360OAuth2Api' : 'Learning360V1Api';
	const type = new (load(`./${name}.credentials.js`) as Record<string, new () => CredentialType>)[name]!();
	const base = baseUrl(credential);
	let token = '';
	const sign = async (renew: boolean) => {
		if (token === '' || renew)
			token = String(
				(
					await type.preAuthentication.call(
						{ helpers: { httpRequest: tokenCall } },
						{ ...credential, accessToken: token },
					)
				).accessToken ?? '',
			);
		const { headers = {}, qs = {} } = await type.authenticate(
			{ ...credential, accessToken: token },
			{ url: base, headers: {} },
		);
		return { headers, query: qs };
	};
	return { base, sign };
}

function zoho(load: NodeJS.Require, credential: Credential): Signed {
	const { baseUrl, accountsUrl } = load('./zohoPeopleHost.js') as Record<
		'baseUrl' | 'accountsUrl',
		(credential: Credential) => string
	>;
	const stored = (credential.oauthTokenData ?? {}) as { access_token?: string; refresh_token?: string };
	let token = stored.access_token;
	const sign = async (renew: boolean) => {
		if (token === undefined || renew) {
			const { clientId, clientSecret } = credential as Record<string, string>;
			const { body } = await tokenCall({
				url: `${accountsUrl(credential)}/oauth/v2/token`,
				body: new URLSearchParams({
					grant_type: 'refresh_token',
					client_id: clientId!,
					client_secret: clientSecret!,
					refresh_token: String(stored.refresh_token ?? ''),
				}),
			});
			token = (body as { access_token?: string } | null)?.access_token;
			if (token === undefined) throw new Error('Zoho gave no access token for the refresh token of the credential');
		}
		return { headers: { authorization: `Zoho-oauthtoken ${token}` }, query: {} };
	};
	return { base: baseUrl(credential), sign };
}

/** n8n's helper for requests, as far as token calls need it. */
async function tokenCall({ url, body, json }: { url: string; body?: unknown; json?: boolean }) {
	const answer = await fetch(url, {
		method: 'POST',
		body: json ? JSON.stringify(body) : (body as URLSearchParams),
		headers: {
			accept: 'application/json',
			...(json ? { 'content-type': 'application/json', '360-api-version': 'v2.0' } : {}),
		},
		redirect: 'manual',
		signal: AbortSignal.timeout(PATIENCE),
	});
	const { json: content } = parsed(await answer.text());
	return { statusCode: answer.status, headers: Object.fromEntries(answer.headers), body: content ?? null };
}
