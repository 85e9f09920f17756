import fc from 'fast-check';
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/index.ts';
import { startStillSandbox, timeInSteps } from '../faults/world.ts';
import { byId, runNode, type Seen, V2 } from '../five/five.ts';
import { account, accounts, GROUP, snapshot, writes } from './people.ts';

/** A dry run says what the run then does: whatever the list, each item has the same action, the same changes and the same refusal. */

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startStillSandbox(false, { tokenSeconds: 1e6 });
});
afterAll(async () => await sandbox.close());
beforeEach(async () => await sandbox.reset());
timeInSteps(() => sandbox);

const RUNS = { numRuns: 15 };
const OWNER = 'owner@meridian.example';
const ADMIN = 'aicha.bos@meridian.example';

/** What must agree: not the IDs of accounts that a dry run cannot know, nor the marks of the runs themselves. */
function compared({ json }: INodeExecutionData): IDataObject {
	const { dryRun: _dryRun, user: _user, userId, bulkOperationId: _bulk, error, description: _advice, ...rest } = json;
	// The ID of a session that a dry run would create is not known.
	const { sessionId, ...others } = rest;
	const isNew = others.action === 'created';
	// What a bulk operation says of an item are the vendor's words, which nothing but the bulk operation brings.
	const refusal =
		error === undefined ? {} : { error: /^(No user has|Member: Nobody with)/.test(String(error)) ? 'closed' : error };
	return {
		...others,
		...(isNew || sessionId === undefined ? {} : { sessionId }),
		...(isNew || userId === undefined ? {} : { userId: known(userId) ? userId : null }),
		...refusal,
	};
}

let before = new Set<string>();
const known = (id: unknown) => before.has(String(id));

async function agrees(parameters: (dryRun: boolean) => INodeParameters, list: object[]): Promise<void> {
	await sandbox.reset();
	before = new Set(accounts(sandbox).map(({ _id }) => _id));
	const input = list.map((json) => ({ json: json as never }));
	const state = snapshot(sandbox);
	sandbox.clearRequests();
	const plan = await runNode(sandbox, V2, parameters(true), { input, onError: 'continueRegularOutput' });
	expect(writes(sandbox)).toEqual([]);
	expect(snapshot(sandbox)).toBe(state);
	const done = await runNode(sandbox, V2, parameters(false), { input, onError: 'continueRegularOutput' });
	expect(plan.items.map(compared)).toEqual(done.items.map(compared));
	expect(hintsOf(plan)).toEqual(plan.items.flatMap(refusalOf).slice(0, 20));
	expect(hintsOf(done)).toEqual([]);
	expect(plan.message).toBe(done.message);
}

/** What stands below the output of the node. */
const hintsOf = ({ run }: Seen) => run.nodes.Node?.runs.flatMap(({ hints }) => hints) ?? [];
const refusalOf = ({ json: { error }, pairedItem }: INodeExecutionData): string[] =>
	error === undefined || pairedItem === undefined ? [] : [`Refused by the dry run: ${String(error)}`];

const names = () =>
	accounts(sandbox)
		.filter(({ status, mail }) => status === 'active' && mail !== undefined)
		.slice(2, 6);
const closed = () =>
	accounts(sandbox)
		.filter(({ status, mail }) => status === 'deleted' && mail !== undefined)
		.slice(0, 2);
const invited = () =>
	accounts(sandbox)
		.filter(({ status, mail }) => status === 'invited' && mail !== undefined)
		.slice(0, 2);

/** Email addresses of people who are there, were there, and are new; the same ones come in other capitals. */
const mail = () =>
	fc
		.constantFrom(
			...[...names(), ...closed(), ...invited()].map((person) => person.mail!),
			'new1@meridian.example',
			'new2@meridian.example',
			'new3@meridian.example',
		)
		.chain((address) => fc.constantFrom(address, address, address.toUpperCase(), ` ${address}`));
const username = () =>
	fc.constantFrom(undefined, undefined, ...names().flatMap((person) => person.username ?? []), 'newname1', 'newname2');
const job = fc.constantFrom(undefined, 'Driver', 'Site lead');
const identified = () =>
	fc.oneof(
		{ weight: 6, arbitrary: mail().map((value) => ({ by: 'mail', value })) },
		{
			weight: 1,
			arbitrary: fc
				.constantFrom('newname1', 'newname2', ...names().flatMap((person) => person.username ?? []))
				.map((value) => ({ by: 'username', value })),
		},
		{ weight: 1, arbitrary: fc.constantFrom('E77001', 'E77002').map((value) => ({ by: 'externalId', value })) },
	);

