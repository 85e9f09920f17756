import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import type { Catalogue } from '../../nodes/connector/model/catalogue.ts';
import { startSandbox, type FaultTarget, type Sandbox } from '../../sandbox/index.ts';
import { SHAPES } from '../faults/wrongShapes.ts';
import { root, type PollRun } from '../harness/index.ts';
import { chosen, Company, jsonOf, type Polled, School, Time, trigger, type TriggerType } from './world.ts';

const DAY = 24 * 60;

/** One watch: how its event comes about, which list fails on the way, and how the record leaves what is watched. */
interface Scenario {
	parameters: IDataObject;
	/** Makes the event come about; gives the id of the record and what must come out. */
	change(): Promise<{ id: string; expected: object }>;
	/** Minutes until the event is due. */
	minutes?: number;
	/** Polls that find the event and must not tell it yet. */
	silent?: number;
	/** The list that cannot be read, at a place where others have been read. */
	fault: FaultTarget;
	/** Lets the record leave what is watched. */
	leave(active: Polled): Promise<unknown>;
}

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
	await time.pass(180);
});
afterEach(() =>
	expect(
		sandbox.requests.flatMap(({ validationFailures, answerFailures }) => [...validationFailures, ...answerFailures]),
	).toEqual([]),
);
afterAll(async () => await sandbox.close());

const state360 = () => sandbox.state.learning360;

function form(values: Record<string, string>): FormData {
	const data = new FormData();
	for (const [name, value] of Object.entries(values)) data.append(name, value);
	return data;
}

/** Someone who has begun a course in an open session and is not through. */
function beginner() {
	const { attempts, enrollments, pathSessions } = state360();
	const attempt = attempts.find(
		({ progress, pathSessionId, userId }) =>
			progress < 100 &&
			enrollments.some(
				(entry) =>
					entry.sessionId === pathSessionId &&
					entry.userId === userId &&
					entry.status === 'published' &&
					entry.progress < 100,
			),
	)!;
	const enrollment = enrollments.find(
		({ sessionId, userId, status }) =>
			sessionId === attempt.pathSessionId && userId === attempt.userId && status === 'published',
	)!;
	return { attempt, enrollment, session: pathSessions.find(({ _id }) => _id === attempt.pathSessionId)! };
}

/** Past the time for which a list that is asked for what is new remembers anything. */
const window = async () => await time.pass(3 * 60);

