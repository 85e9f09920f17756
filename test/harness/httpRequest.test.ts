import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { INodeParameters } from 'n8n-workflow';
import { runWorkflow, type GivenNodes } from './index.ts';
import { hasOriginals, originals } from './originals.ts';
import { chain, node, tinyPack } from './tinyWorkflow.ts';

/** What the server got, in a form that does not depend on who wrote it. */
interface Received {
	method?: string;
	path: string;
	query: string[];
	type?: string;
	body: unknown;
	header?: string;
}

const LIST = [{ id: 1 }, { id: 2 }];

let server: Server;
let url: string;
let received: Received[] = [];
beforeAll(async () => {
	server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const { pathname, searchParams } = new URL(request.url!, 'http://localhost');
			const [type] = (request.headers['content-type'] ?? '').split(';');
			const query = [...searchParams].map((pair) => pair.join('='));
			received.push({
				method: request.method,
				path: pathname,
				query,
				...(type && { type }),
				body: read(type, Buffer.concat(chunks).toString()),
				header: request.headers['x-key'] as string | undefined,
			});
			response
				.writeHead(200, { 'content-type': 'application/json' })
				.end(pathname === '/nothing' ? '' : JSON.stringify(pathname === '/list' ? LIST : { ok: true }));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => await new Promise((resolve) => server.close(resolve)));

function read(type: string, body: string): unknown {
	if (type === 'application/json' && body !== '') return JSON.parse(body);
	if (type === 'application/x-www-form-urlencoded') return [...new URLSearchParams(body)].map((pair) => pair.join('='));
	if (type === 'multipart/form-data')
		return [...body.matchAll(/name="([^"]+)"\r\n(?:[^\r\n]+\r\n)*\r\n([^\r]*)\r\n/g)].map(
			([, name, value]) => `${name}=${value}`,
		);
	return body;
}

async function call(typeVersion: number, parameters: INodeParameters, nodes?: GivenNodes, json: object = { n: 7 }) {
	received = [];
	const workflow = chain(node('Call', 'httpRequest', parameters, { typeVersion }));
	const run = await runWorkflow({ workflow, input: [{ json } as never], packages: [tinyPack], nodes });
	return {
		message: run.error?.message,
		received: received[0],
		items: run.nodes.Call?.runs[0]?.items[0]?.map((item) => item.json),
	};
}

const pairs = (...entries: Array<[string, string]>) => ({
	parameters: entries.map(([name, value]) => ({ name, value })),
});
const oldPairs = (...entries: Array<[string, string]>) => ({
	parameter: entries.map(([name, value]) => ({ name, value })),
});

/** Parameters, and what the server gets; `address` is where the call goes below the server's own. */
type Case = [
	title: string,
	versions: number[],
	parameters: INodeParameters,
	expected: Partial<Received> & { items?: unknown },
];

const NEW = [3, 4, 4.1, 4.2, 4.3, 4.4, 4.5];
const TWICE: Array<[string, string]> = [
	['a', '1'],
	['a', '2'],
];

