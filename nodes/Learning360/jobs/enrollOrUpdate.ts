import type { IDataObject } from 'n8n-workflow';
import { DateTime } from 'luxon';
import type { Input } from '../../connector/input/input';
import { existing } from '../../connector/model/existing';
import { FieldIssue, Refusal, UnknownOutcome } from '../../connector/model/failures';
import { inTurn, type Job, type JobItem, type Outcome } from '../../connector/run/job';
import { stoppedAfter } from '../../connector/run/steps';
import type { Calls } from '../vendor/calls';
import { adding, carryOut, changeOf, outcome, refuseNobody, rehearsedInNew, type Change } from './audience';
import { idKey, nameKey } from './names';
import { is } from './protections';
import { refuseMissingSession, sessionsOf, type Session } from './reads';
import { refusedBy } from './rehearsal';

/** What an item says of its session. */
interface Wanted {
	findBy: 'dates' | 'name';
	name: string;
	/** ISO 8601. */
	startDate: string;
	endDate?: string | undefined;
	mainInstructorId?: string | undefined;
}

/** A session that items ask for, and those items. */
interface Target {
	wanted: Wanted;
	/** Absent when there is none yet. */
	session?: Session | undefined;
	items: JobItem[];
}

/** What is to become of a session. */
interface Plan {
	action: 'created' | 'updated' | 'unchanged';
	changes: Partial<Pick<Session, 'startDate' | 'endDate'>>;
}

/**
 * Sees to it that users and groups are in a session of a path with these dates: finds the session or creates it, moves it when it is known by its
 * name, and adds who is missing. The others in it stay.
 */
export const enrollOrUpdateInPathSession: Job = {
	together: ({ body }) => `${idKey(String(body.pathId))}/${body.dryRun === true}`,
	check: refuseNobody,
	work: async (calls, jobs) => {
		const { body } = existing(jobs[0], 'The first item').input;
		const pathId = String(body.pathId);
		const dryRun = body.dryRun === true;
		const sessions = await sessionsOf(calls, pathId);
		const { targets, failed } = targetsOf(jobs, sessions, calls.settings.timezone);
		if (targets.some(({ session }) => !session)) await refuseMissingSession(calls, pathId, sessions);
		const outcomes = new Map<JobItem, Outcome>(failed);
		return await inTurn(
			calls,
			jobs,
			targets,
			outcomes,
			async (target) => await carryOutOne(calls, pathId, target, dryRun),
		);
	},
};

/** Puts the items together that are about one session; an item that several sessions fit fails. */
function targetsOf(
	jobs: JobItem[],
	sessions: Session[],
	timezone: string,
): { targets: Target[]; failed: Map<JobItem, Error> } {
	const targets: Target[] = [];
	const failed = new Map<JobItem, Error>();
	for (const job of jobs) {
		const wanted = wantedOf(job.input);
		try {
			const session = sessionFor(wanted, sessions, timezone);
			const target = targets.find((other) =>
				session ? other.session === session : !other.session && isSame(other.wanted, wanted, timezone),
			);
			if (!target) {
				targets.push({ wanted, session, items: [job] });
				continue;
			}
			refuseOtherDates(target, wanted, job);
			target.items.push(job);
			target.wanted.mainInstructorId ??= wanted.mainInstructorId;
		} catch (cause) {
			failed.set(job, cause as Error);
		}
	}
	return { targets, failed };
}

function wantedOf({ body }: Input): Wanted {
	const text = (name: string) => (body[name] === undefined ? undefined : String(body[name]));
	return {
		findBy: body.findBy as Wanted['findBy'],
		name: String(body.name).trim(),
		startDate: String(body.startDate),
		endDate: text('endDate'),
		mainInstructorId: text('mainInstructorId'),
	};
}

/**
 * The session that is meant.
 *
 * @param timezone in which a day begins, e.g. `Europe/Paris`
 * @throws Refusal when several fit
 */
function sessionFor(wanted: Wanted, sessions: Session[], timezone: string): Session | undefined {
	const own = sessions.filter(({ rootSessionId }) => !rootSessionId);
	const found = own.filter((session) => isSame({ ...session, findBy: wanted.findBy }, wanted, timezone));
	const exact = found.filter(
		({ startDate, endDate }) => isAt(startDate, wanted.startDate) && (!wanted.endDate || isAt(endDate, wanted.endDate)),
	);
	const fitting = found.length > 1 && exact.length === 1 ? exact : found;
	if (fitting.length > 1)
		throw new Refusal(
			`${fitting.length} sessions of the path have ${wanted.findBy === 'name' ? `the name "${wanted.name}"` : 'these dates'}`,
			`They are ${fitting.map(({ _id, name }) => `"${name}" (${_id})`).join(', ')}. Nothing was written. Use Enroll Users with the ID of one of them`,
		);
	return fitting[0];
}

function isSame(
	one: Pick<Wanted, 'name' | 'startDate' | 'endDate'> & { findBy: Wanted['findBy'] },
	wanted: Wanted,
	timezone: string,
): boolean {
	if (one.findBy !== wanted.findBy) return false;
	if (wanted.findBy === 'name') return nameKey(one.name) === nameKey(wanted.name);
	const day = (date: string | undefined) => (date ? DateTime.fromISO(date, { zone: timezone }).toISODate() : undefined);
	return day(one.startDate) === day(wanted.startDate) && (!wanted.endDate || day(one.endDate) === day(wanted.endDate));
}

