/**
 * `npm run bench [-- --quick] [--job NAME,…]`: this pack beside the other ways to do the same in n8n. Prints tables; a full run also keeps the
 * figures in bench/results.json and writes the tables of docs/performance.md. A short run (`--quick`) and its figures are for a look only.
 */
import { fork } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Listr } from 'listr2';
import { installN8n } from '../test/e2e/install.ts';
import { jobs } from './jobs/index.ts';
import type { Job } from './jobs/job.ts';
import { LOADING, loadingResult } from './jobs/loading.ts';
import { printed, writeDocument } from './report.ts';
import { keep, machine, resultOf, type JobResult } from './results.ts';
import type { Run } from './run.ts';
import type { Task, Told } from './worker.ts';

type Show = (text: string) => void;

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, job: { type: 'string' } } });
const length = values.quick ? 'short' : 'full';
const known = [...jobs.map(({ id }) => id), LOADING.id];
const wanted = values.job?.split(',') ?? known;
const unknown = wanted.filter((id) => !known.includes(id));
if (unknown.length > 0) {
	console.error(`There is no job ${unknown.join(', ')}. There are: ${known.join(', ')}`);
	process.exit(1);
}

/** Runs a worker to its end. @throws Error when it ends badly */
async function runWorker(task: Task, show: Show): Promise<Run[]> {
	const runs: Run[] = [];
	const worker = fork(path.join(import.meta.dirname, 'worker.ts'), [JSON.stringify(task)]);
	worker.on('message', (told: Told) => {
		if ('run' in told) runs.push(told.run);
		else show(told.doing);
	});
	const code = await new Promise((resolve) => worker.once('close', resolve));
	if (code !== 0) throw new Error(`The worker of ${task.job} ended with ${String(code)}`);
	return runs;
}

async function runJob(job: Job, show: Show): Promise<JobResult> {
	const items = job.items[length];
	const rounds = job.rounds[length];
	if (job.runs === 'together') return resultOf(job, await runWorker({ job: job.id, items: items[0], rounds }, show));
	const runs: Run[] = [];
	for (let round = 0; round < rounds; round += 1) {
		for (const { title } of job.contenders) {
			for (const count of items) {
				show(`round ${round + 1} of ${rounds}: ${title}, ${count} items`);
				const ran = await runWorker({ job: job.id, items: count, rounds: 1, contender: title }, () => {});
				runs.push(...ran.map((run) => ({ ...run, round })));
			}
		}
	}
	return resultOf(job, runs);
}

await installN8n();
const results: JobResult[] = [];
const tasks = jobs
	.filter(({ id }) => wanted.includes(id))
	.map((job) => ({
		title: job.title,
		task: async (_context: unknown, task: { output: string }): Promise<void> => {
			results.push(await runJob(job, (text) => (task.output = text)));
		},
	}));
if (wanted.includes(LOADING.id))
	tasks.push({ title: LOADING.title, task: async () => void results.push(loadingResult()) });
await new Listr(tasks, {
	concurrent: false,
	fallbackRenderer: 'simple',
	rendererOptions: { collapseSubtasks: false },
}).run();

const kept = { machine: machine(os.availableParallelism()), jobs: results };
console.log(printed(kept));
if (!values.quick) writeDocument(keep(results, kept.machine));
