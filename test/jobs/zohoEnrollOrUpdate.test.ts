/** Learner › Enroll or Update of Zoho People: in a course or batch once, whoever was there before. */
import type { IDataObject } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/index.ts';
import { startStillSandbox, timeInSteps } from '../faults/world.ts';
import { byId, operationCalls, runNode, type Settings, ZOHO } from '../five/five.ts';

interface Batch {
	courseId: string;
	batchId: string;
	name: string;
	startDate: string;
	endDate: string;
	publishStatus: string;
	maximumCapacity: number;
}

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startStillSandbox(true, {});
});
afterAll(async () => await sandbox.close());
beforeEach(async () => await sandbox.reset());
timeInSteps(() => sandbox);

const state = () => sandbox.state.zohoPeople as unknown as Record<string, IDataObject[]>;
const batches = () => state().batches as unknown as Batch[];
const batch = (): Batch => batches().find(({ publishStatus }) => publishStatus === 'published')!;
const isoDay = (day: string) => day.split('-').reverse().join('-');
const learnersOf = (place: { courseId: string; batchId?: string }) =>
	state()
		.learners.filter(({ courseId, batchId }) => courseId === place.courseId && batchId === (place.batchId ?? ''))
		.map(({ erecno }) => String(erecno));
const outsiders = (place: { courseId: string; batchId?: string }) =>
	state().employees.filter(({ erecno }) => !learnersOf(place).includes(String(erecno)));
const writes = () => operationCalls(sandbox).filter(({ method }) => method !== 'GET');

const run = async (parameters: object, settings: Settings = {}) =>
	await runNode(
		sandbox,
		ZOHO,
		{ resource: 'learner', operation: 'enrollOrUpdate', enrollIn: 'dates', ...parameters } as never,
		{ typeVersion: 1.1, ...settings },
	);

