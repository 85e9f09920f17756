import type { INodeParameters } from 'n8n-workflow';
import type { Fault, Sandbox } from '../../sandbox/index.ts';
import { byId, runNode, V2, ZOHO, type NodeUnderTest } from '../five/five.ts';
import { inItsTime, startStillSandbox } from './world.ts';

const options = { concurrency: 10 };
const input = Array.from({ length: 200 }, (_entry, index) => ({ json: { name: `Tag ${index}` } }));
const create = { resource: 'tag', operation: 'create', name: '={{ $json.name }}', isMain: false, options };
const list = { resource: 'user', operation: 'getAll', returnAll: true, options };
const rooms = { resource: 'room', operation: 'getAll', returnAll: true, options };
const USER = '0e029f365a9139f037a6e540';
const memberships = {
	resource: 'groupMember',
	operation: 'addBulk',
	userId: byId(USER),
	groupId: byId('6776986afff311b995274b73'),
	role: 'learner',
};
const download = {
	resource: 'userCertificate',
	operation: 'download',
	userId: byId(USER),
	certificateId: byId('860f3ef47fd242c288a1e043'),
};

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startStillSandbox(false);
});
afterAll(async () => await sandbox.close());
beforeEach(async () => await sandbox.reset());

interface Case {
	node: NodeUnderTest;
	parameters: object;
	fault?: Fault;
	/** Second at which the execution is cancelled. */
	at: number;
}

const CASES: Array<[string, Case]> = [
	['while items wait for the limit', { node: V2, parameters: create, at: 3 }],
	[
		'while a lock lasts',
		{ node: ZOHO, parameters: rooms, fault: { operationId: 'listRooms', status: 429, body: {} }, at: 100 },
	],
	[
		'while a request waits for its next try',
		{ node: V2, parameters: list, fault: { operationId: 'listUsers', status: 500, after: 1 }, at: 1 },
	],
	[
		'while a request is under way',
		{ node: V2, parameters: create, fault: { operationId: 'createTag', hang: true, after: 20 }, at: 10 },
	],
	[
		'while the token is being fetched',
		{ node: V2, parameters: create, fault: { operationId: 'createAccessToken', hang: true }, at: 10 },
	],
	[
		'while a bulk operation is followed',
		{
			node: V2,
			parameters: memberships,
			fault: { operationId: 'getBulkOperation', status: 200, body: { status: 'running' } },
			at: 60,
		},
	],
	[
		'while a file comes down',
		{ node: V2, parameters: download, fault: { operationId: 'downloadUserCertificate', slowDrip: 3_600_000 }, at: 30 },
	],
];

describe.each([
	['', {}],
	[', with Retry On Fail', { retryOnFail: true }],
	[', going on after errors', { onError: 'continueRegularOutput' as const }],
])('A cancelled execution stops at once%s', (_title, settings) => {
	test.each(CASES)(
		'%s',
		async (_what, { node, parameters, fault, at }) => {
			if (fault) sandbox.faults.add(fault);
			const stop = new AbortController();
			let [second, cancelledAt, sent] = [0, 0, 0];
			const cancel = async (milliseconds: number) => {
				second += milliseconds / 1000;
				if (second < at || stop.signal.aborted) return;
				[cancelledAt, sent] = [Date.now(), sandbox.requests.length];
				stop.abort();
			};
			const { run, endedAt } = await inItsTime(
				sandbox,
				async () => ({
					...(await runNode(sandbox, node, parameters as INodeParameters, { input, signal: stop.signal, ...settings })),
					endedAt: Date.now(),
				}),
				cancel,
			);
			expect(run.status).toBe('canceled');
			expect(cancelledAt).toBeGreaterThan(0);
			// n8n waits for its own pause between two tries of a node before it looks whether it was cancelled.
			expect(endedAt - cancelledAt).toBeLessThanOrEqual(30);
			expect(sandbox.requests.length).toBe(sent);
		},
		300_000,
	);
});
