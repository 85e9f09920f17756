import { homedir } from 'node:os';
import type { INodeParameters } from 'n8n-workflow';
import {
	CredentialStore,
	expectPinnedOutput,
	readBinary,
	runListSearch,
	runLoadOptions,
	runResourceMapping,
	runWorkflow,
	testCredential,
	type RunOptions,
} from './index.ts';
import { startTinyServer, type TinyServer } from './tinyServer.ts';
import { chain, node, tinyPack } from './tinyWorkflow.ts';

let server: TinyServer;
let credentials: Record<string, object>;
const packages = [tinyPack];

beforeEach(async () => {
	server = await startTinyServer();
	credentials = {
		tinyTokenApi: { host: server.url, secret: 'right' },
		tinyKeyApi: { host: server.url },
		tinyOAuth2Api: {
			host: server.url,
			clientId: 'client',
			clientSecret: 'secret',
			oauthTokenData: { access_token: 'ended', refresh_token: 'refresh' },
		},
	};
});

afterEach(async () => await server.close());

const two = [{ json: { number: 1 } }, { json: { number: 2 } }];

function run(workflow: RunOptions['workflow'], more: Partial<RunOptions> = {}) {
	return runWorkflow({ workflow, packages, credentials, input: two, ...more });
}

describe('a run', () => {
	test('resolves expressions per item and follows items back to where they came from', async () => {
		const workflow = chain(
			node('Tiny', 'tiny', { path: '=/numbers/{{ $json.number }}' }),
			node('After', 'set', fields({ path: '={{ $json.path }}', from: "={{ $('Start').item.json.number }}" }), {
				typeVersion: 3.4,
			}),
		);
		const result = await run(workflow);
		expect(result.status).toBe('success');
		expect(result.nodes.After?.runs[0]?.items[0]).toEqual([
			{ json: { path: '/numbers/1', from: '1' }, pairedItem: { item: 0 } },
			{ json: { path: '/numbers/2', from: '2' }, pairedItem: { item: 1 } },
		]);
		expect(Object.keys(result.nodes)).toEqual(['Start', 'Tiny', 'After']);
		expect(result.nodes.After?.runs[0]?.itemsIn).toBe(2);
	});

	test('knows the time zone of the run and of the workflow', async () => {
		const workflow = chain(node('Set', 'set', fields({ zone: '={{ $now.zoneName }}' }), { typeVersion: 3.4 }));
		const zone = async (options: Partial<RunOptions>) =>
			(await run(workflow, options)).nodes.Set?.runs[0]?.items[0]?.[0]?.json.zone;
		expect(await zone({})).toBe('UTC');
		expect(await zone({ timezone: 'Asia/Kolkata' })).toBe('Asia/Kolkata');
		workflow.settings = { timezone: 'Europe/Paris' };
		expect(await zone({})).toBe('Europe/Paris');
	});

	test('stops after the destination node', async () => {
		const workflow = chain(node('One', 'noOp'), node('Two', 'noOp'));
		expect(Object.keys((await run(workflow, { destinationNode: 'One' })).nodes)).toEqual(['Start', 'One']);
	});

	test('records its own requests, without their query, and its own log', async () => {
		const workflow = chain(node('Tiny', 'tiny', { path: '/keyed', authentication: 'tinyKeyApi' }));
		const [first, second] = await Promise.all([run(workflow), run(workflow, { input: [{ json: {} }] })]);
		const line = { node: 'Tiny', method: 'GET', url: `${server.url}/keyed`, status: 200 };
		expect(first.requests).toEqual([line, line]);
		expect(second.requests).toEqual([line]);
		expect(second.logs.filter(({ level }) => level === 'info')).toEqual([
			{ level: 'info', message: 'Calling /keyed', node: 'Tiny' },
		]);
	});

	test('ends with n8n’s finding when a required field is empty, and sends nothing', async () => {
		const result = await run(chain(node('Tiny', 'tiny')));
		expect(result.status).toBe('error');
		expect(result.error?.message).toMatch(/issues/);
		expect(server.requests).toEqual([]);
	});

	test('refuses a node type that is not here and lists what is', async () => {
		await expect(run(chain(node('Code', 'code')))).rejects.toThrow(
			/no node of type "n8n-nodes-base.code".*n8n-nodes-tiny\.tiny/s,
		);
	});

	test('is stopped by its signal and by nothing else', async () => {
		const controller = new AbortController();
		const workflow = chain(node('Tiny', 'tiny', { path: '/slow' }));
		const running = run(workflow, { signal: controller.signal });
		while (!server.requests.includes('GET /slow')) await new Promise((resolve) => setTimeout(resolve, 10));
		controller.abort();
		const { status, ms } = await running;
		expect(status).toBe('canceled');
		expect(ms).toBeLessThan(4000);
	});

	test('keeps files on disk, outside the home folder', async () => {
		const result = await run(chain(node('Tiny', 'tiny', { path: '/file', file: true })), { input: [{ json: {} }] });
		const item = result.nodes.Tiny?.runs[0]?.items[0]?.[0];
		expect(item?.binary?.data).toMatchObject({
			id: expect.stringMatching(/^filesystem-v2:/),
			mimeType: 'text/plain',
			fileName: 'tiny.txt',
		});
		expect((await readBinary(item!)).toString()).toBe('bytes of a file');
		await expect(readBinary(item!, 'other')).rejects.toThrow('no file "other", only: data');
		expect(process.env.N8N_USER_FOLDER).toBeTruthy();
		expect(process.env.N8N_USER_FOLDER).not.toBe(homedir());
	});
});