const person = (operation: string, dryRun: boolean, more: object = {}, additionalFields: object = {}) =>
	({
		resource: 'user',
		operation,
		matchBy: '={{ $json.by }}',
		matchValue: '={{ $json.value }}',
		groupId: byId(GROUP),
		role: 'learner',
		...more,
		additionalFields: {
			username: '={{ $json.username }}',
			job: '={{ $json.job }}',
			mail: '={{ $json.mail }}',
			platform: 'HR',
			...additionalFields,
			...(operation === 'sync' ? {} : { dryRun }),
		},
	}) as never;

test('Create or Update', async () => {
	const row = fc
		.tuple(
			identified(),
			username(),
			job,
			fc.constantFrom(undefined, undefined, 'new1@meridian.example', 'new4@meridian.example'),
		)
		.map(([{ by, value }, login, title, address]) => ({
			by,
			value,
			username: by === 'username' ? undefined : login,
			job: title,
			mail: by === 'mail' ? undefined : address,
		}));
	await fc.assert(
		fc.asyncProperty(
			fc.array(row, { minLength: 1, maxLength: 6 }),
			async (list) => await agrees((dryRun) => person('createOrUpdate', dryRun), list),
		),
		RUNS,
	);
}, 300_000);

test('Create or Update: the same new person twice, and under two names', async () => {
	const list = [
		{ by: 'mail', value: 'twice@meridian.example', job: 'First' },
		{ by: 'mail', value: 'TWICE@meridian.example', job: 'Second', username: 'twice' },
		{ by: 'mail', value: 'twice@meridian.example', job: 'Second' },
		{ by: 'username', value: 'twice', job: 'Third' },
		{ by: 'mail', value: 'other@meridian.example', username: 'twice' },
	];
	await agrees((dryRun) => person('createOrUpdate', dryRun), list);
	await sandbox.reset();
	const { items } = await runNode(sandbox, V2, person('createOrUpdate', true), {
		input: list.map((json) => ({ json: json as never })),
		onError: 'continueRegularOutput',
	});
	expect(items.map(({ json }) => json.action ?? json.error)).toEqual([
		'created',
		'updated',
		'unchanged',
		'updated',
		expect.stringContaining('usernameAlreadyUsed'),
	]);
});

test('Create Active User', async () => {
	const row = fc.tuple(mail(), username()).map(([value, login]) => ({ value: value.trim(), username: login }));
	const parameters = (dryRun: boolean) =>
		({
			resource: 'user',
			operation: 'createActive',
			password: 'Warm-lamp-27!',
			groupId: byId(GROUP),
			role: 'learner',
			additionalFields: { mail: '={{ $json.value }}', username: '={{ $json.username }}', dryRun },
		}) as never;
	await fc.assert(
		fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 4 }), async (list) => await agrees(parameters, list)),
		RUNS,
	);
}, 300_000);

test('Create Active User: the same new person in capitals first', async () => {
	const parameters = (dryRun: boolean) =>
		({
			resource: 'user',
			operation: 'createActive',
			password: 'Warm-lamp-27!',
			groupId: byId(GROUP),
			role: 'learner',
			additionalFields: { mail: '={{ $json.value }}', dryRun },
		}) as never;
	const list = ['NEW1@MERIDIAN.EXAMPLE', 'new1@meridian.example', 'New1@meridian.example'].map((value) => ({ value }));
	await agrees(parameters, list);
	expect(accounts(sandbox).filter((person) => person.mail?.toLowerCase() === 'new1@meridian.example')).toHaveLength(1);
});

