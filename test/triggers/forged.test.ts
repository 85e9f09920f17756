import crypto from 'node:crypto';
import type { PublishedWorkflow } from '../harness/index.ts';
import { Stage, workflowWith } from './receiver.ts';

let stage: Stage;
beforeAll(async () => {
	stage = await Stage.open({ limits: false });
});
afterAll(async () => await stage.close());
afterEach(async () => await stage.reset());

const MEGABYTE = 1_048_576;
const PASTED = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
/** As many as 360Learning has. */
const TYPES = ['path.created', ...Array.from({ length: 53 }, (_, index) => `type.${index}`)];

const bodyOf = (type: string, bytes = 0): string =>
	JSON.stringify({ type, timestamp: Date.now(), data: { text: 'x'.repeat(bytes) } });

interface Forgery {
	body?: string;
	at?: number;
	signature?: string;
	secret?: string;
	/** Whether the head says how long the body is. */
	isAnnounced?: boolean;
}

async function send({
	body = bodyOf('path.created'),
	at = Date.now(),
	secret = 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
	isAnnounced = true,
	signature,
}: Forgery): Promise<number> {
	const [id, timestamp] = [`msg_${crypto.randomUUID()}`, String(Math.floor(at / 1000))];
	const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : secret;
	const own = `v1,${crypto.createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
	const answer = await fetch(`${stage.server.url}/webhook/hook-wf-certificates/webhook`, {
		method: 'POST',
		// A connection that the server closes while it is idle would be cut under the next request.
		headers: {
			connection: 'close',
			'content-type': 'text/plain',
			'webhook-id': id,
			'webhook-timestamp': timestamp,
			'webhook-signature': signature ?? own,
		},
		body: isAnnounced ? body : new Blob([body]).stream(),
		duplex: 'half',
	});
	await answer.arrayBuffer();
	return answer.status;
}

/** What an answer costs: how often a body is run through, without the sender's own time. */
async function cost(forgery: Forgery): Promise<{ status: number; hmacs: number }> {
	const spy = jest.spyOn(crypto, 'createHmac');
	try {
		const status = await send(forgery);
		return { status, hmacs: spy.mock.calls.length - 1 };
	} finally {
		spy.mockRestore();
	}
}

async function published(): Promise<PublishedWorkflow> {
	const workflow = await stage.load(
		workflowWith({ events: [], catchUp: false, options: { otherEventTypes: TYPES.join(), signingSecrets: [PASTED] } }),
	);
	await workflow.publish();
	expect(stage.subscriptions()).toHaveLength(54);
	// The secrets are read again once, because the first forgery does not fit; after that not for five minutes.
	await send({});
	await send({ body: '{}' });
	return workflow;
}

test('a forged delivery costs as little as can be, with 54 secrets', async () => {
	await published();
	const costs = {
		'no signature of the right length': await cost({ signature: 'v1,Zm9yZ2Vk' }),
		'too old': await cost({ at: Date.now() - 400_000 }),
		'15 MB': await cost({ body: bodyOf('path.created', 15 * MEGABYTE) }),
		'15 MB, whose length is not announced': await cost({
			body: bodyOf('path.created', 15 * MEGABYTE),
			isAnnounced: false,
		}),
		'of a known type': await cost({}),
		'of an unknown type': await cost({ body: bodyOf('type.unknown') }),
		'no JSON': await cost({ body: '{"type":"path.created", nonsense' }),
	};
	expect(costs).toEqual({
		'no signature of the right length': { status: 401, hmacs: 0 },
		'too old': { status: 401, hmacs: 0 },
		'15 MB': { status: 413, hmacs: 0 },
		'15 MB, whose length is not announced': { status: 413, hmacs: 0 },
		'of a known type': { status: 401, hmacs: 2 },
		'of an unknown type': { status: 401, hmacs: 55 },
		'no JSON': { status: 401, hmacs: 2 },
	});
	expect(stage.starts).toEqual([]);
});

test('what is signed is looked into: the right secret first, no JSON, too deep, too large', async () => {
	await published();
	const secretOf = (type: string) => stage.subscriptions().find(({ eventType }) => eventType === type)!.secret;
	expect(await cost({ secret: secretOf('type.50'), body: bodyOf('type.50') })).toEqual({ status: 200, hmacs: 1 });
	expect(await send({ secret: secretOf('type.50'), body: JSON.stringify({ data: {}, type: 'type.50' }) })).toBe(200);
	expect(await send({ secret: PASTED, body: bodyOf('type.unknown') })).toBe(200);
	expect(await send({ secret: secretOf('type.50'), body: bodyOf('type.50', MEGABYTE - 200) })).toBe(200);
	expect(await send({ secret: secretOf('type.50'), body: bodyOf('type.50', MEGABYTE) })).toBe(413);
	expect(await send({ secret: secretOf('type.50'), body: '{"type":"type.50", nonsense' })).toBe(400);
	expect(
		await send({
			secret: secretOf('type.50'),
			body: `{"type":"type.50","data":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`,
		}),
	).toBe(400);
	expect(await send({ secret: secretOf('type.49'), body: bodyOf('type.50') })).toBe(401);
	expect(stage.starts).toHaveLength(4);
});

test('the same secret is tried once, however often it is there', async () => {
	await stage.load(
		workflowWith({
			events: ['path.created'],
			catchUp: false,
			options: { signingSecrets: Array<string>(50).fill(PASTED) },
		}),
	);
	expect(await cost({})).toEqual({ status: 401, hmacs: 1 });
	expect(await cost({ secret: PASTED })).toEqual({ status: 200, hmacs: 1 });
});

test('a secret without the prefix is the text itself, and its bytes where it looks like Base64', async () => {
	const word = 'a-plain-word';
	const encoded = Buffer.from('0123456789abcdef01234567').toString('base64');
	await stage.load(
		workflowWith({ events: ['path.created'], catchUp: false, options: { signingSecrets: [word, encoded] } }),
	);
	expect(await cost({})).toEqual({ status: 401, hmacs: 3 });
	expect(await send({ secret: word })).toBe(200);
	expect(await send({ secret: encoded })).toBe(200);
	expect(await send({ secret: `whsec_${encoded}` })).toBe(200);
});

describe('secrets that are none', () => {
	test.each<[string, unknown, string]>([
		['a number', [PASTED, 7], 'Signing Secrets: entry 2 is a value of type number, not text'],
		['an object', [{ secret: PASTED }], 'Signing Secrets: entry 1 is a value of type object, not text'],
		['true', true, 'Signing Secrets: entry 1 is a value of type boolean, not text'],
		['a list in the list', [PASTED, [7]], 'Signing Secrets: entry 2 is a list, not text'],
		['a prefix without a key', ['whsec_'], 'Signing Secrets: entry 1 holds no key'],
	])('%s is refused when the workflow is published, and lets nobody in', async (_what, signingSecrets, message) => {
		const workflow = await stage.load(workflowWith({ events: ['path.created'], options: { signingSecrets } }));
		await expect(workflow.publish()).rejects.toThrow(message);
		expect(stage.subscriptions()).toEqual([]);
		for (const secret of ['7', 'true', '[object Object]', 'whsec_AA==', 'undefined'])
			expect([401, 503]).toContain(await send({ secret }));
		expect(stage.starts).toEqual([]);
	});

	test.each<[string, unknown]>([
		['nothing', {}],
		['null', { secret: null }],
		['a number', { secret: 12 }],
		['an empty text', { secret: '' }],
	])('%s from 360Learning: the workflow is not published', async (_what, body) => {
		const workflow = await stage.load(workflowWith({ events: ['path.created'] }));
		stage.sandbox.faults.add({ operationId: 'getWebhookSigningSecret', body: JSON.stringify(body) });
		// An answer without any secret is refused where it is read.
		await expect(workflow.publish()).rejects.toThrow(
			/^(?:Signing Secrets: 360Learning gave none for the webhook subscription|The answer has no record)/,
		);
		expect(stage.subscriptions()).toEqual([]);
	});

	test('empty lines are left out', async () => {
		const workflow = await stage.load(
			workflowWith({ events: ['path.created'], options: { signingSecrets: ['', ` ${PASTED} `, null] } }),
		);
		await workflow.publish();
		expect(await send({ secret: PASTED })).toBe(200);
	});
});
