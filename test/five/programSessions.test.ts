import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { leaks, operationCalls, runNode, V1 } from './five.ts';

const parameters = { resource: 'programSession', operation: 'getAll', returnAll: true };

/** Every field that the documentation of the operation names. */
const FIELDS = [
	'_id',
	'name',
	'author',
	'description',
	'programTemplate',
	'tutors',
	'lang',
	'customFields',
	'modifiedAt',
	'automatedReminders',
	'requirements',
	'startDate',
	'endDate',
	'programDuration',
	'programDurationType',
	'templateCustom',
	'sessionCustom',
	'modules',
	'hasUserLimit',
	'userLimit',
	'groups',
	'users',
];

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());
beforeEach(async () => await sandbox.reset());

describe('API v1: get program sessions', () => {
	test('gives one item per session with every documented field', async () => {
		const { items, message } = await runNode(sandbox, V1, parameters);
		expect(message).toBe('');
		expect(items.length).toBeGreaterThan(1);
		const seen = new Set(items.flatMap(({ json }) => Object.keys(json)));
		expect(FIELDS.filter((name) => !seen.has(name))).toEqual([]);
		expect(operationCalls(sandbox)).toHaveLength(1);
	});

	test('reads the list once per input item, paired', async () => {
		const { items } = await runNode(
			sandbox,
			V1,
			{ ...parameters, returnAll: false, limit: 2 },
			{ input: [{ json: {} }, { json: {} }] },
		);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 0 }, { item: 1 }, { item: 1 }]);
	});

	test.each([
		['oAuth2', ({ headers }: { headers: Record<string, string> }) => headers.authorization?.startsWith('Bearer ')],
		[
			'headers',
			({ headers }: { headers: Record<string, string> }) => 'x-company-id' in headers && 'x-apikey' in headers,
		],
		['query', ({ queryString }: { queryString: string }) => /company=.*apiKey=/.test(queryString)],
	])('signs in by %s', async (authenticationMethod, isSigned) => {
		const seen = await runNode(sandbox, V1, parameters, { credential: { authenticationMethod } });
		expect(seen.message).toBe('');
		expect(isSigned(operationCalls(sandbox)[0] as never)).toBe(true);
		expect(leaks(sandbox, seen)).toEqual([]);
	});

	test.each([
		[{ error: 'missing_company_id' }, 'missing_company_id'],
		[{ error: 'invalid_company_id' }, 'invalid_company_id'],
		[{ error: 'invalid_api_key' }, 'invalid_api_key'],
		[{ error: 'invalid_token', error_description: 'invalid signature' }, 'invalid_token'],
		[{ error: 'invalid_token', error_description: 'jwt expired' }, 'invalid_token'],
	])('tells the sign-in error %j apart from the others', async (body, code) => {
		sandbox.faults.add({ api: 'v1', operationId: 'getProgramSessions', status: 401, body });
		const seen = await runNode(sandbox, V1, parameters);
		expect(seen.message).toContain(`(${code})`);
		expect(seen.advice).not.toBe('');
		expect(leaks(sandbox, seen)).toEqual([]);
		messages.add(`${seen.message} ${seen.advice}`);
	});
	const messages = new Set<string>();
	test('has five different wordings for the five sign-in errors', () => expect(messages.size).toBe(5));

	test.each([
		[
			'a wrong company',
			{ authenticationMethod: 'headers', companyId: '000000000000000000000000' },
			'invalid_company_id',
		],
		['a wrong key', { authenticationMethod: 'query', apiKey: '00000000000000000000000000000000' }, 'invalid_api_key'],
	])('meets %s with real input', async (_what, credential, code) => {
		const { message } = await runNode(sandbox, V1, parameters, { credential });
		expect(message).toContain(`(${code})`);
	});
});
