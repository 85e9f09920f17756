import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A workflow as n8n's public API gives it. */
export interface ServedWorkflow {
	id: string;
	name: string;
	active: boolean;
	nodes: unknown[];
	connections: object;
	settings?: object;
	[more: string]: unknown;
}

/** An n8n whose workflows can be listed and made through its public API, and nothing else. */
export interface N8nApi {
	/** What the credential "n8n API" asks for. */
	credential: { baseUrl: string; apiKey: string };
	/** The workflows of the instance; new ones come last. */
	workflows: ServedWorkflow[];
	/** Method and path of every request so far. */
	requests: string[];
	close(): Promise<void>;
}

const API_KEY = 'n8n_api_0123456789';

/** What a new workflow may have; n8n refuses anything else. Source: the schema of n8n's public API v1. */
const WORKFLOW_FIELDS = new Set(['name', 'nodes', 'connections', 'settings', 'staticData']);
const SETTINGS = new Set([
	'saveExecutionProgress',
	'saveManualExecutions',
	'saveDataErrorExecution',
	'saveDataSuccessExecution',
	'executionTimeout',
	'errorWorkflow',
	'timezone',
	'executionOrder',
]);
const NODE_FIELDS = new Set([
	'id',
	'name',
	'webhookId',
	'disabled',
	'notesInFlow',
	'notes',
	'type',
	'typeVersion',
	'executeOnce',
	'alwaysOutputData',
	'retryOnFail',
	'maxTries',
	'waitBetweenTries',
	'continueOnFail',
	'onError',
	'position',
	'parameters',
	'credentials',
	'createdAt',
	'updatedAt',
]);

/** Most workflows in one answer. */
const PAGE = 250;

/**
 * Serves the workflows of an n8n on a free port of 127.0.0.1, as n8n's public API does: pages with a cursor, an API key in `X-N8N-API-KEY`,
 * new workflows inactive.
 *
 * @param present workflows the instance has
 * @param pageSize most workflows in one answer, where it is to be less than n8n's
 */
export async function startN8nApi(present: Array<Partial<ServedWorkflow>>, pageSize = PAGE): Promise<N8nApi> {
	const workflows = present.map(
		(workflow, index): ServedWorkflow => ({
			name: `Workflow ${index + 1}`,
			active: true,
			nodes: [],
			connections: {},
			...workflow,
			id: `workflow${index + 1}`,
		}),
	);
	const requests: string[] = [];
	const server = createServer((request, response) => {
		requests.push(`${request.method} ${request.url}`);
		void answer(request, workflows, pageSize).then(({ status, body }) => send(response, status, body));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		credential: { baseUrl: `http://127.0.0.1:${port}/api/v1`, apiKey: API_KEY },
		workflows,
		requests,
		close: async () => {
			server.closeAllConnections();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
}

interface Answer {
	status: number;
	body: object;
}

function send(response: ServerResponse, status: number, body: object): void {
	response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function answer(request: IncomingMessage, workflows: ServedWorkflow[], pageSize: number): Promise<Answer> {
	const url = new URL(request.url ?? '/', 'http://localhost');
	if (request.headers['x-n8n-api-key'] !== API_KEY) return { status: 401, body: { message: 'unauthorized' } };
	if (url.pathname !== '/api/v1/workflows') return { status: 404, body: { message: 'not found' } };
	if (request.method === 'GET') return { status: 200, body: page(workflows, url.searchParams, pageSize) };
	if (request.method === 'POST') return made(workflows, await bodyOf(request));
	return { status: 405, body: { message: `${request.method} method not allowed` } };
}

function page(workflows: ServedWorkflow[], query: URLSearchParams, pageSize: number): object {
	const from = Number(query.get('cursor') ?? 0);
	const to = from + Math.min(Number(query.get('limit') ?? 100), pageSize);
	return { data: workflows.slice(from, to), nextCursor: to < workflows.length ? String(to) : null };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
	const parts: Buffer[] = [];
	for await (const part of request) parts.push(part as Buffer);
	try {
		return JSON.parse(Buffer.concat(parts).toString('utf8')) as unknown;
	} catch {
		return undefined;
	}
}

function made(workflows: ServedWorkflow[], body: unknown): Answer {
	const refusal = refusalOf(body);
	if (refusal) return { status: 400, body: { message: refusal } };
	const workflow = { ...(body as ServedWorkflow), id: `workflow${workflows.length + 1}`, active: false };
	workflows.push(workflow);
	return { status: 200, body: workflow };
}

function refusalOf(body: unknown): string | undefined {
	const { name, nodes, connections, settings, ...more } = (body ?? {}) as Partial<ServedWorkflow>;
	const missing = Object.entries({ name, nodes, connections, settings }).find(
		([, value]) => value === undefined || value === null,
	)?.[0];
	if (missing) return `request/body must have required property '${missing}'`;
	if (Object.keys(more).some((key) => !WORKFLOW_FIELDS.has(key)))
		return 'request/body must NOT have additional properties';
	if (Object.keys(settings!).some((key) => !SETTINGS.has(key)))
		return 'request/body/settings must NOT have additional properties';
	const odd = nodes!.findIndex((node) => Object.keys(node as object).some((key) => !NODE_FIELDS.has(key)));
	return odd < 0 ? undefined : `request/body/nodes/${odd} must NOT have additional properties`;
}
