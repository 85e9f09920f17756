import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as clientOAuth2 from '@n8n/client-oauth2';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { additionalData } from '../../engine/additionalData.ts';
import { CredentialsHelper } from '../../engine/credentialsHelper.ts';
import { CredentialStore, loadTypes, root, testCredential } from '../../engine/index.ts';
import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { signedRequests } from './signedRequests.ts';

const TYPE = 'zohoPeopleOAuth2Api';
const TOKEN_PATH = '/oauth/v2/token';
const REDIRECT = 'http://localhost:5678/rest/oauth2-credential/callback';

const load = createRequire(join(root, 'package.json'));
const { ClientOAuth2 } = createRequire(load.resolve('n8n-core'))('@n8n/client-oauth2') as typeof clientOAuth2;
const { baseUrl } = load('./dist/nodes/ZohoPeopleLms/host.js') as { baseUrl(credential: object): string };
const { withZohoToken } = load('./dist/nodes/ZohoPeopleLms/authorization.js') as {
	withZohoToken(headers: object): Record<string, string>;
};

let sandbox: Sandbox;
let fields: Record<string, unknown>;
let tokenData: Record<string, unknown>;

beforeEach(async () => {
	sandbox = await startSandbox({ limits: false });
	const { clientId, clientSecret, accessToken, refreshToken } = sandbox.credentials.zoho;
	tokenData = { access_token: accessToken, refresh_token: refreshToken, token_type: 'Bearer', expires_in: 3600 };
	fields = {
		customAddresses: true,
		peopleUrl: sandbox.zohoPeople.url,
		accountsUrl: sandbox.zohoAccounts.url,
		clientId,
		clientSecret,
		oauthTokenData: tokenData,
	};
});

afterEach(async () => await sandbox.close());

const tokenCalls = () => sandbox.requests.filter(({ path }) => path === TOKEN_PATH);
const dataCalls = () => sandbox.requests.filter(({ vendor }) => vendor === 'zohoPeople');
const storeWith = async (more: object = {}) => await CredentialStore.create({ [TYPE]: { ...fields, ...more } });

async function requests(store: CredentialStore) {
	const send = await signedRequests(TYPE, store, 'zohoPeopleLms');
	const url = `${sandbox.zohoPeople.url}/api/v1/courses?startIndex=0`;
	return async () => await send({ method: 'GET', url, headers: withZohoToken({ accept: 'application/json' }) });
}

/** The credential as n8n completes it: defaults added, expressions resolved. */
async function completed(data: object): Promise<ICredentialDataDecryptedObject> {
	const helper = new CredentialsHelper(await loadTypes(), await CredentialStore.create({ [TYPE]: data }));
	return await helper.complete(additionalData(helper), data as ICredentialDataDecryptedObject, TYPE, 'internal');
}

/** The client that n8n's own connect dialog uses, made from the credential the way it does. */
async function oauthClient(data: object) {
	const credential = await completed(data);
	const scope = String(credential.scope);
	return {
		query: Object.fromEntries(new URLSearchParams(String(credential.authQueryParameters))),
		client: new ClientOAuth2({
			clientId: String(credential.clientId),
			clientSecret: String(credential.clientSecret),
			accessTokenUri: String(credential.accessTokenUrl),
			authorizationUri: String(credential.authUrl),
			authentication: credential.authentication as 'body',
			redirectUri: REDIRECT,
			scopes: scope.split(','),
			scopesSeparator: scope.includes(',') ? ',' : ' ',
		}),
	};
}

