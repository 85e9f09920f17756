import type { IDataObject } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/index.ts';
import { startStillSandbox, timeInSteps } from '../faults/world.ts';
import { byId, runNode, V2, type Settings } from '../five/five.ts';
import { account, accounts, managers, snapshot, writes } from './people.ts';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startStillSandbox(false, { tokenSeconds: 1e6 });
});
afterAll(async () => await sandbox.close());
beforeEach(async () => await sandbox.reset());
timeInSteps(() => sandbox);

const OWNER = 'owner@meridian.example';
const ADMIN = 'aicha.bos@meridian.example';

interface Loose {
	[name: string]: unknown;
	_id: string;
	name: string;
}
type State = Record<'pathSessions' | 'slots' | 'paths' | 'courses' | 'managers', Loose[]>;
const state = () => sandbox.state.learning360 as unknown as State;
const idOf = (mail: string) => account(sandbox, mail)!._id;
const isToCome = ({ endDate }: Loose) => !endDate || Date.parse(String(endDate)) >= Date.now();
const among = (ids: unknown, id: string) => (ids as string[]).includes(id);
const open = () => accounts(sandbox).filter(({ status, mail }) => status === 'active' && mail);

/** What the company's records say that somebody leads. */
function led(id: string): string[] {
	const { pathSessions, slots, paths, courses } = state();
	return [
		...(state().managers as unknown as Array<{ ownerId: string; id: string }>)
			.filter(
				(pair) => pair.id === id && accounts(sandbox).find(({ _id }) => _id === pair.ownerId)?.status !== 'deleted',
			)
			.map(({ ownerId }) => `directReport ${ownerId}`),
		...pathSessions
			.filter((entry) => isToCome(entry) && (entry.mainInstructorId === id || among(entry.instructorIds, id)))
			.map(({ _id }) => `pathSession ${_id}`),
		...slots.filter((entry) => isToCome(entry) && among(entry.trainerIds, id)).map(({ _id }) => `classroomSlot ${_id}`),
		...paths
			.filter(
				({ status, authorId, coAuthorIds }) => status === 'published' && (authorId === id || among(coAuthorIds, id)),
			)
			.map(({ _id }) => `path ${_id}`),
		...courses
			.filter(
				({ status, authorId, coAuthorIds }) => status === 'published' && (authorId === id || among(coAuthorIds, id)),
			)
			.map(({ _id }) => `course ${_id}`),
	].sort();
}
/** Runs an operation that sets a test up. */
async function prepare(resource: string, operation: string, more: object) {
	const { message, advice, items } = await runNode(sandbox, V2, { resource, operation, ...more } as never);
	expect(`${message} ${advice}`.trim()).toBe('');
	return items[0]?.json ?? {};
}

/** Those who lead nothing at all, not even what is over. */
const people = () => {
	const { managers: pairs, pathSessions, slots, paths, courses } = state();
	const leaders = new Set(
		[
			...pairs.map(({ id }) => id),
			...pathSessions.flatMap(({ mainInstructorId, instructorIds }) => [
				mainInstructorId,
				...(instructorIds as string[]),
			]),
			...slots.flatMap(({ trainerIds }) => trainerIds),
			...[...paths, ...courses].flatMap(({ authorId, coAuthorIds }) => [authorId, ...(coAuthorIds as string[])]),
			idOf(OWNER),
			idOf(ADMIN),
		].map(String),
	);
	return open().filter(({ _id }) => !leaders.has(_id));
};
const session = () => state().pathSessions.find((entry) => isToCome(entry) && !entry.rootSessionId)!;
const slot = () => state().slots.find((entry) => isToCome(entry) && (entry.trainerIds as string[]).length > 0)!;
const path = () => state().paths.find(({ status }) => status === 'published')!;
const course = (type: string) => state().courses.find((entry) => entry.type === type && entry.status === 'published')!;
const editor = () => {
	const { memberships } = sandbox.state.learning360 as unknown as {
		memberships: Array<{ userId: string; role: string }>;
	};
	const editors = new Set(memberships.filter(({ role }) => role === 'editor').map(({ userId }) => userId));
	return people().filter(({ _id }) => editors.has(_id));
};

