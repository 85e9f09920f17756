import type { INodeParameters } from 'n8n-workflow';
import type { Fault, Sandbox } from '../../sandbox/index.ts';
import { startStillSandbox, timeInSteps } from '../faults/world.ts';
import { byId, runNode, V2, ZOHO, type NodeUnderTest, type Settings } from '../five/five.ts';
import { accounts, byMail, GROUP } from '../jobs/people.ts';

/** How the node failed. */
interface Shown {
	name: string;
	httpCode?: string | null;
	message: string;
	description?: string;
}

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startStillSandbox(false, {});
});
afterAll(async () => await sandbox.close());
beforeEach(async () => await sandbox.reset());
timeInSteps(() => sandbox);

async function failure(
	parameters: object,
	faults: Fault[] = [],
	{ node = V2, ...settings }: Settings & { node?: NodeUnderTest } = {},
): Promise<Shown> {
	for (const fault of faults) sandbox.faults.add(fault);
	const { run } = await runNode(sandbox, node, parameters as INodeParameters, settings);
	expect(run.status).toBe('error');
	return run.error as unknown as Shown;
}

const tags = { resource: 'tag', operation: 'getAll', returnAll: true };
const addBulk = (userId: string) => ({
	resource: 'groupMember',
	operation: 'addBulk',
	userId: byId(userId),
	groupId: byId(GROUP),
	role: 'learner',
});
const active = () => accounts(sandbox).find(({ status, mail }) => status === 'active' && mail)!;
const createActive = (mail: string) => ({
	resource: 'user',
	operation: 'createActive',
	groupId: byId(GROUP),
	role: 'learner',
	password: 'Warm-lamp-27',
	additionalFields: { mail },
});

describe('What the pack refuses by itself is no answer of the vendor', () => {
	test.each<[string, () => Promise<Shown>, RegExp]>([
		[
			'a next page on another host',
			async () => await failure(tags, [{ operationId: 'listTags', nextLink: 'https://elsewhere.example/tags' }]),
			/leads to another host/,
		],
		[
			'a list that leads in a circle',
			async () =>
				await failure(tags, [{ operationId: 'listTags', nextLink: `${sandbox.learning360.url}/api/v2/tags` }]),
			/a page that was read already/,
		],
		[
			'a redirect',
			async () => await failure(tags, [{ operationId: 'listTags', redirect: 'https://elsewhere.example/' }]),
			/sends the request on/,
		],
		[
			'no connection',
			async () => await failure({ ...tags, options: { tries: 1 } }, [{ operationId: 'listTags', drop: 'before' }]),
			/The connection broke/,
		],
		[
			'a host that is not there',
			async () =>
				await failure({ ...tags, options: { tries: 1 } }, [], { credential: { baseUrl: 'http://127.0.0.1:9' } }),
			/the connection was refused/,
		],
		[
			'a page in place of JSON',
			async () =>
				await failure({ ...tags, options: { tries: 1 } }, [
					{ operationId: 'listTags', body: '<html>', contentType: 'text/html' },
				]),
			/not readable JSON/,
		],
		[
			'a write without an answer',
			async () => await failure(createActive('a.new@meridian.example'), [{ operationId: 'createUser', drop: 'after' }]),
			/Nobody knows|Outcome unknown/,
		],
		[
			'a bulk operation that cannot be followed',
			async () =>
				await failure({ ...addBulk(active()._id), options: { tries: 1 } }, [
					{ operationId: 'getBulkOperation', drop: 'before' },
				]),
			/was started, but it could not be followed/,
		],
		[
			'a bulk operation that is started and may not be looked at',
			async () =>
				await failure(addBulk(active()._id), [
					{ operationId: 'getBulkOperation', status: 403, body: { error: { code: 'invalid_scope' } } },
				]),
			/was started, but it could not be followed/,
		],
		[
			'results that lead in a circle',
			async () =>
				await failure(addBulk(active()._id), [
					{
						operationId: 'getBulkOperationResults',
						nextLink: `${sandbox.learning360.url}/api/v2/bulk/operations/1/results`,
						headers: { link: '<https://elsewhere.example/x>; rel="next"' },
					},
				]),
			/could not be followed/,
		],
		[
			'an item without a result',
			async () => await failure(addBulk(active()._id), [{ operationId: 'getBulkOperationResults', body: [] }]),
			/^Outcome unknown/,
		],
		[
			'an account that is active already',
			async () => await failure(createActive(active().mail!)),
			/has an active account already/,
		],
		[
			'a plan that deactivates too many',
			async () =>
				await failure(byMail('sync', { gone: 'deactivate', dryRun: false }), [], {
					input: [{ json: { email: active().mail! } }],
				}),
			/^The plan deactivates/,
		],
	])('%s', async (_what, run, message) => {
		const error = await run();
		expect([error.name, error.message]).toEqual(['NodeOperationError', expect.stringMatching(message)]);
		expect(error.httpCode).toBeUndefined();
		expect(`${error.message} ${error.description}`).not.toContain('undefined');
	});
});

describe('What the vendor refuses is', () => {
	test.each<[string, () => Promise<Shown>, string | null]>([
		[
			'with its HTTP status',
			async () => await failure({ resource: 'user', operation: 'get', userId: byId('ffffffffffffffffffffffff') }),
			'404',
		],
		[
			'without one when HTTP said that all is well: an item of a bulk operation',
			async () => await failure(addBulk('ffffffffffffffffffffffff')),
			null,
		],
		[
			'without one when HTTP said that all is well: Zoho',
			async () =>
				await failure(
					{ resource: 'course', operation: 'getAll', returnAll: true },
					[
						{
							vendor: 'zohoPeople',
							status: 200,
							body: { response: { status: 1, errors: [{ code: 7011, message: 'no' }] } },
						},
					],
					{ node: ZOHO },
				),
			null,
		],
	])('%s', async (_what, run, httpCode) => {
		const error = await run();
		expect([error.name, error.httpCode]).toEqual(['NodeApiError', httpCode]);
		expect(error.message).not.toContain('undefined');
	});
});

test('A limit that the vendor has answered is its own; the next run sends nothing, so that the refusal is ours', async () => {
	// Another name of the host has a budget of its own.
	const credential = { baseUrl: sandbox.learning360.url.replace('127.0.0.1', 'localhost') };
	const limited = {
		operationId: 'listTags',
		status: 429,
		body: { error: 'tooManyRequests' },
		headers: { 'retry-after': '900' },
	};
	const parameters = { ...tags, options: { longestWait: 1 } };
	const first = await failure(parameters, [limited], { credential });
	expect([first.name, first.httpCode, first.message]).toEqual([
		'NodeApiError',
		'429',
		expect.stringContaining('works again in'),
	]);
	sandbox.clearRequests();
	const second = await failure(parameters, [], { credential });
	expect([second.name, second.httpCode, second.message]).toEqual([
		'NodeOperationError',
		undefined,
		expect.stringContaining('works again in'),
	]);
	expect(sandbox.requests.filter(({ operationId }) => operationId === 'listTags')).toEqual([]);
});

test.each(['ECONNREFUSED', 'certificateNotFound: getaddrinfo', 'ETIMEDOUT of the month'])(
	'n8n does not word a text of ours anew because it finds a code in it: %s',
	async (name) => {
		const error = await failure({
			...createActive(active().mail!),
			additionalFields: { username: name, mail: '' },
			role: name,
		});
		expect(error.message).toContain(name);
	},
);