const learning360: Record<string, () => Scenario | Promise<Scenario>> = {
	courseCreated: () => ({
		parameters: {},
		change: async () => {
			const { groupId, userId: authorId } = state360().memberships.find(({ role }) => role === 'editor')!;
			const data = form({ name: 'Ladders', sourceLang: 'en', groupId, authorId });
			data.append('estdFile', new Blob(['PK'], { type: 'application/zip' }), 'ladders.zip');
			const { _id } = await company.call('POST', '/courses/elearning-standard', data);
			return { id: String(_id), expected: { _id, name: 'Ladders', groupId, authorId } };
		},
		fault: { operationId: 'listCourses' },
		leave: window,
	}),
	courseChanged: () => ({
		parameters: {},
		change: async () => {
			const { _id } = state360().courses.find(({ type }) => type === 'elearning standard')!;
			await company.call('PATCH', `/courses/elearning-standard/${_id}`, form({ name: 'Ladders, again' }));
			return { id: _id, expected: { _id, name: 'Ladders, again' } };
		},
		fault: { operationId: 'listCourses' },
		leave: window,
	}),
	pathSessionChanged: async () => {
		const { _id: id, pathId } = await company.addSession({ startDate: time.now.plus({ days: 9 }).toISO()! });
		return {
			parameters: {},
			change: async () => {
				await company.call('PATCH', `/paths/${pathId}/sessions/${id}`, { name: 'Renamed' });
				return { id, expected: { _id: id, pathId, name: 'Renamed' } };
			},
			fault: { operationId: 'listAllPathSessions' },
			leave: window,
		};
	},
	pathSessionStartingSoon: () => ({
		parameters: { minutesBefore: 30 },
		change: async () => {
			const start = time.now.plus({ hours: 2 }).startOf('minute');
			const { _id: id, pathId } = await company.addSession({ startDate: start.toISO()! });
			return { id, expected: { _id: id, pathId, startsAt: start.toISO() } };
		},
		minutes: 95,
		fault: { operationId: 'listAllPathSessions' },
		leave: async () => await time.pass(60),
	}),
	pathSessionEndingSoon: () => ({
		parameters: { minutesBefore: 30 },
		change: async () => {
			const end = time.now.plus({ hours: 2 }).startOf('minute');
			const { _id: id, pathId } = await company.addSession({
				startDate: time.now.plus({ minutes: 10 }).toISO()!,
				endDate: end.toISO()!,
			});
			return { id, expected: { _id: id, pathId, endsAt: end.toISO() } };
		},
		minutes: 95,
		fault: { operationId: 'listAllPathSessions' },
		leave: async () => await time.pass(60),
	}),
	courseStatsChanged: () => {
		const { attempt, session } = beginner();
		const other = state360().courses.find(({ _id }) => _id !== attempt.courseId)!._id;
		return {
			parameters: chosen({ courseId: attempt.courseId }, { courseId: other }),
			change: async () => {
				sandbox.events.completePath(attempt.userId, session._id);
				return {
					id: attempt._id,
					expected: {
						_id: attempt._id,
						courseId: attempt.courseId,
						userId: attempt.userId,
						progress: 100,
						changedFields: ['progress', 'lastActivityAt', 'completedAt'],
					},
				};
			},
			fault: { operationId: 'listCourseStats', after: 1 },
			leave: async (active) => await active.activate('update', chosen({ courseId: other })),
		};
	},
	pathSessionStatsChanged: () => {
		const { enrollment, session } = beginner();
		return {
			parameters: chosen({ pathId: session.pathId }),
			change: async () => {
				sandbox.events.completePath(enrollment.userId, session._id);
				const expected = {
					_id: enrollment._id,
					userId: enrollment.userId,
					pathId: session.pathId,
					sessionId: session._id,
					sessionName: session.name,
					progress: 100,
					status: { type: 'successful' },
				};
				return { id: enrollment._id, expected: { ...expected, changedFields: ['status', 'progress', 'completedAt'] } };
			},
			fault: { operationId: 'listPathSessionUserStats' },
			leave: async () => await company.call('DELETE', `/paths/${session.pathId}/sessions/${session._id}`),
		};
	},
	pathEnrollmentCreated: () => {
		const { _id: sessionId, pathId } = company.openSession;
		return {
			parameters: chosen({ pathId }),
			change: async () => {
				const { enrollments, users } = state360();
				const { _id: userId } = users.find(
					(user) =>
						user.status === 'active' &&
						!enrollments.some((entry) => entry.userId === user._id && entry.pathId === pathId),
				)!;
				await company.call('PUT', `/paths/${pathId}/sessions/${sessionId}/audiences`, {
					mode: 'manual',
					filters: [{ type: 'users', ids: [userId] }],
				});
				const { _id } = state360().enrollments.find(
					(entry) => entry.userId === userId && entry.sessionId === sessionId,
				)!;
				return { id: _id, expected: { _id, userId, sessionId, pathId } };
			},
			fault: { operationId: 'listPathEnrollments' },
			leave: window,
		};
	},
	certificateExpiringSoon: () => {
		const { managers, users } = state360();
		const isOpen = (id: string) => users.some(({ _id, status, mail }) => _id === id && status === 'active' && mail);
		const { ownerId: userId, id: managerId } = managers.find((pair) => isOpen(pair.ownerId) && isOpen(pair.id))!;
		const other = users.find(({ _id, status }) => status === 'active' && _id !== userId)!;
		const mailOf = (id: string) => users.find(({ _id }) => _id === id)!.mail;
		return {
			parameters: { daysBefore: 30, ...chosen({ userId }, { userId: other._id }) },
			change: async () => {
				const expires = time.now.plus({ days: 30, hours: 2 }).startOf('minute');
				const data = form({
					title: 'First aid',
					deliveryDate: time.now.minus({ days: 1 }).toISO()!,
					expirationDate: expires.toISO()!,
				});
				data.append('file', new Blob(['%PDF-1.4'], { type: 'application/pdf' }), 'first-aid.pdf');
				await company.call('POST', `/users/${userId}/certificates`, data);
				const { _id: id } = state360().certificates.find(
					(entry) => entry.userId === userId && entry.title === 'First aid',
				)!;
				const managing = expect.arrayContaining([expect.objectContaining({ _id: managerId, mail: mailOf(managerId) })]);
				const expected = { _id: id, userId, userMail: mailOf(userId), title: 'First aid', managers: managing };
				return { id, expected: { ...expected, expiresAt: expires.toISO() } };
			},
			minutes: 125,
			fault: { operationId: 'listUserCertificates', after: 1 },
			leave: async () => await time.pass(31 * DAY),
		};
	},
	learnerOverdue: async () => {
		const end = time.now.plus({ hours: 2 }).startOf('minute');
		const { _id: sessionId, pathId } = await company.addSession({
			startDate: time.now.plus({ minutes: 1 }).toISO()!,
			endDate: end.toISO()!,
		});
		const { managers, users, paths } = state360();
		const isOpen = (id: string) => users.some(({ _id, status, mail }) => _id === id && status === 'active' && mail);
		const { ownerId: userId, id: managerId } = managers.find((pair) => isOpen(pair.ownerId) && isOpen(pair.id))!;
		const person = (id: string) => {
			const { _id, mail, firstName, lastName } = users.find((user) => user._id === id)!;
			return expect.objectContaining({ _id, mail, firstName, lastName });
		};
		return {
			parameters: chosen({ pathId }),
			change: async () => {
				await company.call('PUT', `/paths/${pathId}/sessions/${sessionId}/audiences`, {
					mode: 'manual',
					filters: [{ type: 'users', ids: [userId] }],
				});
				const { _id: id } = state360().enrollments.find(
					(entry) => entry.userId === userId && entry.sessionId === sessionId,
				)!;
				const expected = {
					_id: id,
					pathId,
					pathName: paths.find(({ _id }) => _id === pathId)!.name,
					sessionId,
					userId,
					learner: person(userId),
					managers: expect.arrayContaining([person(managerId)]),
					overdueSince: end.toISO(),
				};
				return { id, expected };
			},
			minutes: 130,
			fault: { operationId: 'listPathStats' },
			leave: async () => sandbox.events.completePath(userId, sessionId),
		};
	},
	classroomSlotStartingSoon: async () => {
		const [{ _id: classroomId, name: classroomName }, { _id: other }] = state360().classrooms;
		const start = time.now.plus({ hours: 2 }).startOf('minute');
		const { _id: sessionId } = await company.addSession({ startDate: time.now.toISO()! });
		return {
			parameters: { minutesBefore: 30, ...chosen({ classroomId }, { classroomId: other }) },
			change: async () => {
				const { _id } = await company.call('POST', `/classrooms/${classroomId}/slots`, {
					name: 'Forklift, group A',
					context: { type: 'path', _id: sessionId },
					startDate: start.toISO(),
					endDate: start.plus({ hours: 3 }).toISO(),
					reportedDuration: 3,
					virtual: false,
					location: 'Hall 2',
					selfRegistration: { enabled: false },
				});
				const expected = { _id, classroomId, classroomName, name: 'Forklift, group A', location: 'Hall 2' };
				return { id: String(_id), expected: { ...expected, startsAt: start.toISO() } };
			},
			minutes: 95,
			fault: { operationId: 'listClassroomSlots', after: 1 },
			leave: async () => await time.pass(60),
		};
	},
	pathSessionAudienceChanged: () => {
		const { _id: sessionId, pathId, name } = company.openSession;
		return {
			parameters: chosen({ pathId }),
			change: async () => {
				const { _id: userId } = state360().users.find(({ status }) => status === 'active')!;
				await company.call('PUT', `/paths/${pathId}/sessions/${sessionId}/audiences`, {
					mode: 'manual',
					filters: [{ type: 'users', ids: [userId] }],
				});
				return {
					id: sessionId,
					expected: {
						pathId,
						sessionId,
						sessionName: name,
						filters: [{ type: 'users', ids: [userId] }],
						changedFields: expect.arrayContaining(['filters']),
					},
				};
			},
			fault: { operationId: 'getPathSessionAudience' },
			leave: async () => await company.call('DELETE', `/paths/${pathId}/sessions/${sessionId}`),
		};
	},
};

