import type { INodeExecutionData } from 'n8n-workflow';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Outcome, Runner } from './contenders/contender.ts';

/** What one run took and brought. */
export interface Measured {
	/** Milliseconds from start to end, of the clock of the process, which runs faster in some jobs. */
	wall: number;
	/** Milliseconds of processor time of this process. */
	cpu: number;
	/** Bytes by which the process was larger at its largest than before. */
	memory: number;
	/** Bytes that it needed at a time besides its output; see `measureReachable`. Absent where nobody asked for it. */
	reachable?: number;
	/** Items that came out without an error. */
	done: number;
	/** Why the run failed, as a person reads it. */
	message?: string;
}

/** Milliseconds between two looks at the memory of the process. */
const LOOK_EVERY = 5;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Milliseconds between two collections of garbage, when what is reachable is measured. */
const COLLECT_EVERY = 250;

/**
 * Runs something once and measures it.
 *
 * @param watchMemory look at the memory while it runs, which costs a little of the time
 */
export async function measure(
	runner: Runner,
	input: INodeExecutionData[],
	{ watchMemory = false } = {},
): Promise<Measured> {
	collectGarbage();
	const before = process.memoryUsage();
	let highest = before.rss;
	const look = () => (highest = Math.max(highest, process.memoryUsage.rss()));
	const looking = watchMemory ? setInterval(look, LOOK_EVERY) : undefined;
	const startedCpu = process.cpuUsage();
	const started = performance.now();
	const outcome: Outcome = await runner(input);
	const wall = performance.now() - started;
	const { user, system } = process.cpuUsage(startedCpu);
	clearInterval(looking);
	look();
	const done = outcome.output.filter((item) => !('error' in ((item as INodeExecutionData).json ?? {}))).length;
	return {
		wall,
		cpu: (user + system) / 1000,
		memory: highest - before.rss,
		done,
		...(outcome.message ? { message: outcome.message } : {}),
	};
}

/**
 * Runs something once more and finds out how much it needs at a time: garbage is collected again and again, so that only what is reachable
 * counts.
 *
 * @returns bytes beyond what is left when it has ended, which is the output and what n8n keeps of the run
 */
export async function measureReachable(runner: Runner, input: INodeExecutionData[]): Promise<number> {
	const reachable = () => {
		collectGarbage();
		const { heapUsed, external } = process.memoryUsage();
		return heapUsed + external;
	};
	let highest = 0;
	const looking = setInterval(() => (highest = Math.max(highest, reachable())), COLLECT_EVERY);
	const outcome = await runner(input);
	clearInterval(looking);
	const left = reachable();
	// The output is looked at after `left`, so that it counts as left.
	return outcome.output.length === 0 ? highest : Math.max(0, highest - left);
}
