import { DateTime } from 'luxon';
import type { IDataObject } from 'n8n-workflow';
import type { Calls as AnyCalls } from '../../connector/client/calls';
import type { Input } from '../../connector/input/input';
import { existing } from '../../connector/model/existing';
import { FieldIssue, Refusal } from '../../connector/model/failures';
import { inTurn, type Job, type JobItem, type Outcome } from '../../connector/run/job';
import { stoppedAfter } from '../../connector/run/steps';
import { stopWhenCancelled } from '../../connector/transport/cancellation';
import type { ErrorCode, OperationId } from '../documented';
import { idIn, numberIn, textIn } from './answers';

type Calls = AnyCalls<OperationId, ErrorCode>;

/** Zoho's display dates, in Luxon's tokens. */
const DISPLAYED = 'd-LLL-yyyy';

/** Dates of a batch in a request, in Luxon's tokens. */
const SENT = 'dd-MM-yyyy';

/** Employees that fit into the address of one request. */
const AT_ONCE = 100;

/** What an item asks for. Days are ISO 8601. */
interface Wanted {
	enrollIn: 'course' | 'dates' | 'name';
	batchName?: string | undefined;
	startDate?: string | undefined;
	endDate?: string | undefined;
	employees: string[];
}

interface Batch {
	batchId: string;
	name: string;
	startDate: string;
	endDate: string;
	isPublished: boolean;
	/** Absent where more may join than there is room for, or no room is stated. */
	places?: number | undefined;
}

/** Where items enroll people, and those items. */
interface Target {
	wanted: Wanted;
	/** Absent for a self-paced course. */
	batch?: Batch | undefined;
	items: JobItem[];
}

/**
 * Sees to it that employees are in a self-paced course, or in the batch of a blended one with these dates: finds the batch, moves it when it is known by its
 * name, and enrolls who is missing. The others in it stay.
 */
export const enrollOrUpdate: Job = {
	together: ({ body }) => `${String(body.courseId)}/${body.dryRun === true}`,
	check: ({ body }) => checked(wantedOf(body)),
	work: async (calls: Calls, jobs) => {
		const { body } = existing(jobs[0], 'The first item').input;
		const courseId = String(body.courseId);
		const { targets, outcomes } = await targetsOf(calls, courseId, jobs);
		return await inTurn(
			calls,
			jobs,
			targets,
			outcomes,
			async (target) => await carryOut(calls, courseId, target, body.dryRun === true),
		);
	},
};

function wantedOf(body: Input['body']): Wanted {
	const text = (name: string) => {
		const value = body[name] === undefined ? '' : String(body[name]).trim();
		return value === '' ? undefined : value;
	};
	return {
		enrollIn: body.enrollIn as Wanted['enrollIn'],
		batchName: text('batchName'),
		startDate: text('startDate'),
		endDate: text('endDate'),
		employees: [...new Set((body.erecnosList as unknown[]).map(String))],
	};
}

/** @throws FieldIssue when it is not clear which batch is meant */
function checked({ enrollIn, batchName, startDate, endDate }: Wanted): void {
	if (enrollIn === 'name' && batchName === undefined)
		throw new FieldIssue('Batch Name', 'Fill in the name of the batch');
	if (enrollIn === 'dates' && startDate === undefined)
		throw new FieldIssue('Start Date', 'Fill in the first day of the batch');
	if (enrollIn !== 'course') return;
	const ofBatch = { 'Batch Name': batchName, 'Start Date': startDate, 'End Date': endDate };
	for (const [field, value] of Object.entries(ofBatch))
		if (value !== undefined)
			throw new FieldIssue(
				field,
				'A self-paced course has no batches',
				'Leave this empty, or choose a batch in Enroll In',
			);
}

/** Puts the items together that are about one batch; an item that no batch or several fit fails. */
async function targetsOf(
	calls: Calls,
	courseId: string,
	jobs: JobItem[],
): Promise<{ targets: Target[]; outcomes: Map<JobItem, Outcome> }> {
	const targets: Target[] = [];
	const outcomes = new Map<JobItem, Outcome>();
	for (const job of jobs) {
		const wanted = wantedOf(job.input.body);
		try {
			const batch = wanted.enrollIn === 'course' ? undefined : batchFor(wanted, await batchesOf(calls, courseId));
			const target = targets.find((other) => other.batch?.batchId === batch?.batchId);
			if (target) refuseOtherDates(target, wanted, job);
			if (target) target.items.push(job);
			else targets.push({ wanted, batch, items: [job] });
		} catch (cause) {
			stopWhenCancelled(calls.signal);
			outcomes.set(job, cause as Error);
		}
	}
	return { targets, outcomes };
}

async function batchesOf(calls: Calls, courseId: string): Promise<Batch[]> {
	const batches = await calls.remembered(
		`batches ${courseId}`,
		async () => await calls.all('listBatches', { path: { courseId } }),
	);
	return batches.map((batch) => ({
		batchId: idIn(batch, 'batchId', 'batch'),
		name: idIn(batch, 'name', 'batch'),
		startDate: dayIn(batch, 'startDateAsDisplayString'),
		endDate: dayIn(batch, 'endDateAsDisplayString'),
		isPublished: batch.publishStatus === 'published',
		places: batch.allowWaitlisting === true ? undefined : numberIn(batch, 'maximumCapacity'),
	}));
}

/** @throws Refusal when a date cannot be read: a batch must not be taken for another one */
function dayIn(batch: IDataObject, name: string): string {
	const shown = textIn(batch, name) ?? '';
	const day = DateTime.fromFormat(shown, DISPLAYED, { locale: 'en', zone: 'utc' });
	if (day.isValid) return day.toISODate();
	throw new Refusal(
		`Zoho People returned a batch with the date "${shown}" (${name}), which is not in the form 22-Dec-2021`,
		'Nothing was written. Use Enroll in Batch with the ID of the batch',
	);
}