/** Who leaves, who takes over and who reports to the first; the first leads one record of every kind. */
async function leads() {
	const [leaver, successor, ...others] = [...editor().slice(0, 2), ...people().slice(-2)];
	const [report, second] = others;
	for (const { _id } of [report, second])
		await prepare('userManager', 'add', { userId: byId(_id), managerId: byId(leaver._id) });
	const { _id: sessionId, pathId } = session();
	await prepare('pathSession', 'update', {
		pathId: byId(String(pathId)),
		sessionId: byId(sessionId),
		updateFields: { mainInstructorId: byId(leaver._id), instructorIds: [report._id] },
	});
	const { _id: slotId, classroomId } = slot();
	await prepare('classroomSlot', 'update', {
		classroomId: byId(String(classroomId)),
		classroomSlotId: byId(slotId),
		updateFields: { trainerIds: [report._id, leaver._id] },
	});
	await prepare('path', 'update', { pathId: byId(path()._id), updateFields: { authorId: byId(leaver._id) } });
	await prepare('course', 'updateElearningCourse', {
		courseId: byId(course('elearning standard')._id),
		updateFields: { authorId: byId(leaver._id) },
	});
	return { leaver: leaver._id, successor: successor._id, report: report._id, second: second._id };
}

async function offboard(rows: object[], main: object = {}, more: object = {}, settings: Settings = {}) {
	sandbox.clearRequests();
	const input = rows.map((row) => ({ json: row as never as IDataObject }));
	const parameters = {
		resource: 'user',
		operation: 'offboard',
		matchBy: '_id',
		matchValue: '={{ $json.id }}',
		responsibilities: 'handOver',
		successor: byId('={{ $json.successor }}'),
		dryRun: false,
		...main,
		additionalFields: more,
	} as never;
	return await runNode(sandbox, V2, parameters, { input, ...settings });
}
const told = (json: IDataObject) =>
	(json.responsibilities as Array<Record<string, string>>).map(({ type, id }) => `${type} ${id}`).sort();
const withoutGroups = (entries: string[]) => entries.filter((entry) => !entry.startsWith('group '));

const status = (id: string) => accounts(sandbox).find(({ _id }) => _id === id)!.status;
const ROW = ({ leaver, successor }: { leaver: string; successor: string }) => [{ id: leaver, successor }];
const WRITES = [
	'POST addUserManager',
	'DELETE removeUserManager',
	'POST addUserManager',
	'DELETE removeUserManager',
	'PATCH updatePathSession',
	'PATCH updateClassroomSlot',
	'PATCH updatePath',
	'PATCH updateElearningStandardCourse',
	'DELETE deleteUser',
];

test('hands over everything that the API can give to somebody else, and closes the account last', async () => {
	const who = await leads();
	const before = led(who.leaver);
	const { message, items } = await offboard(ROW(who));
	expect([message, writes(sandbox)]).toEqual(['', WRITES]);
	expect(items[0].json).toMatchObject({
		action: 'deactivated',
		userId: who.leaver,
		successorId: who.successor,
		handedOver: 6,
		dryRun: false,
	});
	expect(withoutGroups(told(items[0].json))).toEqual(before);
	expect([led(who.leaver), led(who.successor), status(who.leaver)]).toEqual([[], before, 'deleted']);
	expect(session().instructorIds).toEqual([who.report]);
	expect(slot().trainerIds).toEqual([who.report, who.successor]);
	for (const id of [who.report, who.second]) expect(managers(sandbox, id)).not.toContain(who.leaver);
});

