import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { type Client, failures, send, v1Client, v1Headers, v2Client } from './client.ts';

const PATH = '6853f6de567dc5f80528f80d';
/** The body of the vendor's migration guide. */
const GUIDE = {
	registrationRequestValidation: 'disabled',
	mainInstructorId: '647098a731a809ed36889ed1',
	name: 'Employee Onboarding July Session',
	additionalInformation: 'A0015221',
	startDate: '2025-07-01T13:00:00.812Z',
	endDate: '2025-07-31T13:00:00.812Z',
	userLimit: 30,
	instructorIds: ['67769f32553f1e9171a186c0'],
};

let sandbox: Sandbox;
let v2: Client;
let v1: Client;
beforeAll(async () => {
	sandbox = await startSandbox({ limits: false });
});
beforeEach(async () => {
	await sandbox.reset();
	v2 = await v2Client(sandbox);
	v1 = v1Client(sandbox);
});
afterAll(async () => await sandbox.close());

describe('creating a path session with API v2', () => {
	const create = async (changes: object = {}, path = PATH) =>
		await v2('POST', `/paths/${path}/sessions`, { data: { ...GUIDE, ...changes } });

	it('answers the whole session, as in the guide', async () => {
		const { status, data } = await create();
		expect(status).toBe(200);
		expect(data).toEqual({
			...GUIDE,
			_id: expect.stringMatching(/^[a-f0-9]{24}$/),
			createdAt: expect.any(String),
			modifiedAt: expect.any(String),
			groupId: '6776986afff311b995274b73',
			isAudienceBuilder: true,
			pathId: PATH,
			translations: [],
		});
		expect((await v2('GET', `/paths/${PATH}/sessions/${data._id}`)).data).toEqual(data);
		expect((await v2('GET', `/paths/${PATH}/sessions`)).data.map(({ _id }: { _id: string }) => _id)).toContain(
			data._id,
		);
		expect(failures(sandbox)).toEqual([]);
	});

	it.each([
		['path not there', {}, 'f'.repeat(24), '404 pathNotFound'],
		['instructor not there', { mainInstructorId: 'f'.repeat(24) }, PATH, '404 usersNotFound'],
		['co-instructor not there', { instructorIds: ['f'.repeat(24)] }, PATH, '404 usersNotFound'],
		['end before start', { endDate: '2025-06-30T13:00:00.000Z' }, PATH, '400 invalidStartOrEndDate'],
		['bad address', { ipFiltering: { active: true, authorizedAddresses: ['here'] } }, PATH, '400 invalidIpFiltering'],
		[
			'no certificate',
			{ automaticReenrollment: { type: 'certificationExpiryDate', delayDays: 3 } },
			PATH,
			'400 missingCertificate',
		],
		['user limit 0', { userLimit: 0 }, PATH, '400 validationFailed'],
		[
			'101 instructors',
			{ instructorIds: Array.from({ length: 101 }, () => GUIDE.mainInstructorId) },
			PATH,
			'400 validationFailed',
		],
		['unknown validation', { registrationRequestValidation: 'everybody' }, PATH, '400 validationFailed'],
	])('refuses: %s', async (_name, changes, path, expected) => {
		const { status, data } = await create(changes, path);
		expect(`${status} ${data.error.code}`).toBe(expected);
	});

	it('refuses archived paths and validations that the group has not switched on', async () => {
		const archived = sandbox.state.learning360.paths.find(({ status }) => status === 'archived');
		expect((await create({}, archived?._id)).data.error.code).toBe('pathArchived');
		const group = sandbox.state.learning360.groups.find(({ name }) => name === 'Project new hub Lyon');
		const outsider = sandbox.state.learning360.users.find(({ mail }) => mail === 'user1@example.com');
		expect((await v2('POST', `/groups/${group?._id}/editor/${outsider?._id}`)).status).toBe(204);
		const { data } = await create({ mainInstructorId: outsider?._id, registrationRequestValidation: 'managers' });
		expect(data.error.code).toBe('invalidRegistrationRequestOption');
	});
});

