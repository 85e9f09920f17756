import type { Sandbox } from '../../sandbox/index.ts';
import { startStillSandbox, timeInSteps } from '../faults/world.ts';
import { byId, leaks, runNode, V2 } from '../five/five.ts';
import { account, accounts, byMail, GROUP, managers, snapshot, writes } from './people.ts';

const AICHA = 'aicha.bos@meridian.example';
const ALESSANDRO = 'alessandro.durand@meridian.example';
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

describe('Create or Update', () => {
	const parameters = byMail('createOrUpdate', {
		additionalFields: { firstName: '={{ $json.firstName }}', job: '={{ $json.job }}', sendInvitationEmail: false },
	});

	test('creates who is new, changes what differs, leaves alone what agrees, brings back who was closed', async () => {
		const closed = accounts(sandbox).find(({ status }) => status === 'deleted')!;
		const before = account(sandbox, ALESSANDRO)!;
		const input = rows(
			{ email: 'new.person@meridian.example', firstName: 'New' },
			{ email: 'Aicha.BOS@meridian.example', job: 'Site lead' },
			{ email: ALESSANDRO, job: before.job },
			{ email: closed.mail },
		);
		const { items, message } = await runNode(sandbox, V2, parameters, { input });
		expect(message).toBe('');
		expect(items.map(({ json }) => json.action)).toEqual(['created', 'updated', 'unchanged', 'restored']);
		expect(items[1].json.changedFields).toEqual(['job']);
		expect(account(sandbox, AICHA)).toMatchObject({ job: 'Site lead', firstName: 'Aïcha' });
		expect(account(sandbox, 'new.person@meridian.example')).toMatchObject({ status: 'invited', firstName: 'New' });
		expect(account(sandbox, closed.mail!)).toMatchObject({ _id: closed._id, status: 'invited' });
		expect(writes(sandbox).sort()).toEqual(['PATCH updateUser', 'POST createUser', 'POST createUser']);
		expect(
			sandbox.requests
				.filter(({ operationId }) => operationId === 'createUser')
				.every(({ query }) => query.sendInvitationEmail === 'false'),
		).toBe(true);
	});

	test('two items of one new person become one account', async () => {
		const input = rows(
			{ email: 'twice@meridian.example', job: 'First' },
			{ email: 'TWICE@meridian.example', job: 'Second' },
		);
		const { items } = await runNode(sandbox, V2, parameters, { input });
		expect(items.map(({ json }) => json.action)).toEqual(['created', 'updated']);
		expect(account(sandbox, 'twice@meridian.example')!.job).toBe('Second');
	});

	test('a dry run says what it would do and writes nothing', async () => {
		const before = snapshot(sandbox);
		const input = rows({ email: 'new.person@meridian.example' }, { email: AICHA, job: 'Site lead' });
		const { items } = await runNode(
			sandbox,
			V2,
			{ ...parameters, additionalFields: { job: '={{ $json.job }}', dryRun: true } } as never,
			{ input },
		);
		expect(items.map(({ json }) => [json.action, json.dryRun])).toEqual([
			['created', true],
			['updated', true],
		]);
		expect(items[0].json.userId).toBeNull();
		expect(snapshot(sandbox)).toBe(before);
		expect(writes(sandbox)).toEqual([]);
	});

	test('somebody else creates the person between looking and writing: the account is changed instead', async () => {
		sandbox.faults.add({ operationId: 'listUsers', body: [], times: 1 });
		const { items, message } = await runNode(sandbox, V2, parameters, {
			input: rows({ email: AICHA, job: 'Site lead' }),
		});
		expect(message).toBe('');
		expect(items[0].json.action).toBe('updated');
		expect(account(sandbox, AICHA)!.job).toBe('Site lead');
		expect(accounts(sandbox).filter(({ mail }) => mail === AICHA)).toHaveLength(1);
	});

	test('a new person matched by external ID gets the mapping; with Retry On Fail a half-way stop is completed, not doubled', async () => {
		sandbox.faults.add({ operationId: 'createExternalId', status: 500, times: 1 });
		const byExternalId = {
			...parameters,
			matchBy: 'externalId',
			additionalFields: { mail: 'hr@meridian.example', platform: 'BambooHR' },
		} as never;
		const { items, message } = await runNode(sandbox, V2, byExternalId, {
			input: rows({ email: 'E99999' }),
			retryOnFail: true,
		});
		expect(message).toBe('');
		expect(items[0].json.action).toBe('created');
		expect(accounts(sandbox).filter(({ mail }) => mail === 'hr@meridian.example')).toHaveLength(1);
		const again = await runNode(sandbox, V2, byExternalId, { input: rows({ email: 'E99999' }) });
		expect(again.items[0].json).toMatchObject({ action: 'unchanged', userId: items[0].json.userId });
	});

	test('a half-way stop says what was done and what to do', async () => {
		sandbox.faults.add({
			operationId: 'createExternalId',
			status: 400,
			body: { error: { code: 'valueAlreadyUsed', message: 'taken' } },
		});
		const byExternalId = {
			...parameters,
			matchBy: 'externalId',
			additionalFields: { mail: 'hr@meridian.example', platform: 'BambooHR' },
		} as never;
		const { message, advice } = await runNode(sandbox, V2, byExternalId, { input: rows({ email: 'E99999' }) });
		const { _id } = account(sandbox, 'hr@meridian.example')!;
		expect(message).toContain('(valueAlreadyUsed) [Item 0]');
		expect(advice).toContain(
			`The account ${_id} was created, not yet active. It stopped at adding the external ID. Add the external ID "E99999" to it by hand, or delete it`,
		);
	});

	test('an unknown outcome of a create is looked up by the next try instead of being repeated', async () => {
		sandbox.faults.add({ operationId: 'createUser', drop: 'after', times: 1 });
		const { items, message } = await runNode(sandbox, V2, parameters, {
			input: rows({ email: 'new.person@meridian.example' }),
			retryOnFail: true,
		});
		expect(message).toBe('');
		expect(items).toHaveLength(1);
		expect(accounts(sandbox).filter(({ mail }) => mail === 'new.person@meridian.example')).toHaveLength(1);
		expect(writes(sandbox)).toEqual(['POST createUser']);
	});

	test('an unknown outcome half-way says what was done before', async () => {
		sandbox.faults.add({ operationId: 'createExternalId', drop: 'after' });
		const byExternalId = {
			...parameters,
			matchBy: 'externalId',
			additionalFields: { mail: 'hr@meridian.example', platform: 'BambooHR' },
		} as never;
		const { message, advice } = await runNode(sandbox, V2, byExternalId, { input: rows({ email: 'E99999' }) });
		expect(message).toBe('Outcome unknown: the request may or may not have been carried out [Item 0]');
		expect(advice).toContain(
			`The account ${account(sandbox, 'hr@meridian.example')!._id} was created, not yet active. It stopped at adding the external ID`,
		);
	});

	test('matching by external ID without the platform is refused before anything is sent', async () => {
		const { message } = await runNode(
			sandbox,
			V2,
			{ ...parameters, matchBy: 'externalId', additionalFields: {} } as never,
			{ input: rows({ email: 'E1' }) },
		);
		expect(message).toBe('External Platform: This field is required when users are matched by external ID [Item 0]');
		expect(writes(sandbox)).toEqual([]);
	});
});

