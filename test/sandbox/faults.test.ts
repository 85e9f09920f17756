import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { type Client, send, v1Client, v2Client, wait, zohoClient } from './client.ts';

let sandbox: Sandbox;
let v2: Client;
let zoho: Client;
beforeAll(async () => {
	sandbox = await startSandbox({ limits: false });
});
beforeEach(async () => {
	await sandbox.reset();
	v2 = await v2Client(sandbox);
	zoho = zohoClient(sandbox);
	sandbox.clearRequests();
});
afterAll(async () => await sandbox.close());

const code = async (call: Promise<unknown>) =>
	await call.then(
		() => 'answered',
		(error: { code: string }) => error.code,
	);
const TAG = { name: 'Made under fault', isMain: false };
const hasTag = () => sandbox.state.learning360.tags.some(({ name }) => name === TAG.name);

describe('a fault', () => {
	it('answers a status with a body and headers, so many times, after so many calls', async () => {
		const fault = sandbox.faults.add({
			operationId: 'listTags',
			status: 503,
			body: { error: { code: 'bulkAPIDisabled', message: 'off' } },
			headers: { 'retry-after': '2' },
			after: 1,
			times: 2,
		});
		const answers = [];
		for (let index = 0; index < 5; index += 1) answers.push(await v2('GET', '/tags'));
		expect(answers.map(({ status }) => status)).toEqual([200, 503, 503, 200, 200]);
		expect(answers[1]).toMatchObject({ data: { error: { code: 'bulkAPIDisabled' } } });
		expect(answers[1]?.headers['retry-after']).toBe('2');
		expect([fault.seen(), fault.applied()]).toEqual([5, 2]);
		expect(sandbox.requests.map(({ fault: applied }) => applied)).toEqual([
			undefined,
			'status 503',
			'status 503',
			undefined,
			undefined,
		]);
	});

	it('finds its requests by vendor, method, path template, path, pattern, operation and API', async () => {
		const user = '507f1f77bcf86cd799439011';
		const meets = async (target: object, call: () => Promise<{ status: number }>) => {
			const handle = sandbox.faults.add({ ...target, status: 418 });
			const { status } = await call();
			handle.remove();
			return status === 418;
		};
		const read = async () => await v2('GET', `/users/${user}`);
		expect(await meets({ path: '/api/v2/users/{userId}' }, read)).toBe(true);
		expect(await meets({ path: `/api/v2/users/${user}` }, read)).toBe(true);
		expect(await meets({ path: /users\/5/ }, read)).toBe(true);
		expect(await meets({ method: 'get', operationId: 'getUser', api: 'v2', vendor: 'learning360' }, read)).toBe(true);
		expect(await meets({ method: 'PATCH' }, read)).toBe(false);
		expect(await meets({ operationId: 'getUser', api: 'v1' }, read)).toBe(false);
		expect(await meets({ vendor: 'zohoPeople' }, read)).toBe(false);
		expect(await meets({ path: '/rooms' }, async () => await zoho('GET', '/rooms'))).toBe(true);
		expect(await meets({ api: 'v1' }, async () => await v1Client(sandbox)('GET', '/projects'))).toBe(true);
	});

	it('delays', async () => {
		sandbox.faults.add({ path: '/api/v2/tags', delayMs: 120 });
		const started = performance.now();
		expect((await v2('GET', '/tags')).status).toBe(200);
		expect(performance.now() - started).toBeGreaterThan(110);
	});

	it('drops the connection before anything is done, or after', async () => {
		sandbox.faults.add({ operationId: 'createTag', drop: 'before', times: 1 });
		expect(await code(v2('POST', '/tags', { data: TAG }))).toBe('ECONNRESET');
		expect(hasTag()).toBe(false);
		sandbox.faults.add({ operationId: 'createTag', drop: 'after', times: 1 });
		expect(await code(v2('POST', '/tags', { data: TAG }))).toBe('ECONNRESET');
		expect(hasTag()).toBe(true);
		expect(sandbox.requests.map(({ status, fault }) => ({ status, fault }))).toEqual([
			{ status: undefined, fault: 'drop before' },
			{ status: undefined, fault: 'drop after' },
		]);
	});

	it('takes the place of an answer after the sandbox has acted', async () => {
		sandbox.faults.add({
			operationId: 'createTag',
			status: 504,
			body: 'late',
			contentType: 'text/plain',
			acts: true,
			times: 1,
		});
		expect(await v2('POST', '/tags', { data: TAG })).toMatchObject({ status: 504, data: 'late' });
		expect(hasTag()).toBe(true);
		sandbox.faults.add({ operationId: 'createTag', hang: true, acts: true, times: 1 });
		const again = { ...TAG, name: 'Made before a silence' };
		expect(await code(v2('POST', '/tags', { data: again, timeout: 200 }))).toBe('ECONNABORTED');
		expect(sandbox.state.learning360.tags.some(({ name }) => name === again.name)).toBe(true);
	});

	it('lasts so many seconds from the first request it meets', async () => {
		sandbox.faults.add({ operationId: 'listTags', status: 500, seconds: 60 });
		await sandbox.advance(100_000);
		expect((await v2('GET', '/tags')).status).toBe(500);
		await sandbox.advance(50_000);
		expect((await v2('GET', '/tags')).status).toBe(500);
		await sandbox.advance(10_000);
		expect((await v2('GET', '/tags')).status).toBe(200);
	});

	it.each(['expire', 'revoke'] as const)('lets tokens end in the middle (%s)', async (tokens) => {
		sandbox.faults.add({ operationId: 'listTags', tokens, after: 1, times: 1 });
		expect(
			[await v2('GET', '/tags'), await v2('GET', '/tags'), await v2('GET', '/tags')].map(({ status }) => status),
		).toEqual([200, 401, 401]);
		expect((await (await v2Client(sandbox))('GET', '/tags')).status).toBe(200);
	});

	it('adds fields to a record, or changes the media type of an answer', async () => {
		sandbox.faults.add({ operationId: 'getUser', fields: { more: 'x'.repeat(100_000) }, times: 1 });
		const { data } = await v2('GET', '/users/507f1f77bcf86cd799439011');
		expect([data._id, data.more.length]).toEqual(['507f1f77bcf86cd799439011', 100_000]);
		sandbox.faults.add({ operationId: 'getUser', contentType: 'text/html', times: 1 });
		const page = await v2('GET', '/users/507f1f77bcf86cd799439011');
		expect([page.headers['content-type'], page.data._id]).toEqual(['text/html', '507f1f77bcf86cd799439011']);
		expect(sandbox.requests.map(({ fault }) => fault)).toEqual(['fields more', 'contentType text/html']);
	});

	it('never answers', async () => {
		sandbox.faults.add({ path: '/api/v2/tags', hang: true });
		expect(await code(v2('GET', '/tags', { timeout: 100 }))).toBe('ECONNABORTED');
	});

	it('cuts the answer short, or sends none, or drop by drop', async () => {
		sandbox.faults.add({ path: '/api/v2/tags', truncate: true, times: 1 });
		expect(await code(v2('GET', '/tags'))).toMatch(/ECONNRESET|ERR_BAD_RESPONSE/);
		sandbox.faults.add({ path: '/api/v2/tags', empty: true, times: 1 });
		expect(await v2('GET', '/tags')).toMatchObject({ status: 200, data: '' });
		sandbox.faults.add({ path: '/api/v2/tags', slowDrip: 200, times: 1 });
		const started = performance.now();
		expect((await v2('GET', '/tags')).data).toHaveLength(sandbox.state.learning360.tags.length);
		expect(performance.now() - started).toBeGreaterThan(180);
	});

	it('answers something that is not JSON', async () => {
		sandbox.faults.add({ path: '/api/v2/tags', body: '<html>Gateway</html>', contentType: 'text/html', times: 1 });
		const page = await v2('GET', '/tags');
		expect(page).toMatchObject({ status: 200, data: '<html>Gateway</html>' });
		expect(page.headers['content-type']).toBe('text/html');
		sandbox.faults.add({ path: '/api/v2/tags', body: '{"error":', times: 1 });
		expect((await v2('GET', '/tags', { transformResponse: (text) => text })).data).toBe('{"error":');
	});

	it('redirects, and points the next page elsewhere', async () => {
		sandbox.faults.add({ path: '/api/v2/tags', redirect: 'https://elsewhere.example/', times: 1 });
		const redirected = await v2('GET', '/tags');
		expect([redirected.status, redirected.headers.location]).toEqual([302, 'https://elsewhere.example/']);
		sandbox.faults.add({ path: '/api/v2/users', nextLink: 'https://elsewhere.example/?next=x' });
		expect((await v2('GET', '/users')).headers.link).toBe('<https://elsewhere.example/?next=x>; rel="next"');
	});

	it('answers the block of Zoho in its other forms', async () => {
		sandbox.faults.add({
			vendor: 'zohoPeople',
			status: 200,
			body: { response: { status: 1, errors: [{ code: 7209, message: 'blocked' }] } },
		});
		expect(await zoho('GET', '/rooms')).toMatchObject({
			status: 200,
			data: { response: { errors: [{ code: 7209 }] } },
		});
	});
});

