import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/index.ts';
import { startStillSandbox, timeInSteps } from '../faults/world.ts';
import { leaks, type NodeUnderTest, operationCalls, runNode, V1, V2, ZOHO } from '../five/five.ts';
import { ask, toolOf } from '../outputs/asking.ts';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startStillSandbox(true, { checkAnswers: false });
});
afterAll(async () => await sandbox.close());
beforeEach(async () => await sandbox.reset());
timeInSteps(() => sandbox);

const request = (parameters: object): INodeParameters =>
	({ resource: 'apiRequest', operation: 'send', ...parameters }) as INodeParameters;
const send = async (node: NodeUnderTest, parameters: object, settings = {}) =>
	await runNode(sandbox, node, request(parameters), { typeVersion: 1.1, ...settings });
const pairs = (values: Array<{ name: string; value: string }>) => ({ values });

/** What goes out: method, path, and query as they were written. */
const calls = () => operationCalls(sandbox).map(({ method, path, queryString }) => [method, path, queryString]);

/** For each service its node, its host in the sandbox and the base of its API. */
const SERVICES: Array<[string, NodeUnderTest, () => string, string, string]> = [
	['360Learning', V2, () => sandbox.learning360.url, '/api/v2', '/tags'],
	['360Learning API v1', V1, () => sandbox.learning360.url, '/api/v1', '/groups'],
	['Zoho People LMS', ZOHO, () => sandbox.zohoPeople.url, '/api/v1', '/courses'],
];

