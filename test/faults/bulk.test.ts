import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { INodeParameters } from 'n8n-workflow';
import type { Catalogue } from '../../nodes/connector/model/catalogue.ts';
import type { Sandbox } from '../../sandbox/index.ts';
import { byId, operationCalls, runNode, V2, type Seen, type Settings } from '../five/five.ts';
import { root } from '../harness/index.ts';
import { inItsTime, startStillSandbox } from './world.ts';

const GROUP = '6776986afff311b995274b73';
const NOBODY = 'ffffffffffffffffffffffff';

const memberships = {
	resource: 'groupMember',
	operation: 'addBulk',
	userId: byId('={{ $json.userId }}'),
	groupId: byId(GROUP),
	role: 'learner',
};
/** A thousand per call; the vendor does not know the courses, so each item fails with its own words. */
const archive = () => ({
	resource: 'externalCourse',
	operation: 'archiveBulk',
	integrationId: byId(String(sandbox.state.learning360.integrations[0]._id)),
	externalId: '={{ $json.externalId }}',
});

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startStillSandbox(true);
});
afterAll(async () => await sandbox.close());
beforeEach(async () => await sandbox.reset());

const run = async (parameters: object, settings: Settings): Promise<Seen> =>
	await inItsTime(sandbox, async () => await runNode(sandbox, V2, parameters as INodeParameters, settings));
const bulkCalls = () => operationCalls(sandbox).filter(({ method }) => method !== 'GET');
const entriesOf = () => bulkCalls().map(({ body }) => (JSON.parse(body) as { input: unknown[] }).input.length);
const looks = () => operationCalls(sandbox).filter(({ operationId }) => operationId === 'getBulkOperation');
const people = (count: number) =>
	(sandbox.state.learning360.users as unknown as Array<{ _id: string; status: string }>)
		.filter(({ status }) => status === 'active')
		.slice(0, count)
		.map(({ _id }) => ({ json: { userId: _id } }));
const courses = (count: number) =>
	Array.from({ length: count }, (_entry, index) => ({ json: { externalId: `course ${index}` } }));

/** The maximum of each bulk operation, as its page of the reference states it. */
const MAXIMA = {
	bulkAddGroupMemberships: 20_000,
	bulkRemoveGroupMemberships: 20_000,
	bulkAddGroupCatalogContent: 20_000,
	bulkRemoveGroupCatalogContent: 20_000,
	bulkAddGroupLibraryContent: 20_000,
	bulkRemoveGroupLibraryContent: 20_000,
	bulkCreateSubscriptionEvents: 20_000,
	bulkUpsertSkills: 10_000,
	bulkDeleteSkills: 10_000,
	bulkUpsertJobs: 10_000,
	bulkDeleteJobs: 10_000,
	bulkReplaceJobsSkills: 10_000,
	bulkReplaceUsersJobs: 10_000,
	bulkUpsertLibraries: 10_000,
	bulkDeleteLibraries: 10_000,
	bulkAddSkillReviews: 10_000,
	bulkUpsertExternalCourses: 10_000,
	bulkImportExternalStats: 10_000,
	bulkDeleteGroups: 2_000,
	bulkArchiveExternalCourses: 1_000,
};

test('Every bulk operation knows the maximum of its page', () => {
	const catalogue = JSON.parse(
		readFileSync(path.join(root, 'dist', 'nodes', 'Learning360', 'catalogue.json'), 'utf8'),
	) as Catalogue;
	const operations = catalogue.resources.flatMap((resource) => resource.operations).filter(({ bulk }) => bulk);
	expect(Object.fromEntries(operations.map(({ id, bulk }) => [id, bulk!.maxItems]))).toEqual(MAXIMA);
});

describe('All input items', () => {
	test('go out in one call up to the maximum, and each result comes back on its item', async () => {
		const input = people(500);
		input.splice(250, 0, { json: { userId: NOBODY } });
		const { items } = await run(memberships, { input, onError: 'continueRegularOutput' });
		expect(entriesOf()).toEqual([501]);
		expect(items.map(({ pairedItem }) => (pairedItem as { item: number }).item)).toEqual(
			input.map((_item, index) => index),
		);
		items.forEach(({ json }, index) => {
			if (index === 250) expect(String(json.error)).toMatch(/\[Item 250\]$/);
			else expect(json).toMatchObject({ status: 'success', input: { userId: input[index].json.userId } });
		});
	}, 300_000);

	test('beyond the maximum go out in as few calls as it allows: 2,001 at 1,000 per call are three', async () => {
		const { items } = await run(archive(), { input: courses(2_001), onError: 'continueRegularOutput' });
		expect(entriesOf().sort()).toEqual([1, 1_000, 1_000]);
		expect(bulkCalls().flatMap(({ validationFailures }) => validationFailures)).toEqual([]);
		expect(items).toHaveLength(2_001);
		items.forEach(({ json, pairedItem }, index) => {
			expect(pairedItem).toEqual({ item: index });
			expect(json.error).toContain(`course ${index} `);
		});
	}, 300_000);

	test('20,001 memberships are two calls', async () => {
		const [person] = people(1);
		const { items, message } = await run(memberships, { input: Array.from({ length: 20_001 }, () => person) });
		expect(message).toBe('');
		expect(entriesOf().sort()).toEqual([1, 20_000]);
		expect(items).toHaveLength(20_001);
	}, 300_000);

	test('make three bulk operations at a time and no more', async () => {
		const { items } = await run(archive(), { input: courses(6_500), onError: 'continueRegularOutput' });
		expect(entriesOf()).toHaveLength(7);
		expect(sandbox.peaks()['learning360.bulk']).toEqual({ allowed: 3, highest: 3, refused: 0 });
		expect(items).toHaveLength(6_500);
	}, 300_000);

	test('are all read before anything is sent: while one is wrong, nothing is', async () => {
		const input = [...people(3), { json: { userId: 'nobody at all' } }];
		const { message } = await run(memberships, { input });
		expect(message).toMatch(/^User.*\[Item 3\]$/);
		expect(operationCalls(sandbox)).toEqual([]);
	});
});

