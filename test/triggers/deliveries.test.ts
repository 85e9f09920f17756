import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import type { WorkflowExecuteMode } from 'n8n-workflow';
import { StaticDataStorage } from '../harness/index.ts';
import { Stage, TRIGGER, workflowWith } from './receiver.ts';

let stage: Stage;
beforeAll(async () => {
	stage = await Stage.open();
});
afterAll(async () => await stage.close());
afterEach(async () => await stage.reset());

const HOUR = 3600_000;
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

interface Delivery {
	id: string;
	timestamp: string;
	signature: string;
	body: Buffer;
}

/** Signs as 360Learning does. The example of Svix's manual is a test of its own below. */
function signed(
	id: string,
	content: unknown,
	{ secret = SECRET, at = Date.now() }: { secret?: string; at?: number } = {},
): Delivery {
	const body = Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
	const timestamp = String(Math.floor(at / 1000));
	const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
	const text = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
	return { id, timestamp, signature: `v1,${createHmac('sha256', key).update(text).digest('base64')}`, body };
}

async function deliver(
	{ id, timestamp, signature, body }: Delivery,
	more: Record<string, string> = {},
	signal?: AbortSignal,
): Promise<number> {
	const headers = {
		'content-type': 'application/json',
		'webhook-id': id,
		'webhook-timestamp': timestamp,
		'webhook-signature': signature,
		...more,
	};
	const answer = await fetch(`${stage.server.url}/webhook/hook-wf-certificates/webhook`, {
		method: 'POST',
		headers,
		body: new Uint8Array(body),
		signal,
	});
	await answer.arrayBuffer();
	return answer.status;
}

/** A workflow whose trigger has one secret, known to the test. */
async function listening(options: object = {}) {
	const workflow = await stage.load(
		workflowWith({ events: ['path.created'], catchUp: false, options: { signingSecrets: [SECRET], ...options } }),
	);
	return workflow;
}

const envelope = (data: object = {}) => ({ type: 'path.created', timestamp: Date.now(), data });

