import { byId } from '../contenders/contender.ts';
import { pack } from '../contenders/pack.ts';
import type { Contender } from '../contenders/contender.ts';
import { again, NOT_LEARNING, PACK, type Job } from './job.ts';
import { best, COURSE, WRITES, ZOHO } from './limits.ts';
import { byPack, input, V2 } from './pathSessions.ts';

const createModule = (options: { share?: number; concurrency?: number } = {}) =>
	pack('zohoPeopleLms', {
		resource: 'module',
		operation: 'create',
		level: 'course',
		courseId: byId(COURSE),
		name: '={{ $json.name }}',
		options,
	});
const createSession = byPack(V2);

/** A contender, and the same without what it learns from refusals. */
const learningOrNot = (contender: Contender): Contender[] => [contender, { ...contender, title: NOT_LEARNING }];

export const writesShared: Job = {
	id: 'writesShared',
	title: '2 × 250 writes in two processes',
	about:
		'Two n8n processes create path sessions of API v2 with one account, without knowing of each other and without a share set. All clocks run 5 times as fast.',
	runs: 'alone',
	items: { full: [500], short: [500] },
	rounds: { full: 5, short: 1 },
	vendors: { checkAnswers: false },
	speed: 5,
	best: best(WRITES),
	input,
	contenders: learningOrNot(createSession),
	parts: [0, 1].map((process) => ({ process, items: 250, contender: createSession })),
	columns: ['wall', 'requests', 'done', 'refused', 'doubled', 'outcome'],
	targets: [
		{ text: 'calls refused', value: ({ of }) => of(PACK).tally.refused, most: 5 },
		{
			text: 'wall time / best possible schedule',
			value: ({ of, best: shortest }) => of(PACK).wall / shortest!,
			most: 1.1,
		},
	],
};

const zohoInput = (index: number) => ({ json: { name: `Module ${index}` } });

export const zohoShared: Job = {
	id: 'zohoShared',
	title: '2 × 45 Zoho calls in two processes',
	about:
		'Two n8n processes create modules with one account, without knowing of each other and without a share set, and then the same once more. One lock of 300 seconds cannot be avoided, because nothing reveals the other process earlier. All clocks run 60 times as fast.',
	runs: 'alone',
	items: { full: [90], short: [90] },
	rounds: { full: 5, short: 1 },
	vendors: { checkAnswers: false },
	speed: 60,
	best: best(ZOHO),
	input: zohoInput,
	contenders: learningOrNot(createModule()),
	parts: [0, 1].map((process) => ({ process, items: 45, contender: createModule() })),
	twice: true,
	columns: ['wall', 'requests', 'done', 'refused', 'doubled', 'outcome'],
	targets: [
		{ text: 'calls refused (one lock: each process once)', value: ({ of }) => of(PACK).tally.refused, most: 2 },
		{ text: 'seconds', value: ({ of }) => of(PACK).wall / 1000, most: 480 },
		{ text: 'calls refused in the next run', value: ({ of }) => of(again(PACK)).tally.refused, most: 0 },
	],
};

export const zohoThree: Job = {
	...zohoShared,
	id: 'zohoThree',
	title: '3 × 90 Zoho calls in three processes',
	about: 'The same with three processes and 90 calls each, once. All clocks run 60 times as fast.',
	items: { full: [270], short: [270] },
	rounds: { full: 3, short: 1 },
	parts: [0, 1, 2].map((process) => ({ process, items: 90, contender: createModule() })),
	twice: false,
	targets: [
		{ text: 'calls refused (one lock: each process once)', value: ({ of }) => of(PACK).tally.refused, most: 3 },
		{
			text: 'wall time / without learning',
			value: ({ of }) => of(PACK).wall / of(NOT_LEARNING).wall,
			most: 0.5,
		},
	],
};

export const zohoSingle: Job = {
	...zohoShared,
	id: 'zohoSingle',
	title: 'One Zoho call behind 600',
	about:
		'Two workflows of one n8n process: 600 calls with the highest concurrency, and, half a minute later, a single call. Workflows take turns, so it takes the next place that opens. All clocks run 60 times as fast.',
	items: { full: [601], short: [601] },
	rounds: { full: 3, short: 1 },
	contenders: [createModule()],
	parts: [
		{ process: 0, items: 600, contender: createModule({ concurrency: 50 }) },
		{ process: 0, items: 1, after: 30, contender: createModule() },
	],
	twice: false,
	targets: [
		{ text: 'calls refused', value: ({ of }) => of(PACK).tally.refused, most: 0 },
		{
			text: 'seconds of the single call (two windows)',
			value: ({ of }) => of(PACK).parts![1]! / 1000,
			most: 2 * ZOHO.seconds,
		},
	],
};

export const zohoMixed: Job = {
	id: 'zohoMixed',
	title: '60 Zoho calls next to 20 with a share',
	about:
		'Two workflows of one n8n process: 60 calls with the whole limit, and, ten seconds later, 20 with a share of 10 %. The share slows down its own workflow and not the other one. All clocks run 20 times as fast.',
	runs: 'alone',
	items: { full: [80], short: [80] },
	rounds: { full: 5, short: 1 },
	vendors: { checkAnswers: false },
	speed: 20,
	best: () => best(ZOHO)(60),
	input: zohoInput,
	contenders: [createModule()],
	parts: [
		{ process: 0, items: 60, contender: createModule() },
		{ process: 0, items: 20, after: 10, contender: createModule({ share: 10 }) },
	],
	columns: ['wall', 'requests', 'done', 'refused', 'doubled', 'outcome'],
	targets: [
		{ text: 'calls refused', value: ({ of }) => of(PACK).tally.refused, most: 0 },
		{
			text: 'wall time of the 60 / best possible schedule',
			value: ({ of, best: shortest }) => of(PACK).parts![0]! / shortest!,
			most: 1.25,
		},
	],
};