describe('Create Active User', () => {
	const parameters = {
		resource: 'user',
		operation: 'createActive',
		groupId: byId(GROUP),
		role: 'learner',
		password: 'Warm-lamp-27',
		additionalFields: { mail: 'tess@meridian.example', passwordMustBeChanged: true },
	} as never;

	test('creates, sets the password, activates, in this order', async () => {
		const seen = await runNode(sandbox, V2, parameters);
		expect(seen.message).toBe('');
		expect(seen.items[0].json).toMatchObject({ action: 'created', user: { status: 'active' } });
		expect(writes(sandbox)).toEqual(['POST createUser', 'PUT replaceUserPassword', 'PUT activateUser']);
		expect(JSON.stringify(seen.run)).not.toContain('"password":"Warm-lamp-27","passwordMustBeChanged"');
	});

	test('a password that the company refuses: says where it stopped and how to get on; the next run goes on from there', async () => {
		const refused = await runNode(sandbox, V2, { ...(parameters as object), password: 'onlyletters' } as never);
		const { _id, status } = account(sandbox, 'tess@meridian.example')!;
		expect(status).toBe('invited');
		expect(refused.message).toContain('(passwordInvalid) [Item 0]');
		expect(refused.advice).toContain(
			`The account ${_id} was created, not yet active. It stopped at setting the password. Run the item again to go on from there, or remove the account ${_id} with User › Delete`,
		);
		expect(refused.advice + refused.message).not.toContain('onlyletters');
		const again = await runNode(sandbox, V2, parameters);
		expect(again.items[0].json).toMatchObject({ action: 'activated', userId: _id, user: { status: 'active' } });
	});

	test.each(['createUser', 'replaceUserPassword', 'activateUser'])(
		'%s carried out without an answer: Retry On Fail ends with one active account',
		async (operationId) => {
			sandbox.faults.add({ operationId, drop: 'after', times: 1 });
			const { items, message } = await runNode(
				sandbox,
				V2,
				{ ...(parameters as object), options: { tries: 1 } } as never,
				{ retryOnFail: true },
			);
			expect(message).toBe('');
			expect(items[0].json).toMatchObject({ action: 'created', user: { status: 'active' } });
			expect(accounts(sandbox).filter(({ mail }) => mail === 'tess@meridian.example')).toHaveLength(1);
		},
	);

	test('an active account is refused untouched', async () => {
		const before = snapshot(sandbox);
		const { message } = await runNode(sandbox, V2, {
			...(parameters as object),
			additionalFields: { mail: AICHA },
		} as never);
		expect(message).toBe('This person has an active account already [Item 0]');
		expect(snapshot(sandbox)).toBe(before);
	});

	test('a dry run writes nothing', async () => {
		const before = snapshot(sandbox);
		const { items } = await runNode(sandbox, V2, {
			...(parameters as object),
			additionalFields: { mail: 'tess@meridian.example', dryRun: true },
		} as never);
		expect(items[0].json).toMatchObject({ action: 'created', dryRun: true, userId: null });
		expect(snapshot(sandbox)).toBe(before);
	});
});