test('an account that is closed already is reported, and nothing is written', async () => {
	const who = await leads();
	await offboard(ROW(who));
	const again = await offboard(ROW(who));
	expect([again.message, writes(sandbox)]).toEqual(['', []]);
	expect(again.items[0].json).toMatchObject({ action: 'alreadyDeactivated', handedOver: 0 });
});

test('Report Only closes the account and leaves everything as it is', async () => {
	const who = await leads();
	const before = led(who.leaver);
	const { message, items } = await offboard(ROW(who), { responsibilities: 'report', successor: undefined });
	expect([message, writes(sandbox), status(who.leaver)]).toEqual(['', ['DELETE deleteUser'], 'deleted']);
	expect(items[0].json).toMatchObject({ action: 'deactivated', successorId: null, handedOver: 0 });
	expect(withoutGroups(told(items[0].json))).toEqual(before);
	expect(led(who.leaver)).toEqual(before);
});

test('a dry run reports what the run then does', async () => {
	const who = await leads();
	const state = snapshot(sandbox);
	const plan = await offboard(ROW(who), { dryRun: true });
	expect([plan.message, writes(sandbox), snapshot(sandbox)]).toEqual(['', [], state]);
	const done = await offboard(ROW(who));
	expect(plan.items[0].json).toEqual({ ...done.items[0].json, dryRun: true });
});

describe('Hand Over without a successor who can take over writes nothing', () => {
	const CASES: Array<[string, (who: { leaver: string; report: string }) => unknown]> = [
		['nothing', () => undefined],
		['null', () => null],
		['an empty text', () => ''],
		['blanks', () => '  '],
		['no ID', () => 'somebody'],
		['nobody', () => 'ffffffffffffffffffffffff'],
		['a closed account', () => accounts(sandbox).find(({ status: state }) => state === 'deleted')!._id],
		['the one who leaves', ({ leaver }) => leaver],
		['the one who leaves, in capitals', ({ leaver }) => leaver.toUpperCase()],
	];
	test.each(CASES)('%s', async (_name, value) => {
		const who = await leads();
		const row = [{ id: who.leaver, successor: value(who) }];
		for (const dryRun of [true, false]) {
			const { message } = await offboard(row, { dryRun });
			expect([message === '', writes(sandbox), status(who.leaver)]).toEqual([false, [], 'active']);
		}
	});

	test.each([
		['Responsibilities that came out empty', { responsibilities: '={{ $json.nothing }}' }],
		['Responsibilities that are none of the choices', { responsibilities: '={{ "Hand it on" }}' }],
		['an empty Dry Run', { dryRun: '={{ $json.nothing }}' }],
		['an address of nobody', { successor: { __rl: true, mode: 'email', value: 'nobody@meridian.example' } }],
		['an empty address', { successor: { __rl: true, mode: 'email', value: '={{ $json.nothing }}' } }],
	])('%s', async (_name, main) => {
		const who = await leads();
		const { message } = await offboard(ROW(who), main);
		expect([message === '', writes(sandbox), status(who.leaver)]).toEqual([false, [], 'active']);
	});

	test('somebody who leaves in the same run', async () => {
		const who = await leads();
		const { items } = await offboard(
			[
				{ id: who.leaver, successor: who.successor },
				{ id: who.successor, successor: who.second },
			],
			{},
			{},
			{ onError: 'continueRegularOutput' },
		);
		expect(items[0].json.error).toContain('This user is among those who leave');
		expect([status(who.leaver), status(who.successor)]).toEqual(['active', 'deleted']);
	});
});

