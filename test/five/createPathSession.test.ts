import type { Sandbox } from '../../sandbox/index.ts';
import { startStillSandbox, timeInSteps } from '../faults/world.ts';
import { byId, leaks, operationCalls, runNode, V2 } from './five.ts';

const PATH = '6853f6de567dc5f80528f80d';
const INSTRUCTOR = '647098a731a809ed36889ed1';
const CO_INSTRUCTOR = '67769f32553f1e9171a186c0';

const parameters = {
	resource: 'pathSession',
	operation: 'create',
	pathId: byId(PATH),
	name: 'Employee Onboarding July Session',
	startDate: '2027-07-01T13:00:00.812Z',
	mainInstructorId: byId(INSTRUCTOR),
	registrationRequestValidation: 'disabled',
	additionalFields: {
		endDate: '2027-07-31T13:00:00.812Z',
		userLimit: 30,
		additionalInformation: 'A0015221',
		instructorIds: [CO_INSTRUCTOR],
	},
};

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startStillSandbox(true, {});
});
afterAll(async () => await sandbox.close());
beforeEach(async () => await sandbox.reset());
timeInSteps(() => sandbox);

describe('API v2: create a path session', () => {
	test('sends the documented body and gives the whole session back', async () => {
		const { items, message } = await runNode(sandbox, V2, parameters);
		expect(message).toBe('');
		const [call] = operationCalls(sandbox);
		expect(call.validationFailures).toEqual([]);
		expect(call.headers['360-api-version']).toBe('v2.0');
		expect(JSON.parse(call.body)).toEqual({
			registrationRequestValidation: 'disabled',
			mainInstructorId: INSTRUCTOR,
			name: 'Employee Onboarding July Session',
			additionalInformation: 'A0015221',
			startDate: '2027-07-01T13:00:00.812Z',
			endDate: '2027-07-31T13:00:00.812Z',
			userLimit: 30,
			instructorIds: [CO_INSTRUCTOR],
		});
		expect(Object.keys(items[0].json)).toEqual(
			expect.arrayContaining([
				'_id',
				'createdAt',
				'groupId',
				'instructorIds',
				'isAudienceBuilder',
				'mainInstructorId',
				'modifiedAt',
				'name',
				'pathId',
				'registrationRequestValidation',
				'startDate',
				'additionalInformation',
				'endDate',
				'userLimit',
				'translations',
			]),
		);
		expect(items[0].json).toMatchObject({ pathId: PATH, groupId: '6776986afff311b995274b73' });
	});

	test.each(['disabled', 'instructors', 'managers', 'adminsAndManagers', 'adminsCoachesInstructorsManagers'])(
		'takes the registration validation %s',
		async (registrationRequestValidation) => {
			const { items } = await runNode(sandbox, V2, { ...parameters, registrationRequestValidation });
			expect(items[0].json).toMatchObject({ registrationRequestValidation });
		},
	);

	test('finds the main instructor by email, once for many items', async () => {
		const input = [{ json: {} }, { json: {} }];
		const { items, message } = await runNode(
			sandbox,
			V2,
			{
				...parameters,
				mainInstructorId: { __rl: true, mode: 'email', value: 'marie.instructrice@example.com' } as never,
			},
			{ input },
		);
		expect(message).toBe('');
		expect(items.map(({ json }) => json.mainInstructorId)).toEqual([INSTRUCTOR, INSTRUCTOR]);
		expect(operationCalls(sandbox).filter(({ path: address }) => address === '/api/v2/users')).toHaveLength(1);
	});

	test.each([
		[
			'101 co-instructors',
			{ instructorIds: Array.from({ length: 101 }, () => CO_INSTRUCTOR) },
			/Co-Instructors: This takes 100 entries at most, but it has 101/,
		],
		['a user limit of 0', { userLimit: 0 }, /User Limit: This must be 1 or more/],
		['an end before the start', { endDate: '2027-06-01T00:00:00Z' }, /End Date must be after Start Date/],
		['an id that is none', { instructorIds: ['somebody'] }, /Co-Instructors: "somebody" does not have the right form/],
	])('refuses %s before any request', async (_what, additionalFields, expected) => {
		const { message } = await runNode(sandbox, V2, { ...parameters, additionalFields } as never);
		expect(message).toMatch(expected);
		expect(operationCalls(sandbox)).toEqual([]);
	});

	test('tells an unknown path, a missing scope and a wrong secret apart', async () => {
		const unknown = await runNode(sandbox, V2, { ...parameters, pathId: byId('ffffffffffffffffffffffff') });
		expect(unknown.message).toMatch(/^Path: .*\(pathNotFound\)/);
		const { clientId, clientSecret } = sandbox.credentials.learning360ReadOnly;
		const scope = await runNode(sandbox, V2, parameters, { credential: { clientId, clientSecret } });
		expect(`${scope.message} ${scope.advice}`).toMatch(/invalid_scope.*paths:write/s);
		const secret = await runNode(sandbox, V2, parameters, { credential: { clientSecret: 'not-the-secret' } });
		expect(secret.message).toMatch(/does not know this client ID and client secret/);
		expect([unknown, scope, secret].flatMap((seen) => leaks(sandbox, seen))).toEqual([]);
	});

	test('renews the token in the middle of 200 items, with no failed item', async () => {
		const input = Array.from({ length: 200 }, (_entry, index) => ({ json: { index } }));
		sandbox.faults.add({ operationId: 'getUser', tokens: 'expire', after: 100, times: 1 });
		const { items, message } = await runNode(
			sandbox,
			V2,
			{ resource: 'user', operation: 'get', userId: byId(INSTRUCTOR) },
			{ input },
		);
		expect(message).toBe('');
		expect(items).toHaveLength(200);
		expect(sandbox.requests.filter(({ path: address }) => address.endsWith('/oauth2/token'))).toHaveLength(2);
	});
});
