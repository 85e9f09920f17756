import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { send, zohoHeaders } from './client.ts';

const REDIRECT = 'http://localhost:5678/rest/oauth2-credential/callback';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(async () => await sandbox.reset());
afterAll(async () => await sandbox.close());

/** Presses the button of the page; gives back where the browser is sent. */
async function consent(more: object = {}): Promise<URL> {
	const { clientId, scope } = sandbox.credentials.zoho;
	const query = {
		client_id: clientId,
		response_type: 'code',
		redirect_uri: REDIRECT,
		scope,
		access_type: 'offline',
		state: 'abc',
		...more,
	};
	const page = await send({ url: `${sandbox.zohoAccounts.url}/oauth/v2/auth`, params: query });
	expect(page.status).toBe(200);
	const inputs: RegExpMatchArray[] = [...page.data.matchAll(/name="(\w+)" value="([^"]*)"/g)];
	const fields = inputs.map(([, name = '', value = '']): [string, string] => [name, value.replaceAll('&#38;', '&')]);
	const action = /action="([^"]+)"/.exec(page.data)?.[1];
	const answer = await send({
		method: 'POST',
		url: `${sandbox.zohoAccounts.url}${action}`,
		data: new URLSearchParams(fields),
	});
	expect(answer.status).toBe(302);
	return new URL(answer.headers.location);
}

async function token(fields: Record<string, string>) {
	const { clientId, clientSecret } = sandbox.credentials.zoho;
	const data = new URLSearchParams({ client_id: clientId, client_secret: clientSecret, ...fields });
	return await send({ method: 'POST', url: `${sandbox.zohoAccounts.url}/oauth/v2/token`, data });
}

const exchange = async (target: URL) =>
	await token({
		grant_type: 'authorization_code',
		code: target.searchParams.get('code') ?? '',
		redirect_uri: REDIRECT,
	});

describe('the accounts server', () => {
	it('sends the browser back with a code, the place and the server', async () => {
		const target = await consent();
		expect(target.origin + target.pathname).toBe(REDIRECT);
		expect(Object.fromEntries(target.searchParams)).toEqual({
			code: expect.stringMatching(/^1000\./),
			location: 'us',
			'accounts-server': sandbox.zohoAccounts.url,
			state: 'abc',
		});
	});

	it('exchanges a code once, for tokens that work', async () => {
		const target = await consent();
		const { status, data } = await exchange(target);
		expect(status).toBe(200);
		expect(data).toMatchObject({
			token_type: 'Bearer',
			expires_in: 3600,
			api_domain: 'https://www.zohoapis.com',
			refresh_token: expect.any(String),
		});
		const url = `${sandbox.zohoPeople.url}/api/v1/rooms`;
		expect((await send({ url, headers: zohoHeaders(sandbox, data.access_token) })).status).toBe(200);
		expect((await exchange(target)).data).toEqual({ error: 'invalid_code' });
		const refreshed = await token({ grant_type: 'refresh_token', refresh_token: data.refresh_token });
		expect(refreshed.data.access_token).not.toBe(data.access_token);
		expect(refreshed.data).not.toHaveProperty('refresh_token');
		expect((await send({ url, headers: zohoHeaders(sandbox, refreshed.data.access_token) })).status).toBe(200);
	});

	it('gives a refresh token for offline access only, and again only after a new consent', async () => {
		expect((await exchange(await consent({ access_type: 'online' }))).data).not.toHaveProperty('refresh_token');
		expect((await exchange(await consent())).data).not.toHaveProperty('refresh_token');
		expect((await exchange(await consent({ prompt: 'consent' }))).data).toHaveProperty('refresh_token');
	});

	it('lets a code live for two minutes', async () => {
		const quick = await startSandbox({ speed: 1000 });
		try {
			const fields = {
				response_type: 'code',
				redirect_uri: REDIRECT,
				client_id: quick.credentials.zoho.clientId,
				scope: 'ZOHOPEOPLE.training.ALL',
			};
			const answer = await send({
				method: 'POST',
				url: `${quick.zohoAccounts.url}/oauth/v2/auth/consent`,
				data: new URLSearchParams(fields),
			});
			const code = new URL(answer.headers.location).searchParams.get('code') ?? '';
			await new Promise((resolve) => setTimeout(resolve, 130));
			const { clientId, clientSecret } = quick.credentials.zoho;
			const data = new URLSearchParams({
				grant_type: 'authorization_code',
				code,
				redirect_uri: REDIRECT,
				client_id: clientId,
				client_secret: clientSecret,
			});
			expect((await send({ method: 'POST', url: `${quick.zohoAccounts.url}/oauth/v2/token`, data })).data).toEqual({
				error: 'invalid_code',
			});
		} finally {
			await quick.close();
		}
	});

	it.each([
		['an unknown client', { client_id: 'nobody' }, 'invalid_client'],
		['a wrong secret', { client_secret: 'wrong' }, 'invalid_client_secret'],
		['a wrong refresh token', { refresh_token: 'wrong' }, 'invalid_code'],
		['another grant', { grant_type: 'password' }, 'invalid_request'],
	])('refuses %s', async (_name, changes, error) => {
		const { refreshToken } = sandbox.credentials.zoho;
		const answer = await token({ grant_type: 'refresh_token', refresh_token: refreshToken, ...changes });
		expect({ status: answer.status, data: answer.data }).toEqual({ status: 400, data: { error } });
	});

	it('takes back what it has given when told to', async () => {
		const url = `${sandbox.zohoPeople.url}/api/v1/rooms`;
		sandbox.expireTokens();
		expect((await send({ url, headers: zohoHeaders(sandbox) })).status).toBe(401);
		const { data } = await token({ grant_type: 'refresh_token', refresh_token: sandbox.credentials.zoho.refreshToken });
		expect((await send({ url, headers: zohoHeaders(sandbox, data.access_token) })).status).toBe(200);
	});
});