function isAt(one: string | undefined, other: string): boolean {
	return one !== undefined && Date.parse(one) === Date.parse(other);
}

/** A session has one start and one end. */
function refuseOtherDates({ wanted: first, items }: Target, wanted: Wanted, job: JobItem): void {
	if (first.findBy !== 'name' || wanted.findBy !== 'name') return;
	const agree = isAt(first.startDate, wanted.startDate) && first.endDate === wanted.endDate;
	if (agree) return;
	throw new FieldIssue(
		'Start Date',
		`The items ${existing(items[0], 'The first item').index} and ${job.index} give the session "${first.name}" different dates`,
		'Nothing was written for this item. Give all items of a session the same dates',
	);
}

async function carryOutOne(calls: Calls, pathId: string, target: Target, dryRun: boolean): Promise<IDataObject[]> {
	const { wanted, session, items } = target;
	const plan = planFor(calls, target);
	const { steps } = existing(items.find(({ done }) => !done) ?? items[0], 'An item of the session');
	const changes = items.map(({ input }): Change => ({ ...changeOf(input), sessionId: session?._id ?? '' }));
	// The audience is read before the session is moved, so that an answer that proves nothing stops both.
	const rehearsed =
		session && (dryRun || isOver(session) || plan.action === 'updated')
			? await carryOut(
					calls,
					changes.map((change) => ({ ...change, dryRun: true })),
					adding,
				)
			: undefined;
	const changesAnything =
		plan.action !== 'unchanged' || changes.some((change) => rehearsed && outcome(change, rehearsed).changed);
	if (session && isOver(session) && changesAnything) throw over(session);
	if (dryRun) {
		const report = rehearsed ?? rehearsedInNew(changes);
		return changes.map((change) =>
			told(outcome(change, report), plan.action, { ...wanted, ...session, ...plan.changes }),
		);
	}
	const written = await writtenSession(calls, pathId, target, plan);
	// What a first try of the run has done is not undone by a second one that finds it.
	const action = steps.kept('session', () => plan.action);
	const placed = changes.map((change) => ({ ...change, sessionId: written._id }));
	try {
		const report = await carryOut(calls, placed, adding);
		return placed.map((change) => told(outcome(change, report), action, written));
	} catch (cause) {
		throw plan.action === 'unchanged'
			? cause
			: stoppedAfter(cause, [
					`The session "${written.name}" (${written._id}) was ${plan.action}. Run it again: it is found`,
				]);
	}
}

/** @throws Refusal when nothing can come of what is asked for */
function planFor(calls: Calls, { wanted, session }: Target): Plan {
	if (!session) {
		if (isOver(wanted))
			throw new Refusal(
				'No session of the path has these dates, and they are over',
				'Nothing was written. Check the dates',
			);
		if (!wanted.mainInstructorId)
			throw new FieldIssue(
				'Main Instructor',
				wanted.findBy === 'name'
					? `The path has no session with the name "${wanted.name}"`
					: 'The path has no session with these dates',
				'Nothing was written. Fill in the main instructor, so that the session can be created',
			);
		return { action: 'created', changes: {} };
	}
	if (wanted.findBy === 'dates') return { action: 'unchanged', changes: {} };
	const changes: Plan['changes'] = {
		...(isAt(session.startDate, wanted.startDate) ? {} : { startDate: wanted.startDate }),
		...(wanted.endDate === undefined || isAt(session.endDate, wanted.endDate) ? {} : { endDate: wanted.endDate }),
	};
	const next = { ...session, ...changes };
	if (next.endDate && Date.parse(next.endDate) < Date.parse(next.startDate))
		throw refusedBy(calls, 'updatePathSession', 'invalidStartOrEndDate');
	return { action: Object.keys(changes).length > 0 ? 'updated' : 'unchanged', changes };
}

function isOver({ endDate }: Pick<Wanted, 'endDate'>): boolean {
	return endDate !== undefined && Date.parse(endDate) < Date.now();
}

/** A session that is over takes nobody in and keeps its dates. */
function over({ _id, name, endDate }: Session): Refusal {
	return new Refusal(
		`The session "${name}" (${_id}) ended on ${endDate}`,
		'Nothing was written. A session that is over cannot be changed; give other dates or another name',
	);
}

async function writtenSession(
	calls: Calls,
	pathId: string,
	{ wanted, session }: Target,
	{ action, changes }: Plan,
): Promise<Session> {
	if (!session) {
		const { name, startDate, endDate, mainInstructorId } = wanted;
		const body = {
			name,
			startDate,
			mainInstructorId,
			registrationRequestValidation: 'disabled',
			...(endDate ? { endDate } : {}),
		};
		const created = await calls.one('createPathSession', { path: { pathId }, body });
		if (!is.id(created._id))
			throw new UnknownOutcome('360Learning answered without the new session', 'Path Session > Get Many by Path');
		return created as Session;
	}
	if (action === 'unchanged') return session;
	return (await calls.one('updatePathSession', { path: { pathId, sessionId: session._id }, body: changes })) as Session;
}

function told(
	record: IDataObject,
	action: Plan['action'],
	session: Partial<Pick<Session, '_id' | 'name' | 'startDate'>> & { endDate?: string | undefined },
): IDataObject {
	const { _id, name, startDate, endDate } = session;
	return { action, ...record, sessionId: _id ?? null, sessionName: name, startDate, endDate: endDate ?? null };
}