describe('Deactivate by Date', () => {
	const parameters = {
		resource: 'user',
		operation: 'deactivateByDate',
		matchBy: 'mail',
		matchValue: '={{ $json.email }}',
		date: '={{ $json.leaves }}',
		later: 'report',
		additionalFields: { asOf: '2026-09-15T09:00:00' },
	} as never;
	const input = rows(
		{ email: AICHA, leaves: '2026-09-14' },
		{ email: ALESSANDRO, leaves: '2026-09-15' },
		{ email: 'amelie.haddad@meridian.example', leaves: '2030-01-31' },
	);

	test('closes those whose date has come and reports the others', async () => {
		const { items, message } = await runNode(sandbox, V2, parameters, { input, timezone: 'Europe/Paris' });
		expect(message).toBe('');
		expect(items.map(({ json }) => json.action)).toEqual(['deactivated', 'deactivated', 'later']);
		expect(['deleted', 'deleted', 'active']).toEqual(
			input.map(({ json }) => account(sandbox, (json as { email: string }).email)!.status),
		);
		const again = await runNode(sandbox, V2, parameters, { input, timezone: 'Europe/Paris' });
		expect(again.items.map(({ json }) => json.action)).toEqual(['alreadyDeactivated', 'alreadyDeactivated', 'later']);
		expect(writes(sandbox)).toEqual(['DELETE deleteUser', 'DELETE deleteUser']);
	});

	test('a day begins at midnight in the time zone of the workflow', async () => {
		const at = { ...(parameters as object), additionalFields: { asOf: '2026-09-14T23:30:00Z', dryRun: true } } as never;
		const paris = await runNode(sandbox, V2, at, { input: [input[1]], timezone: 'Europe/Paris' });
		const newYork = await runNode(sandbox, V2, at, { input: [input[1]], timezone: 'America/New_York' });
		expect([paris.items[0].json.action, newYork.items[0].json.action]).toEqual(['deactivated', 'later']);
	});

	test('writes dates to come into the profile when asked to, once', async () => {
		const plan = { ...(parameters as object), later: 'plan' } as never;
		const first = await runNode(sandbox, V2, plan, { input: [input[2]] });
		const second = await runNode(sandbox, V2, plan, { input: [input[2]] });
		expect([first.items[0].json.action, second.items[0].json.action]).toEqual(['planned', 'alreadyPlanned']);
		expect(account(sandbox, 'amelie.haddad@meridian.example')!.toBeDeactivatedAt).toMatch(/^2030-01-3/);
		expect(writes(sandbox)).toEqual(['PATCH updateUser']);
	});

	test('leaves protected accounts alone, and in a dry run everybody', async () => {
		const before = snapshot(sandbox);
		const dry = {
			...(parameters as object),
			additionalFields: { asOf: '2026-09-15', protected: [AICHA.toUpperCase()], dryRun: true },
		} as never;
		const { items } = await runNode(sandbox, V2, dry, { input });
		expect(items.map(({ json }) => json.action)).toEqual(['protected', 'deactivated', 'later']);
		expect(snapshot(sandbox)).toBe(before);
	});

	test('an unknown person fails alone', async () => {
		const { items } = await runNode(sandbox, V2, parameters, {
			input: rows({ email: 'nobody@meridian.example', leaves: '2026-01-01' }, { email: AICHA, leaves: '2026-01-01' }),
			onError: 'continueRegularOutput',
		});
		expect(items[0].json.error).toBe('Nobody has the email address "nobody@meridian.example" [Item 0]');
		expect(items[1].json.action).toBe('deactivated');
	});
});

