import { StaticDataStorage } from '../harness/index.ts';
import { Stage, workflowWith } from './receiver.ts';

let stage: Stage;
beforeAll(async () => {
	stage = await Stage.open();
});
afterAll(async () => await stage.close());
afterEach(async () => await stage.reset());

const HOUR = 3600_000;
const HOOK = '/webhook/hook-wf-certificates/webhook';

function calls(operationId: string): number {
	return stage.sandbox.requests.filter((entry) => entry.operationId === operationId).length;
}

/** Somebody makes a subscription by hand, in 360Learning's settings. */
async function byHand(
	eventType: string,
	url: string,
	status: 'active' | 'inactive' = 'active',
): Promise<{ _id: string; secret: string }> {
	const { learning360 } = stage.sandbox;
	const { clientId, clientSecret } = stage.sandbox.credentials.learning360;
	const send = async (method: string, path: string, body: object, token?: string) => {
		const headers = {
			'content-type': 'application/json',
			'360-api-version': 'v2.0',
			...(token ? { authorization: `Bearer ${token}` } : {}),
		};
		const answer = await fetch(`${learning360.url}${path}`, { method, headers, body: JSON.stringify(body) });
		return (await answer.json()) as Record<string, string>;
	};
	const { access_token: token } = await send('POST', '/api/v2/oauth2/token', {
		grant_type: 'client_credentials',
		client_id: clientId,
		client_secret: clientSecret,
	});
	const { _id } = await send('POST', '/api/v2/webhooks/subscriptions', { eventType, url, name: 'Made by hand' }, token);
	if (status === 'inactive') await send('PATCH', `/api/v2/webhooks/subscriptions/${_id}`, { status }, token);
	return stage.subscriptions().find((entry) => entry._id === _id)!;
}

test('each event becomes a subscription of its own, verified and named; types of later days can be typed in', async () => {
	const workflow = await stage.load(
		workflowWith({
			events: ['path.created', 'user.certificate.awarded'],
			options: { otherEventTypes: ' course.published , path.created' },
		}),
	);
	await workflow.publish();
	const made = stage.subscriptions();
	expect(made.map(({ eventType }) => eventType).sort()).toEqual([
		'course.published',
		'path.created',
		'user.certificate.awarded',
	]);
	expect(made.find(({ eventType }) => eventType === 'path.created')!.name).toBe(
		'Certificates: path.created [n8n workflow wf-certificates]',
	);
	expect(calls('getWebhookSigningSecret')).toBe(3);
	expect(calls('listWebhookEvents')).toBe(0);
	stage.sandbox.events.emit('course.published', { courseId: '65f0a1b2c3d4e5f6ea0b4e96' });
	await stage.sandbox.events.settled();
	expect(stage.starts[0].items[0].json).toMatchObject({
		eventType: 'course.published',
		courseId: '65f0a1b2c3d4e5f6ea0b4e96',
	});
	await workflow.unpublish();
	expect(stage.subscriptions()).toEqual([]);
	expect(stage.sandbox.requests.flatMap(({ answerFailures }) => answerFailures)).toEqual([]);
});

test('nothing is created twice: after a restart, and when the workflow is published again', async () => {
	const storage = new StaticDataStorage();
	const before = await stage.load(workflowWith({ events: ['path.created'] }), { storage });
	await before.publish();
	await before.stop();
	stage.server.remove(before);
	const after = await stage.load(workflowWith({ events: ['path.created'] }), { storage });
	await after.publish('init');
	expect(calls('createWebhookSubscription')).toBe(1);
	stage.server.remove(after);
	// Another version with another event: n8n takes the old one back first.
	await after.unpublish();
	const next = await stage.load(workflowWith({ events: ['path.updated'] }), { storage });
	await next.publish('update');
	expect(stage.subscriptions().map(({ eventType }) => eventType)).toEqual(['path.updated']);
	await next.unpublish();
});

test('when n8n stopped before it could remember, its own subscriptions are found by name; one that is too many goes', async () => {
	const before = await stage.load(workflowWith({ events: ['path.created', 'path.deleted'] }));
	await before.publish();
	stage.server.remove(before);
	const after = await stage.load(workflowWith({ events: ['path.created'] }), { storage: new StaticDataStorage() });
	await after.publish();
	expect(stage.subscriptions().map(({ eventType }) => eventType)).toEqual(['path.created']);
	expect(calls('createWebhookSubscription')).toBe(2);
	stage.sandbox.events.emit('path.created', {});
	await stage.sandbox.events.settled();
	expect(stage.starts).toHaveLength(1);
	await after.unpublish();
	expect(stage.subscriptions()).toEqual([]);
});

