import type { Sandbox } from '../../sandbox/index.ts';
import { JOBS } from './jobs.ts';
import { runRow } from './matrix.ts';
import { outcomeOf, ROWS, type JobName, type Mode } from './rows.ts';
import { startStillSandbox } from './world.ts';

/** Runs the rows of the table that have one of these jobs, each as it is and with Retry On Fail. */
export function testRows(jobs: JobName[]): void {
	let sandbox: Sandbox;
	beforeAll(async () => {
		sandbox = await startStillSandbox(false);
	});
	afterAll(async () => await sandbox.close());

	describe.each(jobs.map((job) => [JOBS[job].title, job] as const))('%s', (_title, job) => {
		const rows = ROWS.filter((row) => row.jobs[job]).map((row) => [row.name, row] as const);
		const check = async (row: (typeof ROWS)[number], mode: Mode) => {
			const { requests: _requests, ...counted } = await runRow(sandbox, row, job, mode);
			expect(counted).toEqual({ ...outcomeOf(row.jobs[job]!, mode), doubled: 0, lost: 0, leaks: [] });
		};
		test.each(rows)('%s', async (_name, row) => await check(row, 'continue'), 60_000);
		test.each(rows)('%s, with Retry On Fail', async (_name, row) => await check(row, 'retry'), 60_000);
	});
}
