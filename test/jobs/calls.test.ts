import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { INodeParameters } from 'n8n-workflow';
import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { byId, operationCalls, runNode, V2 } from '../five/five.ts';
import { root } from '../harness/index.ts';
import { byMail, GROUP, managers } from './people.ts';

const AICHA = 'aicha.bos@meridian.example';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ limits: false });
});
afterAll(async () => await sandbox.close());
beforeEach(async () => await sandbox.reset());

/** Calls of an operation for one item: how many look and how many write. */
async function counted(parameters: INodeParameters, json: object = {}): Promise<{ looks: number; writes: number }> {
	sandbox.clearRequests();
	const { message } = await runNode(sandbox, V2, parameters, { input: [{ json: json as never }] });
	expect(message).toBe('');
	const looks = operationCalls(sandbox).filter(({ method }) => method === 'GET').length;
	return { looks, writes: operationCalls(sandbox).length - looks };
}

/** What docs/jobs.md says of an operation in its column Calls. */
function told(operation: string): string {
	const page = readFileSync(path.join(root, 'docs', 'jobs.md'), 'utf8');
	return page
		.split('\n')
		.find((line) => line.startsWith(`| ${operation} |`))!
		.split(' | ')[2];
}

const user = () => sandbox.state.learning360.users.find(({ mail }) => mail === AICHA)!;

test('Create or Update: 1 to look, 0 or 1 to write', async () => {
	expect(told('User › Create or Update')).toBe('1 to read, 0 or 1 to write; 1 more if matched by external ID');
	const parameters = byMail('createOrUpdate', { additionalFields: { job: '={{ $json.job }}' } });
	expect(await counted(parameters, { email: 'new@meridian.example' })).toEqual({ looks: 1, writes: 1 });
	expect(await counted(parameters, { email: AICHA, job: 'Site lead' })).toEqual({ looks: 1, writes: 1 });
	expect(await counted(parameters, { email: AICHA })).toEqual({ looks: 1, writes: 0 });
	const byExternalId = {
		...parameters,
		matchBy: 'externalId',
		additionalFields: { mail: 'hr@meridian.example', platform: 'BambooHR' },
	} as INodeParameters;
	expect(await counted(byExternalId, { email: 'E99999' })).toEqual({ looks: 1, writes: 2 });
	expect(await counted(byExternalId, { email: 'E99999' })).toEqual({ looks: 2, writes: 0 });
});

test('Create Active User: 1 to look, 3 to write', async () => {
	expect(told('User › Create Active User')).toBe('1 to read, 3 to write');
	const parameters = {
		resource: 'user',
		operation: 'createActive',
		password: 'Warm-lamp-27!',
		groupId: byId(GROUP),
		role: 'learner',
		additionalFields: { mail: 'new@meridian.example' },
	} as never;
	expect(await counted(parameters)).toEqual({ looks: 1, writes: 3 });
});

test('Onboard: 3 to look for somebody new, 5 for somebody who is there; what is missing, and 2 to enroll', async () => {
	expect(told('User › Onboard')).toBe(
		'per path 1 to read the sessions, 1 the enrollments and 1 per session who is in it; per item 1 to find the user, 1 to read the groups and 1 the managers of an existing one, 1 per distinct manager; to write 0 or 1 for the account, 2 for a password, 1 per missing group and manager; 3 per session to enroll, however many items',
	);
	const parameters = {
		...(byMail('onboard', { pathId: byId('13d424eb8ff7107ee8c15236') }) as object),
		additionalFields: { managers: [AICHA] },
	} as never;
	const email = 'new@meridian.example';
	// The sessions, the audience three times (before anything, before and after the write), the manager, the user.
	expect(await counted(parameters, { email })).toEqual({ looks: 6, writes: 3 });
	// The sessions, the enrollments, the manager, the user, groups and managers.
	expect(await counted(parameters, { email })).toEqual({ looks: 6, writes: 0 });
});

