import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { startSandbox, type Fault, type Sandbox } from '../../sandbox/index.ts';
import { chosen, Company, idsOf, jsonOf, type Polled, Time, trigger } from './world.ts';

let sandbox: Sandbox;
let company: Company;
let time: Time;
beforeAll(async () => {
	sandbox = await startSandbox({ limits: false });
	company = new Company(sandbox);
	time = await Time.startAt(sandbox, '2027-01-11T08:00:00Z');
});
beforeEach(async () => {
	await sandbox.reset();
	await time.pass(120);
});
afterEach(() =>
	expect(
		sandbox.requests.flatMap(({ validationFailures, answerFailures }) => [...validationFailures, ...answerFailures]),
	).toEqual([]),
);
afterAll(async () => await sandbox.close());

async function watching(operation: string, more: IDataObject = {}): Promise<Polled> {
	const active = await trigger(sandbox, 'learning360PollingTrigger', { operation, ...more });
	const first = await active.activate();
	expect({ items: first.items, error: first.error?.message }).toEqual({ items: undefined, error: undefined });
	return active;
}

async function later(active: Polled, minutes = 5) {
	await time.pass(minutes);
	const run = await active.poll();
	expect(run.error).toBeUndefined();
	return run;
}

describe('Events', () => {
	test('Path Session Changed asks for what is new only; a new session is no changed one', async () => {
		const active = await watching('pathSessionChanged');
		const { _id, pathId } = await company.addSession({ startDate: time.now.plus({ days: 9 }).toISO()! });
		sandbox.clearRequests();
		expect((await later(active)).items).toBeUndefined();
		const [{ query }] = sandbox.requests.filter(({ operationId }) => operationId === 'listAllPathSessions');
		const since = Date.parse((query.modifiedAt as { gte: string }).gte);
		expect(Date.now() - since).toBeGreaterThanOrEqual(60 * 60_000);
		expect(Date.now() - since).toBeLessThan(80 * 60_000);
		await company.call('PATCH', `/paths/${pathId}/sessions/${_id}`, { name: 'Renamed' });
		expect(jsonOf(await later(active))).toEqual([expect.objectContaining({ _id, name: 'Renamed' })]);
		expect((await later(active)).items).toBeUndefined();
		expect((await later(active, 180)).items).toBeUndefined();
	});

	test('Path Session Starting Soon asks for what starts in time', async () => {
		const active = await watching('pathSessionStartingSoon', { minutesBefore: 30 });
		const start = time.now.plus({ hours: 2 });
		const { _id } = await company.addSession({ startDate: start.toISO()! });
		expect((await later(active)).items).toBeUndefined();
		expect(jsonOf(await later(active, 95))).toEqual([
			expect.objectContaining({ _id, startsAt: expect.stringMatching(/^2027-/) }),
		]);
		expect((await later(active)).items).toBeUndefined();
	});

	test('Path Session Audience Changed', async () => {
		const { _id, pathId } = company.openSession;
		const active = await watching('pathSessionAudienceChanged', chosen({ pathId, sessionId: _id }));
		const { _id: userId } = sandbox.state.learning360.users.find(({ status }) => status === 'active')!;
		await company.call('PUT', `/paths/${pathId}/sessions/${_id}/audiences`, {
			mode: 'manual',
			filters: [{ type: 'users', ids: [userId] }],
		});
		expect(jsonOf(await later(active))).toEqual([
			expect.objectContaining({ pathId, sessionId: _id, changedFields: expect.arrayContaining(['filters']) }),
		]);
		expect((await later(active)).items).toBeUndefined();
	});

	test('Course Statistics Changed names what changed', async () => {
		const { courseId } = sandbox.state.learning360.attempts[0]!;
		const active = await watching('courseStatsChanged', chosen({ courseId }));
		const attempts = sandbox.state.learning360.attempts.filter((attempt) => attempt.courseId === courseId);
		const [first, ...rest] = attempts;
		const moved = { ...first, progress: 99, score: 42 };
		sandbox.faults.add({ operationId: 'listCourseStats', body: [moved, ...rest] });
		const run = await later(active);
		expect(jsonOf(run)).toEqual([
			expect.objectContaining({ _id: first!._id, progress: 99, courseId, changedFields: ['progress', 'score'] }),
		]);
		expect((await later(active)).items).toBeUndefined();
	});

	test('what must be chosen is asked for', async () => {
		const active = await trigger(sandbox, 'learning360PollingTrigger', { operation: 'courseStatsChanged' });
		expect((await active.activate()).error?.message).toBe('Courses: Choose at least one');
	});
});

