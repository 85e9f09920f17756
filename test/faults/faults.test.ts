import type { Fault } from '../../sandbox/index.ts';
import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { byId, leaks, operationCalls, runNode, V2, ZOHO } from '../five/five.ts';
import { startClock } from './clock.ts';

/** Writes go out at the vendor's ten a second, reads at fifty; so many keep the suite short and leave items before, in and after a fault. */
const WRITES = 30;
const READS = 100;
const GROUP = '6776986afff311b995274b73';
const input = Array.from({ length: WRITES }, (_entry, index) => ({ json: { name: `Tag ${index}` } }));
const readInput = Array.from({ length: READS }, (_entry, index) => ({ json: { index } }));
const options = { concurrency: 10, tries: 4 };

/** A create: not to be repeated when its fate is unknown. */
const create = { resource: 'tag', operation: 'create', name: '={{ $json.name }}', isMain: false, options };
/** A read: always safe. */
const read = { resource: 'group', operation: 'get', groupId: byId(GROUP), options };

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ limits: false });
});
afterAll(async () => await sandbox.close());
beforeEach(async () => await sandbox.reset());

/** How often each name of the input stands in the vendor's store. */
function written(): Map<string, number> {
	const counts = new Map<string, number>();
	for (const { name } of sandbox.state.learning360.tags as unknown as Array<{ name: string }>) counts.set(name, (counts.get(name) ?? 0) + 1);
	return counts;
}

function doubled(): number {
	return [...written()].filter(([name, count]) => name.startsWith('Tag ') && count > 1).length;
}

/** Items that came out as done and are not in the store. */
function lost(items: Array<{ json: Record<string, unknown> }>): number {
	const there = written();
	return items.filter(({ json }) => typeof json.name === 'string' && !there.has(json.name)).length;
}

type Effect = Omit<Fault, 'operationId'>;

const HARMLESS: Array<[string, Effect]> = [
	['429 without Retry-After', { status: 429, body: { error: 'tooManyRequests' }, times: 3 }],
	['429 with Retry-After', { status: 429, body: { error: 'tooManyRequests' }, headers: { 'retry-after': '1' }, times: 3 }],
	['503', { status: 503, body: { error: { code: 'unavailable', message: 'later' } }, times: 3 }],
];
const UNKNOWN: Array<[string, Effect]> = [
	['500', { status: 500, times: 2, after: 12 }],
	['502', { status: 502, times: 2, after: 12 }],
	['504', { status: 504, times: 2, after: 12 }],
	['a connection that breaks before the vendor acted', { drop: 'before', times: 2, after: 12 }],
	['a connection that breaks after the vendor acted', { drop: 'after', times: 2, after: 12 }],
	['JSON that is cut off', { truncate: true, times: 2, after: 12 }],
	['HTML instead of JSON', { body: '<html>Sorry</html>', contentType: 'text/html', times: 2, after: 12 }],
	['an empty answer', { empty: true, times: 2, after: 12 }],
];

describe('Writes', () => {
	test.each(HARMLESS)('%s: every item is written once', async (_what, effect) => {
		sandbox.faults.add({ operationId: 'createTag', ...effect });
		const { items, message } = await runNode(sandbox, V2, create, { input });
		expect(message).toBe('');
		expect(items).toHaveLength(WRITES);
		expect({ doubled: doubled(), lost: lost(items) }).toEqual({ doubled: 0, lost: 0 });
	}, 60_000);

	test.each(UNKNOWN)('%s: the items met fail with a word about their unknown fate, nothing is doubled or lost', async (_what, effect) => {
		sandbox.faults.add({ operationId: 'createTag', ...effect });
		const seen = await runNode(sandbox, V2, create, { input, onError: 'continueRegularOutput' });
		const failed = seen.items.filter(({ json }) => 'error' in json);
		expect(failed).toHaveLength(2);
		for (const { json } of failed) expect(String(json.error)).toMatch(/^Nobody knows whether the vendor carried this out \[Item \d+\]$/);
		expect({ doubled: doubled(), lost: lost(seen.items as never) }).toEqual({ doubled: 0, lost: 0 });
		expect(leaks(sandbox, seen)).toEqual([]);
	}, 60_000);

	test.each(UNKNOWN)('%s, with Retry On Fail: nothing is written twice', async (_what, effect) => {
		sandbox.faults.add({ operationId: 'createTag', ...effect });
		await runNode(sandbox, V2, create, { input, retryOnFail: true });
		expect(doubled()).toBe(0);
	}, 60_000);

	test('Retry On Fail goes on with the items that are not done yet', async () => {
		sandbox.faults.add({ operationId: 'createTag', status: 400, body: { error: { code: 'nameAlreadyUsed', message: 'once' } }, after: 15, times: 1 });
		const { items, message } = await runNode(sandbox, V2, create, { input, retryOnFail: true });
		expect(message).toBe('');
		expect(items.map(({ json }) => json.name)).toEqual(input.map(({ json }) => json.name));
		expect(operationCalls(sandbox)).toHaveLength(WRITES + 1);
		expect(doubled()).toBe(0);
	}, 60_000);
});

