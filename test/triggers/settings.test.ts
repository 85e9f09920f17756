import { Stage, workflowWith } from './receiver.ts';

/** What expressions may give for the settings of the webhook trigger: read as meant, or refused before anything is sent. */

let stage: Stage;
beforeEach(async () => {
	stage = await Stage.open();
});
afterEach(async () => await stage.close());

const REFUSED: Record<string, { label: string; parameters: (value: unknown) => object; values: unknown[] }> = {
	Events: {
		label: 'Events',
		parameters: (events) => ({ events }),
		values: ['path', ['path.created', 'no such event'], '#N/A', [{ a: 1 }], [true], '{{ $json.events }}'],
	},
	'Other Event Types': {
		label: 'Other Event Types',
		parameters: (otherEventTypes) => ({ events: ['path.created'], options: { otherEventTypes } }),
		values: ['created', 'path.created later', 'undefined', '#REF!', { a: 1 }, 'path..created'],
	},
	'Resolve References': {
		label: 'Resolve References',
		parameters: (resolveReferences) => ({ events: ['path.created'], resolveReferences }),
		values: ['no such kind', ['user', 'no such kind'], '#N/A', { a: 1 }],
	},
	'Signature Tolerance': {
		label: 'Signature Tolerance (Seconds)',
		parameters: (signatureTolerance) => ({ events: ['path.created'], options: { signatureTolerance } }),
		values: ['', ' ', null, 'ten', 0, -5, 2.5, 'Infinity', Number.NaN, [], {}, true],
	},
	'Catch Up': {
		label: 'Catch Up',
		parameters: (catchUp) => ({ events: ['path.created'], catchUp }),
		values: ['', null, 'maybe', 2, [], {}],
	},
	'Catch Up for (Days)': {
		label: 'Catch Up for (Days)',
		parameters: (catchUpDays) => ({ events: ['path.created'], catchUpDays }),
		values: ['', null, 'ten', 0, -3, 91, 2.5, [], {}],
	},
	'If an Execution Is Cut Off': {
		label: 'If an Execution Is Cut Off',
		parameters: (interrupted) => ({ events: ['path.created'], interrupted }),
		values: ['', null, 'Run It Again', 'runagain', true, [], {}],
	},
};

test.each(Object.entries(REFUSED))(
	'%s: what cannot be meant is refused when the workflow is published',
	async (_name, { label, parameters, values }) => {
		for (const [index, value] of values.entries()) {
			const workflow = await stage.load(workflowWith(parameters(value), `wf-${index}`));
			const failure = await workflow.publish().then(
				() => 'published',
				({ message }: Error) => message,
			);
			expect([value, failure]).toEqual([value, expect.stringContaining(`${label}: `)]);
			stage.server.remove(workflow);
		}
		expect(stage.sandbox.requests.filter(({ operationId }) => operationId === 'createWebhookSubscription')).toEqual([]);
	},
);

test.each([
	['a list', { events: ['path.created', 'user.created'] }],
	['a text', { events: 'path.created, user.created' }],
	['one a line, with spaces', { events: ' path.created\r\nuser.created\u00a0' }],
	['other capitals', { events: ['Path.Created', 'USER.CREATED'] }],
	['as the list shows them', { events: ['Path: Created', 'User: Created'] }],
	['typed in', { events: [], options: { otherEventTypes: 'path.created; user.created' } }],
	[
		'numbers and switches as text',
		{
			events: ['path.created', 'user.created'],
			catchUp: 'yes',
			catchUpDays: '5',
			options: { signatureTolerance: ' 600 ' },
		},
	],
	['references by label', { events: ['path.created', 'user.created'], resolveReferences: 'path, User' }],
])('events and settings are read as meant: %s', async (_name, parameters) => {
	const workflow = await stage.load(workflowWith(parameters));
	await workflow.publish();
	expect(
		stage
			.subscriptions()
			.map(({ eventType }) => eventType)
			.sort(),
	).toEqual(['path.created', 'user.created']);
});