/** A course of its own with two batches, so that one is read before the other fails. */
async function school() {
	const opened = await School.open(sandbox);
	const [batch, other] = [await opened.addBatch(time.now, 20, 'First'), await opened.addBatch(time.now, 20, 'Second')];
	await opened.addSession(other, time.now.plus({ days: 3 }), 'Beside');
	return {
		school: opened,
		batch,
		other,
		scope: chosen({ courseId: opened.courseId }),
		above: { courseId: opened.courseId, courseName: 'Fire safety', batchId: batch.batchId, batchName: 'First' },
	};
}

const inBatch = { operationId: 'listBatchSessions', after: 1 };

/** A learner of a batch who is nearly through, and the sessions that are left to attend. */
async function learner() {
	const { sessions, batches, employees } = sandbox.state.zohoPeople;
	const { courseId, batchId } = batches.find(
		(entry) =>
			entry.publishStatus === 'published' &&
			sessions.filter((session) => session.batchId === entry.batchId).length >= 2,
	)!;
	const { school: opened } = await school();
	const address = `/courses/${courseId}/batches/${batchId}`;
	// The batches of the sandbox lie in 2026; a batch is looked at until 30 days after its end.
	await opened.write('PATCH', address, 'batchData', { endDate: time.now.plus({ days: 5 }).toFormat('dd-MM-yyyy') });
	const { learners } = (await opened.write('GET', `${address}/course-progress`)) as unknown as {
		learners: Array<{ learnerId: string; completionPercentage: number }>;
	};
	const { learnerId } = learners.find(
		({ completionPercentage }) => completionPercentage >= 80 && completionPercentage < 90,
	)!;
	const learnerErecno = employees.find((entry) => entry.learnerId === learnerId)!.erecno;
	const held = sessions.filter((session) => session.batchId === batchId);
	const attend = async (count: number) => {
		for (const { sessionId, moduleId } of held.slice(0, count))
			await opened.write(
				'POST',
				`${address}/modules/${String(moduleId)}/sessions/${String(sessionId)}/markAttendance`,
				'',
				{},
				{ learnerErecno, status: 'Present' },
			);
	};
	return { scope: chosen({ courseId, batchId }), id: learnerId, attend, above: { courseId, batchId } };
}

