/**
 * The triggers of this process that are polling now: n8n starts a poll even if the previous one is still waiting for a limit. A trigger is in it for as
 * long as its poll takes. `reset()` forgets all of them.
 */
export class RunningPolls {
	private readonly triggers = new Set<string>();

	/**
	 * Does the work of a poll unless the trigger is still at the one before.
	 *
	 * @param trigger names the trigger
	 * @returns the result, or `undefined` if it is still polling
	 */
	async alone<Result>(trigger: string, work: () => Promise<Result>): Promise<Result | undefined> {
		if (this.triggers.has(trigger)) return undefined;
		this.triggers.add(trigger);
		try {
			return await work();
		} finally {
			this.triggers.delete(trigger);
		}
	}

	reset(): void {
		this.triggers.clear();
	}
}

/** The polls of this process. */
export const runningPolls = new RunningPolls();
