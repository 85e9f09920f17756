import { measureLoading, packFiles } from '../loading.ts';
import { verdictOn, type JobResult } from '../results.ts';

const RUNS = 11;

/** Milliseconds that loading may take. */
const MOST = 60;

/** The job that no contender but the pack has: being loaded by n8n. */
export const LOADING = {
	id: 'loading',
	title: 'Loading the pack',
	about:
		'All nodes and credentials of the pack, loaded and instantiated in a fresh process that has n8n-workflow loaded already.',
};

export function loadingResult(): JobResult {
	const { nodes, credentials } = packFiles();
	const { load, cpu } = measureLoading([...nodes, ...credentials], RUNS);
	const verdicts = [
		verdictOn({ text: 'milliseconds', most: MOST }, load),
		verdictOn({ text: 'milliseconds of processor time', most: MOST }, cpu),
	];
	return { id: LOADING.id, rounds: RUNS, lines: [], verdicts };
}