describe('the controls of other processes', () => {
	const control = async (method: string, path: string, data?: object) =>
		await send({ method, url: `${sandbox.zohoPeople.url}/_sandbox/${path}`, data });

	it('add, list and take away faults', async () => {
		const { id } = (await control('POST', 'faults', { path: '^/api/v2/tags$', status: 500 })).data;
		expect((await v2('GET', '/tags')).status).toBe(500);
		expect((await control('GET', 'faults')).data).toEqual([
			{ id, fault: { path: '^/api/v2/tags$', status: 500 }, seen: 1, applied: 1 },
		]);
		expect((await control('DELETE', `faults/${id}`)).data).toEqual({ removed: true });
		expect((await v2('GET', '/tags')).status).toBe(200);
		await control('POST', 'faults', { status: 500 });
		await control('DELETE', 'faults');
		expect((await v2('GET', '/tags')).status).toBe(200);
	});

	it('read and empty the log', async () => {
		await v2('GET', '/tags');
		const [entry] = (await control('GET', 'requests')).data;
		expect(entry).toMatchObject({
			vendor: 'learning360',
			api: 'v2',
			operationId: 'listTags',
			method: 'GET',
			path: '/api/v2/tags',
			status: 200,
		});
		expect(entry.headers.authorization).toMatch(/^Bearer ….{4}$/);
		expect(entry.finishedAt).toBeGreaterThanOrEqual(entry.startedAt);
		await control('DELETE', 'requests');
		expect(sandbox.requests).toEqual([]);
	});

	it('reset records, expire tokens, show peaks, credentials, routes and addresses', async () => {
		await v2('POST', '/tags', { data: TAG });
		expect(hasTag()).toBe(true);
		expect((await control('GET', 'peaks')).data['learning360.writes'].highest).toBe(1);
		await control('POST', 'tokens/expire');
		expect((await v2('GET', '/tags')).status).toBe(401);
		await control('POST', 'reset');
		expect(hasTag()).toBe(false);
		expect((await control('GET', 'credentials')).data).toEqual(sandbox.credentials);
		expect((await control('GET', 'routes')).data).toEqual(sandbox.routes);
		expect((await control('GET', 'addresses')).data).toEqual({
			learning360: sandbox.learning360.url,
			zohoPeople: sandbox.zohoPeople.url,
			zohoAccounts: sandbox.zohoAccounts.url,
		});
		expect((await control('POST', 'dance')).status).toBe(404);
	});
});

describe('the servers', () => {
	it('listen on loopback only, wait when told to, and stop', async () => {
		const slow = await startSandbox({ latencyMs: 80 });
		expect(slow.learning360.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
		const started = performance.now();
		await send({ url: `${slow.zohoPeople.url}/api/v1/rooms` });
		expect(performance.now() - started).toBeGreaterThan(70);
		await slow.close();
		expect(await code(send({ url: slow.zohoPeople.url }))).toMatch(/ECONNREFUSED|ECONNRESET/);
	});

	it('refuse a port that is taken and leave none behind', async () => {
		const port = Number(new URL(sandbox.zohoPeople.url).port);
		await expect(startSandbox({ ports: { zohoPeople: port } })).rejects.toThrow('EADDRINUSE');
		await wait(1);
	});
});