test('a subscription that somebody made is used, woken up and left alone afterwards; what happened before the activation starts nothing', async () => {
	const workflow = await stage.load(workflowWith({ events: ['path.created'] }));
	const url = `${stage.server.url}${HOOK}`;
	const { _id } = await byHand('path.created', url);
	stage.server.remove(workflow);
	stage.sandbox.events.emit('path.created', { pathId: 'before' });
	await stage.sandbox.advance(30 * HOUR);
	expect(
		stage.sandbox.state.learning360.webhookEvents.find(({ subscriptionId }) => subscriptionId === _id),
	).toMatchObject({ status: 'failed' });
	stage.sandbox.events.emit('path.created', { pathId: 'waiting' });
	await stage.sandbox.events.settled();
	stage.server.add(workflow);
	await workflow.publish();
	expect(calls('createWebhookSubscription')).toBe(1);
	await stage.sandbox.advance(HOUR);
	await workflow.poll();
	expect(stage.sandbox.events.deliveries.at(-1)).toMatchObject({ status: 200, attempt: 2 });
	expect(stage.starts).toEqual([]);
	stage.sandbox.events.emit('path.created', { pathId: 'after' });
	await stage.sandbox.events.settled();
	expect(stage.starts.map(({ items }) => items[0].json.pathId)).toEqual(['after']);
	await workflow.unpublish();
	expect(stage.subscriptions()).toMatchObject([{ _id, name: 'Made by hand' }]);
});

test("several workflows do not touch each other's subscriptions, nor anybody else's", async () => {
	const all = () => stage.sandbox.state.learning360.webhookSubscriptions.length;
	const others = all();
	const first = await stage.load(workflowWith({ events: ['path.created'] }, 'first'));
	const second = await stage.load(workflowWith({ events: ['path.created'] }, 'second'));
	await first.publish();
	await second.publish();
	stage.sandbox.events.emit('path.created', {});
	await stage.sandbox.events.settled();
	expect(stage.starts).toHaveLength(2);
	await first.unpublish();
	expect(stage.subscriptions().map(({ name }) => name)).toEqual(['Certificates: path.created [n8n workflow second]']);
	await second.unpublish();
	expect(all()).toBe(others);
});

