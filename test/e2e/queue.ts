import assert from 'node:assert/strict';
import chunk from 'lodash/chunk.js';
import { after, before, describe, it, type TestContext } from 'node:test';
import { RealN8n } from './n8n.ts';
import { freePort, startPostgres, startRedis, type Server } from './servers.ts';
import { openWorkplace, type Workplace } from './workplace.ts';
import { workflowOf } from './workflows.ts';

const CREDENTIALS = { learning360OAuth2Api: { id: 'learning360OAuth2Api', name: '360Learning account' } };

/** A group that some users are in already. */
const GROUP = '58eb5f371a92bb4fb526b305';

/** Longest time for all executions of a run to end, in milliseconds: writes at ten a second, with room for refused ones. */
const RUN_MS = 15 * 60_000;

/** After this long without a sign of life n8n takes a worker's job for lost (its own default is a minute, looked at twice a minute). */
const LOST = {
	QUEUE_WORKER_LOCK_DURATION: '10000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '3000',
	QUEUE_WORKER_STALLED_INTERVAL: '5000',
};

interface ListedExecution {
	id: string;
	status: string;
}

/** What the workers are asked for together. */
interface Goals {
	workers: number;
	/** 500 writes while nobody has set a share: time as a multiple of the best possible one, and calls refused. */
	unshared: { time: number; refused: number };
	/** Bulk operations that are refused when two are started for each worker; the vendor runs three at a time. */
	bulkRefused: number;
}

/** Writes that the vendor takes in a second. Source: https://360learning.readme.io/docs/copy-of-rate-limiting-errors */
const WRITES_A_SECOND = 10;

const GOALS: Goals[] = [
	{ workers: 2, unshared: { time: 1.1, refused: 5 }, bulkRefused: 5 },
	// No goal was set for refusals of four workers; 47 to 68 were measured.
	{ workers: 4, unshared: { time: 1.25, refused: 80 }, bulkRefused: 15 },
];

/** n8n as it is scaled out: PostgreSQL, Redis, a main process and workers, which share an account without knowing of each other. */
export function queue(): void {
	for (const goals of GOALS) void describe(`with ${goals.workers} workers`, () => scaledOut(goals));
}

