/** The mistakes that people make first: what happened and what to do, in words that need no documentation. */
import { runListSearch } from '../../engine/index.ts';
import type { Sandbox } from '../../sandbox/index.ts';
import { n8nCredentials } from '../../sandbox/n8nCredentials.ts';
import { startStillSandbox, timeInSteps } from '../faults/world.ts';
import { byId, operationCalls, runNode, V1, V2, ZOHO } from '../five/five.ts';

const PATH = '46f6955e11de1869220565ae';
const UNKNOWN = 'f'.repeat(24);

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startStillSandbox(false, {});
});
afterAll(async () => await sandbox.close());
beforeEach(async () => await sandbox.reset());
timeInSteps(() => sandbox);

test('an operation that acts as a user, without one in the credential', async () => {
	const { message, advice } = await runNode(sandbox, V2, { resource: 'user', operation: 'getMyProfile' });
	expect(message).toBe('This operation needs a user (userNotAuthorized) [Item 0]');
	expect(advice).toMatch(/^Enter a User ID in the credential/);
});

test('an employee of Zoho whom nobody knows is named before the call that writes', async () => {
	const { message } = await runNode(
		sandbox,
		ZOHO,
		{
			resource: 'learner',
			operation: 'enrollInBatch',
			courseId: byId('478346000019479103'),
			batchId: byId('478346000019479115'),
			erecnosList: 'nobody@example.com',
		},
		{ typeVersion: 1.1 },
	);
	expect(message).toBe('Employees: No employee was found for "nobody@example.com" [Item 0]');
	expect(operationCalls(sandbox).filter(({ method }) => method.toUpperCase() !== 'GET')).toEqual([]);
});

test.each([
	['v1', V1, 'Course: No course has this ID (course_not_found) [Item 0]'],
	['v2', V2, 'Course: No course has this ID (courseNotFound) [Item 0]'],
])('an ID that no course has, in API %s', async (_api, node, expected) => {
	const { message } = await runNode(sandbox, node, {
		resource: 'course',
		operation: 'get',
		courseId: byId(UNKNOWN),
	});
	expect(message).toBe(expected);
});

test('a record of API v1 that has another name than an ID', async () => {
	const { message } = await runNode(sandbox, V1, {
		resource: 'user',
		operation: 'getCourses',
		userEmailOrId: byId('nobody@example.com'),
	});
	expect(message).toBe('User: No user has this email or ID (user_not_found) [Item 0]');
});

test('a 404 of somebody else names no record', async () => {
	sandbox.faults.add({ operationId: 'getCourse', status: 404, body: '<html><body>Not here</body></html>' });
	const { message } = await runNode(sandbox, V1, { resource: 'course', operation: 'get', courseId: byId(UNKNOWN) });
	expect(message).not.toMatch(/has this ID/);
});

test.each([
	['pathSessions', 'learning360', { resource: 'pathSession', operation: 'get' }, 'Choose a path first'],
	['batches', 'zohoPeopleLms', { resource: 'batch', operation: 'get' }, 'Choose a course first'],
])('the list %s of %s without what it depends on', async (method, type, parameters, expected) => {
	const list = runListSearch({
		nodeType: `n8n-nodes-lms.${type}`,
		method,
		parameters,
		credentials: n8nCredentials(sandbox),
	});
	await expect(list).rejects.toThrow(new RegExp(`^${expected}$`));
	expect(sandbox.requests).toEqual([]);
});

test('an end before its start', async () => {
	const { message } = await runNode(
		sandbox,
		V2,
		{
			resource: 'pathSession',
			operation: 'create',
			pathId: byId(PATH),
			name: 'Onboarding',
			mainInstructorId: byId('507f1f77bcf86cd799439011'),
			registrationRequestValidation: 'disabled',
			startDate: '2027-01-02T00:00:00Z',
			endDate: '2027-01-01T00:00:00Z',
		},
		{ typeVersion: 1.1 },
	);
	expect(message).toBe('End Date must be after Start Date [Item 0]');
	expect(operationCalls(sandbox)).toEqual([]);
});

test('a name where an ID is expected', async () => {
	const { message } = await runNode(sandbox, V2, { resource: 'user', operation: 'get', userId: byId('Nora Lind') });
	expect(message).toContain('Enter a 24-character ID, or switch to By Email');
});
