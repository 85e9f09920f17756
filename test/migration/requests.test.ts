import type { LoggedRequest, Sandbox } from '../../sandbox/index.ts';
import { startStillSandbox, timeInSteps } from '../faults/world.ts';
import type { WorkflowFile } from '../harness/index.ts';
import { effectOf, factsOf, migrate, rules, subjects, told, type Subject } from './before.ts';
import { expectSameEffect } from './compare.ts';
import { answered, prepared } from './known.ts';

type Parameters = Record<string, unknown>;

/** Operations of which one node makes one request, so that an HTTP Request node can take its place. */
const alone = subjects().filter(
	({ key, workflow }) =>
		rules.learning360V1[key].to !== undefined &&
		workflow.nodes.filter(({ type }) => type.startsWith('n8n-nodes-lms.')).length === 1,
);

/** As many ways to write a request as people have. */
const WAYS: Array<
	(
		request: LoggedRequest,
		url: string,
		secrets: Array<[string, string]>,
	) => { typeVersion: number; parameters: Parameters }
> = [
	(request, url, secrets) => ({
		typeVersion: 4.2,
		parameters: {
			method: request.method,
			url,
			...pairs('Query', [...queryOf(request), ...secrets]),
			...newBody(request),
			options: {},
		},
	}),
	(request, url, secrets) => ({
		typeVersion: 3,
		parameters: {
			method: request.method,
			url: `={{ '${url.slice(0, 30)}' + '${url.slice(30)}' }}`,
			...pairs('Query', queryOf(request)),
			...pairs('Header', [
				['X-company-id', secrets[0][1]],
				['X-apiKey', secrets[1][1]],
			]),
			...newBody(request),
			options: {},
		},
	}),
	(request, url, secrets) => ({
		typeVersion: 1,
		parameters: {
			requestMethod: request.method,
			url: `${url}?${new URLSearchParams([...queryOf(request), ...secrets]).toString()}`,
			...(request.body === '' ? {} : { jsonParameters: true, bodyParametersJson: request.body }),
			options: {},
		},
	}),
];

function queryOf({ queryString }: LoggedRequest): Array<[string, string]> {
	return [...new URLSearchParams(queryString)].filter(([name]) => name !== 'company' && name !== 'apiKey');
}

function pairs(part: 'Query' | 'Header', entries: Array<[string, string]>): Parameters {
	const [send, list] = part === 'Query' ? ['sendQuery', 'queryParameters'] : ['sendHeaders', 'headerParameters'];
	return entries.length === 0
		? {}
		: { [send]: true, [list]: { parameters: entries.map(([name, value]) => ({ name, value })) } };
}

function newBody({ body, headers }: LoggedRequest): Parameters {
	if (body === '') return {};
	const type = headers['content-type'] ?? '';
	if (type.includes('json')) return { sendBody: true, specifyBody: 'json', jsonBody: body };
	const entries = type.includes('multipart') ? multipart(body) : [...new URLSearchParams(body)];
	const contentType = type.includes('multipart') ? 'multipart-form-data' : 'form-urlencoded';
	return {
		sendBody: true,
		contentType,
		bodyParameters: { parameters: entries.map(([name, value]) => ({ name, value })) },
	};
}

function multipart(body: string): Array<[string, string]> {
	return [...body.matchAll(/name="([^"]+)"\r\n(?:[^\r\n]+\r\n)*\r\n([^\r]*)\r\n/g)].map(([, name, value]) => [
		name,
		value,
	]);
}

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startStillSandbox(false, {});
});
afterAll(async () => await sandbox.close());
timeInSteps(() => sandbox);

/** The workflow with an HTTP Request node in place of the node of the pack. */
function withRequest({ key, workflow }: Subject, request: LoggedRequest, index: number): WorkflowFile {
	const { companyId, apiKey } = sandbox.credentials.learning360V1;
	const isForm = request.body !== '' && !(request.headers['content-type'] ?? '').includes('json');
	const way = WAYS[isForm ? index % 2 : index % WAYS.length];
	const made = way(request, `${sandbox.learning360.url}${request.path}`, [
		['company', companyId],
		['apiKey', apiKey],
	]);
	const nodes = workflow.nodes.map((node) =>
		node.type.startsWith('n8n-nodes-lms.')
			? { ...node, ...made, type: 'n8n-nodes-base.httpRequest', credentials: undefined }
			: node,
	);
	return { ...workflow, name: key, nodes: nodes as never };
}

test('most operations are called by one request', () => {
	expect(alone.length).toBeGreaterThan(60);
});

test.each(alone.map((subject, index): [string, Subject, number] => [subject.key, subject, index]))(
	'the request of %s becomes the node that its own node becomes',
	async (key, subject, index) => {
		await sandbox.reset();
		const options = { facts: factsOf(sandbox), hosts: [sandbox.learning360.url] };
		const workflow = prepared(key, subject.workflow, sandbox.state.learning360);
		const own = await effectOf(sandbox, workflow);
		const request = own.requests.find(({ api }) => api === 'v1')!;
		const old = withRequest({ ...subject, workflow }, request, index);
		const before = await effectOf(sandbox, old);
		expect(told(before)).toEqual({ status: 'success', message: undefined, refused: [] });
		expect(before.changes).toEqual(own.changes);
		const { workflow: next, report } = migrate(old, options);
		expect(report.nodes).toMatchObject([
			{ from: expect.stringMatching(/^HTTP Request: /), to: migrate(workflow, options).report.nodes[0].to },
		]);
		const after = await effectOf(sandbox, answered(key, next as WorkflowFile, sandbox.state.learning360));
		expect(told(after)).toEqual({ status: 'success', message: undefined, refused: [] });
		expectSameEffect(key, before, after);
		expect(after.requests.filter(({ api }) => api === 'v1')).toEqual([]);
	},
);