describe('the owner group of a new session', () => {
	const instructor = '65f0a1b2c3d4e5f66e75f2f1';
	const newGroup = async (name: string, isPublic: boolean, parentId: string, people: number) => {
		const { data } = await v2('POST', '/groups', { data: { name, public: isPublic, parentId } });
		await v2('POST', `/groups/${data._id}/editor/${instructor}`);
		for (const { _id } of sandbox.state.learning360.users.slice(1, people))
			await v2('POST', `/groups/${data._id}/learner/${_id}`);
		return data._id as string;
	};
	const owner = async () =>
		(await v2('POST', `/paths/${PATH}/sessions`, { data: { ...GUIDE, mainInstructorId: instructor } })).data.groupId;

	it('falls back to the group of the path, then follows publicity, height and size', async () => {
		const [root] = sandbox.state.learning360.groups;
		const path = sandbox.state.learning360.paths.find(({ _id }) => _id === PATH);
		expect(await owner()).toBe(path?.groupId);
		const deepPrivate = await newGroup('Deep and private', false, '507f1f77bcf86cd799439011', 9);
		expect(await owner()).toBe(deepPrivate);
		const topPrivate = await newGroup('On top and private', false, root?._id ?? '', 2);
		expect(await owner()).toBe(topPrivate);
		const deepPublic = await newGroup('Deep and public', true, '507f1f77bcf86cd799439011', 2);
		expect(await owner()).toBe(deepPublic);
		const largerPublic = await newGroup('Deep, public and larger', true, '507f1f77bcf86cd799439011', 6);
		expect(await owner()).toBe(largerPublic);
		const topPublic = await newGroup('On top and public', true, root?._id ?? '', 1);
		expect(await owner()).toBe(topPublic);
	});

	it('takes no account of groups where the instructor is no author', async () => {
		const group = sandbox.state.learning360.groups.find(({ public: isPublic }) => isPublic);
		await v2('POST', `/groups/${group?._id}/coach/${instructor}`);
		expect(await owner()).toBe(sandbox.state.learning360.paths.find(({ _id }) => _id === PATH)?.groupId);
	});
});

describe('creating a path session with API v1', () => {
	const body = {
		sessionName: 'Employee Onboarding July Session',
		sessionOwnerGroup: '624c5526204fc7207e603ea6',
		instructorsMails: ['instructor@example.com', 'trainer@example.com'],
		startDate: '2025-07-01T13:00:00.812Z',
		endDate: '2025-07-31T13:00:00.812Z',
		sessionAdditionalInformation: 'A0015221',
	};
	const create = async (changes: object = {}, path: string = PATH) =>
		await v1('POST', `/paths/${path}/sessions/`, { data: { ...body, ...changes } });

	it('answers status and id, and keeps the instructors in order', async () => {
		const { status, data } = await create();
		expect({ status, data }).toEqual({
			status: 200,
			data: { status: 'session_created', _id: expect.stringMatching(/^[a-f0-9]{24}$/) },
		});
		expect(sandbox.state.learning360.pathSessions.find(({ _id }) => _id === data._id)).toMatchObject({
			name: body.sessionName,
			groupId: body.sessionOwnerGroup,
			additionalInformation: 'A0015221',
			startDate: body.startDate,
			endDate: body.endDate,
			mainInstructorId: '65f0a1b2c3d4e5f66e75f2f1',
			instructorIds: ['65f0a1b2c3d4e5f687fa49c3'],
		});
		expect((await v1('GET', `/paths/sessions/${data._id}`)).data.instructorsMails).toEqual(body.instructorsMails);
		expect(failures(sandbox)).toEqual([]);
	});

	it('makes the platform owner the instructor when none is given', async () => {
		const { data } = await create({ instructorsMails: undefined });
		const owner = sandbox.state.learning360.users.find(({ mail }) => mail === 'owner@meridian.example');
		expect(sandbox.state.learning360.pathSessions.find(({ _id }) => _id === data._id)?.mainInstructorId).toBe(
			owner?._id,
		);
	});

	it.each([
		['path not in the company', {}, 'f'.repeat(24), 404, 'path_not_found'],
		['path id not valid', {}, 'onboarding', 404, 'path_not_found'],
		['no name', { sessionName: undefined }, PATH, 400, 'invalid_session_name'],
		['empty name', { sessionName: '' }, PATH, 400, 'invalid_session_name'],
		['name null', { sessionName: null }, PATH, 400, 'invalid_session_name'],
		['no start', { startDate: undefined }, PATH, 400, 'invalid_start_date'],
		['start empty', { startDate: '' }, PATH, 400, 'invalid_start_date'],
		['start without time', { startDate: '2025-07-01' }, PATH, 400, 'invalid_start_date'],
		['start without seconds', { startDate: '2025-07-01T13:00Z' }, PATH, 400, 'invalid_start_date'],
		['start on no day', { startDate: '2025-13-41T13:00:00.000Z' }, PATH, 400, 'invalid_start_date'],
		['bad end', { endDate: 'later' }, PATH, 400, 'invalid_end_date'],
		['no group', { sessionOwnerGroup: undefined }, PATH, 400, 'invalid_session_owner_group'],
		['group null', { sessionOwnerGroup: null }, PATH, 400, 'invalid_session_owner_group'],
		['group id not valid', { sessionOwnerGroup: 'HQ' }, PATH, 400, 'invalid_session_owner_group'],
		['group not there', { sessionOwnerGroup: 'f'.repeat(24) }, PATH, 400, 'session_owner_group_not_found'],
		['instructors null', { instructorsMails: null }, PATH, 400, 'invalid_instructors'],
		['no instructors in the list', { instructorsMails: [] }, PATH, 400, 'invalid_instructors'],
		['instructor without address', { instructorsMails: ['henry'] }, PATH, 400, 'invalid_instructors'],
		['instructor not in the company', { instructorsMails: ['nobody@example.com'] }, PATH, 400, 'instructors_not_found'],
	])('refuses: %s', async (_name, changes, path, status, error) => {
		const answer = await create(changes, path);
		expect({ status: answer.status, data: answer.data }).toEqual({ status, data: { error } });
	});

	it('answers path_not_found when no path id is given', async () => {
		const answer = await send({
			method: 'POST',
			url: `${sandbox.learning360.url}/api/v1/paths//sessions/`,
			headers: v1Headers(sandbox),
			data: body,
		});
		expect({ status: answer.status, data: answer.data }).toEqual({ status: 404, data: { error: 'path_not_found' } });
	});

	it('takes the address without the last slash as well, and refuses other fields', async () => {
		expect((await v1('POST', `/paths/${PATH}/sessions`, { data: body })).status).toBe(200);
		expect((await create({ colour: 'red' })).data.error).toBe('Request validation failed: body must not have colour');
	});
});