describe('Set Managers', () => {
	const person = () =>
		account(sandbox, 'jonas.de.vries@meridian.example') ??
		accounts(sandbox).filter(({ status }) => status === 'active')[20];
	const parameters = (more: object = {}) =>
		({
			resource: 'user',
			operation: 'setManagers',
			userId: byId(person()._id),
			managers: '={{ $json.managers }}',
			additionalFields: {},
			...more,
		}) as never;

	test('adds what is missing, then takes away what is extra', async () => {
		const before = managers(sandbox, person()._id);
		const [owner, aicha] = [account(sandbox, OWNER)!._id, account(sandbox, AICHA)!._id];
		const { items, message } = await runNode(sandbox, V2, parameters(), { input: rows({ managers: [OWNER, aicha] }) });
		expect(message).toBe('');
		expect(managers(sandbox, person()._id)).toEqual([owner, aicha].sort());
		expect(items[0].json).toMatchObject({
			changed: true,
			removed: before.filter((id) => ![owner, aicha].includes(id)),
		});
		const calls = writes(sandbox);
		expect(calls.lastIndexOf('POST addUserManager')).toBeLessThan(
			calls.indexOf('DELETE removeUserManager') === -1 ? Infinity : calls.indexOf('DELETE removeUserManager'),
		);
		sandbox.clearRequests();
		const again = await runNode(sandbox, V2, parameters(), { input: rows({ managers: `${OWNER}, ${AICHA}` }) });
		expect([again.items[0].json.changed, writes(sandbox)]).toEqual([false, []]);
	});

	test('several items of one person are one list; [] takes all away', async () => {
		await runNode(sandbox, V2, parameters(), { input: rows({ managers: [OWNER] }, { managers: [AICHA] }) });
		expect(managers(sandbox, person()._id)).toHaveLength(2);
		const { message } = await runNode(sandbox, V2, parameters(), { input: rows({ managers: '[]' }) });
		expect([message, managers(sandbox, person()._id)]).toEqual(['', []]);
	});

	test('a row that cannot be read leaves its person as they are: the list would lack its managers', async () => {
		const [first, second] = accounts(sandbox)
			.filter(({ status }) => status === 'active')
			.slice(20, 22);
		const each = (userId: string, list: unknown) => ({ userId, managers: list });
		const ofRow = { userId: byId('={{ $json.userId }}') };
		const before = managers(sandbox, first._id);
		const input = rows(
			each(first._id, [OWNER]),
			each(first._id.toUpperCase(), ' '),
			each(second._id, [AICHA]),
			each(first.mail!, [AICHA]),
		);
		const { items } = await runNode(sandbox, V2, parameters(ofRow), { input, onError: 'continueRegularOutput' });
		expect(items.map(({ json }) => json.error ?? json.changed)).toEqual([
			'Item 1: It cannot be read, and it may belong to the list of this item [Item 0]',
			expect.stringMatching(/^Managers: This field is required/),
			true,
			'Item 1: It cannot be read, and it may belong to the list of this item [Item 3]',
		]);
		expect([managers(sandbox, first._id), managers(sandbox, second._id)]).toEqual([
			before,
			[account(sandbox, AICHA)!._id],
		]);
		sandbox.clearRequests();
		const unknown = await runNode(sandbox, V2, parameters(ofRow), {
			input: rows(each('#N/A', [OWNER]), each(second._id, [OWNER])),
			onError: 'continueRegularOutput',
		});
		expect(unknown.items.every(({ json }) => json.error !== undefined)).toBe(true);
		expect(writes(sandbox)).toEqual([]);
	});

	test('starts over when somebody else changes them in between, and says what was done when it stops', async () => {
		sandbox.faults.add({ operationId: 'addUserManager', status: 204, times: 1 });
		const { message } = await runNode(sandbox, V2, parameters(), { input: rows({ managers: [OWNER, AICHA] }) });
		expect([message, managers(sandbox, person()._id).length]).toEqual(['', 2]);
		await sandbox.reset();
		sandbox.faults.add({
			operationId: 'addUserManager',
			status: 400,
			body: { error: { code: 'managerDeleted', message: 'gone' } },
			after: 1,
		});
		const stopped = await runNode(sandbox, V2, parameters(), { input: rows({ managers: [OWNER, AICHA] }) });
		expect(stopped.advice).toMatch(
			/^The manager [0-9a-f]{24} was added\. It stopped at adding the manager [0-9a-f]{24}\. Run the item again: it does what is left/,
		);
	});

	test('a manager who is not found is named, and nothing is written', async () => {
		const { message } = await runNode(sandbox, V2, parameters(), {
			input: rows({ managers: [OWNER, 'nobody@meridian.example'] }),
		});
		expect(message).toBe('Managers: Nobody was found for "nobody@meridian.example" [Item 0]');
		expect(writes(sandbox)).toEqual([]);
	});

	test('a dry run writes nothing', async () => {
		const before = snapshot(sandbox);
		const { items } = await runNode(sandbox, V2, parameters({ additionalFields: { dryRun: true } }), {
			input: rows({ managers: [OWNER] }),
		});
		expect(items[0].json).toMatchObject({ changed: true, dryRun: true });
		expect(snapshot(sandbox)).toBe(before);
	});
});