describe('Enroll or Update', () => {
	test('enrolls by email address in the batch with these dates, and a second run changes nothing', async () => {
		const target = batch();
		const [one, two] = outsiders(target);
		const before = learnersOf(target);
		const input = [{ json: { mail: one.emailId } }, { json: { mail: two.emailId } }] as never;
		const parameters = {
			courseId: byId(target.courseId),
			erecnosList: '={{ $json.mail }}',
			startDate: isoDay(target.startDate),
			endDate: isoDay(target.endDate),
		};
		const { items, message } = await run(parameters, { input });
		expect(message).toBe('');
		expect(items.map(({ json }) => json)).toMatchObject([
			{
				action: 'unchanged',
				changed: true,
				employees: [one.erecno],
				batchId: target.batchId,
				learnersBefore: before.length,
			},
			{ changed: true, employees: [two.erecno], learnersAfter: before.length + 2, batchName: target.name },
		]);
		expect(learnersOf(target)).toEqual([...before, one.erecno, two.erecno]);
		expect(writes()).toHaveLength(1);
		sandbox.requests.splice(0);
		const again = await run(parameters, { input });
		expect(again.items.map(({ json }) => [json.changed, json.employees])).toEqual([
			[false, []],
			[false, []],
		]);
		expect(writes()).toEqual([]);
	});

	test('who is named by two items is added by the first one', async () => {
		const target = batch();
		const [{ emailId, erecno }] = outsiders(target);
		const parameters = {
			courseId: byId(target.courseId),
			erecnosList: `={{ $json.who }}`,
			startDate: isoDay(target.startDate),
		};
		const { items } = await run(parameters, {
			input: [{ json: { who: emailId } }, { json: { who: erecno } }] as never,
		});
		expect(items.map(({ json }) => json.employees)).toEqual([[erecno], []]);
		expect(writes()).toHaveLength(1);
	});

	test('a batch that is known by its name gets the dates', async () => {
		const target = batch();
		const [{ employeeId, erecno }] = outsiders(target);
		const { items, message } = await run({
			enrollIn: 'name',
			courseId: byId(target.courseId),
			erecnosList: [employeeId],
			batchName: ` ${target.name.toUpperCase()} `,
			startDate: '2027-03-01',
			endDate: '2027-04-30',
		});
		expect(message).toBe('');
		expect(items[0].json).toMatchObject({
			action: 'updated',
			startDate: '2027-03-01',
			endDate: '2027-04-30',
			employees: [erecno],
		});
		expect(batches().find(({ batchId }) => batchId === target.batchId)).toMatchObject({
			startDate: '01-03-2027',
			endDate: '30-04-2027',
		});
	});

	test('enrolls in a self-paced course', async () => {
		const course = state().courses.find(({ type, state: stage }) => type === 1 && stage === 'published')!;
		const place = { courseId: String(course.courseId) };
		const [{ emailId, erecno }] = outsiders(place);
		const { items, message } = await run({
			enrollIn: 'course',
			courseId: byId(place.courseId),
			erecnosList: [emailId],
		});
		expect(message).toBe('');
		expect(items[0].json).toMatchObject({ action: 'unchanged', changed: true, batchId: null, startDate: null });
		expect(learnersOf(place)).toContain(erecno);
	});

	test('a dry run reports the same and writes nothing', async () => {
		const target = batch();
		const [{ emailId, erecno }] = outsiders(target);
		const parameters = {
			enrollIn: 'name',
			courseId: byId(target.courseId),
			erecnosList: [emailId],
			batchName: target.name,
			startDate: '2027-03-01',
			endDate: '2027-04-30',
		};
		const dry = await run({ ...parameters, additionalFields: { dryRun: true } });
		expect(dry.items[0].json).toMatchObject({ action: 'updated', employees: [erecno], dryRun: true });
		expect(writes()).toEqual([]);
		const real = await run(parameters);
		expect({ ...real.items[0].json, dryRun: true }).toEqual(dry.items[0].json);
	});

	test.each<[string, (target: Batch, mail: string) => object, string]>([
		['no batch with the dates', () => ({ startDate: '2031-01-01' }), 'No batch of the course has these dates'],
		[
			'no batch with the name',
			() => ({ enrollIn: 'name', batchName: 'Nobody' }),
			'No batch of the course has the name',
		],
		['no name', () => ({ enrollIn: 'name', batchName: '={{ "" }}' }), 'Batch Name: Fill in the name of the batch'],
		['no date', () => ({ startDate: '={{ "" }}' }), 'Start Date: Fill in the first day of the batch'],
		['dates for a self-paced course', () => ({ enrollIn: 'course', startDate: '2027-03-01' }), 'has no batches'],
		['nobody', () => ({ erecnosList: "={{ [''] }}", startDate: '2027-03-01' }), 'Employees'],
		[
			'somebody unknown',
			() => ({ erecnosList: ['nobody@example.com'], startDate: '2027-03-01' }),
			'No employee was found',
		],
		[
			'an end before the start',
			({ name }) => ({ enrollIn: 'name', batchName: name, startDate: '2099-03-01' }),
			'before it starts',
		],
	])('%s: nothing is written', async (_what, more, expected) => {
		const target = batch();
		const [{ emailId }] = outsiders(target);
		const { message } = await run({
			courseId: byId(target.courseId),
			erecnosList: [String(emailId)],
			...more(target, String(emailId)),
		});
		expect(message).toContain(expected);
		expect(writes()).toEqual([]);
	});

	test('a batch that is not published takes nobody in', async () => {
		const target = batches().find(({ publishStatus }) => publishStatus === 'draft')!;
		const [{ emailId }] = outsiders(target);
		const { message, advice } = await run({
			enrollIn: 'name',
			courseId: byId(target.courseId),
			erecnosList: [String(emailId)],
			batchName: target.name,
			startDate: '2027-03-01',
			endDate: '2027-04-30',
		});
		expect(message).toContain('is not published');
		expect(advice).toContain('Batch > Publish');
		expect(writes()).toEqual([]);
	});

	test('a batch without room takes nobody in', async () => {
		const target = batch();
		const all = outsiders(target).map(({ emailId }) => emailId);
		const { message } = await run({
			enrollIn: 'name',
			courseId: byId(target.courseId),
			erecnosList: all,
			batchName: target.name,
		});
		expect(message).toMatch(/has \d+ places/);
		expect(writes()).toEqual([]);
	});

	test.each<[string, object]>([
		[
			'learners without a record number',
			{ code: 200, message: 'success', learners: [{ displayName: 'Nora' }], hasMoreRecords: false },
		],
		['a message', { message: 'Down for maintenance' }],
	])('%s: nothing is written', async (_what, body) => {
		const target = batch();
		sandbox.faults.add({ operationId: 'listBatchLearnersProgress', body });
		const { message } = await run({
			courseId: byId(target.courseId),
			erecnosList: [String(outsiders(target)[0].erecno)],
			startDate: isoDay(target.startDate),
		});
		expect(message).not.toBe('');
		expect(writes()).toEqual([]);
	});

	test('a date in another form is not guessed', async () => {
		const target = batch();
		const shown = {
			batchId: target.batchId,
			name: target.name,
			startDateAsDisplayString: '03/04/2026',
			endDateAsDisplayString: '05/04/2026',
		};
		sandbox.faults.add({
			operationId: 'listBatches',
			body: { code: 200, message: 'success', batches: [shown], hasMoreRecords: false },
		});
		const { message } = await run({
			courseId: byId(target.courseId),
			erecnosList: [String(outsiders(target)[0].erecno)],
			startDate: '2026-04-03',
		});
		expect(message).toContain('03/04/2026');
		expect(writes()).toEqual([]);
	});
});
