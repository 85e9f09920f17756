import { Stage, TRIGGER, workflowWith } from './receiver.ts';

let stage: Stage;
beforeAll(async () => {
	stage = await Stage.open();
});
afterAll(async () => await stage.close());
afterEach(async () => await stage.reset());

const CREATED = { pathId: '65f0a1b2c3d4e5f6c4abf820', createdAt: '2026-03-02T08:30:00.000Z' };

test('an event of the sandbox starts an execution with its data', async () => {
	const workflow = await stage.load(workflowWith({ events: ['path.created'] }));
	await workflow.publish();
	expect(stage.subscriptions()).toMatchObject([
		{ eventType: 'path.created', status: 'active', url: `${stage.server.url}/webhook/hook-wf-certificates/webhook` },
	]);
	stage.sandbox.events.emit('path.created', CREATED);
	await stage.sandbox.events.settled();
	await workflow.settled();
	const [attempt] = stage.sandbox.events.deliveries;
	expect(attempt).toMatchObject({ status: 200, attempt: 1 });
	expect(workflow.runs.map(({ status }) => status)).toEqual(['success']);
	expect(workflow.runs[0].nodes.End.runs[0].items[0]).toEqual([
		expect.objectContaining({
			json: { eventId: attempt.eventId, eventType: 'path.created', eventTime: expect.any(String), ...CREATED },
		}),
	]);
	await workflow.unpublish();
	expect(stage.subscriptions()).toEqual([]);
	expect(stage.starts).toMatchObject([{ node: TRIGGER, mode: 'webhook' }]);
});
