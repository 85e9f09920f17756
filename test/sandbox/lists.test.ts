import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { type Client, failures, send, v1Client, v2Client, v2Headers, zohoClient } from './client.ts';

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
afterAll(async () => {
	expect(failures(sandbox)).toEqual([]);
	await sandbox.close();
});

/** Follows the `link` header to the end; gives back the sizes of the pages and everything on them. */
async function follow(path: string): Promise<{ sizes: number[]; rows: Array<Record<string, unknown>> }> {
	const headers = await v2Headers(sandbox);
	const sizes: number[] = [];
	const rows: Array<Record<string, unknown>> = [];
	let url: string | undefined = `${sandbox.learning360.url}/api/v2${path}`;
	while (url) {
		const answer: Awaited<ReturnType<typeof send>> = await send({ url, headers });
		expect(answer.status).toBe(200);
		sizes.push(answer.data.length);
		rows.push(...answer.data);
		url = /^<(.+)>; rel="next"$/.exec(answer.headers.link ?? '')?.[1];
	}
	return { sizes, rows };
}

describe('pages of API v2', () => {
	it('have the size of their endpoint, and hold everything once', async () => {
		const { users, attempts, enrollments } = sandbox.state.learning360;
		const listed = await follow('/users');
		expect(listed.sizes).toEqual([500, users.length - 500]);
		expect(new Set(listed.rows.map(({ _id }) => _id)).size).toBe(users.length);
		expect((await follow('/courses/stats')).sizes).toEqual([500, 500, 500, attempts.length - 1500]);
		expect((await follow('/paths/stats')).sizes).toEqual([2000, enrollments.length - 2000]);
		expect((await follow('/bulk/operations')).sizes).toEqual([20, 5]);
		const [subscription] = sandbox.state.learning360.webhookSubscriptions;
		expect((await follow(`/webhooks/subscriptions/${subscription?._id}/events`)).sizes).toEqual([250, 50]);
	});

	it('keep the filters of the first request', async () => {
		const expected = sandbox.state.learning360.attempts.filter(
			({ completedAt }) => completedAt && completedAt >= '2025-01-01',
		);
		const { sizes, rows } = await follow('/courses/stats?completedAt[gte]=2025-01-01T00:00:00.000Z');
		expect(sizes.length).toBeGreaterThan(1);
		expect(rows).toHaveLength(expected.length);
		expect(
			sandbox.requests.slice(1).every(({ query }) => Object.keys(query).join() === 'next' || 'completedAt' in query),
		).toBe(true);
	});

	it('are only reached by the address as given', async () => {
		const first = await v2('GET', '/users');
		const next = /<(.+)>/.exec(first.headers.link)?.[1] ?? '';
		const headers = await v2Headers(sandbox);
		expect((await send({ url: `${next}&status[eq]=active`, headers })).status).toBe(400);
		expect((await v2('GET', '/users?next=made-up')).status).toBe(400);
		sandbox.clearRequests();
	});
});

describe('filters of API v2', () => {
	const ids = async (path: string) => (await follow(path)).rows.map(({ _id }) => _id);
	const idsOf = (rows: ReadonlyArray<{ _id: string }>) => rows.map(({ _id }) => _id);

	it('compare values: eq, ne, in, nin', async () => {
		const { users, groups, classrooms } = sandbox.state.learning360;
		expect(await ids(`/users?mail[eq]=${users[7]?.mail}`)).toEqual([users[7]?._id]);
		expect(await ids('/users?status[ne]=active')).toEqual(idsOf(users.filter(({ status }) => status !== 'active')));
		const [one, two] = [groups[1]?._id, groups[2]?._id];
		const within = classrooms.filter(({ groupId }) => groupId === one || groupId === two);
		expect(await ids(`/classrooms?groupId[in][0]=${one}&groupId[in][1]=${two}`)).toEqual(idsOf(within));
		expect(await ids(`/classrooms?groupId[nin][0]=${one}`)).toEqual(
			idsOf(classrooms.filter(({ groupId }) => groupId !== one)),
		);
	});

	it('compare dates, whose milliseconds count as 0', async () => {
		const { classrooms } = sandbox.state.learning360;
		const sorted = classrooms.map(({ createdAt }) => createdAt).sort();
		const middle = sorted[20] as string;
		const later = middle.replace('.000Z', '.900Z');
		const late = idsOf(classrooms.filter(({ createdAt }) => createdAt >= middle));
		expect(await ids(`/classrooms?createdAt[gte]=${later}`)).toEqual(late);
		expect(await ids(`/classrooms?createdAt[lt]=${middle}`)).toEqual(
			idsOf(classrooms.filter(({ createdAt }) => createdAt < middle)),
		);
	});

	it('narrow together, and look into lists and related records', async () => {
		const { courses, taggings, customFields } = sandbox.state.learning360;
		const native = courses.filter(({ type, status }) => type === 'native' && status === 'published');
		expect(await ids('/courses?type[eq]=native&status[eq]=published')).toEqual(idsOf(native));
		const { tagId, contentId } = taggings[0] ?? {};
		expect(await ids(`/courses?tagIds[in][0]=${tagId}`)).toContain(contentId);
		const withHelper = courses.find(({ coAuthorIds }) => coAuthorIds.length > 0);
		expect(await ids(`/courses?coAuthorIds[in][0]=${withHelper?.coAuthorIds[0]}`)).toContain(withHelper?._id);
		const contents = customFields.filter(({ targetType }) => targetType === 'contents');
		expect(await ids('/custom-fields?targetType[eq]=contents')).toEqual(idsOf(contents));
	});
});

