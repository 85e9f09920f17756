import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/index.ts';
import { startStillSandbox, timeInSteps } from '../faults/world.ts';
import { byId, runNode, V1, V2, ZOHO, type NodeUnderTest, type Settings } from '../five/five.ts';
import { readBinary, runWorkflow, storeBinary } from '../harness/index.ts';
import { singleNode } from '../harness/tinyWorkflow.ts';
import { accounts, byMail, GROUP } from '../jobs/people.ts';

const NOBODY = 'ffffffffffffffffffffffff';
const user = (index: number) => accounts(sandbox).filter(({ status }) => status === 'active')[index]._id;

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startStillSandbox(false, {});
});
afterAll(async () => await sandbox.close());
beforeEach(async () => await sandbox.reset());
timeInSteps(() => sandbox);

/** Runs a node with its error output, and with the regular one for comparison. */
async function outputs(
	node: NodeUnderTest,
	parameters: INodeParameters,
	input: INodeExecutionData[],
	settings: Settings = {},
) {
	const { run } = await runNode(sandbox, node, parameters, { input, onError: 'continueErrorOutput', ...settings });
	expect(run.status).toBe('success');
	const [pass] = run.nodes.Node.runs;
	expect(pass.error).toBeUndefined();
	const [good = [], failed = []] = pass.items;
	return { good, failed, run };
}

/** What a failed item must be: the fields of its input item, what happened and what to do. */
function expectFailed(
	item: INodeExecutionData,
	input: INodeExecutionData[],
	index: number,
	message: RegExp,
	advice?: RegExp,
): void {
	expect(item.json).toMatchObject({ ...input[index].json, error: expect.stringMatching(message) });
	if (advice) expect(item.json.message).toMatch(advice);
	expect(Object.keys(item.json).sort()).toEqual(
		[...new Set([...Object.keys(input[index].json), 'error', ...(advice ? ['message'] : [])])].sort(),
	);
	expect(item.pairedItem).toEqual({ item: index });
}

const items = (...list: object[]): INodeExecutionData[] => list.map((json) => ({ json: json as never }));
const getUser: INodeParameters = { resource: 'user', operation: 'get', userId: byId('={{ $json.id }}') };

