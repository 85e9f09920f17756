import { CredentialStore, testCredential } from '../../engine/index.ts';
import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { signedRequests } from './signedRequests.ts';

const TYPE = 'learning360V1Api';
const TOKEN_PATH = '/api/v2/oauth2/token';
const METHODS = ['oAuth2', 'headers', 'query'];

let sandbox: Sandbox;
let fields: Record<string, string>;

beforeEach(async () => {
	sandbox = await startSandbox({ limits: false });
	fields = { region: 'custom', baseUrl: sandbox.learning360.url, ...sandbox.credentials.learning360V1 };
});

afterEach(async () => await sandbox.close());

const tokenCalls = () => sandbox.requests.filter(({ path }) => path === TOKEN_PATH);
const dataCalls = () => sandbox.requests.filter(({ path }) => path !== TOKEN_PATH);

/** Sends a request whose query holds a parameter of its own. */
async function requests(more: object = {}) {
	const store = await CredentialStore.create({ [TYPE]: { ...fields, ...more } });
	const send = await signedRequests(TYPE, store, 'learning360V1');
	const url = `${sandbox.learning360.url}/api/v1/users`;
	return async () =>
		await send({ method: 'GET', url, qs: { deleted: 'false' }, headers: { accept: 'application/json' } });
}

describe('the three ways to sign in', () => {
	test('OAuth2 token: the key goes into the token call only', async () => {
		const send = await requests({ authenticationMethod: 'oAuth2' });
		const outcomes = await Promise.all(Array.from({ length: 20 }, send));
		expect(outcomes.filter(({ failure }) => failure)).toEqual([]);
		expect(tokenCalls()).toHaveLength(1);
		expect(tokenCalls()[0]).toMatchObject({ status: 200, validationFailures: [] });
		for (const { headers, queryString } of dataCalls()) {
			expect(headers.authorization).toMatch(/^Bearer /);
			expect(headers).not.toHaveProperty('x-apikey');
			expect(queryString).toBe('deleted=false');
		}
	});

	test('it is the way a credential has before anything is chosen', async () => {
		expect((await (await requests())()).failure).toBeUndefined();
		expect(tokenCalls()).toHaveLength(1);
	});

	test('headers: no token call, nothing in the address', async () => {
		expect((await (await requests({ authenticationMethod: 'headers' }))()).failure).toBeUndefined();
		expect(sandbox.requests).toHaveLength(1);
		expect(sandbox.requests[0]).toMatchObject({ status: 200, queryString: 'deleted=false' });
		expect(sandbox.requests[0]?.headers).toMatchObject({ 'x-company-id': fields.companyId });
		expect(sandbox.requests[0]?.headers).toHaveProperty('x-apikey');
		expect(sandbox.requests[0]?.headers).not.toHaveProperty('authorization');
	});

	test('query parameters: no token call, next to the parameters of the request', async () => {
		expect((await (await requests({ authenticationMethod: 'query' }))()).failure).toBeUndefined();
		expect(sandbox.requests).toHaveLength(1);
		expect(sandbox.requests[0]).toMatchObject({ status: 200, query: { deleted: 'false' } });
		const query = new URLSearchParams(sandbox.requests[0]?.queryString);
		expect([...query.keys()].sort()).toEqual(['apiKey', 'company', 'deleted']);
		expect(sandbox.requests[0]?.headers).not.toHaveProperty('authorization');
		expect(sandbox.requests[0]?.headers).not.toHaveProperty('x-apikey');
	});

	test.each(['headers', 'query'])(
		'%s: a 401 makes no token call, and the repeated request is the same one',
		async (authenticationMethod) => {
			const { failure } = await (await requests({ authenticationMethod, apiKey: 'f'.repeat(32) }))();
			expect(failure).toBeDefined();
			expect(sandbox.requests.map(({ path, status }) => ({ path, status }))).toEqual([
				{ path: '/api/v1/users', status: 401 },
				{ path: '/api/v1/users', status: 401 },
			]);
			expect(sandbox.requests[1]?.queryString).toBe(sandbox.requests[0]?.queryString);
		},
	);

	test('a token that ran out is renewed once for all', async () => {
		const send = await requests();
		await send();
		sandbox.expireTokens();
		const outcomes = await Promise.all(Array.from({ length: 20 }, send));
		expect(outcomes.filter(({ failure }) => failure)).toEqual([]);
		expect(tokenCalls()).toHaveLength(2);
	});

	test('API v1 and API v2 do not share tokens', async () => {
		await (
			await requests()
		)();
		const { clientId, clientSecret } = sandbox.credentials.learning360;
		const v2 = { region: 'custom', baseUrl: sandbox.learning360.url, clientId, clientSecret };
		const store = await CredentialStore.create({ learning360OAuth2Api: v2 });
		const send = await signedRequests('learning360OAuth2Api', store, 'learning360');
		await send({
			method: 'GET',
			url: `${sandbox.learning360.url}/api/v2/groups`,
			headers: { '360-api-version': 'v2.0' },
		});
		expect(tokenCalls()).toHaveLength(2);
	});
});