const zoho: Record<string, () => Promise<Scenario>> = {
	sessionCreated: async () => {
		const { school: opened, batch, scope, above } = await school();
		return {
			parameters: scope,
			change: async () => {
				const id = await opened.addSession(batch, time.now.plus({ days: 2 }), 'New');
				return { id, expected: { sessionId: id, sessionName: 'New', ...above } };
			},
			fault: inBatch,
			leave: async () => await time.pass(60 * DAY),
		};
	},
	sessionChanged: async () => {
		const { school: opened, batch, scope, above } = await school();
		const id = await opened.addSession(batch, time.now.plus({ days: 2 }), 'Old');
		return {
			parameters: scope,
			change: async () => {
				await opened.editSession(batch, id, { name: 'Renamed' });
				return { id, expected: { sessionId: id, sessionName: 'Renamed', ...above, changedFields: ['sessionName'] } };
			},
			fault: inBatch,
			leave: async () => await time.pass(60 * DAY),
		};
	},
	sessionStartingSoon: async () => {
		const { school: opened, batch, scope, above } = await school();
		return {
			parameters: { ...scope, minutesBefore: 60, timezone: 'UTC' },
			change: async () => {
				const start = time.now.plus({ hours: 4 }).startOf('minute');
				const id = await opened.addSession(batch, start, 'Soon');
				return { id, expected: { sessionId: id, sessionName: 'Soon', ...above, startsAt: start.toISO() } };
			},
			minutes: 190,
			fault: inBatch,
			leave: async () => await time.pass(120),
		};
	},
	sessionCanceled: async () => {
		const { school: opened, batch, scope, above } = await school();
		const id = await opened.addSession(batch, time.now.plus({ days: 2 }), 'Doomed');
		await opened.addSession(batch, time.now.plus({ days: 3 }), 'Kept');
		return {
			parameters: scope,
			change: async () => {
				await opened.deleteSession(batch, id);
				return { id, expected: { sessionId: id, sessionName: 'Doomed', sessionTrainer: 'Henry', ...above } };
			},
			silent: 1,
			fault: inBatch,
			leave: async () => {},
		};
	},
	coursePublished: async () => {
		const { school: opened } = await school();
		const { courseId } = sandbox.state.zohoPeople.courses.find(
			({ state, type }) => state === 'disabled' && type === 1,
		)!;
		return {
			parameters: { scope: 'all' },
			change: async () => {
				await opened.write('POST', `/courses/${courseId}/enable`);
				return { id: courseId, expected: { courseId } };
			},
			fault: { operationId: 'listCourses' },
			leave: async () => await opened.write('POST', `/courses/${courseId}/disable`),
		};
	},
	courseChanged: async () => {
		const { school: opened } = await school();
		return {
			parameters: { scope: 'all' },
			change: async () => {
				await opened.write('PATCH', `/courses/${opened.courseId}`, 'courseData', {
					name: 'Fire safety, again',
					type: 2,
					durationUnit: 'hour',
					duration: 2,
					permissionSettings: {},
				});
				return { id: opened.courseId, expected: { courseId: opened.courseId, courseName: 'Fire safety, again' } };
			},
			fault: { operationId: 'listCourses' },
			leave: async () => await opened.write('DELETE', `/courses/${opened.courseId}`),
		};
	},
	batchCreated: async () => {
		const { school: opened, scope } = await school();
		let added = { batchId: '', path: '' };
		return {
			parameters: scope,
			change: async () => {
				added = await opened.addBatch(time.now, 10, 'Added');
				return {
					id: added.batchId,
					expected: { batchId: added.batchId, name: 'Added', courseId: opened.courseId, courseName: 'Fire safety' },
				};
			},
			fault: { operationId: 'listBatches' },
			leave: async () => await opened.write('DELETE', added.path),
		};
	},
	batchCompleted: async () => {
		const { school: opened, batch, scope } = await school();
		return {
			parameters: scope,
			change: async () => {
				await opened.act(batch, 'markAsComplete');
				return { id: batch.batchId, expected: { batchId: batch.batchId, name: 'First', courseId: opened.courseId } };
			},
			fault: { operationId: 'listBatches' },
			leave: async () => await opened.act(batch, 'markAsIncomplete'),
		};
	},
	learnerProgressChanged: async () => {
		const { scope, id, attend, above } = await learner();
		return {
			parameters: scope,
			change: async () => {
				await attend(1);
				return { id, expected: { learnerId: id, ...above, status: 'inProgress' } };
			},
			fault: { operationId: 'listBatchLearnersProgress' },
			leave: async () => await time.pass(60 * DAY),
		};
	},
	learnerProgressCompleted: async () => {
		const { scope, id, attend, above } = await learner();
		return {
			parameters: scope,
			change: async () => {
				await attend(2);
				return { id, expected: { learnerId: id, ...above, completionPercentage: 100, status: 'completed' } };
			},
			fault: { operationId: 'listBatchLearnersProgress' },
			leave: async () => await time.pass(60 * DAY),
		};
	},
};

