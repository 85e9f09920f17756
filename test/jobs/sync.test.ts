import type { INodeParameters } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/index.ts';
import { startStillSandbox, timeInSteps } from '../faults/world.ts';
import { byId, operationCalls, runNode, V2 } from '../five/five.ts';
import { account, accounts, byMail, GROUP, roles, snapshot, writes, type Account } from './people.ts';

const OWNER = 'owner@meridian.example';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startStillSandbox(false, {});
});
afterAll(async () => await sandbox.close());
beforeEach(async () => await sandbox.reset());
timeInSteps(() => sandbox);
afterEach(() => {
	for (const { validationFailures, answerFailures } of sandbox.requests)
		expect([...validationFailures, ...answerFailures]).toEqual([]);
});

const rows = (...list: object[]) => list.map((json) => ({ json: json as never }));

/** The HR system's table: everybody with an open account but the last `without`, as they are on the platform. */
function table(without = 0): Array<{ email: string; job: string | undefined }> {
	const open = accounts(sandbox).filter(({ status, mail }) => status !== 'deleted' && mail !== undefined);
	return open.slice(0, open.length - without).map(({ mail, job }) => ({ email: mail!, job }));
}

/** The people who are not in `table(without)`. */
function missing(without: number): Account[] {
	return accounts(sandbox)
		.filter(({ status, mail }) => status !== 'deleted' && mail !== undefined)
		.slice(-without);
}

const sync = (more: INodeParameters = {}, additionalFields: INodeParameters = {}) =>
	byMail('sync', {
		gone: 'deactivate',
		dryRun: false,
		...more,
		additionalFields: { job: '={{ $json.job }}', ...additionalFields },
	});

