import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { n8nCredentials } from '../../sandbox/n8nCredentials.ts';
import { runListSearch } from '../../engine/index.ts';
import { byId, operationCalls, runNode, ZOHO } from '../five/five.ts';

/** Beyond 2^53: as JavaScript numbers these read 478346000011341900 and 478346000000248060. */
const LONG = '478346000011341865';
const OTHER = '478346000000248077';
const COURSE = '478346674922995999';

/** Rooms as a vendor writes them who sends ids as JSON numbers. */
const ROOMS = `{"code":200,"rooms":[{"roomId":${LONG},"name":"Room ${OTHER}, \\"big\\"","capacity":12,"height":2.1234567890123457,"tags":[${OTHER}, -${OTHER},7]}]}`;

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());
beforeEach(async () => await sandbox.reset());

describe('Ids longer than a JavaScript number can hold', () => {
	test('come out as text when the vendor sends them as numbers, and nothing else changes', async () => {
		sandbox.faults.add({ operationId: 'listRooms', body: ROOMS });
		const { items, message } = await runNode(sandbox, ZOHO, { resource: 'room', operation: 'getAll', returnAll: true });
		expect(message).toBe('');
		expect(items.map(({ json }) => json)).toEqual([
			{
				roomId: LONG,
				name: `Room ${OTHER}, "big"`,
				capacity: 12,
				height: 2.1234567890123457,
				tags: [OTHER, `-${OTHER}`, 7],
			},
		]);
	});

	test('stay exact in lists to pick from', async () => {
		sandbox.faults.add({ operationId: 'listRooms', body: ROOMS });
		const { results } = await runListSearch({
			nodeType: 'n8n-nodes-lms.zohoPeopleLms',
			method: 'rooms',
			parameters: {},
			credentials: n8nCredentials(sandbox),
		});
		expect(results.map(({ value }) => value)).toEqual([LONG]);
	});

	test('stay exact when a list of them is typed in as JSON', async () => {
		await runNode(sandbox, ZOHO, {
			resource: 'course',
			operation: 'share',
			courseId: byId(COURSE),
			erecnosList: `[${LONG}, ${OTHER}]`,
		});
		const [call] = operationCalls(sandbox);
		expect({ status: call.status, sent: call.query.erecnosList }).toEqual({ status: 200, sent: [LONG, OTHER] });
	});

	test('are refused when they were rounded before', async () => {
		const { message, advice } = await runNode(sandbox, ZOHO, {
			resource: 'course',
			operation: 'share',
			courseId: byId(COURSE),
			erecnosList: `={{ [${LONG}] }}` as never,
		});
		expect(message).toContain('was rounded before it came here');
		expect(advice).toContain('as text');
		expect(operationCalls(sandbox)).toEqual([]);
	});
});
