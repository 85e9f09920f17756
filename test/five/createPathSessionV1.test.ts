import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { byId, leaks, operationCalls, runNode, V1 } from './five.ts';

const PATH = '6853f6de567dc5f80528f80d';
const GROUP = '624c5526204fc7207e603ea6';

const parameters = {
	resource: 'pathSession',
	operation: 'create',
	pathId: byId(PATH),
	sessionName: 'Employee Onboarding July Session',
	startDate: '2027-07-01T13:00:00.812Z',
	sessionOwnerGroup: byId(GROUP),
	additionalFields: {
		endDate: '2027-07-31T13:00:00.812Z',
		instructorsMails: ['marie.instructrice@example.com', 'carl.cohelper@example.com'],
		sessionAdditionalInformation: 'A0015221',
	},
};

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());
beforeEach(async () => await sandbox.reset());

describe('API v1: create a path session', () => {
	test('sends name, dates, owner group and instructors in order, and gives back status and id', async () => {
		const { items, message } = await runNode(sandbox, V1, parameters);
		expect(message).toBe('');
		expect(items).toHaveLength(1);
		expect(items[0].json).toMatchObject({ status: 'session_created', _id: expect.stringMatching(/^[0-9a-f]{24}$/) });
		const [call] = operationCalls(sandbox);
		expect(call.path).toBe(`/api/v1/paths/${PATH}/sessions/`);
		expect(JSON.parse(call.body)).toEqual({
			sessionName: 'Employee Onboarding July Session',
			startDate: '2027-07-01T13:00:00.812Z',
			endDate: '2027-07-31T13:00:00.812Z',
			instructorsMails: ['marie.instructrice@example.com', 'carl.cohelper@example.com'],
			sessionOwnerGroup: GROUP,
			sessionAdditionalInformation: 'A0015221',
		});
		expect(call.validationFailures).toEqual([]);
	});

	test('makes one session per input item, in order and paired', async () => {
		const input = ['First', 'Second'].map((name) => ({ json: { name } }));
		const { items } = await runNode(sandbox, V1, { ...parameters, sessionName: '={{ $json.name }}' }, { input });
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		expect(
			operationCalls(sandbox).map(({ body }) => (JSON.parse(body) as { sessionName: string }).sessionName),
		).toEqual(['First', 'Second']);
	});

	test('sends dates of the picker in UTC, meant in the time zone of the workflow', async () => {
		const { message } = await runNode(
			sandbox,
			V1,
			{ ...parameters, startDate: '2027-07-01T09:00:00', additionalFields: {} },
			{ timezone: 'Europe/Paris' },
		);
		expect(message).toBe('');
		expect(JSON.parse(operationCalls(sandbox)[0].body)).toMatchObject({ startDate: '2027-07-01T07:00:00.000Z' });
	});

	test.each([
		['path_not_found', 404, 'Path'],
		['invalid_session_name', 400, 'Session Name'],
		['invalid_start_date', 400, 'Start Date'],
		['invalid_end_date', 400, 'End Date'],
		['invalid_session_owner_group', 400, 'Owner Group'],
		['session_owner_group_not_found', 400, 'Owner Group'],
		['invalid_instructors', 400, 'Instructors'],
		['instructors_not_found', 400, 'Instructors'],
	])('words %s for the field it is about', async (error, status, label) => {
		sandbox.faults.add({ api: 'v1', operationId: 'createPathSession', status, body: { error } });
		const seen = await runNode(sandbox, V1, parameters);
		expect(seen.message).toMatch(new RegExp(`^${label}: .+ \\(${error}\\) \\[Item 0\\]$`));
		expect(leaks(sandbox, seen)).toEqual([]);
	});

	test.each([
		['path_not_found', { pathId: byId('ffffffffffffffffffffffff') }],
		['session_owner_group_not_found', { sessionOwnerGroup: byId('ffffffffffffffffffffffff') }],
		['instructors_not_found', { additionalFields: { instructorsMails: ['nobody@example.com'] } }],
	])('meets %s with real input', async (code, change) => {
		const { message } = await runNode(sandbox, V1, { ...parameters, ...change } as never);
		expect(message).toContain(`(${code})`);
	});

	test.each([
		['an empty name', { sessionName: '={{ "" }}' }, /Session Name/],
		['no date', { startDate: '={{ "soon" }}' }, /Start Date: "soon" is not a date/],
		[
			'an end before the start',
			{ additionalFields: { endDate: '2027-06-30T00:00:00.000Z' } },
			/End Date must be after Start Date/,
		],
		['a path that leaves its place', { pathId: byId('={{ "../users" }}') }, /Path/],
	])('refuses %s before any request', async (_what, change, expected) => {
		const { message } = await runNode(sandbox, V1, { ...parameters, ...change } as never);
		expect(message).toMatch(expected);
		expect(message).toContain('[Item 0]');
		expect(operationCalls(sandbox)).toEqual([]);
	});

	test('keeps the other items when one fails and the node continues', async () => {
		const input = [{ json: { name: 'Good' } }, { json: { name: '' } }, { json: { name: 'Good too' } }];
		const { items, run } = await runNode(
			sandbox,
			V1,
			{ ...parameters, sessionName: '={{ $json.name }}' },
			{ input, onError: 'continueRegularOutput' },
		);
		expect(run.status).toBe('success');
		expect(items).toHaveLength(3);
		expect(items[1].json.error).toContain('[Item 1]');
		expect(items.map(({ json }) => json.status)).toEqual(['session_created', undefined, 'session_created']);
	});
});