describe('With an error output, failed items leave by it and the others by the first', () => {
	test('for a record that is read: the vendor refuses one, a field of another cannot be read', async () => {
		const input = items(
			{ id: user(0), name: 'a' },
			{ id: NOBODY, name: 'b' },
			{ id: '', name: 'c' },
			{ id: user(1), name: 'd' },
		);
		const { good, failed } = await outputs(V2, getUser, input);
		expect(good.map(({ json, pairedItem }) => [json._id, pairedItem])).toEqual([
			[user(0), { item: 0 }],
			[user(1), { item: 3 }],
		]);
		expect(failed).toHaveLength(2);
		expectFailed(failed[0], input, 1, /\(userNotFound\) \[Item 1\]$/, /./);
		expect(failed[1].json).toMatchObject({ name: 'c', error: expect.stringMatching(/^User: .*\[Item 2\]$/) });
	});

	test('for lists, and a list that breaks off on its second page is no half list', async () => {
		const input = items({ n: 1 }, { n: 2 });
		sandbox.faults.add({ operationId: 'listTags', status: 403, body: { error: { code: 'invalid_scope' } }, times: 1 });
		const { good, failed } = await outputs(
			V2,
			{ resource: 'tag', operation: 'getAll', returnAll: true, options: { concurrency: 1 } },
			input,
		);
		expect(good.length).toBeGreaterThan(1);
		expect(new Set(good.map(({ pairedItem }) => JSON.stringify(pairedItem)))).toEqual(new Set(['{"item":1}']));
		expect(failed).toHaveLength(1);
		expectFailed(failed[0], input, 0, /\[Item 0\]$/, /scope/);
	});

	test('for what answers nothing, at each of the three action nodes', async () => {
		const gone = await outputs(
			V2,
			{ resource: 'user', operation: 'delete', userId: byId('={{ $json.id }}') },
			items({ id: NOBODY }, { id: user(3) }),
		);
		expect([gone.good.length, gone.failed.length]).toEqual([1, 1]);
		sandbox.faults.add({ vendor: 'learning360', status: 500, body: {}, times: 1_000 } as never);
		const old = await outputs(
			V1,
			{ resource: 'group', operation: 'getAll', returnAll: true, options: { tries: 1 } },
			items({ n: 1 }),
		);
		expect([old.good.length, old.failed.length]).toEqual([0, 1]);
		sandbox.faults.add({ vendor: 'zohoPeople', status: 500, body: {}, times: 1_000 } as never);
		const zoho = await outputs(
			ZOHO,
			{ resource: 'course', operation: 'getAll', returnAll: true, options: { tries: 1 } },
			items({ n: 1 }, { n: 2 }),
		);
		expect([zoho.good.length, zoho.failed.length]).toEqual([0, 2]);
		expect(zoho.failed[1].json).toMatchObject({ n: 2, error: expect.any(String) });
	});

	test('for files, with the files of the input item, so that the upload can be tried again', async () => {
		const picture = await storeBinary(Buffer.from('a picture'), { fileName: 'a.png', mimeType: 'image/png' });
		const input = [
			{ json: { id: NOBODY }, binary: { data: picture } },
			{ json: { id: user(0) }, binary: { data: picture } },
			{ json: { id: user(1) } },
		];
		const { good, failed } = await outputs(
			V2,
			{ resource: 'user', operation: 'uploadProfileImage', userId: byId('={{ $json.id }}'), profileImage: 'data' },
			input,
		);
		expect(good.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }]);
		expect(failed.map(({ json }) => [json.id, typeof json.error])).toEqual([
			[NOBODY, 'string'],
			[user(1), 'string'],
		]);
		expect((await readBinary(failed[0])).toString()).toBe('a picture');
		expect(failed[1].binary).toBeUndefined();
	});

	test('for bulk operations: an item that the vendor refuses, one that cannot be read, and all of a call that is refused', async () => {
		const add: INodeParameters = {
			resource: 'groupMember',
			operation: 'addBulk',
			userId: byId('={{ $json.id }}'),
			groupId: byId(GROUP),
			role: 'learner',
		};
		const input = items({ id: user(0) }, { id: NOBODY }, { id: '..' }, { id: user(1) });
		const { good, failed } = await outputs(V2, add, input);
		expect(good.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 3 }]);
		expect(failed.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }, { item: 2 }]);
		expectFailed(failed[0], input, 1, /\[Item 1\]$/, /^Bulk operation /);
		sandbox.faults.add({
			operationId: 'bulkAddGroupMemberships',
			status: 403,
			body: { error: { code: 'invalid_scope' } },
			times: 1,
		});
		const refused = await outputs(V2, add, input);
		expect([refused.good.length, refused.failed.length]).toEqual([0, 4]);
		expect(refused.failed.map(({ json }) => json.id)).toEqual(input.map(({ json }) => json.id));
	});

	test('for jobs: one of several items, a whole list, and what went wrong with no item', async () => {
		const input = items(
			{ mail: 'nobody@meridian.example', leaves: '2026-01-01' },
			{ mail: accounts(sandbox).find(({ status, mail }) => status === 'active' && mail)!.mail, leaves: '2026-01-01' },
		);
		const one = await outputs(
			V2,
			{
				resource: 'user',
				operation: 'deactivateByDate',
				matchBy: 'mail',
				matchValue: '={{ $json.mail }}',
				date: '={{ $json.leaves }}',
				later: 'report',
				additionalFields: { dryRun: true },
			},
			input,
		);
		expect([one.good.length, one.failed.length]).toEqual([1, 1]);
		expectFailed(one.failed[0], input, 0, / has the email address /, /Get Many/);

		const open = accounts(sandbox).filter(({ status, mail }) => status !== 'deleted' && mail !== undefined);
		const list = items(...open.map(({ mail }) => ({ email: mail })), { email: '' });
		const whole = await outputs(V2, byMail('sync', { gone: 'deactivate', dryRun: false }), list);
		expect([whole.good.length, whole.failed.length]).toEqual([0, list.length]);
		expectFailed(whole.failed[0], list, 0, /^Item \d+: It cannot be read/, /Nothing was done/);

		const few = items(...open.slice(0, -2).map(({ mail }) => ({ email: mail })));
		sandbox.faults.add({ operationId: 'deleteUser', status: 403, body: { error: { code: 'invalid_scope' } } });
		const { good, failed } = await outputs(V2, byMail('sync', { gone: 'deactivate', dryRun: false }), few);
		expect(good.filter(({ pairedItem }) => pairedItem !== undefined)).toHaveLength(few.length);
		expect(failed).toEqual([
			{ json: { error: expect.stringContaining('scope'), message: expect.stringContaining('users:write') } },
		]);
	});

	test.each([
		['the credential names no usable host', {}, { credential: { region: 'custom', baseUrl: 'nowhere' } }],
		['the node does not know the operation', { operation: 'somethingOfTomorrow' }, {}],
	])('for every item when nothing can be done for any of them: %s', async (_why, more, settings) => {
		const input = items({ id: user(0), name: 'a' }, { id: user(1), name: 'b' });
		const { good, failed, run } = await outputs(V2, { ...getUser, ...more }, input, settings);
		expect(good).toEqual([]);
		expect(failed.map(({ json }) => [json.id, json.name])).toEqual(input.map(({ json }) => [json.id, json.name]));
		for (const { json } of failed) expect(json.error).toEqual(expect.stringMatching(/\S/));
		expect(run.requests.filter(({ url }) => !url.includes('oauth'))).toEqual([]);
	});

	test('after Retry On Fail has done what it could, each write once', async () => {
		const input = items({ name: 'Team 1' }, { name: 'Team 2' }, { name: 'Team 3' });
		const create = {
			resource: 'group',
			operation: 'create',
			name: '={{ $json.name }}',
			parentId: byId('58eb5f371a92bb4fb526b305'),
			public: false,
			options: { concurrency: 1 },
		};
		sandbox.faults.add({
			operationId: 'createGroup',
			status: 400,
			body: { error: { code: 'authorNotFound' } },
			times: 1,
		});
		const { good, failed } = await outputs(V2, create, input, { retryOnFail: true });
		expect([good.length, failed.length]).toEqual([3, 0]);
		expect(sandbox.state.learning360.groups.filter(({ name }) => /^Team \d$/.test(String(name)))).toHaveLength(3);
		sandbox.faults.add({ operationId: 'createGroup', status: 400, body: { error: { code: 'authorNotFound' } } });
		const second = await outputs(V2, create, input, { retryOnFail: true });
		expect([second.good.length, second.failed.length]).toEqual([0, 3]);
	});

	test('an input item keeps a field `message` of its own; the advice then stands at the end of `error`', async () => {
		const { failed } = await outputs(
			V2,
			getUser,
			items({ id: NOBODY, message: 'Please look her up', error: 'of before' }),
		);
		expect(failed[0].json).toMatchObject({
			id: NOBODY,
			message: 'Please look her up',
			error: expect.stringMatching(/\(userNotFound\) \[Item 0\]\. \S/),
		});
	});
});

