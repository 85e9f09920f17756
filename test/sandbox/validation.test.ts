import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { type Client, failures, send, v1Client, v1Headers, v2Client, v2Headers, zohoClient } from './client.ts';

let sandbox: Sandbox;
let v2: Client;
let v1: Client;
let zoho: Client;
beforeAll(async () => {
	sandbox = await startSandbox({ limits: false });
	v2 = await v2Client(sandbox);
	v1 = v1Client(sandbox);
	zoho = zohoClient(sandbox);
});
beforeEach(() => sandbox.clearRequests());
afterAll(async () => await sandbox.close());

const SESSIONS = '/courses/219225000000645203/batches/219225000000645215/modules/219225000000645219/sessions';
const session = {
	name: 'One',
	trainerErecno: '219225000000036453',
	type: '0',
	date: '31-12-2021',
	startTime: '10:00 AM',
	endTime: '11:00 AM',
};

describe('inputs of API v2', () => {
	it.each([
		['an id that is none', 'GET', '/users/not-an-id', {}, 'path/userId must match pattern'],
		['an unknown parameter', 'GET', '/users?page=2', {}, 'query must not have page'],
		[
			'an unknown operator',
			'GET',
			'/classrooms?createdAt[gt]=2026-01-01T00:00:00.000Z',
			{},
			'query/createdAt must not have gt',
		],
		[
			'a date without time',
			'GET',
			'/classrooms?createdAt[gte]=2026-01-01',
			{},
			'query/createdAt/gte must match format "date-time"',
		],
		[
			'a value outside the list',
			'GET',
			'/users?status[eq]=gone',
			{},
			'query/status/eq must be equal to one of the allowed values: active',
		],
		['a filter without operator', 'GET', '/users?mail=a@b.c', {}, 'query/mail must be object'],
		['a wrong type', 'POST', '/tags', { name: 'A', isMain: 'yes' }, 'body/isMain must be boolean'],
		['a missing field', 'POST', '/tags', { name: 'A' }, "body must have required property 'isMain'"],
		['a field too many', 'POST', '/tags', { name: 'A', isMain: true, colour: 'red' }, 'body must not have colour'],
		['a missing body', 'POST', '/tags', undefined, 'body is required'],
		[
			'a body where none belongs',
			'PUT',
			'/users/507f1f77bcf86cd799439011/activate',
			{},
			'body: this operation takes none',
		],
	])('refuses %s', async (_name, method, path, data, failure) => {
		const answer = await v2(method, path, method === 'GET' ? {} : { data });
		expect(answer.status).toBe(400);
		expect(answer.data.error.code).toBe('validationFailed');
		const [entry] = sandbox.requests;
		expect(entry?.status).toBe(400);
		expect(entry?.validationFailures.join('; ')).toContain(failure);
		expect(entry?.answerFailures).toEqual([]);
	});

	it('reads brackets raw and percent-encoded, with lists', async () => {
		const [one, two] = sandbox.state.learning360.users;
		const query = `mail[in][0]=${one?.mail}&mail[in][1]=${two?.mail}`;
		const headers = await v2Headers(sandbox);
		const raw = await fetch(`${sandbox.learning360.url}/api/v2/users?${query}`, { headers });
		const encoded = await fetch(
			`${sandbox.learning360.url}/api/v2/users?${query.replace(/[[\]]/g, encodeURIComponent)}`,
			{ headers },
		);
		const names = [one?._id, two?._id];
		for (const answer of [raw, encoded])
			expect(((await answer.json()) as Array<{ _id: string }>).map(({ _id }) => _id)).toEqual(names);
		expect(sandbox.requests.at(-1)?.query).toEqual({ mail: { in: [one?.mail, two?.mail] } });
		expect(failures(sandbox)).toEqual([]);
	});

	it('answers documented codes for what a schema refuses as well', async () => {
		const membership = { groupId: '507f1f77bcf86cd799439011', role: 'learner' };
		const codes = [
			await v2('POST', '/users', { data: { membership } }),
			await v2('PUT', '/users/507f1f77bcf86cd799439011/password', {
				data: { password: 'short', passwordMustBeChanged: false },
			}),
			await v2('POST', '/bulk/groups/memberships', { data: { input: {} } }),
			await v2('POST', '/bulk/groups/memberships', {
				data: { input: Array.from({ length: 20_001 }, () => ({ userId: membership.groupId, ...membership })) },
			}),
		].map(({ status, data }) => `${status} ${data.error.code}`);
		expect(codes).toEqual([
			'400 mailAndUsernameUndefined',
			'400 passwordInvalid',
			'400 invalidInput',
			'400 inputTooLong',
		]);
	});

	it('wants the files that a form must have', async () => {
		const { data } = await v2('POST', '/users/507f1f77bcf86cd799439011/media', { data: new FormData() });
		expect(data.error.message).toContain('profileImage');
		const form = new FormData();
		form.append('profileImage', new Blob(['text'], { type: 'text/plain' }), 'a.txt');
		expect((await v2('POST', '/users/507f1f77bcf86cd799439011/media', { data: form })).data.error.code).toBe(
			'invalidFile',
		);
	});

	it('answers 404 to addresses that no document has, and says so in the log', async () => {
		expect((await v2('GET', '/nothing')).status).toBe(404);
		expect((await v2('PUT', '/users')).status).toBe(404);
		expect(sandbox.requests.map(({ validationFailures }) => validationFailures)).toEqual([
			['no document has GET /api/v2/nothing'],
			['no document has PUT /api/v2/users'],
		]);
	});

	it('refuses a body that is not JSON', async () => {
		const headers = { ...(await v2Headers(sandbox)), 'content-type': 'application/json' };
		const answer = await send({
			method: 'POST',
			url: `${sandbox.learning360.url}/api/v2/tags`,
			headers,
			data: '{"name":',
			transformRequest: (data) => data,
		});
		expect(answer.status).toBe(400);
		expect(sandbox.requests.at(-1)?.validationFailures[0]).toMatch(/^body is not JSON/);
	});
});

