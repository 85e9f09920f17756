import type { INodeExecutionData } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/index.ts';
import { leaks, runNode, type Seen } from '../five/five.ts';
import { Door } from './door.ts';
import { JOBS, type Job } from './jobs.ts';
import { ITEMS, type JobName, type Mode, type Row, type Words } from './rows.ts';
import { inItsTime } from './world.ts';

/** What became of the items of one run, counted from what came out, from the vendor's records and from its log of requests. */
export interface Counted {
	/** Items that came out as done. */
	succeeded: number;
	/** Items that came out with an error; all of them when the node failed. */
	failed: number;
	/** Records that are at the vendor twice, or came out twice. */
	doubled: number;
	/** Items that came out as done without their record, or with one that the vendor does not have, or did not come out at all. */
	lost: number;
	/** Items whose record is at the vendor, where the job writes. */
	carriedOut?: number;
	/** What the user reads of the first item that failed, without its number. */
	words?: Words;
	/** Requests to the operation. */
	requests: number;
	/** Secrets of the credential in anything a person can see. */
	leaks: string[];
}

/** Runs one row with {@link ITEMS} items at a concurrency of ten through n8n's engine. */
export async function runRow(sandbox: Sandbox, row: Row, name: JobName, mode: Mode): Promise<Counted> {
	const job = JOBS[name];
	await sandbox.reset();
	const faults = typeof row.faults === 'function' ? row.faults(sandbox) : (row.faults ?? []);
	for (const fault of faults) sandbox.faults.add({ operationId: job.operationId, ...fault });
	const values = Array.from({ length: ITEMS }, (_entry, index) => job.value(sandbox, index));
	const input = values.map((value) => ({ json: { value } }));
	const door = row.refused && (await Door.to(sandbox.learning360.url, row.refused));
	const credential = { ...row.credential?.(sandbox), ...(door ? { baseUrl: door.url } : {}) };
	const settings = mode === 'retry' ? { retryOnFail: true } : { onError: 'continueRegularOutput' as const };
	let seconds = 0;
	const passed = async (milliseconds: number) => {
		seconds += milliseconds / 1000;
		await door?.at(seconds);
	};
	try {
		await door?.at(0);
		const seen = await inItsTime(
			sandbox,
			async () => await runNode(sandbox, job.node, job.parameters, { input, credential, ...settings }),
			passed,
		);
		return count(sandbox, job, values, seen);
	} finally {
		await door?.close();
	}
}

function count(sandbox: Sandbox, job: Job, values: string[], seen: Seen): Counted {
	const outputs = new Map<number, INodeExecutionData[]>(values.map((_value, index) => [index, []]));
	for (const item of seen.items) outputs.get((item.pairedItem as { item: number }).item)!.push(item);
	const stored = job.stored?.(sandbox);
	const counted: Counted = {
		succeeded: 0,
		failed: 0,
		doubled: stored ? stored.length - new Set(stored).size : 0,
		lost: 0,
		carriedOut: stored && new Set(stored).size,
		requests: sandbox.requests.filter(({ operationId }) => operationId === job.operationId).length,
		leaks: leaks(sandbox, seen),
	};
	const stopped = seen.message !== '';
	if (stopped) counted.words = withoutNumbers([seen.message, seen.advice]);
	for (const [index, items] of outputs) {
		const wanted = job.records?.(sandbox) ?? [values[index]];
		const keys = items.map(({ json }) => String(job.keyOf(json, sandbox)));
		if (stopped || items.some(({ json }) => 'error' in json)) {
			counted.failed += 1;
			counted.words ??= withoutNumbers([String(items[0].json.error), String(items[0].json.description ?? '')]);
		} else if (new Set(keys).size < keys.length) counted.doubled += 1;
		else if (
			keys.length < wanted.length ||
			wanted.some((key) => !keys.includes(key) || (stored && !stored.includes(key)))
		)
			counted.lost += 1;
		else counted.succeeded += 1;
	}
	return counted;
}

/** Which of the items that were met comes first is chance, and so is the port of the sandbox. */
function withoutNumbers(words: Words): Words {
	return words.map((text) =>
		text
			.replace(/\[Item \d+\]/g, '[Item n]')
			.replace(/(http:\/\/)?127\.0\.0\.1:\d+/g, (_host, scheme) => `${scheme ? 'https://' : ''}app.360learning.com`),
	) as Words;
}