const CASES: Case[] = [
	['a list, one item per entry', NEW, { url: '/list' }, { method: 'GET', items: LIST }],
	['a list, one item', [1, 2], { url: '/list' }, { method: 'GET', items: [LIST] }],
	['a list, split', [1, 2], { url: '/list', options: { splitIntoItems: true } }, { items: LIST }],
	['no answer', NEW, { url: '/nothing', method: 'DELETE' }, { method: 'DELETE', items: [{}] }],
	[
		'pairs in the query',
		NEW,
		{ url: '/x', sendQuery: true, queryParameters: pairs(['a[gte]', '={{ $json.n }}'], ['b', 'ü &']) },
		{ query: ['a[gte]=7', 'b=ü &'] },
	],
	[
		'a query in JSON',
		NEW,
		{ url: '/x', sendQuery: true, specifyQuery: 'json', jsonQuery: '={ "a": "{{ $json.n }}" }' },
		{ query: ['a=7'] },
	],
	['a query that is not switched on', NEW, { url: '/x', queryParameters: pairs(['a', '1']) }, { query: [] }],
	[
		'the same name twice, the last counts',
		[3, 4, 4.1, 4.2],
		{ url: '/x', sendQuery: true, queryParameters: pairs(...TWICE) },
		{ query: ['a=2'] },
	],
	[
		'the same name twice, a list',
		[4.3, 4.4, 4.5],
		{ url: '/x', sendQuery: true, queryParameters: pairs(...TWICE) },
		{ query: ['a[0]=1', 'a[1]=2'] },
	],
	[
		'headers',
		NEW,
		{ url: '/x', sendHeaders: true, headerParameters: pairs(['X-Key', '={{ $json.n }}']) },
		{ header: '7' },
	],
	[
		'headers in JSON',
		NEW,
		{ url: '/x', sendHeaders: true, specifyHeaders: 'json', jsonHeaders: '{ "X-Key": "k" }' },
		{ header: 'k' },
	],
	[
		'JSON from pairs',
		[3],
		{ url: '/x', method: 'POST', sendBody: true, bodyParameters: pairs(['a.b', '1']) },
		{ type: 'application/json', body: { 'a.b': '1' } },
	],
	[
		'JSON from pairs with places',
		NEW.slice(1),
		{ url: '/x', method: 'POST', sendBody: true, bodyParameters: pairs(['a.b', '1'], ['c[0]', '2']) },
		{ body: { a: { b: '1' }, c: ['2'] } },
	],
	[
		'JSON as text',
		NEW,
		{ url: '/x', method: 'PATCH', sendBody: true, specifyBody: 'json', jsonBody: '={ "a": [{{ $json.n }}] }' },
		{ method: 'PATCH', body: { a: [7] } },
	],
	[
		'JSON as an object',
		NEW,
		{ url: '/x', method: 'PUT', sendBody: true, specifyBody: 'json', jsonBody: '={{ { a: $json.n } }}' },
		{ body: { a: 7 } },
	],
	[
		'a form',
		NEW,
		{
			url: '/x',
			method: 'POST',
			sendBody: true,
			contentType: 'form-urlencoded',
			bodyParameters: pairs(['a', 'ü'], ['b', '2']),
		},
		{ type: 'application/x-www-form-urlencoded', body: ['a=ü', 'b=2'] },
	],
	[
		'a form as text',
		NEW,
		{
			url: '/x',
			method: 'POST',
			sendBody: true,
			contentType: 'form-urlencoded',
			specifyBody: 'string',
			body: 'a=1&b=x%20y',
		},
		{ body: ['a=1', 'b=x y'] },
	],
	[
		'a form of parts',
		NEW,
		{
			url: '/x',
			method: 'POST',
			sendBody: true,
			contentType: 'multipart-form-data',
			bodyParameters: pairs(['a', '1'], ['b', '2']),
		},
		{ type: 'multipart/form-data', body: ['a=1', 'b=2'] },
	],
	[
		'pairs of old',
		[1, 2],
		{
			url: '/x',
			requestMethod: 'POST',
			queryParametersUi: oldPairs(['a', '={{ $json.n }}']),
			headerParametersUi: oldPairs(['X-Key', 'k']),
			bodyParametersUi: oldPairs(['c', '3']),
		},
		{ query: ['a=7'], header: 'k', type: 'application/json', body: { c: '3' } },
	],
	[
		'the same name twice in old pairs',
		[1, 2],
		{ url: '/x', queryParametersUi: oldPairs(...TWICE) },
		{ query: ['a[0]=1', 'a[1]=2'] },
	],
	[
		'JSON of old',
		[1, 2],
		{
			url: '/x',
			requestMethod: 'DELETE',
			jsonParameters: true,
			queryParametersJson: '{ "a": "1" }',
			headerParametersJson: '{ "X-Key": "k" }',
			bodyParametersJson: '={ "n": {{ $json.n }} }',
		},
		{ method: 'DELETE', query: ['a=1'], header: 'k', body: { n: 7 } },
	],
	[
		'a form of old',
		[1, 2],
		{
			url: '/x',
			requestMethod: 'PUT',
			bodyParametersUi: oldPairs(['c', '3']),
			options: { bodyContentType: 'form-urlencoded' },
		},
		{ type: 'application/x-www-form-urlencoded', body: ['c=3'] },
	],
	[
		'a form of parts of old',
		[1, 2],
		{
			url: '/x',
			requestMethod: 'POST',
			bodyParametersUi: oldPairs(['c', '3']),
			options: { bodyContentType: 'multipart-form-data' },
		},
		{ type: 'multipart/form-data', body: ['c=3'] },
	],
];

const each = CASES.flatMap(([title, versions, parameters, expected]) =>
	versions.map((version): [string, number, INodeParameters, Case[3]] => [title, version, parameters, expected]),
);

async function check(
	version: number,
	{ url: address, ...parameters }: INodeParameters,
	{ items, ...expected }: Case[3],
	nodes?: GivenNodes,
): Promise<void> {
	const seen = await call(version, { options: {}, ...parameters, url: `${url}${String(address)}` }, nodes);
	expect(seen.message).toBeUndefined();
	expect(seen.received).toMatchObject(expected);
	if (items) expect(seen.items).toEqual(items);
}

test.each(each)(
	'the stand-in sends %s (version %p)',
	async (_title, version, parameters, expected) => await check(version, parameters, expected),
);

test.each(NEW)('a full response of version %p', async (version) => {
	const { items } = await call(version, { url, options: { response: { response: { fullResponse: true } } } });
	expect(items).toMatchObject([
		{ body: { ok: true }, statusCode: 200, statusMessage: 'OK', headers: { 'content-type': 'application/json' } },
	]);
});

test.each<[string, INodeParameters]>([
	['a credential', { authentication: 'genericCredentialType', genericAuthType: 'httpHeaderAuth' }],
	[
		'a file',
		{
			method: 'POST',
			sendBody: true,
			contentType: 'multipart-form-data',
			bodyParameters: { parameters: [{ parameterType: 'formBinaryData', name: 'a', inputDataFieldName: 'data' }] },
		},
	],
	[
		'pages',
		{
			options: {
				pagination: {
					pagination: { paginationMode: 'responseContainsNextURL', nextURL: '={{ $response.body.next }}' },
				},
			},
		},
	],
	['answers that never fail', { options: { response: { response: { neverError: true } } } }],
	['another form of lists', { options: { queryParameterArrays: 'repeat' } }],
])('the stand-in refuses %s instead of doing less', async (_what, parameters) => {
	await expect(call(4.2, { url, ...parameters })).rejects.toThrow('does not handle');
});

describe('n8n itself', () => {
	(hasOriginals ? test.each : test.skip.each)(each)(
		'sends %s (version %p)',
		async (_title, version, parameters, expected) =>
			await check(version, parameters, expected, originals('httpRequest')),
	);
});
