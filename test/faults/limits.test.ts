import type { Sandbox } from '../../sandbox/index.ts';
import { operationCalls, runNode, V1, V2, ZOHO, type Seen } from '../five/five.ts';
import { inItsTime, startStillSandbox } from './world.ts';

const options = { concurrency: 10 };
const create = { resource: 'tag', operation: 'create', name: '={{ $json.name }}', isMain: false, options };
const rooms = { resource: 'room', operation: 'getAll', limit: 1, options };
const items = (count: number) =>
	Array.from({ length: count }, (_entry, index) => ({ json: { name: `Tag ${index}`, index } }));

let sandbox: Sandbox;
/** Seconds that passed while something was done. */
let seconds = 0;
async function timed<T>(work: () => Promise<T>): Promise<T> {
	return await inItsTime(sandbox, async () => {
		const started = Date.now();
		const result = await work();
		seconds = (Date.now() - started) / 1000;
		return result;
	});
}

describe("The vendors' limits", () => {
	beforeAll(async () => {
		sandbox = await startStillSandbox(true);
	});
	afterAll(async () => await sandbox.close());
	beforeEach(async () => await sandbox.reset());

	test('205 writes take ten a second at 360Learning, all of them and no more, in the shortest time there is', async () => {
		const { items: out, message } = await timed(async () => await runNode(sandbox, V2, create, { input: items(205) }));
		expect(message).toBe('');
		expect(out).toHaveLength(205);
		expect(sandbox.peaks()['learning360.writes']).toMatchObject({ highest: 10, refused: 0 });
		expect(seconds).toBeGreaterThanOrEqual(20);
		expect(seconds).toBeLessThan(21);
	}, 300_000);

	test('155 reads take fifty a second', async () => {
		const { items: out } = await timed(
			async () =>
				await runNode(
					sandbox,
					V2,
					{ resource: 'tag', operation: 'getAll', limit: 1, options: { concurrency: 50 } },
					{ input: items(155) },
				),
		);
		expect(out).toHaveLength(155);
		expect(sandbox.peaks()['learning360.reads']).toMatchObject({ highest: 50, refused: 0 });
		expect(seconds).toBeGreaterThanOrEqual(3);
		expect(seconds).toBeLessThan(3.2);
	}, 300_000);

	test('95 calls to one operation of Zoho go out as bursts of thirty a minute, without a lock', async () => {
		const {
			items: out,
			message,
			run,
		} = await timed(async () => await runNode(sandbox, ZOHO, rooms, { input: items(95) }));
		expect(message).toBe('');
		expect(out).toHaveLength(95);
		const [calls] = Object.entries(sandbox.peaks()).filter(([name]) => name.startsWith('zoho'));
		expect(calls[1]).toMatchObject({ highest: 30, refused: 0 });
		expect(seconds).toBeGreaterThanOrEqual(180);
		expect(seconds).toBeLessThan(189);
		expect(run.logs).toContainEqual({
			level: 'info',
			message: 'The limit of Zoho People LMS API is used up: waiting 60 seconds',
			node: 'Node',
		});
	}, 300_000);

	test('two operations of Zoho have a budget each', async () => {
		const trainers = { resource: 'trainer', operation: 'getAll', limit: 1, options };
		await timed(
			async () =>
				await Promise.all(
					[rooms, trainers].map(async (parameters) => await runNode(sandbox, ZOHO, parameters, { input: items(30) })),
				),
		);
		expect(operationCalls(sandbox)).toHaveLength(60);
		expect(seconds).toBeLessThan(1);
	}, 300_000);

	test('several nodes and workflows share the allowance of their credential', async () => {
		const halves = [items(24).slice(0, 12), items(24).slice(12)];
		const seen = await timed(
			async () => await Promise.all(halves.map(async (half) => await runNode(sandbox, V2, create, { input: half }))),
		);
		expect(seen.map(({ items: out }) => out.length)).toEqual([12, 12]);
		expect(sandbox.peaks()['learning360.writes']).toMatchObject({ highest: 10, refused: 0 });
		expect(seconds).toBeGreaterThanOrEqual(2);
	}, 300_000);

	test('a node takes a smaller share when the user says so', async () => {
		await timed(
			async () => await runNode(sandbox, V2, { ...create, options: { ...options, share: 30 } }, { input: items(9) }),
		);
		expect(sandbox.peaks()['learning360.writes']).toMatchObject({ highest: 3, refused: 0 });
		expect(seconds).toBeGreaterThanOrEqual(2);
	}, 300_000);
});

