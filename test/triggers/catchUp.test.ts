import { StaticDataStorage, type PublishedWorkflow } from '../harness/index.ts';
import { Stage, workflowWith } from './receiver.ts';

let stage: Stage;
beforeAll(async () => {
	stage = await Stage.open();
});
afterAll(async () => await stage.close());
afterEach(async () => await stage.reset());

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const started = () => stage.starts.map(({ items }) => items[0].json.pathId);

/** n8n is away for so long, and something happens meanwhile. */
async function away(workflow: PublishedWorkflow, milliseconds: number, ...pathIds: string[]): Promise<void> {
	await stage.server.stop();
	await workflow.stop();
	for (const pathId of pathIds) stage.sandbox.events.emit('path.created', { pathId });
	await stage.sandbox.advance(milliseconds);
}

/** n8n starts again, as a new process with the same database. */
async function back(parameters: object, storage: StaticDataStorage): Promise<PublishedWorkflow> {
	stage.forget();
	await stage.server.start();
	const workflow = await stage.load(workflowWith(parameters), { storage });
	await workflow.publish('init');
	await workflow.settled();
	return workflow;
}

describe('after downtime', () => {
	const parameters = { events: ['path.created'] };

	test('events that were given up on start one execution each when n8n starts, oldest first, and never again', async () => {
		const storage = new StaticDataStorage();
		const before = await stage.load(workflowWith(parameters), { storage });
		await before.publish();
		stage.sandbox.events.emit('path.created', { pathId: 'delivered' });
		await stage.sandbox.events.settled();
		await away(before, 30 * HOUR, 'one', 'two', 'three');
		expect(
			stage.sandbox.events.deliveries
				.filter(({ status }) => status === undefined)
				.map(({ attempt }) => attempt)
				.sort(),
		).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5, 6, 6, 6, 7, 7, 7, 8, 8, 8]);
		const after = await back(parameters, storage);
		expect(started()).toEqual(['delivered', 'one', 'two', 'three']);
		expect(stage.starts.map(({ mode }) => mode)).toEqual(['webhook', 'trigger', 'trigger', 'trigger']);
		expect(after.runs.map(({ status }) => status)).toEqual(['success', 'success', 'success']);
		await stage.sandbox.advance(HOUR);
		await after.poll();
		await after.stop();
		await stage.server.stop();
		const again = await back(parameters, storage);
		await again.poll();
		expect(stage.starts).toHaveLength(4);
		expect(again.pollFailures).toEqual([]);
		await again.unpublish();
	});

	test('an event that waits for its next attempt is not waited for, and the attempt starts nothing more', async () => {
		const storage = new StaticDataStorage();
		const before = await stage.load(workflowWith(parameters), { storage });
		await before.publish();
		await away(before, 40 * MINUTE, 'waiting');
		const after = await back(parameters, storage);
		expect(started()).toEqual(['waiting']);
		await stage.sandbox.advance(30 * HOUR);
		expect(stage.sandbox.events.deliveries.at(-1)).toMatchObject({ attempt: 5, status: 200 });
		expect(stage.starts).toHaveLength(1);
		await after.unpublish();
	});

	test('a subscription that was paused delivers again', async () => {
		const storage = new StaticDataStorage();
		const before = await stage.load(workflowWith(parameters), { storage });
		await before.publish();
		await away(before, 30 * HOUR, 'first');
		stage.sandbox.events.emit('path.created', { pathId: 'second' });
		await stage.sandbox.advance(4 * DAY);
		stage.sandbox.events.emit('path.created', { pathId: 'third' });
		await stage.sandbox.advance(DAY);
		expect(stage.subscriptions()).toMatchObject([{ status: 'inactive' }]);
		const after = await back({ ...parameters, catchUpDays: 30 }, storage);
		expect(stage.subscriptions()).toMatchObject([{ status: 'active' }]);
		stage.sandbox.events.emit('path.created', { pathId: 'fourth' });
		await stage.sandbox.events.settled();
		expect(started()).toEqual(['first', 'second', 'third', 'fourth']);
		await after.unpublish();
	});

	test('the window is bounded, and can be switched off', async () => {
		const storage = new StaticDataStorage();
		const before = await stage.load(workflowWith(parameters), { storage });
		await before.publish();
		await away(before, 3 * DAY, 'old');
		stage.sandbox.events.emit('path.created', { pathId: 'young' });
		await stage.sandbox.advance(30 * HOUR);
		const off = await back({ ...parameters, catchUp: false }, storage);
		await off.poll();
		expect(started()).toEqual([]);
		await off.stop();
		await stage.server.stop();
		const after = await back({ ...parameters, catchUpDays: 2 }, storage);
		expect(started()).toEqual(['young']);
		await after.unpublish();
	});

	test('one look starts 500 executions at most; the next ones go on', async () => {
		const storage = new StaticDataStorage();
		const before = await stage.load(workflowWith(parameters), { storage });
		await before.publish();
		const many = Array.from({ length: 620 }, (_, index) => `event ${index}`);
		await away(before, 30 * HOUR, ...many);
		stage.forget();
		await stage.server.start();
		const after = await stage.load(workflowWith(parameters), { storage, isLean: true });
		await after.publish('init');
		expect(stage.starts).toHaveLength(500);
		await stage.sandbox.advance(HOUR);
		await after.poll();
		await after.poll();
		expect(stage.starts).toHaveLength(620);
		expect(new Set(started())).toEqual(new Set(many));
		await after.unpublish();
	}, 300_000);

	test('a subscription that somebody has deleted, and a refusal, are failures that people see', async () => {
		const workflow = await stage.load(workflowWith({ events: ['path.created', 'path.deleted'] }));
		await workflow.publish();
		await stage.sandbox.advance(HOUR);
		stage.sandbox.faults.add({
			operationId: 'listWebhookEvents',
			times: 1,
			status: 403,
			body: { error: { code: 'invalid_scope' } },
		});
		await workflow.poll();
		const twin = await stage.load(workflowWith({ events: ['path.created'] }));
		await twin.unpublish();
		await workflow.poll();
		expect(workflow.pollFailures.map(({ message }) => message)).toEqual([
			expect.stringContaining('scope'),
			'360Learning has no webhook subscription for path.created, path.deleted any more',
		]);
	});
});

