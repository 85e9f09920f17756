/**
 * `npm run bench:profile [-- JOB]`: where the processor time of the pack and of n8n's HTTP Request node goes in a job. Prints the shares and, for the
 * job of docs/performance.md, writes them there.
 */
import { Session, type Profiler } from 'node:inspector/promises';
import { installN8n } from '../test/e2e/install.ts';
import { liftLimits } from './contenders/pack.ts';
import { jobs } from './jobs/index.ts';
import { HTTP_REQUEST, PACK, type Job } from './jobs/job.ts';
import { printedTable, table, writeProfile } from './report.ts';
import { Vendors } from './vendors.ts';

/** Job whose profile stands in the document. */
const DOCUMENTED = 'creates';

/** Microseconds between two looks at what is being done. */
const LOOK_EVERY = 200;

/** Runs before the one that is looked at, so that everything has been compiled. */
const WARM_UPS = 3;

/** What a function belongs to, by its package or, without one, its file; the first that fits. */
const PARTS: Array<[string, RegExp]> = [
	['This pack', /^(?!.*node_modules).*\/dist\/(nodes|credentials)\//],
	['n8n: the HTTP Request node', /^n8n-nodes-base$/],
	['n8n: expressions of fields', /^(n8n-workflow|@n8n\/tournament|esprima-next|luxon)$/],
	[
		'n8n: requests and signing',
		/^(@n8n\/backend-network|@n8n\/client-oauth2|proxy-from-env)$|request-helpers|node:internal\/crypto|\/encryption\/|credentialsHelper/,
	],
	['n8n: the rest of the engine', /^(n8n-core|@n8n\/.*|lodash|iconv-lite)$|\/engine\//],
	['Axios', /^(axios|follow-redirects|form-data)$/],
	[
		'Node.js: HTTP, sockets, streams',
		/^node:(_http|http|net|internal\/(streams|stream_base_commons|url|async_hooks|timers|dns|event_target)|events|url|buffer|dns|string_decoder)/,
	],
];

/** Functions without a file. */
const NATIVE: Record<string, string> = {
	'(garbage collector)': 'Collection of garbage',
	connect: 'Node.js: HTTP, sockets, streams',
	writev: 'Node.js: HTTP, sockets, streams',
	setKeepAlive: 'Node.js: HTTP, sockets, streams',
	close: 'Node.js: HTTP, sockets, streams',
};

const NOT_COUNTED = new Set(['(idle)', '(root)', 'post']);

function partOf({ functionName, url }: Profiler.ProfileNode['callFrame']): string {
	const packageName = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
	// Files of n8n-core by what they do.
	const place = packageName === undefined || packageName === 'n8n-core' ? [url, packageName ?? ''] : [packageName];
	return PARTS.find(([, pattern]) => place.some((name) => pattern.test(name)))?.[0] ?? NATIVE[functionName] ?? 'Other';
}

/** Shares of the parts, of the time in which anything was done. */
function sharesOf({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Map<string, number> {
	const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
	const times = new Map<string, number>();
	let total = 0;
	for (const [index, id] of samples.entries()) {
		const frame = frames.get(id)!;
		if (NOT_COUNTED.has(frame.functionName)) continue;
		total += timeDeltas[index];
		times.set(partOf(frame), (times.get(partOf(frame)) ?? 0) + timeDeltas[index]);
	}
	return new Map([...times].map(([part, time]) => [part, time / total]));
}

async function profileOf(job: Job, title: string): Promise<Map<string, number>> {
	const vendors = await Vendors.start(job.vendors);
	const runner = await job.contenders.find((contender) => contender.title === title)!.open(vendors.addresses);
	const items = (first: number) =>
		Array.from({ length: job.items.full[0] }, (_entry, index) => job.input(first + index));
	for (let time = 1; time <= WARM_UPS; time += 1) await runner(items(time * job.items.full[0]));
	const session = new Session();
	session.connect();
	await session.post('Profiler.enable');
	await session.post('Profiler.setSamplingInterval', { interval: LOOK_EVERY });
	await session.post('Profiler.start');
	await runner(items(0));
	const { profile } = await session.post('Profiler.stop');
	session.disconnect();
	await vendors.stop();
	return sharesOf(profile);
}

const id = process.argv[2] ?? DOCUMENTED;
const job = jobs.find((entry) => entry.id === id);
if (!job) throw new Error(`There is no job ${id}. There are: ${jobs.map((entry) => entry.id).join(', ')}`);
await installN8n();
if (job.withoutLimits) liftLimits();
const [pack, httpRequest] = [await profileOf(job, PACK), await profileOf(job, HTTP_REQUEST)];
const parts = [...new Set([...pack.keys(), ...httpRequest.keys()])].sort(
	(one, other) => (pack.get(other) ?? 0) - (pack.get(one) ?? 0),
);
const percent = (share = 0) => `${(share * 100).toFixed(0)} %`;
const rows = table(
	['Share of the processor time', PACK, HTTP_REQUEST],
	parts.map((part) => [part, percent(pack.get(part)), percent(httpRequest.get(part))]),
);
console.log(printedTable(rows));
if (id === DOCUMENTED) writeProfile(rows);
