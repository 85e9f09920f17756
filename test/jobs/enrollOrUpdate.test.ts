import type { IDataObject } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/index.ts';
import { startStillSandbox, timeInSteps } from '../faults/world.ts';
import { byId, runNode, V2, type Settings } from '../five/five.ts';
import { accounts, writes } from './people.ts';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startStillSandbox(false, {});
});
afterAll(async () => await sandbox.close());
beforeEach(async () => await sandbox.reset());
timeInSteps(() => sandbox);

const state = () => sandbox.state.learning360;
const people = (count: number) =>
	accounts(sandbox)
		.filter(({ status }) => status === 'active')
		.slice(0, count)
		.map(({ _id }) => _id);
const path = () => state().paths.find(({ status }) => status === 'published')!;
const sessions = () => state().pathSessions.filter(({ pathId }) => pathId === path()._id);
const users = (sessionId: string) =>
	state()
		.audiences.find((entry) => entry.sessionId === sessionId)!
		.filters.filter(({ type }) => type === 'users')
		.flatMap(({ ids }) => ids);

const JULY = { name: 'Onboarding July', start: '2027-07-01T07:00:00.000Z', end: '2027-07-30T16:00:00.000Z' };

interface Row {
	user: string;
	name?: string;
	start?: string;
	end?: string;
	findBy?: string;
	instructor?: string;
}

/** Runs the operation with one item per row. */
async function enroll(rows: Row[], more: object = {}, settings: Settings = {}) {
	sandbox.clearRequests();
	const [instructor] = people(1);
	const input = rows.map((row) => ({
		json: { findBy: 'dates', ...JULY, instructor, pathId: path()._id, ...row } as never as IDataObject,
	}));
	const parameters = {
		resource: 'pathSession',
		operation: 'enrollOrUpdate',
		pathId: byId('={{ $json.pathId }}'),
		findBy: '={{ $json.findBy }}',
		name: '={{ $json.name }}',
		startDate: '={{ $json.start }}',
		additionalFields: {
			endDate: '={{ $json.end }}',
			mainInstructorId: byId('={{ $json.instructor }}'),
			userIds: '={{ $json.user }}',
			...more,
		},
	} as never;
	return await runNode(sandbox, V2, parameters, { input, ...settings });
}

const seen = ({ items }: Awaited<ReturnType<typeof enroll>>) =>
	items.map(({ json }) => [json.action ?? json.error, json.changed]);
const made = () => sessions().filter(({ name }) => name === JULY.name);

test('twelve items, one new session, one write of its audience; once more changes nothing', async () => {
	const all = people(12);
	const first = await enroll(all.map((user) => ({ user })));
	expect([first.message, seen(first)]).toEqual(['', all.map(() => ['created', true])]);
	expect(writes(sandbox)).toEqual(['POST createPathSession', 'PUT replacePathSessionAudience']);
	const [session, ...others] = made();
	expect([others, users(session._id)]).toEqual([[], all]);
	expect(first.items[0].json).toMatchObject({
		sessionId: session._id,
		sessionName: JULY.name,
		startDate: JULY.start,
		endDate: JULY.end,
	});
	const again = await enroll(all.map((user) => ({ user })));
	expect([again.message, seen(again), writes(sandbox)]).toEqual(['', all.map(() => ['unchanged', false]), []]);
});

test('who was there before stays', async () => {
	const [one, other] = people(2);
	await enroll([{ user: one }]);
	await enroll([{ user: other, name: 'Another name' }]);
	expect(made()).toHaveLength(1);
	expect(users(made()[0]._id)).toEqual([one, other]);
});

test('days are those of the time zone of the workflow', async () => {
	const [one, other] = people(2);
	await enroll([{ user: one, start: '2027-07-01T22:30:00Z' }]);
	const berlin = await enroll([{ user: other, start: '2027-07-02' }], {}, { timezone: 'Europe/Berlin' });
	expect(seen(berlin)).toEqual([['unchanged', true]]);
	const newYork = await enroll([{ user: other, start: '2027-07-02' }], {}, { timezone: 'America/New_York' });
	expect(seen(newYork)).toEqual([['created', true]]);
});

test('a session that is known by its name moves, with everybody in it', async () => {
	const [one, other] = people(2);
	await enroll([{ user: one }]);
	const moved = await enroll([
		{
			user: other,
			findBy: 'name',
			name: 'onboarding JULY ',
			start: '2027-08-01T07:00:00Z',
			end: '2027-08-20T16:00:00Z',
		},
	]);
	expect([moved.message, seen(moved)]).toEqual(['', [['updated', true]]]);
	expect(writes(sandbox)).toEqual(['PATCH updatePathSession', 'PUT replacePathSessionAudience']);
	const [session] = made();
	expect([Date.parse(session.startDate), users(session._id)]).toEqual([
		Date.parse('2027-08-01T07:00:00Z'),
		[one, other],
	]);
});

