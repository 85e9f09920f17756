import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { Job } from './jobs/job.ts';
import type { Measured } from './measure.ts';
import { Vendors, type Addresses, type Tally } from './vendors.ts';

/** What a process of a job is to do; it answers `ready` when it has rehearsed, and with what its parts took after it was told to go. */
export interface PartTask {
	job: string;
	/** Title of the contender. */
	contender: string;
	process: number;
	/** Vendors that refuse nothing, to rehearse with. */
	rehearsal: Addresses;
	addresses: Addresses;
}

/** Measured parts of a process, each with its place in `job.parts`. */
export type PartsDone = Array<Measured & { part: number }>;

/** What the parts of a job did at the same time: sums, the time until the last part was done, and how long each part took. */
export type PartsRun = Measured & { parts: number[]; tally: Tally };

/**
 * Does a job whose parts run at the same time, in one or several processes that share nothing but the vendors.
 *
 * @param contender its title, which says how the parts run
 * @param times how often, one after the other in the same processes
 */
export async function runParts(
	job: Job,
	vendors: Vendors,
	contender: string,
	times = job.twice ? 2 : 1,
): Promise<PartsRun[]> {
	const { speed = 1, parts = [] } = job;
	const easy = await Vendors.start({ ...job.vendors, limits: false, speed });
	const children: ChildProcess[] = [];
	try {
		for (const process of new Set(parts.map((part) => part.process))) {
			const task: PartTask = {
				job: job.id,
				contender,
				process,
				rehearsal: easy.addresses,
				addresses: vendors.addresses,
			};
			children.push(fork(path.join(import.meta.dirname, 'partsProcess.ts'), [JSON.stringify(task)]));
		}
		await Promise.all(children.map(message));
		const runs: PartsRun[] = [];
		for (let run = 0; run < times; run += 1) {
			await vendors.clear();
			runs.push({ ...(await runOnce(children, speed)), tally: await vendors.tally() });
		}
		return runs;
	} finally {
		for (const child of children) if (child.connected) child.disconnect();
		await easy.stop();
	}
}

async function runOnce(children: ChildProcess[], speed: number): Promise<Measured & { parts: number[] }> {
	const ended = children.map(message);
	const started = performance.now();
	for (const child of children) child.send('go');
	const done = ((await Promise.all(ended)) as PartsDone[]).flat().sort((one, other) => one.part - other.part);
	const wall = (performance.now() - started) * speed;
	const sum = (value: (part: Measured) => number) => done.reduce((total, part) => total + value(part), 0);
	const messages = done.flatMap((part) => part.message ?? []);
	return {
		wall,
		cpu: sum(({ cpu }) => cpu),
		memory: sum(({ memory }) => memory),
		done: sum((part) => part.done),
		parts: done.map((part) => part.wall),
		...(messages.length > 0 ? { message: messages.join(' / ') } : {}),
	};
}

/** @throws Error when the process ends instead */
async function message(child: ChildProcess): Promise<unknown> {
	return await new Promise((resolve, reject) => {
		const fail = (code: number | null) => reject(new Error(`A process of the job ended with ${code}`));
		child.once('exit', fail);
		child.once('message', (answer) => {
			child.off('exit', fail);
			resolve(answer);
		});
	});
}
