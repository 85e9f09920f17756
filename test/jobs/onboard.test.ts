import type { IDataObject } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/index.ts';
import { startStillSandbox, timeInSteps } from '../faults/world.ts';
import { byId, runNode, V2, type Settings } from '../five/five.ts';
import { account, accounts, GROUP, managers, roles, snapshot, writes } from './people.ts';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startStillSandbox(false, {});
});
afterAll(async () => await sandbox.close());
beforeEach(async () => await sandbox.reset());
timeInSteps(() => sandbox);

/** Driver onboarding: a path whose next session takes people. */
const PATH = '13d424eb8ff7107ee8c15236';
const OTHER_GROUP = '65f0a1b2c3d4e5f6117d5bfa';
const NEW = 'tess.okafor@meridian.example';
const AICHA = 'aicha.bos@meridian.example';
const DAY = 86_400_000;

const state = () => sandbox.state.learning360;
const own = () => state().pathSessions.filter(({ pathId, rootSessionId }) => pathId === PATH && !rootSessionId);
const next = () =>
	own()
		.filter(({ startDate }) => Date.parse(startDate) >= Date.now())
		.sort((one, other) => Date.parse(one.startDate) - Date.parse(other.startDate))[0];
const users = (sessionId: string) =>
	state()
		.audiences.find((entry) => entry.sessionId === sessionId)!
		.filters.filter(({ type }) => type === 'users')
		.flatMap(({ ids }) => ids);
const idOf = (mail: string) => account(sandbox, mail)!._id;
const free = () => {
	const inPath = new Set(
		(state().enrollments as unknown as Array<{ pathId: string; userId: string }>)
			.filter(({ pathId }) => pathId === PATH)
			.map(({ userId }) => userId),
	);
	return accounts(sandbox).filter(({ _id, mail, status }) => status === 'active' && mail && !inPath.has(_id));
};

/** Runs the operation with one item per row. */
async function onboard(rows: object[], more: object = {}, settings: Settings = {}, main: object = {}) {
	sandbox.clearRequests();
	const input = rows.map((row) => ({ json: { mail: NEW, ...row } as never as IDataObject }));
	const parameters = {
		resource: 'user',
		operation: 'onboard',
		matchBy: 'mail',
		matchValue: '={{ $json.mail }}',
		groupId: byId(GROUP),
		role: 'learner',
		pathId: byId(PATH),
		...main,
		additionalFields: {
			firstName: '={{ $json.firstName }}',
			lastName: '={{ $json.lastName }}',
			managers: '={{ $json.managers }}',
			...more,
		},
	} as never;
	return await runNode(sandbox, V2, parameters, { input, ...settings });
}

const ROW = { firstName: 'Tess', lastName: 'Okafor', managers: [AICHA] };
const MORE = { moreGroups: { values: [{ groupId: byId(OTHER_GROUP), role: 'userAdmin' }] } };
/** A session of the path, made as a person makes one. */
async function session(start: number, end?: number, name = 'Another cohort') {
	const { items } = await runNode(sandbox, V2, {
		resource: 'pathSession',
		operation: 'create',
		pathId: byId(PATH),
		name,
		startDate: new Date(start).toISOString(),
		mainInstructorId: byId(idOf(AICHA)),
		registrationRequestValidation: 'disabled',
		additionalFields: end === undefined ? {} : { endDate: new Date(end).toISOString() },
	} as never);
	return String(items[0].json._id);
}

test('everything for somebody new; once more changes nothing', async () => {
	const first = await onboard([ROW], MORE);
	expect([first.message, writes(sandbox)]).toEqual([
		'',
		['POST createUser', 'POST addGroupRole', 'POST addUserManager', 'PUT replacePathSessionAudience'],
	]);
	const userId = idOf(NEW);
	expect(first.items[0].json).toMatchObject({
		action: 'created',
		changed: true,
		userId,
		name: 'Tess Okafor',
		mail: NEW,
		username: null,
		activated: false,
		groupsAdded: [
			{ groupId: GROUP, role: 'learner' },
			{ groupId: OTHER_GROUP, role: 'userAdmin' },
		],
		managersAdded: [idOf(AICHA)],
		enrolled: true,
		pathId: PATH,
		sessionId: next()._id,
		sessionName: next().name,
		startDate: next().startDate,
		endDate: next().endDate ?? null,
		dryRun: false,
		user: { status: 'invited' },
	});
	expect(roles(sandbox, GROUP)).toContain(`${userId} learner`);
	expect(roles(sandbox, OTHER_GROUP)).toContain(`${userId} userAdmin`);
	expect(managers(sandbox, userId)).toEqual([idOf(AICHA)]);
	expect(users(next()._id)).toContain(userId);
	const before = snapshot(sandbox);
	const again = await onboard([ROW], MORE);
	expect([again.message, writes(sandbox), snapshot(sandbox)]).toEqual(['', [], before]);
	expect(again.items[0].json).toMatchObject({
		action: 'unchanged',
		changed: false,
		userId,
		groupsAdded: [],
		managersAdded: [],
		enrolled: false,
		sessionId: next()._id,
	});
});

