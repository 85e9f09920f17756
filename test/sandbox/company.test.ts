import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { type Client, failures, v1Client, v2Client } from './client.ts';

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
afterEach(() => expect(sandbox.requests.flatMap(({ answerFailures }) => answerFailures)).toEqual([]));
afterAll(async () => await sandbox.close());

const NEWCOMER = {
	mail: 'new.comer@example.com',
	firstName: 'New',
	membership: { groupId: '507f1f77bcf86cd799439011', role: 'learner' },
};
const created = async (changes: object = {}) => await v2('POST', '/users', { data: { ...NEWCOMER, ...changes } });
const codeOf = ({ status, data }: { status: number; data: { error: { code: string } } }) =>
	`${status} ${data.error?.code}`;

describe('the seeded company', () => {
	it('has the size of a company, and is the same every time', async () => {
		const counts = Object.fromEntries(
			Object.entries(sandbox.state.learning360).map(([name, rows]) => [name, rows.length]),
		);
		expect(counts.users).toBeGreaterThanOrEqual(600);
		expect(counts.groups).toBeGreaterThanOrEqual(60);
		expect(counts.courses).toBeGreaterThanOrEqual(120);
		expect(counts.paths).toBeGreaterThanOrEqual(40);
		for (const [name, count] of Object.entries(counts)) expect([name, count > 0]).toEqual([name, true]);
		const other = await startSandbox();
		expect(other.state.learning360.users.slice(0, 50)).toEqual(sandbox.state.learning360.users.slice(0, 50));
		await other.close();
	});

	it('has a tree of groups, and two to six sessions a path', () => {
		const { groups, paths, pathSessions } = sandbox.state.learning360;
		const ids = new Set(groups.map(({ _id }) => _id));
		expect(groups.filter(({ parentId }) => parentId === undefined)).toHaveLength(1);
		expect(groups.every(({ parentId }) => parentId === undefined || ids.has(parentId))).toBe(true);
		for (const { _id } of paths.slice(0, 40)) {
			const count = pathSessions.filter(({ pathId }) => pathId === _id).length;
			expect([2, 3, 4, 5, 6]).toContain(count);
		}
	});
});

describe('the life of a user', () => {
	it('has the achievements of an author in API v1, those that only a recording shows among them', async () => {
		const { courses, users } = sandbox.state.learning360;
		const author = users.find(
			({ _id, mail }) =>
				mail !== undefined && courses.some(({ authorId, status }) => authorId === _id && status === 'published'),
		);
		const { data } = await v1('GET', `/users/${author?.mail}`);
		expect(data.championAchievements).toMatchObject({
			coursesPublished: expect.arrayContaining(['Champion']),
			authoringToolExplored: ['Apprentice Champion'],
		});
	});

	it('goes from invited to active to deleted and back', async () => {
		const { status, data } = await created();
		expect({ status, state: data.status }).toEqual({ status: 201, state: 'invited' });
		expect((await v2('PUT', `/users/${data._id}/activate`)).data.status).toBe('active');
		expect((await v2('DELETE', `/users/${data._id}`)).status).toBe(204);
		expect((await v2('GET', `/users/${data._id}`)).data).toMatchObject({
			status: 'deleted',
			deletedAt: [expect.any(String)],
		});
		const again = await created();
		expect({ status: again.status, _id: again.data._id, state: again.data.status }).toEqual({
			status: 200,
			_id: data._id,
			state: 'invited',
		});
		await v2('DELETE', `/users/${data._id}`);
		const pseudonym = (await v2('PUT', `/users/${data._id}/pseudonymize`)).data;
		expect(pseudonym).toMatchObject({ _id: data._id, status: 'deleted', firstName: 'Pseudonymized' });
		expect(pseudonym).not.toHaveProperty('mail');
		expect(failures(sandbox)).toEqual([]);
	});

	it('keeps what a change leaves out, and clears what it sets to null', async () => {
		const { data } = await created({ job: 'Driver', phone: '+31' });
		const changed = (await v2('PATCH', `/users/${data._id}`, { data: { phone: null, firstName: 'Newer' } })).data;
		expect(changed).toMatchObject({ firstName: 'Newer', job: 'Driver', mail: NEWCOMER.mail });
		expect(changed).not.toHaveProperty('phone');
	});

	it('answers the documented codes', async () => {
		const { data } = await created({ username: 'newcomer' });
		const { users } = sandbox.state.learning360;
		const url = `/users/${data._id}`;
		const change = async (changes: object, path = url) => codeOf(await v2('PATCH', path, { data: changes }));
		expect(codeOf(await created())).toBe('400 mailAlreadyUsed');
		expect(codeOf(await created({ mail: undefined, username: 'newcomer' }))).toBe('400 usernameAlreadyUsed');
		expect(codeOf(await created({ username: users[5]?.username }))).toBe('400 loginIdentifierMultipleUsersFound');
		expect(codeOf(await created({ mail: 'nobody' }))).toBe('400 mailInvalid');
		expect(codeOf(await created({ mail: 'a@b.example', toBeDeactivatedAt: '2020-01-01T00:00:00.000Z' }))).toBe(
			'400 deactivationDateInvalid',
		);
		expect(codeOf(await created({ mail: 'a@b.example', primaryGroupId: '58eb5f371a92bb4fb526b305' }))).toBe(
			'400 notMemberOfPrimaryGroup',
		);
		expect(codeOf(await created({ membership: { groupId: 'f'.repeat(24), role: 'learner' } }))).toBe(
			'404 groupNotFound',
		);
		expect(await change({ mail: null, username: null })).toBe('400 userShouldHaveAtLeastOneValidIdentifier');
		expect(await change({ mail: users[5]?.mail })).toBe('400 mailAlreadyUsed');
		expect(await change({ profileImageId: 'f'.repeat(24) })).toBe('400 mediaNotFound');
		expect(await change({ toBeDeactivatedAt: '2032-01-01T00:00:00.000Z' }, `/users/${users[0]?._id}`)).toBe(
			'400 ownerDeactivationNotAllowed',
		);
		expect(codeOf(await v2('DELETE', `/users/${users[0]?._id}`))).toBe('400 userIsCompanyOwner');
		expect(codeOf(await v2('GET', `/users/${'f'.repeat(24)}`))).toBe('404 userNotFound');
		expect(codeOf(await v2('PUT', `${url}/pseudonymize`))).toBe('400 userNotDeleted');
	});

	it('shows in API v1 under the same id', async () => {
		const { data } = await created();
		expect((await v1('GET', `/users/${NEWCOMER.mail}`)).data).toMatchObject({
			_id: data._id,
			mail: NEWCOMER.mail,
			groups: [NEWCOMER.membership.groupId],
		});
		expect((await v1('POST', '/users', { data: { mail: NEWCOMER.mail } })).data).toEqual({
			error: 'invitation_already_exists',
		});
		await v2('PUT', `/users/${data._id}/activate`);
		expect((await v1('POST', '/users', { data: { mail: NEWCOMER.mail } })).data).toEqual({
			error: 'user_already_exists',
		});
		expect(await v1('GET', '/users/nobody@example.com')).toMatchObject({
			status: 400,
			data: { error: 'user_not_found' },
		});
	});
});

