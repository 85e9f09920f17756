import { DateTime } from 'luxon';
import type { IDataObject } from 'n8n-workflow';
import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { n8nCredentials } from '../../sandbox/n8nCredentials.ts';
import { runListSearch, runLoadOptions } from '../harness/index.ts';
import { chosen, idsOf, jsonOf, School, Time, trigger } from './world.ts';

const DAY = 24 * 60;
const every = (value: number) => ({ pollTimes: { item: [{ mode: 'everyX', unit: 'minutes', value }] } });

let sandbox: Sandbox;
let time: Time;
beforeAll(async () => {
	sandbox = await startSandbox();
	time = await Time.startAt(sandbox, '2027-01-11T08:00:00Z');
});
beforeEach(async () => {
	await sandbox.reset();
	await time.pass(60);
});
afterEach(() =>
	expect(
		Object.values(sandbox.peaks())
			.map(({ refused }) => refused)
			.filter((refused) => refused > 0),
	).toEqual([]),
);
afterAll(async () => await sandbox.close());

describe('The budget of a poll', () => {
	const tooMuch =
		'Session Created needs 31 calls or more for batches in each poll, but 30 fit between two polls (Zoho People LMS API allows 30 calls in 60 seconds for each list). Choose fewer records to watch, or poll every 2 minutes or less often.';

	test('what cannot fit is refused when the workflow is activated, with numbers and a way out, before the limit is passed', async () => {
		const active = await trigger(sandbox, 'zohoPeopleLmsTrigger', { operation: 'sessionCreated', ...every(1) });
		expect((await active.activate()).error?.message).toBe(tooMuch);
		expect(active.stored).toEqual({});
	});

	test('so it is in a test', async () => {
		const active = await trigger(sandbox, 'zohoPeopleLmsTrigger', { operation: 'sessionCreated', ...every(1) });
		expect((await active.fetchTestEvent()).error?.message).toBe(tooMuch);
	});

	test('a smaller share of the limit allows less', async () => {
		const active = await trigger(sandbox, 'zohoPeopleLmsTrigger', {
			operation: 'sessionCreated',
			...every(5),
			options: { share: 10 },
		});
		expect((await active.activate()).error?.message).toContain('but 15 fit between two polls');
	});

	test('a poll that n8n would abandon is refused as well', async () => {
		const active = await trigger(
			sandbox,
			'zohoPeopleLmsTrigger',
			{ operation: 'sessionCreated', ...every(60) },
			{ pollBudgetMs: 36_000 },
		);
		const { error } = await active.activate();
		expect(error?.message).toContain('but 30 fit between two polls');
		expect(error).toMatchObject({ description: 'Choose fewer records to watch' });
	});

	test('activation writes the exact number into the log', async () => {
		const active = await trigger(sandbox, 'zohoPeopleLmsTrigger', { operation: 'coursePublished', ...every(5) });
		const run = await active.activate();
		expect(run.error).toBeUndefined();
		expect(run.logs.map(({ message }) => message)).toContain(
			'Course Published: 3 calls a poll (courses 3), 864 a day (Zoho People LMS API allows 5,000 to 25,000 calls a day, depending on the plan)',
		);
		expect(run.requests.filter(({ url, status }) => url.endsWith('/courses') && status === 200)).toHaveLength(3);
	});

	test('the editor shows what a poll costs, or that it is too much', async () => {
		const ask = async (parameters: IDataObject) =>
			await runLoadOptions({
				nodeType: 'n8n-nodes-lms.zohoPeopleLmsTrigger',
				method: 'callsPerPoll',
				credentials: n8nCredentials(sandbox),
				parameters: parameters as never,
			});
		expect(await ask({ event: 'sessionChanged', ...every(1) })).toEqual([
			{ name: 'Too Many for the Limit', value: '', description: tooMuch.replace('Created', 'Changed') },
		]);
		await time.pass(5);
		const [{ name, description }] = await ask({ event: 'batchCreated', ...every(5) });
		expect({ name, description }).toEqual({
			name: 'About 33, 9,504 a Day',
			description:
				'33 calls a poll (courses 2, batches 31), 9,504 a day (Zoho People LMS API allows 5,000 to 25,000 calls a day, depending on the plan)',
		});
	});

	test('while Zoho has locked an operation the poll fails as a limit, and nothing is lost', async () => {
		const school = await School.open(sandbox);
		const batch = await school.addBatch(time.now, 30);
		const active = await trigger(sandbox, 'zohoPeopleLmsTrigger', {
			operation: 'sessionCreated',
			...every(1),
			...chosen({ courseId: school.courseId }),
		});
		await active.activate();
		const added = await school.addSession(batch, time.now.plus({ days: 2 }));
		await time.pass(1);
		const locked = sandbox.faults.add({
			operationId: 'listBatchSessions',
			status: 429,
			body: { response: { status: 1, errors: { code: 7209, message: 'Access is blocked' } } },
			times: 1,
		});
		const run = await active.poll();
		expect(locked.applied()).toBe(1);
		expect(run).toMatchObject({ error: { httpCode: '429', message: expect.stringContaining('works again in') } });
		await time.pass(6);
		expect(idsOf(await active.poll(), 'sessionId')).toEqual([added]);
	});

	test('a poll that is due while the one before is under way does nothing', async () => {
		const school = await School.open(sandbox);
		const batch = await school.addBatch(time.now, 30);
		const active = await trigger(sandbox, 'zohoPeopleLmsTrigger', {
			operation: 'sessionCreated',
			...every(1),
			...chosen({ courseId: school.courseId }),
		});
		await active.activate();
		await school.addSession(batch, time.now.plus({ days: 2 }));
		await time.pass(1);
		sandbox.faults.add({ operationId: 'listBatchSessions', delayMs: 300, times: 1 });
		const runs = await Promise.all([active.poll(), active.poll()]);
		expect(runs.map(({ error }) => error)).toEqual([undefined, undefined]);
		expect(sandbox.requests.filter(({ operationId }) => operationId === 'listBatchSessions')).toHaveLength(2);
		await time.pass(1);
		expect((await active.poll()).items).toBeUndefined();
	});
});