test('Onboard', async () => {
	const path = '13d424eb8ff7107ee8c15236';
	const group = () => (sandbox.state.learning360.groups as unknown as Array<{ _id: string }>)[3]._id;
	const row = () =>
		fc.record({
			by: fc.constant('mail'),
			value: mail(),
			username: username(),
			job,
			role: fc.constantFrom('learner', 'coach'),
			managers: fc.constantFrom(
				undefined,
				[OWNER],
				[ADMIN, names()[0]._id],
				[closed()[0]._id],
				['ffffffffffffffffffffffff'],
			),
			from: fc.constantFrom('2020-01-01', '2031-01-01', '2099-01-01'),
			without: fc.boolean(),
		});
	const parameters = (password?: string) => (dryRun: boolean) =>
		person(
			'onboard',
			dryRun,
			{ role: '={{ $json.role }}', pathId: byId(path) },
			{
				mail: '',
				managers: '={{ $json.managers }}',
				from: '={{ $json.from }}',
				withoutSession: '={{ $json.without }}',
				moreGroups: { values: [{ groupId: byId(group()), role: 'userAdmin' }] },
				...(password ? { password } : {}),
			},
		);
	await fc.assert(
		fc.asyncProperty(
			fc.constantFrom(undefined, 'Warm-lamp-27!'),
			fc.array(row(), { minLength: 1, maxLength: 5 }),
			async (password, list) => await agrees(parameters(password), list),
		),
		RUNS,
	);
}, 300_000);

test('Deactivate by Date', async () => {
	const who = () =>
		fc.oneof(
			mail().map((value) => ({ by: 'mail', value })),
			fc.constantFrom(...names().map(({ _id }) => ({ by: '_id', value: _id }))),
		);
	const row = fc
		.tuple(who(), fc.constantFrom('2020-01-01', '2020-01-02', '2035-01-31', '2035-02-28'))
		.map(([identity, date]) => ({ ...identity, date }));
	const parameters = (later: string) => (dryRun: boolean) =>
		({
			resource: 'user',
			operation: 'deactivateByDate',
			matchBy: '={{ $json.by }}',
			matchValue: '={{ $json.value }}',
			date: '={{ $json.date }}',
			later,
			additionalFields: { protected: [names()[0].mail!], dryRun },
		}) as never;
	await fc.assert(
		fc.asyncProperty(
			fc.constantFrom('plan', 'report'),
			fc.array(row, { minLength: 1, maxLength: 6 }),
			async (later, list) => await agrees(parameters(later), list),
		),
		RUNS,
	);
}, 300_000);

test('Offboard', async () => {
	const state = sandbox.state.learning360 as unknown as Record<string, Array<Record<string, string>>>;
	const reports = (id: string) => state.managers.filter((pair) => pair.id === id).length;
	// More direct reports would have to wait for the limit.
	const few = (ids: string[]) => [...new Set(ids)].filter((id) => reports(id) < 4).slice(0, 4);
	const leading = [
		...few(state.managers.map(({ id }) => id)),
		...few(state.pathSessions.map(({ mainInstructorId }) => mainInstructorId)),
		...few(state.paths.map(({ authorId }) => authorId)),
	];
	const who = () => fc.constantFrom(...leading, ...few(names().map(({ _id }) => _id)), closed()[0]._id);
	const row = fc.record({
		value: who(),
		what: fc.constantFrom('report', 'handOver', 'handOver', ''),
		successor: fc.oneof(who(), fc.constantFrom(...names().map(({ _id }) => _id), '', 'ffffffffffffffffffffffff')),
	});
	const parameters = (dryRun: boolean) =>
		({
			resource: 'user',
			operation: 'offboard',
			matchBy: '_id',
			matchValue: '={{ $json.value }}',
			responsibilities: '={{ $json.what }}',
			successor: byId('={{ $json.successor }}'),
			dryRun,
			// Whether somebody may be the author of a course is known when it is written.
			additionalFields: { protected: [names()[0].mail!], leaveOut: ['classroomSlots', 'courses'] },
		}) as never;
	await fc.assert(
		fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 4 }), async (list) => await agrees(parameters, list)),
		RUNS,
	);
}, 300_000);

test('Sync Users', async () => {
	const everybody = () =>
		accounts(sandbox).filter(({ status, mail: address }) => status !== 'deleted' && address !== undefined);
	const change = fc.record({ position: fc.nat(30), username: username(), job });
	const added = fc.record({
		email: fc.constantFrom('new1@meridian.example', 'new2@meridian.example', ...closed().map((entry) => entry.mail!)),
		username: username(),
		job,
	});
	const parameters = (gone: string) => (dryRun: boolean) =>
		person('sync', dryRun, { matchBy: 'mail', matchValue: '={{ $json.email }}', gone, dryRun }, { mail: '' });
	await fc.assert(
		fc.asyncProperty(
			fc.constantFrom('deactivate', 'report'),
			fc.nat(6),
			fc.uniqueArray(change, { maxLength: 4, selector: ({ position }) => position }),
			fc.array(added, { maxLength: 3 }),
			async (gone, without, changes, more) => {
				await sandbox.reset();
				const list: object[] = everybody()
					.slice(0, -without || undefined)
					.map(({ mail: email }) => ({ email }));
				for (const { position, ...fields } of changes) list[position] = { ...list[position], ...fields };
				await agrees(parameters(gone), [...list, ...more]);
			},
		),
		{ numRuns: 6 },
	);
}, 600_000);

