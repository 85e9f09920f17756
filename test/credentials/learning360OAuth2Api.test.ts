import { createRequire } from 'node:module';
import { join } from 'node:path';
import { CredentialStore, loadTypes, root, testCredential } from '../../engine/index.ts';
import { workflow as n8n } from '../../engine/n8n.ts';
import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { signedRequests } from './signedRequests.ts';

const TYPE = 'learning360OAuth2Api';
const TOKEN_PATH = '/api/v2/oauth2/token';

let sandbox: Sandbox;
let fields: Record<string, string>;

beforeEach(async () => {
	sandbox = await startSandbox({ limits: false });
	const { clientId, clientSecret } = sandbox.credentials.learning360;
	fields = { region: 'custom', baseUrl: sandbox.learning360.url, clientId, clientSecret };
});

afterEach(async () => await sandbox.close());

const tokenCalls = () => sandbox.requests.filter(({ path }) => path === TOKEN_PATH);
const dataCalls = () => sandbox.requests.filter(({ path }) => path !== TOKEN_PATH);

async function requests(store: CredentialStore) {
	const send = await signedRequests(TYPE, store, 'learning360');
	const url = `${sandbox.learning360.url}/api/v2/groups`;
	return async () => await send({ method: 'GET', url, headers: { '360-api-version': 'v2.0' } });
}

const storeWith = async (more: object = {}) => await CredentialStore.create({ [TYPE]: { ...fields, ...more } });
const atOnce = async <T>(count: number, act: () => Promise<T>) => await Promise.all(Array.from({ length: count }, act));

describe('regions', () => {
	const load = createRequire(join(root, 'package.json'));
	const hosts = ['Learning360/vendor', 'Learning360V1'].map(
		(folder) => load(`./dist/nodes/${folder}/host.js`) as { baseUrl(credential: object): string },
	);
	const addresses = [
		[{ region: 'eu' }, 'https://app.360learning.com'],
		[{ region: 'us' }, 'https://app.us.360learning.com'],
		[{ region: 'us', baseUrl: 'https://left-over.example.com' }, 'https://app.us.360learning.com'],
		[
			{ region: 'custom', baseUrl: 'https://app.staging.360learning-dev.com' },
			'https://app.staging.360learning-dev.com',
		],
		[{ region: 'custom', baseUrl: 'https://gateway.example.com/360' }, 'https://gateway.example.com/360'],
		[{ region: 'custom', baseUrl: 'http://localhost:3600' }, 'http://localhost:3600'],
		[{ region: 'custom', baseUrl: 'http://[::1]:3600' }, 'http://[::1]:3600'],
	] as const;

	test.each(addresses)('%j is %s, for nodes and for the credential test', async (credential, address) => {
		for (const { baseUrl } of hosts) expect(baseUrl(credential)).toBe(address);
		const types = await loadTypes();
		for (const name of [TYPE, 'learning360V1Api']) {
			const expression = String(types.credential(name).test?.request.baseURL);
			expect(evaluate(expression, credential)).toBe(address);
		}
	});

	test.each([
		['http://127.0.0.1.example.com', /https/],
		['http://10.0.0.1', /https/],
		['javascript:alert(1)', /https/],
		['app.360learning.com', /not a web address/],
		['https://app.360learning.com/api/v2/', /part of the API/],
		['https://app.360learning.com?company=1', /more than an address/],
		['https://me:tulip42@app.360learning.com', /more than an address/],
		['', /is empty/],
	])('"%s" is refused', (baseUrl, message) => {
		for (const host of hosts) {
			expect(() => host.baseUrl({ region: 'custom', baseUrl })).toThrow(message);
			expect(() => host.baseUrl({ region: 'custom', baseUrl })).not.toThrow(/tulip42/);
		}
	});
});

/** Resolves an expression of a credential type as n8n does for a credential test. */
function evaluate(expression: string, credentials: object): unknown {
	const node = { id: '', name: 'Node', type: '', typeVersion: 1, position: [0, 0] as [number, number], parameters: {} };
	const nodeTypes = { getByName: () => undefined, getByNameAndVersion: () => undefined, getKnownTypes: () => ({}) };
	const workflow = new n8n.Workflow({ nodes: [node], connections: {}, active: false, nodeTypes: nodeTypes as never });
	return workflow.expression.getSimpleParameterValue(node, expression, 'internal', { $credentials: credentials });
}