function scaledOut(goals: Goals): void {
	let servers: Server[];
	let place: Workplace;
	let workers: RealN8n[];

	before(async () => {
		const [redis, postgres] = await Promise.all([startRedis(), startPostgres()]);
		servers = [redis, postgres];
		const environment = {
			...LOST,
			EXECUTIONS_MODE: 'queue',
			QUEUE_BULL_REDIS_HOST: '127.0.0.1',
			QUEUE_BULL_REDIS_PORT: String(redis.port),
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: '127.0.0.1',
			DB_POSTGRESDB_PORT: String(postgres.port),
			DB_POSTGRESDB_DATABASE: 'n8n',
			DB_POSTGRESDB_USER: 'n8n',
			DB_POSTGRESDB_PASSWORD: 'n8n',
		};
		place = await openWorkplace({ name: 'queue', port: await freePort(), environment, withoutExamples: true });
		workers = [];
		for (let number = 0; number < goals.workers; number++) workers.push(await startWorker());
	});
	after(async () => {
		await Promise.all((workers ?? []).map(async (worker) => await worker.stop()));
		await place?.close();
		await Promise.all((servers ?? []).map(async (server) => await server.close()));
	});

	const startWorker = async () =>
		await RealN8n.start({ ...place.n8n.options, command: 'worker', port: await freePort() });

	/** Publishes a workflow that runs a node for each entry that a webhook is given. */
	const publish = async (path: string, parameters: Record<string, unknown>) => {
		const steps = [
			{
				name: 'Split',
				node: 'n8n-nodes-base.splitOut',
				parameters: { fieldToSplitOut: 'body.entries', options: { destinationFieldName: 'entry' } },
			},
			{ name: '360Learning', node: 'learning360', parameters, credentials: CREDENTIALS },
		];
		const start = {
			name: 'Webhook',
			node: 'n8n-nodes-base.webhook',
			version: 2.1,
			parameters: { httpMethod: 'POST', path, options: {} },
			settings: { webhookId: path },
		};
		const { id } = await place.n8n.rest<{ id: string }>('post', '/workflows', workflowOf(path, steps, start));
		await place.n8n.publish(id);
		return id;
	};

	/** Parameters that make a tag of each entry. */
	const createTags = (options: Record<string, unknown>) => ({
		resource: 'tag',
		operation: 'create',
		name: '={{ $json.entry }}',
		options,
	});

	const list = async (workflowId: string) =>
		(
			await place.n8n.rest<{ results: ListedExecution[] }>(
				'get',
				`/executions?limit=100&filter=${encodeURIComponent(JSON.stringify({ workflowId }))}`,
			)
		).results;

	/** Starts the executions of one run at once, each with its entries. */
	const startWith = async (path: string, executions: string[][]) => {
		place.sandbox.clearRequests();
		for (const entries of executions) assert.equal((await place.n8n.webhook(path, { entries })).status, 200);
	};

	/** Starts executions that make tags, and returns the names of the tags. */
	const start = async (path: string, executions: number, items: number) => {
		const names = Array.from({ length: executions }, (_, execution) =>
			Array.from({ length: items }, (_, item) => `${path} ${execution}-${item}`),
		);
		await startWith(path, names);
		return names.flat();
	};

	const ended = async (workflowId: string, executions: number) => {
		const end = Date.now() + RUN_MS;
		for (;;) {
			const all = await list(workflowId);
			if (all.length === executions && all.every(({ status }) => !['new', 'running', 'waiting'].includes(status)))
				return all;
			if (Date.now() > end) throw new Error(`Not ended: ${JSON.stringify(all.map(({ status }) => status))}`);
			await new Promise((resolve) => setTimeout(resolve, 1_000));
		}
	};

	/** How often each name was written. */
	const written = () => {
		const counts = new Map<string, number>();
		for (const { operationId, status, body } of place.sandbox.requests) {
			if (operationId !== 'createTag' || status !== 201) continue;
			const { name } = JSON.parse(body) as { name: string };
			counts.set(name, (counts.get(name) ?? 0) + 1);
		}
		return counts;
	};

	const refusals = () => place.sandbox.requests.filter(({ status }) => status === 429).length;

	/** What the vendor saw of a run that made tags. */
	const report = (context: TestContext) => {
		const calls = place.sandbox.requests;
		const times = calls.filter(({ operationId }) => operationId === 'createTag').map(({ startedAt }) => startedAt);
		const tokens = calls.filter(({ path }) => path.includes('token')).length;
		const seconds = (Math.max(...times) - Math.min(...times)) / 1000;
		const best = Math.ceil(written().size / WRITES_A_SECOND) - 1;
		const refused = refusals();
		context.diagnostic(
			`${written().size} writes in ${seconds.toFixed(1)} s, ${(seconds / best).toFixed(2)} times the best possible ${best} s; most in one second ${Math.max(...perSecond(times))} of ${WRITES_A_SECOND}; refused ${refused}; token calls ${tokens}`,
		);
		return { refused, tokens, time: seconds / best };
	};

	const allSucceeded = (executions: ListedExecution[]) =>
		assert.deepEqual(
			executions.filter(({ status }) => status !== 'success'),
			[],
		);

	const eachOnce = (message?: string) =>
		assert.deepEqual(
			[...written().values()].filter((times) => times !== 1),
			[],
			message,
		);

	// First, because workers that have been alone for a while take longer to notice each other.
	it('finds out the shares of 500 items in 10 executions when nobody has set one', async (context) => {
		const workflow = await publish('unshared', createTags({}));
		const names = await start('unshared', 10, 50);
		allSucceeded(await ended(workflow, 10));
		eachOnce();
		assert.equal(written().size, names.length);
		const { refused, time } = report(context);
		const { unshared } = goals;
		assert.ok(time <= unshared.time, `${time.toFixed(2)} times the best possible time, goal ${unshared.time}`);
		assert.ok(refused <= unshared.refused, `${refused} refused, goal ${unshared.refused}`);
	});

	it('keeps 1,000 items in 10 executions inside the limit when each worker has its share', async (context) => {
		const workflow = await publish('shared-out', createTags({ share: 100 / goals.workers }));
		const names = await start('shared-out', 10, 100);
		allSucceeded(await ended(workflow, 10));
		eachOnce();
		assert.equal(written().size, names.length);
		const { refused, tokens } = report(context);
		assert.equal(refused, 0);
		assert.ok(tokens <= 2 * workers.length, `${tokens} token calls`);
	});

	it('makes each membership once when all workers start bulk operations', async (context) => {
		const workflow = await publish('memberships', {
			resource: 'groupMember',
			operation: 'addBulk',
			groupId: { __rl: true, mode: 'id', value: GROUP },
			userId: { __rl: true, mode: 'id', value: '={{ $json.entry }}' },
			role: 'learner',
		});
		const users = place.sandbox.state.learning360.users
			.filter(({ status }) => status !== 'deleted')
			.map(({ _id }) => _id);
		const executions = chunk(users, Math.ceil(users.length / (2 * goals.workers)));
		await startWith('memberships', executions);
		allSucceeded(await ended(workflow, executions.length));
		const submitted = place.sandbox.requests.filter(
			({ operationId, status }) => operationId === 'bulkAddGroupMemberships' && status === 202,
		);
		const made = submitted.flatMap(({ body }) => (JSON.parse(body) as { input: object[] }).input);
		const refused = refusals();
		context.diagnostic(`${made.length} memberships in ${submitted.length} bulk operations; refused ${refused}`);
		assert.equal(made.length, users.length);
		assert.equal(new Set(made.map((one) => JSON.stringify(one))).size, users.length);
		assert.ok(refused <= goals.bulkRefused, `${refused} refused, goal ${goals.bulkRefused}`);
	});

	it('loses and doubles no write when a worker is killed', async (context) => {
		const workflow = await publish('killed', createTags({ share: 100 / goals.workers }));
		const names = await start('killed', 8, 40);
		while (written().size < 60) await new Promise((resolve) => setTimeout(resolve, 200));
		await workers[0]!.stop('SIGKILL');
		const executions = await ended(workflow, 8);
		const counts = written();
		const statuses = executions.map(({ status }) => status);
		context.diagnostic(`executions: ${statuses.join(', ')}; ${counts.size} of ${names.length} written`);
		eachOnce('nothing is written twice');
		const completed = statuses.filter((status) => status === 'success').length;
		assert.ok(completed > 0 && counts.size >= completed * 40, 'what a living worker runs is complete');
		assert.deepEqual(
			statuses.filter((status) => !['success', 'crashed', 'error'].includes(status)),
			[],
			'n8n shows what was cut off',
		);
		workers[0] = await startWorker();
	});
}

/** Most calls in any second, for each call the second that begins with it. */
function perSecond(times: number[]): number[] {
	const sorted = [...times].sort((one, other) => one - other);
	return [
		0,
		...sorted.map((from, index) => sorted.slice(index, index + 1000).filter((time) => time < from + 1000).length),
	];
}
