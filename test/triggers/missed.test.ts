import type { IDataObject } from 'n8n-workflow';
import { StaticDataStorage, type PublishedWorkflow } from '../harness/index.ts';
import { Stage, workflowWith } from './receiver.ts';

let stage: Stage;
let storage: StaticDataStorage;
beforeAll(async () => {
	stage = await Stage.open({ limits: false });
});
beforeEach(() => {
	storage = new StaticDataStorage();
});
afterAll(async () => await stage.close());
afterEach(async () => await stage.reset());

const HOUR = 3_600_000;
const EVENT = 'path.created';

/** A published workflow that n8n has known for a while. */
async function published(parameters: object = {}, isLean = true): Promise<PublishedWorkflow> {
	const workflow = await stage.load(workflowWith({ events: [EVENT], ...parameters }), { storage, isLean });
	await workflow.publish();
	await stage.sandbox.advance(2 * HOUR);
	return workflow;
}

/** n8n starts again, as a new process with the same database. */
async function restarted(isLean = true, parameters: object = {}): Promise<PublishedWorkflow> {
	stage.forget();
	const workflow = await stage.load(workflowWith({ events: [EVENT], ...parameters }), { storage, isLean });
	await workflow.publish('init');
	return workflow;
}

const started = (): unknown[] => stage.starts.map(({ items }) => items[0].json.pathId);

async function polls(workflow: PublishedWorkflow, count: number, pause = HOUR): Promise<void> {
	for (let poll = 0; poll < count; poll += 1) {
		await stage.sandbox.advance(pause);
		await workflow.poll();
	}
}

describe('many missed events', () => {
	/** When each of them happened, by number, in milliseconds before now. */
	const SPREADS: Array<[string, number, (index: number, count: number) => number]> = [
		[
			'6,000 in three days, among them 2,500 in one second',
			6_000,
			(index, count) =>
				index < 2_500 ? 50 * HOUR - (index % 1_000) : Math.floor(((count - index) / count) * 70 * HOUR),
		],
		['3,000 in one millisecond', 3_000, () => 5 * HOUR],
	];

	test.each(SPREADS)(
		'%s: each starts once, all of them, oldest first, over as many polls as it takes',
		async (_what, count, before) => {
			const workflow = await published();
			const now = Date.now();
			const times = Array.from({ length: count }, (_, index) => now - before(index, count));
			// The history is in no order.
			for (const index of Array.from({ length: count }, (_, position) => (position * 7_919) % count))
				stage.sandbox.events.failed(EVENT, { pathId: index }, times[index]);
			await polls(workflow, Math.ceil(count / 500) + 3);
			expect(stage.starts).toHaveLength(count);
			expect(new Set(started()).size).toBe(count);
			const order = started().map((index) => times[index as number]);
			expect(order).toEqual([...order].sort((one, other) => one - other));
			const size = JSON.stringify(await storage.read()).length;
			// What n8n has not stored of the memory starts again after its end; the trigger does not pass it on.
			const again = await restarted();
			await polls(again, 3, 15 * HOUR);
			expect(stage.starts.length - count).toBeLessThanOrEqual(30);
			const last = await restarted();
			expect([...again.pollFailures, ...last.pollFailures]).toEqual([]);
			expect(size).toBeLessThan(1_000 + 9.1 * count);
			expect(JSON.stringify(await storage.read()).length).toBeLessThan(1_000);
		},
		300_000,
	);

	test('n8n starts anew while it catches up: nothing reaches the next node twice, nothing is left out', async () => {
		const workflow = await published({}, false);
		const now = Date.now();
		for (let index = 0; index < 1_200; index += 1)
			stage.sandbox.events.failed(EVENT, { pathId: index }, now - 30 * HOUR + index);
		await polls(workflow, 1);
		await workflow.stop();
		const again = await restarted(false);
		await polls(again, 2);
		await again.settled();
		expect(
			stage
				.passedOn()
				.map(({ pathId }) => pathId as number)
				.sort((one, other) => one - other),
		).toEqual(Array.from({ length: 1_200 }, (_, index) => index));
	}, 300_000);
});

