import { AXIOS, DECLARATIVE, HTTP_REQUEST, PACK, type Job } from './job.ts';
import { byAxios, byDeclarative, byHttpRequest, byPack, input, V1, V2 } from './pathSessions.ts';

/** What both nodes send at once by default when they write. */
const CONCURRENCY = 5;

/** Milliseconds that every answer of the vendor takes. */
const LATENCY = 20;

/** @param declarative most processor time, as a multiple of the declarative node's, which grows with the size of its description */
function creates(id: string, title: string, about: string, creation: typeof V2, declarative: number): Job {
	return {
		id,
		title,
		about: `${about} Every answer takes ${LATENCY} ms. This pack and the Axios loop send ${CONCURRENCY} at once (the node's default), the others everything at once, because they cannot do otherwise.`,
		runs: 'together',
		items: { full: [1_000], short: [200] },
		rounds: { full: 7, short: 3 },
		vendors: { latencyMs: LATENCY, limits: false, checkAnswers: false },
		withoutLimits: true,
		input,
		contenders: [byPack(creation), byHttpRequest(creation), byDeclarative(creation), byAxios(creation, CONCURRENCY)],
		columns: ['wall', 'cpu', 'requests', 'done'],
		targets: [
			{ text: 'wall time / Axios loop', value: ({ of }) => of(PACK).wall / of(AXIOS).wall, most: 1.05 },
			{ text: 'CPU / declarative node', value: ({ of }) => of(PACK).cpu / of(DECLARATIVE).cpu, most: declarative },
			{ text: 'CPU / HTTP Request', value: ({ of }) => of(PACK).cpu / of(HTTP_REQUEST).cpu, most: 0.8 },
		],
	};
}

export const createsV2 = creates(
	'creates',
	'1,000 creates',
	'Create a path session of API v2 for each input item; the limit of ten writes a second is lifted at both ends.',
	V2,
	0.4,
);

export const createsV1 = creates(
	'createsV1',
	'1,000 creates, API v1',
	'The same in API v1, which documents no limit and has a third of the operations.',
	V1,
	1.1,
);

export const memory: Job = {
	...createsV2,
	id: 'memory',
	title: '10,000 creates, memory',
	about:
		'The same creates without a delay of the answer, each run in its own process. The growth of the process is mostly garbage that has not been collected yet. A second run with constant garbage collection measures the memory in use besides the output.',
	runs: 'alone',
	items: { full: [1_000, 10_000], short: [200, 2_000] },
	rounds: { full: 2, short: 1 },
	vendors: { limits: false, checkAnswers: false },
	columns: ['memory', 'reachable', 'done', 'outcome'],
	targets: [
		{
			text: 'memory in use besides the output, 10,000 / 1,000 items',
			value: ({ of, items }) => of(PACK, items[1]).reachable! / of(PACK, items[0]).reachable!,
			most: 1.3,
		},
		{
			text: 'growth of the process, 10,000 / 1,000 items',
			value: ({ of, items }) => of(PACK, items[1]).memory / of(PACK, items[0]).memory,
			most: 1.3,
		},
	],
};
