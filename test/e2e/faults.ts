import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Fault, Sandbox } from '../../sandbox/index.ts';
import { JOBS } from '../faults/jobs.ts';
import { ROWS, type JobName, type Row } from '../faults/rows.ts';
import { execute, resultOf } from './executed.ts';
import type { Workplace } from './workplace.ts';
import { workflowOf, type Step } from './workflows.ts';

const ITEMS = 3;
const CREATES = ['create', 'createV1', 'createZoho'] as const satisfies JobName[];

/** Names that the workplace gives to its credentials. */
const NAMES: Record<string, string> = {
	learning360OAuth2Api: '360Learning account',
	learning360V1Api: '360Learning API v1 account',
	zohoPeopleOAuth2Api: 'Zoho People account',
};

/** The rows of the matrix of faults that write, through the real n8n, with Retry On Fail: whatever version wraps the errors, nothing is sent twice. */
export function faults(workplace: () => Workplace): void {
	const rows = ROWS.flatMap((row) =>
		CREATES.filter((job) => row.jobs[job] && !needsTime(row, job)).map((job) => ({ row, job })),
	);
	for (const { row, job } of rows)
		it(`${row.name}, ${JOBS[job].title}`, async () => {
			const { sandbox } = workplace();
			const before = JOBS[job].stored!(sandbox).length;
			const planned = effectsOf(row, sandbox).map((effect) =>
				sandbox.faults.add({
					operationId: JOBS[job].operationId,
					vendor: job === 'createZoho' ? 'zohoPeople' : 'learning360',
					...effect,
					after: 1,
					times: 1,
				}),
			);
			try {
				const message = await runJob(workplace(), job);
				const made = JOBS[job].stored!(sandbox).slice(before);
				assert.deepEqual(
					made.filter((name, index) => made.indexOf(name) !== index),
					[],
					'made twice',
				);
				const words = row.jobs[job]!.retried.words?.[0];
				assert.equal(message?.replace(/ \[Item \d+\]$/, ''), words?.replace(' [Item n]', ''));
				assert.equal(made.length, words === undefined || acts(row) ? ITEMS : ITEMS - 1);
			} finally {
				for (const fault of planned) fault.remove();
			}
		});
}

type Effect = Omit<Fault, 'vendor'>;

function effectsOf({ faults: effects = [] }: Row, sandbox: Sandbox): Effect[] {
	return typeof effects === 'function' ? effects(sandbox) : effects;
}

/**
 * What needs a clock that can be set, a credential of its own or a vendor that is gone; the matrix itself has those. Zoho takes 30 calls a minute, so
 * only what its connection and its answers can do is tried there.
 */
function needsTime({ faults: effects, refused, credential }: Row, job: JobName): boolean {
	if (refused || credential || !Array.isArray(effects)) return true;
	if (job === 'createZoho' && effects.some(({ status }) => status !== undefined)) return true;
	return effects.some(
		({ operationId, hang, slowDrip, seconds }) =>
			operationId !== undefined || hang || slowDrip !== undefined || seconds !== undefined,
	);
}

/** Whether the vendor carries out what it is asked for, whatever comes back. */
function acts(row: Row): boolean {
	return (
		Array.isArray(row.faults) &&
		row.faults.every(
			({ status, body, drop, redirect, acts: does }) =>
				does === true ||
				drop === 'after' ||
				(status === undefined && body === undefined && drop === undefined && redirect === undefined),
		)
	);
}

/** Creates records; returns the message of the node where it failed. */
async function runJob(place: Workplace, job: JobName): Promise<string | undefined> {
	const { node, parameters, value } = JOBS[job];
	const items = Array.from({ length: ITEMS }, (_entry, index) => ({ value: value(place.sandbox, index) }));
	const list: Step = {
		name: 'List',
		node: 'n8n-nodes-base.code',
		version: 2,
		parameters: { jsCode: `return ${JSON.stringify(items)}.map((json) => ({ json }))` },
	};
	const create: Step = {
		name: 'Create',
		node: node.type,
		parameters: { ...parameters, options: { concurrency: 1 } },
		credentials: { [node.credential]: { id: node.credential, name: NAMES[node.credential]! } },
		settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 100 },
	};
	const { id } = await place.n8n.rest<{ id: string }>(
		'post',
		'/workflows',
		workflowOf(`Faults ${job}`, [list, create]),
	);
	const { data } = await execute(place, id);
	return (resultOf(data).error as { message?: string } | undefined)?.message;
}