/** @throws Refusal when none or several fit */
function batchFor({ enrollIn, batchName = '', startDate, endDate }: Wanted, batches: Batch[]): Batch {
	const key = (name: string) => name.trim().toLowerCase();
	const byDates = (batch: Batch) =>
		batch.startDate === startDate && (endDate === undefined || batch.endDate === endDate);
	const found =
		enrollIn === 'name' ? batches.filter(({ name }) => key(name) === key(batchName)) : batches.filter(byDates);
	const dated = found.filter(byDates);
	const fitting = found.length > 1 && dated.length === 1 ? dated : found;
	const [batch, ...others] = fitting;
	const what = enrollIn === 'name' ? `the name "${batchName}"` : 'these dates';
	if (!batch)
		throw new Refusal(
			`No batch of the course has ${what}`,
			'Nothing was written. Check the values, or create and publish the batch first (Batch > Create)',
		);
	if (others.length > 0)
		throw new Refusal(
			`${fitting.length} batches of the course have ${what}`,
			`They are ${fitting.map(({ name, batchId }) => `"${name}" (${batchId})`).join(', ')}. Nothing was written. Use Enroll in Batch with the ID of one of them`,
		);
	return batch;
}

/** A batch has one start and one end. */
function refuseOtherDates({ wanted: first, items }: Target, wanted: Wanted, job: JobItem): void {
	const isNamed = first.enrollIn === 'name' || wanted.enrollIn === 'name';
	if (!isNamed || (first.startDate === wanted.startDate && first.endDate === wanted.endDate)) return;
	throw new FieldIssue(
		'Start Date',
		`The items ${existing(items[0], 'The first item').index} and ${job.index} give one batch different dates`,
		'Nothing was written for this item. Give all items of a batch the same dates',
	);
}

async function carryOut(calls: Calls, courseId: string, target: Target, dryRun: boolean): Promise<IDataObject[]> {
	const { batch, items } = target;
	const path = { courseId, ...(batch ? { batchId: batch.batchId } : {}) };
	const learners = await calls.all('listLearnersProgress', { level: batch ? 'batch' : 'course', path });
	const present = new Set(learners.map((learner) => idIn(learner, 'erecno', 'progress report')));
	const before = present.size;
	const added = items.map(({ input }) => {
		const missing = wantedOf(input.body).employees.filter((erecno) => !present.has(erecno));
		for (const erecno of missing) present.add(erecno);
		return missing;
	});
	const dates = datesFor(target);
	if (batch) refuseBatch(batch, dates, added.flat().length > 0, present.size);
	const isMoved = Object.keys(dates).length > 0;
	const moved = { ...batch, ...dates };
	if (!dryRun) {
		if (isMoved) await calls.one('updateBatch', { path, query: { batchData: sentDates(dates) } });
		await enroll(calls, path, added.flat()).catch((cause: unknown) => {
			throw isMoved
				? stoppedAfter(cause, [`The dates of the batch "${batch!.name}" were changed. Run it again`])
				: cause;
		});
	}
	return added.map((employees) => ({
		action: isMoved ? 'updated' : 'unchanged',
		courseId,
		batchId: batch?.batchId ?? null,
		batchName: batch?.name ?? null,
		startDate: moved.startDate ?? null,
		endDate: moved.endDate ?? null,
		changed: isMoved || employees.length > 0,
		employees,
		learnersBefore: before,
		learnersAfter: present.size,
		dryRun,
	}));
}

/** The dates that a batch known by its name does not have yet. */
function datesFor({ wanted, batch }: Target): Partial<Pick<Batch, 'startDate' | 'endDate'>> {
	if (!batch || wanted.enrollIn !== 'name') return {};
	const { startDate, endDate } = wanted;
	return {
		...(startDate === undefined || startDate === batch.startDate ? {} : { startDate }),
		...(endDate === undefined || endDate === batch.endDate ? {} : { endDate }),
	};
}

/** @throws Refusal for what Zoho People would refuse, as far as it can be read, so that nothing is written by halves */
function refuseBatch(batch: Batch, dates: Partial<Batch>, addsSomebody: boolean, learners: number): void {
	const named = `The batch "${batch.name}" (${batch.batchId})`;
	const { startDate, endDate } = { ...batch, ...dates };
	if (endDate < startDate)
		throw new Refusal(
			`${named} would end on ${endDate}, before it starts on ${startDate}`,
			'Nothing was written. Give both dates',
		);
	if (!addsSomebody) return;
	if (!batch.isPublished)
		throw new Refusal(
			`${named} is not published, so nobody can be enrolled`,
			'Nothing was written. Publish it first (Batch > Publish)',
		);
	if (batch.places !== undefined && learners > batch.places)
		throw new Refusal(
			`${named} has ${batch.places} places, and ${learners} people would be in it`,
			'Nothing was written. Raise its capacity (Batch > Update)',
		);
}

function sentDates(dates: Partial<Pick<Batch, 'startDate' | 'endDate'>>): Record<string, string> {
	return Object.fromEntries(
		Object.entries(dates).map(([name, day]) => [name, DateTime.fromISO(day, { zone: 'utc' }).toFormat(SENT)]),
	);
}

async function enroll(calls: Calls, path: Record<string, string>, employees: string[]): Promise<void> {
	const operation = path.batchId === undefined ? 'enrollCourseLearners' : 'enrollBatchLearners';
	for (let start = 0; start < employees.length; start += AT_ONCE)
		await calls.one(operation, { path, query: { erecnosList: employees.slice(start, start + AT_ONCE) } });
}
