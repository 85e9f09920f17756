import type { Sandbox } from '../../sandbox/index.ts';
import { byId, operationCalls, runNode, V2, type Settings } from '../five/five.ts';
import { inItsTime, startStillSandbox } from './world.ts';

const ITEMS = 30;
/** The vendor takes a second group of the same name, so a repeated create shows. */
const create = {
	resource: 'group',
	operation: 'create',
	name: '={{ $json.name }}',
	parentId: byId('58eb5f371a92bb4fb526b305'),
	public: false,
	options: { concurrency: 10 },
} as never;
const input = Array.from({ length: ITEMS }, (_entry, index) => ({ json: { name: `Team ${index}` } }));
const names = input.map(({ json }) => json.name);

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startStillSandbox(false);
});
afterAll(async () => await sandbox.close());
beforeEach(async () => await sandbox.reset());

const run = async (settings: Settings) =>
	await inItsTime(sandbox, async () => await runNode(sandbox, V2, create, { input, retryOnFail: true, ...settings }));
/** How often each item was sent. */
function sent(): number[] {
	const bodies = operationCalls(sandbox).map(({ body }) => (JSON.parse(body) as { name: string }).name);
	return names.map((name) => bodies.filter((entry) => entry === name).length);
}
const stored = () =>
	sandbox.state.learning360.groups
		.map(({ name }) => String(name))
		.filter((name) => names.includes(name))
		.sort();
const refuse = (more: object) =>
	sandbox.faults.add({
		operationId: 'createGroup',
		status: 400,
		body: { error: { code: 'authorNotFound', message: 'gone' } },
		...more,
	});

describe('Retry On Fail', () => {
	test('goes on with the items that are not done yet', async () => {
		refuse({ after: 14, times: 1 });
		const { items, message } = await run({});
		expect(message).toBe('');
		expect(items.map(({ json }) => json.name)).toEqual(names);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(names.map((_name, item) => ({ item })));
		expect(sent().sort()).toEqual([...Array<number>(ITEMS - 1).fill(1), 2]);
		expect(stored()).toEqual([...names].sort());
	});

	test('tells in the end what is done when an item fails each time', async () => {
		// One item at a time: the first fails three times, and the others are not begun.
		refuse({});
		const none = await run({});
		expect(none.advice).not.toContain('are done');
		expect(stored()).toEqual([]);
		await sandbox.reset();
		refuse({ after: 14 });
		const some = await run({});
		expect(some.message).toMatch(/\(authorNotFound\) \[Item \d+\]$/);
		expect(some.advice).toMatch(/14 of 30 items are done: a new execution would do them again$/);
		expect(stored()).toHaveLength(14);
	});

	test('sends nothing again of which nobody knows whether it was carried out, and the rest once', async () => {
		sandbox.faults.add({ operationId: 'createGroup', drop: 'after', after: 14, times: 2 });
		const { message, advice } = await run({});
		expect(message).toMatch(/^Outcome unknown: the request may or may not have been carried out \[Item \d+\]$/);
		expect(advice).toMatch(/28 of 30 items are done: a new execution would do them again$/);
		expect(sent()).toEqual(Array(ITEMS).fill(1));
		expect(stored()).toEqual([...names].sort());
	});

	test('together with going on after errors: n8n runs the node again while the first item fails, and only what failed is sent again', async () => {
		refuse({ times: 1 });
		const { items } = await run({ onError: 'continueRegularOutput' });
		expect(items.map(({ json }) => json.name)).toEqual(names);
		expect(sent()).toEqual([2, ...Array<number>(ITEMS - 1).fill(1)]);
		expect(stored()).toEqual([...names].sort());
	});

	test('together with going on after errors: an item with an unknown outcome stays an error, and nothing is sent twice', async () => {
		sandbox.faults.add({ operationId: 'createGroup', drop: 'after', times: 1 });
		const { items } = await run({ onError: 'continueRegularOutput' });
		expect(items[0].json.error).toBe('Outcome unknown: the request may or may not have been carried out [Item 0]');
		expect(items.slice(1).map(({ json }) => json.name)).toEqual(names.slice(1));
		expect(sent()).toEqual(Array(ITEMS).fill(1));
	});

	test('remembers nothing beyond its execution', async () => {
		for (let execution = 1; execution <= 2; execution += 1) {
			refuse({ after: 14, times: 1 });
			await run({});
		}
		expect(sent().reduce((sum, times) => sum + times)).toBe(2 * (ITEMS + 1));
		expect(stored()).toHaveLength(2 * ITEMS);
	});
});
