import assert from 'node:assert/strict';
import { after, before, it, type TestContext } from 'node:test';
import { RealN8n } from './n8n.ts';
import { freePort, startPostgres, startRedis, type Server } from './servers.ts';
import { openWorkplace, type Workplace } from './workplace.ts';
import { workflowOf } from './workflows.ts';

const CREDENTIALS = { learning360OAuth2Api: { id: 'learning360OAuth2Api', name: '360Learning account' } };

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

/** Two workers beside the main process, PostgreSQL and Redis: n8n as it is scaled out. */
export function queue(): void {
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
		for (let number = 0; number < 2; number++) workers.push(await startWorker());
	});
	after(async () => {
		await Promise.all((workers ?? []).map(async (worker) => await worker.stop()));
		await place?.close();
		await Promise.all((servers ?? []).map(async (server) => await server.close()));
	});

	const startWorker = async () =>
		await RealN8n.start({ ...place.n8n.options, command: 'worker', port: await freePort() });

	/** Publishes a workflow that makes a tag of each name it is given. */
	const publish = async (path: string, options: Record<string, unknown>) => {
		const steps = [
			{
				name: 'Split',
				node: 'n8n-nodes-base.splitOut',
				parameters: { fieldToSplitOut: 'body.names', options: { destinationFieldName: 'name' } },
			},
			{
				name: 'Create tags',
				node: 'learning360',
				parameters: { resource: 'tag', operation: 'create', name: '={{ $json.name }}', options },
				credentials: CREDENTIALS,
			},
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

	const list = async (workflowId: string) =>
		(
			await place.n8n.rest<{ results: ListedExecution[] }>(
				'get',
				`/executions?limit=100&filter=${encodeURIComponent(JSON.stringify({ workflowId }))}`,
			)
		).results;

	/** Starts the executions of one run at once. */
	const start = async (path: string, executions: number, items: number) => {
		place.sandbox.clearRequests();
		const names = Array.from({ length: executions }, (_, execution) =>
			Array.from({ length: items }, (_, item) => `${path} ${execution}-${item}`),
		);
		for (const part of names) assert.equal((await place.n8n.webhook(path, { names: part })).status, 200);
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

	const report = (context: TestContext, started: number) => {
		const calls = place.sandbox.requests;
		const refused = calls.filter(({ status }) => status === 429).length;
		const tokens = calls.filter(({ path }) => path.includes('token')).length;
		const second = Math.max(
			...perSecond(calls.filter(({ operationId }) => operationId === 'createTag').map(({ startedAt }) => startedAt)),
		);
		context.diagnostic(
			`${written().size} writes in ${Math.round((performance.now() - started) / 1000)} s; most in one second ${second} of 10; refused ${refused}; token calls ${tokens}`,
		);
		return { refused, tokens, second };
	};

	it('keeps 2,000 items in 20 executions inside the limit when each worker has its share', async (context) => {
		const started = performance.now();
		const workflow = await publish('shared-out', { share: 50 });
		const names = await start('shared-out', 20, 100);
		const executions = await ended(workflow, 20);
		assert.deepEqual(
			executions.filter(({ status }) => status !== 'success'),
			[],
		);
		assert.deepEqual(
			[...written().values()].filter((times) => times !== 1),
			[],
		);
		assert.equal(written().size, names.length);
		const { refused, tokens } = report(context, started);
		assert.equal(refused, 0);
		assert.ok(tokens <= 2 * workers.length, `${tokens} token calls`);
	});

	it('waits where the limit is passed, fails nothing and doubles nothing, when nobody has set a share', async (context) => {
		const started = performance.now();
		const workflow = await publish('unshared', {});
		const names = await start('unshared', 10, 50);
		const executions = await ended(workflow, 10);
		assert.deepEqual(
			executions.filter(({ status }) => status !== 'success'),
			[],
		);
		assert.deepEqual(
			[...written().values()].filter((times) => times !== 1),
			[],
		);
		assert.equal(written().size, names.length);
		report(context, started);
	});

	it('loses and doubles no write when a worker is killed', async (context) => {
		const workflow = await publish('killed', { share: 50 });
		const names = await start('killed', 8, 40);
		while (written().size < 60) await new Promise((resolve) => setTimeout(resolve, 200));
		await workers[0]!.stop('SIGKILL');
		const executions = await ended(workflow, 8);
		const counts = written();
		const statuses = executions.map(({ status }) => status);
		context.diagnostic(`executions: ${statuses.join(', ')}; ${counts.size} of ${names.length} written`);
		assert.deepEqual(
			[...counts.values()].filter((times) => times !== 1),
			[],
			'nothing is written twice',
		);
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
