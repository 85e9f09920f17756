import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DateTime } from 'luxon';
import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { byId, runNode, V1, V2, ZOHO } from '../five/five.ts';
import { root } from '../harness/index.ts';

/** Fields of the shape, in order. */
const FIELDS = [
	'id',
	'source',
	'title',
	'description',
	'start',
	'end',
	'timeZone',
	'place',
	'trainers',
	'seats',
	'booked',
	'state',
	'link',
];

const zohoModule = {
	courseId: byId('478346000019479103'),
	batchId: byId('478346000019479115'),
	moduleId: byId('478346000019479119'),
};
const common = { returnAll: true, sessionFormat: 'common', sessionTimeZone: 'Europe/Paris' };

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ limits: false });
});
afterAll(async () => await sandbox.close());
beforeEach(async () => await sandbox.reset());

const READERS = [
	['v2 path sessions', V2, { resource: 'pathSession', operation: 'getAll' }, '360Learning path session'],
	['v1 path sessions', V1, { resource: 'pathSession', operation: 'getAll' }, '360Learning path session (API v1)'],
	[
		'v1 program sessions',
		V1,
		{ resource: 'programSession', operation: 'getAll' },
		'360Learning program session (API v1)',
	],
	['Zoho sessions', ZOHO, { resource: 'session', operation: 'getAllByModule', ...zohoModule }, 'Zoho People session'],
] as const;

test.each(READERS)('%s come out in the one shape', async (_what, node, parameters, source) => {
	const { items, message } = await runNode(sandbox, node, { ...parameters, ...common } as never);
	expect(message).toBe('');
	expect(items.length).toBeGreaterThan(3);
	const [service] = [node === V2 ? 'Learning360' : node === V1 ? 'Learning360V1' : 'ZohoPeopleLms'];
	const preview = JSON.parse(
		readFileSync(
			path.join(
				root,
				'dist',
				'nodes',
				service,
				'__schema__',
				'v1.0.0',
				parameters.resource,
				`${parameters.operation}.json`,
			),
			'utf8',
		),
	) as { properties: object };
	expect(Object.keys(preview.properties)).toEqual(expect.arrayContaining(FIELDS));
	for (const { json } of items) {
		expect(Object.keys(json)).toEqual(FIELDS);
		expect(json).toMatchObject({ source, timeZone: 'Europe/Paris' });
		expect(String(json.start)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0[12]:00$/);
	}
});

test('slots of a classroom keep their own time zone, and an address on the web is the link', async () => {
	const { slots } = sandbox.state.learning360 as unknown as { slots: Array<Record<string, unknown>> };
	const byTimeZone = slots.find(({ timezone }) => timezone !== undefined)!;
	const { items } = await runNode(sandbox, V2, {
		resource: 'classroomSlot',
		operation: 'getAll',
		classroomId: byId(String(byTimeZone.classroomId)),
		...common,
		sessionTimeZone: 'Asia/Tokyo',
	} as never);
	const item = items.find(({ json }) => json.id === byTimeZone._id)!.json;
	expect(item.timeZone).toBe(byTimeZone.timezone);
	expect(DateTime.fromISO(String(item.start)).toMillis()).toBe(Date.parse(String(byTimeZone.startDate)));
	for (const { json } of items) {
		const { location } = slots.find(({ _id }) => _id === json.id)!;
		const online = /^https?:/.test(String(location));
		expect([json.place, json.link]).toEqual(online ? [null, location] : [location, null]);
	}
});

test("360Learning's moments stay the same moments in any time zone", async () => {
	const { pathSessions } = sandbox.state.learning360 as unknown as {
		pathSessions: Array<{ _id: string; startDate: string; endDate?: string }>;
	};
	for (const sessionTimeZone of ['Europe/Paris', 'America/Los_Angeles', '']) {
		const { items } = await runNode(
			sandbox,
			V2,
			{ resource: 'pathSession', operation: 'getAll', ...common, sessionTimeZone } as never,
			{ timezone: 'Asia/Kolkata' },
		);
		for (const { json } of items) {
			const { startDate, endDate } = pathSessions.find(({ _id }) => _id === json.id)!;
			expect(Date.parse(String(json.start))).toBe(Date.parse(startDate));
			expect(json.end === null ? undefined : Date.parse(String(json.end))).toBe(
				endDate === undefined ? undefined : Date.parse(endDate),
			);
		}
		if (sessionTimeZone === '') expect(String(items[0].json.start)).toMatch(/\+05:30$/);
	}
});

/** What was picked for a new session, and what is read of it in the shape. */
const ROUND_TRIPS = [
	['midnight', '2026-01-08T00:00:00', '2026-01-08T01:30:00'],
	['one minute to noon', '2026-01-08T11:59:00', '2026-01-08T12:00:00'],
	['noon', '2026-01-08T12:00:00', '2026-01-08T12:45:00'],
	['one minute to midnight', '2026-01-08T22:15:00', '2026-01-08T23:59:00'],
] as const;