test('Sync Users: an email address that goes from one person to another', async () => {
	const [first, second] = accounts(sandbox)
		.filter(({ status, username: login }) => status === 'active' && login !== undefined)
		.slice(3, 5);
	const list = [
		{ value: second.username, mail: first.mail },
		{ value: first.username, mail: 'moved@meridian.example' },
	];
	const parameters = (dryRun: boolean) =>
		person('sync', dryRun, { matchBy: 'username', gone: 'report', dryRun }, { username: '' });
	await agrees(parameters, list);
	expect(account(sandbox, first.mail!)!._id).toBe(second._id);
});

test('Set Managers', async () => {
	const managers = fc.array(
		fc.constantFrom(
			OWNER,
			ADMIN,
			...names().map(({ _id }) => _id),
			...names().map(({ _id }) => _id.toUpperCase()),
			...closed().map(({ _id }) => _id),
			'ffffffffffffffffffffffff',
		),
		{ minLength: 1, maxLength: 4 },
	);
	const led = () => (sandbox.state.learning360.managers as unknown as Array<{ ownerId: string }>)[0].ownerId;
	const row = fc
		.tuple(fc.constantFrom(led(), names()[0]._id), managers)
		.map(([userId, list]) => ({ userId, managers: list }));
	const parameters = (dryRun: boolean) =>
		({
			resource: 'user',
			operation: 'setManagers',
			userId: byId('={{ $json.userId }}'),
			managers: '={{ $json.managers }}',
			additionalFields: { dryRun },
		}) as never;
	await fc.assert(
		fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 3 }), async (list) => await agrees(parameters, list)),
		RUNS,
	);
}, 300_000);

test('Sync Members', async () => {
	const learners = () =>
		(sandbox.state.learning360.memberships as unknown as Array<{ groupId: string; userId: string; role: string }>)
			.filter(({ groupId, role }) => groupId === GROUP && role === 'learner')
			.map(({ userId }) => userId);
	const who = fc.constantFrom(OWNER, ADMIN, ...names().map(({ _id }) => _id), ...closed().map(({ _id }) => _id));
	const parameters = (extra: string) => (dryRun: boolean) =>
		({
			resource: 'group',
			operation: 'syncMembers',
			groupId: byId(GROUP),
			user: '={{ $json.user }}',
			role: 'learner',
			extra,
			dryRun,
			additionalFields: { removeAtMostPercent: 100 },
		}) as never;
	await fc.assert(
		fc.asyncProperty(
			fc.constantFrom('remove', 'report'),
			fc.nat(3),
			fc.array(who, { maxLength: 3 }),
			async (extra, without, more) => {
				await sandbox.reset();
				const list = [...learners().slice(without), ...more].map((user) => ({ user }));
				if (list.length > 0) await agrees(parameters(extra), list);
			},
		),
		{ numRuns: 6 },
	);
}, 300_000);

test.each(['enroll', 'unenroll'])(
	'%s',
	async (operation) => {
		const { pathSessions, paths, audiences } = sandbox.state.learning360 as unknown as {
			pathSessions: Array<Record<string, string>>;
			paths: Array<Record<string, string>>;
			audiences: Array<{ sessionId: string; filters: Array<{ ids: string[] }> }>;
		};
		const inUse = new Set(paths.filter(({ status }) => status === 'published').map(({ _id }) => _id));
		const session = pathSessions.find(
			({ _id, pathId, endDate, rootSessionId }) =>
				inUse.has(pathId) &&
				rootSessionId === undefined &&
				(endDate === undefined || Date.parse(endDate) > Date.now()) &&
				audiences.some((entry) => entry.sessionId === _id),
		)!;
		const inside = audiences
			.find(({ sessionId }) => sessionId === session._id)!
			.filters.flatMap(({ ids }) => ids)
			.slice(0, 3);
		const ids = fc.array(
			fc.constantFrom(...names().map(({ _id }) => _id), ...inside, ...inside.map((id) => id.toUpperCase())),
			{ maxLength: 3 },
		);
		const parameters = (dryRun: boolean) =>
			({
				resource: 'pathSession',
				operation,
				pathId: byId(session.pathId),
				sessionId: byId(session._id),
				additionalFields: { userIds: '={{ $json.ids }}', dryRun },
			}) as never;
		await fc.assert(
			fc.asyncProperty(
				fc.array(ids, { minLength: 1, maxLength: 3 }),
				async (lists) =>
					await agrees(
						parameters,
						lists.map((list) => ({ ids: list })),
					),
			),
			RUNS,
		);
	},
	300_000,
);