describe('signing in', () => {
	test('asks for a token as JSON and signs with it, adding the version that every request names', async () => {
		const send = await signedRequests(TYPE, await storeWith(), 'learning360');
		await send({ method: 'GET', url: `${sandbox.learning360.url}/api/v2/groups` });
		const [tokenCall, dataCall] = sandbox.requests;
		expect(tokenCall).toMatchObject({ method: 'POST', path: TOKEN_PATH, status: 200, validationFailures: [] });
		expect(tokenCall?.headers['content-type']).toContain('application/json');
		expect(JSON.parse(tokenCall?.body ?? '')).toMatchObject({
			grant_type: 'client_credentials',
			client_id: fields.clientId,
		});
		expect(tokenCall?.headers).not.toHaveProperty('authorization');
		expect(dataCall?.headers.authorization).toMatch(/^Bearer /);
		expect(dataCall?.headers['360-api-version']).toBe('v2.0');
	});

	test('sends the user to act for, and only when there is one', async () => {
		await (
			await requests(await storeWith())
		)();
		const userId = '624c5526204fc7207e603123';
		await (
			await requests(await storeWith({ userId: ` ${userId} ` }))
		)();
		const bodies = tokenCalls().map(({ body }) => JSON.parse(body) as object);
		expect(bodies).toHaveLength(2);
		expect(bodies[0]).not.toHaveProperty('user_id');
		expect(bodies[1]).toHaveProperty('user_id', userId);
	});

	test('takes the slash off the address and blanks off what was copied', async () => {
		const store = await storeWith({ baseUrl: ` ${fields.baseUrl}/ `, clientId: ` ${fields.clientId}\n` });
		expect((await (await requests(store))()).failure).toBeUndefined();
		expect(tokenCalls().map(({ path, status }) => ({ path, status }))).toEqual([{ path: TOKEN_PATH, status: 200 }]);
	});
});

