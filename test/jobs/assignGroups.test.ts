import type { Sandbox } from '../../sandbox/index.ts';
import { startStillSandbox, timeInSteps } from '../faults/world.ts';
import { byId, runNode, V2, type Settings } from '../five/five.ts';
import { accounts, GROUP, roles, snapshot, writes, type Account } from './people.ts';

const ROOT = 'c6846817fe59c092bc7ec7af';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startStillSandbox(false, { tokenSeconds: 1e6 });
});
afterAll(async () => await sandbox.close());
beforeEach(async () => await sandbox.reset());
timeInSteps(() => sandbox);

interface Row {
	field?: string;
	operator?: string;
	value: string;
	groupId?: string;
	role?: string;
	customFieldId?: string;
}

const state = () => sandbox.state.learning360;
const open = () => accounts(sandbox).filter(({ status }) => status !== 'deleted');
const learners = (groupId = GROUP) => roles(sandbox, groupId).filter((entry) => entry.endsWith(' learner'));
const withJob = (text: string) => open().filter(({ job }) => job?.toLowerCase().includes(text));

/** Runs the rules; every second parameter as a person who means it would set it. */
async function assign(rules: Row[], more: object = {}, additional: object = {}, settings: Settings = {}) {
	sandbox.clearRequests();
	const parameters = {
		resource: 'group',
		operation: 'assignByRules',
		field: '={{ $json.field }}',
		operator: '={{ $json.operator }}',
		value: '={{ $json.value }}',
		groupId: byId('={{ $json.groupId }}'),
		role: '={{ $json.role }}',
		extra: 'remove',
		dryRun: false,
		...more,
		additionalFields: { removeAtMost: 1000, removeAtMostPercent: 100, ...additional },
	} as never;
	const input = rules.map((rule) => ({
		json: { field: 'job', operator: 'contains', groupId: GROUP, role: 'learner', ...rule } as never,
	}));
	return await runNode(sandbox, V2, parameters, { input, ...settings });
}

const actions = ({ items }: Awaited<ReturnType<typeof assign>>) => {
	const counts: Record<string, number> = {};
	for (const { json } of items) counts[String(json.action)] = (counts[String(json.action)] ?? 0) + 1;
	return counts;
};
const keys = (people: Account[]) => people.map(({ _id }) => `${_id} learner`).sort();

test('who matches comes in, who no longer matches leaves, and a second run changes nothing', async () => {
	const before = learners();
	const drivers = withJob('driver');
	const run = await assign([{ value: 'DRIVER ' }]);
	expect(run.message).toBe('');
	expect(learners()).toEqual(keys(drivers));
	const added = drivers.filter(({ _id }) => !before.includes(`${_id} learner`)).length;
	const removed = before.filter((entry) => !keys(drivers).includes(entry)).length;
	expect(actions(run)).toEqual({ rule: 1, added, removed });
	expect(run.items[0]).toMatchObject({ json: { matches: drivers.length, missing: added }, pairedItem: { item: 0 } });
	expect(writes(sandbox)).toEqual(['POST bulkAddGroupMemberships', 'DELETE bulkRemoveGroupMemberships']);
	const again = await assign([{ value: 'driver' }]);
	expect([actions(again), writes(sandbox)]).toEqual([{ rule: 1 }, []]);
});

test('several rules for one role in one group are alternatives; other roles and groups stay', async () => {
	const others = roles(sandbox, GROUP).filter((entry) => !entry.endsWith(' learner'));
	const elsewhere = state().memberships.filter(({ groupId }) => groupId !== GROUP).length;
	await assign([{ value: 'driver' }, { value: 'planner', operator: 'is' }]);
	const planners = open().filter(({ job }) => job === 'Planner');
	expect(learners()).toEqual(keys([...new Set([...withJob('driver'), ...planners])]));
	expect(roles(sandbox, GROUP).filter((entry) => !entry.endsWith(' learner'))).toEqual(others);
	expect(state().memberships.filter(({ groupId }) => groupId !== GROUP)).toHaveLength(elsewhere);
});

test.each([
	['is', 'truck DRIVER', (job = '') => job === 'Truck driver'],
	['isNot', 'Truck driver', (job = '') => job !== 'Truck driver'],
	['contains', 'drive', (job = '') => job.includes('drive')],
	['startsWith', 'truck', (job = '') => job.startsWith('Truck')],
	['endsWith', 'agent', (job = '') => job.endsWith('agent')],
])('operator %s', async (operator, value, matches) => {
	const run = await assign([{ operator, value }], { dryRun: true });
	expect(run.items[0].json.matches).toBe(open().filter(({ job }) => matches(job)).length);
});

test('a custom field, read for each user', async () => {
	const { _id: customFieldId } = state().customFields.find(
		({ targetType, type }) => targetType === 'users' && type === 'string',
	)!;
	const value = state().customValues.find((entry) => entry.customFieldId === customFieldId)!.value;
	const has = (user: Account) =>
		state().customValues.some(
			(entry) => entry.targetId === user._id && entry.customFieldId === customFieldId && entry.value === value,
		);
	const run = await assign(
		[{ field: 'customField', operator: 'is', value, customFieldId }],
		{},
		{
			customFieldId: byId('={{ $json.customFieldId }}'),
		},
	);
	expect([run.message, learners()]).toEqual(['', keys(open().filter(has))]);
});