describe('changing a path session with API v1', () => {
	it('removes the user limit and the validation of registrations', async () => {
		const session = sandbox.state.learning360.pathSessions.find(
			({ startDate, userLimit, registrationRequestValidation }) =>
				startDate > '2030' && userLimit && registrationRequestValidation !== 'disabled',
		);
		const data = { sessionName: 'Renamed', sessionOwnerGroup: session?.groupId, startDate: session?.startDate };
		expect((await v1('PATCH', `/paths/sessions/${session?._id}`, { data })).status).toBe(200);
		const changed = sandbox.state.learning360.pathSessions.find(({ _id }) => _id === session?._id);
		expect(changed).toMatchObject({ name: 'Renamed', registrationRequestValidation: 'disabled' });
		expect(changed).not.toHaveProperty('userLimit');
	});

	it('refuses dates in the past, running sessions and child sessions', async () => {
		const { pathSessions } = sandbox.state.learning360;
		const change = async (id: string | undefined, startDate: string, more: object = {}) =>
			(
				await v1('PATCH', `/paths/sessions/${id}`, {
					data: { sessionName: 'A', sessionOwnerGroup: 'f'.repeat(24), startDate, ...more },
				})
			).data.error;
		const future = pathSessions.find(({ startDate, rootSessionId }) => startDate > '2030' && !rootSessionId);
		expect(await change(future?._id, '2020-01-01T00:00:00.000Z')).toMatch(/new session start date is in the past/);
		expect(await change(future?._id, future?.startDate ?? '', { endDate: '2020-01-01T00:00:00.000Z' })).toMatch(
			/new session end date is in the past/,
		);
		const running = pathSessions.find(({ startDate, endDate }) => startDate < '2026-06' && endDate === undefined);
		expect(await change(running?._id, '2032-01-01T00:00:00.000Z')).toMatch(/running and has enrolled learners/);
		const child = pathSessions.find(({ rootSessionId }) => rootSessionId);
		expect(await change(child?._id, child?.startDate ?? '')).toBe('Cannot update a non root session');
	});
});
