import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, it, type TestContext } from 'node:test';
import { RealN8n } from './n8n.ts';
import { QUICK } from './parts.ts';
import { freePort } from './servers.ts';
import { until } from './until.ts';
import { openWorkplace, type Workplace } from './workplace.ts';
import { workflowOf } from './workflows.ts';

const CREDENTIALS = { learning360OAuth2Api: { id: 'learning360OAuth2Api', name: '360Learning account' } };
const EVENT = 'path.created';
const STORM = process.env[QUICK] ? 200 : 500;

/**
 * The vendor's third attempt comes five minutes after the second one; those that a busy machine does not answer in 15 seconds come again half
 * an hour, two and five hours later. Source: https://360learning.readme.io/docs/retry-logic
 */
const LATER_MS = [6, 31, 121, 301].map((minutes) => minutes * 60_000);

/** Longest time for the machine to get something done, in milliseconds; generous, since it may be busy. */
const PATIENCE = 300_000;

/** Nothing has reached the target for so many milliseconds: no execution is under way any more. */
const QUIET = 8_000;

/** The sandbox's clock is put forward, n8n's is not: a delivery may then be hours away from it. */
const TOLERANCE = { signatureTolerance: 86_400 };

/** Something outside n8n that each event must reach once. */
interface Target {
	url: string;
	/** How often each event arrived. */
	arrivals: Map<string, number>;
	close(): void;
}

interface ExecutionPage {
	results: Array<{ id: string; status: string; mode: string }>;
	nextCursor?: string | null;
}

