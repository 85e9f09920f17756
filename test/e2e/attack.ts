import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import path from 'node:path';
import { after, before, it } from 'node:test';
import { execute } from './executed.ts';
import { WORK } from './install.ts';
import { missing } from './programs.ts';
import { workflowOf, type Step } from './workflows.ts';
import type { Workplace } from './workplace.ts';

const LEARNING360 = { learning360OAuth2Api: { id: 'learning360OAuth2Api', name: '360Learning account' } };
const V1 = { learning360V1Api: { id: 'learning360V1Api', name: '360Learning API v1 account' } };
const ZOHO = { zohoPeopleOAuth2Api: { id: 'zohoPeopleOAuth2Api', name: 'Zoho People account' } };
const SCRIPT = '<img src=x onerror="window.attacked=1"><script>window.attacked=1</script>';

/** Values that break what is put together carelessly: addresses, queries, JSON, expressions, pages. */
const HOSTILE = [
	'../../../admin',
	'..%2f..%2fusers',
	'?apiKey=1',
	'#',
	'/',
	'//evil.example/',
	'a&b=c',
	'%00',
	'%',
	'a\r\nX-Injected: 1',
	'{{ $env.HOME }}',
	'={{ 1 + 1 }}',
	'__proto__',
	'constructor',
	SCRIPT,
	'"}]}',
	"' OR 1=1 --",
	'\u0000',
	'\ud800',
	'🦄'.repeat(50),
	'x'.repeat(20_000),
	'[object Object]',
	'null',
	'-1',
	'1e309',
];

/** Those that nobody means: expressions that were not evaluated, texts in place of a value that is not there, and what is no text. */
const REFUSED = ['{{ $env.HOME }}', '={{ 1 + 1 }}', '\u0000', '\ud800', '[object Object]', 'null'];

