import { byId } from '../contenders/contender.ts';
import { headers, httpRequest } from '../contenders/httpRequest.ts';
import { pack } from '../contenders/pack.ts';
import { PACK, type Job } from './job.ts';
import { byHttpRequest, byPack, input, V2 } from './pathSessions.ts';

export const COURSE = '478346055283423124';

/** Zoho's limit per operation. Source: the pages of the API, e.g. https://www.zoho.com/people/api/LMS/create_module.html */
export const ZOHO = { calls: 30, seconds: 60 };

/** Source: https://360learning.readme.io/docs/copy-of-rate-limiting-errors */
export const WRITES = { calls: 10, seconds: 1 };

/** A vendor lets through so many calls at once and as many again after each window: nobody can be done sooner. */
export const best =
	({ calls, seconds }: typeof ZOHO) =>
	(items: number) =>
		(Math.ceil(items / calls) - 1) * seconds * 1000;

const RETRY = { retryOnFail: true, maxTries: 5, waitBetweenTries: 5_000 };
const batches = (batchSize: number, batchInterval: number) => ({ batching: { batch: { batchSize, batchInterval } } });

/** Nodes of n8n's sign in with the word `Bearer`; Zoho wants another, so people who use HTTP Request write the header themselves. */
const createModule = (options: object, more: Parameters<typeof httpRequest>[1]) =>
	httpRequest(
		({ zohoPeople, secrets }) => ({
			method: 'POST',
			url: `${zohoPeople}/api/v1/courses/${COURSE}/modules`,
			authentication: 'none',
			sendQuery: true,
			specifyQuery: 'keypair',
			queryParameters: { parameters: [{ name: 'moduleData', value: '={{ JSON.stringify({ name: $json.name }) }}' }] },
			...headers({ Authorization: `Zoho-oauthtoken ${secrets.zoho.accessToken}` }),
			options: options as never,
		}),
		more,
	);

const ON_TIME = 'wall time / best possible schedule';

export const zoho: Job = {
	id: 'zoho',
	title: '90 Zoho calls, 30 a minute with lock',
	about:
		'Create a module for each input item. Zoho People takes 30 calls a minute for each operation; the next one locks it for five minutes. All clocks run 60 times as fast.',
	runs: 'alone',
	items: { full: [90], short: [90] },
	rounds: { full: 5, short: 1 },
	vendors: { checkAnswers: false },
	speed: 60,
	settle: ZOHO.seconds + 10,
	best: best(ZOHO),
	input: (index) => ({ json: { name: `Module ${index}` } }),
	contenders: [
		pack('zohoPeopleLms', {
			resource: 'module',
			operation: 'create',
			level: 'course',
			courseId: byId(COURSE),
			name: '={{ $json.name }}',
		}),
		createModule({}, { title: 'HTTP Request, as it comes' }),
		createModule(batches(1, 1_000), { title: 'HTTP Request, one a second' }),
		createModule(batches(1, 2_000), { title: 'HTTP Request, one in two seconds' }),
		createModule({}, { title: 'HTTP Request, Retry On Fail', settings: RETRY }),
	],
	columns: ['wall', 'requests', 'done', 'refused', 'doubled', 'outcome'],
	targets: [
		{ text: 'calls refused', value: ({ of }) => of(PACK).tally.refused, most: 0 },
		{ text: ON_TIME, value: ({ of, best: shortest }) => of(PACK).wall / shortest!, most: 1.05 },
	],
};

export const writes: Job = {
	id: 'writes',
	title: '500 writes, 10 a second',
	about:
		'Create a path session of API v2 for each input item, under its limit of ten writes a second. All clocks run 10 times as fast.',
	runs: 'alone',
	items: { full: [500], short: [100] },
	rounds: { full: 5, short: 1 },
	vendors: { checkAnswers: false },
	speed: 10,
	settle: WRITES.seconds + 1,
	best: best(WRITES),
	input,
	contenders: [
		byPack(V2),
		byHttpRequest(V2, {}, { title: 'HTTP Request, as it comes' }),
		byHttpRequest(V2, batches(10, 1_000), { title: 'HTTP Request, ten a second' }),
		byHttpRequest(V2, {}, { title: 'HTTP Request, Retry On Fail', settings: RETRY }),
	],
	columns: ['wall', 'requests', 'done', 'refused', 'doubled', 'outcome'],
	targets: [
		{ text: 'calls refused', value: ({ of }) => of(PACK).tally.refused, most: 0 },
		{ text: ON_TIME, value: ({ of, best: shortest }) => of(PACK).wall / shortest!, most: 1.05 },
	],
};