describe('a node that fails', () => {
	const workflow = (settings: object) =>
		chain(
			node('Tiny', 'tiny', { path: '={{ $json.number === 1 ? "/status/404" : "/fine" }}' }, settings),
			node('After', 'noOp'),
		);

	test('stops the run', async () => {
		const result = await run(workflow({}));
		expect(result).toMatchObject({ status: 'error', error: { name: 'NodeApiError', httpCode: '404' } });
		expect(result.nodes.Tiny?.runs[0]?.error?.message).toBe(result.error?.message);
		expect(result.nodes.After).toBeUndefined();
	});

	test('passes the failed item on with onError set to the regular output', async () => {
		const result = await run(workflow({ onError: 'continueRegularOutput' }));
		expect(result.status).toBe('success');
		expect(result.nodes.After?.runs[0]?.items[0]?.map(({ json }) => json)).toEqual([
			{ error: expect.any(String) },
			{ path: '/fine', token: 'Bearer token-1' },
		]);
	});

	test('passes it to a second output with onError set to the error output', async () => {
		const result = await run(workflow({ onError: 'continueErrorOutput' }));
		expect(result.nodes.Tiny?.runs[0]?.items.map((items) => items.length)).toEqual([1, 1]);
		expect(result.nodes.After?.runs[0]?.items[0]).toHaveLength(1);
	});

	test('runs again with Retry On Fail', async () => {
		const flaky = (settings: object) => chain(node('Tiny', 'tiny', { path: '/flaky' }, settings));
		const result = await run(flaky({ retryOnFail: true, maxTries: 2, waitBetweenTries: 0 }), { input: [{ json: {} }] });
		expect(result.status).toBe('success');
		expect(result.requests.filter(({ url }) => url.endsWith('/flaky')).map(({ status }) => status)).toEqual([503, 200]);
	});
});