describe('data centers', () => {
	/** Accounts and People hosts as the vendor's pages and public code give them. */
	const hosts = [
		['zoho.com', 'https://accounts.zoho.com', 'https://people.zoho.com'],
		['zoho.eu', 'https://accounts.zoho.eu', 'https://people.zoho.eu'],
		['zoho.in', 'https://accounts.zoho.in', 'https://people.zoho.in'],
		['zoho.com.au', 'https://accounts.zoho.com.au', 'https://people.zoho.com.au'],
		['zoho.jp', 'https://accounts.zoho.jp', 'https://people.zoho.jp'],
		['zoho.sa', 'https://accounts.zoho.sa', 'https://people.zoho.sa'],
		['zohocloud.ca', 'https://accounts.zohocloud.ca', 'https://people.zohocloud.ca'],
		['zoho.uk', 'https://accounts.zoho.uk', 'https://people.zoho.uk'],
		['zoho.com.cn', 'https://accounts.zoho.com.cn', 'https://people.zoho.com.cn'],
		['zoho.ae', 'https://accounts.zoho.ae', 'https://people.zoho.ae'],
	];

	test.each(hosts)('%s: all addresses follow from the one choice', async (dataCenter, accounts, people) => {
		const credential = await completed({ dataCenter });
		expect(credential.authUrl).toBe(`${accounts}/oauth/v2/auth`);
		expect(credential.accessTokenUrl).toBe(`${accounts}/oauth/v2/token`);
		expect(baseUrl(credential)).toBe(people);
	});

	test('are the ten that can be chosen', async () => {
		const { properties } = (await loadTypes()).credential(TYPE);
		const options = properties.find(({ name }) => name === 'dataCenter')?.options ?? [];
		expect(options.map((option) => 'value' in option && option.value).sort()).toEqual(
			hosts.map(([value]) => value).sort(),
		);
	});

	test('the People host can be entered by hand, the accounts host stays', async () => {
		const credential = await completed({
			dataCenter: 'zohocloud.ca',
			customAddresses: true,
			peopleUrl: 'https://people.zoho.ca/',
		});
		expect(baseUrl(credential)).toBe('https://people.zoho.ca');
		expect(credential.accessTokenUrl).toBe('https://accounts.zohocloud.ca/oauth/v2/token');
	});

	test('addresses entered once no longer count when the switch is off', async () => {
		const credential = await completed({
			dataCenter: 'zoho.in',
			customAddresses: false,
			peopleUrl: 'https://a.example',
			accountsUrl: 'https://b.example',
		});
		expect(baseUrl(credential)).toBe('https://people.zoho.in');
		expect(credential.authUrl).toBe('https://accounts.zoho.in/oauth/v2/auth');
	});

	test.each([
		['http://people.example.com', /"People URL".*https/],
		['people.zoho.ca', /"People URL".*not a web address/],
		['https://people.zoho.ca/api/v1', /"People URL".*part of the API/],
		['https://me:tulip42@people.zoho.ca', /"People URL".*more than an address/],
	])('%s is refused as a People host', (peopleUrl, message) => {
		expect(() => baseUrl({ dataCenter: 'zoho.com', peopleUrl })).toThrow(message);
		expect(() => baseUrl({ dataCenter: 'zoho.com', peopleUrl })).not.toThrow(/tulip42/);
	});

	test('an unknown data center is refused', () => {
		expect(() => baseUrl({ dataCenter: 'zoho.example' })).toThrow(/"Data Center".*unknown/);
	});
});

describe('scopes', () => {
	test.each([
		[{}, 'ZOHOPEOPLE.training.ALL'],
		[{ customScopes: true }, 'ZOHOPEOPLE.training.ALL'],
		[{ customScopes: false, enabledScopes: 'ZOHOPEOPLE.training.READ' }, 'ZOHOPEOPLE.training.ALL'],
		[{ customScopes: true, enabledScopes: 'ZOHOPEOPLE.training.READ' }, 'ZOHOPEOPLE.training.READ'],
		[
			{
				customScopes: true,
				enabledScopes: ' ZOHOPEOPLE.training.READ, ZOHOPEOPLE.training.CREATE ZOHOPEOPLE.training.UPDATE',
			},
			'ZOHOPEOPLE.training.READ,ZOHOPEOPLE.training.CREATE,ZOHOPEOPLE.training.UPDATE',
		],
	])('%j are asked for as %s', async (data, scope) => {
		expect((await completed(data)).scope).toBe(scope);
		const { client, query } = await oauthClient(data);
		expect(new URL(client.code.getUri({ query })).searchParams.get('scope')).toBe(scope);
	});
});

describe('connecting', () => {
	test('an account is connected, used and renewed without the person', async () => {
		const { client, query } = await oauthClient({ ...fields, oauthTokenData: undefined });
		const uri = client.code.getUri({ query, state: 'state' });
		expect(Object.fromEntries(new URL(uri).searchParams)).toMatchObject({
			access_type: 'offline',
			prompt: 'consent',
			response_type: 'code',
		});
		expect((await fetch(uri)).status).toBe(200);

		const consent = await fetch(new URL('/oauth/v2/auth/consent', uri), {
			method: 'POST',
			body: new URLSearchParams(new URL(uri).searchParams),
			redirect: 'manual',
		});
		const { clientId, clientSecret } = sandbox.credentials.zoho;
		const back = String(consent.headers.get('location'));
		const { data } = await client.code.getToken(back, { body: { client_id: clientId, client_secret: clientSecret } });
		expect(data).toMatchObject({
			access_token: expect.any(String) as string,
			refresh_token: expect.any(String) as string,
		});

		const store = await storeWith({ oauthTokenData: { ...data } });
		const send = await requests(store);
		expect((await send()).failure).toBeUndefined();
		sandbox.expireTokens();
		expect((await send()).failure).toBeUndefined();
		expect((await store.get(TYPE)).oauthTokenData).not.toMatchObject({ access_token: data.access_token });
		expect(sandbox.requests.flatMap(({ validationFailures }) => validationFailures)).toEqual([]);
	});

	test("requests carry Zoho's word before the token, also after a renewal, and no token in the address", async () => {
		const send = await requests(await storeWith());
		await send();
		sandbox.expireTokens();
		await send();
		expect(dataCalls()).toHaveLength(3);
		for (const { headers, queryString } of dataCalls()) {
			expect(headers.authorization).toMatch(/^Zoho-oauthtoken /);
			expect(queryString).toBe('startIndex=0');
		}
	});

	test('twenty requests at once renew a token that ran out with one call', async () => {
		sandbox.expireTokens();
		const send = await requests(await storeWith());
		const outcomes = await Promise.all(Array.from({ length: 20 }, send));
		expect(outcomes.filter(({ failure }) => failure)).toEqual([]);
		expect(tokenCalls()).toHaveLength(1);
		expect(tokenCalls()[0]).toMatchObject({ status: 200, validationFailures: [] });
	});

	test('nothing of the work on the token data is stored', async () => {
		sandbox.expireTokens();
		const store = await storeWith({ oauthTokenData: { ...tokenData, error: 'invalid_code' } });
		await (
			await requests(store)
		)();
		const stored = (await store.get(TYPE)).oauthTokenData as object;
		expect(Object.keys(stored).sort()).toEqual(
			['access_token', 'api_domain', 'expires_in', 'n8n_expires_at', 'refresh_token', 'scope', 'token_type'].sort(),
		);
	});
});

