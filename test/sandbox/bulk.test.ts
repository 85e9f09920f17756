import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { type Client, failures, v2Client, wait } from './client.ts';

let sandbox: Sandbox;
let v2: Client;

async function begin(options: object = {}): Promise<void> {
	sandbox = await startSandbox(options);
	v2 = await v2Client(sandbox);
}
afterEach(async () => await sandbox.close());

/** Asks for a job until it has ended; gives back its states in the order they were seen. */
async function followed(id: string): Promise<string[]> {
	const states: string[] = [];
	for (;;) {
		const { data } = await v2('GET', `/bulk/operations/${id}`);
		if (states.at(-1) !== data.status) states.push(data.status);
		if (data.status === 'completed') return states;
		await wait(25);
	}
}

const idOf = (location: string) => location.split('/').at(-1) as string;
const GROUP = '507f1f77bcf86cd799439011';

describe('a bulk call', () => {
	it('is accepted, passes its states, takes effect, and answers item by item', async () => {
		await begin({ speed: 0.5 });
		const users = sandbox.state.learning360.users.filter(({ status }) => status === 'active').slice(0, 3);
		const input = [
			...users.map(({ _id }) => ({ userId: _id, groupId: GROUP, role: 'coach' })),
			{ userId: 'f'.repeat(24), groupId: GROUP, role: 'coach' },
		];
		const accepted = await v2('POST', '/bulk/groups/memberships', { data: { input } });
		expect({ status: accepted.status, data: accepted.data }).toEqual({ status: 202, data: '' });
		expect(accepted.headers.location).toMatch(
			new RegExp(`^${sandbox.learning360.url}/api/v2/bulk/operations/[a-f0-9]{24}$`),
		);
		const id = idOf(accepted.headers.location);
		expect((await v2('GET', `/bulk/operations/${id}/results`)).data.error.code).toBe('bulkOperationNotRun');
		expect(await followed(id)).toEqual(['pending', 'queued', 'running', 'completed']);
		const { data } = await v2('GET', `/bulk/operations/${id}/results`);
		expect(data).toEqual([
			...input.slice(0, 3).map((item) => ({ input: item, status: 'success', resourceId: item.userId })),
			{ input: input[3], status: 'error', errorMessage: `No user has the id ${'f'.repeat(24)}` },
		]);
		const coaches = sandbox.state.learning360.memberships.filter(
			({ groupId, role }) => groupId === GROUP && role === 'coach',
		);
		expect(coaches.map(({ userId }) => userId)).toEqual(users.map(({ _id }) => _id));
		expect(failures(sandbox)).toEqual([]);
	});

	it('takes 20,000 items and is done with them soon', async () => {
		await begin();
		const input = Array.from({ length: 20_000 }, (_, index) => ({
			userId: sandbox.state.learning360.users[index % 500]?._id,
			groupId: GROUP,
			role: 'learner',
		}));
		const { headers } = await v2('POST', '/bulk/groups/memberships', { data: { input } });
		const started = performance.now();
		await followed(idOf(headers.location));
		expect(performance.now() - started).toBeLessThan(6000);
		const { data } = await v2('GET', `/bulk/operations/${idOf(headers.location)}/results`);
		expect(data).toHaveLength(20_000);
	});

	it('is refused while three others run', async () => {
		await begin({ speed: 0.2 });
		const remove = async () => await v2('DELETE', '/bulk/groups', { data: { input: [{ groupId: 'f'.repeat(24) }] } });
		const answers = [await remove(), await remove(), await remove(), await remove()];
		expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 429]);
		expect(answers[3]?.data.error.code).toBe('bulkOperationsConcurrencyLimitReached');
		expect(sandbox.peaks()['learning360.bulk']).toEqual({ allowed: 3, highest: 4, refused: 1 });
	});

	it('deletes groups with those below, and fills catalogs', async () => {
		await begin({ speed: 20 });
		const group = sandbox.state.learning360.groups.find(({ name }) => name === 'Transport');
		const below = sandbox.state.learning360.groups.filter(({ parentId }) => parentId === group?._id);
		const deleted = await v2('DELETE', '/bulk/groups', { data: { input: [{ groupId: group?._id }] } });
		await followed(idOf(deleted.headers.location));
		const left = new Set(sandbox.state.learning360.groups.map(({ _id }) => _id));
		expect([group, ...below].some((entry) => left.has(entry?._id ?? ''))).toBe(false);
		const contentId = '65f0a1b2c3d4e5f639192376';
		const added = await v2('POST', '/bulk/groups/catalog', {
			data: { input: [{ groupId: GROUP, contentType: 'course', contentId }] },
		});
		await followed(idOf(added.headers.location));
		expect((await v2('GET', `/groups/${GROUP}/catalog/course-ids`)).data).toEqual([contentId]);
	});

	it('refuses skills that are their own ancestors', async () => {
		await begin();
		const input = [
			{ externalId: 'a', name: 'A', parentExternalIds: ['b'] },
			{ externalId: 'b', name: 'B', parentExternalIds: ['a'] },
		];
		expect((await v2('PUT', '/bulk/skills', { data: { input } })).data.error.code).toBe('skillsGraphHasCycles');
	});
});