const EFFECTS: Fault[] = [{ status: 500 }, { drop: 'after' }, { truncate: true }, { empty: true }];
const step = fc.record({
	edits: fc.array(fc.nat(5), { maxLength: 3 }),
	during: fc.boolean(),
	minutes: fc.constantFrom(1, 5, 45, 61, 300),
	fault: fc.option(fc.constantFrom(...EFFECTS), { nil: undefined, freq: 2 }),
	restart: fc.boolean(),
});

test.each([false, true])(
	'changes at random, also while a poll reads, with failures and restarts (durable cursors: %s): each comes out once',
	async (durableCursors) => {
		await fc.assert(
			fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 25 }), async (steps) => {
				await sandbox.reset();
				await time.pass(180);
				const sessions = await Promise.all(
					Array.from(
						{ length: 6 },
						async () => await company.addSession({ startDate: time.now.plus({ days: 300 }).toISO()! }),
					),
				);
				await time.pass(180);
				const active = await trigger(
					sandbox,
					'learning360PollingTrigger',
					{ operation: 'pathSessionChanged', simplify: false, options: { tries: 1 } },
					{ durableCursors },
				);
				await active.activate();
				// With durable cursors n8n drops what an activation remembers, so that the first poll counts as the first.
				await active.poll();
				const out: string[] = [];
				let edits = 0;
				const edit = async (which: number) => {
					edits += 1;
					const { _id, pathId } = sessions[which]!;
					await company.call('PATCH', `/paths/${pathId}/sessions/${_id}`, { name: `Edit ${edits}` });
				};
				const quiet = { edits: [], during: false, minutes: 5, fault: undefined, restart: false };
				for (const { edits: planned, during, minutes, fault, restart } of [...steps, quiet, quiet]) {
					await time.pass(minutes);
					if (fault) sandbox.faults.add({ operationId: 'listAllPathSessions', times: 1, ...fault });
					if (!during) for (const which of planned) await edit(which);
					if (restart) await active.stop();
					const writing = during
						? (async () => {
								for (const which of planned) await edit(which);
							})()
						: undefined;
					let run = restart ? await active.activate('init') : await active.poll();
					await writing;
					sandbox.faults.clear();
					if (restart && run.error) run = await active.activate('init');
					out.push(...jsonOf(run).map(({ _id, modifiedAt }) => `${String(_id)} ${String(modifiedAt)}`));
				}
				expect(new Set(out).size).toBe(out.length);
				const last = sandbox.state.learning360.pathSessions.filter(
					({ _id, createdAt, modifiedAt }) => sessions.some((session) => session._id === _id) && modifiedAt > createdAt,
				);
				expect(last.map(({ _id, modifiedAt }) => `${_id} ${modifiedAt}`).filter((key) => !out.includes(key))).toEqual(
					[],
				);
				expect(out.length).toBeLessThanOrEqual(edits);
			}),
			{ numRuns: 3, endOnFailure: true },
		);
	},
	300_000,
);

test('a test event shows the newest records', async () => {
	const active = await trigger(sandbox, 'learning360PollingTrigger', { operation: 'courseCreated' });
	const dates = idsOf(await active.fetchTestEvent(), 'createdAt').map(String);
	expect(dates).toHaveLength(3);
	expect(dates).toEqual([...dates].sort().reverse());
	expect(active.stored).toEqual({});
});