test('Deactivate by Date: 1 to look, 0 or 1 to write', async () => {
	expect(told('User › Deactivate by Date')).toBe('1 to read, 0 or 1 to write');
	const parameters = {
		resource: 'user',
		operation: 'deactivateByDate',
		matchBy: '_id',
		matchValue: user()._id,
		date: '2020-01-01',
		later: 'report',
	} as never;
	expect(await counted(parameters)).toEqual({ looks: 1, writes: 1 });
	expect(await counted(parameters)).toEqual({ looks: 1, writes: 0 });
});

test('Offboard: the lists of the company once, a few for each user, 1 for each thing handed over', async () => {
	expect(told('User › Offboard')).toBe(
		'per run the groups, all path sessions and paths, the classrooms and 1 per classroom; per item 1 to find the user, 1 to read the groups, 1 the direct reports and 1 per direct report, 2 the courses, 2 for a successor; 1 more for each list that is empty; to write 2 per direct report, 1 per session, slot, path and course, 1 to deactivate',
	);
	const { users, managers: pairs, classrooms, slots } = sandbox.state.learning360;
	const open = users.filter(({ status }) => status === 'active');
	const { _id: leaver } = open.at(-1)!;
	const { _id: successor } = open.at(-2)!;
	const parameters = (more: object) =>
		({
			resource: 'user',
			operation: 'offboard',
			matchBy: '_id',
			matchValue: leaver,
			responsibilities: 'report',
			dryRun: false,
			...more,
		}) as never;
	// Nobody reports to this user, who is no author: three lists are empty.
	expect(pairs.some(({ id }) => id === leaver)).toBe(false);
	const withoutSlots = { leaveOut: ['classroomSlots'] };
	// The user, groups, roles, reports, sessions, paths, courses.
	expect(await counted(parameters({ dryRun: true, additionalFields: withoutSlots }))).toEqual({
		looks: 7 + 4,
		writes: 0,
	});
	const empty = classrooms.filter(({ _id }) => !slots.some(({ classroomId }) => classroomId === _id)).length;
	const all = classrooms.length + empty + 1;
	expect(await counted(parameters({ dryRun: true }))).toEqual({ looks: 7 + 4 + all, writes: 0 });
	await counted({
		resource: 'userManager',
		operation: 'add',
		userId: byId(open[5]._id),
		managerId: byId(leaver),
	} as never);
	const handOver = { responsibilities: 'handOver', successor: byId(successor), additionalFields: withoutSlots };
	// The reports are not empty now: one of them, the successor and what reports to the successor, which is empty.
	expect(await counted(parameters(handOver))).toEqual({ looks: 7 + 4 - 1 + 1 + 1 + 2, writes: 2 + 1 });
});

test('Set Managers: 1 to look, 1 for each change, 1 to check', async () => {
	expect(told('User › Set Managers')).toBe('1 to read, 1 per change, 1 to check; 1 per user who is not given by ID');
	const { managers: pairs, users } = sandbox.state.learning360;
	const { ownerId } = pairs[0];
	const wanted = users
		.filter(({ _id, status }) => status === 'active' && _id !== ownerId && !managers(sandbox, ownerId).includes(_id))
		.slice(0, 2)
		.map(({ _id }) => _id);
	const changes = managers(sandbox, ownerId).length + wanted.length;
	const parameters = { resource: 'user', operation: 'setManagers', userId: byId(ownerId), managers: wanted } as never;
	expect(await counted(parameters)).toEqual({ looks: 2, writes: changes });
	const named = {
		...(parameters as object),
		userId: { __rl: true, mode: 'email', value: users.find(({ _id }) => _id === ownerId)!.mail },
		managers: [users.find(({ _id }) => _id === wanted[0])!.mail],
	} as never;
	expect(await counted(named)).toEqual({ looks: 4, writes: 1 });
});

