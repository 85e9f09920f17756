import { DateTime } from 'luxon';
import type { INodeParameters } from 'n8n-workflow';
import { runListSearch, runLoadOptions } from '../../engine/index.ts';
import { workflow as n8n } from '../../engine/n8n.ts';
import type { Sandbox } from '../../sandbox/index.ts';
import { n8nCredentials } from '../../sandbox/n8nCredentials.ts';
import { startStillSandbox, timeInSteps } from '../faults/world.ts';
import { byId, runNode, V2 } from '../five/five.ts';

const PATH = '46f6955e11de1869220565ae';
const CLASSROOM = 'ff9903182daef3f4870b8000';
const SLOT = 'fe778c736c894415e77fae60';
const REGISTRATION = { resource: 'slotRegistration', operation: 'delete', classroomSlotId: byId(SLOT) };

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startStillSandbox(false, {});
});
afterAll(async () => await sandbox.close());
beforeEach(async () => await sandbox.reset());
timeInSteps(() => sandbox);

const options = (method: string, parameters: INodeParameters, type = 'learning360') => ({
	nodeType: `n8n-nodes-lms.${type}`,
	method,
	parameters,
	credentials: n8nCredentials(sandbox),
});
const entries = async (method: string, parameters: INodeParameters = {}, type?: string, filter?: string) =>
	(await runListSearch({ ...options(method, parameters, type), filter })).results;
const names = async (...given: Parameters<typeof entries>) => (await entries(...given)).map(({ name }) => name);

/** A moment as the editor shows it: in the time zone of the n8n instance. */
const shown = (iso: string) =>
	DateTime.fromISO(iso)
		.setZone(n8n.getGlobalState().defaultTimezone)
		.toFormat('ccc d LLL yyyy, HH:mm', { locale: 'en' });

