import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/index.ts';
import { SteppedClock, type Steps } from './clock.ts';

/** A sandbox whose time stands still but for what {@link inItsTime} lets pass. */
export async function startStillSandbox(
	limits: boolean,
	more: SandboxOptions = { checkAnswers: false },
): Promise<Sandbox> {
	return await startSandbox({ limits, speed: 0.001, ...more });
}

/** Does `work` in time that the nodes, n8n and the sandbox have in common and that passes only while all of them wait. */
export async function inItsTime<T>(
	sandbox: Sandbox,
	work: () => Promise<T>,
	also: (milliseconds: number) => Promise<void> = async () => {},
): Promise<T> {
	return await SteppedClock.during(stepsOf(sandbox, also), work);
}

/**
 * Lets every test of a file run in such a time, one after the other: what waits for limits, for another try or for a bulk operation is there in a moment.
 *
 * @param sandbox the one of {@link startStillSandbox}, once it has started
 */
export function timeInSteps(sandbox: () => Sandbox): void {
	let end = async (): Promise<void> => {};
	beforeEach(() => {
		end = SteppedClock.begin(stepsOf(sandbox()));
	});
	afterEach(async () => await end());
}

function stepsOf(sandbox: Sandbox, also: (milliseconds: number) => Promise<void> = async () => {}): Steps {
	const passed = async (milliseconds: number) => {
		await sandbox.advance(milliseconds);
		await also(milliseconds);
	};
	return { passed, held: () => withoutAnswer(sandbox) };
}

/** Requests that a fault of the sandbox leaves without an answer, or with one that takes hours. */
export function withoutAnswer({ requests }: Sandbox): number {
	return requests.filter(({ fault, finishedAt }) => finishedAt === undefined && /hang|slowDrip \d{7}/.test(fault ?? ''))
		.length;
}