test('Get Full Record: 7, and 1 for each course and path', async () => {
	expect(told('User › Get Full Record')).toBe('7, plus 1 per course and path that no earlier item had');
	const { attempts, enrollments } = sandbox.state.learning360;
	const { userId } = attempts.find((attempt) =>
		sandbox.state.learning360.users.some(({ _id, status }) => _id === attempt.userId && status === 'active'),
	)!;
	const names = new Set(
		[...attempts, ...enrollments]
			.filter((entry) => entry.userId === userId)
			.map((entry) => ('courseId' in entry ? entry.courseId : entry.pathId)),
	);
	const parameters = { resource: 'user', operation: 'getFullRecord', userId: byId(userId) } as never;
	expect(await counted(parameters)).toEqual({ looks: 7 + names.size, writes: 0 });
});

test('Find by Name or External ID: the list once, or 2 for an external ID', async () => {
	expect(told('Course and Path › Find by Name or External ID')).toBe(
		'the list once for all items; 2 per item with external IDs',
	);
	const [{ _id, name }] = sandbox.state.learning360.courses;
	expect(
		await counted({ resource: 'course', operation: 'find', findBy: 'exactName', value: name, several: 'all' } as never),
	).toEqual({ looks: 1, writes: 0 });
	await counted({
		resource: 'externalId',
		operation: 'create',
		targetType: 'course',
		targetId: byId(_id),
		platform: 'Catalog',
		value: 'C 17',
	} as never);
	const byExternalId = {
		resource: 'course',
		operation: 'find',
		findBy: 'externalId',
		value: 'C 17',
		several: 'refuse',
		additionalFields: { platform: 'Catalog' },
	} as never;
	expect(await counted(byExternalId)).toEqual({ looks: 2, writes: 0 });
});

test('Enroll Users: 3 for each session', async () => {
	expect(told('Path Session › Enroll Users, Unenroll Users')).toBe('3 per session, however many items');
	const { pathSessions, paths, users, audiences } = sandbox.state.learning360;
	const session = pathSessions.find(
		({ _id, pathId, endDate, rootSessionId }) =>
			!rootSessionId &&
			(endDate ?? '9999') > '2028' &&
			audiences.some((entry) => entry.sessionId === _id) &&
			paths.some((entry) => entry._id === pathId && entry.status === 'published'),
	)!;
	const named = new Set(
		audiences.find(({ sessionId }) => sessionId === session._id)!.filters.flatMap(({ ids }) => ids),
	);
	const { _id: userId } = users.find(({ _id, status }) => status === 'active' && !named.has(_id))!;
	const parameters = {
		resource: 'pathSession',
		operation: 'enroll',
		pathId: byId(session.pathId),
		sessionId: byId(session._id),
		additionalFields: { userIds: [userId] },
	} as never;
	expect(await counted(parameters)).toEqual({ looks: 2, writes: 1 });
});

test('Enroll or Update: the sessions, the audience twice, 1 to enroll', async () => {
	expect(told('Path Session › Enroll or Update')).toBe(
		'1 to read the sessions, 2 per session to read and check who is in it, 1 to enroll; 3 more to create a session, 2 to move one',
	);
	const { paths, users } = sandbox.state.learning360;
	const { _id: pathId } = paths.find(({ status }) => status === 'published')!;
	const [one, other] = users.filter(({ status }) => status === 'active');
	const parameters = (findBy: string, startDate: string, userId: string) =>
		({
			resource: 'pathSession',
			operation: 'enrollOrUpdate',
			pathId: byId(pathId),
			findBy,
			name: 'Counted',
			startDate,
			additionalFields: { mainInstructorId: byId(one._id), userIds: [userId] },
		}) as never;
	// The empty audience of the new session is read twice.
	expect(await counted(parameters('dates', '2027-07-01', one._id))).toEqual({ looks: 5, writes: 2 });
	expect(await counted(parameters('dates', '2027-07-01', other._id))).toEqual({ looks: 3, writes: 1 });
	expect(await counted(parameters('name', '2027-08-01', other._id))).toEqual({ looks: 3, writes: 1 });
});