describe('Lists to pick from', () => {
	test('people read as name and address, also when one of them is missing', async () => {
		const [first] = sandbox.state.learning360.users as unknown as Array<Record<string, unknown>>;
		expect(await names('users')).toContain(
			`${first.firstName as string} ${first.lastName as string} (${first.mail as string})`,
		);
		sandbox.faults.add({
			operationId: 'listUsers',
			body: [
				{ _id: PATH, mail: 'invited@example.com' },
				{ _id: SLOT, firstName: 'Ada', mail: 'ada@example.com' },
				{ _id: CLASSROOM },
			],
		});
		expect(await names('users')).toEqual([CLASSROOM, 'Ada (ada@example.com)', 'invited@example.com']);
	});

	test('sessions and slots read with their moment, slots with their place below', async () => {
		const sessions = sandbox.state.learning360.pathSessions.filter(
			({ pathId }) => pathId === PATH,
		) as unknown as Array<{ name: string; startDate: string }>;
		expect(await names('pathSessions', { resource: 'pathSession', operation: 'get', pathId: byId(PATH) })).toEqual(
			// The upcoming one stands before the one that is over.
			[...sessions]
				.sort((one, other) => Date.parse(other.startDate) - Date.parse(one.startDate))
				.map(({ name, startDate }) => `${name} · ${shown(startDate)}`),
		);
		const [slot] = sandbox.state.learning360.slots.filter(({ _id }) => _id === SLOT) as unknown as Array<{
			name: string;
			startDate: string;
			location: string;
		}>;
		expect(
			await entries('classroomSlots', { resource: 'classroomSlot', operation: 'delete', classroomId: byId(CLASSROOM) }),
		).toContainEqual({ name: `${slot.name} · ${shown(slot.startDate)}`, value: SLOT, description: slot.location });
	});

	test('dates of Zoho read as those of 360Learning, with the clock of the organization', async () => {
		const courseId = byId('478346000019479103');
		const batchId = byId('478346000019479115');
		const read = await names(
			'sessions',
			{ resource: 'session', operation: 'get', courseId, batchId, moduleId: byId('478346000019479119') },
			'zohoPeopleLms',
		);
		// All of them are over: the last one stands first.
		expect(read.at(-1)).toBe('Site safety, batch 1, session 1 · Mon 5 Jan 2026, 08:00');
		expect(read.at(-2)).toBe('Site safety, batch 1, session 2 · Tue 6 Jan 2026, 09:00');
		for (const name of await names('batches', { resource: 'batch', operation: 'get', courseId }, 'zohoPeopleLms'))
			expect(name).toMatch(/ · (Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d+ [A-Z][a-z]{2} \d{4}$/);
	});

	test('an hour without a day, or a day without an hour, stays what it is', async () => {
		sandbox.faults.add({
			operationId: 'listModuleSessions',
			body: {
				sessions: [
					{ sessionId: '1', sessionName: 'A', sessionStartDate: '05-01-2026' },
					{ sessionId: '2', sessionName: 'B' },
				],
				code: 200,
				hasMoreRecords: false,
			},
		});
		const place = {
			resource: 'session',
			operation: 'get',
			courseId: byId('1'),
			batchId: byId('2'),
			moduleId: byId('3'),
		};
		expect(await names('sessions', place, 'zohoPeopleLms')).toEqual(['A · 05-01-2026', 'B']);
	});

	test('locations of Zoho are those of the rooms, each once', async () => {
		const rooms = sandbox.state.zohoPeople.rooms as unknown as Array<{
			location: { locationId: string; name: string };
		}>;
		const wanted = new Map(rooms.map(({ location }) => [location.locationId, location.name]));
		const read = await runLoadOptions(
			options('locations', { resource: 'batch', operation: 'create' }, 'zohoPeopleLms'),
		);
		expect(read.map(({ name, value }) => [value, name]).sort()).toEqual([...wanted].sort());
		expect(wanted.size).toBeLessThan(rooms.length);
	});

	test('the record of an external ID is picked as what it is, a person also by email address', async () => {
		const [{ _id, mail }] = sandbox.state.learning360.users.filter(
			(user) => user.status === 'active' && user.mail !== undefined,
		);
		const parameters = { resource: 'externalId', operation: 'create', platform: 'HR', value: 'E 17' };
		const byMail = await runNode(sandbox, V2, {
			...parameters,
			targetType: 'user',
			targetId: { __rl: true, mode: 'email', value: mail },
		} as never);
		expect(byMail.items.map(({ json }) => json)).toMatchObject([{ targetType: 'user', targetId: _id, platform: 'HR' }]);
		const { _id: targetId } = sandbox.state.learning360.learningNeeds[0];
		const typed = await runNode(sandbox, V2, { ...parameters, targetType: 'learningNeed', targetId } as never);
		expect(typed.items.map(({ json }) => json)).toMatchObject([{ targetType: 'learningNeed', targetId }]);
	});

	test('registrations read with the person, who is found by name as well', async () => {
		const read = await names('slotRegistrations', REGISTRATION);
		expect(read).toHaveLength(3);
		for (const name of read) expect(name).toMatch(/^\S+ \S.* \(\S+@meridian\.example\) · Published$/);
		expect(await names('slotRegistrations', REGISTRATION, undefined, read[1].split(' ')[0])).toEqual([read[1]]);
	});

	test('a person who cannot be read stays an id', async () => {
		sandbox.faults.add({
			operationId: 'getUser',
			status: 404,
			body: { error: { code: 'userNotFound', message: 'No user' } },
		});
		for (const name of await names('slotRegistrations', REGISTRATION))
			expect(name).toMatch(/^[0-9a-f]{24} · Published$/);
	});

	test('bulk operations read newest first, in the words of the filters', async () => {
		const read = await names('bulkOperations');
		expect(read[0]).toMatch(/^\w{3} \d+ \w+ 2026, \d\d:\d\d · Remove Contents From Group Catalogs · Completed$/);
		expect(read[1]).toMatch(/Add Contents to Group Catalogs/);
	});
});

describe('Several records chosen at once', () => {
	test('the dropdown holds the whole list, over all its pages', async () => {
		const read = await runLoadOptions(options('allCourses', {}));
		const courses = sandbox.state.learning360.courses as unknown as Array<{ _id: string }>;
		expect(read.map(({ value }) => String(value)).sort()).toEqual(courses.map(({ _id }) => _id).sort());
	});

	test('what was chosen is sent, and an expression with a list does the same', async () => {
		const [one, other] = (await runLoadOptions(options('tags', {}))).map(({ value }) => String(value));
		for (const tags of [[one, other], `={{ ['${one}', '${other}'] }}`, `={{ '${one}, ${other}' }}`]) {
			const { items, message } = await runNode(sandbox, V2, {
				resource: 'path',
				operation: 'replaceTags',
				pathId: byId(PATH),
				tagIds: tags,
			} as never);
			expect(message).toBe('');
			expect(items.map(({ json }) => json.tagId)).toEqual([one, other]);
		}
	});

	test('a dependent list says what to choose first', async () => {
		const parameters = { resource: 'learner', operation: 'unenrollFromBatch' };
		await expect(runLoadOptions(options('learnersByRecordNumber', parameters, 'zohoPeopleLms'))).rejects.toThrow(
			'Choose a course first',
		);
	});

	test('a list that cannot be read says why', async () => {
		sandbox.faults.add({
			operationId: 'listTags',
			status: 403,
			body: { error: { code: 'invalid_scope', message: 'Wrong scope' } },
		});
		await expect(runLoadOptions(options('tags', {}))).rejects.toThrow(/invalid_scope/);
	});
});
