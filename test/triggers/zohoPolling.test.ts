import type { IDataObject } from 'n8n-workflow';
import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import type { PollRun } from '../harness/index.ts';
import { type Batch, chosen, idsOf, jsonOf, type Polled, School, Time, trigger } from './world.ts';

const DAY = 24 * 60;

let sandbox: Sandbox;
let time: Time;
let school: School;
let batch: Batch;
beforeAll(async () => {
	sandbox = await startSandbox({ limits: false });
	time = await Time.startAt(sandbox, '2027-01-11T08:00:00Z');
});
beforeEach(async () => {
	await sandbox.reset();
	await time.pass(60);
	school = await School.open(sandbox);
	batch = await school.addBatch(time.now, 60);
});
afterEach(() =>
	expect(
		sandbox.requests.flatMap(({ validationFailures, answerFailures }) => [...validationFailures, ...answerFailures]),
	).toEqual([]),
);
afterAll(async () => await sandbox.close());

async function watching(operation: string, more: IDataObject = {}): Promise<Polled> {
	const active = await trigger(sandbox, 'zohoPeopleLmsTrigger', {
		operation,
		...chosen({ courseId: school.courseId }),
		...more,
	});
	const first = await active.activate();
	expect({ items: first.items, error: first.error?.message }).toEqual({ items: undefined, error: undefined });
	return active;
}

async function later(active: Polled, minutes = 5): Promise<PollRun> {
	await time.pass(minutes);
	const run = await active.poll();
	expect(run.error).toBeUndefined();
	return run;
}

