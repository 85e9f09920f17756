import { createHmac } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import { StaticDataStorage, type PublishedWorkflow } from '../harness/index.ts';
import { Stage, TRIGGER, workflowWith } from './receiver.ts';

let stage: Stage;
beforeAll(async () => {
	stage = await Stage.open();
});
afterAll(async () => await stage.close());
afterEach(async () => await stage.reset());

const HOUR = 3_600_000;
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const parameters = {
	events: ['path.created'],
	catchUp: false,
	options: { signingSecrets: [SECRET], signatureTolerance: 86_400 },
};

/** Sends a signed delivery to the trigger. */
async function deliver(id: string): Promise<number> {
	const body = JSON.stringify({ type: 'path.created', timestamp: Date.now(), data: { pathId: id } });
	const timestamp = String(Math.floor(Date.now() / 1000));
	const key = Buffer.from(SECRET.slice('whsec_'.length), 'base64');
	const signature = `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
	const headers = {
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

const numbers = (count: number, from = 0): string[] =>
	Array.from({ length: count }, (_, index) => `msg_${from + index}`);

/** Executions pass on so many other events. */
async function others(workflow: PublishedWorkflow, count: number, from = 0): Promise<void> {
	for (let start = 0; start < count; start += 10_000) {
		const items = numbers(Math.min(10_000, count - start), from + start).map((eventId): { json: IDataObject } => ({
			json: { eventId },
		}));
		await workflow.makeUp({ node: TRIGGER, mode: 'trigger', items });
		await workflow.settled();
	}
}

const load = async (storage: StaticDataStorage, isLean = false) =>
	await stage.load(workflowWith(parameters), { storage, isLean });
const noted = async (storage: StaticDataStorage) => await storage.processedItems.read(TRIGGER);

test('a delivery that comes again after 3,000 others starts nothing', async () => {
	await load(new StaticDataStorage(), true);
	expect(await deliver('again')).toBe(200);
	const ids = numbers(3_000);
	for (let start = 0; start < ids.length; start += 100) {
		expect(new Set(await Promise.all(ids.slice(start, start + 100).map(deliver)))).toEqual(new Set([200]));
	}
	expect(stage.starts).toHaveLength(3_001);
	for (const hours of [0.1, 0.5, 2, 5, 10, 9.9]) {
		await stage.sandbox.advance(hours * HOUR);
		expect(await deliver('again')).toBe(200);
	}
	expect(stage.starts).toHaveLength(3_001);
});

test('a delivery that comes again after 60,000 others and a restart of n8n ends in the trigger', async () => {
	const storage = new StaticDataStorage();
	const before = await load(storage);
	await deliver('again');
	await before.settled();
	await others(before, 60_000);
	expect(await noted(storage)).toHaveLength(60_001);
	await before.stop();
	stage.server.remove(before);
	await stage.sandbox.advance(27 * HOUR);
	const after = await load(storage);
	await deliver('again');
	await after.settled();
	expect(stage.passedOn().filter(({ eventId }) => eventId === 'again')).toHaveLength(1);
	expect(after.runs).toHaveLength(1);
	// Its first act in the database: it cannot know how old what it has found is.
	expect(await noted(storage)).toHaveLength(50_001);
});

test("n8n's database keeps what came in the last 29 hours, and forgets the rest", async () => {
	const storage = new StaticDataStorage();
	const workflow = await load(storage);
	await others(workflow, 8_000);
	await stage.sandbox.advance(28 * HOUR);
	await others(workflow, 200, 8_000);
	expect(await noted(storage)).toHaveLength(8_200);
	await stage.sandbox.advance(2 * HOUR);
	await others(workflow, 1, 8_200);
	expect(await noted(storage)).toHaveLength(201);
	// 27 characters for each: 2.7 MB for 100,000 in 29 hours.
	expect(JSON.stringify(await noted(storage)).length).toBe(201 * 27 + 1);
	expect(JSON.stringify(await storage.read()).length).toBeLessThan(100);
});

test('where other processes note events as well, the last 50,000 are kept', async () => {
	const storage = new StaticDataStorage();
	const worker = await load(storage);
	await others(worker, 100);
	// The execution of a delivery that another process has taken.
	await worker.makeUp({ node: TRIGGER, mode: 'webhook', items: [{ json: { eventId: 'elsewhere' } }] });
	await worker.settled();
	await stage.sandbox.advance(40 * HOUR);
	await others(worker, 1, 100);
	expect(await noted(storage)).toHaveLength(102);
});