describe('Reads', () => {
	test.each(UNKNOWN)('%s: is repeated, no item fails', async (_what, effect) => {
		sandbox.faults.add({ operationId: 'getGroup', ...effect });
		const { items, message } = await runNode(sandbox, V2, read, { input: readInput });
		expect(message).toBe('');
		expect(items).toHaveLength(READS);
	}, 60_000);

	test('a vendor that stays away fails after the tries, not before and not later', async () => {
		sandbox.faults.add({ operationId: 'getGroup', status: 500 });
		await runNode(sandbox, V2, { ...read, options: { tries: 3 } });
		expect(operationCalls(sandbox)).toHaveLength(3);
	}, 60_000);

	test('a token that is taken back in the middle is renewed once', async () => {
		const timer = setInterval(() => {
			if (operationCalls(sandbox).length < 50) return;
			sandbox.revokeTokens();
			clearInterval(timer);
		}, 2);
		const { items, message } = await runNode(sandbox, V2, read, { input: readInput });
		clearInterval(timer);
		expect(message).toBe('');
		expect(items).toHaveLength(READS);
		expect(sandbox.requests.filter(({ path: address }) => address.endsWith('/oauth2/token')).length).toBeLessThanOrEqual(2);
	}, 60_000);

	test('a redirect is not followed with the token', async () => {
		sandbox.faults.add({ operationId: 'getGroup', redirect: 'http://127.0.0.1:9/elsewhere' });
		const { message } = await runNode(sandbox, V2, read);
		expect(message).toMatch(/127\.0\.0\.1:9, where the token must not go/);
	});

	test('a next page on another host is refused', async () => {
		sandbox.faults.add({ operationId: 'listUsers', nextLink: 'http://127.0.0.1:9/api/v2/users?next=x' });
		const { message } = await runNode(sandbox, V2, { resource: 'user', operation: 'getAll', returnAll: true, options: { tries: 1 } });
		expect(message).toMatch(/another host/);
	});

	test('a next page that leads in a circle is refused', async () => {
		sandbox.faults.add({ operationId: 'listUsers', nextLink: `${sandbox.learning360.url}/api/v2/users` });
		const { message } = await runNode(sandbox, V2, { resource: 'user', operation: 'getAll', returnAll: true, options: { tries: 1 } });
		expect(message).toMatch(/leads back|same page twice/);
	});
});

describe('Limits', () => {
	/** Runs `work` against a sandbox that keeps the limits, both in another time. */
	async function inOtherTime(speed: number, work: (limited: Sandbox) => Promise<void>): Promise<void> {
		const limited = await startSandbox({ speed });
		const clock = startClock(speed);
		try {
			await work(limited);
		} finally {
			clock.stop();
			await limited.close();
		}
	}

	// Windows of several seconds of real time: other work of this machine does not disturb them.
	test('25 writes take the vendor\'s ten a second, all of them and no more', async () => {
		await inOtherTime(0.5, async (limited) => {
			const some = input.slice(0, 25);
			const started = Date.now();
			const { items, message } = await runNode(limited, V2, create, { input: some });
			expect(message).toBe('');
			expect(items).toHaveLength(some.length);
			expect(limited.peaks()['learning360.writes']).toMatchObject({ highest: 10, refused: 0 });
			expect(Date.now() - started).toBeGreaterThanOrEqual(2_000);
		});
	}, 60_000);

	test('35 calls to one Zoho operation go out as a burst of thirty and the rest, without a lock', async () => {
		await inOtherTime(10, async (limited) => {
			const { items, message } = await runNode(limited, ZOHO, { resource: 'room', operation: 'getAll', limit: 1, options: { concurrency: 10 } }, { input: readInput.slice(0, 35) });
			expect(message).toBe('');
			expect(items).toHaveLength(35);
			const [calls] = Object.entries(limited.peaks()).filter(([name]) => name.startsWith('zoho'));
			expect(calls[1]).toMatchObject({ highest: 30, refused: 0 });
		});
	}, 60_000);

	test('several runs at once share the allowance of their credential', async () => {
		await inOtherTime(0.5, async (limited) => {
			const halves = [input.slice(0, 12), input.slice(12, 24)];
			const seen = await Promise.all(halves.map(async (half) => await runNode(limited, V2, create, { input: half })));
			expect(seen.map(({ items }) => items.length)).toEqual([12, 12]);
			expect(limited.peaks()['learning360.writes']).toMatchObject({ highest: 10, refused: 0 });
		});
	}, 60_000);

	test('a lock of Zoho is waited for as long as the vendor says, when the person allows it', async () => {
		sandbox.faults.add({ operationId: 'listRooms', status: 429, headers: { 'retry-after': '2' }, body: { response: { status: 1, errors: { code: 7209, message: 'blocked' } } }, times: 1 });
		const started = Date.now();
		const { message } = await runNode(sandbox, ZOHO, { resource: 'room', operation: 'getAll', returnAll: true });
		expect(message).toBe('');
		expect(Date.now() - started).toBeGreaterThanOrEqual(2_000);
	}, 60_000);
});

describe('Bulk', () => {
	test('501 memberships are one call and polls, with each result on its item', async () => {
		const users = (sandbox.state.learning360.users as unknown as Array<{ _id: string; status: string }>).filter(({ status }) => status === 'active').slice(0, 500);
		const people = [...users.map(({ _id }) => _id), 'ffffffffffffffffffffffff'].map((userId) => ({ json: { userId } }));
		const parameters = { resource: 'groupMember', operation: 'addBulk', userId: byId('={{ $json.userId }}'), groupId: byId(GROUP), role: 'learner', options };
		const { items } = await runNode(sandbox, V2, parameters, { input: people, onError: 'continueRegularOutput' });
		expect(items).toHaveLength(people.length);
		expect(operationCalls(sandbox).filter(({ method }) => method === 'POST')).toHaveLength(1);
		expect(items.slice(0, -1).every(({ json }) => json.status === 'success')).toBe(true);
		expect(String(items[people.length - 1].json.error)).toContain(`[Item ${people.length - 1}]`);
	}, 60_000);
});
