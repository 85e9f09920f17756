import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { byId, leaks, operationCalls, runNode, ZOHO } from './five.ts';

/** The ids of the documented request. */
const parameters = {
	resource: 'session',
	operation: 'getAllByModule',
	courseId: byId('478346000019479103'),
	batchId: byId('478346000019479115'),
	moduleId: byId('478346000019479119'),
	returnAll: true,
	simplify: false,
};

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ limits: false });
});
afterAll(async () => await sandbox.close());
beforeEach(() => {
	sandbox.clearRequests();
	sandbox.faults.clear();
});

describe('Zoho People LMS: sessions of a module', () => {
	test('reads pages of 25 until the vendor has no more, one item per session, ids as text', async () => {
		const { items, message } = await runNode(sandbox, ZOHO, parameters);
		expect(message).toBe('');
		const pages = Math.floor(items.length / 25) + (items.length % 25 === 0 ? 0 : 1);
		expect(operationCalls(sandbox).map(({ query }) => Number(query.startIndex))).toEqual(
			Array.from({ length: pages }, (_page, index) => index * 25),
		);
		expect(new Set(items.map(({ json }) => json.sessionId)).size).toBe(items.length);
		for (const { json } of items) expect(typeof json.sessionId).toBe('string');
		expect(Object.keys(items[0].json)).toEqual(
			expect.arrayContaining([
				'sessionName',
				'sessionStartDate',
				'sessionStartTime',
				'sessionEndTime',
				'sessionRoom',
				'sessionTrainer',
				'moduleId',
			]),
		);
	});

	test('stops reading at the limit', async () => {
		const { items } = await runNode(sandbox, ZOHO, { ...parameters, returnAll: false, limit: 30 } as never);
		expect(items).toHaveLength(30);
		expect(operationCalls(sandbox)).toHaveLength(2);
	});

	test('sends the token with the word that Zoho wants', async () => {
		await runNode(sandbox, ZOHO, parameters);
		expect(operationCalls(sandbox)[0].headers.authorization).toMatch(/^Zoho-oauthtoken /);
	});

	test.each([
		[400, /not valid|missing/],
		[403, /not|may/],
		[404, /nothing at this address|not/i],
		[422, /maximum/],
	])('words status %i', async (status, expected) => {
		sandbox.faults.add({ operationId: 'listModuleSessions', status, body: { code: status, message: 'Sorry' } });
		const seen = await runNode(sandbox, ZOHO, parameters);
		expect(seen.message).toMatch(expected);
		expect(seen.message).toContain('[Item 0]');
		expect(leaks(sandbox, seen)).toEqual([]);
	});

	test('recognises an error in an answer with status 200', async () => {
		sandbox.faults.add({
			operationId: 'listModuleSessions',
			status: 200,
			body: { response: { status: 1, errors: { code: 7411, message: 'not included in your subscription' } } },
		});
		const { message } = await runNode(sandbox, ZOHO, parameters);
		expect(message).toContain('(7411)');
	});

	test('renews an expired token by itself', async () => {
		sandbox.expireTokens();
		const { message, items } = await runNode(sandbox, ZOHO, parameters);
		expect(message).toBe('');
		expect(items.length).toBeGreaterThan(50);
	});

	test('says when it works again instead of waiting, when it may not wait', async () => {
		sandbox.faults.add({
			operationId: 'listModuleSessions',
			status: 429,
			body: { response: { status: 1, errors: { code: 7209, message: 'blocked' } } },
		});
		const { message } = await runNode(sandbox, ZOHO, { ...parameters, options: { longestWait: 0 } } as never);
		expect(message).toMatch(/works again in about 5 minutes, at \d\d:\d\d/);
	});
});
