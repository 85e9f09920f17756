import type { Sandbox } from '../../sandbox/index.ts';
import { startStillSandbox, timeInSteps } from '../faults/world.ts';
import { byId, operationCalls, runNode, V2 } from '../five/five.ts';

const PATH = '6853f6de567dc5f80528f80d';
const MAIN = 'marie.instructrice@example.com';
const OTHER = 'carl.cohelper@example.com';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startStillSandbox(true, {});
});
afterAll(async () => await sandbox.close());
beforeEach(async () => await sandbox.reset());
timeInSteps(() => sandbox);

const locator = (mode: string, value: string) => ({ __rl: true, mode, value }) as never;
const read = async (resource: string, operation: string, more: object = {}) =>
	(await runNode(sandbox, V2, { resource, operation, returnAll: true, simplify: false, ...more } as never)).items.map(
		({ json }) => json,
	);
const session = (more: object = {}) => ({
	resource: 'pathSession',
	operation: 'create',
	pathId: byId(PATH),
	name: 'July',
	startDate: '2027-07-01T13:00:00.000Z',
	mainInstructorId: byId(`={{ '${MAIN}' }}`),
	registrationRequestValidation: 'disabled',
	simplify: false,
	...more,
});

describe('Other names of records', () => {
	test('an e-mail address stands for the id of a user, alone and in lists', async () => {
		const users = await read('user', 'getAll');
		const idOf = (mail: string) => users.find((user) => user.mail === mail)?._id;
		const { items, message } = await runNode(
			sandbox,
			V2,
			session({ additionalFields: { instructorIds: [OTHER, idOf(MAIN)] } }) as never,
		);
		expect(message).toBe('');
		expect(items[0].json).toMatchObject({ mainInstructorId: idOf(MAIN), instructorIds: [idOf(OTHER), idOf(MAIN)] });
	});

	test('each address is looked up once, whatever its case', async () => {
		const input = [MAIN, MAIN.toUpperCase(), MAIN].map((mail) => ({ json: { mail } }));
		const { items } = await runNode(sandbox, V2, session({ mainInstructorId: byId('={{ $json.mail }}') }) as never, {
			input,
		});
		expect(items).toHaveLength(3);
		expect(operationCalls(sandbox).filter(({ method }) => method === 'GET')).toHaveLength(1);
	});

	test('an address that nobody has is named, and nothing is sent', async () => {
		const { message, advice } = await runNode(
			sandbox,
			V2,
			session({ additionalFields: { instructorIds: 'nobody@example.com' } }) as never,
		);
		expect(message).toContain('Nothing was found for "nobody@example.com"');
		expect(advice).toContain('Pick the record from the list, or give its ID');
		expect(operationCalls(sandbox).filter(({ method }) => method === 'POST')).toEqual([]);
	});

	test('a path is found by one of its sessions', async () => {
		const [entry] = await read('pathSession', 'getAll');
		const sessionId = entry._id as string;
		const parameters = {
			resource: 'pathSession',
			operation: 'get',
			pathId: locator('session', sessionId),
			sessionId: byId(sessionId),
			simplify: false,
		};
		const { items, message } = await runNode(sandbox, V2, parameters as never);
		expect(message).toBe('');
		expect(items[0].json).toMatchObject({ _id: sessionId, pathId: entry.pathId });
	});

	test('a link of a user is found by the type of the link', async () => {
		const types = await read('customLink', 'getAll');
		for (const user of (await read('user', 'getAll')).slice(0, 30)) {
			const [link] = await read('userCustomLink', 'getAll', { userId: byId(user._id as string) });
			if (!link) continue;
			const { type } = types.find(({ _id }) => _id === link.customLinkId) as { type: string };
			const parameters = {
				resource: 'userCustomLink',
				operation: 'delete',
				userId: locator('email', user.mail as string),
				customUserLinkId: locator('type', type),
			};
			const { items, message } = await runNode(sandbox, V2, parameters as never);
			expect(message).toBe('');
			expect(items[0].json).toMatchObject({ deleted: true, customUserLinkId: link._id });
			return;
		}
		throw new Error('Nobody in the company has a link');
	});
});

describe('Answers that are not what was asked for', () => {
	const remove = { resource: 'user', operation: 'delete', userId: locator('email', OTHER) } as never;
	const everybody = () => sandbox.state.learning360.users as unknown as Array<{ _id: string; mail?: string }>;

	test.each<[string, () => unknown]>([
		['somebody else', () => everybody().filter(({ mail }) => mail === MAIN)],
		['everybody, as when the filter is ignored', () => everybody().slice(0, 500)],
		['the right one among others', () => everybody().filter(({ mail }) => mail === MAIN || mail === OTHER)],
		['the right one without an ID', () => [{ mail: OTHER, status: 'active' }]],
		['a message', () => ({ message: 'Down for maintenance' })],
	])('%s: nobody is deleted', async (_what, body) => {
		sandbox.faults.add({ operationId: 'listUsers', body: body() });
		const { message } = await runNode(sandbox, V2, remove);
		expect(message).not.toBe('');
		expect(sandbox.requests.filter(({ method }) => method === 'DELETE')).toEqual([]);
	});

	test('the same record in other capitals is the one asked for', async () => {
		const user = everybody().find(({ mail }) => mail === OTHER)!;
		sandbox.faults.add({ operationId: 'listUsers', body: [{ ...user, mail: OTHER.toUpperCase() }] });
		const { items } = await runNode(sandbox, V2, remove);
		expect(items[0].json).toMatchObject({ deleted: true, userId: user._id });
	});
});
