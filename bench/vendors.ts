import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import type { Credentials, SandboxOptions } from '../sandbox/index.ts';

/** Where the vendors are and what signs in. */
export interface Addresses {
	learning360: string;
	zohoPeople: string;
	/** What a person types into the pack's credentials, by credential type. */
	credentials: Record<string, Record<string, unknown>>;
	secrets: Credentials;
}

/** What arrived at the vendors, without what signs in. */
export interface Tally {
	requests: number;
	/** Answered with a success. */
	succeeded: number;
	/** Answered with 429. */
	refused: number;
	/** Writes that succeeded more than once, counted from the second time on. */
	doubled: number;
	/** What the documents do not allow in the requests, and mistakes of the sandbox; empty in a run that counts. */
	failures: string[];
}

export type Asked = 'addresses' | 'tally' | 'clear' | 'reset';

/** The sandbox, in a process of its own. */
export class Vendors {
	readonly addresses: Addresses;
	private readonly child: ChildProcess;

	private constructor(child: ChildProcess, addresses: Addresses) {
		this.child = child;
		this.addresses = addresses;
	}

	/** @throws Error when the process does not come up */
	static async start(options: SandboxOptions): Promise<Vendors> {
		const child = fork(path.join(import.meta.dirname, 'vendorsProcess.ts'), [JSON.stringify(options)], {
			execArgv: [],
		});
		await answer(child);
		return new Vendors(child, (await ask(child, 'addresses')) as Addresses);
	}

	async tally(): Promise<Tally> {
		return (await ask(this.child, 'tally')) as Tally;
	}

	/** Forgets the requests so far. */
	async clear(): Promise<void> {
		await ask(this.child, 'clear');
	}

	/** Back to the first day: records, tokens, limits and requests. */
	async reset(): Promise<void> {
		await ask(this.child, 'reset');
	}

	async stop(): Promise<void> {
		const ended = new Promise((resolve) => this.child.once('exit', resolve));
		this.child.disconnect();
		await ended;
	}
}

async function ask(child: ChildProcess, asked: Asked): Promise<unknown> {
	const answered = answer(child);
	child.send(asked);
	return await answered;
}

async function answer(child: ChildProcess): Promise<unknown> {
	return await new Promise((resolve, reject) => {
		const fail = (code: number | null) => reject(new Error(`The sandbox ended with ${code}`));
		child.once('exit', fail);
		child.once('message', (message) => {
			child.off('exit', fail);
			resolve((message as { answer: unknown }).answer);
		});
	});
}