describe('groups and memberships', () => {
	it('are made, changed, filled and removed with those below', async () => {
		const [root] = sandbox.state.learning360.groups;
		const parent = (await v2('POST', '/groups', { data: { name: 'Parent', public: false, parentId: root?._id } })).data;
		const child = (await v2('POST', '/groups', { data: { name: 'Child', public: true, parentId: parent._id } })).data;
		const user = sandbox.state.learning360.users[4]?._id;
		expect((await v2('POST', `/groups/${child._id}/user-admin/${user}`)).status).toBe(204);
		expect((await v2('GET', `/groups/${child._id}/roles`)).data).toEqual([{ userId: user, role: 'userAdmin' }]);
		expect((await v2('GET', `/users/${user}/roles`)).data).toContainEqual({ groupId: child._id, role: 'userAdmin' });
		expect(codeOf(await v2('PATCH', `/groups/${parent._id}`, { data: { parentId: child._id } }))).toBe(
			'400 parentGroupNotDescendantOrSelf',
		);
		expect(codeOf(await v2('PATCH', `/groups/${child._id}`, { data: { subdomain: 'child' } }))).toBe(
			'400 noSubdomainOnPublicGroup',
		);
		expect(codeOf(await v2('PATCH', `/groups/${root?._id}`, { data: { public: true } }))).toBe(
			'400 rootGroupNotPublic',
		);
		expect(codeOf(await v2('DELETE', `/groups/${root?._id}`))).toBe('400 groupIsRoot');
		expect(codeOf(await v2('DELETE', `/groups/${child._id}/coach/${user}`))).toBe('404 userNotFoundInGroup');
		expect((await v2('DELETE', `/groups/${parent._id}`)).status).toBe(204);
		expect(codeOf(await v2('GET', `/groups/${child._id}`))).toBe('404 groupNotFound');
		expect(failures(sandbox)).toEqual([]);
	});

	it('with an integration stay', async () => {
		const [integration] = sandbox.state.learning360.integrations;
		expect(codeOf(await v2('DELETE', `/groups/${integration?.groupId}`))).toBe(
			'400 hasActiveIntegrationsOrLtiConnectors',
		);
		expect(await v1('DELETE', `/groups/${integration?.groupId}`)).toMatchObject({
			status: 500,
			data: { error: 'Cannot delete group' },
		});
	});
});