describe('inputs of API v1', () => {
	it('words failures as its pages do', async () => {
		const { status, data } = await v1('PATCH', '/paths/sessions/596e151663b0c99f03a3e049', {
			data: { sessionName: 'A', sessionOwnerGroup: '58eb5f371a92bb4fb526b305', startDate: 'soon' },
		});
		expect({ status, data }).toEqual({
			status: 400,
			data: { error: 'Request validation failed: startDate must be a valid ISO 8601 date string' },
		});
	});

	it.each([
		[{ public: 'true' }, 'missing argument : name'],
		[{ name: 'A' }, 'missing argument : public'],
		[{ name: 'A', public: 'perhaps' }, 'invalid argument : public'],
	])('tells what is wrong with a new group: %j', async (fields, error) => {
		const { status, data } = await v1('POST', '/groups', {
			data: new URLSearchParams(fields as Record<string, string>),
		});
		expect({ status, data }).toEqual({ status: 400, data: { error } });
	});

	it('reads lists with indexed names from forms', async () => {
		const form =
			'mail=new.person@example.com&groups[0]=5694ea540fa69fdd0ec0004f&groups[1]=58eb5f371a92bb4fb526b305&sendCredentials=true';
		const headers = { ...v1Headers(sandbox), 'content-type': 'application/x-www-form-urlencoded' };
		const { data } = await send({
			method: 'POST',
			url: `${sandbox.learning360.url}/api/v1/users`,
			headers,
			data: form,
		});
		expect(data.status).toBe('user_created');
		const groups = sandbox.state.learning360.memberships
			.filter(({ userId }) => userId === data._id)
			.map(({ groupId }) => groupId);
		expect(groups).toEqual(['5694ea540fa69fdd0ec0004f', '58eb5f371a92bb4fb526b305']);
	});
});

describe('inputs of Zoho People', () => {
	it.each([
		['no data at all', undefined, 'INPUT_PARAMETER_MISSING', "query must have required property 'sessionData'"],
		['text that is not JSON', '{name}', 'INVALID_INPUT', 'query/sessionData'],
		[
			'a missing field',
			{ ...session, name: undefined },
			'INPUT_PARAMETER_MISSING',
			"must have required property 'name'",
		],
		[
			'a day in another form',
			{ ...session, date: '2021-12-31' },
			'INVALID_INPUT',
			'query/sessionData/date must match pattern',
		],
		[
			'a time in another form',
			{ ...session, startTime: '13:00' },
			'INVALID_INPUT',
			'query/sessionData/startTime must match pattern',
		],
	])('refuses %s', async (_name, data, code, failure) => {
		const text = typeof data === 'string' ? data : JSON.stringify(data);
		const answer = await zoho('POST', SESSIONS, { params: data === undefined ? {} : { sessionData: text } });
		expect({ status: answer.status, code: answer.data.code }).toEqual({ status: 400, code });
		expect(sandbox.requests.at(-1)?.validationFailures.join('; ')).toContain(failure);
	});

	it('reads the object out of one parameter', async () => {
		const { data } = await zoho('POST', SESSIONS, { params: { sessionData: JSON.stringify(session) } });
		expect(data.session).toMatchObject({
			sessionName: 'One',
			sessionStartDate: '31-12-2021',
			sessionTrainer: 'Henry',
			sessionType: 'Classroom',
		});
		expect(sandbox.requests.at(-1)?.query).toEqual({ sessionData: session });
		expect(failures(sandbox)).toEqual([]);
	});
});