/** Random numbers that are the same in every run. */
function randomFrom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state * 1664525 + 1013904223) % 2 ** 32;
		return state / 2 ** 32;
	};
}

test('1,000 events while n8n stops and starts at random: each is passed on exactly once in the end', async () => {
	const random = randomFrom(20260302);
	const storage = new StaticDataStorage();
	const parameters = { events: ['path.created', 'path.updated', 'user.created'], catchUpDays: 90 };
	const happened: string[] = [];
	let workflow = await stage.load(workflowWith(parameters), { storage });
	await workflow.publish();
	let isUp = true;
	let restarts = 0;
	const happen = (count: number) => {
		for (let index = 0; index < count && happened.length < 1_000; index += 1) {
			const marker = `event ${happened.length}`;
			happened.push(marker);
			stage.sandbox.events.emit(parameters.events[happened.length % 3], { pathId: marker });
		}
	};
	while (happened.length < 1_000) {
		const pause = random() < 0.5 ? random() * 20 * MINUTE : random() * 40 * HOUR;
		happen(5 + Math.floor(random() * 20));
		if (isUp && random() < 0.4) {
			// Connections are cut while deliveries are under way: 360Learning does not hear that they were taken.
			const delivering = stage.sandbox.events.settled();
			await new Promise((resolve) => setTimeout(resolve, random() * 60));
			await stage.server.stop();
			await workflow.stop();
			await delivering;
			// This process does not die with n8n: executions that n8n's end would cut off must not run beside those of the next start.
			await workflow.settled();
			isUp = false;
		} else if (!isUp && random() < 0.5) {
			workflow = await back(parameters, storage);
			isUp = true;
			restarts += 1;
		}
		await stage.sandbox.advance(pause);
		if (isUp) await workflow.poll();
	}
	if (!isUp) workflow = await back(parameters, storage);
	await stage.sandbox.advance(2 * DAY);
	await workflow.poll();
	await workflow.settled();
	expect(restarts).toBeGreaterThan(5);
	expect(workflow.pollFailures).toEqual([]);
	expect(stage.starts.some(({ mode }) => mode === 'trigger')).toBe(true);
	const counts = new Map<string, number>();
	for (const marker of stage.passedOn().map(({ pathId }) => pathId as string))
		counts.set(marker, (counts.get(marker) ?? 0) + 1);
	expect(happened.filter((marker) => !counts.has(marker))).toEqual([]);
	expect([...counts].filter(([, count]) => count !== 1)).toEqual([]);
	expect(counts.size).toBe(1_000);
	await workflow.unpublish();
}, 300_000);
