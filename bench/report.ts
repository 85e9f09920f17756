import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Figure } from './figures.ts';
import { jobs } from './jobs/index.ts';
import type { Column, Job } from './jobs/job.ts';
import { LOADING } from './jobs/loading.ts';
import type { JobResult, Line, Results, Verdict } from './results.ts';

const DOCUMENT = path.join(import.meta.dirname, '..', 'docs', 'performance.md');

/** Where the tables stand in the document, and who writes them. */
const MARKS = {
	figures: {
		start: '<!-- What follows is written by npm run bench. -->',
		end: '<!-- Up to here by npm run bench. -->',
	},
	profile: {
		start: '<!-- What follows is written by npm run bench:profile. -->',
		end: '<!-- Up to here by npm run bench:profile. -->',
	},
};

const MEGABYTE = 1024 * 1024;

/** How a column is headed and what stands in it. */
const COLUMNS: Record<Column, { head: string; cell(line: Line): string }> = {
	wall: { head: 'Seconds', cell: ({ wall }) => spread(wall, (value) => (value / 1000).toFixed(2)) },
	cpu: { head: 'CPU ms per item', cell: ({ cpu }) => spread(cpu, (value) => value.toFixed(2)) },
	cpuSeconds: {
		head: 'CPU seconds',
		cell: ({ cpu, items }) => spread(cpu, (value) => ((value * items) / 1000).toFixed(2)),
	},
	memory: { head: 'Process grew by, MB', cell: ({ memory }) => spread(memory, megabytes) },
	reachable: {
		head: 'In use at a time, MB',
		cell: ({ reachable }) => (reachable ? spread(reachable, (value) => (value / MEGABYTE).toFixed(1)) : ''),
	},
	requests: { head: 'Requests', cell: ({ requests }) => spread(requests, count) },
	done: { head: 'Items done', cell: ({ done }) => spread(done, count) },
	refused: { head: 'Refused (429)', cell: ({ refused }) => spread(refused, count) },
	doubled: { head: 'Written twice', cell: ({ doubled }) => spread(doubled, count) },
	outcome: {
		head: 'Execution',
		cell: ({ messages }) => (messages.length === 0 ? 'success' : `error: ${messages.join(' / ')}`),
	},
};

/** The median, and in brackets the lowest and the highest where they differ. */
function spread({ median, lowest, highest }: Figure, write: (value: number) => string): string {
	const [middle, low, high] = [median, lowest, highest].map(write);
	return low === high ? middle : `${middle} (${low}–${high})`;
}

function count(value: number): string {
	return Math.round(value).toLocaleString('en');
}

function megabytes(value: number): string {
	return (value / MEGABYTE).toFixed(0);
}

/** Results in the order of the jobs, each with its job. */
function inOrder({
	jobs: results,
}: Results): Array<{ job: Pick<Job, 'title' | 'about'> & Partial<Job>; result: JobResult }> {
	return [...jobs, LOADING].flatMap((job) => {
		const result = results.find(({ id }) => id === job.id);
		return result ? [{ job, result }] : [];
	});
}

function target({ most, least }: Verdict): string {
	return most === undefined ? `≥ ${least}` : `≤ ${most}`;
}

function value({ figure }: Verdict): string {
	return spread(figure, (one) => (one >= 100 || Number.isInteger(one) ? one.toFixed(0) : one.toFixed(2)));
}

/** One line per target. */
function overview(results: Results): string {
	const rows = inOrder(results).flatMap(({ job, result }) =>
		result.verdicts.map((verdict, index) => [
			index === 0 ? job.title : '',
			verdict.text,
			value(verdict),
			target(verdict),
			verdict.met ? 'yes' : '**no**',
		]),
	);
	return table(['Job', 'Figure', 'Median (lowest–highest)', 'Target', 'Met'], rows);
}

/** The absolute figures of a job. */
function details({ job, result }: ReturnType<typeof inOrder>[number]): string {
	const columns = job.columns?.map((name) => COLUMNS[name]) ?? [];
	const several = new Set(result.lines.map(({ items }) => items)).size > 1;
	const rows = result.lines.map((line) => [
		line.contender,
		...(several ? [count(line.items)] : []),
		...columns.map(({ cell }) => cell(line)),
	]);
	const best =
		result.best === undefined
			? []
			: [`The documented limit allows ${(result.best / 1000).toFixed(0)} seconds at best.`];
	const rounds = `Rounds: ${result.rounds}.`;
	const figures =
		rows.length === 0 ? [] : [table(['', ...(several ? ['Items'] : []), ...columns.map(({ head }) => head)], rows)];
	return [`### ${job.title}`, [job.about, ...best, rounds].join(' '), ...figures].join('\n\n');
}

/** A table in Markdown. */
export function table(head: string[], rows: string[][]): string {
	const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
	return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** What stands in the document: the targets, then the figures. */
function asMarkdown(results: Results): string {
	const header = `Measured on a machine with ${results.machine}.`;
	return [header, overview(results), ...inOrder(results).map(details)].join('\n\n');
}

/** The same for a terminal, with the columns of the tables in line. */
export function printed(results: Results): string {
	const blocks = asMarkdown(results).split('\n\n');
	return blocks.map((block) => (block.startsWith('|') ? printedTable(block) : block)).join('\n\n');
}

/** A table in Markdown with its columns in line. */
export function printedTable(block: string): string {
	const rows = block.split('\n').map((line) => line.slice(2, -2).split(' | '));
	const widths = rows[0].map((_cell, column) =>
		Math.max(...rows.filter((_row, index) => index !== 1).map((row) => row[column].length)),
	);
	return rows
		.map((row) =>
			row.map((cell, column) => (cell === '---' ? '-'.repeat(widths[column]) : cell.padEnd(widths[column]))).join('  '),
		)
		.join('\n');
}

/** Puts the figures into docs/performance.md. */
export function writeDocument(results: Results): void {
	write(MARKS.figures, asMarkdown(results));
}

/** Puts the shares of a profile into docs/performance.md. */
export function writeProfile(shares: string): void {
	write(MARKS.profile, shares);
}

function write({ start, end }: (typeof MARKS)['figures'], block: string): void {
	const text = readFileSync(DOCUMENT, 'utf8');
	const [from, to] = [text.indexOf(start), text.indexOf(end)];
	if (from < 0 || to < 0) throw new Error(`${DOCUMENT} lacks the marks ${start} and ${end}`);
	writeFileSync(DOCUMENT, `${text.slice(0, from + start.length)}\n\n${block}\n\n${text.slice(to)}`);
}