describe('Sync Users', () => {
	test('creates who is new, updates who changed, leaves the others, deactivates who is gone', async () => {
		const gone = missing(3).map(({ _id }) => _id);
		const [first, second, ...others] = table(3);
		const input = rows(
			{ ...first, job: 'Head of everything' },
			second,
			{ email: 'New.Person@meridian.example', job: 'Driver' },
			...others,
		);
		const { items, message } = await runNode(sandbox, V2, sync(), { input });
		expect(message).toBe('');
		expect(items.slice(0, 3).map(({ json }) => json.action)).toEqual(['updated', 'unchanged', 'created']);
		expect(items.slice(0, input.length).map(({ pairedItem }) => pairedItem)).toEqual(
			input.map((_item, item) => ({ item })),
		);
		expect(items.slice(input.length).map(({ json, pairedItem }) => [json.action, json.userId, pairedItem])).toEqual(
			gone.map((id) => ['deactivated', id, undefined]),
		);
		expect(gone.map((id) => accounts(sandbox).find(({ _id }) => _id === id)!.status)).toEqual([
			'deleted',
			'deleted',
			'deleted',
		]);
		expect(writes(sandbox).sort()).toEqual([
			'DELETE deleteUser',
			'DELETE deleteUser',
			'DELETE deleteUser',
			'PATCH updateUser',
			'POST createUser',
		]);
	});

	test('a second run changes nothing', async () => {
		const input = rows(...table(), { email: 'new.person@meridian.example', job: 'Driver' });
		await runNode(sandbox, V2, sync(), { input });
		sandbox.clearRequests();
		const { items } = await runNode(sandbox, V2, sync(), { input });
		expect(new Set(items.map(({ json }) => json.action))).toEqual(new Set(['unchanged']));
		expect(writes(sandbox)).toEqual([]);
	});

	test('is a dry run unless it is turned off: the plan is what the run then does, and nothing is written', async () => {
		const [first, ...others] = table(3);
		const input = rows({ ...first, job: 'Head of everything' }, { email: 'new.person@meridian.example' }, ...others);
		const { dryRun: _dryRun, ...asFoundInTheEditor } = sync() as Record<string, unknown>;
		const before = snapshot(sandbox);
		const plan = await runNode(sandbox, V2, asFoundInTheEditor as never, { input });
		expect(snapshot(sandbox)).toBe(before);
		expect(writes(sandbox)).toEqual([]);
		const done = await runNode(sandbox, V2, sync(), { input });
		expect(plan.items.map(({ json }) => json.action)).toEqual(done.items.map(({ json }) => json.action));
		expect(new Set(plan.items.map(({ json }) => json.dryRun))).toEqual(new Set([true]));
	});

	test('reports who is gone when nothing else is chosen', async () => {
		const { items } = await runNode(sandbox, V2, sync({ gone: 'report' }), { input: rows(...table(5)) });
		expect(items.slice(-5).map(({ json }) => json.action)).toEqual(Array.from({ length: 5 }, () => 'notInList'));
		expect(writes(sandbox)).toEqual([]);
	});

	test.each([
		[
			'more than ten of a hundred',
			100,
			{},
			/^The plan deactivates \d+ of \d+ people, more than 50 or 10 % of \d+ \[Item 0\]$/,
		],
		['more than the number chosen', 5, { deactivateAtMost: 4 }, /more than 4 or 10 % of/],
		['more than the part chosen', 20, { deactivateAtMostPercent: 1 }, /more than 50 or 1 % of/],
	])('refuses to deactivate %s before anything is written', async (_what, without, bounds, expected) => {
		const before = snapshot(sandbox);
		const input = rows(...table(without), { email: 'new.person@meridian.example' });
		const { message, advice } = await runNode(sandbox, V2, sync({}, bounds), { input });
		expect(message).toMatch(expected);
		expect(advice).toContain('Nothing was done. Check that the list is complete');
		expect(snapshot(sandbox)).toBe(before);
		const plan = await runNode(sandbox, V2, sync({ dryRun: true }, bounds), { input });
		expect(plan.items.at(-1)!.json.refusal).toMatch(/^The plan deactivates/);
	});

	test('deactivates as many as are allowed on purpose', async () => {
		const { message, items } = await runNode(
			sandbox,
			V2,
			sync({}, { deactivateAtMost: 100, deactivateAtMostPercent: 20 }),
			{ input: rows(...table(70)) },
		);
		expect(message).toBe('');
		expect(items.filter(({ json }) => json.action === 'deactivated').length).toBeGreaterThan(60);
	});

	test('never deactivates the owner, the administrators of the platform and protected accounts; changes nothing of protected ones', async () => {
		const listed = table(2).filter(({ email }) => email !== OWNER && email !== 'aicha.bos@meridian.example');
		const [kept, leaves] = missing(2);
		const [first] = listed;
		const input = rows(...listed.map((row) => (row === first ? { ...row, job: 'Other' } : row)));
		const { items, message } = await runNode(sandbox, V2, sync({}, { protected: [kept.mail!, first.email] }), {
			input,
		});
		expect(message).toBe('');
		const actions = new Map(items.map(({ json }) => [json.matchValue, json.action]));
		expect(
			[OWNER, 'aicha.bos@meridian.example', kept.mail, leaves.mail, first.email].map((mail) =>
				actions.get(mail as never),
			),
		).toEqual(['protected', 'protected', 'protected', 'deactivated', 'protected']);
		expect(account(sandbox, first.email)!.job).toBe(first.job);
		expect(writes(sandbox)).toEqual(['DELETE deleteUser']);
	});

	test('only members of a chosen group can be gone', async () => {
		const members = new Set(roles(sandbox, GROUP).map((entry) => entry.split(' ')[0]));
		const { items } = await runNode(sandbox, V2, sync({ gone: 'report' }, { scopeGroupId: byId(GROUP) }), {
			input: rows({ email: OWNER }),
		});
		const gone = items.slice(1).map(({ json }) => String(json.userId));
		expect(gone.length).toBeGreaterThan(3);
		expect(gone.every((id) => members.has(id))).toBe(true);
	});

	test('matched by external ID, only people with an ID of that system can be gone', async () => {
		const mappings = (
			sandbox.state.learning360.externalIds as unknown as Array<{ platform: string; targetId: string; value: string }>
		).filter(({ platform }) => platform === 'BambooHR');
		const open = mappings.filter(
			({ targetId }) => accounts(sandbox).find(({ _id }) => _id === targetId)?.status !== 'deleted',
		);
		const input = rows(...open.slice(0, -2).map(({ value }) => ({ email: value })));
		const { items, message } = await runNode(
			sandbox,
			V2,
			sync({ matchBy: 'externalId' }, { platform: 'BambooHR', job: '' }),
			{ input },
		);
		expect(message).toBe('');
		const actions = items.map(({ json }) => [json.action, json.matchValue]).slice(input.length);
		expect(actions).toEqual(open.slice(-2).map(({ value }) => ['deactivated', value]));
	});

	test('two items of one person are refused with both numbers, nothing is done', async () => {
		const before = snapshot(sandbox);
		const { message, advice } = await runNode(sandbox, V2, sync(), {
			input: rows(...table().slice(0, 3), { email: OWNER.toUpperCase() }),
		});
		expect(message).toBe(`Email, Username or ID: The items 0 and 3 are the same person (${OWNER}) [Item 0]`);
		expect(advice).toContain('Nothing was done');
		expect(snapshot(sandbox)).toBe(before);
	});

	test('an item that cannot be read stops the whole list, also when the node continues on fail: its person does not count as gone', async () => {
		const before = snapshot(sandbox);
		const input = rows(...table(1), { email: '' });
		const { items } = await runNode(sandbox, V2, sync(), { input, onError: 'continueRegularOutput' });
		expect(items).toHaveLength(input.length);
		expect(items[0].json.error).toMatch(
			new RegExp(`^Item ${input.length - 1}: It cannot be read, and the items are one list`),
		);
		expect(snapshot(sandbox)).toBe(before);
	});

	test('settings that differ from item to item are refused', async () => {
		const { message } = await runNode(
			sandbox,
			V2,
			sync({ gone: '={{ $itemIndex === 1 ? "deactivate" : "report" }}' }),
			{ input: rows(...table().slice(0, 3)) },
		);
		expect(message).toBe('People Not in the List: The items 0 and 1 do not agree, and the items are one list [Item 0]');
	});

	test('a half-way stop says what was done, deactivates nobody, and Retry On Fail does the rest once', async () => {
		const fresh = Array.from({ length: 20 }, (_entry, index) => ({
			email: `new${index}@meridian.example`,
			job: 'Driver',
		}));
		const input = rows(...table(2), ...fresh);
		sandbox.faults.add({
			operationId: 'createUser',
			status: 400,
			body: { error: { code: 'mailInvalid', message: 'no' } },
			after: 10,
			times: 1,
		});
		const stopped = await runNode(sandbox, V2, sync(), { input });
		expect(stopped.message).toContain('(mailInvalid)');
		expect(stopped.advice).toMatch(/^Done before: \d+ created\. Run it again to do the rest/);
		expect(writes(sandbox).filter((call) => call.startsWith('DELETE'))).toEqual([]);
		await sandbox.reset();
		sandbox.faults.add({ operationId: 'createUser', drop: 'after', after: 10, times: 1 });
		const { items, message } = await runNode(sandbox, V2, sync({}, {}), { input, retryOnFail: true });
		expect(message).toBe('');
		const made = accounts(sandbox).filter(({ mail }) => /^new\d+@/.test(mail ?? ''));
		expect(made).toHaveLength(20);
		expect(items.filter(({ json }) => json.action === 'deactivated')).toHaveLength(2);
		expect(items.filter(({ json }) => json.action === 'created').length).toBeGreaterThanOrEqual(19);
	}, 300_000);

	test('a deactivation that is refused is told, and the next try does what is left', async () => {
		const input = rows({ ...table(3)[0], job: 'Head of everything' }, ...table(3).slice(1));
		sandbox.faults.add({
			operationId: 'deleteUser',
			status: 400,
			body: { error: { code: 'userIsCompanyOwner', message: 'no' } },
			times: 1,
		});
		const { items, message } = await runNode(sandbox, V2, sync(), { input, retryOnFail: true });
		expect(message).toBe('');
		expect(items[0].json.action).toBe('updated');
		expect(items.filter(({ json }) => json.action === 'deactivated')).toHaveLength(3);
		expect(missing(3).every(({ status }) => status !== 'deleted')).toBe(true);
	});

	test('a cancelled execution stops after the calls under way', async () => {
		const fresh = Array.from({ length: 60 }, (_entry, index) => ({
			email: `new${index}@meridian.example`,
			job: 'Driver',
		}));
		const controller = new AbortController();
		const timer = setInterval(() => {
			if (writes(sandbox).length >= 5) controller.abort();
		}, 2);
		const { items } = await runNode(sandbox, V2, sync({ gone: 'deactivate' }), {
			input: rows(...table(2), ...fresh),
			signal: controller.signal,
		});
		clearInterval(timer);
		expect(controller.signal.aborted).toBe(true);
		expect(items).toEqual([]);
		expect(writes(sandbox).length).toBeLessThan(60);
		expect(writes(sandbox).filter((call) => call.startsWith('DELETE'))).toEqual([]);
	});

	test('people who are closed while it runs do not stop it', async () => {
		sandbox.faults.add({
			operationId: 'deleteUser',
			status: 404,
			body: { error: { code: 'userNotFound', message: 'gone' } },
			times: 1,
		});
		const { message } = await runNode(sandbox, V2, sync(), { input: rows(...table(2)) });
		expect(message).toBe('');
	});
});