describe('publishing that does not work', () => {
	const events = ['path.created', 'path.deleted', 'path.updated', 'user.created'];

	test('takes back what it has made, and says why', async () => {
		stage.sandbox.faults.add({
			operationId: 'createWebhookSubscription',
			after: 2,
			status: 400,
			body: { error: { code: 'subscriptionsLimitReached' } },
		});
		const workflow = await stage.load(workflowWith({ events }));
		const failure = (await workflow.publish().catch((error: unknown) => error)) as {
			message: string;
			description: string;
		};
		expect(failure.message).toBe(
			'Event: This event has as many subscriptions as it may have (subscriptionsLimitReached)',
		);
		expect(failure.description).toContain('Delete a subscription of this event');
		expect(stage.subscriptions()).toEqual([]);
		expect(workflow.storage.writes).toBeLessThanOrEqual(1);
	});

	test('n8n cannot be reached', async () => {
		const workflow = await stage.load(workflowWith({ events: ['path.created'] }));
		stage.server.remove(workflow);
		await expect(workflow.publish()).rejects.toMatchObject({
			message: 'URL: The URL does not answer (urlUnreachable)',
		});
		expect(stage.subscriptions()).toEqual([]);
	});

	test('no event is chosen', async () => {
		const workflow = await stage.load(workflowWith({ events: [] }));
		await expect(workflow.publish()).rejects.toMatchObject({ message: 'Choose at least one event' });
	});

	test('the secrets may not be read: nothing is left behind, and there is a way out', async () => {
		stage.sandbox.faults.add({
			operationId: 'getWebhookSigningSecret',
			status: 403,
			body: { error: { code: 'invalid_scope' } },
		});
		const refused = await stage.load(workflowWith({ events: ['path.created'] }));
		await expect(refused.publish()).rejects.toMatchObject({
			message: 'The credential may not read the secrets that sign webhook deliveries',
			description: expect.stringContaining('webhookSecrets:read'),
		});
		expect(stage.subscriptions()).toEqual([]);
		const { secret } = await byHand('path.created', `${stage.server.url}${HOOK}`);
		stage.server.remove(refused);
		const pasted = await stage.load(
			workflowWith({ events: ['path.created'], options: { signingSecrets: ['whsec_b3RoZXI=', ` ${secret} `] } }),
		);
		await pasted.publish();
		stage.sandbox.events.emit('path.created', { pathId: 'pasted' });
		await stage.sandbox.events.settled();
		expect(stage.starts.map(({ items }) => items[0].json.pathId)).toEqual(['pasted']);
		await pasted.unpublish();
		expect(stage.subscriptions()).toHaveLength(1);
	});

	test('a subscription that cannot be deleted is an error, one that is gone is not', async () => {
		const workflow = await stage.load(workflowWith({ events: ['path.created', 'path.deleted'] }));
		await workflow.publish();
		const fault = stage.sandbox.faults.add({
			operationId: 'deleteWebhookSubscription',
			times: 1,
			status: 403,
			body: { error: { code: 'invalid_scope' } },
		});
		await expect(workflow.unpublish()).rejects.toMatchObject({ message: expect.stringContaining('scope') });
		expect(stage.subscriptions()).toHaveLength(1);
		fault.remove();
		stage.sandbox.faults.add({
			operationId: 'deleteWebhookSubscription',
			times: 1,
			status: 404,
			body: { error: { code: 'subscriptionNotFound' } },
		});
		await workflow.unpublish();
		expect(await workflow.storage.read()).toEqual({ 'node:360Learning Trigger': {} });
	});
});

describe('a test run in the editor', () => {
	test('takes one event, removes its subscriptions and leaves production alone', async () => {
		const workflow = await stage.load(workflowWith({ events: ['path.created', 'path.deleted'] }));
		await workflow.publish();
		const before = await workflow.storage.read();
		const run = await workflow.listen(stage.server);
		expect(
			stage
				.subscriptions()
				.map(({ url }) => new URL(url).pathname.split('/')[1])
				.sort(),
		).toEqual(['webhook', 'webhook', 'webhook-test', 'webhook-test']);
		stage.sandbox.events.emit('path.created', { pathId: '65f0a1b2c3d4e5f6c4abf820' });
		await stage.sandbox.events.settled();
		expect(run.isListening).toBe(false);
		await run.cancel();
		expect(stage.starts.map(({ mode }) => mode).sort()).toEqual(['manual', 'webhook']);
		await workflow.settled();
		expect(workflow.runs.map(({ status }) => status)).toEqual(['success', 'success']);
		expect(stage.subscriptions()).toHaveLength(2);
		expect(await workflow.storage.read()).toMatchObject({
			'node:360Learning Trigger': {
				subscriptions: (before['node:360Learning Trigger'] as { subscriptions: unknown }).subscriptions,
			},
		});
		await workflow.unpublish();
	});

	test('that nobody waits for any more leaves nothing', async () => {
		const workflow = await stage.load(workflowWith({ events: ['path.created'] }));
		const run = await workflow.listen(stage.server);
		expect(stage.subscriptions()).toHaveLength(1);
		await run.cancel();
		expect(stage.subscriptions()).toEqual([]);
	});
});

describe('a look at the address', () => {
	test.each(['GET', 'HEAD', 'POST'])(
		'%s is answered while the trigger is set up, and starts nothing',
		async (method) => {
			await stage.load(workflowWith({ events: ['path.created'] }));
			expect((await fetch(`${stage.server.url}${HOOK}`, { method })).status).toBe(200);
			expect(stage.starts).toEqual([]);
		},
	);

	test('a delivery that comes before the trigger knows the secret is asked to come again', async () => {
		await stage.load(workflowWith({ events: ['path.created'] }));
		const headers = {
			'webhook-id': 'msg_1',
			'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
			'webhook-signature': 'v1,AAAA',
		};
		expect((await fetch(`${stage.server.url}${HOOK}`, { method: 'POST', headers })).status).toBe(503);
		expect(stage.starts).toEqual([]);
	});
});