describe('Events', () => {
	test('Session Created: what was there starts nothing, what is added starts once, with the names above it', async () => {
		await school.addSession(batch, time.now.plus({ days: 2 }), 'Old');
		const active = await watching('sessionCreated');
		expect((await later(active)).items).toBeUndefined();
		const sessionId = await school.addSession(batch, time.now.plus({ days: 3 }), 'New');
		const run = await later(active);
		expect(jsonOf(run)).toEqual([
			expect.objectContaining({
				sessionId,
				sessionName: 'New',
				courseId: school.courseId,
				courseName: 'Fire safety',
				batchId: batch.batchId,
				batchName: 'Batch',
			}),
		]);
		expect((await later(active)).items).toBeUndefined();
	});

	test('Session Created: Simplify off gives the whole record', async () => {
		const active = await watching('sessionCreated', { simplify: false });
		await school.addSession(batch, time.now.plus({ days: 3 }));
		expect(jsonOf(await later(active))[0]).toMatchObject({ trainerErecno: '219225000000036453', canUserEdit: true });
	});

	test('Session Changed: says which fields changed', async () => {
		const sessionId = await school.addSession(batch, time.now.plus({ days: 2 }));
		const active = await watching('sessionChanged');
		await school.editSession(batch, sessionId, { name: 'Renamed' });
		expect(jsonOf(await later(active))).toEqual([
			expect.objectContaining({ sessionId, sessionName: 'Renamed', changedFields: ['sessionName'] }),
		]);
		await school.moveSession(batch, sessionId, time.now.plus({ days: 5 }).startOf('hour'));
		expect(jsonOf(await later(active))[0].changedFields).toEqual(expect.arrayContaining(['sessionStartDate']));
		expect((await later(active)).items).toBeUndefined();
	});

	test('Session Canceled: a deleted session comes out with what was known, a past one does not, a glitch of the list does not', async () => {
		const [soon, kept] = [
			await school.addSession(batch, time.now.plus({ hours: 3 })),
			await school.addSession(batch, time.now.plus({ days: 2 }), 'Kept'),
		];
		const active = await watching('sessionCanceled');
		const empty = sandbox.faults.add({
			operationId: 'listBatchSessions',
			body: { sessions: [], code: 200, message: 'success', hasMoreRecords: false },
			times: 1,
		});
		expect((await later(active)).items).toBeUndefined();
		expect(empty.applied()).toBe(1);
		expect((await later(active)).items).toBeUndefined();
		await school.deleteSession(batch, kept);
		expect((await later(active)).items).toBeUndefined();
		expect(jsonOf(await later(active))).toEqual([
			{
				sessionId: kept,
				sessionName: 'Kept',
				sessionStartDate: expect.any(String),
				sessionStartTime: expect.any(String),
				sessionEndTime: expect.any(String),
				sessionTrainer: 'Henry',
				trainerErecno: '219225000000036453',
				courseId: school.courseId,
				courseName: 'Fire safety',
				batchId: batch.batchId,
				batchName: 'Batch',
			},
		]);
		await later(active, DAY);
		await school.deleteSession(batch, soon);
		await later(active);
		expect((await later(active)).items).toBeUndefined();
	});

	test('Session Canceled: a deleted batch takes its sessions along, a batch that is over does not', async () => {
		const other = await school.addBatch(time.now, 60, 'Other');
		const sessionId = await school.addSession(other, time.now.plus({ days: 2 }));
		const active = await watching('sessionCanceled');
		await school.write('DELETE', other.path);
		await later(active);
		expect(idsOf(await later(active), 'sessionId')).toEqual([sessionId]);
		await school.addSession(batch, time.now.plus({ days: 3 }));
		await later(active);
		await time.pass(70 * DAY);
		await later(active);
		expect((await later(active)).items).toBeUndefined();
	});

	test('Session Starting Soon: once when the time comes, again when it is moved', async () => {
		const start = time.now.plus({ hours: 4 }).startOf('minute');
		const sessionId = await school.addSession(batch, start);
		const active = await watching('sessionStartingSoon', { minutesBefore: 60, timezone: 'UTC' });
		expect((await later(active, 120)).items).toBeUndefined();
		const run = await later(active, 70);
		expect(jsonOf(run)).toEqual([expect.objectContaining({ sessionId, startsAt: start.toISO() })]);
		expect((await later(active)).items).toBeUndefined();
		await school.moveSession(batch, sessionId, start.plus({ hours: 2 }));
		expect((await later(active)).items).toBeUndefined();
		expect(idsOf(await later(active, 110), 'sessionId')).toEqual([sessionId]);
	});

	test('Batch Created and Batch Completed', async () => {
		const [created, completed] = [await watching('batchCreated'), await watching('batchCompleted')];
		const added = await school.addBatch(time.now, 10, 'Added');
		expect(jsonOf(await later(created))).toEqual([
			expect.objectContaining({ batchId: added.batchId, name: 'Added', courseName: 'Fire safety' }),
		]);
		expect((await later(completed)).items).toBeUndefined();
		await school.act(added, 'markAsComplete');
		expect(idsOf(await later(completed), 'batchId')).toEqual([added.batchId]);
		await school.act(added, 'markAsIncomplete');
		await later(completed);
		await school.act(added, 'markAsComplete');
		expect(idsOf(await later(completed), 'batchId')).toEqual([added.batchId]);
		expect((await later(completed)).items).toBeUndefined();
		expect((await later(created)).items).toBeUndefined();
	});

	test('Course Published and Course Changed, for all courses', async () => {
		const all = { scope: 'all' };
		const [published, changed] = [await watching('coursePublished', all), await watching('courseChanged', all)];
		const { courseId } = sandbox.state.zohoPeople.courses.find(
			({ state, type }) => state === 'disabled' && type === 1,
		)!;
		await school.write('POST', `/courses/${courseId}/enable`);
		expect(idsOf(await later(published), 'courseId')).toEqual([courseId]);
		expect(idsOf(await later(changed), 'courseId')).toEqual([courseId]);
		await school.write('POST', `/courses/${courseId}/favorite`);
		expect((await later(changed)).items).toBeUndefined();
		expect((await later(published)).items).toBeUndefined();
	});

	test('Learner Progress Changed and Completed, in self-paced courses and in batches', async () => {
		const { sessions, courses, employees } = sandbox.state.zohoPeople;
		const { courseId, batchId } = sandbox.state.zohoPeople.batches.find(
			(entry) =>
				entry.publishStatus === 'published' &&
				sessions.filter((session) => session.batchId === entry.batchId).length >= 2,
		)!;
		const path = `/courses/${courseId}/batches/${batchId}`;
		const selfPaced = courses.find(({ type, state }) => type === 1 && state === 'published')!;
		const scope = chosen({ courseId, batchId }, { courseId: selfPaced.courseId });
		// The batches of the sandbox lie in 2026; a batch is looked at until 30 days after its end.
		await school.write('PATCH', path, 'batchData', { endDate: time.now.plus({ days: 5 }).toFormat('dd-MM-yyyy') });
		const { learners } = (await school.write('GET', `${path}/course-progress`)) as unknown as {
			learners: Array<{ learnerId: string; completionPercentage: number }>;
		};
		const { learnerId } = learners.find(
			({ completionPercentage }) => completionPercentage >= 80 && completionPercentage < 90,
		)!;
		const learnerErecno = employees.find((entry) => entry.learnerId === learnerId)!.erecno;
		const [changed, completed] = [
			await watching('learnerProgressChanged', scope),
			await watching('learnerProgressCompleted', scope),
		];
		const held = sessions.filter((session) => session.batchId === batchId);
		const attend = async (count: number) => {
			for (const { sessionId, moduleId } of held.slice(0, count)) {
				await school.write(
					'POST',
					`${path}/modules/${String(moduleId)}/sessions/${String(sessionId)}/markAttendance`,
					'',
					{},
					{ learnerErecno, status: 'Present' },
				);
			}
		};
		await attend(1);
		expect(jsonOf(await later(changed))).toEqual([
			expect.objectContaining({ learnerId, batchId, courseId, status: 'inProgress' }),
		]);
		expect((await later(completed)).items).toBeUndefined();
		await attend(2);
		expect(jsonOf(await later(completed))).toEqual([
			expect.objectContaining({ learnerId, completionPercentage: 100, status: 'completed' }),
		]);
		expect(idsOf(await later(changed), 'learnerId')).toEqual([learnerId]);
		expect((await later(completed)).items).toBeUndefined();
		expect((await later(changed)).items).toBeUndefined();
	});
});