describe.each([...new Set(WRITES)])('%s', (call) => {
	const operationId = call.split(' ')[1];

	test('refused: the account stays open, the error says what was done, and the next run does the rest', async () => {
		const who = await leads();
		const before = led(who.leaver);
		sandbox.faults.add({ operationId, status: 400, body: { error: { code: 'refusedHere' } }, times: 1 });
		const failed = await offboard(ROW(who));
		const sent = writes(sandbox);
		expect([failed.message === '', status(who.leaver)]).toEqual([false, 'active']);
		expect(sent).toEqual(WRITES.slice(0, WRITES.indexOf(call) + 1));
		if (sent.length > 1) expect(failed.advice).toMatch(/was given the manager|was handed over/);
		const again = await offboard(ROW(who));
		expect([again.message, led(who.leaver), led(who.successor), status(who.leaver)]).toEqual([
			'',
			[],
			before,
			'deleted',
		]);
		expect([...sent.slice(0, -1), ...writes(sandbox)]).toEqual(WRITES);
	});

	test('without an answer: what comes after it is not begun, and nothing is done twice', async () => {
		const who = await leads();
		const before = led(who.leaver);
		sandbox.faults.add({ operationId, drop: 'after', times: 1 });
		const lost = await offboard(ROW(who));
		const sent = writes(sandbox);
		if (lost.message !== '') {
			expect(sent.at(-1)).toBe(call);
			expect(status(who.leaver)).toBe(call.endsWith('deleteUser') ? 'deleted' : 'active');
			await offboard(ROW(who));
		}
		expect([led(who.leaver), led(who.successor), status(who.leaver)]).toEqual([[], before, 'deleted']);
		const creates = [...sent, ...(lost.message === '' ? [] : writes(sandbox))].filter((one) => one.startsWith('POST'));
		expect(creates).toHaveLength(2);
	});
});

test('Retry On Fail reports what all tries have handed over', async () => {
	const who = await leads();
	sandbox.faults.add({ operationId: 'updatePath', status: 400, body: { error: { code: 'refusedHere' } }, times: 1 });
	const { message, items } = await offboard(ROW(who), {}, {}, { retryOnFail: true });
	expect([message, items[0].json.handedOver, status(who.leaver)]).toEqual(['', 6, 'deleted']);
});

test('protected accounts, administrators and the owner are left alone', async () => {
	const who = await leads();
	const mail = accounts(sandbox).find(({ _id }) => _id === who.leaver)!.mail!;
	const rows = [who.leaver, idOf(ADMIN), idOf(OWNER)].map((id) => ({ id, successor: who.successor }));
	const { items, message } = await offboard(rows, {}, { protected: [mail] });
	expect([message, writes(sandbox)]).toEqual(['', []]);
	expect(items.map(({ json }) => [json.action, json.handedOver])).toEqual(rows.map(() => ['protected', 0]));
	const empty = await offboard(rows, {}, { protected: '={{ $json.nothing }}' });
	expect([empty.message === '', writes(sandbox)]).toEqual([false, []]);
});

test('two people who lead the same records leave one after the other', async () => {
	const who = await leads();
	const { pathId, _id } = session();
	await prepare('pathSession', 'update', {
		pathId: byId(String(pathId)),
		sessionId: byId(_id),
		updateFields: { instructorIds: [who.second] },
	});
	const rows = [who.leaver, who.second].map((id) => ({ id, successor: who.successor }));
	const plan = await offboard(rows, { dryRun: true });
	const { message, items } = await offboard(rows);
	expect(message).toBe('');
	expect(plan.items.map(({ json }) => json)).toEqual(items.map(({ json }) => ({ ...json, dryRun: true })));
	expect([session().mainInstructorId, session().instructorIds]).toEqual([who.successor, []]);
});

test('after a write whose outcome is not known, no later item changes the same record', async () => {
	const who = await leads();
	const { pathId, _id } = session();
	await prepare('pathSession', 'update', {
		pathId: byId(String(pathId)),
		sessionId: byId(_id),
		updateFields: { instructorIds: [who.second, who.report] },
	});
	sandbox.faults.add({
		operationId: 'updatePathSession',
		status: 400,
		body: { error: { code: 'refusedHere' } },
		times: 1,
	});
	const rows = [who.leaver, who.second].map((id) => ({ id, successor: who.successor }));
	const { items } = await offboard(rows, {}, {}, { onError: 'continueRegularOutput' });
	expect(items.map(({ json }) => json.error)).toEqual([
		expect.stringContaining('refusedHere'),
		expect.stringContaining('An earlier item failed at handing over'),
	]);
	expect([status(who.leaver), status(who.second)]).toEqual(['active', 'active']);
	const again = await offboard(rows);
	expect([again.message, session().instructorIds]).toEqual(['', [who.report]]);
});