test('two items that move one session to different dates: the second fails, and nothing is written without Continue', async () => {
	const [one, other] = people(2);
	await enroll([{ user: one }]);
	const rows = [
		{ user: one, findBy: 'name' },
		{ user: other, findBy: 'name', start: '2027-07-02T07:00:00Z' },
	];
	const stopped = await enroll(rows);
	expect([stopped.message, writes(sandbox)]).toEqual([
		expect.stringContaining('The items 0 and 1 give the session'),
		[],
	]);
	const going = await enroll(rows, {}, { onError: 'continueRegularOutput' });
	expect(seen(going)).toEqual([
		['unchanged', false],
		[expect.stringContaining('different dates'), undefined],
	]);
});

test('several sessions that fit are listed, and none is chosen', async () => {
	const [one, other] = people(2);
	await enroll([{ user: one, start: '2027-07-01T07:00:00Z' }]);
	const [first] = made();
	const second = await runNode(sandbox, V2, {
		resource: 'pathSession',
		operation: 'create',
		pathId: byId(path()._id),
		name: JULY.name,
		startDate: '2027-07-01T09:00:00.000Z',
		mainInstructorId: byId(one),
		registrationRequestValidation: 'disabled',
		additionalFields: { endDate: JULY.end },
	} as never);
	const exact = await enroll([{ user: other, start: '2027-07-01T07:00:00Z' }]);
	expect([seen(exact), users(first._id)]).toEqual([[['unchanged', true]], [one, other]]);
	const unclear = await enroll([{ user: other, start: '2027-07-01T08:00:00Z' }]);
	expect([unclear.message, writes(sandbox)]).toEqual([
		expect.stringContaining('2 sessions of the path have these dates'),
		[],
	]);
	expect(unclear.advice).toContain(second.items[0].json._id);
	const named = await enroll([{ user: other, findBy: 'name', start: '2027-07-01T08:00:00Z' }]);
	expect(named.message).toContain('2 sessions of the path have the name "Onboarding July"');
});

test('without a main instructor no session is created', async () => {
	const count = sessions().length;
	sandbox.clearRequests();
	const parameters = {
		resource: 'pathSession',
		operation: 'enrollOrUpdate',
		pathId: byId(path()._id),
		findBy: 'dates',
		name: 'New',
		startDate: '2027-09-01',
		additionalFields: { userIds: people(1) },
	} as never;
	const without = await runNode(sandbox, V2, parameters);
	expect(without.message).toContain('The path has no session with these dates');
	expect([writes(sandbox), sessions().length]).toEqual([[], count]);
});

test('dates that are over take nobody in', async () => {
	const [one, other] = people(2);
	const past = await enroll([{ user: one, start: '2020-01-01', end: '2020-01-31' }]);
	expect([past.message, writes(sandbox)]).toEqual([expect.stringContaining('they are over'), []]);
	await enroll([{ user: one }]);
	const [session] = made();
	Object.assign(session, { startDate: '2020-01-01T00:00:00.000Z', endDate: '2020-01-31T00:00:00.000Z' });
	Object.assign(state().pathSessions.find(({ _id }) => _id === session._id)!, session);
	for (const dryRun of [true, false]) {
		const over = await enroll([{ user: other, start: '2020-01-01', end: '2020-01-31' }], { dryRun });
		expect([over.message, writes(sandbox)]).toEqual([expect.stringContaining('ended on 2020-01-31'), []]);
		const same = await enroll([{ user: one, start: '2020-01-01', end: '2020-01-31' }], { dryRun });
		expect(seen(same)).toEqual([['unchanged', false]]);
	}
});

test('an audience that cannot be written says that the session is there, and the next run finds it', async () => {
	const [one] = people(1);
	sandbox.faults.add({
		operationId: 'replacePathSessionAudience',
		status: 400,
		body: { error: { code: 'usersNotFound' } },
		times: 1,
	});
	const failed = await enroll([{ user: one }], {}, {});
	expect(failed.message).toContain('usersNotFound');
	expect(failed.advice).toContain(`(${made()[0]._id}) was created. Run it again: it is found`);
	const again = await enroll([{ user: one }]);
	expect([seen(again), made().length, users(made()[0]._id)]).toEqual([[['unchanged', true]], 1, [one]]);
});

test('a create without an answer is not repeated; the next run finds the session', async () => {
	const [one] = people(1);
	sandbox.faults.add({ operationId: 'createPathSession', drop: 'after', times: 1 });
	const lost = await enroll([{ user: one }]);
	expect([lost.message, writes(sandbox)]).toEqual([
		expect.stringMatching(/may or may not|[Oo]utcome/),
		['POST createPathSession'],
	]);
	const again = await enroll([{ user: one }]);
	expect([again.message, made().length, users(made()[0]._id)]).toEqual(['', 1, [one]]);
});

test('groups go in beside users; an item that names nobody fails', async () => {
	const [{ _id: groupId }] = state().groups;
	const both = await enroll([{ user: people(1)[0] }], { groupIds: [groupId] });
	expect(both.items[0].json).toMatchObject({ users: people(1), groups: [groupId], groupsBefore: 0, groupsAfter: 1 });
	const nobody = await enroll([{ user: '' }]);
	expect([nobody.message === '', writes(sandbox)]).toEqual([false, []]);
});