/** Webhooks of the vendor to n8n's production address: published, stormed, killed, forged, taken back. */
export function events(): void {
	let place: Workplace;
	let n8n: RealN8n;
	let target: Target;
	before(async () => {
		place = await openWorkplace({ name: 'events', port: await freePort(), withoutExamples: true });
		n8n = place.n8n;
		target = await openTarget();
	});
	after(async () => {
		await n8n?.stop();
		target?.close();
		await place?.close();
	});

	const create = async (name: string, interrupted: 'show' | 'runAgain') => {
		const start = {
			name: 'When a path is created',
			node: 'learning360Trigger',
			parameters: { events: [EVENT], interrupted, options: TOLERANCE },
			credentials: CREDENTIALS,
			settings: { webhookId: name },
		};
		const step = {
			name: 'Pass on',
			node: 'n8n-nodes-base.httpRequest',
			version: 4.2,
			parameters: { method: 'POST', url: `=${target.url}/{{ $json.eventId }}`, options: {} },
		};
		return (await n8n.rest<{ id: string }>('post', '/workflows', workflowOf(name, [step], start))).id;
	};
	const subscriptions = () =>
		place.sandbox.requests.filter(
			({ operationId, status }) => operationId === 'createWebhookSubscription' && status === 201,
		);
	const emit = (count: number) => {
		for (let number = 0; number < count; number++)
			place.sandbox.events.emit(EVENT, {
				pathId: `65f0a1b2c3d4e5f6${String(number).padStart(8, '0')}`,
				createdAt: new Date().toISOString(),
			});
	};
	const happened = (count: number) => place.sandbox.state.learning360.webhookEvents.map(({ _id }) => _id).slice(-count);
	const deliveredOf = (ids: string[]) => {
		const delivered = new Set(
			place.sandbox.events.deliveries.filter(({ status }) => status === 200).map(({ eventId }) => eventId),
		);
		return ids.filter((id) => delivered.has(id));
	};
	const attempts = (id: string) =>
		place.sandbox.events.deliveries
			.filter(({ eventId }) => eventId === id)
			.map(({ attempt, status }) => `${attempt}: ${status ?? 'no answer'}`);
	const statuses = async (workflowId: string) => {
		const counts: Record<string, number> = {};
		for (const status of ['success', 'error', 'crashed', 'running', 'new']) {
			const filter = encodeURIComponent(JSON.stringify({ workflowId, status: [status] }));
			counts[status] = (await n8n.rest<{ count: number }>('get', `/executions?limit=1&filter=${filter}`)).count;
		}
		return counts;
	};

	/** The executions in whose data an event stands: number, how they began, how they ended. */
	const executionsOf = async (eventId: string) => {
		const filter = encodeURIComponent(JSON.stringify({ workflowId: workflow }));
		const found: string[] = [];
		let cursor: string | null | undefined = '';
		while (typeof cursor === 'string') {
			const page: ExecutionPage = await n8n.rest(
				'get',
				`/executions?limit=100&filter=${filter}${cursor && `&cursor=${cursor}`}`,
			);
			for (const { id, status, mode } of page.results) {
				const { data } = await n8n.rest<{ data: string }>('get', `/executions/${id}`);
				if (data.includes(eventId)) found.push(`${id} ${mode} ${status}`);
			}
			cursor = page.nextCursor;
		}
		return found;
	};

	let workflow: string;

	it('subscribes when the workflow is published, and an event starts it', async () => {
		workflow = await create('paths', 'show');
		await n8n.publish(workflow);
		assert.equal(subscriptions().length, 1);
		emit(1);
		await until(() => target.arrivals.size === 1, PATIENCE);
	});

	it('refuses forged deliveries', async () => {
		const { url } = place.sandbox.events.deliveries[0]!;
		const before = target.arrivals.size;
		const body = JSON.stringify({ type: EVENT, timestamp: Date.now(), data: {} });
		const now = String(Math.floor(Date.now() / 1000));
		const signed = { 'content-type': 'application/json', 'webhook-id': 'msg_forged', 'webhook-timestamp': now };
		for (const headers of [
			{ 'content-type': 'application/json' },
			signed,
			{ ...signed, 'webhook-signature': 'v1,Zm9yZ2Vk' },
			{ ...signed, 'webhook-timestamp': '1', 'webhook-signature': 'v1,Zm9yZ2Vk' },
		]) {
			assert.equal(
				(await fetch(url, { method: 'POST', headers: headers as Record<string, string>, body })).status,
				401,
			);
		}
		assert.equal(target.arrivals.size, before);
	});

	/** Many events at once; n8n is killed when a fifth has reached the target, and starts again. */
	const storm = async (context: TestContext) => {
		target.arrivals.clear();
		emit(STORM);
		const ids = happened(STORM);
		await until(() => target.arrivals.size >= STORM / 5, PATIENCE);
		await n8n.stop('SIGKILL');
		const before = { reached: new Set(target.arrivals.keys()), answered: new Set(deliveredOf(ids)) };
		const tried = new Set(place.sandbox.events.deliveries.map(({ eventId }) => eventId));
		n8n = await RealN8n.start(n8n.options);
		await n8n.signIn();
		for (const pause of LATER_MS) {
			if (deliveredOf(ids).length === STORM) break;
			await place.sandbox.advance(pause);
			await place.sandbox.events.settled();
		}
		await until(async () => {
			const { running, new: waiting } = await statuses(workflow);
			return running === 0 && waiting === 0;
		}, PATIENCE);
		// n8n may count an execution as crashed while it starts anew and the execution goes on: only quiet at the target says that all is over.
		let quietSince = Date.now();
		let total = -1;
		await until(() => {
			const now = [...target.arrivals.values()].reduce((sum, times) => sum + times, 0);
			if (now !== total) [total, quietSince] = [now, Date.now()];
			return Date.now() - quietSince > QUIET;
		}, PATIENCE);
		const executions = await statuses(workflow);
		const missing = ids.filter((id) => !target.arrivals.has(id));
		const doubled = [...target.arrivals]
			.filter(([, times]) => times !== 1)
			.map(([id, times]) => ({ id, times, attempts: attempts(id) }));
		const unanswered = place.sandbox.events.deliveries.filter(
			({ eventId, status }) => ids.includes(eventId) && status !== 200,
		).length;
		context.diagnostic(
			`killed when ${before.reached.size} had reached the target and ${before.answered.size} were answered`,
		);
		context.diagnostic(
			`in the end ${target.arrivals.size} of ${STORM} reached it, ${doubled.length} of them twice; executions ${JSON.stringify(executions)}, deliveries without 200: ${unanswered}`,
		);
		assert.equal(deliveredOf(ids).length, STORM, 'the vendor is rid of every event');
		for (const id of missing.slice(0, 10))
			context.diagnostic(
				`missing: ${id}, deliveries ${attempts(id).join(', ')}; executions ${(await executionsOf(id)).join(', ')}`,
			);
		return { missing, doubled, executions, tried, before };
	};

	it(`brings each of ${STORM} events to its target once when n8n is killed among them`, async (context) => {
		const { missing, doubled, executions, tried } = await storm(context);
		assert.deepEqual(doubled, [], 'nothing arrives twice');
		// n8n does not go on with an execution that its own end cut off: it shows it as crashed, to be retried by a person.
		assert.deepEqual(
			missing.filter((id) => !tried.has(id)).map(attempts),
			[],
			'what was under way when n8n was killed comes again and arrives',
		);
		assert.ok(missing.length <= executions.crashed!, 'what is missing is shown as crashed');
	});

	it('takes its subscription back when the workflow is no longer published', async () => {
		await n8n.unpublish(workflow);
		const removed = place.sandbox.requests.filter(
			({ operationId, status }) => operationId === 'deleteWebhookSubscription' && status !== undefined && status < 300,
		);
		assert.equal(removed.length, subscriptions().length);
		const before = place.sandbox.events.deliveries.length;
		emit(1);
		await place.sandbox.events.settled();
		assert.equal(place.sandbox.events.deliveries.length, before);
	});

	it(`brings all of ${STORM} events to their target where what was cut off runs again`, async (context) => {
		workflow = await create('again', 'runAgain');
		await n8n.publish(workflow);
		const {
			missing,
			doubled,
			before: { reached, answered },
		} = await storm(context);
		assert.deepEqual(missing.map(attempts), [], 'nothing is missing');
		// n8n begins anew by itself what it had not yet noted as begun, so that not all of them are shown as crashed.
		assert.deepEqual(
			doubled.filter(({ id, times }) => times > 2 || !reached.has(id) || answered.has(id)),
			[],
			'twice arrives only what had arrived when its execution was cut off',
		);
		const before = target.arrivals.size;
		place.sandbox.events.emit(EVENT, { pathId: '65f0a1b2c3d4e5f600000000', createdAt: new Date().toISOString() });
		await until(() => target.arrivals.size === before + 1, PATIENCE);
		await n8n.unpublish(workflow);
	});
}

async function openTarget(): Promise<Target> {
	const arrivals = new Map<string, number>();
	const server = createServer((request, response) => {
		const id = request.url!.slice(1);
		arrivals.set(id, (arrivals.get(id) ?? 0) + 1);
		response.setHeader('content-type', 'application/json').end('{}');
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as { port: number };
	return { url: `http://127.0.0.1:${port}`, arrivals, close: () => server.close() };
}