test('items of a dry run do not get into what others write', async () => {
	const who = await leads();
	const { pathId, _id } = session();
	await prepare('pathSession', 'update', {
		pathId: byId(String(pathId)),
		sessionId: byId(_id),
		updateFields: { mainInstructorId: byId(who.report), instructorIds: [who.leaver, who.second] },
	});
	const rows = [
		{ id: who.leaver, successor: who.successor, dryRun: true },
		{ id: who.second, successor: who.successor, dryRun: false },
		{ id: who.leaver, successor: who.successor, dryRun: true },
	];
	const { message, items } = await offboard(rows, { dryRun: '={{ $json.dryRun }}' });
	expect([message, items.map(({ json }) => json.action)]).toEqual([
		'',
		['deactivated', 'deactivated', 'alreadyDeactivated'],
	]);
	expect([status(who.leaver), session().instructorIds]).toEqual(['active', [who.leaver, who.successor]]);
});

test('a successor who is the author of a path already, or reports to the one who leaves', async () => {
	const who = await leads();
	await prepare('path', 'update', {
		pathId: byId(path()._id),
		updateFields: { authorId: byId(who.successor), coAuthorIds: [who.leaver] },
	});
	await prepare('userManager', 'add', { userId: byId(who.successor), managerId: byId(who.leaver) });
	const { items, message } = await offboard(ROW(who));
	expect(message).toBe('');
	expect(items[0].json.responsibilities).toEqual(
		expect.arrayContaining([
			expect.objectContaining({
				type: 'path',
				handedOver: false,
				note: expect.stringContaining('co-authors') as string,
			}),
			expect.objectContaining({
				type: 'directReport',
				id: who.successor,
				handedOver: false,
				note: expect.stringContaining('their own manager') as string,
			}),
		]),
	);
});

test('what is left out is neither looked up nor handed over', async () => {
	const who = await leads();
	const leaveOut = ['directReports', 'pathSessions', 'classroomSlots', 'paths', 'courses'];
	const { message, items } = await offboard(ROW(who), {}, { leaveOut });
	expect([message, writes(sandbox), withoutGroups(told(items[0].json))]).toEqual(['', ['DELETE deleteUser'], []]);
	const paths = sandbox.requests.map(({ operationId }) => operationId);
	expect(paths).not.toContain('listClassrooms');
});

test('a child session that has other instructors keeps them', async () => {
	const who = await leads();
	const child = state().pathSessions.find(({ rootSessionId }) => rootSessionId)!;
	const root = state().pathSessions.find(({ _id }) => _id === child.rootSessionId)!;
	if (!isToCome(root)) throw new Error('The session of the sandbox that has a child session is over');
	await prepare('pathSession', 'update', {
		pathId: byId(String(root.pathId)),
		sessionId: byId(root._id),
		updateFields: { mainInstructorId: byId(who.leaver), instructorIds: [who.second] },
	});
	await prepare('pathSession', 'updateChild', {
		pathId: byId(String(child.pathId)),
		childSessionId: byId(child._id),
		updateFields: { mainInstructorId: byId(who.report), instructorIds: [who.leaver] },
	});
	const { message } = await offboard(ROW(who));
	expect(message).toBe('');
	const now = (id: string) => state().pathSessions.find(({ _id }) => _id === id)!;
	expect([now(root._id).mainInstructorId, now(root._id).instructorIds]).toEqual([who.successor, [who.second]]);
	expect([now(child._id).mainInstructorId, now(child._id).instructorIds]).toEqual([who.report, [who.successor]]);
});
