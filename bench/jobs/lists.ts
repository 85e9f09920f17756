import type { AxiosInstance, AxiosResponse } from 'axios';
import { axiosLoop, learning360 } from '../contenders/axiosLoop.ts';
import { headers, httpRequest } from '../contenders/httpRequest.ts';
import { pack } from '../contenders/pack.ts';
import { AXIOS, HTTP_REQUEST, PACK, type Job } from './job.ts';
import { VERSION } from './pathSessions.ts';

/** Users that the sandbox has by itself. */
const SEEDED = 617;
const PAGE = 500;
const PAGES = 200;

const readAll = async (client: AxiosInstance) => {
	const users: object[] = [];
	for (let address: string | undefined = '/api/v2/users'; address; ) {
		const page: AxiosResponse<object[]> = await client.get(address);
		users.push(...page.data);
		address = /<([^>]+)>;\s*rel="next"/.exec(String(page.headers.link))?.[1];
	}
	return users;
};

export const returnAll: Job = {
	id: 'returnAll',
	title: 'Return All over 100,000 users',
	about: `${PAGES} pages of ${PAGE} users, read one after the other; every page takes an additional 20 ms. All contenders return all fields.`,
	runs: 'together',
	items: { full: [1], short: [1] },
	rounds: { full: 5, short: 1 },
	vendors: { latencyMs: 20, checkAnswers: false, moreUsers: PAGES * PAGE - SEEDED },
	readsOnly: true,
	warmUp: 0,
	input: () => ({ json: {} }),
	contenders: [
		pack('learning360', { resource: 'user', operation: 'getAll', returnAll: true, simplify: false }),
		httpRequest(({ learning360: host }) => ({
			method: 'GET',
			url: `${host}/api/v2/users`,
			nodeCredentialType: 'learning360OAuth2Api',
			...headers(VERSION),
			options: {
				pagination: {
					pagination: {
						paginationMode: 'responseContainsNextURL',
						nextURL: '={{ $response.headers.link.match(/<([^>]+)>;\\s*rel="next"/)[1] }}',
						paginationCompleteWhen: 'other',
						completeExpression: '={{ !$response.headers.link }}',
					},
				},
			},
		})),
		axiosLoop(learning360, 1, readAll),
	],
	columns: ['wall', 'cpuSeconds', 'requests', 'done'],
	targets: [{ text: 'wall time / Axios loop', value: ({ of }) => of(PACK).wall / of(AXIOS).wall, most: 1.05 }],
};

export const returnAllMemory: Job = {
	...returnAll,
	id: 'returnAllMemory',
	title: 'Return All over 100,000 users, memory',
	about:
		'The same, each run in a process of its own. Memory is what the process grew by at its largest, output included.',
	runs: 'alone',
	rounds: { full: 3, short: 1 },
	columns: ['memory', 'done'],
	targets: [{ text: 'memory / HTTP Request', value: ({ of }) => of(PACK).memory / of(HTTP_REQUEST).memory, most: 0.6 }],
};