/** Paths that lead elsewhere, could be read in two ways, or have something left out. `HOST` and `BASE` stand for those of the service. */
const HOSTILE: Array<[string, RegExp]> = [
	['https://other.example/api/v2/users', /leads to another host/],
	['http://other.example', /leads to another host/],
	['HTTPS://other.example/x', /leads to another host/],
	['ftp://other.example/x', /leads to another host/],
	['javascript:alert(1)', /begins like the address of another host/],
	['data:text/plain,x', /begins like the address of another host/],
	['//other.example/x', /names another host/],
	['///other.example/x', /names another host/],
	['/\\other.example/x', /backslash/],
	['\\\\other.example\\x', /backslash/],
	['https:\\\\other.example/x', /backslash/],
	['https:/other.example/x', /begins like the address of another host/],
	['@other.example', /begins like the address of another host/],
	['user:secret@other.example/x', /begins like the address of another host/],
	['other.example:443/x', /begins like the address of another host/],
	['https://user:secret@HOST/BASE/x', /user name/],
	['https://HOST@other.example/BASE/x', /user name/],
	['http://HOST.other.example/BASE/x', /leads to another host/],
	['http://HOST:1/BASE/x', /leads to another host/],
	['/..//other.example/x', /dots|two slashes/],
	['/../oauth', /dots/],
	['BASE/../oauth/token', /dots/],
	['BASE/./users', /dots/],
	['BASE/%2e%2e/oauth', /dots/],
	['BASE/%2e%2e%2foauth', /hides a slash/],
	['BASE/.%2E/oauth', /dots/],
	['BASE/%252e%252e%252foauth', /hides a slash/],
	['BASE/x%2fy', /hides a slash/],
	['BASE/x%5cy', /hides a slash/],
	['BASE/x%00', /control character/],
	['BASE/x%0d%0aHost:%20other.example', /control character/],
	['BASE/x\nHost: other.example', /line break/],
	['BASE/x\ty', /line break/],
	['BASE/x y', /space/],
	['BASE/x\u00a0y', /space/],
	['BASE/x\u0000y', /control character/],
	['BASE//users', /two slashes/],
	['BASE/x//', /two slashes/],
	['BASE/users/', /ends with a slash/],
	['BASE/users/?mail=x', /ends with a slash/],
	['BASE/users/undefined', /undefined/],
	['BASE/users/null/roles', /null/],
	['BASE/users/NaN', /NaN/],
	['BASE/users/%5Bobject%20Object%5D', /object Object/],
	['BASE/users/%23N%2FA', /hides a slash|#N\/A/],
	['BASE/users/%7BuserId%7D', /placeholder/],
	['BASE/users/%3AuserId', /placeholder/],
	['BASE/users?mail=undefined', /undefined/],
	['BASE/x#users', /fragment/],
	['BASE/%zz', /characters that no path may hold/],
	['BASE/%c3%28', /percent sign/],
	['BASE/é', /characters that no path may hold/],
	['BASE/\uff0e\uff0e/oauth', /characters that no path may hold/],
	['BASE/%ef%bc%8e%ef%bc%8e/oauth', /dots/],
	['BASE/x%ef%bc%8fy', /hides a slash/],
	['\u2044\u2044other.example/x', /characters that no path may hold/],
	['/api/v9/users', /lies outside/],
	['/API/v2/users', /lies outside/],
	['/api', /lies outside/],
	['BASE', /lies outside/],
	['BASE/', /ends with a slash/],
	['/', /two slashes/],
	['BASE/users/{userId}', /placeholder/],
	['BASE/users/:userId', /placeholder/],
	['BASE/users/<user id>', /space/],
	['BASE/users/<userId>', /placeholder/],
	['BASE/users/{{ $json.id }}', /expression that was not evaluated|space/],
	['BASE/users?mail={mail}', /placeholder/],
	['BASE/users?=x', /without a name/],
	['BASE/users?mail=', /has no value/],
	['BASE/users?a=%zz', /percent sign/],
	['', /required|empty/i],
];

describe.each(SERVICES)('%s', (_name, node, host, base, list) => {
	const written = (path: string) => path.replaceAll('HOST', new URL(host()).host).replaceAll('BASE', base);

	test('refuses every path that could lead elsewhere, and sends nothing', async () => {
		const input = HOSTILE.map(([path]) => ({ json: { path: written(path) } }));
		const { items, run } = await send(
			node,
			{ method: 'GET', path: '={{ $json.path }}' },
			{ input, onError: 'continueRegularOutput' },
		);
		expect(run.error).toBeUndefined();
		expect(items).toHaveLength(HOSTILE.length);
		for (const [index, [path, reason]] of HOSTILE.entries())
			expect([path, String(items[index].json.error)]).toEqual([path, expect.stringMatching(reason)]);
		expect(sandbox.requests).toEqual([]);
	});

	test.each([
		['with the base', 'BASE/LIST'],
		['without the base', '/LIST'],
		['without a slash', 'LIST'],
		['as a whole address', 'ORIGIN/BASE/LIST'],
		['with spaces around it', '  BASE/LIST '],
	])('reads a path %s', async (_form, path) => {
		const form = path
			.replace('ORIGIN/BASE', `${new URL(host()).origin}${base}`)
			.replace('BASE/LIST', `${base}${list}`)
			.replace(/\/?LIST/, (text) => (text.startsWith('/') ? list : list.slice(1)));
		const { items, message } = await send(node, { method: 'GET', path: form, limit: 2 });
		expect(message).toBe('');
		expect(items).toHaveLength(2);
		expect(calls()[0].slice(0, 2)).toEqual(['GET', `${base}${list}`]);
		expect(operationCalls(sandbox)[0].validationFailures).toEqual([]);
	});

	test('leaves the credential, the headers of the node and other methods to the node', async () => {
		for (const header of ['Authorization', 'host', 'Content-Length', 'Cookie', 'X-HTTP-Method-Override', 'Accept']) {
			const headers = pairs([{ name: header, value: 'x' }]);
			const { message } = await send(node, { method: 'GET', path: list, additionalFields: { headers } });
			expect(message).toMatch(/is set by the node/);
		}
		const odd = [
			{ name: 'a b', value: 'x' },
			{ name: 'X-A', value: 'a\nHost: other.example' },
			{ name: 'X-A', value: 'undefined' },
		];
		for (const entry of odd) {
			const { message } = await send(node, {
				method: 'GET',
				path: list,
				additionalFields: { headers: pairs([entry]) },
			});
			expect(message).toMatch(/cannot be the name|characters that no header|could not be computed/);
		}
		const { message } = await send(node, { method: 'GET', path: `${list}?_method=DELETE` });
		expect(message).toMatch(/not for a request to set/);
		expect(sandbox.requests).toEqual([]);
	});

	test('follows pages to the end with Return All, and stops at Limit', async () => {
		const all = await send(node, { method: 'GET', path: list, returnAll: true });
		const some = await send(node, { method: 'GET', path: list, returnAll: false, limit: 3 });
		expect(all.message).toBe('');
		expect(all.items.length).toBeGreaterThan(3);
		expect(new Set(all.items.map(({ json }) => JSON.stringify(json))).size).toBe(all.items.length);
		expect(some.items.map(({ json }) => json)).toEqual(all.items.slice(0, 3).map(({ json }) => json));
	});

	test('sends a write once whose answer does not come, says so, and does not repeat it with Retry On Fail', async () => {
		sandbox.faults.add({ method: 'PUT', path: new RegExp(`^${base}/`), status: 502, body: 'Bad gateway' });
		const parameters = { method: 'PUT', path: `${list}/65f0a1b2c3d4e5f6c4abf820`, body: '{"name": "x"}' };
		const { message, advice } = await send(node, parameters, { retryOnFail: true });
		expect(operationCalls(sandbox).map(({ method }) => method)).toEqual(['PUT']);
		expect(`${message} ${advice}`).toMatch(/may have been carried out|was carried out|unknown/i);
	});

	test('tries GET again', async () => {
		sandbox.faults.add({ method: 'GET', path: `${base}${list}`, status: 502, body: 'Bad gateway', times: 2 });
		const { message, items } = await send(node, { method: 'GET', path: list, limit: 1 });
		expect([message, items.length]).toEqual(['', 1]);
		expect(operationCalls(sandbox)).toHaveLength(3);
	});

	test('changes nothing where the ID at the end is missing', async () => {
		for (const method of ['PUT', 'PATCH', 'DELETE', 'POST'])
			for (const id of ['', ' ', null, undefined, '{{ $json.id }}']) {
				const path = `=${list}/{{ $json.id }}`;
				const body = method === 'DELETE' ? {} : { body: '{"a": 1}' };
				const { message } = await send(node, { method, path, ...body }, { input: [{ json: { id } }] });
				expect(message).toMatch(/^Path: /);
			}
		expect(sandbox.requests).toEqual([]);
	});

	test('reports a request in a dry run without what signs it, and sends nothing', async () => {
		const seen = await send(node, {
			method: 'DELETE',
			path: `${list}/1`,
			query: pairs([{ name: 'a', value: 'b c' }]),
			additionalFields: { dryRun: true, headers: pairs([{ name: 'X-Trace', value: '1' }]) },
		});
		expect(seen.message).toBe('');
		expect(seen.items.map(({ json }) => json)).toEqual([
			{
				dryRun: true,
				method: 'DELETE',
				url: expect.stringContaining(`${base}${list}/1?a=b%20c`),
				headers: expect.objectContaining({ 'x-trace': '1' }),
			},
		]);
		expect(sandbox.requests).toEqual([]);
		expect(leaks(sandbox, seen)).toEqual([]);
	});

	test('refuses a body that is no JSON object or list, and a query that comes twice or empty', async () => {
		for (const body of ['{"name": ', 'name', '"name"', '7', 'null'])
			expect((await send(node, { method: 'POST', path: list, body })).message).toMatch(/Body \(JSON\)/);
		const twice = { query: pairs([{ name: 'a', value: '1' }]), additionalFields: { queryJson: '{"a": "2"}' } };
		expect((await send(node, { method: 'GET', path: list, ...twice })).message).toMatch(
			/is given in Query Parameters too/,
		);
		const empty = { additionalFields: { queryJson: '{"a": ""}' } };
		expect((await send(node, { method: 'GET', path: list, ...empty })).message).toMatch(/has no value/);
		expect(sandbox.requests).toEqual([]);
	});

	test('explains what the vendor refuses', async () => {
		const { message } = await send(node, { method: 'GET', path: '/no-such-endpoint' });
		expect(message).not.toBe('');
		expect(calls()).toEqual([['GET', `${base}/no-such-endpoint`, '']]);
	});

	test('refuses a file, and says what to do', async () => {
		sandbox.faults.add({ path: `${base}${list}`, status: 200, body: '%PDF-1.4', contentType: 'application/pdf' });
		const { message, advice } = await send(node, { method: 'GET', path: list });
		expect(message).toMatch(/The answer is a file \(application\/pdf\)/);
		expect(advice).toMatch(/HTTP Request/);
		expect(operationCalls(sandbox)).toHaveLength(1);
	});

	test('makes one item of an object, one of each entry of a list, and a confirmation of an empty answer', async () => {
		const answers: Array<[object, IDataObject[]]> = [
			[{ body: { a: 1, list: [1, 2] } }, [{ a: 1, list: [1, 2] }]],
			[{ body: [{ a: 1 }, 'b'] }, [{ a: 1 }, { value: 'b' }]],
			[{ body: [] }, []],
		];
		for (const [answer, expected] of answers) {
			const fault = sandbox.faults.add({ path: `${base}${list}`, status: 200, ...answer });
			const { items, message } = await send(node, { method: 'GET', path: list });
			expect([message, items.map(({ json }) => json)]).toEqual(['', expected]);
			fault.remove();
		}
		sandbox.faults.add({ path: `${base}/jobs`, status: 202, body: '' });
		const { items, message } = await send(node, { method: 'POST', path: '/jobs', body: '{"a": 1}' });
		expect([message, items.map(({ json }) => json)]).toEqual(['', [{ success: true }]]);
		sandbox.faults.add({ path: `${base}/none`, status: 200, body: '' });
		const read = await send(node, { method: 'GET', path: '/none' });
		expect([read.message, read.items.map(({ json }) => json)]).toEqual(['', [{ success: true }]]);
		for (const [body, expected] of [
			[[], [{ success: true }]],
			[
				[1, 'b'],
				[{ value: 1 }, { value: 'b' }],
			],
		]) {
			const fault = sandbox.faults.add({ path: `${base}/jobs2`, status: 200, body });
			const wrote = await send(node, { method: 'POST', path: '/jobs2', body: '{"a": 1}' });
			expect([wrote.message, wrote.items.map(({ json }) => json)]).toEqual(['', expected]);
			fault.remove();
		}
	});
});

test('API v2 gets its version, takes filters in brackets and signs in by itself', async () => {
	const { message } = await send(V2, {
		method: 'GET',
		path: '/users?mail[eq]=owner@meridian.example',
		additionalFields: { queryJson: '{"status": {"eq": "active"}}' },
	});
	expect(message).toBe('');
	const [call] = operationCalls(sandbox);
	expect(call.headers['360-api-version']).toBe('v2.0');
	expect(call.validationFailures).toEqual([]);
	expect(decodeURIComponent(call.queryString)).toBe('mail[eq]=owner@meridian.example&status[eq]=active');
	for (const path of ['/oauth2/token', '/api/v2/oauth2/%74oken', '/oauth2/TOKEN'])
		expect((await send(V2, { method: 'POST', path, body: '{"a": 1}' })).message).toMatch(/signs in/);
	const version = { headers: pairs([{ name: '360-API-Version', value: 'v3' }]) };
	expect((await send(V2, { method: 'GET', path: '/tags', additionalFields: version })).message).toMatch(
		/set by the node/,
	);
});

test('Zoho gets several inputs as JSON in one query parameter, from a list and from JSON', async () => {
	const courseInfo = { courseName: 'First aid', courseType: 1 };
	await send(ZOHO, {
		method: 'POST',
		path: '/courses',
		query: pairs([{ name: 'inputData', value: JSON.stringify(courseInfo) }]),
	});
	await send(ZOHO, {
		method: 'POST',
		path: '/courses',
		additionalFields: { queryJson: JSON.stringify({ inputData: courseInfo }) },
	});
	const sent = operationCalls(sandbox).map(({ queryString }) => decodeURIComponent(queryString));
	expect(sent).toEqual(Array(2).fill(`inputData=${JSON.stringify(courseInfo)}`));
});

test('keys of API v1 are not given in a request', async () => {
	for (const path of ['/groups?apiKey=x', '/groups?company=x'])
		expect((await send(V1, { method: 'GET', path })).message).toMatch(/not for a request to set/);
	const headers = pairs([{ name: 'X-apiKey', value: 'x' }]);
	expect((await send(V1, { method: 'GET', path: '/groups', additionalFields: { headers } })).message).toMatch(
		/set by the node/,
	);
	expect(sandbox.requests).toEqual([]);
});

test('a write is a write of the documented operation: what it creates is there, and its errors are explained', async () => {
	const created = await send(V2, { method: 'POST', path: '/tags', body: '{"name": "Night shift", "isMain": false}' });
	expect(created.message).toBe('');
	expect(created.items[0].json).toMatchObject({ name: 'Night shift' });
	const refused = await send(V2, { method: 'GET', path: '/paths/65f0a1b2c3d4e5f6c4abf999/sessions' });
	expect([refused.message, refused.advice].join(' ')).toMatch(/path/i);
});

test('a tool reads with every level; what writes needs Everything or a dry run', async () => {
	const said = (name: string, type = 'string') => `={{ $fromAI('${name}', '', '${type}') }}`;
	const tool = (name: string, toolMay: string) =>
		toolOf(name, 'learning360', {
			resource: 'apiRequest',
			operation: 'send',
			method: said('method'),
			path: said('path'),
			body: '{"name": "By a model", "isMain": false}',
			additionalFields: { dryRun: said('dry_run', 'boolean') },
			toolMay,
		});
	const tools = [tool('Read', 'read'), tool('Write', 'write'), tool('All', 'everything')];
	const path = '/tags';
	const answers = await ask(
		sandbox,
		tools,
		tools.flatMap(({ name }) => [
			{ tool: name, args: { method: 'GET', path, dry_run: false } },
			{ tool: name, args: { method: 'POST', path, dry_run: true } },
			{ tool: name, args: { method: 'POST', path, dry_run: false } },
			{ tool: name, args: { method: 'DELETE', path: '/tags/65f0a1b2c3d4e5f6c4abf999', dry_run: false } },
			{ tool: name, args: { method: 'get; DELETE', path, dry_run: true } },
			{ tool: name, args: { method: 'GET', path: 'https://other.example/x', dry_run: false } },
		]),
	);
	const refusal = expect.stringMatching(/^This tool may not send a (POST|DELETE) request.*Nothing was sent/);
	for (const start of [0, 6]) {
		expect(answers.slice(start, start + 4).map(({ error }) => error)).toEqual([undefined, undefined, refusal, refusal]);
		expect(answers[start + 1].answer).toEqual([expect.objectContaining({ dryRun: true, method: 'POST' })]);
	}
	expect(answers.slice(12, 15).map(({ error }) => error)).toEqual([undefined, undefined, undefined]);
	for (const index of [4, 5, 10, 11, 16, 17]) expect(answers[index].error).toBeDefined();
	expect(
		calls()
			.filter(([method]) => method !== 'GET')
			.map(([method, address]) => [method, address]),
	).toEqual([
		['POST', '/api/v2/tags'],
		['DELETE', '/api/v2/tags/65f0a1b2c3d4e5f6c4abf999'],
	]);
});

test('calls count against the limit of the operation that has the address', async () => {
	const input = Array.from({ length: 20 }, () => ({ json: {} }));
	const settings = { input, credentialId: 'one', typeVersion: 1.1 };
	await runNode(sandbox, ZOHO, { resource: 'course', operation: 'getAll', limit: 1 } as never, settings);
	const { message } = await send(ZOHO, { method: 'GET', path: '/courses', limit: 1 }, settings);
	expect(message).toBe('');
	// 30 a minute: the sandbox would have refused the 31st.
	expect(operationCalls(sandbox).map(({ status }) => status)).toEqual(Array(40).fill(200));
});
