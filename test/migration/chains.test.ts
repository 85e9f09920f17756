import type { Sandbox } from '../../sandbox/index.ts';
import { n8nCredentials } from '../../sandbox/n8nCredentials.ts';
import { startStillSandbox, timeInSteps } from '../faults/world.ts';
import { runWorkflow, type WorkflowFile } from '../harness/index.ts';
import { effectOf, factsOf, migrate, told } from './before.ts';

type Json = Record<string, unknown>;

interface Step {
	name: string;
	type: string;
	parameters: Json;
	typeVersion?: number;
	[more: string]: unknown;
}

/** A workflow of nodes one after the other, with a note on the canvas. */
function chain(...steps: Step[]): WorkflowFile {
	const start: Step = { name: 'Start', type: 'n8n-nodes-base.manualTrigger', parameters: {} };
	const nodes = [start, ...steps].map((step, index) => ({
		id: String(index),
		typeVersion: 1,
		position: [index * 220, 0],
		...step,
	}));
	const connections = Object.fromEntries(
		nodes
			.slice(0, -1)
			.map(({ name }, index) => [name, { main: [[{ node: nodes[index + 1].name, type: 'main', index: 0 }]] }]),
	);
	const note = {
		id: 'note',
		name: 'Note',
		type: 'n8n-nodes-base.stickyNote',
		typeVersion: 1,
		position: [0, -200],
		parameters: { content: 'Ask HR before you change this' },
	};
	return { name: 'Chain', nodes: [...nodes, note], connections, settings: { executionOrder: 'v1' } } as never;
}

const v1 = (name: string, resource: string, operation: string, parameters: Json = {}, more: Json = {}): Step => ({
	name,
	type: 'n8n-nodes-lms.learning360V1',
	parameters: { resource, operation, ...parameters },
	...more,
});
const set = (name: string, fields: Json): Step => ({
	name,
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	parameters: {
		assignments: {
			assignments: Object.entries(fields).map(([field, value], index) => ({
				id: String(index),
				name: field,
				type: 'string',
				value,
			})),
		},
		options: {},
	},
});
const keeps = (name: string, leftValue: string, rightValue: string): Step => ({
	name,
	type: 'n8n-nodes-base.filter',
	typeVersion: 2.2,
	parameters: {
		conditions: {
			options: { caseSensitive: true, typeValidation: 'strict', version: 2 },
			combinator: 'and',
			conditions: [{ id: '1', leftValue, rightValue, operator: { type: 'string', operation: 'equals' } }],
		},
		options: {},
	},
});
const http = (name: string, parameters: Json, typeVersion = 4.2): Step => ({
	name,
	type: 'n8n-nodes-base.httpRequest',
	typeVersion,
	parameters,
});
const id = (value: string) => ({ __rl: true, mode: 'id', value });

const PATH = '6853f6de567dc5f80528f80d';
const create = (more: Json = {}) =>
	v1('Create', 'pathSession', 'create', {
		pathId: id(PATH),
		sessionName: '={{ $json.name }}',
		startDate: '2031-07-01T13:00:00.000Z',
		sessionOwnerGroup: id('624c5526204fc7207e603ea6'),
		additionalFields: { instructorsMails: '={{ $json.mails }}' },
		...more,
	});
const input = [
	{ name: 'July', mails: ['marie.instructrice@example.com', 'carl.cohelper@example.com'] },
	{ name: 'August', mails: 'marie.instructrice@example.com' },
];

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startStillSandbox(false, {});
});
afterAll(async () => await sandbox.close());
timeInSteps(() => sandbox);

/** Runs a workflow before and after, and compares what comes out at its end. */
async function same(workflow: WorkflowFile, items?: Json[]) {
	const before = await effectOf(sandbox, workflow, items);
	const { workflow: next, report } = migrate(workflow, {
		facts: factsOf(sandbox),
		hosts: [sandbox.learning360.url, sandbox.zohoPeople.url],
	});
	const after = await effectOf(sandbox, next as WorkflowFile, items);
	expect([told(before), told(after)]).toEqual(
		[1, 2].map(() => ({ status: 'success', message: undefined, refused: [] })),
	);
	expect(before.items.length).toBeGreaterThan(0);
	expect(after.items).toEqual(before.items);
	expect(after.requests.some(({ api }) => api === 'v1')).toBe(false);
	expect((next as WorkflowFile).nodes.at(-1)).toEqual(workflow.nodes.at(-1));
	return { report, next: next as WorkflowFile, after };
}