test('Enroll or Update', async () => {
	const paths = () => sandbox.state.learning360.paths.filter(({ status }) => status === 'published');
	const open = () =>
		sandbox.state.learning360.pathSessions.find(
			({ pathId, endDate, rootSessionId }) =>
				!rootSessionId &&
				(endDate ?? '') > new Date(Date.now()).toISOString() &&
				paths().some(({ _id }) => _id === pathId),
		)!;
	const over = () =>
		sandbox.state.learning360.pathSessions.find(
			({ pathId, endDate, rootSessionId }) =>
				!rootSessionId && endDate !== undefined && endDate < '2026' && pathId === open().pathId,
		);
	const row = () =>
		fc
			.record({
				session: fc.constantFrom(open(), open(), ...[over()].flatMap((entry) => entry ?? [])),
				findBy: fc.constantFrom('dates', 'name'),
				name: fc.constantFrom(undefined, undefined, 'New one', 'New two'),
				start: fc.constantFrom(undefined, undefined, '2027-07-01', '2027-07-02T08:00:00Z'),
				end: fc.constantFrom('2027-08-01T00:00:00Z', '2027-08-02T00:00:00Z'),
				instructor: fc.constantFrom(names()[0]._id, undefined),
				ids: fc.array(fc.constantFrom(...names().map(({ _id }) => _id)), { minLength: 1, maxLength: 2 }),
			})
			.map(({ session, findBy, name, start, end, instructor, ids }) => ({
				findBy,
				name: name ?? session.name,
				start: start ?? session.startDate,
				end: start === undefined ? (session.endDate ?? end) : end,
				instructor: instructor ?? names()[1]._id,
				ids,
			}));
	const parameters = (dryRun: boolean) =>
		({
			resource: 'pathSession',
			operation: 'enrollOrUpdate',
			pathId: byId(open().pathId),
			findBy: '={{ $json.findBy }}',
			name: '={{ $json.name }}',
			startDate: '={{ $json.start }}',
			additionalFields: {
				endDate: '={{ $json.end }}',
				mainInstructorId: byId('={{ $json.instructor }}'),
				userIds: '={{ $json.ids }}',
				dryRun,
			},
		}) as never;
	await fc.assert(
		fc.asyncProperty(fc.array(row(), { minLength: 1, maxLength: 4 }), async (list) => await agrees(parameters, list)),
		RUNS,
	);
}, 300_000);

test('Assign by Rules', async () => {
	const others = () =>
		(sandbox.state.learning360.groups as unknown as Array<{ _id: string }>).slice(3, 5).map(({ _id }) => _id);
	const rule = () =>
		fc.record({
			field: fc.constantFrom('job', 'mail', 'lang'),
			operator: fc.constantFrom('is', 'isNot', 'contains', 'startsWith', 'endsWith'),
			value: fc.constantFrom('driver', 'Planner', 'meridian.example', 'a', 'nobody at all'),
			groupId: fc.constantFrom(GROUP, ...others()),
			role: fc.constantFrom('learner', 'coach'),
		});
	const parameters = (extra: string, removeAtMost: number) => (dryRun: boolean) =>
		({
			resource: 'group',
			operation: 'assignByRules',
			field: '={{ $json.field }}',
			operator: '={{ $json.operator }}',
			value: '={{ $json.value }}',
			groupId: byId('={{ $json.groupId }}'),
			role: '={{ $json.role }}',
			extra,
			dryRun,
			additionalFields: { removeAtMost, removeAtMostPercent: 100, protected: [names()[0].mail!] },
		}) as never;
	await fc.assert(
		fc.asyncProperty(
			fc.constantFrom('remove', 'report'),
			fc.array(rule(), { minLength: 1, maxLength: 3 }),
			async (extra, rules) => await agrees(parameters(extra, 10_000), rules),
		),
		{ numRuns: 6 },
	);
}, 300_000);
