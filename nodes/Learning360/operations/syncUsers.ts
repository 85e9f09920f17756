import type { IDataObject } from 'n8n-workflow';
import type { Calls } from '../../connector/calls';
import type { ComposedOperation, GroupOutcome, Job } from '../../connector/composed';
import { FieldIssue } from '../../connector/errors';
import { stoppedAfter } from '../../connector/steps';
import { close, isProtected } from './deactivate';
import { beyond, counted, refuseTwice, sameSettings, tooMuch } from './listPlan';
import { keyOf, matchOf, severalPeople, type Match, type User } from './people';
import { planFor, wantedOf, write, type Wanted } from './profile';

/** Bounds on deactivations that hold when nobody chooses others. */
const MOST = 50;
const MOST_PERCENT = 10;

/** What holds for the list as a whole. */
const SETTINGS = {
	matchBy: 'Match By',
	gone: 'People Not in the List',
	dryRun: 'Dry Run',
	scopeGroupId: 'Only This Group',
	platform: 'External Platform',
	protected: 'Protected Accounts',
	deactivateAtMost: 'Most Deactivations',
	deactivateAtMostPercent: 'Most Deactivations (%)',
};

interface Settings {
	deactivates: boolean;
	dryRun: boolean;
	scopeGroupId?: string;
	/** People for whom nothing is changed. */
	protectedNames: string[];
	bound: { most: number; percent: number };
}

/** One item of the list and the person it is about. */
interface Row {
	job: Job;
	wanted: Wanted;
	person?: User;
	isProtected: boolean;
}

/** Somebody who is on the platform and not in the list. */
interface Gone {
	person: User;
	name: string;
	isProtected: boolean;
}

/** The platform as it is, by what tells people apart. */
interface Platform {
	people: User[];
	/** The name of a person that the list would give: email address, username or external ID; none for people who have none. */
	nameOf(person: User): string | undefined;
}

/** Makes the platform agree with a list: creates who is new, updates who changed, and reports or deactivates who is gone. */
export const syncUsers: ComposedOperation = {
	whole: true,
	work: async (calls, jobs) => {
		sameSettings(jobs, SETTINGS);
		const settings = settingsOf(jobs[0]);
		const matches = new Map(jobs.map((job) => [job, matchOf(job.input)]));
		refuseTwice(jobs, 'Value', (job) => keyOf(matches.get(job)!));
		const platform = await platformFor(calls, matches.get(jobs[0])!);
		const rows = rowsOf(jobs, matches, platform, settings);
		refuseTwice(jobs, 'Value', (_job, position) => rows[position].person?._id);
		const { gone, all } = await goneFrom(calls, platform, rows, settings);
		const leaving = gone.filter((entry) => !entry.isProtected);
		const why = settings.deactivates ? beyond(settings.bound, leaving.length, all, 'deactivates') : undefined;
		if (settings.dryRun) return plan(rows, gone, settings, why);
		if (why) throw tooMuch(why, 'Most Deactivations and Most Deactivations (%)');
		return await carryOut(calls, rows, gone, settings);
	},
};

function settingsOf({ input: { body } }: Job): Settings {
	return {
		deactivates: body.gone === 'deactivate',
		dryRun: body.dryRun === true,
		scopeGroupId: body.scopeGroupId as string | undefined,
		protectedNames: (body.protected ?? []) as string[],
		bound: { most: (body.deactivateAtMost as number | undefined) ?? MOST, percent: (body.deactivateAtMostPercent as number | undefined) ?? MOST_PERCENT },
	};
}

async function platformFor(calls: Calls, { by, platform }: Match): Promise<Platform> {
	const people = await calls.all<User>('listUsers');
	if (by !== 'externalId') return { people, nameOf: (person) => person[by] as string | undefined };
	const mappings = await calls.all('listExternalIds', { query: { type: { eq: 'user' }, platform: { eq: platform } } });
	const names = new Map(mappings.map(({ targetId, value }) => [String(targetId), String(value)]));
	return { people, nameOf: ({ _id }) => names.get(_id) };
}

function rowsOf(jobs: Job[], matches: Map<Job, Match>, { people, nameOf }: Platform, { protectedNames }: Settings): Row[] {
	const [{ by }] = matches.values();
	const byKey = new Map<string, User[]>();
	for (const person of people) {
		const name = nameOf(person);
		if (name === undefined) continue;
		const key = keyOf({ by, value: name });
		byKey.set(key, [...(byKey.get(key) ?? []), person]);
	}
	return jobs.map((job) => {
		const match = matches.get(job)!;
		const found = byKey.get(keyOf(match)) ?? [];
		const open = found.filter(({ status }) => status !== 'deleted');
		if (open.length > 1) throw stoppedAfter(severalPeople(match, open), [`The item ${job.index} names them. Nothing was done`]);
		const person = open[0] ?? found[0];
		return { job, wanted: wantedOf(job.input, match), person, isProtected: person !== undefined && isProtected(person, protectedNames) };
	});
}

/**
 * Who is on the platform and not in the list. People without the name that the list goes by (no username, no ID of the HR system) are not
 * from that list and do not count. The owner and the administrators of the platform are never gone.
 */
