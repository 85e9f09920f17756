import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { SteppedClock } from './clock.ts';

/** A sandbox whose time stands still but for what {@link inItsTime} lets pass. */
export async function startStillSandbox(limits: boolean): Promise<Sandbox> {
	return await startSandbox({ limits, speed: 0.001, checkAnswers: false });
}

/** Does `work` in time that the nodes, n8n and the sandbox have in common and that passes only while all of them wait. */
export async function inItsTime<T>(sandbox: Sandbox, work: () => Promise<T>, also: (milliseconds: number) => Promise<void> = async () => {}): Promise<T> {
	const passed = async (milliseconds: number) => {
		await sandbox.advance(milliseconds);
		await also(milliseconds);
	};
	return await SteppedClock.during({ passed, held: () => withoutAnswer(sandbox) }, work);
}

/** Requests that a fault of the sandbox leaves without an answer, or with one that takes hours. */
export function withoutAnswer({ requests }: Sandbox): number {
	return requests.filter(({ fault, finishedAt }) => finishedAt === undefined && /hang|slowDrip \d{7}/.test(fault ?? '')).length;
}