describe('token calls', () => {
	test('twenty requests at once without a token make one', async () => {
		const store = await storeWith();
		const outcomes = await atOnce(20, await requests(store));
		expect(outcomes.filter(({ failure }) => failure)).toEqual([]);
		expect(tokenCalls()).toHaveLength(1);
		expect(dataCalls()).toHaveLength(20);
		expect((await store.get(TYPE)).accessToken).toMatch(/^ey/);
	});

	test('twenty requests at once with a token from before the start of n8n make one', async () => {
		const outcomes = await atOnce(20, await requests(await storeWith({ accessToken: 'token of yesterday' })));
		expect(outcomes.filter(({ failure }) => failure)).toEqual([]);
		expect(tokenCalls()).toHaveLength(1);
	});

	test.each([
		['run out', 'expireTokens'],
		['are taken back', 'revokeTokens'],
	] as const)('tokens that %s are renewed once, and nothing fails', async (_how, end) => {
		const send = await requests(await storeWith());
		await atOnce(5, send);
		sandbox[end]();
		const outcomes = await atOnce(20, send);
		expect(outcomes.filter(({ failure }) => failure)).toEqual([]);
		expect(tokenCalls()).toHaveLength(2);
	});

	test('a token that runs out again and again in the middle of a run is renewed each time', async () => {
		const send = await requests(await storeWith());
		for (let round = 1; round <= 3; round++) {
			const outcomes = await atOnce(10, send);
			expect(outcomes.filter(({ failure }) => failure)).toEqual([]);
			expect(tokenCalls()).toHaveLength(round);
			sandbox.expireTokens();
		}
	});

	test('a request that comes late with the old token gets the new one without a call', async () => {
		const store = await storeWith();
		const send = await requests(store);
		await send();
		const { accessToken: old } = await store.get(TYPE);
		sandbox.expireTokens();
		await send();
		expect(tokenCalls()).toHaveLength(2);

		const late = await requests(await storeWith({ accessToken: String(old) }));
		expect((await late()).failure).toBeUndefined();
		expect(tokenCalls()).toHaveLength(2);
	});

	test('a refused token of another process is not answered with an older one of this process', async () => {
		await (
			await requests(await storeWith())
		)();
		sandbox.revokeTokens();
		const outcome = await (await requests(await storeWith({ accessToken: 'newer, of another process' })))();
		expect(outcome.failure).toBeUndefined();
		expect(tokenCalls()).toHaveLength(2);
	});

	test('two credentials for one client share a token, two clients do not', async () => {
		const { clientId, clientSecret } = sandbox.credentials.learning360ReadOnly;
		const first = await requests(await storeWith());
		const second = await requests(await storeWith());
		const other = await requests(await storeWith({ clientId, clientSecret }));
		await Promise.all([first(), second(), other()]);
		expect(tokenCalls()).toHaveLength(2);
	});

	test.each([
		['a number', 1],
		['a text', '1'],
	])('a life of one second, given as %s, is believed', async (_form, seconds) => {
		sandbox.faults.add({
			path: TOKEN_PATH,
			body: { token_type: 'Bearer', access_token: 'short', expires_in: seconds },
		});
		await (
			await requests(await storeWith())
		)();
		await new Promise((resolve) => setTimeout(resolve, 1000));
		sandbox.clearRequests();
		await (
			await requests(await storeWith())
		)();
		expect(dataCalls()[0]?.id).toBeGreaterThan(tokenCalls()[0]?.id ?? Infinity);
	});

	test('are repeated when the platform cannot answer for a moment', async () => {
		sandbox.faults.add({ path: TOKEN_PATH, status: 503, times: 1 });
		sandbox.faults.add({ path: TOKEN_PATH, drop: 'before', times: 1 });
		expect((await (await requests(await storeWith()))()).failure).toBeUndefined();
		expect(tokenCalls()).toHaveLength(3);
	});
});

describe('refusals', () => {
	/** A wrong value of a field, or an answer that the sandbox gives by order. */
	const cases: Array<{
		name: string;
		wrong?: object;
		status?: number;
		body?: unknown;
		message: RegExp;
		calls?: number;
	}> = [
		{
			name: 'invalid_client',
			wrong: { clientSecret: 'wrong-secret-1f2e' },
			message: /does not know this client ID and client secret/,
		},
		{
			name: 'non_existing_user',
			status: 400,
			body: { error: 'non_existing_user' },
			message: /no user with the User ID/,
		},
		{ name: 'invalid_request', status: 400, body: { error: 'invalid_request' }, message: /cannot read this client ID/ },
		{
			name: 'unsupported_grant_type',
			status: 400,
			body: { error: 'unsupported_grant_type' },
			message: /client credentials/,
		},
		{
			name: 'another code',
			status: 403,
			body: { error: { code: 'platformClosed' } },
			message: /refused.*platformClosed/,
		},
		{
			name: 'too many sign-ins',
			status: 429,
			body: { error: 'tooManyRequests' },
			message: /too many sign-ins/,
			calls: 3,
		},
		{ name: 'an answer of a proxy', status: 502, body: '<html>', message: /status 502/, calls: 3 },
		{
			name: 'an answer of something else',
			status: 200,
			body: { hello: 'world' },
			message: /does not answer like 360Learning/,
		},
	];

	test.each(cases)(
		'$name is told in words, once, without secrets',
		async ({ wrong, status, body, message, calls = 1 }) => {
			if (status !== undefined) sandbox.faults.add({ path: TOKEN_PATH, status, body });
			const outcomes = await atOnce(3, await requests(await storeWith(wrong)));
			const { clientSecret } = { ...fields, ...wrong } as { clientSecret: string };
			for (const { failure } of outcomes) {
				expect(failure?.message).toMatch(message);
				expect(failure?.description).toBeTruthy();
				expect(failure?.everything).not.toContain(clientSecret);
			}
			expect(outcomes).toHaveLength(3);
			expect(tokenCalls()).toHaveLength(calls);
			expect(dataCalls()).toEqual([]);
		},
	);

	test('a platform that cannot be reached is named', async () => {
		const { failure } = await (await requests(await storeWith({ baseUrl: 'http://127.0.0.1:9' })))();
		expect(failure?.message).toBe('Could not reach http://127.0.0.1:9: the connection was refused');
		expect(failure?.everything).not.toContain(fields.clientSecret);
	});

	test('the secret is not sent on to another address', async () => {
		const elsewhere = await startSandbox();
		sandbox.faults.add({ path: TOKEN_PATH, redirect: `${elsewhere.learning360.url}${TOKEN_PATH}` });
		const { failure } = await (await requests(await storeWith()))();
		expect(failure?.message).toMatch(/sends the sign-in on to another address/);
		expect(elsewhere.requests).toEqual([]);
		await elsewhere.close();
	});

	test('a new sign-in works after a refused one', async () => {
		sandbox.faults.add({ path: TOKEN_PATH, status: 401, body: { error: 'invalid_client' }, times: 1 });
		const send = await requests(await storeWith());
		expect((await send()).failure).toBeDefined();
		expect((await send()).failure).toBeUndefined();
	});

	test.each([
		['Client ID', { clientId: ' ' }, /"Client ID".*is empty/],
		['Client Secret', { clientSecret: '' }, /"Client Secret".*is empty/],
		['User ID', { userId: '../me' }, /"User ID".*24 hexadecimal/],
		['Region', { region: 'mars' }, /"Region".*unknown/],
		['Base URL', { baseUrl: 'http://learning.example.com' }, /"Base URL".*https/],
	])('a wrong %s is found before any request', async (_field, wrong, message) => {
		const { failure } = await (await requests(await storeWith(wrong)))();
		expect(failure?.message).toMatch(message);
		expect(sandbox.requests).toEqual([]);
	});
});