describe('Sync Members', () => {
	const members = (more: INodeParameters = {}, additionalFields: INodeParameters = {}) =>
		({
			resource: 'group',
			operation: 'syncMembers',
			groupId: byId(GROUP),
			user: '={{ $json.email }}',
			role: 'learner',
			extra: 'remove',
			dryRun: false,
			...more,
			additionalFields,
		}) as never;
	const learners = () =>
		roles(sandbox, GROUP)
			.filter((entry) => entry.endsWith(' learner'))
			.map((entry) => entry.split(' ')[0]);
	const open = () =>
		new Set(
			accounts(sandbox)
				.filter(({ status }) => status !== 'deleted')
				.map(({ _id }) => _id),
		);

	test('adds and removes in one bulk operation each, results on their items; other roles stay', async () => {
		const others = roles(sandbox, GROUP).filter((entry) => !entry.endsWith(' learner'));
		const keep = learners()
			.filter((id) => open().has(id))
			.slice(0, Math.ceil(learners().length / 2));
		const input = rows(...keep.map((email) => ({ email })), { email: OWNER });
		const { items, message } = await runNode(sandbox, V2, members({}, { removeAtMostPercent: 90 }), { input });
		expect(message).toBe('');
		const owner = account(sandbox, OWNER)!._id;
		expect(learners()).toEqual([...keep, owner].sort());
		expect(roles(sandbox, GROUP).filter((entry) => !entry.endsWith(' learner'))).toEqual(others);
		expect(items.slice(0, input.length).map(({ json }) => json.action)).toEqual([
			...keep.map(() => 'unchanged'),
			'added',
		]);
		expect(
			items.slice(input.length).every(({ json }) => json.action === 'removed' && json.bulkOperationId !== undefined),
		).toBe(true);
		expect(writes(sandbox)).toEqual(['POST bulkAddGroupMemberships', 'DELETE bulkRemoveGroupMemberships']);
	}, 300_000);

	test('a dry run shows the plan and writes nothing', async () => {
		const before = snapshot(sandbox);
		const { items } = await runNode(sandbox, V2, members({ dryRun: true }), { input: rows({ email: OWNER }) });
		expect(items.map(({ json }) => json.action)).toEqual(['added', ...learners().map(() => 'removed')]);
		expect(items.at(-1)!.json.refusal).toMatch(/^The plan removes/);
		expect(snapshot(sandbox)).toBe(before);
		expect(writes(sandbox)).toEqual([]);
	});

	test('refuses to empty a group, people it does not find, and people who stand there twice', async () => {
		const before = snapshot(sandbox);
		const most = await runNode(sandbox, V2, members(), { input: rows({ email: OWNER }) });
		expect(most.message).toMatch(/^The plan removes \d+ of \d+ people, more than 50 % of \d+/);
		const unknown = await runNode(sandbox, V2, members(), {
			input: rows({ email: OWNER }, { email: 'nobody@meridian.example' }),
		});
		expect(unknown.message).toBe('Member: Nobody was found for "nobody@meridian.example" (item 1) [Item 0]');
		const twice = await runNode(sandbox, V2, members(), {
			input: rows({ email: OWNER }, { email: account(sandbox, OWNER)!.username }),
		});
		expect(twice.message).toMatch(/^Member: The items 0 and 1 are the same person/);
		expect(snapshot(sandbox)).toBe(before);
	});

	test('a bulk operation that cannot be followed leaves an unknown outcome; Retry On Fail looks first and ends with the list', async () => {
		const keep = learners().filter((id) => open().has(id));
		const input = rows(...keep.map((email) => ({ email })), { email: OWNER });
		sandbox.faults.add({ operationId: 'getBulkOperation', status: 500, times: 1 });
		const once = await runNode(sandbox, V2, members({ extra: 'report', options: { tries: 1 } as never }), { input });
		expect(once.message).toMatch(/^The bulk operation [0-9a-f]+ was started, but it could not be followed/);
		sandbox.faults.add({ operationId: 'getBulkOperation', status: 500, times: 1 });
		const again = await runNode(sandbox, V2, members({ extra: 'report', options: { tries: 1 } as never }), {
			input,
			retryOnFail: true,
		});
		expect(again.message).toBe('');
		expect(learners()).toEqual(expect.arrayContaining([account(sandbox, OWNER)!._id]));
	}, 300_000);

	test('what the bulk operation refuses fails on its item, and nobody is removed', async () => {
		const closed = accounts(sandbox).find(({ status }) => status === 'deleted')!;
		const before = learners().length;
		const { items } = await runNode(sandbox, V2, members({}, { removeAtMostPercent: 100 }), {
			input: rows({ email: OWNER }, { email: closed._id }),
			onError: 'continueRegularOutput',
		});
		expect(items[0].json.action).toBe('added');
		expect(String(items[1].json.error)).toContain(`${closed._id} [Item 1]`);
		expect(
			items
				.slice(2)
				.every(({ json }) => json.action === 'notInList' && /^Left alone because 1 item/.test(String(json.note))),
		).toBe(true);
		expect(learners()).toHaveLength(before + 1);
	}, 300_000);
});

