import { measureLoading, packFiles } from '../loading.ts';
import { verdictOn, type JobResult } from '../results.ts';

const RUNS = 11;

/** The job that no contender but the pack has: being loaded by n8n. */
export const LOADING = {
	id: 'loading',
	title: 'Loading the pack',
	about: 'All nodes and credentials of the pack, loaded and instantiated in a fresh process that has n8n-workflow loaded already.',
};

export function loadingResult(): JobResult {
	const { nodes, credentials } = packFiles();
	const { load } = measureLoading([...nodes, ...credentials], RUNS);
	return { id: LOADING.id, rounds: RUNS, lines: [], verdicts: [verdictOn({ text: 'milliseconds', most: 150 }, load)] };
}
