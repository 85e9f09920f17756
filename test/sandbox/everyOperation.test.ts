import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { failures, send, v1Headers, v2Headers, zohoHeaders } from './client.ts';
import { exampleRequest, operations } from './exampleRequests.ts';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ limits: false });
});
afterAll(async () => await sandbox.close());

/** Headers for an operation: signed in, where it needs that. */
async function headersFor(api: string, needsSignIn: boolean): Promise<Record<string, string>> {
	if (!needsSignIn) return {};
	if (api === 'lms') return zohoHeaders(sandbox);
	const user = sandbox.state.learning360.users[3]?._id;
	return api === 'v1' ? v1Headers(sandbox) : await v2Headers(sandbox, { user_id: user });
}

describe('every operation, called with the example of its document', () => {
	it.each(operations.map((operation) => [`${operation.api} ${operation.id}`, operation] as const))(
		'%s',
		async (_name, operation) => {
			await sandbox.reset();
			const headers = await headersFor(operation.api, operation.security.length > 0);
			const config = exampleRequest(sandbox, operation);
			if (operation.path.includes('{bulkOperationId}')) {
				const list = await send({ url: `${sandbox.learning360.url}/api/v2/bulk/operations`, headers });
				config.url = config.url?.replace('/operations/', `/operations/${list.data[0]._id}`);
			}
			sandbox.clearRequests();
			const { status, data } = await send({ ...config, headers: { ...headers, ...config.headers } });
			expect({ failures: failures(sandbox), refusal: status >= 400 ? data : undefined }).toEqual({
				failures: [],
				refusal: undefined,
			});
			expect(operation.successes.map((success) => success.status)).toContain(status);
		},
	);

	it('is a route of the sandbox, and nothing else is', () => {
		const served = sandbox.routes
			.filter(({ api }) => api !== 'accounts')
			.map(({ api, operationId }) => `${api} ${operationId}`);
		expect(served.sort()).toEqual(operations.map(({ api, id }) => `${api} ${id}`).sort());
	});
});
