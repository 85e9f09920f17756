import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { send, token360, v1Headers, v2Headers, zohoHeaders } from './client.ts';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(async () => await sandbox.reset());
afterAll(async () => await sandbox.close());

const v1 = () => `${sandbox.learning360.url}/api/v1/courses`;
const v2 = () => `${sandbox.learning360.url}/api/v2/groups`;

describe('the token call of 360Learning', () => {
	it('issues a bearer token whose life is a text', async () => {
		const { status, data } = await token360(sandbox);
		expect(status).toBe(200);
		expect(data).toEqual({ token_type: 'Bearer', access_token: expect.any(String), expires_in: '3600' });
		const answer = await send({
			url: v2(),
			headers: { Authorization: `Bearer ${data.access_token}`, '360-api-version': 'v2.0' },
		});
		expect(answer.status).toBe(200);
	});

	it.each([
		['a wrong secret', { client_secret: 'wrong' }, 401, 'invalid_client'],
		['an unknown client', { client_id: 'f'.repeat(32) }, 401, 'invalid_client'],
		['an unknown company', { client_id: 'f'.repeat(24) }, 400, 'invalid_request'],
		['another grant', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
		['a missing grant', { grant_type: undefined }, 400, 'invalid_request'],
		['a missing secret', { client_secret: undefined }, 400, 'invalid_request'],
		['a field too many', { scope: 'users:read' }, 400, 'invalid_request'],
		['a user who is not there', { user_id: 'f'.repeat(24) }, 400, 'non_existing_user'],
	])('refuses %s', async (_name, changes, status, error) => {
		const answer = await token360(sandbox, changes);
		expect({ status: answer.status, data: answer.data }).toEqual({ status, data: { error } });
	});

	it('takes JSON only', async () => {
		const { clientId, clientSecret } = sandbox.credentials.learning360;
		const data = new URLSearchParams({
			grant_type: 'client_credentials',
			client_id: clientId,
			client_secret: clientSecret,
		});
		const answer = await send({ method: 'POST', url: `${sandbox.learning360.url}/api/v2/oauth2/token`, data });
		expect({ status: answer.status, data: answer.data }).toEqual({ status: 400, data: { error: 'invalid_request' } });
		expect(sandbox.requests.at(-1)?.validationFailures).toEqual([
			'header content-type must be application/json, not application/x-www-form-urlencoded',
		]);
	});

	it('acts for a user when asked to', async () => {
		const user = sandbox.state.learning360.users[5];
		const url = `${sandbox.learning360.url}/api/v2/uaa/users/me`;
		const me = await send({ url, headers: await v2Headers(sandbox, { user_id: user?._id }) });
		expect(me.data).toMatchObject({ _id: user?._id, mail: user?.mail });
		const nobody = await send({ url, headers: await v2Headers(sandbox) });
		expect({ status: nobody.status, code: nobody.data.error.code }).toEqual({ status: 403, code: 'userNotAuthorized' });
	});
});

describe('API v2', () => {
	it.each([
		['no token', {}],
		['a made-up token', { Authorization: 'Bearer nothing' }],
	])('answers 401 to %s', async (_name, headers) => {
		const answer = await send({ url: v2(), headers: { '360-api-version': 'v2.0', ...headers } });
		expect({ status: answer.status, data: answer.data }).toEqual({ status: 401, data: { error: 'invalid_token' } });
	});

	it('answers 401 to expired and to revoked tokens', async () => {
		const headers = await v2Headers(sandbox);
		sandbox.expireTokens();
		expect((await send({ url: v2(), headers })).status).toBe(401);
		const others = await v2Headers(sandbox);
		expect((await send({ url: v2(), headers: others })).status).toBe(200);
		sandbox.revokeTokens();
		expect((await send({ url: v2(), headers: others })).data).toEqual({ error: 'invalid_token' });
	});

	it('answers 403 when the credential lacks the scope', async () => {
		const { clientId, clientSecret } = sandbox.credentials.learning360ReadOnly;
		const headers = await v2Headers(sandbox, { client_id: clientId, client_secret: clientSecret });
		expect((await send({ url: `${sandbox.learning360.url}/api/v2/users`, headers })).status).toBe(200);
		const refused = await send({ url: v2(), headers });
		expect(refused.status).toBe(403);
		expect(refused.data.error).toEqual({ code: 'invalid_scope', message: expect.any(String) });
	});

	it('wants its version header', async () => {
		const { Authorization } = await v2Headers(sandbox);
		const answer = await send({ url: v2(), headers: { Authorization } });
		expect(answer.status).toBe(400);
		expect(answer.data.error.message).toContain('360-api-version');
	});
});

describe('API v1', () => {
	it('signs in with headers, with the query, and with a token', async () => {
		const { companyId, apiKey } = sandbox.credentials.learning360V1;
		const { data } = await token360(sandbox, { client_id: companyId, client_secret: apiKey });
		const ways = [
			{ headers: v1Headers(sandbox) },
			{ params: { company: companyId, apiKey } },
			{ headers: { Authorization: `Bearer ${data.access_token}` } },
		];
		for (const way of ways) expect((await send({ url: v1(), ...way })).status).toBe(200);
		expect(sandbox.requests.flatMap(({ validationFailures }) => validationFailures)).toEqual([]);
		expect(sandbox.requests.some(({ queryString }) => queryString.includes(apiKey))).toBe(false);
	});

	it('tells the five documented errors apart', async () => {
		const { companyId, apiKey } = sandbox.credentials.learning360V1;
		const { data } = await token360(sandbox, { client_id: companyId, client_secret: apiKey });
		const refusal = async (config: object) => (await send({ url: v1(), ...config })).data;
		expect(await refusal({})).toEqual({ error: 'missing_company_id' });
		expect(await refusal({ params: { company: 'f'.repeat(24), apiKey } })).toEqual({ error: 'invalid_company_id' });
		expect(await refusal({ headers: { 'X-company-id': companyId, 'X-apiKey': 'wrong' } })).toEqual({
			error: 'invalid_api_key',
		});
		expect(await refusal({ headers: { 'X-company-id': companyId } })).toEqual({ error: 'invalid_api_key' });
		expect(await refusal({ headers: { Authorization: 'Bearer tampered' } })).toEqual({
			error: 'invalid_token',
			error_description: 'invalid signature',
		});
		sandbox.expireTokens();
		const headers = { Authorization: `Bearer ${data.access_token}` };
		expect(await refusal({ headers })).toEqual({ error: 'invalid_token', error_description: 'jwt expired' });
		expect(sandbox.requests.slice(1).map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 401]);
	});

	it('has a word of its own for the key of one page', async () => {
		const headers = { ...v1Headers(sandbox), 'X-apiKey': 'wrong' };
		const answer = await send({
			url: `${sandbox.learning360.url}/api/v1/paths/sessions/596e151663b0c99f03a3e049/stats`,
			headers,
		});
		expect({ status: answer.status, data: answer.data }).toEqual({ status: 401, data: { error: 'unauthorized' } });
	});

	it('does not open API v2, nor the other way round', async () => {
		const { companyId, apiKey } = sandbox.credentials.learning360V1;
		const { data } = await token360(sandbox, { client_id: companyId, client_secret: apiKey });
		const headers = { Authorization: `Bearer ${data.access_token}`, '360-api-version': 'v2.0' };
		expect((await send({ url: v2(), headers })).status).toBe(401);
		expect((await send({ url: v1(), headers: await v2Headers(sandbox) })).data.error_description).toBe(
			'invalid signature',
		);
	});
});

describe('Zoho People', () => {
	const courses = () => `${sandbox.zohoPeople.url}/api/v1/courses`;

	it('wants Zoho’s own kind of header', async () => {
		const { accessToken } = sandbox.credentials.zoho;
		expect((await send({ url: courses(), headers: zohoHeaders(sandbox) })).status).toBe(200);
		expect((await send({ url: courses(), headers: { Authorization: `Bearer ${accessToken}` } })).status).toBe(401);
	});

	it('holds a token to its scope', async () => {
		const headers = zohoHeaders(sandbox, sandbox.credentials.zoho.readOnlyAccessToken);
		expect((await send({ url: courses(), headers })).status).toBe(200);
		const params = { courseData: JSON.stringify({ name: 'No', type: 1 }) };
		expect((await send({ method: 'POST', url: courses(), params, headers })).status).toBe(403);
	});
});