describe('a delivery', () => {
	test('whose signature, time or body is not right is refused and starts nothing', async () => {
		await listening();
		const good = signed('msg_1', envelope());
		const [v1] = good.signature.split(' ');
		expect(await deliver({ ...good, signature: v1.slice(0, -2) })).toBe(401);
		expect(await deliver({ ...good, signature: 'v1,' })).toBe(401);
		expect(await deliver({ ...good, signature: v1.replace('v1,', 'v2,') })).toBe(401);
		expect(await deliver({ ...good, id: 'msg_2' })).toBe(401);
		expect(await deliver({ ...good, timestamp: String(Number(good.timestamp) + 1) })).toBe(401);
		expect(await deliver({ ...good, body: Buffer.from(JSON.stringify(envelope(), undefined, 1)) })).toBe(401);
		expect(await deliver(signed('msg_3', envelope(), { at: Date.now() - 301_000 }))).toBe(401);
		expect(await deliver(signed('msg_4', envelope(), { at: Date.now() + 330_000 }))).toBe(401);
		expect(await deliver(signed('msg_5', envelope(), { secret: 'whsec_' }))).toBe(401);
		expect(await deliver(signed('msg_6', '[1, 2]'))).toBe(400);
		expect(await deliver(signed('msg_7', 'no JSON'))).toBe(422);
		expect(await deliver(signed('msg_8', 'no JSON'), { 'content-type': 'text/plain' })).toBe(400);
		expect(stage.starts).toEqual([]);
		expect(await deliver(good)).toBe(200);
		expect(await deliver(signed('msg_9', envelope(), { at: Date.now() - 290_000 }))).toBe(200);
		expect(stage.startedEvents()).toEqual(['msg_1', 'msg_9']);
	});

	test("is signed as in the example of the carrier's manual", async () => {
		// https://docs.svix.com/receiving/verifying-payloads/how-manual
		await listening({ signatureTolerance: 4_000_000_000 });
		const body = Buffer.from('{"test": 2432232314}');
		expect(
			await deliver({
				id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
				timestamp: '1614265330',
				signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
				body,
			}),
		).toBe(200);
	});

	test('may carry several signatures, among them of other kinds', async () => {
		await listening();
		const good = signed('msg_1', envelope());
		expect(await deliver({ ...good, signature: `v1a,xyz v1,${'A'.repeat(44)} ${good.signature}` })).toBe(200);
	});

	test('that comes again starts nothing, and after a restart of n8n nothing that goes on', async () => {
		const storage = new StaticDataStorage();
		const before = await stage.load(
			workflowWith({ events: ['path.created'], catchUp: false, options: { signingSecrets: [SECRET] } }),
			{ storage },
		);
		expect(await deliver(signed('msg_1', envelope()))).toBe(200);
		expect(await deliver(signed('msg_1', envelope()))).toBe(200);
		await before.stop();
		expect(stage.startedEvents()).toEqual(['msg_1']);
		stage.server.remove(before);
		const after = await stage.load(
			workflowWith({ events: ['path.created'], catchUp: false, options: { signingSecrets: [SECRET] } }),
			{ storage },
		);
		expect(await deliver(signed('msg_1', envelope()))).toBe(200);
		expect(await deliver(signed('msg_2', envelope()))).toBe(200);
		await after.settled();
		expect(stage.passedOn().map(({ eventId }) => eventId)).toEqual(['msg_1', 'msg_2']);
	});

	test('whose execution n8n could not make is taken when it comes again', async () => {
		let isBroken = true;
		await stage.load(
			workflowWith({ events: ['path.created'], catchUp: false, options: { signingSecrets: [SECRET] } }),
			{
				onStart: () => {
					if (isBroken) throw new Error('the database is gone');
				},
			},
		);
		expect(await deliver(signed('msg_1', envelope()))).toBe(500);
		isBroken = false;
		expect(await deliver(signed('msg_1', envelope()))).toBe(200);
		expect(stage.startedEvents()).toEqual(['msg_1']);
	});

	test('that comes at the same time as others is remembered, though n8n writes what it has processed as a whole', async () => {
		const storage = new StaticDataStorage();
		const parameters = { events: ['path.created'], catchUp: false, options: { signingSecrets: [SECRET] } };
		const many = Array.from({ length: 30 }, (_, index) => `msg_${index}`);
		for (const process of ['first', 'second']) {
			const workflow = await stage.load(workflowWith(parameters), { storage });
			const statuses = await Promise.all(many.map(async (id) => await deliver(signed(id, envelope()))));
			expect([process, ...new Set(statuses)]).toEqual([process, 200]);
			await workflow.stop();
			stage.server.remove(workflow);
		}
		expect(stage.starts).toHaveLength(60);
		expect(
			stage
				.passedOn()
				.map(({ eventId }) => eventId)
				.sort(),
		).toEqual(many.sort());
	});

	test('whose execution n8n makes up for after its end goes on once, whichever comes first', async () => {
		const workflow = await listening();
		const madeUp = async (eventId: string, mode: WorkflowExecuteMode = 'webhook') =>
			await workflow.makeUp({ node: TRIGGER, mode, items: [{ json: { eventId } }] });
		await madeUp('msg_1');
		await workflow.settled();
		expect(await deliver(signed('msg_1', envelope()))).toBe(200);
		expect(await deliver(signed('msg_2', envelope()))).toBe(200);
		await workflow.settled();
		await madeUp('msg_2');
		await workflow.settled();
		expect(workflow.runs.map(({ nodes }) => nodes.End?.runs[0]?.items.length ?? 0)).toEqual([1, 1, 0]);
		// A person retries it.
		await madeUp('msg_2', 'retry');
		await workflow.settled();
		expect(workflow.runs.at(-1)?.nodes.End?.runs).toHaveLength(1);
	});

	describe('that n8n has not answered yet', () => {
		const events: string[] = [];
		let reached: PromiseWithResolvers<void>;
		let answering: PromiseWithResolvers<void>;
		const load = async () => {
			events.length = 0;
			[reached, answering] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
			return await stage.load(
				workflowWith({ events: ['path.created'], catchUp: false, options: { signingSecrets: [SECRET] } }),
				{
					beforeAnswer: async () => {
						reached.resolve();
						await answering.promise;
					},
					onNode: (node, run) => void events.push(`${node} ${run ? 'ended' : 'started'}`),
				},
			);
		};

		test('does not reach the next node: if n8n ended now, it would come again', async () => {
			const workflow = await load();
			const answer = deliver(signed('msg_1', envelope()));
			await reached.promise;
			await sleep(300);
			expect(events).toEqual([`${TRIGGER} started`]);
			expect(await deliver(signed('msg_1', envelope()))).toBe(503);
			answering.resolve();
			expect(await answer).toBe(200);
			await workflow.settled();
			expect(events.slice(1)).toEqual([`${TRIGGER} ended`, 'End started', 'End ended']);
		});

		test('reaches it once when 360Learning has hung up meanwhile and sends it again', async () => {
			const workflow = await load();
			const hangUp = new AbortController();
			const first = deliver(signed('msg_1', envelope()), {}, hangUp.signal).catch(() => 'hung up');
			await reached.promise;
			hangUp.abort();
			expect(await first).toBe('hung up');
			await sleep(300);
			expect(events).toEqual([`${TRIGGER} started`]);
			answering.resolve();
			await workflow.settled();
			expect(await deliver(signed('msg_1', envelope()))).toBe(200);
			await workflow.settled();
			expect(events.slice(1)).toEqual([`${TRIGGER} ended`, 'End started', 'End ended']);
		});
	});

	test('starts the workflow whatever its body says about the time', async () => {
		await listening();
		const at = Math.floor(Date.now() / 1000) * 1000;
		// Texts that JavaScript takes for a day before 1970, and what says no time at all.
		const timestamps: unknown[] = [
			'57(eefHwiS',
			'.63',
			'+55',
			'3z4/0865',
			-1,
			1.5,
			null,
			{},
			'1957-10-04',
			'1957-10-04T19:28:34Z',
			0,
			'1790000000000',
		];
		for (const [index, timestamp] of timestamps.entries())
			expect(await deliver(signed(`msg_${index}`, { ...envelope(), timestamp }, { at }))).toBe(200);
		const received = new Date(at).toISOString();
		const times = [
			...Array<string>(9).fill(received),
			'1957-10-04T19:28:34.000Z',
			'1970-01-01T00:00:00.000Z',
			'2026-09-21T14:13:20.000Z',
		];
		expect(stage.starts.map(({ items }) => items[0].json.eventTime)).toEqual(times);
	});

	test('that is an xAPI statement has no envelope', async () => {
		const workflow = await stage.load(workflowWith({ events: ['xapi.started'] }));
		await workflow.publish();
		const statement = {
			id: '2f1c0f6e-5d0b-4b7e-9a51-0c8f4f6f3b10',
			actor: { objectType: 'Agent', mbox: 'mailto:ada@example.org' },
			verb: { id: 'http://adlnet.gov/expapi/verbs/initialized', display: { 'en-US': 'initialized' } },
			object: { objectType: 'Activity', id: 'urn:360learning:course:65f0a1b2c3d4e5f6ea0b4e96' },
			timestamp: '2126-03-02T08:30:00.000Z',
		};
		stage.sandbox.events.emit('xapi.started', statement);
		await stage.sandbox.events.settled();
		expect(stage.starts[0].items[0].json).toEqual({
			eventId: expect.stringMatching(/^msg_/),
			eventType: 'xapi.started',
			eventTime: statement.timestamp,
			...statement,
		});
		await workflow.unpublish();
	});
});