describe('Settings', () => {
	test('a test event shows real records, makes no memory and disturbs none', async () => {
		const sessionId = await school.addSession(batch, time.now.plus({ days: 2 }));
		const active = await trigger(sandbox, 'zohoPeopleLmsTrigger', {
			operation: 'sessionCreated',
			...chosen({ courseId: school.courseId }),
		});
		expect(idsOf(await active.fetchTestEvent(), 'sessionId')).toEqual([sessionId]);
		expect(active.stored).toEqual({});
		await active.activate();
		const before = JSON.stringify(active.stored);
		const added = await school.addSession(batch, time.now.plus({ days: 3 }));
		expect(idsOf(await active.fetchTestEvent(), 'sessionId').sort()).toEqual([sessionId, added].sort());
		expect(JSON.stringify(active.stored)).toBe(before);
		expect(idsOf(await later(active), 'sessionId')).toEqual([added]);
	});

	test('a test event without records says that all is well', async () => {
		const active = await trigger(sandbox, 'zohoPeopleLmsTrigger', {
			operation: 'sessionCreated',
			...chosen({ courseId: school.courseId }),
		});
		expect((await active.fetchTestEvent()).error).toMatchObject({
			message: 'There is nothing yet that Session Created could show',
		});
	});

	test('what is chosen later starts nothing by being chosen; what is chosen no longer is forgotten', async () => {
		const other = await School.open(sandbox);
		const otherBatch = await other.addBatch(time.now, 60);
		const old = await other.addSession(otherBatch, time.now.plus({ days: 2 }), 'Old');
		const active = await watching('sessionCreated');
		const added = await school.addSession(batch, time.now.plus({ days: 3 }));
		const edited = await active.activate(
			'update',
			chosen({ courseId: school.courseId }, { courseId: other.courseId, batchId: otherBatch.batchId }),
		);
		expect(idsOf(edited, 'sessionId')).toEqual([added]);
		const fresh = await other.addSession(otherBatch, time.now.plus({ days: 3 }));
		expect(idsOf(await later(active), 'sessionId')).toEqual([fresh]);
		await active.activate('update', chosen({ courseId: school.courseId }));
		expect(JSON.stringify(active.stored)).not.toContain(old);
		expect((await later(active)).items).toBeUndefined();
	});

	test('another event starts anew', async () => {
		await school.addSession(batch, time.now.plus({ days: 2 }));
		const active = await watching('batchCreated');
		expect((await active.activate('update', { operation: 'sessionCreated' })).items).toBeUndefined();
		expect((await later(active)).items).toBeUndefined();
	});

	test.each<[string, IDataObject, string]>([
		[
			'an ID of the wrong form',
			chosen({ courseId: 'abc' }),
			'Course: "abc" does not have the right form (digits only)',
		],
		['nothing chosen', { scope: 'chosen', chosen: {} }, 'Courses: Choose at least one'],
		['a time zone that is none', { timezone: 'Europe/Nowhere' }, 'Time Zone: "Europe/Nowhere" is not a time zone'],
		[
			'less time ahead than between two polls',
			{ operation: 'sessionStartingSoon', minutesBefore: 4 },
			'Minutes Before: The trigger polls only every 5 minutes, so that 4 minutes ahead could be missed',
		],
	])('%s is refused on activation and in a test', async (_what, parameters, message) => {
		const active = await trigger(sandbox, 'zohoPeopleLmsTrigger', {
			operation: 'sessionCreated',
			...chosen({ courseId: school.courseId }),
			...parameters,
		});
		expect((await active.activate()).error?.message).toBe(message);
		expect((await active.fetchTestEvent()).error?.message).toBe(message);
	});
});