describe('refusals', () => {
	test.each([
		['invalid_client', { apiKey: 'e'.repeat(32) }, /does not know this company ID and API key/],
		['invalid_request', { companyId: 'f'.repeat(24) }, /cannot read this company ID and API key/],
	])('of the token call (%s) name the company ID and the key, not their values', async (_code, wrong, message) => {
		const { failure } = await (await requests(wrong))();
		expect(failure?.message).toMatch(message);
		expect(failure?.everything).not.toContain(({ ...fields, ...wrong } as Record<string, string>).apiKey);
		expect(dataCalls()).toEqual([]);
	});

	test.each(METHODS)('%s: the key is in nothing that is stored of a refused request', async (authenticationMethod) => {
		sandbox.faults.add({ path: '/api/v1/users', status: 500, body: { error: 'broken' } });
		const { failure } = await (await requests({ authenticationMethod }))();
		expect(failure?.stored).toContain('500');
		expect(failure?.stored).not.toContain(fields.apiKey);
	});

	test.each([
		['Company ID', { companyId: '' }, /"Company ID".*is empty/],
		['API Key', { apiKey: ' ' }, /"API Key".*is empty/],
		['Base URL', { baseUrl: 'ftp://127.0.0.1' }, /"Base URL".*https/],
	])('a wrong %s is found before any request, whichever way is chosen', async (_field, wrong, message) => {
		for (const authenticationMethod of METHODS) {
			const { failure } = await (await requests({ authenticationMethod, ...wrong }))();
			expect(failure?.message).toMatch(message);
		}
		expect(sandbox.requests).toEqual([]);
	});
});

describe('the credential test', () => {
	test.each(METHODS)('passes: %s', async (authenticationMethod) => {
		expect(await testCredential(TYPE, { ...fields, authenticationMethod })).toMatchObject({ status: 'OK' });
		expect(tokenCalls()).toHaveLength(authenticationMethod === 'oAuth2' ? 1 : 0);
	});

	test.each(['headers', 'query'])('tells the wrong company ID from the wrong key: %s', async (authenticationMethod) => {
		const result = async (wrong: object) => await testCredential(TYPE, { ...fields, authenticationMethod, ...wrong });
		expect((await result({ companyId: 'a'.repeat(24) })).message).toMatch(/does not know this company ID/);
		expect((await result({ apiKey: 'a'.repeat(32) })).message).toMatch(/does not accept this API key/);
	});

	test.each([
		[{ error: 'missing_company_id' }, /did not receive the company ID/],
		[{ error: 'invalid_company_id' }, /does not know this company ID/],
		[{ error: 'invalid_api_key' }, /does not accept this API key/],
		[{ error: 'invalid_token', error_description: 'invalid signature' }, /does not accept it/],
		[{ error: 'invalid_token', error_description: 'jwt expired' }, /does not accept it/],
	])('words the documented refusal %j', async (body, message) => {
		sandbox.faults.add({ path: '/api/v1/groups', status: 401, body });
		expect(await testCredential(TYPE, fields)).toEqual({
			status: 'Error',
			message: expect.stringMatching(message) as string,
		});
	});

	test('does not take the page of another server for 360Learning', async () => {
		sandbox.faults.add({
			path: '/api/v1/groups',
			status: 404,
			body: '<html>Not found</html>',
			contentType: 'text/html',
		});
		const result = await testCredential(TYPE, { ...fields, authenticationMethod: 'headers' });
		expect(result).toMatchObject({
			status: 'Error',
			message: expect.stringMatching(/does not answer like the API/) as string,
		});
	});
});
