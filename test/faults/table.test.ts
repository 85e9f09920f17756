import { outcomeOf } from './rows.ts';
import { tableOf, writtenTable } from './table.ts';

// Each row is run in creates.test.ts and reads.test.ts, against the same numbers and words.
test('docs/reliability.md has the table that the rows make; npm run faults writes it', () => {
	expect(writtenTable()).toBe(
		tableOf((row, job, mode) => ({ ...outcomeOf(row.jobs[job]!, mode), doubled: 0, lost: 0 })),
	);
});
