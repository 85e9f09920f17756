/** The test environment loads packages once per process (scripts/jest). It has to look as if each file had its own. */
import { DateTime } from 'luxon';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { loadTypes, root } from '../../engine/index.ts';
import { workflow } from '../../engine/n8n.ts';

const load = createRequire(join(root, 'package.json'));

test('n8n loads the nodes that tests import', async () => {
	const { ZohoPeopleLms } = load('./dist/nodes/ZohoPeopleLms/ZohoPeopleLms.node.js') as Record<
		string,
		new () => object
	>;
	expect((await loadTypes()).getByName('n8n-nodes-lms.zohoPeopleLms')).toBeInstanceOf(ZohoPeopleLms);
});

test('errors of packages are those of tests', () => {
	expect(new workflow.UserError('x')).toBeInstanceOf(Error);
	expect(() => JSON.parse('{')).toThrow(SyntaxError);
	expect(workflow.deepCopy([1])).toBeInstanceOf(Array);
});

test('packages see the mocked and the fake clock', () => {
	const spy = jest.spyOn(Date, 'now').mockReturnValue(86_400_000);
	expect(DateTime.utc().toISODate()).toBe('1970-01-02');
	spy.mockRestore();
	jest.useFakeTimers({ now: 0 });
	expect(DateTime.utc().toISODate()).toBe('1970-01-01');
	jest.useRealTimers();
	expect(DateTime.utc().year).toBeGreaterThan(2000);
});

describe('what a file changes', () => {
	const Environment = load('./scripts/jest/environment.js') as new (config: object) => { teardown(): Promise<void> };
	test('is undone when it ends', async () => {
		const environment = new Environment({ projectConfig: { globals: {} } });
		const now = Date.now;
		Object.assign(globalThis, { leaked: true });
		process.env.LEAKED = 'yes';
		Date.now = () => 0;
		const listeners = process.listenerCount('SIGUSR2');
		process.on('SIGUSR2', () => {});
		await environment.teardown();
		expect(globalThis).not.toHaveProperty('leaked');
		expect(process.env.LEAKED).toBeUndefined();
		expect(Date.now).toBe(now);
		expect(process.listenerCount('SIGUSR2')).toBe(listeners);
	});
});
