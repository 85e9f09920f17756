import { byId } from '../contenders/contender.ts';
import { headers, httpRequest } from '../contenders/httpRequest.ts';
import { pack } from '../contenders/pack.ts';
import { HTTP_REQUEST, PACK, type Job } from './job.ts';
import { VERSION } from './pathSessions.ts';

const GROUP = '58eb5f371a92bb4fb526b305';

export const memberships: Job = {
	id: 'memberships',
	title: '5,000 group memberships',
	about:
		'Make a user a learner of a group, for each input item. This pack sends the items in the bulk call of API v2, follows the operation and reads its results; HTTP Request sends a request for each, with the limit lifted: under it that takes more than eight minutes.',
	runs: 'together',
	items: { full: [5_000], short: [1_000] },
	rounds: { full: 3, short: 1 },
	vendors: { limits: false, checkAnswers: false, moreUsers: 6_000 },
	input: (index) => ({ json: { userId: `65f0a1b2c3d4e5f6${index.toString(16).padStart(8, '0')}` } }),
	contenders: [
		pack('learning360', {
			resource: 'groupMember',
			operation: 'addBulk',
			groupId: byId(GROUP),
			userId: byId('={{ $json.userId }}'),
			role: 'learner',
		}),
		httpRequest(({ learning360 }) => ({
			method: 'POST',
			url: `=${learning360}/api/v2/groups/${GROUP}/learner/{{ $json.userId }}`,
			nodeCredentialType: 'learning360OAuth2Api',
			...headers(VERSION),
		})),
	],
	columns: ['requests', 'wall', 'cpuSeconds', 'done'],
	targets: [
		{
			text: 'requests of HTTP Request / requests',
			value: ({ of }) => of(HTTP_REQUEST).tally.requests / of(PACK).tally.requests,
			least: 100,
		},
	],
};