describe('a signing secret that is rotated', () => {
	const reads = () =>
		stage.sandbox.requests.filter(
			({ operationId, status }) => operationId === 'getWebhookSigningSecret' && status !== 401,
		).length;

	async function rotate(): Promise<void> {
		const { clientId, clientSecret } = stage.sandbox.credentials.learning360;
		const { url } = stage.sandbox.learning360;
		const json = { 'content-type': 'application/json', '360-api-version': 'v2.0' };
		const token = await fetch(`${url}/api/v2/oauth2/token`, {
			method: 'POST',
			headers: json,
			body: JSON.stringify({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }),
		});
		const { access_token: accessToken } = (await token.json()) as { access_token: string };
		const [{ _id }] = stage.subscriptions();
		await fetch(`${url}/api/v2/webhooks/subscriptions/${_id}/secrets/rotate`, {
			method: 'POST',
			headers: { ...json, authorization: `Bearer ${accessToken}` },
		});
	}

	test('is read again when the old one no longer counts; nothing is refused on the way', async () => {
		const workflow = await stage.load(workflowWith({ events: ['path.created'], catchUp: false }));
		await workflow.publish();
		await rotate();
		stage.sandbox.events.emit('path.created', { pathId: 'both' });
		await stage.sandbox.events.settled();
		expect(reads()).toBe(1);
		await stage.sandbox.advance(25 * HOUR);
		stage.sandbox.events.emit('path.created', { pathId: 'new' });
		stage.sandbox.events.emit('path.created', { pathId: 'newer' });
		await stage.sandbox.advance(10_000);
		expect(stage.starts.map(({ items }) => items[0].json.pathId).sort()).toEqual(['both', 'new', 'newer']);
		expect(reads()).toBe(2);
		await workflow.unpublish();
	});

	test('is not read over and over because somebody sends forged deliveries', async () => {
		const workflow = await stage.load(workflowWith({ events: ['path.created'], catchUp: false }));
		await workflow.publish();
		const forged = Array.from({ length: 60 }, (_, index) => deliver(signed(`msg_forged${index}`, envelope())));
		expect(new Set(await Promise.all(forged))).toEqual(new Set([401]));
		expect(reads()).toBe(2);
		await stage.sandbox.advance(6 * 60_000);
		expect(await deliver(signed('msg_forged', envelope()))).toBe(401);
		expect(reads()).toBe(3);
		// While 360Learning is away, what does not fit is refused and n8n's log says why.
		await stage.sandbox.advance(6 * 60_000);
		stage.sandbox.faults.add({ operationId: 'getWebhookSigningSecret', status: 500, body: {} });
		expect(await deliver(signed('msg_forged', envelope()))).toBe(401);
		expect(workflow.logs.at(-1)).toMatchObject({
			level: 'warn',
			message: expect.stringContaining('did not fit the known signing secrets'),
		});
		expect(stage.starts).toEqual([]);
		await workflow.unpublish();
	});
});