test('nobody leaves by default, and Dry Run is the default', async () => {
	const before = snapshot(sandbox);
	const plan = await assign([{ value: 'driver' }], { dryRun: true });
	expect([snapshot(sandbox), writes(sandbox)]).toEqual([before, []]);
	const real = await assign([{ value: 'driver' }]);
	const compared = ({ items }: typeof plan) =>
		items.map(({ json: { dryRun: _dryRun, bulkOperationId: _id, ...others } }) => others);
	expect(compared(plan)).toEqual(compared(real));
	await sandbox.reset();
	const reported = await assign([{ value: 'driver' }], { extra: 'report' });
	expect([actions(reported).removed, writes(sandbox)]).toEqual([undefined, ['POST bulkAddGroupMemberships']]);
	expect(actions(reported).notMatching).toBeGreaterThan(0);
});

test('protected accounts, the platform group and rules that match nobody take nobody out', async () => {
	const { _id, mail } = open().find(
		(user) => learners().includes(`${user._id} learner`) && !user.job?.includes('driver'),
	)!;
	const kept = await assign([{ value: 'driver' }], {}, { protected: [mail] });
	expect(learners()).toContain(`${_id} learner`);
	expect(kept.items.find(({ json }) => json.userId === _id)!.json).toMatchObject({
		action: 'notMatching',
		note: 'Left alone because the account is protected',
	});
	await sandbox.reset();
	const before = learners();
	const nobody = await assign([{ value: 'driver' }, { value: 'astronaut' }]);
	expect(before.filter((entry) => !learners().includes(entry))).toEqual([]);
	expect(nobody.items.at(-1)!.json.note).toContain('(astronaut) matches nobody');
	await sandbox.reset();
	const platform = learners(ROOT);
	await assign([{ value: 'driver', groupId: ROOT }]);
	expect(platform.filter((entry) => !learners(ROOT).includes(entry))).toEqual([]);
});

test('more removals than the bounds are refused, before anything is written; a dry run says so', async () => {
	const before = snapshot(sandbox);
	for (const bound of [{ removeAtMost: 1 }, { removeAtMostPercent: 1 }]) {
		const run = await assign([{ value: 'driver' }], {}, bound);
		expect([run.message, writes(sandbox), snapshot(sandbox)]).toEqual([
			expect.stringMatching(/^The plan removes \d+ of \d+ people, more than/),
			[],
			before,
		]);
		const plan = await assign([{ value: 'driver' }], { dryRun: true }, bound);
		expect(plan.items.at(-1)!.json.refusal).toContain('more than');
	}
	const small = await assign([{ value: 'driver' }], {}, { removeAtMost: undefined, removeAtMostPercent: undefined });
	expect(small.message).toContain('10 % of');
});

test.each([
	['an empty value', { value: ' ' }, 'Value'],
	['a custom field that is not named', { value: 'x', field: 'customField' }, 'Custom Field'],
	['a field that nobody knows', { value: 'x', field: 'department' }, 'Field'],
	['a group without an ID', { value: 'x', groupId: '' }, 'Group'],
])('one rule with %s stops all of them', async (_what, broken, field) => {
	const before = snapshot(sandbox);
	for (const settings of [{}, { onError: 'continueRegularOutput' as const }]) {
		const run = await assign([broken, { value: 'driver' }], {}, {}, settings);
		expect([run.message, ...run.items.map(({ json }) => json.error)].join(' ')).toContain(field);
		expect([writes(sandbox), snapshot(sandbox)]).toEqual([[], before]);
	}
});

test('a user list that lacks a member, a field that is blank for everybody, and a record that says otherwise', async () => {
	const before = snapshot(sandbox);
	const all = accounts(sandbox);
	const member = learners()[0].split(' ')[0];
	const lists: Array<[object[], string]> = [
		[all.filter(({ _id }) => _id !== member), 'incomplete list of users'],
		[all.map(({ job: _job, ...user }) => user), 'no user with a value in the field of a rule (job)'],
		[[], 'other values in the list of users than in the record itself'],
	];
	await assign([{ value: 'driver' }], { extra: 'report' });
	const filled = snapshot(sandbox);
	lists[2][0] = all.map((user) => (user._id === withJob('driver')[0]._id ? { ...user, job: 'Other' } : user));
	for (const [body, message] of lists) {
		sandbox.faults.add({ operationId: 'listUsers', body });
		const run = await assign([{ value: 'driver' }]);
		expect([run.message, writes(sandbox), snapshot(sandbox)]).toEqual([expect.stringContaining(message), [], filled]);
		sandbox.faults.clear();
	}
	expect(before).not.toBe(filled);
});

test('when adding one of them fails, nobody is removed', async () => {
	sandbox.faults.add({
		operationId: 'getBulkOperationResults',
		odd: { $: { status: 'error', errorMessage: 'Not this one' } },
		times: 1,
	});
	const before = learners();
	const run = await assign([{ value: 'driver' }]);
	expect([run.message, run.advice]).toEqual([
		expect.stringContaining('Not this one'),
		expect.stringMatching(/Done before: \d+ added\. Run it again/),
	]);
	expect(before.filter((entry) => !learners().includes(entry))).toEqual([]);
	expect(writes(sandbox)).toEqual(['POST bulkAddGroupMemberships']);
});