describe('Workflows that read what API v1 answered', () => {
	test('a session per item, kept when it was made, named by the status', async () => {
		await same(
			chain(
				create(),
				keeps('Made', '={{ $json.status }}', 'session_created'),
				set('Told', {
					status: "={{ $('Create').item.json.status }}",
					made: '={{ $json._id !== undefined }}',
					name: "={{ $('Start').item.json.name }}",
				}),
			),
			input,
		);
	});

	test('the same through HTTP Request, with a full response', async () => {
		const { companyId, apiKey } = sandbox.credentials.learning360V1;
		const jsonBody =
			'={ "sessionName": "{{ $json.name }}", "sessionOwnerGroup": "624c5526204fc7207e603ea6", "startDate": "2031-07-01T13:00:00.000Z", "instructorsMails": {{ JSON.stringify([$json.mails].flat()) }} }';
		const call = http('Create', {
			method: 'POST',
			url: `=${sandbox.learning360.url}/api/v1/paths/{{ "${PATH}" }}/sessions/?company=${companyId}&apiKey=${apiKey}`,
			sendBody: true,
			specifyBody: 'json',
			jsonBody,
			options: { response: { response: { fullResponse: true } } },
		});
		await same(
			chain(call, set('Told', { status: '={{ $json.body.status }}', made: '={{ $json.body._id !== undefined }}' })),
			input,
		);
	});

	test('courses with other names for dates and groups', async () => {
		await same(
			chain(
				v1('Courses', 'course', 'getAll', { returnAll: true, simplify: true }),
				set('Row', {
					id: '={{ $json._id }}',
					made: '={{ $json.creationDate }}',
					changed: '={{ $json["modificationDate"].slice(0, 10) }}',
					group: '={{ $json.group }}',
					minutes: '={{ $json.courseDuration }}',
				}),
			),
		);
	});

	test('groups, users and projects side by side in one chain', async () => {
		await same(
			chain(
				v1('Group', 'group', 'get', { groupId: id('58eb5f371a92bb4fb526b305') }),
				v1('User', 'user', 'get', { userEmail: id('={{ "owner@meridian.example" }}') }),
				set('Row', {
					group: "={{ $('Group').item.json.name }}",
					parent: '={{ $node["Group"].json.parent }}',
					mail: '={{ $json.mail }}',
					seen: '={{ $json.lastLoginAt }}',
				}),
			),
		);
	});

	test('a disabled node passes on what came', async () => {
		await same(
			chain(
				create({}),
				{ ...v1('Delete', 'pathSession', 'delete', { sessionId: id('={{ $json._id }}') }), disabled: true },
				set('Row', { status: '={{ $json.status }}' }),
			),
			input,
		);
	});

	test('users in a session, through the enrollments', async () => {
		const { report } = await same(
			chain(
				v1('Users', 'pathSession', 'getUsers', { sessionId: id('79bc23fbae26c888b69c304f'), returnAll: true }),
				set('Row', { mail: '={{ $json.mail }}', name: '={{ $json.firstName }} {{ $json.lastName }}' }),
				{ name: 'Once', type: 'n8n-nodes-base.removeDuplicates', typeVersion: 2, parameters: {} },
				{
					name: 'Count',
					type: 'n8n-nodes-base.aggregate',
					typeVersion: 1,
					parameters: { fieldsToAggregate: { fieldToAggregate: [{ fieldToAggregate: 'mail' }] }, options: {} },
				},
				set('Sorted', { mails: '={{ $json.mail.sort().join(",") }}' }),
			),
		);
		expect(report.nodes[0].added).toEqual(['Find Enrollments for Users']);
	});

	test('a password among other changes, from a node that several lead to', async () => {
		const update = v1('Update', 'user', 'update', {
			userEmail: id('={{ $json.mail }}'),
			updateFields: { firstName: '={{ $json.first }}', password: 'Warm-lamp-27!' },
		});
		const workflow = chain(
			update,
			set('Row', { status: '={{ $json.status }}', first: "={{ $('Start').item.json.first }}" }),
		);
		workflow.nodes.push(
			{
				id: '9',
				name: 'Other',
				type: 'n8n-nodes-base.noOp',
				typeVersion: 1,
				position: [0, 300],
				parameters: {},
			} as never,
			workflow.nodes.find(({ name }) => name === 'Note')!,
		);
		workflow.nodes.splice(
			workflow.nodes.findIndex(({ name }) => name === 'Note'),
			1,
		);
		workflow.connections.Other = { main: [[{ node: 'Update', type: 'main', index: 0 }]] } as never;
		const { next } = await same(workflow, [{ mail: 'learner@example.com', first: 'Léa' }]);
		expect(next.nodes.map(({ name }) => name)).toEqual(
			expect.arrayContaining(['Input of Update', 'Set Password for Update']),
		);
	});
});