describe('refusals that Zoho sends with status 200', () => {
	const refuse = (error: string) => sandbox.faults.add({ vendor: 'zohoAccounts', path: TOKEN_PATH, body: { error } });

	test('of a renewal end the request with a clear message and are not stored', async () => {
		sandbox.expireTokens();
		refuse('invalid_code');
		const store = await storeWith();
		const { failure } = await (await requests(store))();
		expect(failure?.message).toBe('Zoho has ended this connection, or its sign-in was not completed in time');
		expect(failure?.description).toMatch(/connect the account again/);
		expect((await store.get(TYPE)).oauthTokenData).toEqual(tokenData);
	});

	test.each([
		['invalid_client', /client ID/],
		['invalid_client_secret', /client secret/],
		['invalid_redirect_uri', /redirect URL/],
		['something_new', /did not grant access/],
	])(
		'of the first sign-in (%s), stored by n8n as if it were a token, are told without a request',
		async (error, message) => {
			const { failure } = await (await requests(await storeWith({ oauthTokenData: { error } })))();
			expect(failure?.message).toMatch(message);
			expect(sandbox.requests).toEqual([]);
		},
	);

	test('an account of another data center is pointed to its own', async () => {
		const callbackQueryString = { location: 'eu', 'accounts-server': 'https://accounts.zoho.eu' };
		const oauthTokenData = { error: 'invalid_code', callbackQueryString };
		const { failure } = await (await requests(await storeWith({ oauthTokenData })))();
		expect(failure?.description).toMatch(/signs in at https:\/\/accounts\.zoho\.eu\. Choose that data center/);
	});

	test('a refusal of earlier times does not stand in the way of a token that works', async () => {
		const outcome = await (
			await requests(await storeWith({ oauthTokenData: { ...tokenData, error: 'invalid_code' } }))
		)();
		expect(outcome.failure).toBeUndefined();
	});

	test('secrets and tokens are in no error', async () => {
		sandbox.expireTokens();
		refuse('invalid_client_secret');
		const { failure } = await (await requests(await storeWith()))();
		const { clientSecret, accessToken, refreshToken } = sandbox.credentials.zoho;
		for (const secret of [clientSecret, accessToken, refreshToken]) expect(failure?.everything).not.toContain(secret);
	});
});

describe('the credential test', () => {
	test('renews the access once and passes, also when the access token has run out', async () => {
		sandbox.expireTokens();
		expect(await testCredential(TYPE, fields)).toMatchObject({ status: 'OK' });
		expect(tokenCalls()).toHaveLength(1);
		expect(tokenCalls()[0]).toMatchObject({ status: 200, validationFailures: [] });
	});

	test('fails before an account is connected', async () => {
		expect(await testCredential(TYPE, { ...fields, oauthTokenData: undefined })).toMatchObject({
			status: 'Error',
			message: 'OAuth credentials not connected',
		});
	});

	test.each([
		['client ID', { clientId: '1000.UNKNOWN' }, /does not know this client ID/],
		['client secret', { clientSecret: 'wrong' }, /does not accept this client secret/],
		['connection', { oauthTokenData: { access_token: 'a', refresh_token: 'ended' } }, /has ended this connection/],
	])('says that the %s is wrong', async (_what, wrong, message) => {
		expect(await testCredential(TYPE, { ...fields, ...wrong })).toEqual({
			status: 'Error',
			message: expect.stringMatching(message) as string,
		});
	});

	test.each([
		[200, { error: 'invalid_code' }, /has ended this connection/],
		[200, { error: 'something_new' }, /did not renew/],
		[500, 'broken', /did not renew/],
	])('does not pass on an answer without a token: %s %j', async (status, body, message) => {
		sandbox.faults.add({ vendor: 'zohoAccounts', path: TOKEN_PATH, status, body });
		expect(await testCredential(TYPE, fields)).toEqual({
			status: 'Error',
			message: expect.stringMatching(message) as string,
		});
	});
});