describe('a credential', () => {
	const workflow = (authentication: string) => chain(node('Tiny', 'tiny', { path: '/signed', authentication }));

	test('fetches a token when it has none, keeps it, and fetches another when it is refused', async () => {
		const store = await CredentialStore.create(credentials);
		await run(workflow('tinyTokenApi'), { credentials: store });
		expect(server.requests).toEqual(['POST /token', 'GET /signed', 'GET /signed']);
		expect(await store.get('tinyTokenApi')).toMatchObject({ secret: 'right', token: 'token-1' });

		server.requests.length = 0;
		server.expireTokens();
		const result = await run(workflow('tinyTokenApi'), { credentials: store });
		expect(server.requests).toEqual(['GET /signed', 'POST /token', 'GET /signed', 'GET /signed']);
		expect(result.nodes.Tiny?.runs[0]?.items[0]?.[0]?.json.token).toBe('Bearer token-2');
		expect(await store.get('tinyTokenApi')).toMatchObject({ token: 'token-2' });
	});

	test('of OAuth2 is renewed by n8n and stored; the address of the token is an expression', async () => {
		const store = await CredentialStore.create(credentials);
		const result = await run(workflow('tinyOAuth2Api'), { credentials: store });
		expect(result.status).toBe('success');
		expect(server.requests).toEqual(['GET /signed', 'POST /oauth/token', 'GET /signed', 'GET /signed']);
		expect(server.lastTokenBody).toBe(
			'refresh_token=refresh&grant_type=refresh_token&client_id=client&client_secret=secret',
		);
		expect((await store.get('tinyOAuth2Api')).oauthTokenData).toMatchObject({
			access_token: 'token-1',
			refresh_token: 'refresh',
		});
	});

	test('signs with a function and with the defaults of its fields', async () => {
		await run(workflow('tinyKeyApi'), { input: [{ json: {} }] });
		expect(server.requests).toEqual(['GET /signed?key=default-key']);
	});

	test('is stored encrypted', async () => {
		const store = await CredentialStore.create({ tinyTokenApi: { secret: 'in plain sight' } });
		expect(store.find('tinyTokenApi').data).not.toContain('plain');
		expect(await store.get('tinyTokenApi')).toEqual({ secret: 'in plain sight' });
	});

	test('that was not given is missed by the node', async () => {
		const result = await run(workflow('tinyTokenApi'), { credentials: {} });
		expect(result.error?.message).toMatch(/does not have any credentials set/);
	});

	test.each([
		['right', { status: 'OK', message: 'Connection successful!' }],
		['locked', { status: 'Error', message: 'The account is locked' }],
		['wrong', { status: 'Error', message: 'The account may not sign in' }],
	])('is tested as in the editor: %s', async (secret, expected) => {
		expect(await testCredential('tinyTokenApi', { host: server.url, secret }, packages)).toEqual(expected);
	});

	test('cannot be tested when the host does not answer', async () => {
		const result = await testCredential('tinyTokenApi', { host: 'http://127.0.0.1:1', secret: 'right' }, packages);
		expect(result).toEqual({ status: 'Error', message: 'ECONNREFUSED' });
	});
});

describe('the editor', () => {
	const options = { nodeType: 'n8n-nodes-tiny.tiny', packages };

	test('searches and pages a list', async () => {
		const search = (more: object) => runListSearch({ ...options, credentials, method: 'searchRecords', ...more });
		const first = await search({});
		expect(first).toEqual({
			results: [
				{ name: 'Anna', value: '1' },
				{ name: 'Ben', value: '2' },
			],
			paginationToken: '2',
		});
		expect((await search({ paginationToken: '2' })).results.map(({ name }) => name)).toEqual(['Carla', 'Dan']);
		expect((await search({ filter: 'Carl' })).results).toEqual([{ name: 'Carla', value: '3' }]);
	});

	test('loads options with the parameters filled in so far', async () => {
		const loaded = await runLoadOptions({ ...options, method: 'loadKinds', parameters: { path: 'record' } });
		expect(loaded).toEqual([{ name: 'Kind of record', value: 'kind' }]);
	});

	test('loads the fields of a resource mapper once each', async () => {
		const { fields } = await runResourceMapping({ ...options, method: 'loadFields' });
		expect(fields.map(({ id }) => id)).toEqual(['one', 'two']);
	});

	test('names the methods there are', async () => {
		await expect(runLoadOptions({ ...options, method: 'other' })).rejects.toThrow(
			'no loadOptions method "other", only: loadKinds',
		);
	});
});

describe('pinned data', () => {
	const pinned = (items: Array<{ json: { number: number } }>) => ({
		...chain(node('Pass', 'noOp')),
		pinData: { Pass: items },
	});

	test('is the expected output and does not replace the node’s', async () => {
		expectPinnedOutput(pinned(two), await run(pinned(two)));
		const other = pinned([{ json: { number: 3 } }]);
		const result = await run(other);
		expect(() => expectPinnedOutput(other, result)).toThrow(/"number": 3/);
	});

	test('must be there, for nodes that ran', async () => {
		const result = await run(chain(node('Pass', 'noOp')));
		expect(() => expectPinnedOutput(chain(), result)).toThrow('Test pins no output');
		expect(() => expectPinnedOutput({ ...chain(), pinData: { Other: [] } }, result)).toThrow(
			'"Other" did not run: nothing led to it',
		);
	});
});

/** Parameters of Edit Fields with one text field per entry. */
function fields(values: Record<string, string>): INodeParameters {
	const assignments = Object.entries(values).map(([name, value]) => ({ id: name, name, type: 'string', value }));
	return { assignments: { assignments }, options: {} };
}
