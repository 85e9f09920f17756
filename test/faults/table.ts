import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import groupBy from 'lodash/groupBy.js';
import { root } from '../../engine/index.ts';
import { JOBS } from './jobs.ts';
import { ITEMS, ROWS, type JobName, type Mode, type Row, type Words } from './rows.ts';

/** What the table says of one run. */
export interface Cells {
	succeeded: number;
	failed: number;
	doubled: number;
	lost: number;
	carriedOut?: number;
	words?: Words;
}

const FILE = path.join(root, 'docs', 'reliability.md');
const [BEGIN, END] = [
	'<!-- What follows is written by npm run faults. -->',
	'<!-- End of what npm run faults writes. -->',
];

/**
 * The table of the documentation, and below it what the user reads.
 *
 * @param cellsOf what came out of a row, or is to come out
 */
export function tableOf(cellsOf: (row: Row, job: JobName, mode: Mode) => Cells): string {
	const texts: string[] = [];
	/** The number of a text in the list below the table. */
	const numberOf = (words: Words | undefined) => {
		if (!words) return '';
		const text = `**${words[0]}** ${words[1]}`.replace(/\.$/, '').replace(/[<_]/g, '\\$&');
		if (!texts.includes(text)) texts.push(text);
		return String(texts.indexOf(text) + 1);
	};
	const lines = ROWS.flatMap((row) => {
		const jobs = Object.keys(row.jobs) as JobName[];
		const numbersOf = (job: JobName) => {
			const [first, again] = [cellsOf(row, job, 'continue'), cellsOf(row, job, 'retry')];
			return [...numbers(first), numberOf(first.words), ...numbers(again)].join(' | ');
		};
		const together = Object.entries(groupBy(jobs, numbersOf));
		return together.map(
			([cells, same]) => `| ${row.name} | ${same.map((job) => JOBS[job].title).join(', ')} | ${cells} |`,
		);
	});
	return [
		`| What goes wrong | ${ITEMS} × | Done | Failed | Doubled | Lost | Text | Retry On Fail: done | Failed | Doubled | Lost |`,
		'|---|---|---|---|---|---|---|---|---|---|---|',
		...lines,
		'',
		'The texts, with the number of the item in place of `n`:',
		'',
		...texts.map((text, index) => `${index + 1}. ${text}`),
	].join('\n');
}

function numbers({ succeeded, failed, doubled, lost, carriedOut }: Cells): string[] {
	const done =
		carriedOut === undefined || carriedOut === succeeded ? String(succeeded) : `${succeeded} (vendor: ${carriedOut})`;
	return [done, ...[failed, doubled, lost].map(String)];
}

/** The table as it stands in the documentation. */
export function writtenTable(): string {
	const text = readFileSync(FILE, 'utf8');
	return text.slice(text.indexOf(BEGIN) + BEGIN.length, text.indexOf(END)).trim();
}

/** Puts the table into the documentation. */
export function writeTable(table: string): void {
	const text = readFileSync(FILE, 'utf8');
	writeFileSync(
		FILE,
		`${text.slice(0, text.indexOf(BEGIN) + BEGIN.length)}\n\n${table}\n\n${text.slice(text.indexOf(END))}`,
	);
}