/** What people, vendors and strangers may throw at the pack, through the real n8n. */
export function attack(workplace: () => Workplace): void {
	let foreign: Foreign;
	before(async () => {
		foreign = await openForeign();
	});
	after(() => foreign?.close());

	const run = async (name: string, steps: Step[]) => {
		const place = workplace();
		const { id } = await place.n8n.rest<{ id: string }>('post', '/workflows', workflowOf(name, steps));
		return await execute(place, id);
	};
	const settings = { onError: 'continueRegularOutput' };
	const users: Step = {
		name: 'Users',
		node: 'learning360',
		parameters: { resource: 'user', operation: 'getAll', returnAll: true, options: { tries: 2, longestWait: 5 } },
		credentials: LEARNING360,
		settings,
	};

	it('shows no secret anywhere after runs in which everything goes wrong', async () => {
		const { sandbox } = workplace();
		const programs: Step = {
			name: 'Programs',
			node: 'learning360V1',
			parameters: { resource: 'program', operation: 'getAll', options: { tries: 2 } },
			credentials: V1,
			settings,
		};
		const courses: Step = {
			name: 'Courses',
			node: 'zohoPeopleLms',
			parameters: { resource: 'course', operation: 'getAll', options: { tries: 2 } },
			credentials: ZOHO,
			settings,
		};
		const outputs: string[] = [];
		const effects = [
			{ status: 500, body: 'broken' },
			{ status: 403, body: { error: 'no' } },
			{ drop: 'after' as const },
			{ redirect: `${foreign.url}/stolen` },
			{ nextLink: `${foreign.url}/next` },
			{ truncate: true },
		];
		for (const effect of effects) {
			sandbox.faults.add({ ...effect, vendor: 'learning360', method: 'GET' });
			sandbox.faults.add({ ...effect, vendor: 'zohoPeople' });
			outputs.push((await run('Faults', [users, programs, courses])).data);
			sandbox.faults.clear();
		}
		const { learning360, learning360V1, zoho } = sandbox.credentials;
		const secrets = [
			learning360.clientSecret,
			learning360V1.apiKey,
			zoho.clientSecret,
			zoho.accessToken,
			zoho.refreshToken,
		];
		const logs = readdirSync(path.join(WORK, 'logs')).map((file) =>
			readFileSync(path.join(WORK, 'logs', file), 'utf8'),
		);
		for (const [place, text] of [
			['execution data', outputs.join()],
			['logs', logs.join()],
			['a foreign host', JSON.stringify(foreign.seen)],
		] as const) {
			for (const secret of secrets)
				assert.ok(!text.includes(secret), `${place} holds a secret that begins with ${secret.slice(0, 4)}`);
		}
		assert.deepEqual(foreign.seen, [], 'nothing goes to a foreign host');
	});

	it('sends hostile values as they are, or not at all', async () => {
		const { sandbox } = workplace();
		sandbox.clearRequests();
		const { status, data } = await run('Hostile values', [
			{
				name: 'Values',
				node: 'n8n-nodes-base.set',
				version: 3.4,
				parameters: { mode: 'raw', jsonOutput: JSON.stringify({ values: HOSTILE }) },
			},
			{
				name: 'Split',
				node: 'n8n-nodes-base.splitOut',
				parameters: { fieldToSplitOut: 'values', options: { destinationFieldName: 'value' } },
			},
			{
				name: 'Get',
				node: 'learning360',
				parameters: {
					resource: 'path',
					operation: 'get',
					pathId: { __rl: true, mode: 'id', value: '={{ $json.value }}' },
				},
				credentials: LEARNING360,
				settings,
			},
			{
				name: 'Create',
				node: 'learning360',
				parameters: { resource: 'tag', operation: 'create', name: "={{ $('Split').item.json.value }}" },
				credentials: LEARNING360,
				settings,
			},
		]);
		assert.equal(status, 'success', data.slice(0, 600));
		const calls = sandbox.requests.filter(({ vendor, api }) => vendor === 'learning360' && api !== undefined);
		for (const { method, path: address, headers } of sandbox.requests) {
			assert.equal(headers['x-injected'], undefined);
			if (method === 'GET')
				assert.match(address, /^\/api\/v2\/paths\/[^/]+$/, 'a value stays in its place of the address');
		}
		const names = calls
			.filter(({ operationId }) => operationId === 'createTag')
			.map(({ body }) => (JSON.parse(body) as { name: string }).name);
		assert.deepEqual(
			names,
			HOSTILE.filter((value) => !REFUSED.includes(value)),
			'sent as it is, or refused',
		);
	});

	it('lives through hostile answers', async (context) => {
		const { sandbox } = workplace();
		const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
		const answers: Record<string, string> = {
			'prototype pollution':
				'[{"_id":"1","__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}]',
			'a deep answer': `[${deep}]`,
			'a huge answer': JSON.stringify(
				Array.from({ length: 20_000 }, (_, index) => ({ _id: String(index), firstName: 'x'.repeat(400) })),
			),
			'no JSON': '<html>maintenance</html>',
			'another kind of JSON': '"text"',
			nothing: '',
		};
		for (const [name, body] of Object.entries(answers)) {
			sandbox.faults.add({ vendor: 'learning360', path: '/api/v2/users', body });
			const started = performance.now();
			const { status } = await run(name, [users]);
			sandbox.faults.clear();
			assert.ok(['success', 'error'].includes(status), `${name}: ${status}`);
			context.diagnostic(`${name}: ${status}, ${Math.round(performance.now() - started)} ms`);
		}
		assert.equal(
			(await run('Afterwards', [{ ...users, settings: {} }])).status,
			'success',
			'n8n and the node go on as before',
		);
	});

	it('shows script in names as text', { skip: missing(['browser']) || false }, async () => {
		const { n8n, sandbox } = workplace();
		const window = await workplace().window();
		const { id } = await n8n.rest<{ id: string }>(
			'post',
			'/workflows',
			workflowOf('Names', [
				{
					name: 'Path',
					node: 'learning360',
					parameters: { resource: 'path', operation: 'get' },
					credentials: LEARNING360,
				},
			]),
		);
		const body = [{ _id: '65f0a1b2c3d4e5f6c4abf820', name: SCRIPT, status: 'published' }];
		sandbox.faults.add({ vendor: 'learning360', path: '/api/v2/paths', body });
		try {
			await window.openWorkflow(id);
			await window.onCanvas('Path').dblclick();
			await window.page
				.getByTestId('parameter-input-pathId')
				.first()
				.getByTestId('rlc-input-container')
				.first()
				.click();
			const item = window.page.getByTestId('rlc-item').first();
			await item.waitFor();
			assert.match(await item.innerText(), /<script>window\.attacked=1<\/script>/);
			assert.equal(await window.page.evaluate('window.attacked'), undefined);
		} finally {
			sandbox.faults.clear();
			await window.closeNode();
		}
	});
}

/** A host that is none of the vendors' and takes note of what it is told. */
interface Foreign {
	url: string;
	seen: Array<{ url?: string; headers: IncomingHttpHeaders }>;
	close(): void;
}

async function openForeign(): Promise<Foreign> {
	const seen: Foreign['seen'] = [];
	const server = createServer(({ url, headers }, response) => {
		seen.push({ url, headers });
		response.setHeader('content-type', 'application/json').end('[]');
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as { port: number };
	return { url: `http://127.0.0.1:${port}`, seen, close: () => server.close() };
}
