import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { INodeParameters } from 'n8n-workflow';
import { explain } from '../../dist/nodes/connector/messages/meaning.js';
import type { Catalogue } from '../../nodes/connector/model/catalogue.ts';
import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { leaks, operationCalls, runNode, V1, V2, ZOHO } from '../five/five.ts';
import { root } from '../harness/index.ts';

const catalogueOf = (service: string) =>
	JSON.parse(readFileSync(path.join(root, 'dist', 'nodes', service, 'catalogue.json'), 'utf8')) as Catalogue;

describe('A missing scope', () => {
	test.each([
		['Learning360', { status: 403, code: 'invalid_scope' }],
		['ZohoPeopleLms', { status: 403, code: '403' }],
	])('is named for every operation of %s', (service, failure) => {
		const catalogue = catalogueOf(service);
		const operations = catalogue.resources.flatMap((resource) => resource.operations);
		for (const operation of operations.filter(({ request }) => !request)) {
			const { advice } = explain(catalogue, operation, failure);
			expect(operation.scopes.length).toBeGreaterThan(0);
			expect(advice).toContain(`This operation needs the scope ${operation.scopes.join(' or ')}`);
		}
	});
});

describe('What the vendors say', () => {
	let sandbox: Sandbox;
	beforeAll(async () => {
		sandbox = await startSandbox({ limits: false });
	});
	afterAll(async () => await sandbox.close());
	beforeEach(async () => await sandbox.reset());

	const course = { resource: 'course', operation: 'create', name: 'Fire safety', type: 1 } as INodeParameters;
	const rooms = { resource: 'room', operation: 'getAll', returnAll: true, options: { tries: 2 } } as INodeParameters;
	const tags = { resource: 'tag', operation: 'getAll', returnAll: true } as INodeParameters;
	const projects = { resource: 'project', operation: 'getAll' } as INodeParameters;

	test('a token of Zoho that may only read says which scope creates', async () => {
		const { readOnlyAccessToken } = sandbox.credentials.zoho;
		const seen = await runNode(sandbox, ZOHO, course, {
			credential: { oauthTokenData: { access_token: readOnlyAccessToken, token_type: 'Bearer' } },
		});
		expect(seen.message).toBe('The signed-in user may not do this, or the credential lacks the scope (403) [Item 0]');
		expect(seen.advice).toContain(
			'This operation needs the scope ZOHOPEOPLE.training.ALL or ZOHOPEOPLE.training.CREATE',
		);
		expect(leaks(sandbox, seen)).toEqual([]);
	});

	test.each([
		[
			'the wrapper of the other People APIs',
			{ response: { status: 1, message: 'Error', errors: { code: 7411, message: 'No LMS' } } },
			/Your Zoho People plan does not include the LMS \(7411\) \[Item 0\]/,
		],
		[
			'the wrapper with a list',
			{ response: { status: 1, errors: [{ code: '7049', message: 'no record' }] } },
			/There is no record with this ID \(7049\) \[Item 0\]/,
		],
		[
			'a name in the message',
			{ response: { status: 1, errors: [{ code: 400, message: 'UNABLE_TO_ADD_LEARNERS_BEFORE_PUBLISH' }] } },
			/\(UNABLE_TO_ADD_LEARNERS_BEFORE_PUBLISH\) \[Item 0\]/,
		],
		['code and message at the top', { code: 404, message: 'Not found' }, /nothing at this address \(404\) \[Item 0\]/],
		['a plain error', { error: 'something else' }, /something else \(something else\) \[Item 0\]/],
		[
			'an error object',
			{ error: { code: '7052', message: 'empty' } },
			/Mandatory fields are empty \(7052\) \[Item 0\]/,
		],
	])('an error of Zoho in an answer of HTTP 200 fails the item: %s', async (_form, body, expected) => {
		sandbox.faults.add({ operationId: 'listRooms', status: 200, body });
		const { message, items } = await runNode(sandbox, ZOHO, rooms);
		expect(message).toMatch(expected);
		expect(items).toEqual([]);
		expect(operationCalls(sandbox)).toHaveLength(1);
	});

	test('token, secret and user of API v2 are told apart', async () => {
		const texts = new Set<string>();
		const note = async (credential: Record<string, unknown>) => {
			const seen = await runNode(sandbox, V2, tags, { credential });
			expect(leaks(sandbox, seen)).toEqual([]);
			texts.add(seen.message);
			return seen.message;
		};
		expect(await note({ clientSecret: 'wrong' })).toMatch(/client ID and client secret/);
		expect(await note({ userId: 'f'.repeat(24) })).toMatch(/no user with the User ID/);
		sandbox.faults.add({ operationId: 'listTags', status: 401, body: { error: 'invalid_token' } });
		expect(await note({})).toMatch(/^The access token is missing, out of date or revoked \(invalid_token\)/);
		expect(texts.size).toBe(3);
	});

	test('company, key and token of API v1 are told apart', async () => {
		const texts = new Set<string>();
		const note = async (credential: Record<string, unknown>) =>
			texts.add((await runNode(sandbox, V1, projects, { credential })).message);
		await note({ authenticationMethod: 'headers', companyId: 'f'.repeat(24) });
		await note({ authenticationMethod: 'headers', apiKey: 'f'.repeat(32) });
		sandbox.faults.add({
			operationId: 'listProjects',
			status: 401,
			body: { error: 'invalid_token', error_description: 'invalid signature' },
		});
		await note({});
		expect([...texts]).toEqual([
			expect.stringMatching(/^360Learning does not know this company ID \(invalid_company_id\)/),
			expect.stringMatching(/^The API key is missing or not valid \(invalid_api_key\)/),
			expect.stringMatching(/^The access token is malformed or not valid \(invalid_token\)/),
		]);
	});
});
