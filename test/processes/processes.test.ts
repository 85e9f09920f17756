import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { PartsRun } from '../../bench/parts.ts';
import { root } from '../harness/index.ts';

/** Runs a job of the bench: n8n's engine in several processes, and the sandbox in another one, which enforces the limits. */
async function runs(job: string, times: number): Promise<PartsRun[]> {
	const { stdout } = await promisify(execFile)(
		process.execPath,
		['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', path.join('test', 'processes', 'run.ts'), job, String(times)],
		{ cwd: root },
	);
	return JSON.parse(stdout) as PartsRun[];
}

const nothingLost = (items: number) => ({ succeeded: items, doubled: 0, failures: [] });

test('two processes at Zoho meet one lock, and none in their next run', async () => {
	const [first, next] = await runs('zohoShared', 2);
	expect([first.done, first.message]).toEqual([90, undefined]);
	expect(first.tally).toMatchObject(nothingLost(90));
	// The lock refuses each process once, or all that one has in flight when they did not begin together; a second lock would refuse as many again.
	expect(first.tally.refused).toBeGreaterThan(0);
	expect(first.tally.refused).toBeLessThanOrEqual(6);
	expect([next.done, next.message]).toEqual([90, undefined]);
	expect(next.tally).toMatchObject({ ...nothingLost(90), refused: 0 });
});

test('two processes at 360Learning share ten writes a second with few refusals', async () => {
	const [run] = await runs('writesShared', 1);
	expect([run.done, run.message]).toEqual([500, undefined]);
	expect(run.tally).toMatchObject(nothingLost(500));
	expect(run.tally.refused).toBeLessThan(40);
});

test('in one process, a workflow with a share and one without pass no limit', async () => {
	const [run] = await runs('zohoMixed', 1);
	expect([run.done, run.message]).toEqual([80, undefined]);
	expect(run.tally).toMatchObject({ ...nothingLost(80), refused: 0 });
});