async function later(active: Polled, minutes = 5): Promise<PollRun> {
	await time.pass(minutes);
	const run = await active.poll();
	expect(run.error).toBeUndefined();
	return run;
}

/** Names that the preview of the watch shows. */
function previewed(folder: string, watch: string): string[] {
	const file = path.join(root, 'dist', 'nodes', folder, '__schema__', 'v1.0.0', `${watch}.json`);
	return Object.keys((JSON.parse(readFileSync(file, 'utf8')) as { properties: object }).properties);
}

const SERVICES: Array<
	[folder: string, type: TriggerType, scenarios: Record<string, () => Scenario | Promise<Scenario>>]
> = [
	['Learning360', 'learning360PollingTrigger', learning360],
	['ZohoPeopleLms', 'zohoPeopleLmsTrigger', zoho],
];

test.each(SERVICES)('%s: every watch has a scenario', (folder, _type, scenarios) => {
	const { watches } = JSON.parse(
		readFileSync(path.join(root, 'dist', 'nodes', folder, 'catalogue.json'), 'utf8'),
	) as Catalogue;
	expect(Object.keys(scenarios).sort()).toEqual(watches!.map(({ value }) => value).sort());
});

const CASES = SERVICES.flatMap(([folder, type, scenarios]) =>
	Object.keys(scenarios).flatMap((watch) =>
		[false, true].map((durable) => ({ folder, type, watch, durable, prepare: scenarios[watch] })),
	),
);