test('a password activates an account that is not active, and no other', async () => {
	const more = { password: 'Warm-lamp-27!', passwordMustBeChanged: true };
	const first = await onboard([ROW], more);
	expect([first.message, writes(sandbox).slice(0, 3)]).toEqual([
		'',
		['POST createUser', 'PUT replaceUserPassword', 'PUT activateUser'],
	]);
	expect(first.items[0].json).toMatchObject({ action: 'created', activated: true, user: { status: 'active' } });
	const again = await onboard([ROW], more);
	expect([again.items[0].json.changed, writes(sandbox)]).toEqual([false, []]);
	const invited = accounts(sandbox).find(({ status, mail }) => status === 'invited' && mail)!;
	const continued = await onboard([{ mail: invited.mail }], more);
	expect(continued.items[0].json).toMatchObject({ action: 'unchanged', changed: true, activated: true });
	expect(account(sandbox, invited.mail!)!.status).toBe('active');
});

test('a closed account is reopened with its groups and its place', async () => {
	const closed = accounts(sandbox).find(({ status, mail }) => status === 'deleted' && mail)!;
	const { items, message } = await onboard([{ mail: closed.mail, managers: [AICHA] }]);
	expect([message, items[0].json.action, items[0].json.userId]).toEqual(['', 'restored', closed._id]);
	expect(users(next()._id)).toContain(closed._id);
	const again = await onboard([{ mail: closed.mail, managers: [AICHA] }]);
	expect([again.items[0].json.changed, writes(sandbox)]).toEqual([false, []]);
});

test('people who join the same session are enrolled in one write', async () => {
	const people = free().slice(0, 6);
	const rows = [
		...people.map(({ mail }) => ({ mail })),
		{ mail: 'new1@meridian.example' },
		{ mail: NEW },
		{ mail: NEW },
	];
	const { items, message } = await onboard(rows);
	expect(message).toBe('');
	expect(items.map(({ json }) => json.enrolled)).toEqual([...people.map(() => true), true, true, false]);
	expect(writes(sandbox).filter((call) => call.includes('Audience'))).toHaveLength(1);
	expect(users(next()._id)).toEqual(expect.arrayContaining([...people.map(({ _id }) => _id), idOf(NEW)]));
});

test('the next session is the first that is still to start, from a time on if one is given', async () => {
	const sooner = await session(Date.now() + 10 * DAY, Date.now() + 40 * DAY);
	const later = await session(Date.now() + 20 * DAY);
	await session(Date.now() - DAY, Date.now() + DAY, 'Running');
	await session(Date.now() - 3 * DAY, Date.now() - 2 * DAY, 'Over');
	const [one, other] = free();
	expect((await onboard([{ mail: one.mail }])).items[0].json.sessionId).toBe(sooner);
	const from = new Date(Date.now() + 11 * DAY).toISOString();
	expect((await onboard([{ mail: other.mail }], { from })).items[0].json.sessionId).toBe(later);
	const past = await onboard([{ mail: NEW }], { from: '2020-01-01' });
	expect(past.items[0].json.sessionId).toBe(sooner);
});

test('whoever is in a session that is not over stays in it, also when a new one is next', async () => {
	const soon = await session(Date.now() + 2 * DAY, Date.now() + 30 * DAY);
	await onboard([ROW]);
	expect(users(soon)).toEqual([idOf(NEW)]);
	await session(Date.now() + DAY, Date.now() + 20 * DAY, 'Even sooner');
	const again = await onboard([ROW], { from: new Date(Date.now() + 3 * DAY).toISOString() });
	expect(again.items[0].json).toMatchObject({ changed: false, enrolled: false, sessionId: soon });
	expect(writes(sandbox)).toEqual([]);
});

test('two sessions that start at the same time: none is chosen, and nothing is written', async () => {
	const start = Date.now() + 5 * DAY;
	const ids = [await session(start), await session(start, undefined, 'The other one')];
	const { message, advice } = await onboard([ROW]);
	expect(message).toContain('Two sessions of the path are next');
	for (const id of ids) expect(`${message} ${advice}`).toContain(id);
	expect([writes(sandbox), account(sandbox, NEW)]).toEqual([[], undefined]);
});

test('no session to come: nothing is written, or everything else if so chosen', async () => {
	const from = '2099-01-01';
	const none = await onboard([ROW], { from });
	expect([none.message, writes(sandbox)]).toEqual([
		expect.stringContaining('The path has no session that is still to start'),
		[],
	]);
	const rest = await onboard([ROW], { from, withoutSession: true });
	expect(rest.items[0].json).toMatchObject({ action: 'created', enrolled: false, sessionId: null, sessionName: null });
	expect(writes(sandbox)).toEqual(['POST createUser', 'POST addUserManager']);
});

