import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/index.ts';
import { startStillSandbox, timeInSteps } from '../faults/world.ts';
import { byId, operationCalls, runNode, V2, ZOHO, type NodeUnderTest, type Settings } from '../five/five.ts';
import { root } from '../harness/index.ts';
import { accounts, writes } from './people.ts';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startStillSandbox(false, { tokenSeconds: 1e6 });
});
afterAll(async () => await sandbox.close());
beforeEach(async () => await sandbox.reset());
timeInSteps(() => sandbox);

const state = () => sandbox.state.learning360;

async function records(node: NodeUnderTest, resource: string, parameters: object, settings: Settings = {}) {
	sandbox.clearRequests();
	const run = await runNode(
		sandbox,
		node,
		{ resource, operation: 'getCompletionRecords', ...parameters } as never,
		settings,
	);
	return { ...run, list: run.items.map(({ json }) => json) };
}
const v2 = async (contents: string, filters: object = {}, settings: Settings = {}) =>
	await records(V2, 'user', { contents, filters }, settings);

function previewed(service: string, resource: string): string[] {
	const file = path.join(root, 'dist', 'nodes', service, '__schema__', 'v1.0.0', resource, 'getCompletionRecords.json');
	return Object.keys((JSON.parse(readFileSync(file, 'utf8')) as { properties: object }).properties);
}

test('both systems return the same fields in the same order, which the previews show', async () => {
	const [{ courseId }] = sandbox.state.zohoPeople.learners as unknown as [{ courseId: string }];
	const seen = [await v2('both'), await records(ZOHO, 'learnerProgress', { filters: { courseId: byId(courseId) } })];
	const previews = [previewed('Learning360', 'user'), previewed('ZohoPeopleLms', 'learnerProgress')];
	expect(previews[0]).toEqual(previews[1]);
	for (const { list, message } of seen) {
		expect([message, list.length > 0]).toEqual(['', true]);
		for (const record of list) expect(Object.keys(record)).toEqual(previews[0]);
		expect(new Set(list.map(({ id }) => id)).size).toBe(list.length);
	}
	expect(writes(sandbox)).toEqual([]);
});

test('paths: every enrollment once, with names, times and the certificate', async () => {
	const { enrollments, paths, pathSessions } = state();
	const { list } = await v2('paths');
	expect(list.map(({ id }) => id).sort()).toEqual(enrollments.map(({ _id }) => _id).sort());
	const entry = enrollments.find(({ completedAt, timeSpent }) => completedAt !== undefined && timeSpent > 0)!;
	const user = accounts(sandbox).find(({ _id }) => _id === entry.userId) as unknown as IDataObject & {
		firstName: string;
	};
	expect(list.find(({ id }) => id === entry._id)).toMatchObject({
		source: '360Learning',
		personId: entry.userId,
		person: `${user.firstName} ${String(user.lastName)}`,
		email: user.mail ?? null,
		type: 'path',
		contentId: entry.pathId,
		content: paths.find(({ _id }) => _id === entry.pathId)!.name,
		sessionId: entry.sessionId,
		session: pathSessions.find(({ _id }) => _id === entry.sessionId)!.name,
		status: 'completed',
		progress: entry.progress,
		score: entry.score,
		timeSpentMinutes: Math.round(entry.timeSpent / 60_000),
		enrolledAt: entry.createdAt,
		startedAt: entry.startedAt,
		completedAt: entry.completedAt,
		dueAt: entry.dueDate ?? null,
	});
});

test('the certificate of a path, with its name and its end; without it on request', async () => {
	const { enrollments, certificates } = state();
	const { _id, userId, certificateId } = enrollments.find((entry) =>
		certificates.some((certificate) => certificate._id === entry.certificateId && certificate.expirationDate),
	)!;
	const { title, expirationDate } = certificates.find((certificate) => certificate._id === certificateId)!;
	const { list } = await v2('paths', { userId: byId(userId) });
	expect(list.find(({ id }) => id === _id)).toMatchObject({
		status: 'completed',
		certificateId,
		certificate: title,
		expiresAt: expirationDate,
	});
	const without = await v2('paths', { userId: byId(userId), withoutCertificates: true });
	expect(without.list.find(({ id }) => id === _id)).toMatchObject({ certificateId, certificate: null });
	expect(operationCalls(sandbox).map(({ operationId }) => operationId)).not.toContain('listUserCertificates');
});

test('courses: every attempt once, with the session that it took place in', async () => {
	const { attempts, courses } = state();
	const { list } = await v2('courses');
	expect(list).toHaveLength(attempts.length);
	const entry = attempts.find(({ pathSessionId }) => pathSessionId !== undefined)!;
	expect(list.find(({ id }) => id === entry._id)).toMatchObject({
		type: 'course',
		contentId: entry.courseId,
		content: courses.find(({ _id }) => _id === entry.courseId)!.name,
		sessionId: entry.pathSessionId,
		startedAt: entry.firstActivityAt ?? null,
		completedAt: entry.completedAt ?? null,
	});
});