test.each(CASES)(
	'$type, $watch (durable cursors: $durable): one change, one execution',
	async ({ folder, type, watch, durable, prepare }) => {
		const { parameters, change, minutes, silent = 0, fault, leave } = await prepare();
		const active = await trigger(
			sandbox,
			type,
			{ operation: watch, options: { tries: 1 }, ...parameters },
			{ durableCursors: durable },
		);
		const first = await active.activate();
		expect([first.error, first.items]).toEqual([undefined, undefined]);
		for (const quiet of [await later(active), await later(active)]) expect(quiet.items).toBeUndefined();

		const { id, expected } = await change();
		await time.pass(minutes ?? 5);
		const stored = JSON.stringify(active.stored);
		const broken = sandbox.faults.add({ status: 500, times: 1, ...fault });
		const failed = await active.poll();
		expect({
			items: failed.items,
			error: failed.error !== undefined,
			applied: broken.applied(),
			stored: JSON.stringify(active.stored),
		}).toEqual({ items: undefined, error: true, applied: 1, stored });
		sandbox.faults.clear();

		for (let poll = 0; poll < silent; poll += 1) expect((await later(active)).items).toBeUndefined();
		const told = jsonOf(await later(active));
		expect(told).toEqual([expect.objectContaining(expected)]);
		const known = previewed(folder, watch);
		// Where no page of the vendor says what a record holds, the preview shows only what stands above it.
		if (known.includes(Object.keys(expected)[0]))
			expect(Object.keys(told[0]).filter((name) => !known.includes(name))).toEqual([]);

		expect((await later(active)).items).toBeUndefined();
		await active.stop();
		const restarted = await active.activate('init');
		expect([restarted.error, restarted.items]).toEqual([undefined, undefined]);
		expect((await later(active)).items).toBeUndefined();

		await leave(active);
		for (const after of [await later(active), await later(active)]) expect(after.items).toBeUndefined();
		if (durable) expect(JSON.stringify(active.stored)).not.toContain(id);
	},
);

/** The operations whose lists a watch reads. */
function readBy(folder: string, watch: string, kinds = ['record', 'records']): string[] {
	const { watches, resources } = JSON.parse(
		readFileSync(path.join(root, 'dist', 'nodes', folder, 'catalogue.json'), 'utf8'),
	) as Catalogue;
	const { ways } = watches!.find(({ value }) => value === watch)!;
	const ids = ways.flat().flatMap(({ operation }) => operation ?? []);
	// An operation at two addresses is two for the sandbox.
	const paths = resources
		.flatMap(({ operations }) => operations)
		.filter(({ id, output }) => ids.includes(id) && kinds.includes(output.kind))
		.flatMap(({ path: address }) => (typeof address === 'string' ? [address] : Object.values(address)));
	return [...new Set(paths)];
}

const WATCHED = SERVICES.flatMap(([folder, type, scenarios]) =>
	Object.keys(scenarios).map((watch) => ({ folder, type, watch, prepare: scenarios[watch] })),
);

async function watching({ folder, type, watch, prepare }: (typeof WATCHED)[number], kinds?: string[]) {
	const { parameters } = await prepare();
	const active = await trigger(sandbox, type, { operation: watch, options: { tries: 1 }, ...parameters });
	expect((await active.activate()).items).toBeUndefined();
	expect((await later(active)).items).toBeUndefined();
	const paths = readBy(folder, watch, kinds).map(
		(address) => new RegExp(`^(/api/v1)?${address.replace(/\{\w+\}/g, '[^/]+')}$`),
	);
	const silent = async () => {
		await time.pass(5);
		return (await active.poll()).items;
	};
	return { paths, silent, active };
}

test.each(WATCHED)(
	'$type, $watch: wrong answers are no event, and neither is their end',
	async (subject) => {
		const { paths, silent } = await watching(subject);
		let seen = 0;
		for (const address of paths) {
			for (const [shape, effect] of Object.entries(SHAPES)) {
				const fault = sandbox.faults.add({ method: 'GET', path: address, ...effect });
				// A record that is missing twice in a row is gone.
				for (let poll = 0; poll < 3; poll += 1) expect([shape, await silent()]).toEqual([shape, undefined]);
				seen += fault.applied();
				sandbox.faults.clear();
				for (let poll = 0; poll < 2; poll += 1) expect([shape, await silent()]).toEqual([shape, undefined]);
			}
		}
		expect(seen).toBeGreaterThan(16);
	},
	120_000,
);

