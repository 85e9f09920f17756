import type { Fault, Sandbox } from '../../sandbox/index.ts';
import { n8nCredentials } from '../../sandbox/n8nCredentials.ts';
import { startStillSandbox, timeInSteps } from '../faults/world.ts';
import {
	PublishedWorkflow,
	runListSearch,
	runLoadOptions,
	runResourceMapping,
	WebhookServer,
	type WorkflowFile,
} from '../harness/index.ts';
import { trigger } from '../triggers/world.ts';

/** How something failed. */
interface Shown extends Error {
	httpCode?: string | null;
	description?: string | null;
}

/** A place outside of an execution at which the pack calls a vendor, and the call that fails there. */
interface Door {
	call: Fault;
	/** The call for a token; absent for Zoho, whose connection brings one. */
	signIn?: Fault;
	open: () => Promise<unknown>;
}

let sandbox: Sandbox;
let server: WebhookServer;
beforeAll(async () => {
	sandbox = await startStillSandbox(false);
	server = new WebhookServer();
	await server.start();
});
afterAll(async () => {
	await server.stop();
	await sandbox.close();
});
beforeEach(async () => await sandbox.reset());
timeInSteps(() => sandbox);

const editor = (method: string, type = 'learning360') => ({
	nodeType: `n8n-nodes-lms.${type}`,
	method,
	parameters: {},
	credentials: n8nCredentials(sandbox),
});
const learning360: Fault = { vendor: 'learning360', path: /oauth2\/token$/ };

const DOORS: Record<string, Door> = {
	'a list to pick from': {
		call: { operationId: 'listUsers' },
		signIn: learning360,
		open: async () => await runListSearch(editor('users')),
	},
	'a list of API v1': {
		call: { vendor: 'learning360', path: /^\/api\/v1\/(?!oauth2)/ },
		signIn: learning360,
		open: async () => await runListSearch(editor('groups', 'learning360V1')),
	},
	'a dropdown': {
		call: { vendor: 'zohoPeople' },
		open: async () => await runLoadOptions(editor('locations', 'zohoPeopleLms')),
	},
	'the custom fields': {
		call: { operationId: 'listCustomFields' },
		signIn: learning360,
		open: async () => await runResourceMapping(editor('userCustomFields')),
	},
	'a poll': {
		call: { operationId: 'listAllPathSessions' },
		signIn: learning360,
		open: async () => await polled('learning360PollingTrigger', 'pathSessionChanged'),
	},
	'a poll of Zoho': {
		call: { vendor: 'zohoPeople' },
		open: async () => await polled('zohoPeopleLmsTrigger', 'sessionCreated'),
	},
	'the publishing of a webhook': {
		call: { operationId: 'listWebhookSubscriptions' },
		signIn: learning360,
		open: published,
	},
};

async function polled(type: Parameters<typeof trigger>[1], operation: string): Promise<void> {
	const { error } = await (await trigger(sandbox, type, { operation })).activate();
	if (error) throw error;
}

async function published(): Promise<void> {
	const node = {
		id: '1',
		name: 'Trigger',
		type: 'n8n-nodes-lms.learning360Trigger',
		typeVersion: 1,
		position: [0, 0],
		parameters: { events: ['path.created'] },
		webhookId: 'hook',
	};
	const workflow = { id: 'published', name: 'Published', nodes: [node], connections: {} } as unknown as WorkflowFile;
	const loaded = await PublishedWorkflow.load({ workflow, credentials: n8nCredentials(sandbox), baseUrl: server.url });
	server.add(loaded);
	await loaded.publish().finally(() => server.remove(loaded));
}

async function failure({ open }: Door, fault: Fault): Promise<Shown> {
	const handle = sandbox.faults.add(fault);
	const error = await open().then(
		() => undefined,
		(cause: Shown) => cause,
	);
	expect(handle.applied()).toBeGreaterThan(0);
	expect(error).toBeDefined();
	return error!;
}

/** What is no answer of the vendor, and the words for it. */
const OWN: Array<[string, Fault, RegExp]> = [
	['a connection that breaks', { drop: 'before' }, /The connection broke/],
	['a redirect', { redirect: 'https://elsewhere.example/' }, /sends the request on/],
	['a page in place of JSON', { body: '<html>', contentType: 'text/html' }, /not readable JSON/],
];

describe.each(Object.entries(DOORS))('At %s', (_door, door) => {
	test.each(OWN)('%s is no answer of the vendor', async (_what, effect, message) => {
		const error = await failure(door, { ...door.call, ...effect });
		expect([error.name, error.httpCode, error.message]).toEqual([
			'NodeOperationError',
			undefined,
			expect.stringMatching(message),
		]);
		expect(`${error.message} ${error.description}`).not.toContain('undefined');
	});

	const { signIn } = door;
	if (signIn)
		test('a host for the sign-in that does not answer is no answer of the vendor', async () => {
			const error = await failure(door, { ...signIn, drop: 'before' });
			expect([error.name, error.httpCode]).toEqual(['NodeOperationError', undefined]);
			expect(error.message).toMatch(/\S/);
		});

	test('a refusal of the vendor is one, with its HTTP status', async () => {
		const error = await failure(door, { ...door.call, status: 403, body: { error: { code: 'invalid_scope' } } });
		expect([error.name, error.httpCode]).toEqual(['NodeApiError', '403']);
	});
});