describe('A bulk operation', () => {
	test('is looked at more and more seldom, fifteen seconds apart in the end', async () => {
		sandbox.faults.add({ operationId: 'getBulkOperation', status: 200, body: { status: 'running' }, times: 14 });
		const { message } = await run(memberships, { input: people(2) });
		expect(message).toBe('');
		const times = [bulkCalls()[0], ...looks()].map(({ startedAt }) => startedAt);
		const pauses = times.slice(1).map((time, index) => time - times[index]);
		expect(pauses[0]).toBe(500);
		expect(pauses).toEqual([...pauses].sort((one, other) => one - other));
		expect(pauses.at(-1)).toBe(15_000);
		expect(pauses).toHaveLength(15);
	}, 300_000);

	test('that says something else than how far it has come is not followed for ever, and not started again', async () => {
		sandbox.faults.add({
			operationId: 'getBulkOperation',
			status: 200,
			body: { status: 'under maintenance' },
			times: 1,
		});
		const failed = await run(memberships, { input: people(2) });
		expect(failed.message).toMatch(
			/^The bulk operation [0-9a-f]{24} was started, but it could not be followed: "under maintenance" is no status of a bulk operation/,
		);
		expect(bulkCalls()).toHaveLength(1);
		await sandbox.reset();
		sandbox.faults.add({
			operationId: 'getBulkOperation',
			status: 200,
			body: { status: 'under maintenance' },
			times: 1,
		});
		const followed = await run(memberships, { input: people(2), retryOnFail: true });
		expect(followed.message).toBe('');
		expect(bulkCalls()).toHaveLength(1);
	}, 300_000);

	test.each([
		['no result', []],
		['a result that says nothing', [{ status: 'down' }]],
	])(
		'whose list of results has %s leaves the items unknown, and they are not sent again',
		async (_what, body) => {
			sandbox.faults.add({ operationId: 'getBulkOperationResults', body, times: 1 });
			const { message, advice } = await run(memberships, { input: people(1), retryOnFail: true });
			expect(message).toBe('Outcome unknown: the request may or may not have been carried out [Item 0]');
			expect(advice).toMatch(
				/(There is no result|"down" is no result) for this item\. Bulk operation [0-9a-f]{24}\..*Look it up with Bulk Operation > Get Many/,
			);
			expect(bulkCalls()).toHaveLength(1);
		},
		300_000,
	);

	test.each(['', '/', '%', '/api/v2/bulk/operations/..%2f..', 'https://elsewhere.example/'])(
		'whose number is no number (%j) is unknown and not started again',
		async (location) => {
			sandbox.faults.add({ operationId: 'bulkAddGroupMemberships', status: 202, headers: { location }, acts: true });
			const { message, advice } = await run(memberships, { input: people(1), retryOnFail: true });
			expect(message).toBe('Outcome unknown: the request may or may not have been carried out [Item 0]');
			expect(advice).toContain('its ID did not come');
			expect(bulkCalls()).toHaveLength(1);
		},
		300_000,
	);

	test('is only started when the user does not want to wait', async () => {
		const input = people(3);
		const { items } = await run({ ...memberships, waitForCompletion: false }, { input });
		expect(items.map(({ json }) => json)).toEqual(
			input.map(({ json }) => ({
				status: 'started',
				bulkOperationId: expect.stringMatching(/^[0-9a-f]{24}$/),
				input: { ...json, groupId: GROUP, role: 'learner' },
			})),
		);
		expect(entriesOf()).toEqual([3]);
		expect(looks()).toEqual([]);
	});

	test('is followed on when n8n runs the node again after the looks failed', async () => {
		sandbox.faults.add({ operationId: 'getBulkOperation', status: 500, times: 7 });
		const { items, message } = await run(memberships, { input: people(3), retryOnFail: true });
		expect(message).toBe('');
		expect(items.map(({ json }) => json.status)).toEqual(['success', 'success', 'success']);
		expect(entriesOf()).toEqual([3]);
	});

	test('of which nobody knows whether it was started is not started again', async () => {
		sandbox.faults.add({ operationId: 'bulkAddGroupMemberships', drop: 'after', times: 1 });
		const { message, advice } = await run(memberships, { input: people(3), retryOnFail: true });
		expect(message).toBe('Outcome unknown: the request may or may not have been carried out [Item 0]');
		expect(advice).toContain('Look it up with Bulk Operation > Get Many before you run this item again');
		expect(bulkCalls()).toHaveLength(1);
	});

	test('that is refused because three others run is started when there is room', async () => {
		sandbox.faults.add({
			operationId: 'bulkAddGroupMemberships',
			status: 429,
			body: { error: { code: 'bulkOperationsConcurrencyLimitReached', message: 'three are running' } },
			times: 2,
		});
		const { message } = await run(memberships, { input: people(3) });
		expect(message).toBe('');
		expect(bulkCalls().map(({ status }) => status)).toEqual([429, 429, 202]);
	});
});