describe('lists that are replaced as a whole', () => {
	it('hold what was sent last: tags, custom values, audiences', async () => {
		const { courses, tags, users, pathSessions } = sandbox.state.learning360;
		const course = courses[1]?._id;
		const tagIds = [tags[3]?._id, tags[1]?._id];
		expect((await v2('PUT', `/courses/${course}/tags`, { data: { tagIds } })).data).toEqual(tagIds);
		expect((await v2('GET', `/courses/${course}/tags`)).data).toEqual(
			tagIds.map((tagId) => ({ tagId, source: 'native' })),
		);
		const customValues = [{ customFieldId: '507f1f77bcf86cd799439011', type: 'string', value: 'US' }];
		const values = `/users/${users[9]?._id}/custom-fields/values`;
		await v2('PUT', values, { data: { customValues } });
		expect((await v2('GET', values)).data).toEqual(customValues);
		const session = pathSessions.find(({ startDate, isAudienceBuilder }) => startDate > '2030' && isAudienceBuilder);
		const audience = { mode: 'manual', filters: [{ type: 'users', ids: [users[1]?._id, users[2]?._id] }] };
		const url = `/paths/${session?.pathId}/sessions/${session?._id}`;
		expect((await v2('PUT', `${url}/audiences`, { data: audience })).data).toEqual(audience);
		const { data } = await v2(
			'GET',
			`/paths/${session?.pathId}/enrollments?sessionId[eq]=${session?._id}&status[eq]=published`,
		);
		const enrolled = data
			.filter(({ isSelfEnrolled }: { isSelfEnrolled: boolean }) => !isSelfEnrolled)
			.map(({ userId }: { userId: string }) => userId);
		expect(enrolled.sort()).toEqual([users[1]?._id, users[2]?._id].sort());
		expect(failures(sandbox)).toEqual([]);
	});

	it('refuse values that do not fit their field', async () => {
		const { customFields, users } = sandbox.state.learning360;
		const field = (name: string) => customFields.find((entry) => entry.name === name)?._id;
		const put = async (...customValues: object[]) =>
			codeOf(await v2('PUT', `/users/${users[9]?._id}/custom-fields/values`, { data: { customValues } }));
		const country = { customFieldId: field('Country'), type: 'string', value: 'NL' };
		expect(await put({ ...country, value: 'Mars' })).toBe('400 unauthorizedValue');
		expect(await put({ ...country, type: 'date', value: '2026-01-01' })).toBe('400 wrongTypeValue');
		expect(await put({ customFieldId: field('Entry date'), type: 'date', value: 'soon' })).toBe('400 wrongTypeValue');
		expect(await put(country, country)).toBe('400 multipleValuesForSingleCustomField');
		expect(await put({ ...country, customFieldId: 'f'.repeat(24) })).toBe('404 customFieldNotFound');
	});
});