describe('Find by Name or External ID', () => {
	const find = (resource: string, more: object, additionalFields: object = {}) =>
		({ resource, operation: 'find', findBy: 'exactName', several: 'refuse', ...more, additionalFields }) as never;
	const named = (kind: 'courses' | 'paths') =>
		sandbox.state.learning360[kind] as unknown as Array<{ _id: string; name: string; status: string }>;

	test('finds by name whatever the capitals, reading the list once for all items', async () => {
		const unique = named('courses')
			.filter(
				({ name, status }, _index, all) =>
					status === 'published' && all.filter((other) => other.name === name).length === 1,
			)
			.slice(0, 4);
		const { items, message } = await runNode(
			sandbox,
			V2,
			find('course', { value: '={{ $json.name.toUpperCase() }}' }),
			{ input: rows(...unique) },
		);
		expect(message).toBe('');
		expect(items.map(({ json }) => json.courseId)).toEqual(unique.map(({ _id }) => _id));
		expect(
			operationCalls(sandbox).filter(({ operationId }) => operationId === 'listCourses').length,
		).toBeLessThanOrEqual(Math.ceil(named('courses').length / 500));
	});

	test('says when several match, or returns all of them', async () => {
		const refused = await runNode(sandbox, V2, find('path', { findBy: 'partOfName', value: 'onboarding' }));
		expect(refused.message).toMatch(/^\d+ paths match "onboarding": "Employee onboarding" \([0-9a-f]{24}\), /);
		const { items } = await runNode(
			sandbox,
			V2,
			find('path', { findBy: 'partOfName', value: 'onboarding', several: 'all' }),
		);
		expect(items.length).toBeGreaterThan(1);
		expect(items.every(({ json }) => json.matches === items.length && /onboarding/i.test(String(json.name)))).toBe(
			true,
		);
	});

	test('stops when nothing matches, or goes on with an item that says so', async () => {
		const stopped = await runNode(sandbox, V2, find('course', { value: 'No such course' }));
		expect(stopped.message).toBe('Value: No course was found for "No such course" [Item 0]');
		const { items } = await runNode(sandbox, V2, find('course', { value: 'No such course' }, { emptyIfNone: true }));
		expect(items.map(({ json }) => json)).toEqual([{ found: false, matches: 0, value: 'No such course' }]);
	});

	test('archived ones count only when asked for, and the message says that there is one', async () => {
		const archived = named('courses').find(
			({ name, status }) =>
				status === 'archived' && named('courses').filter((other) => other.name === name).length === 1,
		)!;
		const without = await runNode(sandbox, V2, find('course', { value: archived.name }));
		expect(without.advice).toContain('1 archived one matches');
		const { items } = await runNode(sandbox, V2, find('course', { value: archived.name }, { archived: true }));
		expect(items[0].json.courseId).toBe(archived._id);
	});

	test('finds by external ID, of one system or of any', async () => {
		const [course] = named('courses');
		const created = await runNode(sandbox, V2, {
			resource: 'externalId',
			operation: 'create',
			platform: 'Workday',
			targetId: course._id,
			targetType: 'course',
			value: 'W-17',
		} as never);
		expect(created.message).toBe('');
		for (const fields of [{}, { platform: 'Workday' }]) {
			const { items } = await runNode(sandbox, V2, find('course', { findBy: 'externalId', value: 'W-17' }, fields));
			expect(items.map(({ json }) => json.courseId)).toEqual([course._id]);
		}
		const other = await runNode(
			sandbox,
			V2,
			find('course', { findBy: 'externalId', value: 'W-17' }, { platform: 'BambooHR' }),
		);
		expect(other.message).toContain('No course was found for "W-17"');
	});
});