describe('Get Full Record', () => {
	test('holds everything of one person, with names that are read once for all items', async () => {
		const learners = accounts(sandbox)
			.filter(({ status }) => status === 'active')
			.slice(1, 9);
		const parameters = {
			resource: 'user',
			operation: 'getFullRecord',
			userId: byId('={{ $json._id }}'),
			additionalFields: {},
		} as never;
		const { items, message } = await runNode(sandbox, V2, parameters, { input: rows(...learners) });
		expect(message).toBe('');
		expect(items).toHaveLength(learners.length);
		const state = sandbox.state.learning360 as unknown as Record<
			'attempts' | 'certificates' | 'memberships',
			Array<{ userId: string; courseId?: string }>
		>;
		for (const { json } of items) {
			const of = (kind: keyof typeof state) => state[kind].filter(({ userId }) => userId === json.userId);
			const { courses, certificates, groups, totals } = json as unknown as Record<
				'courses' | 'certificates' | 'groups',
				Array<{ courseName?: string }>
			> & { totals: Record<string, number> };
			expect([courses.length, certificates.length, groups.length]).toEqual([
				of('attempts').length,
				of('certificates').length,
				of('memberships').length,
			]);
			expect(courses.every(({ courseName }) => courseName !== undefined)).toBe(true);
			expect(totals.courses).toBe(new Set(of('attempts').map(({ courseId }) => courseId)).size);
		}
		const read = sandbox.requests.filter(({ operationId }) => operationId === 'getCourse').map(({ path }) => path);
		expect(read.length).toBe(new Set(read).size);
	});

	test('without names it reads no course and no path', async () => {
		const { items } = await runNode(sandbox, V2, {
			resource: 'user',
			operation: 'getFullRecord',
			userId: byId(account(sandbox, AICHA)!._id),
			additionalFields: { withoutNames: true },
		} as never);
		expect(items).toHaveLength(1);
		expect(
			sandbox.requests.filter(({ operationId }) => operationId === 'getCourse' || operationId === 'getPath'),
		).toEqual([]);
	});
});

test('nothing that a person sees holds a secret', async () => {
	sandbox.faults.add({ operationId: 'createUser', status: 500 });
	const seen = await runNode(sandbox, V2, byMail('createOrUpdate', { additionalFields: {} }), {
		input: rows({ email: 'new.person@meridian.example' }),
	});
	expect(seen.message).toContain('Outcome unknown');
	expect(leaks(sandbox, seen)).toEqual([]);
});