test.each(ROUND_TRIPS)('a Zoho session is read as it was created: %s', async (_what, start, end) => {
	const name = `Session at ${start}`;
	const create = {
		resource: 'session',
		operation: 'create',
		...zohoModule,
		name,
		start,
		end,
		trainerErecno: byId('219225000000036453'),
		type: '0',
	};
	const created = await runNode(sandbox, ZOHO, create as never, { timezone: 'America/New_York' });
	expect(created.message).toBe('');
	const { items } = await runNode(
		sandbox,
		ZOHO,
		{ resource: 'session', operation: 'getAllByModule', ...zohoModule, ...common, sessionTimeZone: '' } as never,
		{ timezone: 'America/New_York' },
	);
	const session = items.find(({ json }) => json.title === name)!.json;
	expect([session.start, session.end]).toEqual([`${start}.000-05:00`, `${end}.000-05:00`]);
});

/** Day, start and end as Zoho writes them, and the moments meant. */
const CLOCKS = [
	[
		'over midnight',
		'27-12-2025',
		'10:00 PM',
		'1:00 AM',
		'2025-12-27T22:00:00.000+01:00',
		'2025-12-28T01:00:00.000+01:00',
	],
	[
		'from noon to midnight',
		'31-12-2025',
		'12:00 PM',
		'12:00 AM',
		'2025-12-31T12:00:00.000+01:00',
		'2026-01-01T00:00:00.000+01:00',
	],
	[
		'before clocks go forward',
		'29-03-2026',
		'1:00 AM',
		'3:30 AM',
		'2026-03-29T01:00:00.000+01:00',
		'2026-03-29T03:30:00.000+02:00',
	],
	[
		'in the hour that is skipped',
		'29-03-2026',
		'2:15 AM',
		'3:15 AM',
		'2026-03-29T03:15:00.000+02:00',
		'2026-03-29T03:15:00.000+02:00',
	],
	[
		'in the hour that comes twice',
		'25-10-2026',
		'2:30 AM',
		'4:00 AM',
		'2026-10-25T02:30:00.000+02:00',
		'2026-10-25T04:00:00.000+01:00',
	],
	[
		'over the night in which clocks go back',
		'24-10-2026',
		'11:00 PM',
		'6:00 AM',
		'2026-10-24T23:00:00.000+02:00',
		'2026-10-25T06:00:00.000+01:00',
	],
] as const;

test.each(CLOCKS)(
	"Zoho's day and 12-hour times mean the right moments %s",
	async (_what, sessionStartDate, sessionStartTime, sessionEndTime, start, end) => {
		const session = {
			sessionId: '1',
			sessionName: 'Night shift',
			sessionStartDate,
			sessionStartTime,
			sessionEndTime,
			isSessionCompleted: false,
		};
		sandbox.faults.add({
			operationId: 'listModuleSessions',
			body: { sessions: [session], code: 200, message: 'success', hasMoreRecords: false },
		});
		const { items } = await runNode(sandbox, ZOHO, {
			resource: 'session',
			operation: 'getAllByModule',
			...zohoModule,
			...common,
		} as never);
		expect([items[0].json.start, items[0].json.end]).toEqual([start, end]);
	},
);

test('the state follows from the dates, and from what Zoho says is over', async () => {
	const at = (moment: DateTime) => ({
		sessionStartDate: moment.toFormat('dd-MM-yyyy'),
		sessionStartTime: '12:00 AM',
		sessionEndTime: '11:59 PM',
	});
	const today = DateTime.now().setZone('Europe/Paris');
	const sessions = [
		{ sessionId: '1', ...at(today.plus({ days: 3 })), isSessionCompleted: false },
		{ sessionId: '2', ...at(today), sessionEndTime: '12:00 AM', isSessionCompleted: false },
		{ sessionId: '3', ...at(today.minus({ days: 3 })), isSessionCompleted: false },
		{ sessionId: '4', ...at(today.plus({ days: 3 })), isSessionCompleted: true },
	];
	sandbox.faults.add({
		operationId: 'listModuleSessions',
		body: { sessions, code: 200, message: 'success', hasMoreRecords: false },
	});
	const { items } = await runNode(sandbox, ZOHO, {
		resource: 'session',
		operation: 'getAllByModule',
		...zohoModule,
		...common,
	} as never);
	expect(items.map(({ json }) => json.state)).toEqual(['planned', 'running', 'ended', 'ended']);
});

test('a time zone that does not exist is refused before anything is sent', async () => {
	const { message } = await runNode(sandbox, V2, {
		resource: 'pathSession',
		operation: 'getAll',
		...common,
		sessionTimeZone: 'Paris',
	} as never);
	expect(message).toBe('Time Zone: "Paris" is not a time zone [Item 0]');
	expect(sandbox.requests).toEqual([]);
});

test('without the choice the record of the system comes out as before', async () => {
	const { items } = await runNode(sandbox, V2, { resource: 'pathSession', operation: 'getAll', limit: 1 } as never);
	expect(items[0].json).toHaveProperty('startDate');
	expect(items[0].json).not.toHaveProperty('source');
});
