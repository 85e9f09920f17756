/**
 * `npm run faults`: runs every row of the table, as it is and with Retry On Fail, and writes what came out into docs/reliability.md. Ends with an
 * error when something else came out than the rows say.
 */
import isEqual from 'lodash/isEqual.js';
import omitBy from 'lodash/omitBy.js';
import { JOBS } from './jobs.ts';
import { runRow } from './matrix.ts';
import { outcomeOf, ROWS, type JobName, type Mode, type Row } from './rows.ts';
import { tableOf, writeTable, type Cells } from './table.ts';
import { startStillSandbox } from './world.ts';

const sandbox = await startStillSandbox(false);
const results = new Map<string, Cells>();
const keyOf = (row: Row, job: JobName, mode: Mode) => [row.name, job, mode].join('|');
const withoutGaps = (cells: object) => omitBy(cells, (value) => value === undefined);
let failed = 0;
for (const row of ROWS) {
	for (const job of Object.keys(row.jobs) as JobName[]) {
		for (const mode of ['continue', 'retry'] as const) {
			const { requests, leaks, ...counted } = await runRow(sandbox, row, job, mode);
			results.set(keyOf(row, job, mode), counted);
			const expected = { ...outcomeOf(row.jobs[job]!, mode), doubled: 0, lost: 0 };
			const isGood = leaks.length === 0 && isEqual(withoutGaps(counted), withoutGaps(expected));
			const { succeeded, doubled, lost } = counted;
			console.log(
				`${isGood ? '✔' : '✖'} ${row.name}, ${JOBS[job].title}${mode === 'retry' ? ', Retry On Fail' : ''}: ${succeeded} done, ${counted.failed} failed, ${doubled} doubled, ${lost} lost, ${requests} requests`,
			);
			if (!isGood) failed += 1;
		}
	}
}
await sandbox.close();
writeTable(tableOf((row, job, mode) => results.get(keyOf(row, job, mode))!));
console.log(
	failed === 0
		? 'docs/reliability.md is written'
		: `docs/reliability.md is written; ${failed} runs came out otherwise than the rows say`,
);
process.exit(failed === 0 ? 0 : 1);