describe('Memory', () => {
	test('is ids and short marks, and forgets what leaves the watch', async () => {
		const school = await School.open(sandbox);
		const batch = await school.addBatch(time.now, 20);
		const active = await trigger(sandbox, 'zohoPeopleLmsTrigger', {
			operation: 'sessionChanged',
			...every(60),
			...chosen({ courseId: school.courseId }),
		});
		await active.activate();
		const size = () => JSON.stringify(active.stored).length;
		const empty = size();
		for (let count = 0; count < 60; count += 1) {
			// Below the limit of the vendor, which counts the school's calls too.
			if (count % 25 === 24) await time.pass(2);
			await school.addSession(batch, time.now.plus({ days: 1 + (count % 15) }), `Session ${count}`);
		}
		await time.pass(60);
		await active.poll();
		await active.activate('update');
		expect(size() - empty).toBeLessThan(60 * 70);
		expect(size() - empty).toBeGreaterThan(60 * 18);
		await time.pass(22 * DAY);
		await active.activate('update');
		expect(size()).toBeLessThan(empty + 20);
	});
});

describe('Time zones', () => {
	test.each([
		['midnight is the first moment of its day', '03-02-2027', '12:00 AM', 'Europe/Paris', '2027-02-02T23:00:00Z'],
		['noon is 12:00 PM', '04-02-2027', '12:00 PM', 'America/New_York', '2027-02-04T17:00:00Z'],
		['half an hour more', '05-02-2027', '12:15 AM', 'Asia/Kolkata', '2027-02-04T18:45:00Z'],
		[
			'a reading that the change to summer time leaves out',
			'28-03-2027',
			'2:30 AM',
			'Europe/Paris',
			'2027-03-28T01:30:00Z',
		],
		['after the change to summer time', '28-03-2027', '4:30 AM', 'Europe/Paris', '2027-03-28T02:30:00Z'],
		['a reading that comes twice counts at first', '31-10-2027', '2:30 AM', 'Europe/Paris', '2027-10-31T00:30:00Z'],
		["the workflow's zone where none is set", '02-11-2027', '11:45 PM', '', '2027-11-03T03:45:00Z'],
	])('%s', async (_what, day, clock, timezone, expected) => {
		const start = DateTime.fromISO(expected, { zone: 'utc' });
		await time.reach(start.minus({ hours: 5 }).toISO()!);
		const school = await School.open(sandbox);
		const batch = await school.addBatch(time.now.minus({ days: 2 }), 10);
		const [, hour, minute, half] = /^(\d+):(\d+) (AM|PM)$/.exec(clock)!;
		const endTime =
			half === 'PM' && hour !== '12' ? '11:59 PM' : `${hour === '12' ? 1 : Number(hour) + 1}:${minute} ${half}`;
		const sessionData = {
			name: 'Session',
			trainerErecno: '219225000000036453',
			type: '0',
			date: day,
			startTime: clock,
			endTime,
		};
		const { session } = await school.write(
			'POST',
			`${batch.path}/modules/${batch.moduleId}/sessions`,
			'sessionData',
			sessionData,
		);
		await school.publish(batch.path);
		const active = await trigger(
			sandbox,
			'zohoPeopleLmsTrigger',
			{ operation: 'sessionStartingSoon', minutesBefore: 60, timezone, ...chosen({ courseId: school.courseId }) },
			{ timezone: 'America/New_York' },
		);
		await active.activate();
		await time.reach(start.minus({ minutes: 61 }).toISO()!);
		expect((await active.poll()).items).toBeUndefined();
		await time.reach(start.minus({ minutes: 59 }).toISO()!);
		const run = await active.poll();
		expect(idsOf(run, 'sessionId')).toEqual([session.sessionId]);
		expect(DateTime.fromISO(String(jsonOf(run)[0].startsAt)).toMillis()).toBe(start.toMillis());
		// Of a reading that comes twice, the second time lies beyond the end of summer time.
		for (const minutes of [-10, 10, 40, 70, 100]) {
			await time.reach(start.plus({ minutes }).toISO()!);
			expect((await active.poll()).items).toBeUndefined();
		}
	});
});

test('batches in an entry of chosen courses are listed by the course beside them', async () => {
	const { courseId, batchId } = sandbox.state.zohoPeople.batches[0]!;
	const { results } = await runListSearch({
		nodeType: 'n8n-nodes-lms.zohoPeopleLmsTrigger',
		method: 'batches',
		path: 'parameters.chosen.values[0].batchId',
		credentials: n8nCredentials(sandbox),
		parameters: { operation: 'sessionCreated', ...chosen({ courseId }) } as never,
	});
	expect(results.map(({ value }) => value)).toContain(batchId);
});
