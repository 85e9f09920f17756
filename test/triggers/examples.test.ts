import { join } from 'node:path';
import { DateTime } from 'luxon';
import { happenings } from '../../scripts/start/happenings.ts';
import { runOnEvent } from '../../scripts/start/runOnEvent.ts';
import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { n8nCredentials } from '../../sandbox/n8nCredentials.ts';
import { readBinary, readWorkflow, root, runWorkflow, type WorkflowRun } from '../harness/index.ts';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());

async function example(file: string): Promise<WorkflowRun> {
	return await runOnEvent(sandbox, readWorkflow(join(root, 'examples', file)), happenings[file]!, {
		credentials: n8nCredentials(sandbox),
	});
}

test('a certificate that is awarded ends in a message with its PDF', async () => {
	const { nodes } = await example('on-certificate-awarded.json');
	const [message] = nodes['Send it here']!.runs[0]!.items[0]!;
	const { users, certificates } = sandbox.state.learning360;
	const awarded = certificates.at(-1)!;
	const learner = users.find(({ _id }) => _id === awarded.userId)!;
	expect(message!.json).toMatchObject({
		to: learner.mail,
		subject: `Congratulations, ${learner.firstName}!`,
		text: `Your certificate of ${DateTime.fromISO(awarded.deliveryDate, { zone: 'utc' }).toFormat('d LLLL yyyy')} is attached (certificate-${awarded._id}.pdf).`,
	});
	expect(message!.binary!.data).toMatchObject({ mimeType: 'application/pdf' });
	expect((await readBinary(message!, 'data')).subarray(0, 5).toString()).toBe('%PDF-');
});

test('a place that gets free goes to whoever has waited longest', async () => {
	const before = sandbox.state.learning360.waitlist;
	const { nodes } = await example('on-place-freed.json');
	const { registrations, waitlist } = sandbox.state.learning360;
	const [{ json: freed }] = nodes['Place freed']!.runs[0]!.items[0]! as [
		{ json: { classroomSlotId: string; learnerIds: string[] } },
	];
	const queue = before
		.filter(({ classroomSlotId }) => classroomSlotId === freed.classroomSlotId)
		.sort((one, other) => (one.requestedAt < other.requestedAt ? -1 : 1));
	const isIn = (userId: string) =>
		registrations.some(
			(row) => row.classroomSlotId === freed.classroomSlotId && row.userId === userId && row.status === 'published',
		);
	expect(isIn(queue[0]!.userId)).toBe(true);
	expect(freed.learnerIds.map(isIn)).toEqual([false]);
	expect(waitlist).toHaveLength(before.length - 1);
});

test('a path that is completed becomes a row of names', async () => {
	const { nodes } = await example('on-path-completed.json');
	const { enrollments, users, paths, pathSessions } = sandbox.state.learning360;
	const [{ json: row }] = nodes['Append the row here']!.runs[0]!.items[0]! as [{ json: Record<string, string> }];
	const enrollment = enrollments.find(({ _id }) => _id === row['Enrollment ID'])!;
	const learner = users.find(({ _id }) => _id === enrollment.userId)!;
	expect(row).toEqual({
		'Enrollment ID': enrollment._id,
		Completed: enrollment.completedAt,
		Name: `${learner.firstName ?? ''} ${learner.lastName ?? ''}`,
		Email: learner.mail ?? '',
		Path: paths.find(({ _id }) => _id === enrollment.pathId)!.name,
		Session: pathSessions.find(({ _id }) => _id === enrollment.sessionId)!.name,
	});
	expect(enrollment.progress).toBe(100);
});

test('a session that starts soon becomes a reminder for each learner, with the day in words', async () => {
	const workflow = readWorkflow(join(root, 'examples', 'zoho-session-reminder.json'));
	const { nodes } = await runWorkflow({ workflow, credentials: n8nCredentials(sandbox) });
	const sessions = nodes['When a session starts soon']!.runs[0]!.items[0]!;
	const reminders = nodes['Write the reminder']!.runs[0]!.items[0]!.map(
		({ json }) => json as { to: string; subject: string; text: string },
	);
	const [{ json: session }] = sessions as [{ json: Record<string, string> }];
	const starts = DateTime.fromISO(session.startsAt!, { setZone: true }).toFormat('cccc d LLLL, h:mm a');
	expect(reminders.length).toBeGreaterThan(sessions.length);
	expect(reminders[0]!.text).toContain(
		`your session ${session.sessionName} (${session.courseName}) starts on ${starts}.`,
	);
	expect(new Set(reminders.map(({ to }) => to)).size).toBeGreaterThan(1);
});
