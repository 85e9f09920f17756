import { Clock } from '../../sandbox/server/clock.ts';
import { Limits } from '../../sandbox/server/limits.ts';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { v1Client, v2Client, wait, zohoClient } from './client.ts';

let sandbox: Sandbox;
afterEach(async () => await sandbox.close());

const statuses = (answers: Array<{ status: number }>) =>
	answers.reduce<Record<number, number>>((sum, { status }) => ({ ...sum, [status]: (sum[status] ?? 0) + 1 }), {});

describe('API v2', () => {
	it('answers 50 reads and 10 writes in a second, 429 beyond', async () => {
		// A slow clock: everything below happens within one second of it.
		sandbox = await startSandbox({ speed: 0.05 });
		const v2 = await v2Client(sandbox);
		const reads = await Promise.all(Array.from({ length: 60 }, () => v2('GET', '/tags')));
		expect(statuses(reads)).toEqual({ 200: 50, 429: 10 });
		expect(reads.find(({ status }) => status === 429)?.data).toEqual({ error: 'tooManyRequests' });
		const writes = await Promise.all(
			Array.from({ length: 12 }, (_, index) => v2('POST', '/tags', { data: { name: `Tag ${index}`, isMain: false } })),
		);
		expect(statuses(writes)).toEqual({ 201: 10, 429: 2 });
		expect(sandbox.peaks()).toMatchObject({
			'learning360.reads': { allowed: 50, perSeconds: 1, highest: 60, refused: 10 },
			'learning360.writes': { allowed: 10, perSeconds: 1, highest: 12, refused: 2 },
		});
	});

	it('lets requests through again when the second is over', async () => {
		sandbox = await startSandbox({ speed: 20 });
		const v2 = await v2Client(sandbox);
		await Promise.all(Array.from({ length: 200 }, () => v2('GET', '/tags')));
		await wait(60);
		expect((await v2('GET', '/tags')).status).toBe(200);
	});

	it('takes one standard course a second', async () => {
		sandbox = await startSandbox({ speed: 0.05 });
		const v2 = await v2Client(sandbox);
		const course = sandbox.state.learning360.courses.find(({ type }) => type === 'elearning standard');
		const change = async () =>
			await v2('PATCH', `/courses/elearning-standard/${course?._id}`, { data: form({ description: 'New' }) });
		expect((await change()).status).toBe(200);
		expect((await change()).status).toBe(429);
	});

	it('counts neither token calls nor API v1', async () => {
		sandbox = await startSandbox({ speed: 0.05 });
		const clients = await Promise.all(Array.from({ length: 60 }, () => v2Client(sandbox)));
		expect((await clients[0]?.('GET', '/tags'))?.status).toBe(200);
		const v1 = v1Client(sandbox);
		expect(statuses(await Promise.all(Array.from({ length: 60 }, () => v1('GET', '/projects'))))).toEqual({ 200: 60 });
	});

	it('only measures when limits are switched off', async () => {
		sandbox = await startSandbox({ limits: false, speed: 0.05 });
		const v2 = await v2Client(sandbox);
		expect(statuses(await Promise.all(Array.from({ length: 70 }, () => v2('GET', '/tags'))))).toEqual({ 200: 70 });
		expect(sandbox.peaks()['learning360.reads']).toEqual({ allowed: 50, perSeconds: 1, highest: 70, refused: 0 });
	});
});

describe('Zoho People', () => {
	it('answers 30 calls a minute of one operation, then names the block', async () => {
		sandbox = await startSandbox();
		const zoho = zohoClient(sandbox);
		const answers = await Promise.all(Array.from({ length: 32 }, () => zoho('GET', '/rooms')));
		expect(statuses(answers)).toEqual({ 200: 30, 429: 2 });
		const refused = answers.find(({ status }) => status === 429);
		expect(refused?.data).toEqual({
			response: { status: 1, message: expect.any(String), errors: { code: 7209, message: expect.any(String) } },
		});
		expect(sandbox.peaks()['zohoPeople.listRooms']).toEqual({ allowed: 30, perSeconds: 60, highest: 32, refused: 2 });
	});

	it('keeps the lock although the minute is over, and opens after it', async () => {
		// One real second is a hundred seconds of the clock.
		sandbox = await startSandbox({ speed: 100 });
		const zoho = zohoClient(sandbox);
		const first = await Promise.all(Array.from({ length: 31 }, () => zoho('GET', '/rooms')));
		expect(statuses(first)).toEqual({ 200: 30, 429: 1 });
		expect((await zoho('GET', '/categories')).status).toBe(200);
		await wait(700);
		expect((await zoho('GET', '/rooms')).status).toBe(429);
		await wait(2600);
		expect((await zoho('GET', '/rooms')).status).toBe(200);
	});

	it('counts both addresses of one page together', async () => {
		sandbox = await startSandbox();
		const zoho = zohoClient(sandbox);
		const { courseId, moduleId } = sandbox.state.zohoPeople.links.find(({ batchId }) => batchId === undefined) ?? {};
		const selfPaced = `/courses/${courseId}/modules/${moduleId}/links`;
		const blended = '/courses/478346000019479103/batches/478346000019479115/modules/478346000019479119/links';
		const answers = await Promise.all(
			Array.from({ length: 31 }, (_, index) => zoho('GET', index % 2 === 0 ? selfPaced : blended)),
		);
		expect(statuses(answers)).toEqual({ 200: 30, 429: 1 });
	});
});

describe('a sliding window', () => {
	it('forgets requests one by one', () => {
		let now = 0;
		const clock = { now: () => now } as Clock;
		const limits = new Limits(clock, true);
		const rule = { name: 'test', requests: 2, perSeconds: 1 };
		const at = (time: number) => {
			now = time;
			return limits.arrive([rule]) === undefined;
		};
		expect([at(0), at(600), at(700), at(1000), at(1100), at(1599), at(1600)]).toEqual([
			true,
			true,
			false,
			true,
			false,
			false,
			true,
		]);
	});
});

function form(values: Record<string, string>): FormData {
	const data = new FormData();
	for (const [name, value] of Object.entries(values)) data.append(name, value);
	return data;
}