describe('lists of API v1', () => {
	it('come whole', async () => {
		const { users, courses, programSessions } = sandbox.state.learning360;
		expect((await v1('GET', '/users')).data).toHaveLength(users.filter(({ mail }) => mail).length);
		expect((await v1('GET', '/courses')).data).toHaveLength(courses.length);
		expect((await v1('GET', '/programs/sessions')).data).toHaveLength(programSessions.length);
	});

	it('filter by dates where the page says so', async () => {
		const { data } = await v1('GET', '/courses', { params: { createdAfter: '2025-01-01T00:00:00.000Z' } });
		const expected = sandbox.state.learning360.courses.filter(({ createdAt }) => createdAt > '2025-01-01');
		expect(data.map(({ _id }: { _id: string }) => _id)).toEqual(expected.map(({ _id }) => _id));
	});

	it('have every documented field of a program session', async () => {
		const { data } = await v1('GET', '/programs/sessions');
		const documented = [
			'_id',
			'name',
			'author',
			'description',
			'programTemplate',
			'tutors',
			'lang',
			'customFields',
			'modifiedAt',
			'automatedReminders',
			'requirements',
			'startDate',
			'endDate',
			'programDuration',
			'programDurationType',
			'templateCustom',
			'sessionCustom',
			'modules',
			'hasUserLimit',
			'groups',
			'users',
		];
		for (const session of data) expect(Object.keys(session)).toEqual(expect.arrayContaining(documented));
		expect(
			data
				.filter(({ hasUserLimit }: { hasUserLimit: boolean }) => hasUserLimit)
				.every(({ userLimit }: { userLimit: number }) => userLimit > 0),
		).toBe(true);
		expect(data.some(({ programDuration }: { programDuration: number | null }) => programDuration === null)).toBe(true);
		expect(data[0].programDurationType).toBe('hour');
		expect(Object.keys(data[0].users[0]).sort()).toEqual(['_id', 'mail']);
	});

	it('are reached by the older address too, which redirects', async () => {
		const answer = await v1('GET', '/programs');
		expect({ status: answer.status, location: answer.headers.location }).toEqual({
			status: 302,
			location: '/api/v1/programs/sessions',
		});
	});
});

describe('lists of Zoho People', () => {
	const SESSIONS = '/courses/478346000019479103/batches/478346000019479115/modules/478346000019479119/sessions';

	it('come by 25 until hasMoreRecords is false', async () => {
		const ids: string[] = [];
		const flags: boolean[] = [];
		for (const startIndex of [0, 25, 50]) {
			const { data } = await zoho('GET', SESSIONS, { params: { startIndex } });
			expect(data).toMatchObject({ code: 200, message: 'success' });
			ids.push(...data.sessions.map(({ sessionId }: { sessionId: string }) => sessionId));
			flags.push(data.hasMoreRecords);
		}
		expect(flags).toEqual([true, true, false]);
		expect(new Set(ids).size).toBe(60);
		expect(ids.every((id) => /^\d{18}$/.test(id) && Number(id) > Number.MAX_SAFE_INTEGER)).toBe(true);
	});

	it('start anywhere, as in the sample of the page', async () => {
		const all = (await zoho('GET', SESSIONS)).data.sessions;
		const { data } = await zoho('GET', SESSIONS, { params: { startIndex: 3 } });
		expect(data.sessions[0]).toEqual(all[3]);
		expect(data.sessions).toHaveLength(25);
	});

	it('answer the documented sample field by field', async () => {
		const { data } = await zoho(
			'GET',
			'/courses/219225000000645203/batches/219225000000645215/modules/219225000000645219/sessions?startIndex=0',
		);
		expect(data).toEqual({
			sessions: [
				{
					totalLearnersCount: 0,
					sessionName: 'Session One',
					sessionEndTime: '1:00 PM',
					sessionStartTime: '11:00 AM',
					description: 'Description for Session',
					resources: [],
					sessionId: '219225000000645227',
					roomId: '219225000000645249',
					canUserDelete: false,
					sessionStartDate: '11-01-2022',
					lockUntil: '',
					presentLeanersCount: 0,
					gradeCategoryName: '',
					isLocked: false,
					gradeCategoryId: '',
					sessionType: 'Classroom',
					sessionRoom: 'Room One',
					sessionTrainer: 'Henry',
					isSessionCompleted: false,
					trainerErecno: '219225000000036453',
					canUserEdit: false,
					moduleId: '219225000000645219',
				},
			],
			code: 200,
			message: 'success',
			hasMoreRecords: false,
		});
	});

	it('filter and sort courses', async () => {
		const { courses } = sandbox.state.zohoPeople;
		const names = async (params: object) =>
			(await zoho('GET', '/courses', { params })).data.courses.map(
				({ courseName }: { courseName: string }) => courseName,
			);
		expect(await names({ search: 'safety' })).toEqual(
			courses.filter(({ courseName }) => /safety/i.test(courseName)).map(({ courseName }) => courseName),
		);
		expect(await names({ type: 3 })).toEqual(
			courses.filter(({ type }) => type === 3).map(({ courseName }) => courseName),
		);
		const sorted = courses.map(({ courseName }) => courseName).sort((left, right) => right.localeCompare(left));
		expect(await names({ sortBy: '-name' })).toEqual(sorted.slice(0, 25));
	});
});
