import { createHmac } from 'node:crypto';
import type { PublishOptions } from '../../engine/triggers/publishedWorkflow.ts';
import { core } from '../../engine/n8n.ts';
import { StaticDataStorage, type PublishedWorkflow } from '../harness/index.ts';
import { Stage, TRIGGER, workflowWith } from './receiver.ts';

let stage: Stage;
let storage: StaticDataStorage;
beforeAll(async () => {
	stage = await Stage.open({ limits: false });
});
beforeEach(() => {
	storage = new StaticDataStorage();
});
afterAll(async () => await stage.close());
afterEach(async () => {
	stage.forget();
	await stage.reset();
});

const HOUR = 3_600_000;
const EVENT = 'path.created';
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

const parameters = {
	events: [EVENT],
	interrupted: 'runAgain',
	options: { signingSecrets: [SECRET], signatureTolerance: 86_400 },
};
const load = async (options: Partial<PublishOptions> = {}, more: object = {}) =>
	await stage.load(workflowWith({ ...parameters, catchUp: false, ...more }), { storage, ...options });

async function deliver(id: string): Promise<number> {
	const body = JSON.stringify({ type: EVENT, timestamp: Date.now(), data: { pathId: id } });
	const timestamp = String(Math.floor(Date.now() / 1000));
	const key = Buffer.from(SECRET.slice('whsec_'.length), 'base64');
	const signature = `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
	// A connection that is kept would be cut when n8n is killed.
	const headers = {
		connection: 'close',
		'content-type': 'application/json',
		'webhook-id': id,
		'webhook-timestamp': timestamp,
		'webhook-signature': signature,
	};
	const answer = await fetch(`${stage.server.url}/webhook/hook-wf-certificates/webhook`, {
		method: 'POST',
		headers,
		body,
	});
	await answer.arrayBuffer();
	return answer.status;
}

/** What the node behind the trigger has been given, by ID of the event, also in executions that never end. */
class Target {
	readonly reached: string[] = [];
	private waiting?: PromiseWithResolvers<void>;

	/** Keeps executions in the node behind the trigger. */
	hold(): void {
		this.waiting = Promise.withResolvers();
	}

	release(): void {
		this.waiting?.resolve();
		this.waiting = undefined;
	}

	/** For `onNode`: told what the trigger puts out and when the next node begins. */
	readonly onNode: NonNullable<PublishOptions['onNode']> = async (node, run) => {
		if (node === TRIGGER && run) this.reached.push(...run.items.flat().map(({ json }) => String(json.eventId)));
		if (node === 'End' && !run) await this.waiting?.promise;
	};
}

/** n8n is killed: connections are cut, executions go nowhere; then it starts again, as a new process with the same database. */
async function killed(): Promise<void> {
	await stage.server.stop();
	stage.forget();
	await stage.server.start();
}

const until = async (test: () => boolean): Promise<void> => {
	while (!test()) await new Promise((resolve) => setTimeout(resolve, 10));
};
const noted = async (): Promise<number> => (await storage.processedItems.read(TRIGGER)).length;

describe('a delivery', () => {
	test('is answered when its execution has ended; until then it is not taken', async () => {
		const target = new Target();
		target.hold();
		await load({ onNode: target.onNode });
		const first = deliver('one');
		await until(() => target.reached.length === 1);
		expect(await deliver('one')).toBe(503);
		expect(await noted()).toBe(2);
		target.release();
		expect(await first).toBe(200);
		expect(await deliver('one')).toBe(200);
		expect(target.reached).toEqual(['one']);
		expect(stage.starts).toHaveLength(1);
		expect(await noted()).toBe(1);
	});

	test("whose execution n8n's end cut off runs again when it comes again, and then no more", async () => {
		const [dead, alive] = [new Target(), new Target()];
		dead.hold();
		await load({ onNode: dead.onNode });
		const lost = deliver('one').catch(() => 'cut');
		await until(() => dead.reached.length === 1);
		await killed();
		expect(await lost).toBe('cut');
		await load({ onNode: alive.onNode });
		expect(await deliver('one')).toBe(200);
		expect(await deliver('one')).toBe(200);
		expect(alive.reached).toEqual(['one']);
		expect(await noted()).toBe(1);
	});

	test('whose execution had ended before n8n did does not run again', async () => {
		const [dead, alive] = [new Target(), new Target()];
		await load({ onNode: dead.onNode });
		expect(await deliver('one')).toBe(200);
		await killed();
		await load({ onNode: alive.onNode });
		expect(await deliver('one')).toBe(200);
		expect([dead.reached, alive.reached]).toEqual([['one'], []]);
		expect(stage.starts).toHaveLength(2);
		expect(await noted()).toBe(1);
	});

	test('whose execution ends with an error has ended', async () => {
		const target = new Target();
		const broken = workflowWith({ ...parameters, catchUp: false });
		Object.assign(broken.nodes[1], {
			type: 'n8n-nodes-lms.learning360',
			parameters: {
				resource: 'path',
				operation: 'get',
				pathId: { __rl: true, mode: 'id', value: '000000000000000000000000' },
			},
		});
		await stage.load(broken, { storage, onNode: target.onNode });
		expect(await deliver('one')).toBe(500);
		expect(await deliver('one')).toBe(200);
		expect(target.reached).toEqual(['one']);
		await killed();
		await stage.load(broken, { storage, onNode: target.onNode });
		await deliver('one');
		expect(target.reached).toEqual(['one']);
	});

	test('comes twice while n8n makes up for an execution that its end had kept from beginning: it runs once', async () => {
		const target = new Target();
		target.hold();
		const workflow = await load({ onNode: target.onNode });
		await workflow.makeUp({ node: TRIGGER, mode: 'webhook', items: [{ json: { eventId: 'one' } }] });
		await until(() => target.reached.length === 1);
		expect(await deliver('one')).toBe(503);
		target.release();
		await workflow.settled();
		expect(await deliver('one')).toBe(200);
		expect(target.reached).toEqual(['one']);
	});

	test('whose execution n8n cancels while it stops runs again', async () => {
		const [dead, alive] = [new Target(), new Target()];
		dead.hold();
		const workflow = await load({ onNode: dead.onNode });
		const first = deliver('one');
		await until(() => dead.reached.length === 1);
		const cancelled = workflow.cancel();
		dead.release();
		await cancelled;
		expect(await first).toBe(500);
		// This process may be about to end.
		expect(await deliver('one')).toBe(503);
		await killed();
		await load({ onNode: alive.onNode });
		expect(await deliver('one')).toBe(200);
		expect(alive.reached).toEqual(['one']);
	});

	test('whose execution a person has stopped does not run again', async () => {
		const target = new Target();
		target.hold();
		const workflow = await load({ onNode: target.onNode });
		const first = deliver('one');
		await until(() => target.reached.length === 1);
		const cancelled = workflow.cancel();
		target.release();
		await cancelled;
		expect(await first).toBe(500);
		await stage.sandbox.advance(5 * 60_000);
		expect(await deliver('one')).toBe(200);
		expect(target.reached).toEqual(['one']);
	});

	test("without a sign of the execution's end from n8n (before 2.41), the answer is one", async () => {
		const { prototype } = Object.getPrototypeOf(core.ExecuteContext) as { prototype: { onExecutionFinish?: unknown } };
		const { onExecutionFinish } = prototype;
		delete prototype.onExecutionFinish;
		try {
			const target = new Target();
			await load({ onNode: target.onNode });
			expect(await deliver('one')).toBe(200);
			await until(() => target.reached.length === 1);
			await new Promise((resolve) => setTimeout(resolve, 100));
			expect(await noted()).toBe(1);
			await killed();
			await load({ onNode: target.onNode });
			expect(await deliver('one')).toBe(200);
			expect(target.reached).toEqual(['one']);
		} finally {
			prototype.onExecutionFinish = onExecutionFinish;
		}
	});
});

test('where crashed executions are shown, what was cut off does not run again', async () => {
	const [dead, alive] = [new Target(), new Target()];
	dead.hold();
	await load({ onNode: dead.onNode }, { interrupted: 'show' });
	expect(await deliver('one')).toBe(200);
	await until(() => dead.reached.length === 1);
	await killed();
	await load({ onNode: alive.onNode }, { interrupted: 'show' });
	expect(await deliver('one')).toBe(200);
	expect(alive.reached).toEqual([]);
});

describe('a missed event', () => {
	const start = async (options: Partial<PublishOptions>, mode: 'activate' | 'init'): Promise<PublishedWorkflow> => {
		const workflow = await load(options, { catchUp: true });
		await workflow.publish(mode);
		return workflow;
	};

	test('runs again until an execution has ended, whatever n8n has stored', async () => {
		const [dead, alive, later] = [new Target(), new Target(), new Target()];
		const first = await start({ onNode: dead.onNode }, 'activate');
		await stage.sandbox.advance(2 * HOUR);
		for (const pathId of [1, 2, 3]) stage.sandbox.events.failed(EVENT, { pathId }, Date.now() - HOUR);
		dead.hold();
		await first.poll();
		await until(() => dead.reached.length === 3);
		await stage.sandbox.advance(HOUR);
		await first.poll();
		expect(dead.reached).toHaveLength(3);
		await killed();
		const second = await start({ onNode: alive.onNode }, 'init');
		await second.settled();
		expect(alive.reached).toEqual(dead.reached);
		await stage.sandbox.advance(HOUR);
		await second.poll();
		await killed();
		const third = await start({ onNode: later.onNode }, 'init');
		await third.settled();
		await stage.sandbox.advance(HOUR);
		await third.poll();
		await third.settled();
		expect(later.reached).toEqual([]);
		expect(await noted()).toBe(3);
	});
});

test('200 events while n8n is killed ten times among them: the execution of each ends, and none runs again after that', async () => {
	const rounds = 10;
	const ended: string[] = [];
	const reached: string[] = [];
	let alive = 0;
	/** Each third execution does not come to its end before n8n does. */
	let isEnding = false;
	const begin = async (mode: 'activate' | 'init'): Promise<void> => {
		const own = (alive += 1);
		const onNode: NonNullable<PublishOptions['onNode']> = async (node, run) => {
			const ids = run?.items.flat().map(({ json }) => String(json.eventId)) ?? [];
			if (node === TRIGGER) reached.push(...ids);
			const isCutOff = node === TRIGGER && ids.length > 0 && reached.length % 3 === 0 && isEnding;
			if (alive !== own || isCutOff) await new Promise(() => {});
			if (node === 'End') ended.push(...ids);
		};
		const workflow = await load({ onNode }, { catchUp: true, options: { signatureTolerance: 86_400 } });
		await workflow.publish(mode);
	};
	await begin('activate');
	for (let round = 1; round <= rounds; round += 1) {
		const before = reached.length;
		isEnding = true;
		for (let index = 0; index < 20; index += 1) stage.sandbox.events.emit(EVENT, { pathId: round * 20 + index });
		const delivering = stage.sandbox.events.settled();
		await until(() => reached.length >= before + 2 * round - 1);
		alive += 1;
		isEnding = false;
		await killed();
		await delivering;
		await begin('init');
		await stage.sandbox.advance((round % 4) * 2 * 60_000);
	}
	await stage.sandbox.advance(30 * HOUR);
	const { webhookEvents } = stage.sandbox.state.learning360;
	const ids = webhookEvents
		.filter(({ payload }) => (payload as { type?: string }).type === EVENT)
		.map(({ _id }) => _id);
	expect(ids).toHaveLength(200);
	expect([...ended].sort()).toEqual([...ids].sort());
	expect(reached.length).toBeGreaterThan(ended.length);
	expect(await noted()).toBe(200);
}, 300_000);
