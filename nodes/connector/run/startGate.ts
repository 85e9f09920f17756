import { sleep } from 'n8n-workflow';

/**
 * Lets those who are ready begin one after the other. Answers tend to come together, and requests made ready together leave together, after the last
 * of them: n8n opens a connection for each, which is open only when the process has looked for events again.
 */
export class StartGate {
	private isTaken = false;
	private readonly waiting: Array<() => void> = [];

	/** @param whenIdle what to do when nobody wants a turn, again and again while it returns true */
	constructor(private readonly whenIdle: () => boolean) {}

	/** Waits until those who asked before have begun; who finds nobody begins at once. */
	async next(): Promise<void> {
		if (this.isTaken) return await new Promise((resolve) => this.waiting.push(resolve));
		this.isTaken = true;
		void this.pass();
	}

	private async pass(): Promise<void> {
		for (;;) {
			await sleep(0);
			if (this.waiting.length === 0) break;
			// While somebody was at work the first may have come to an end without a look for events; the second cannot.
			await sleep(0);
			this.waiting.shift()!();
		}
		while (this.whenIdle());
		this.isTaken = false;
	}
}