/** Levels of objects around a number. */
const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

describe('an odd event', () => {
	const good = (index: number): string =>
		JSON.stringify({
			_id: `good ${index}`,
			createdAt: new Date(Date.now() - HOUR).toISOString(),
			status: 'failed',
			payload: { type: EVENT, timestamp: Date.now() - HOUR, data: { pathId: `good ${index}` } },
		});
	const event = (payload: string, more = ''): string =>
		`{"_id":"odd","createdAt":${JSON.stringify(new Date(Date.now() - HOUR).toISOString())},"status":"failed"${more}${payload === '' ? '' : `,"payload":${payload}`}}`;
	const failures = (workflow: PublishedWorkflow) => workflow.pollFailures.map(({ message }) => message);

	/** One poll and a later one see ten events, the odd one among them. */
	async function seen(odd: string): Promise<PublishedWorkflow> {
		const workflow = await published({}, false);
		const body = `[${[...Array.from({ length: 5 }, (_, index) => good(index)), odd, ...Array.from({ length: 5 }, (_, index) => good(index + 5))].join(',')}]`;
		stage.sandbox.faults.add({ operationId: 'listWebhookEvents', body });
		await polls(workflow, 3);
		await workflow.settled();
		expect(workflow.runs.map(({ status }) => status)).toEqual(workflow.runs.map(() => 'success'));
		expect(started().filter((id) => String(id).startsWith('good'))).toEqual(
			Array.from({ length: 10 }, (_, index) => `good ${index}`),
		);
		return workflow;
	}

	test.each<[string, () => string]>([
		['null', () => 'null'],
		['a text', () => '"text"'],
		['a list', () => '[]'],
		['an object with nothing in it', () => '{}'],
		['one without an ID', () => event('{"type":"path.created","data":{}}').replace('"_id":"odd",', '')],
		['one whose ID is a number', () => event('{"data":{}}').replace('"odd"', '7')],
		['one without a payload', () => event('')],
		['one whose payload is null', () => event('null')],
		['one whose payload is a text', () => event('"text"')],
		['one whose payload is a list', () => event('[1]')],
		['one that is 10,000 levels deep', () => event(`{"type":"path.created","data":${nested(10_000)}}`)],
	])('%s is reported once and passed over; the others start', async (_what, odd) => {
		const workflow = await seen(odd());
		expect(stage.starts).toHaveLength(10);
		expect(failures(workflow)).toEqual(['A missed event of 360Learning could not be read and was skipped']);
	});

	test.each<[string, () => string, IDataObject]>([
		[
			'a time that is none',
			() => event('{"type":"path.created","timestamp":"soon","data":{"pathId":"odd"}}'),
			{ pathId: 'odd' },
		],
		[
			'a history time that is none',
			() =>
				event('{"type":"path.created","data":{"pathId":"odd"}}').replace(
					/"createdAt":"[^"]*"/,
					'"createdAt":"yesterday"',
				),
			{ pathId: 'odd' },
		],
		[
			'a history time of null',
			() => event('{"type":"path.created","data":{"pathId":"odd"}}').replace(/"createdAt":"[^"]*"/, '"createdAt":null'),
			{ pathId: 'odd' },
		],
		[
			'no history time',
			() => event('{"type":"path.created","data":{"pathId":"odd"}}').replace(/"createdAt":"[^"]*",/, ''),
			{ pathId: 'odd' },
		],
		[
			'a type that is none',
			() => event('{"type":7,"data":{"pathId":"odd"}}'),
			{ eventType: EVENT, data: { pathId: 'odd' } },
		],
		['no data', () => event('{}'), { eventType: EVENT }],
		[
			'the name of a property of every object',
			() =>
				event('{"type":"path.created","data":{"__proto__":{"polluted":true},"constructor":1,"pathId":"odd"}}').replace(
					'"odd"',
					'"__proto__"',
				),
			{ eventId: '__proto__', pathId: 'odd' },
		],
		['100 levels', () => event(`{"type":"path.created","data":${nested(100)}}`), {}],
		[
			'two megabytes',
			() => event(`{"type":"path.created","data":{"pathId":"odd","text":"${'x'.repeat(2_000_000)}"}}`),
			{ pathId: 'odd' },
		],
	])('one with %s starts once, as the others do', async (_what, odd, expected) => {
		const workflow = await seen(odd());
		expect(stage.starts).toHaveLength(11);
		const { json } = stage.starts.find(({ items }) => !String(items[0].json.eventId).startsWith('good'))!.items[0];
		expect(json).toMatchObject({ ...expected, eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) });
		expect(Number.isNaN(Date.parse(String(json.eventTime)))).toBe(false);
		expect(failures(workflow)).toEqual([]);
		expect(({} as IDataObject).polluted).toBeUndefined();
	});
});