test('a session that takes nobody from outside stops the item before anything is written', async () => {
	const { pathId } = state().pathSessions.find(
		({ isAudienceBuilder, startDate, rootSessionId }) =>
			!isAudienceBuilder && !rootSessionId && Date.parse(startDate) > Date.now(),
	)!;
	const { message } = await onboard([ROW], {}, {}, { pathId: byId(pathId) });
	expect([message, writes(sandbox)]).toEqual([expect.stringContaining('sessionIsNotAudienceBuilder'), []]);
});

test('a manager who is unknown or whose account is closed stops the item before anything is written', async () => {
	const closed = accounts(sandbox).find(({ status, mail }) => status === 'deleted' && mail)!;
	for (const name of [closed._id, closed.mail, 'nobody@meridian.example', 'ffffffffffffffffffffffff']) {
		const { message } = await onboard([{ ...ROW, managers: [name] }]);
		expect([message, writes(sandbox)]).toEqual([expect.stringContaining(`Nobody was found for "${name}"`), []]);
	}
});

test.each([
	['from', { from: '' }],
	['password', { password: '' }],
	['moreGroups', { moreGroups: {} }],
	['dryRun', { dryRun: '={{ $json.nothing }}' }],
])('%s that came out empty is refused', async (_name, more) => {
	const { message } = await onboard([ROW], more);
	expect([message === '', writes(sandbox)]).toEqual([false, []]);
});

test('a row that fails keeps nobody else from their place', async () => {
	const [one, other] = free();
	const rows = [{ mail: one.mail }, { mail: other.mail, managers: ['nobody@meridian.example'] }, ROW];
	const { items } = await onboard(rows, {}, { onError: 'continueRegularOutput' });
	expect(items.map(({ json }) => json.enrolled ?? json.error)).toEqual([
		true,
		expect.stringContaining('Nobody was found'),
		true,
	]);
	expect(users(next()._id)).toEqual(expect.arrayContaining([one._id, idOf(NEW)]));
	expect(users(next()._id)).not.toContain(other._id);
});

describe('a write without an answer', () => {
	test.each([
		['createUser', 1],
		['addGroupRole', 1],
		['addUserManager', 1],
		['replaceUserPassword', 1],
		['activateUser', 1],
		['replacePathSessionAudience', 1],
	])('%s: the next run does what is left, and nothing twice', async (operationId) => {
		const more = { ...MORE, password: 'Warm-lamp-27!' };
		sandbox.faults.add({ operationId, drop: 'after', times: 1 });
		await onboard([ROW], more);
		const sent = writes(sandbox);
		const again = await onboard([ROW], more);
		expect(again.message).toBe('');
		const userId = idOf(NEW);
		expect(accounts(sandbox).filter(({ mail }) => mail === NEW)).toHaveLength(1);
		expect(account(sandbox, NEW)!.status).toBe('active');
		expect(roles(sandbox, OTHER_GROUP).filter((role) => role === `${userId} userAdmin`)).toHaveLength(1);
		expect(managers(sandbox, userId)).toEqual([idOf(AICHA)]);
		expect(users(next()._id).filter((id) => id === userId)).toHaveLength(1);
		expect(sent.filter((call) => call === 'POST createUser')).toHaveLength(1);
		const third = await onboard([ROW], more);
		expect([third.items[0].json.changed, writes(sandbox)]).toEqual([false, []]);
	});
});

test('an error half-way says what was done', async () => {
	sandbox.faults.add({
		operationId: 'addUserManager',
		status: 400,
		body: { error: { code: 'userDeleted' } },
		times: 1,
	});
	const failed = await onboard([ROW], MORE);
	expect(failed.message).toContain('userDeleted');
	expect(failed.advice).toContain('was created');
	expect(failed.advice).toContain(`The group ${OTHER_GROUP} was added. It stopped at adding the manager`);
	sandbox.faults.add({
		operationId: 'replacePathSessionAudience',
		status: 400,
		body: { error: { code: 'usersNotFound' } },
		times: 1,
	});
	const left = await onboard([ROW], MORE);
	expect(left.advice).toContain('It stopped at enrolling it');
	expect((await onboard([ROW], MORE)).items[0].json).toMatchObject({ action: 'unchanged', enrolled: true });
});

test('Retry On Fail goes on, and reports what all tries did', async () => {
	sandbox.faults.add({
		operationId: 'addUserManager',
		status: 400,
		body: { error: { code: 'userDeleted' } },
		times: 1,
	});
	const { items, message } = await onboard([ROW], MORE, { retryOnFail: true });
	expect([message, writes(sandbox)]).toEqual([
		'',
		[
			'POST createUser',
			'POST addGroupRole',
			'POST addUserManager',
			'POST addUserManager',
			'PUT replacePathSessionAudience',
		],
	]);
	expect(items[0].json).toMatchObject({
		action: 'created',
		groupsAdded: [
			{ groupId: GROUP, role: 'learner' },
			{ groupId: OTHER_GROUP, role: 'userAdmin' },
		],
		managersAdded: [idOf(AICHA)],
		enrolled: true,
	});
});