async function goneFrom(calls: Calls, { people, nameOf }: Platform, rows: Row[], { scopeGroupId, protectedNames }: Settings): Promise<{ gone: Gone[]; all: number }> {
	const scope = scopeGroupId === undefined ? undefined : new Set((await calls.all('listGroupMemberships', { path: { groupId: scopeGroupId } })).map(({ userId }) => userId));
	const inQuestion = people.filter((person) => person.status !== 'deleted' && nameOf(person) !== undefined && (scope?.has(person._id) ?? true));
	const listed = new Set(rows.map(({ person }) => person?._id));
	const missing = inQuestion.filter(({ _id }) => !listed.has(_id));
	const leaders = missing.length > 0 ? await administrators(calls) : new Set();
	const gone = missing.map((person) => ({ person, name: nameOf(person)!, isProtected: leaders.has(person._id) || isProtected(person, protectedNames) }));
	return { gone, all: inQuestion.length };
}

/** Owner and administrators of the group at the top. */
async function administrators(calls: Calls): Promise<Set<unknown>> {
	const root = (await calls.all('listGroups')).find(({ parentId }) => parentId === undefined);
	if (!root) throw new FieldIssue('People Not in the List', 'The group at the top of the platform is not visible to the credential, so its administrators cannot be protected', 'Give the credential the scope groups:read');
	const memberships = await calls.all('listGroupMemberships', { path: { groupId: String(root._id) } });
	return new Set(memberships.filter(({ role }) => role === 'owner' || role === 'admin').map(({ userId }) => userId));
}

function plan(rows: Row[], gone: Gone[], { deactivates }: Settings, refusal: string | undefined): GroupOutcome {
	const outcomes = rows.map((row) => {
		const { action, changedFields } = row.isProtected ? { action: 'protected', changedFields: [] } : planFor(row.wanted, row.person);
		return [report(row, action, changedFields, { ...row.person, ...(row.isProtected ? {} : row.wanted.profile) }, true)];
	});
	const further = gone.map((entry) => ({ ...goneReport(entry, deactivates ? 'deactivated' : 'notInList', true), ...(refusal && !entry.isProtected ? { refusal } : {}) }));
	return { outcomes, further };
}

async function carryOut(calls: Calls, rows: Row[], gone: Gone[], { deactivates }: Settings): Promise<GroupOutcome> {
	const done: string[] = [];
	const results = await calls.each(rows, async (row) => {
		if (row.isProtected) return [report(row, 'protected', [], row.person!, false)];
		const written = await row.job.steps.once('writing', async () => await write(calls, row.wanted, row.person, row.job.steps));
		if (written.action !== 'unchanged') done.push(written.action);
		return [report(row, written.action, written.changedFields, written.user, false)];
	});
	const failed = results.filter((result) => result instanceof Error).length;
	const outcomes = results.map((result) => (result instanceof Error ? asError(stoppedAfter(result, [soFar(done)])) : result));
	if (failed > 0) {
		const note = `Left alone because ${failed} ${failed === 1 ? 'item' : 'items'} of the list could not be done`;
		return { outcomes, further: gone.map((entry) => ({ ...goneReport(entry, 'notInList', false), ...(deactivates ? { note } : {}) })) };
	}
	if (!deactivates) return { outcomes, further: gone.map((entry) => goneReport(entry, 'notInList', false)) };
	return { outcomes, ...(await deactivate(calls, rows[0].job, gone, done)) };
}

/** Comes last, and only after every item of the list was done. What earlier tries of the run did is reported as well. */
async function deactivate(calls: Calls, { steps }: Job, gone: Gone[], done: string[]): Promise<Pick<GroupOutcome, 'further' | 'failure'>> {
	const closed = steps.kept<IDataObject[]>('closed', () => []);
	const kept = gone.filter((entry) => entry.isProtected).map((entry) => goneReport(entry, 'protected', false));
	const results = await calls.each(gone.filter((entry) => !entry.isProtected), async (entry) => {
		await close(calls, entry.person._id);
		closed.push(goneReport(entry, 'deactivated', false));
	});
	const failure = results.find((result) => result instanceof Error);
	const further = [...closed, ...kept];
	return failure ? { further, failure: asError(stoppedAfter(failure, [soFar([...done, ...closed.map(() => 'deactivated')])])) } : { further };
}

function report({ wanted }: Row, action: string, changedFields: string[], user: IDataObject, dryRun: boolean): IDataObject {
	return { action, userId: user._id ?? null, matchValue: wanted.match.value, changedFields, dryRun, user };
}

function goneReport({ person, name, isProtected: kept }: Gone, action: string, dryRun: boolean): IDataObject {
	return { action: kept ? 'protected' : action, userId: person._id, matchValue: name, changedFields: [], dryRun, user: person };
}

function soFar(actions: string[]): string {
	return actions.length > 0 ? `Done before: ${counted(actions)}. Run it again to do the rest` : 'Nothing was done before';
}

function asError(cause: unknown): Error {
	return cause as Error;
}