describe('an event that n8n cannot make an execution for', () => {
	test('is tried again by the next poll; the others are not', async () => {
		let isBroken = true;
		const workflow = await stage.load(workflowWith({ events: [EVENT] }), {
			storage,
			isLean: true,
			onStart: ({ items }) => {
				if (isBroken && items[0].json.pathId === 1) throw new Error('the database is gone');
			},
		});
		await workflow.publish();
		await stage.sandbox.advance(2 * HOUR);
		for (const pathId of [0, 1, 2]) stage.sandbox.events.failed(EVENT, { pathId }, Date.now() - HOUR);
		await polls(workflow, 2);
		expect(started()).toEqual([0, 2]);
		isBroken = false;
		await polls(workflow, 2);
		expect(started()).toEqual([0, 2, 1]);
	});
});

describe('a history that cannot be read', () => {
	test('of one subscription: the others are caught up on, and nothing of it is lost', async () => {
		const workflow = await published({ events: [EVENT, 'path.deleted'] });
		stage.sandbox.events.failed(EVENT, { pathId: 'one' }, Date.now() - 40 * HOUR);
		stage.sandbox.events.failed('path.deleted', { pathId: 'two' }, Date.now() - 41 * HOUR);
		const [first] = stage.subscriptions();
		const fault = stage.sandbox.faults.add({
			path: `/api/v2/webhooks/subscriptions/${first._id}/events`,
			status: 403,
			body: { error: { code: 'invalid_scope' } },
		});
		await polls(workflow, 1);
		expect(fault.applied()).toBeGreaterThan(0);
		expect(stage.starts).toHaveLength(1);
		expect(workflow.pollFailures).toHaveLength(1);
		stage.sandbox.faults.clear();
		await polls(workflow, 2);
		expect(started().sort()).toEqual(['one', 'two']);
	});

	test('when n8n starts: it is reported, and the trigger listens all the same', async () => {
		const workflow = await published();
		await workflow.stop();
		stage.sandbox.faults.add({
			operationId: 'listWebhookEvents',
			status: 403,
			body: { error: { code: 'invalid_scope' } },
		});
		const again = await restarted();
		expect(again.pollFailures).toHaveLength(1);
		stage.sandbox.events.emit(EVENT, { pathId: 'fresh' });
		await stage.sandbox.events.settled();
		expect(started()).toEqual(['fresh']);
	});
});

test('a memory in the form of earlier versions counts', async () => {
	await published();
	const at = Date.now() - HOUR;
	for (const pathId of ['known', 'fresh']) stage.sandbox.events.failed(EVENT, { pathId }, at);
	const history = stage.sandbox.state.learning360.webhookEvents;
	const [known, fresh] = [...history].slice(-2);
	const { createHash } = await import('node:crypto');
	const mark = createHash('sha256').update(known._id).digest('base64url').slice(0, 12);
	const data = await storage.read();
	const [node] = Object.keys(data).filter((name) => name.startsWith('node:'));
	Object.assign(data[node] as IDataObject, { caughtUp: { [mark]: at }, caughtUpFrom: at - HOUR });
	await storage.write(data);
	const workflow = await restarted();
	expect(stage.startedEvents()).toEqual([fresh._id]);
	await polls(workflow, 3, 15 * HOUR);
	expect(stage.startedEvents()).toEqual([fresh._id]);
});