describe('the credential test', () => {
	test('passes whatever scopes the client has', async () => {
		const { clientId, clientSecret } = sandbox.credentials.learning360ReadOnly;
		expect(await testCredential(TYPE, fields)).toMatchObject({ status: 'OK' });
		expect(await testCredential(TYPE, { ...fields, clientId, clientSecret })).toMatchObject({ status: 'OK' });
		expect(dataCalls()).toHaveLength(2);
		expect(dataCalls().every(({ headers }) => headers['360-api-version'] === 'v2.0')).toBe(true);
	});

	test('passes when only the scope is missing', async () => {
		sandbox.faults.add({
			path: '/api/v2/users/{userId}',
			status: 403,
			body: { error: { code: 'invalid_scope', message: 'no' } },
		});
		expect(await testCredential(TYPE, fields)).toMatchObject({ status: 'OK' });
	});

	test('asks for a new token each time, so that a secret that was taken back is noticed', async () => {
		const store = await storeWith();
		await testCredential(TYPE, store);
		await testCredential(TYPE, store);
		expect(tokenCalls()).toHaveLength(2);
	});

	test.each([
		['a wrong secret', { clientSecret: 'wrong' }, /does not know this client ID/],
		['a wrong address', { baseUrl: 'http://127.0.0.1:9' }, /the connection was refused/],
		[
			'a part of the API in the address',
			{ baseUrl: 'https://app.360learning.com/api/v2' },
			/ends with a part of the API/,
		],
	])('says what is wrong: %s', async (_case, wrong, message) => {
		expect(await testCredential(TYPE, { ...fields, ...wrong })).toEqual({
			status: 'Error',
			message: expect.stringMatching(message) as string,
		});
	});

	test('says so when the API does not take the token or cannot answer', async () => {
		const fault = sandbox.faults.add({ path: '/api/v2/users/{userId}', status: 401, body: { error: 'invalid_token' } });
		expect(await testCredential(TYPE, fields)).toMatchObject({
			status: 'Error',
			message: expect.stringMatching(/does not accept it/) as string,
		});
		fault.remove();
		sandbox.faults.add({ path: '/api/v2/users/{userId}', status: 503 });
		expect(await testCredential(TYPE, fields)).toMatchObject({ status: 'Error' });
	});
});