describe('HTTP requests to APIs that stay', () => {
	/** Runs a chain of one request, migrates it and runs it again. */
	async function both(call: Step) {
		const { workflow: next, report } = migrate(chain(call), {
			hosts: [sandbox.learning360.url, sandbox.zohoPeople.url],
		});
		const run = async (workflow: WorkflowFile) => {
			const { status, error, nodes } = await runWorkflow({ workflow, credentials: n8nCredentials(sandbox) });
			expect({ status, message: error?.message }).toEqual({ status: 'success', message: undefined });
			return nodes.Call.runs[0].items[0].map(({ json }) => json);
		};
		const before = await run(chain(call));
		return { before, after: await run(next as WorkflowFile), report };
	}

	async function token(): Promise<string> {
		const { clientId, clientSecret } = sandbox.credentials.learning360;
		const answer = await fetch(`${sandbox.learning360.url}/api/v2/oauth2/token`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', '360-api-version': 'v2.0' },
			body: JSON.stringify({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }),
		});
		return ((await answer.json()) as { access_token: string }).access_token;
	}

	test('API v2: a list with a filter in brackets', async () => {
		await sandbox.reset();
		const headers = [
			{ name: 'Authorization', value: `Bearer ${await token()}` },
			{ name: '360-api-version', value: 'v2.0' },
		];
		const query = [
			{ name: 'createdAt[gte]', value: '2026-01-01T00:00:00.000Z' },
			{ name: 'status[eq]', value: 'published' },
		];
		const call = http('Call', {
			method: 'GET',
			url: `${sandbox.learning360.url}/api/v2/courses`,
			sendQuery: true,
			queryParameters: { parameters: query },
			sendHeaders: true,
			headerParameters: { parameters: headers },
			options: {},
		});
		const { before, after, report } = await both(call);
		expect(report.nodes).toMatchObject([{ to: 'Course › Get Many' }]);
		expect(before.length).toBeGreaterThan(3);
		expect(after).toEqual(before);
	});

	test('API v2: one record, with a token nobody needs any more', async () => {
		await sandbox.reset();
		const headers = [
			{ name: 'Authorization', value: `Bearer ${await token()}` },
			{ name: '360-api-version', value: 'v2.0' },
		];
		const call = http('Call', {
			url: `=${sandbox.learning360.url}/api/v2/groups/{{ "58eb5f371a92bb4fb526b305" }}`,
			sendHeaders: true,
			headerParameters: { parameters: headers },
			options: {},
		});
		const { before, after } = await both(call);
		expect(before).toHaveLength(1);
		expect(after).toEqual(before);
	});

	test('Zoho People: the sessions of a module', async () => {
		await sandbox.reset();
		const session = sandbox.state.zohoPeople as unknown as Record<string, ReadonlyArray<Record<string, unknown>>>;
		const { courseId, batchId } = session.sessions[0] as { courseId: string; batchId: string };
		const headers = [{ name: 'Authorization', value: `Zoho-oauthtoken ${sandbox.credentials.zoho.accessToken}` }];
		const call = http('Call', {
			url: `${sandbox.zohoPeople.url}/api/v1/courses/${courseId}/batches/${batchId}/sessions`,
			sendHeaders: true,
			headerParameters: { parameters: headers },
			options: {},
		});
		const { before, after, report } = await both(call);
		expect(report.nodes).toMatchObject([{ to: expect.stringContaining('Session › ') }]);
		expect(before).toHaveLength(1);
		const page = Object.values(before[0]).find((value) => Array.isArray(value)) as unknown[];
		expect(after.slice(0, page.length)).toEqual(page);
		expect(after.length).toBeGreaterThan(page.length);
		expect(report.nodes[0].findings).toContainEqual({ kind: 'check', text: expect.stringContaining('read one page') });
	});
});