test.each(WATCHED)(
	'$type, $watch: an odd entry in a list is no event, and hides nothing but itself',
	async (subject) => {
		const { paths, silent } = await watching(subject, ['records']);
		let deep: unknown = {};
		for (let depth = 0; depth < 3_000; depth += 1) deep = [deep];
		for (const address of paths) {
			for (const odd of [null, 42, 'text', [], {}, [[]], { message: 'down for maintenance' }, { $: { deep } }]) {
				sandbox.faults.add({ method: 'GET', path: address, odd });
				for (let poll = 0; poll < 3; poll += 1) expect(await silent()).toBeUndefined();
				sandbox.faults.clear();
				for (let poll = 0; poll < 2; poll += 1) expect(await silent()).toBeUndefined();
			}
		}
	},
	120_000,
);

const IDS = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'a/b', '100%', '~x', '0', ' '];
test.each([
	['zohoPeopleLmsTrigger', 'sessionCreated', 'listBatchSessions', 'sessionId'],
	['zohoPeopleLmsTrigger', 'batchCreated', 'listBatches', 'batchId'],
	['zohoPeopleLmsTrigger', 'coursePublished', 'listCourses', 'courseId'],
	['learning360PollingTrigger', 'courseCreated', 'listCourses', '_id'],
	['learning360PollingTrigger', 'pathEnrollmentCreated', 'listPathEnrollments', '_id'],
] as const)(
	'%s, %s: a record comes out once, whatever its id',
	async (type, watch, operationId, idName) => {
		const subject = WATCHED.find((entry) => entry.type === type && entry.watch === watch)!;
		for (const id of IDS) {
			await sandbox.reset();
			await time.pass(180);
			const { silent, active } = await watching(subject);
			const times = Object.fromEntries(['createdAt', 'modifiedAt'].map((name) => [name, time.now.toISO()]));
			sandbox.faults.add({ operationId, odd: { ...times, [idName]: id, name: 'Odd' } });
			const told = jsonOf(await later(active));
			expect([...new Set(told.map((record) => record[idName]))]).toEqual([id]);
			// As n8n stores it between two polls.
			for (let poll = 0; poll < 3; poll += 1) expect([id, await silent()]).toEqual([id, undefined]);
			sandbox.faults.clear();
		}
	},
	120_000,
);

test.each([1, 12])('a clock that is a day ahead for %d polls loses nothing and repeats nothing', async (polls) => {
	const subject = WATCHED.find(({ watch }) => watch === 'courseCreated')!;
	const { change } = await learning360.courseCreated();
	const active = await trigger(sandbox, subject.type, { operation: 'courseCreated', options: { tries: 1 } });
	const told: unknown[] = [];
	const poll = async () => {
		const { items, error } = await active.poll();
		expect(error).toBeUndefined();
		if (items) told.push(...jsonOf({ items } as PollRun).map(({ _id }) => _id));
	};
	const happened: string[] = [];
	const happen = async () => happened.push((await change()).id);
	await active.activate();
	await happen();
	const { now } = Date;
	Date.now = () => now() + DAY * 60_000;
	for (let count = 0; count < polls; count += 1) {
		await time.pass(10);
		await poll();
		Date.now = now;
		await happen();
		Date.now = () => now() + DAY * 60_000;
	}
	Date.now = now;
	for (let count = 0; count < 3; count += 1) {
		await time.pass(10);
		await poll();
	}
	expect(told).toEqual(happened);
});

test('a trigger that is published while the clock is a day ahead announces nothing that was there before', async () => {
	const { change } = await learning360.courseCreated();
	await change();
	const active = await trigger(sandbox, 'learning360PollingTrigger', {
		operation: 'courseCreated',
		options: { tries: 1 },
	});
	const { now } = Date;
	Date.now = () => now() + DAY * 60_000;
	expect((await active.activate()).items).toBeUndefined();
	Date.now = now;
	const { id } = await change();
	expect(jsonOf(await later(active)).map(({ _id }) => _id)).toEqual([id]);
	expect((await later(active)).items).toBeUndefined();
});