test('Continue on the regular output keeps its shape: message and advice, in place of the item', async () => {
	const input = items({ id: NOBODY, name: 'b' }, { id: user(0), name: 'a' });
	const { run } = await runNode(sandbox, V2, getUser, { input, onError: 'continueRegularOutput' });
	expect(run.nodes.Node.runs[0].items).toHaveLength(1);
	const [failed, good] = run.nodes.Node.runs[0].items[0];
	expect(failed).toEqual({
		json: { error: expect.stringMatching(/\[Item 0\]$/), description: expect.any(String) },
		pairedItem: { item: 0 },
	});
	expect(good.json._id).toBe(user(0));
});

test('360Learning API v1 Migration hands on what is no workflow field with its item', async () => {
	const workflow = singleNode(
		'lmsMigration',
		{ source: 'field', field: 'data' },
		{ name: 'Migrate', onError: 'continueErrorOutput' },
	);
	const input = items({ id: 7 }, { id: 8, data: { name: 'Empty', nodes: [], connections: {} } });
	const { nodes } = await runWorkflow({ workflow, input });
	const [good, failed] = nodes.Migrate.runs[0].items;
	expect(good).toHaveLength(1);
	expect(failed).toEqual([{ json: { id: 7, error: 'The item has no field "data"' }, pairedItem: { item: 0 } }]);
});
