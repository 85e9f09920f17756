import type { Sandbox } from '../../sandbox/index.ts';
import { startStillSandbox, timeInSteps } from '../faults/world.ts';
import { byId, operationCalls, runNode, V2 } from '../five/five.ts';
import { accounts, writes } from './people.ts';

interface Filter {
	type: string;
	ids: string[];
}

interface Session {
	_id: string;
	pathId: string;
	endDate?: string;
	rootSessionId?: string;
}

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startStillSandbox(false, {});
});
afterAll(async () => await sandbox.close());
beforeEach(async () => await sandbox.reset());
timeInSteps(() => sandbox);

/** Sessions that take people in and have an audience. */
function sessions(): Session[] {
	const { pathSessions, paths, audiences } = sandbox.state.learning360 as unknown as {
		pathSessions: Session[];
		paths: Array<{ _id: string; status: string }>;
		audiences: Array<{ sessionId: string; mode: string; filters: Filter[] }>;
	};
	const inUse = new Set(paths.filter(({ status }) => status === 'published').map(({ _id }) => _id));
	const filled = new Set(
		audiences.filter(({ filters }) => filters.some(({ type }) => type === 'users')).map(({ sessionId }) => sessionId),
	);
	return pathSessions.filter(
		({ _id, pathId, endDate, rootSessionId }) =>
			inUse.has(pathId) &&
			filled.has(_id) &&
			rootSessionId === undefined &&
			(endDate === undefined || Date.parse(endDate) > Date.now()),
	);
}

function audience(sessionId: string): Filter[] {
	return (sandbox.state.learning360.audiences as unknown as Array<{ sessionId: string; filters: Filter[] }>).find(
		(entry) => entry.sessionId === sessionId,
	)!.filters;
}

function users(sessionId: string): string[] {
	return audience(sessionId)
		.filter(({ type }) => type === 'users')
		.flatMap(({ ids }) => ids);
}

/** People who are in none of the sessions by name. */
function outsiders(count: number): string[] {
	const enrolled = new Set(sessions().flatMap(({ _id }) => users(_id)));
	return accounts(sandbox)
		.filter(({ _id, status }) => status === 'active' && !enrolled.has(_id))
		.slice(0, count)
		.map(({ _id }) => _id);
}

const parameters = (operation: string, more: object = {}) =>
	({
		resource: 'pathSession',
		operation,
		pathId: byId('={{ $json.pathId }}'),
		sessionId: byId('={{ $json.sessionId }}'),
		additionalFields: { userIds: '={{ $json.userId }}', ...more },
	}) as never;
const items = (session: Session, ids: string[]) =>
	ids.map((userId) => ({ json: { pathId: session.pathId, sessionId: session._id, userId } }));

test('many items of one session become one write, and each is told what it did', async () => {
	const [one, other] = sessions();
	const people = outsiders(12);
	const before = users(one._id);
	const input = [
		...items(one, people.slice(0, 11)),
		...items(other, people.slice(11)),
		...items(one, before.slice(0, 1)),
	];
	const seen = await runNode(sandbox, V2, parameters('enroll'), { input });
	expect(seen.message).toBe('');
	expect(users(one._id)).toEqual([...before, ...people.slice(0, 11)]);
	expect(users(other._id)).toContain(people[11]);
	expect(writes(sandbox)).toEqual(['PUT replacePathSessionAudience', 'PUT replacePathSessionAudience']);
	expect(seen.items.map(({ json }) => json.changed)).toEqual([...people.map(() => true), false]);
});

test('takes out whom it is told to and leaves the others and what is excluded', async () => {
	const [session] = sessions();
	const before = audience(session._id);
	const [first, ...others] = users(session._id);
	const seen = await runNode(sandbox, V2, parameters('unenroll'), { input: items(session, [first]) });
	expect(seen.message).toBe('');
	expect(users(session._id)).toEqual(others);
	const rest = (filters: Filter[]) => filters.filter(({ type }) => type !== 'users');
	expect(rest(audience(session._id))).toEqual(rest(before));
});

test('a write that somebody else undid is seen and done again; after five of them it stops in the open', async () => {
	const [session] = sessions();
	const [person] = outsiders(1);
	const filters = audience(session._id);
	sandbox.faults.add({
		operationId: 'replacePathSessionAudience',
		status: 200,
		body: { filters, mode: 'manual' },
		times: 2,
	});
	const seen = await runNode(sandbox, V2, parameters('enroll'), { input: items(session, [person]) });
	expect([seen.message, users(session._id).includes(person)]).toEqual(['', true]);
	expect(operationCalls(sandbox).filter(({ method }) => method === 'PUT')).toHaveLength(3);
	await sandbox.reset();
	sandbox.faults.add({ operationId: 'replacePathSessionAudience', status: 200, body: { filters, mode: 'manual' } });
	const stopped = await runNode(sandbox, V2, parameters('enroll'), { input: items(session, [person]) });
	expect(stopped.message).toContain('changed by someone else 5 times in a row');
});

test('what somebody else adds between two tries stays', async () => {
	const [session] = sessions();
	const [mine, theirs] = outsiders(2);
	const both = await Promise.all(
		[mine, theirs].map(
			async (person) => await runNode(sandbox, V2, parameters('enroll'), { input: items(session, [person]) }),
		),
	);
	expect(both.map(({ message }) => message)).toEqual(['', '']);
	const again = await runNode(sandbox, V2, parameters('enroll'), { input: items(session, [mine, theirs]) });
	expect(again.message).toBe('');
	expect(users(session._id)).toEqual(expect.arrayContaining([mine, theirs]));
});

test('a dry run shows the change and writes nothing', async () => {
	const [session] = sessions();
	const before = JSON.stringify(audience(session._id));
	const seen = await runNode(sandbox, V2, parameters('enroll', { dryRun: true }), {
		input: items(session, outsiders(2)),
	});
	expect(seen.items.map(({ json }) => [json.changed, json.dryRun])).toEqual([
		[true, true],
		[true, true],
	]);
	expect(JSON.stringify(audience(session._id))).toBe(before);
	expect(writes(sandbox)).toEqual([]);
});