describe('A lock that happened anyway', () => {
	const ROOMS = 'listRooms';
	const BLOCKED = { code: 7209, message: 'blocked' };
	const waits = ({ run }: Seen) =>
		run.logs.map(({ message }) => /used up: waiting (\d+) seconds/.exec(message)?.[1]).filter(Boolean);
	const WORKS_AGAIN =
		/^The limit of Zoho People LMS API is used up; it works again in about (\d+) minutes, at \d\d:\d\d \[Item 0\]$/;
	const read = async (more: object = {}) =>
		await runNode(sandbox, ZOHO, { ...rooms, options: { ...options, ...more } });

	beforeAll(async () => {
		sandbox = await startStillSandbox(false);
	});
	afterAll(async () => await sandbox.close());
	beforeEach(async () => await sandbox.reset());

	test.each([
		[
			'of Zoho, without a word about its length',
			{ status: 429, body: { response: { status: 1, errors: BLOCKED } } },
			300,
		],
		['of Zoho in an answer of HTTP 200', { status: 200, body: { response: { status: 1, errors: [BLOCKED] } } }, 300],
		['of Zoho, code and message at the top', { status: 400, body: BLOCKED }, 300],
		[
			'that says how long it lasts',
			{ status: 429, headers: { 'retry-after': '42' }, body: { response: { status: 1, errors: BLOCKED } } },
			42,
		],
	])(
		'%s is waited for, and the log says so',
		async (_what, effect, length) => {
			sandbox.faults.add({ operationId: ROOMS, ...effect, times: 1 });
			const seen = await timed(async () => await read());
			expect(seen.message).toBe('');
			expect(seconds).toBeGreaterThanOrEqual(length);
			expect(seconds).toBeLessThan(length + 2);
			expect(waits(seen)).toEqual([String(length)]);
			expect(operationCalls(sandbox)).toHaveLength(2);
		},
		300_000,
	);

	test('is shown below the output of the node, with how long the run waited and what others leave', async () => {
		sandbox.faults.add({
			operationId: ROOMS,
			status: 429,
			body: { response: { status: 1, errors: BLOCKED } },
			times: 1,
		});
		const { run } = await timed(async () => await read());
		const hints = Object.values(run.nodes).flatMap(({ runs }) => runs.flatMap((pass) => pass.hints));
		expect(hints).toEqual([
			'Waited 5 minutes for the limits of Zoho People LMS API',
			expect.stringMatching(
				/^Something else uses the same account: about \d+ of 30 calls per 60 seconds are left for this n8n process/,
			),
		]);
		const quiet = await timed(async () => await read());
		expect(Object.values(quiet.run.nodes).flatMap(({ runs }) => runs.flatMap((pass) => pass.hints))).toEqual([]);
	}, 300_000);

	test('is waited for up to ten minutes, unless the user says otherwise', async () => {
		const lock = (length: number) =>
			sandbox.faults.add({
				operationId: ROOMS,
				status: 429,
				headers: { 'retry-after': String(length) },
				body: {},
				times: 1,
			});
		lock(599);
		expect((await timed(async () => await read())).message).toBe('');
		lock(601);
		const refused = await timed(async () => ({ ...(await read()), now: Date.now() }));
		expect(refused.message).toMatch(WORKS_AGAIN);
		expect(refused.advice).toBe('Run it again after that time, raise Longest Wait in the options, or send fewer calls');
		expect(seconds).toBeLessThan(2);
	}, 300_000);

	test('fails with the time at which it works again when the user does not want to wait; until then nothing is sent', async () => {
		sandbox.faults.add({
			operationId: ROOMS,
			status: 429,
			body: { response: { status: 1, errors: BLOCKED } },
			times: 1,
		});
		await timed(async () => {
			for (let again = 0; again < 2; again += 1) {
				const { message } = await read({ longestWait: 0 });
				expect(WORKS_AGAIN.exec(message)?.[1]).toBe('5');
			}
			expect(operationCalls(sandbox)).toHaveLength(1);
			const { message } = await read();
			expect(message).toBe('');
		});
		expect(seconds).toBeGreaterThanOrEqual(300);
		expect(operationCalls(sandbox)).toHaveLength(2);
	}, 300_000);

	test.each([
		['API v2', V2, { resource: 'tag', operation: 'getAll', limit: 1, options }, 'listTags', 1],
		['API v1', V1, { resource: 'project', operation: 'getAll', options }, 'listProjects', 0.5],
	])(
		'of 360Learning (%s) is over after about a second',
		async (_api, node, parameters, operationId, least) => {
			sandbox.faults.add({ operationId, status: 429, body: { error: 'tooManyRequests' }, times: 2 });
			const { message } = await timed(async () => await runNode(sandbox, node, parameters as never));
			expect(message).toBe('');
			expect(seconds).toBeGreaterThanOrEqual(least);
			expect(seconds).toBeLessThan(5);
		},
		300_000,
	);
});