test('incremental: what was completed since then, oldest first; the next run takes up where it ended', async () => {
	const done = state()
		.enrollments.flatMap(({ completedAt }) => completedAt ?? [])
		.sort();
	const [since, later] = [done[Math.floor(done.length / 2)]!, done.at(-2)!];
	const { list } = await v2('paths', { since });
	expect(list.map(({ completedAt }) => completedAt)).toEqual(done.filter((time) => time >= since));
	expect((await v2('paths', { since: later })).list).toHaveLength(done.filter((time) => time >= later).length);
	expect((await v2('paths', { completedOnly: true })).list).toHaveLength(done.length);
	const blank = await v2('paths', { since: '={{ $json.nothing }}' });
	expect([blank.message, operationCalls(sandbox)]).toEqual([expect.stringContaining('Completed Since'), []]);
});

test('status: overdue once the due date has passed, and never when it is completed', async () => {
	const { list } = await v2('paths');
	const now = Date.now();
	for (const { status, dueAt, completedAt } of list as Array<Record<string, string | null>>) {
		if (completedAt) expect(status).toBe('completed');
		else expect(status === 'overdue').toBe(dueAt !== null && Date.parse(dueAt!) <= now);
	}
	expect(new Set(list.map(({ status }) => status))).toEqual(
		new Set(['completed', 'overdue', 'inProgress', 'notStarted']),
	);
});

test('external IDs of a system; lists of names are read once for all items', async () => {
	const mapping = state().externalIds.find(({ targetType }) => targetType === 'user')!;
	const [one, other] = [mapping.targetId, state().enrollments[0]!.userId];
	const { list } = await v2(
		'both',
		{ userId: byId('={{ $json.id }}'), platform: mapping.platform },
		{ input: [{ json: { id: one } }, { json: { id: other } }] },
	);
	for (const { personId, externalId } of list) if (personId === one) expect(externalId).toBe(mapping.value);
	const calls = operationCalls(sandbox).map(({ operationId }) => operationId);
	for (const operation of ['listPaths', 'listCourses', 'listAllPathSessions'])
		expect(calls.filter((id) => id === operation).length).toBeLessThanOrEqual(1);
});

test('a filter that is ignored is an error: the learning of others does not get in', async () => {
	const [{ userId }, other] = state().enrollments as unknown as [{ userId: string }, object];
	sandbox.faults.add({
		operationId: 'listPathStats',
		body: [{ ...other, enrolledAt: '2026-01-01T00:00:00Z', selfEnrolled: false, status: { type: 'onTime' } }],
	});
	const run = await v2('paths', { userId: byId(userId) });
	expect(run.message).toContain('360Learning did not return the statistics asked for');
});

test('Zoho: every learner of a course and of each batch once', async () => {
	const { learners, batches, courses } = sandbox.state.zohoPeople as unknown as Record<
		string,
		Array<Record<string, string>>
	>;
	const { courseId } = batches!.find((batch) => learners!.some((entry) => entry.batchId === batch.batchId))!;
	const own = learners!.filter((entry) => entry.courseId === courseId && entry.batchId !== '');
	const { list } = await records(ZOHO, 'learnerProgress', { filters: { courseId: byId(courseId) } });
	expect(list).toHaveLength(own.length);
	const content = courses!.find((course) => course.courseId === courseId)!.courseName;
	for (const record of list)
		expect(record).toMatchObject({
			source: 'Zoho People',
			type: 'course',
			contentId: courseId,
			content,
			email: expect.stringContaining('@'),
			completedAt: null,
			status: record.progress === 100 ? 'completed' : record.progress === 0 ? 'notStarted' : 'inProgress',
		});
	const done = await records(ZOHO, 'learnerProgress', {
		filters: { courseId: byId(courseId), completedOnly: true },
	});
	expect(done.list).toEqual(list.filter(({ status }) => status === 'completed'));
});

test.each(['listCourses', 'listBatches', 'listBatchLearnersProgress'])(
	'Zoho: %s without IDs is an error',
	async (operationId) => {
		const { batches } = sandbox.state.zohoPeople as unknown as Record<string, Array<Record<string, string>>>;
		sandbox.faults.add({ operationId, odd: { message: 'down for maintenance' } });
		const run = await records(ZOHO, 'learnerProgress', {
			filters: { courseId: byId(batches![0]!.courseId!) },
		});
		expect(run.message).not.toBe('');
	},
);