/** What becomes of a well-formed delivery on its way. */
type Change = (delivery: Delivery) => Delivery;

const name = fc.stringMatching(/^[a-zA-Z0-9_-]{1,12}$/);
const flip = (bytes: Buffer, at: number): Buffer => {
	const copy = Buffer.from(bytes);
	copy[at % copy.length] ^= 1 + (at % 255);
	return copy;
};
const swap = (text: string, at: number): string => {
	const place = at % text.length;
	return `${text.slice(0, place)}${text[place] === 'A' ? 'B' : 'A'}${text.slice(place + 1)}`;
};
const changes: fc.Arbitrary<Change> = fc.oneof(
	fc.nat().map(
		(at): Change =>
			(delivery) => ({ ...delivery, body: flip(delivery.body, at) }),
	),
	fc.nat().map(
		(at): Change =>
			(delivery) => ({ ...delivery, body: delivery.body.subarray(0, at % delivery.body.length) }),
	),
	fc.uint8Array({ minLength: 1, maxLength: 40 }).map(
		(more): Change =>
			(delivery) => ({ ...delivery, body: Buffer.concat([delivery.body, more]) }),
	),
	fc.nat().map(
		(at): Change =>
			(delivery) => ({ ...delivery, id: swap(delivery.id, at) }),
	),
	fc.integer({ min: 1, max: 200 }).map(
		(later): Change =>
			(delivery) => ({ ...delivery, timestamp: String(Number(delivery.timestamp) + later) }),
	),
	fc.constantFrom('', 'x', '1e3', '-1', 'NaN', '9'.repeat(40), '0x10', '1.5').map(
		(timestamp): Change =>
			(delivery) => ({ ...delivery, timestamp }),
	),
	// The last digit of Base64 carries unused bits: only the others change the bytes.
	fc.nat({ max: 41 }).map(
		(at): Change =>
			({ signature, ...delivery }) => ({ ...delivery, signature: `v1,${swap(signature.slice(3), at)}` }),
	),
	fc
		.constantFrom('', 'v1', 'v1,', 'v1,=', 'v2,AAAA', 'v1,AAAA v1,', ',', `v1,${'A'.repeat(44)}`, 'v1,'.repeat(500))
		.map(
			(signature): Change =>
				(delivery) => ({ ...delivery, signature }),
		),
	fc.constant((delivery: Delivery) =>
		signed(delivery.id, delivery.body.toString('utf8'), { secret: 'whsec_b3RoZXI=' }),
	),
);
const data = fc.dictionary(name, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 6 });
const bodies = fc.oneof(
	data.map((content): object => ({ type: 'path.created', timestamp: 1_790_000_000_000, data: content })),
	data.map((content): object => ({ type: 'some.later.event', timestamp: '1790000000000', data: content })),
	data.map((content): object => ({
		...content,
		actor: {},
		verb: {},
		object: {},
		timestamp: '2026-03-02T08:30:00.000Z',
	})),
	data,
	fc.record({ type: fc.jsonValue(), timestamp: fc.jsonValue(), data: fc.jsonValue() }),
);

test('10,000 random and changed deliveries: what is not signed starts nothing, nothing breaks the trigger, what is well-formed starts once', async () => {
	const expected: string[] = [];
	let count = 0;
	await stage.load(workflowWith({ events: ['path.created'], catchUp: false, options: { signingSecrets: [SECRET] } }), {
		storage: new StaticDataStorage(),
		isLean: true,
	});
	const refused = new Set<number>();
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.tuple(name, bodies, fc.option(changes)), { minLength: 40, maxLength: 40 }),
			async (batch) => {
				const statuses = batch.map(async ([part, content, change]) => {
					count += 1;
					const good = signed(`msg_${count}_${part}`, content);
					if (!change) {
						expected.push(good.id);
						expect(await deliver(good)).toBe(200);
					} else {
						const changed = change(good);
						const status = await deliver(changed);
						refused.add(status);
						expect([401, 422]).toContain(status);
					}
				});
				await Promise.all(statuses);
			},
		),
		{ numRuns: 250, endOnFailure: true },
	);
	expect(count).toBe(10_000);
	expect(refused).toEqual(new Set([401, 422]));
	expect(expected.length).toBeGreaterThan(1_000);
	expect(stage.startedEvents().sort()).toEqual(expected.sort());
}, 300_000);
