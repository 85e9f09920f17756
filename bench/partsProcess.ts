/** One process of a job that has parts. Started by `parts.ts`. */
import { startClock } from '../test/faults/clock.ts';
import { stopLearning } from './contenders/pack.ts';
import { jobs } from './jobs/index.ts';
import { NOT_LEARNING } from './jobs/job.ts';
import { measure } from './measure.ts';
import type { PartTask } from './parts.ts';

/** Items of the rehearsal: as many as it takes until the code that each one runs through is compiled. */
const REHEARSAL = 200;

const { job: id, contender: title, process: own, rehearsal, addresses } = JSON.parse(process.argv[2]!) as PartTask;
const job = jobs.find((entry) => entry.id === id)!;
const parts = (job.parts ?? []).map((part, index) => ({ ...part, index })).filter((part) => part.process === own);

/** Items that no other part and no other process has. */
const inputOf = (index: number, count: number) =>
	Array.from({ length: count }, (_, item) => job.input(index * 10_000 + item));

if (title === NOT_LEARNING) stopLearning();
const clock = startClock(1_000);
await (
	await parts[0]!.contender.open(rehearsal)
)(inputOf(50 + own, REHEARSAL));
clock.stop();
const runners = await Promise.all(parts.map(async ({ contender }) => await contender.open(addresses)));

startClock(job.speed ?? 1);
let runs = 0;
process.on('message', () => {
	runs += 1;
	const run = async ({ index, items, after = 0 }: (typeof parts)[number], place: number) => {
		await new Promise((resolve) => setTimeout(resolve, after * 1_000));
		return { part: index, ...(await measure(runners[place]!, inputOf(runs * 100 + index, items))) };
	};
	void Promise.all(parts.map(run)).then((done) => process.send?.(done));
});
process.once('disconnect', () => process.exit(0));
process.send?.('ready');
