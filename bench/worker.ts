/** Does one job and tells what each run took. Started by the bench in a process of its own, so that nothing but the contenders counts. */
import { startClock } from '../test/faults/clock.ts';
import type { Contender } from './contenders/contender.ts';
import { liftLimits } from './contenders/pack.ts';
import { jobs } from './jobs/index.ts';
import { again, type Job } from './jobs/job.ts';
import { measure, measureReachable, type Measured } from './measure.ts';
import type { Run } from './run.ts';
import { runParts } from './parts.ts';
import { type Tally, Vendors } from './vendors.ts';

/** What the worker is to do. */
export interface Task {
	job: string;
	items: number;
	rounds: number;
	/** Title of the only contender; all of them when absent. */
	contender?: string;
}

/** What the worker tells: a step that begins, or a run that has ended. */
export type Told = { doing: string } | { run: Run };

const WARM_UP = 20;

/** Items of the rehearsal of a job under a limit: as many as it takes until the code that each one runs through is compiled. */
const REHEARSAL = 200;

const tell = (told: Told) => process.send?.(told);

async function work({ job: id, items, rounds, contender: only }: Task): Promise<void> {
	const job = jobs.find((entry) => entry.id === id)!;
	const contenders = job.contenders.filter(({ title }) => only === undefined || title === only);
	if (job.best && !job.parts) await rehearse(job, contenders);
	const vendors = await Vendors.start({ ...job.vendors, ...(job.speed ? { speed: job.speed } : {}) });
	for (let round = 0; round < rounds; round += 1) {
		// Nobody always comes first.
		for (const [index] of contenders.entries()) {
			const contender = contenders[(index + round) % contenders.length];
			tell({ doing: `round ${round + 1} of ${rounds}: ${contender.title}` });
			for (const [place, run] of (await runsOf(job, contender, items, vendors)).entries()) {
				const title = place === 0 ? contender.title : again(contender.title);
				tell({ run: { contender: title, round, items, ...run } });
			}
		}
	}
	await vendors.stop();
}

/** Lets all contenders do the job for vendors who refuse nothing: on a fast clock, code that is not compiled yet would take seconds of the limit. */
async function rehearse(job: Job, contenders: Contender[]): Promise<void> {
	tell({ doing: 'rehearsal' });
	const vendors = await Vendors.start({ ...job.vendors, limits: false, speed: job.speed });
	for (const contender of contenders) await runOnce({ ...job, settle: 0 }, contender, REHEARSAL, vendors);
	await vendors.stop();
}

async function runsOf(
	job: Job,
	contender: Contender,
	items: number,
	vendors: Vendors,
): Promise<Array<Measured & { tally: Tally }>> {
	if (job.parts) return await runParts(job, vendors, contender.title);
	return [await runOnce(job, contender, items, vendors)];
}

async function runOnce(
	job: Job,
	contender: Contender,
	items: number,
	vendors: Vendors,
): Promise<Measured & { tally: Tally }> {
	const { speed = 1, settle = 0, warmUp = WARM_UP } = job;
	const clock = speed === 1 ? undefined : startClock(speed);
	try {
		if (!job.readsOnly) await vendors.reset();
		if (job.withoutLimits) liftLimits();
		const runner = await contender.open(vendors.addresses);
		if (warmUp > 0) await runner(Array.from({ length: warmUp }, (_entry, index) => job.input(items + index)));
		await new Promise((resolve) => setTimeout(resolve, settle * 1000));
		await vendors.clear();
		const input = Array.from({ length: items }, (_entry, index) => job.input(index));
		const measured = await measure(runner, input, { watchMemory: job.columns.includes('memory') });
		const tally = await vendors.tally();
		return {
			...measured,
			tally,
			...(job.columns.includes('reachable') ? { reachable: await measureReachable(runner, input) } : {}),
		};
	} finally {
		clock?.stop();
	}
}

await work(JSON.parse(process.argv[2]) as Task);
process.disconnect?.();
