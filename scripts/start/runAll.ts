import { Listr } from 'listr2';
import { runWorkflow, type RunOptions, type WorkflowFile, type WorkflowRun } from '../../engine/index.ts';
import { requestCount, seconds } from './account.ts';

/** One workflow to run. */
export interface Job {
	/** Name shown to the person. */
	title: string;
	workflow: WorkflowFile;
	/** How to run it, where its trigger must be called first. */
	work?: (options: Pick<RunOptions, 'credentials' | 'onNode' | 'signal'>) => Promise<WorkflowRun>;
}

/** A workflow and what became of it; `run` is absent when it could not be run at all. */
export interface Result extends Job {
	run?: WorkflowRun;
	/** Why it could not be run. */
	error?: Error;
}

/**
 * Runs workflows one after the other and shows which node is at work; plain lines where there is no terminal. A failure of one
 * does not keep the others from running; the signal does.
 */
export async function runAll(jobs: Job[], options: Pick<RunOptions, 'credentials' | 'signal'>): Promise<Result[]> {
	const results: Result[] = [];
	const tasks = jobs.map(({ title, workflow, work }) => ({
		title,
		skip: () => options.signal?.aborted ?? false,
		task: async (_context: unknown, task: { title: string; output: string }): Promise<void> => {
			const result: Result = { title, workflow };
			results.push(result);
			try {
				const onNode: RunOptions['onNode'] = (name, pass) => {
					if (!pass) task.output = `${name} …`;
				};
				result.run = await (work ? work({ ...options, onNode }) : runWorkflow({ ...options, workflow, onNode }));
			} catch (error) {
				result.error = error as Error;
				throw error;
			}
			if (result.run.status !== 'success') throw new Error(result.run.error?.message ?? 'stopped');
			task.title = `${title} (requests: ${requestCount(result.run.requests)}, ${seconds(result.run.ms)})`;
		},
	}));
	// Failures are told in the account, in full.
	await new Listr(tasks, {
		exitOnError: false,
		concurrent: false,
		fallbackRenderer: 'simple',
		registerSignalListeners: false,
	}).run();
	return results;
}