describe('other records', () => {
	it('are remembered through their life: tags, links, external ids, classrooms, slots, subscriptions', async () => {
		const roundTrip = async (path: string, data: object, update: [string, object]) => {
			const made = (await v2('POST', path, { data })).data;
			const changed = (await v2(update[0], `${path}/${made._id}`, { data: update[1] })).data;
			expect(changed).toMatchObject({ _id: made._id, ...update[1] });
			const listed = (await v2('GET', path)).data as Array<{ _id: string }>;
			expect(listed.some(({ _id }) => _id === made._id)).toBe(true);
			return `${path}/${made._id}`;
		};
		const [user] = sandbox.state.learning360.users;
		const paths = [
			await roundTrip('/tags', { name: 'One', isMain: false }, ['PUT', { name: 'Two', isMain: true }]),
			await roundTrip('/custom-links', { name: 'One', order: 90, type: 'one' }, [
				'PUT',
				{ name: 'Two', order: 91, type: 'two' },
			]),
			await roundTrip('/custom-fields', { name: 'One', targetType: 'users', type: 'string' }, [
				'PATCH',
				{ name: 'Two' },
			]),
			await roundTrip('/external-ids', { platform: 'P', targetId: user?._id, targetType: 'user', value: '1' }, [
				'PUT',
				{ platform: 'P', targetId: user?._id, targetType: 'user', value: '2' },
			]),
			await roundTrip('/webhooks/subscriptions', { eventType: 'user.created', name: 'One', url: 'https://a.example' }, [
				'PATCH',
				{ status: 'inactive' },
			]),
		];
		for (const path of paths) {
			expect((await v2('DELETE', path)).status).toBe(204);
			expect((await v2('DELETE', path)).status).toBe(404);
		}
		expect(sandbox.requests.flatMap(({ validationFailures }) => validationFailures)).toEqual([]);
	});

	it('tell subscribers of API v2 what happens', async () => {
		const subscription = (
			await v2('POST', '/webhooks/subscriptions', {
				data: { eventType: 'group.created', name: 'Groups', url: 'https://hooks.example.org' },
			})
		).data;
		const [root] = sandbox.state.learning360.groups;
		const group = (await v2('POST', '/groups', { data: { name: 'Told', public: false, parentId: root?._id } })).data;
		const { data } = await v2('GET', `/webhooks/subscriptions/${subscription._id}/events`);
		expect(data).toEqual([
			{
				_id: expect.stringMatching(/^msg_/),
				createdAt: expect.any(String),
				status: 'pending',
				payload: {
					type: 'group.created',
					timestamp: expect.any(Number),
					data: { groupId: group._id, createdAt: expect.any(String), name: 'Told' },
				},
			},
		]);
	});

	it('include a certificate as PDF', async () => {
		const certificate = sandbox.state.learning360.certificates[0];
		const url = `/users/${certificate?.userId}/certificates/${certificate?._id}/pdf`;
		const { data, headers } = await v2('GET', url, { responseType: 'arraybuffer' });
		expect(headers['content-type']).toBe('application/pdf');
		const text = Buffer.from(data).toString('latin1');
		expect(text.startsWith('%PDF-1.4')).toBe(true);
		const start = Number(/startxref\n(\d+)/.exec(text)?.[1]);
		expect(text.slice(start, start + 4)).toBe('xref');
	});

	it('move classroom places as they should', async () => {
		const { slots, registrations, enrollments } = sandbox.state.learning360;
		const full = slots.find(({ waitlistCapacity, startDate }) => waitlistCapacity && startDate > '2030');
		const inSession = enrollments.filter(
			({ sessionId, status }) => sessionId === full?.context._id && status === 'published',
		);
		const taken = new Set(registrations.map(({ userId }) => userId));
		const learner = inSession.find(({ userId }) => !taken.has(userId))?.userId;
		const url = `/classroom-slots/${full?._id}`;
		expect(codeOf(await v2('POST', `${url}/registrations/${learner}`))).toBe('400 classroomSlotFull');
		expect((await v2('POST', `${url}/waitlist/${learner}`)).status).toBe(204);
		expect((await v2('GET', `${url}/waitlist`)).data).toContainEqual({
			userId: learner,
			requestedAt: expect.any(String),
		});
		const registered = registrations.find(
			({ classroomSlotId, status }) => classroomSlotId === full?._id && status === 'published',
		);
		expect((await v2('DELETE', `${url}/registrations/${registered?._id}`)).status).toBe(204);
		expect((await v2('POST', `${url}/registrations/${learner}`)).data).toMatchObject({
			userId: learner,
			status: 'published',
		});
		expect(codeOf(await v2('POST', `${url}/registrations/${learner}`))).toBe('400 userAlreadyRegistered');
		expect(codeOf(await v2('POST', `${url}/registrations/${sandbox.state.learning360.users[0]?._id}`))).toBe(
			'400 userNotEnrolledInPathSession',
		);
	});
});

describe('programs', () => {
	it('get sessions, learners and statistics', async () => {
		const [template] = sandbox.state.learning360.programTemplates;
		const { data } = await v1('POST', `/programs/${template?._id}/sessions/`, {
			data: {
				name: 'July',
				startDate: '2027-07-01T08:00:00.000Z',
				endDate: '2027-07-31T16:00:00.000Z',
				tutors: ['tutor@example.com'],
				userLimit: 20,
			},
		});
		const url = `/programs/sessions/${data._id}`;
		expect((await v1('GET', url)).data).toMatchObject({
			name: 'July',
			programTemplate: template?._id,
			hasUserLimit: true,
			userLimit: 20,
			users: [],
		});
		expect((await v1('PUT', `${url}/users/learner@example.com`)).status).toBe(200);
		expect((await v1('GET', `${url}/users`)).data.map(({ mail }: { mail: string }) => mail)).toEqual([
			'learner@example.com',
		]);
		expect((await v1('GET', `${url}/stats`)).data).toMatchObject({ name: 'July', registered: 1, attendees: 0 });
		expect((await v1('PATCH', url, { data: { name: 'August' } })).status).toBe(200);
		expect((await v1('DELETE', `${url}/users/learner@example.com`)).status).toBe(204);
		expect((await v1('GET', url)).data).toMatchObject({ name: 'August', users: [] });
		expect((await v1('DELETE', url)).status).toBe(200);
		expect((await v1('GET', url)).status).toBe(404);
		expect((await v1('GET', `/programs/templates/${'f'.repeat(24)}`)).data).toEqual({
			message: 'Not Found',
			documentation_url: expect.any(String),
		});
	});
});
