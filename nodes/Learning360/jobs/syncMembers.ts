import type { IDataObject } from 'n8n-workflow';
import { existing } from '../../connector/model/existing';
import type { Job, GroupOutcome, JobItem, Outcome } from '../../connector/run/job';
import { FieldIssue } from '../../connector/model/failures';
import { stoppedAfter } from '../../connector/run/steps';
import type { Calls } from '../vendor/calls';
import { beyond, counted, refuseTwice, sameSettings, tooMuch } from './listPlan';
import { idKey, isId, nameKey } from './names';
import { allOf, idsByName } from './people';
import { membersOf, userWithId, type Membership } from './reads';

/** Bound on removals that holds when nobody chooses another. */
const MOST_PERCENT = 50;

/** What holds for the list of a group as a whole. */
const SETTINGS = { extra: 'Members Not in the List', dryRun: 'Dry Run', removeAtMostPercent: 'Most Removals (%)' };

/**
 * Gives a group the members of a list. Only the roles that the list names are compared, so that the administrators of a group are safe from a
 * list of its learners. Adds first and removes then, each in one bulk operation.
 */
export const syncGroupMembers: Job = {
	together: ({ body }) => idKey(String(body.groupId)),
	whole: true,
	work: async (calls, jobs) => {
		sameSettings(jobs, SETTINGS);
		const first = existing(jobs[0], 'The first item');
		const { body } = first.input;
		const groupId = String(body.groupId);
		const settings = { removes: body.extra === 'remove', dryRun: body.dryRun === true };
		const wanted = await wantedOf(calls, jobs);
		refuseTwice(
			jobs.map((job) => ({ job })),
			'Member',
			({ job }) => nameOf(wanted.get(job)!),
		);
		const roles = new Set([...wanted.values()].map(({ role }) => role));
		const listed = new Set([...wanted.values()].map(nameOf));
		const present = (await membersOf(calls, groupId)).filter(({ role }) => roles.has(role));
		const extra = present.filter((entry) => !listed.has(nameOf(entry)));
		const percent = (body.removeAtMostPercent as number | undefined) ?? MOST_PERCENT;
		const why = settings.removes ? beyond({ percent }, extra.length, present.length, 'removes') : undefined;
		if (why && !settings.dryRun) throw tooMuch(why, 'Most Removals (%)');
		const there = new Set(present.map(nameOf));
		const missing = jobs.filter((job) => !there.has(nameOf(wanted.get(job)!)));
		const report = (entry: Membership, action: string) => ({ action, groupId, ...entry, dryRun: settings.dryRun });
		const added = settings.dryRun
			? await rehearsed(calls, missing, wanted)
			: await add(calls, groupId, missing, wanted);
		const outcomes = jobs.map((job): Outcome => {
			const result = added.get(job);
			if (result instanceof Error) return result;
			const action = result || (!settings.dryRun && job.steps.kept('added', () => false)) ? 'added' : 'unchanged';
			return [
				{
					...report(wanted.get(job)!, action),
					...(result?.bulkOperationId ? { bulkOperationId: result.bulkOperationId } : {}),
				},
			];
		});
		const failed = outcomes.filter((outcome) => outcome instanceof Error).length;
		const refusal = why ? { refusal: why } : {};
		if (!settings.removes || failed > 0) {
			const note = settings.removes
				? { note: `Left alone because ${failed} ${failed === 1 ? 'item' : 'items'} of the list could not be done` }
				: {};
			return { outcomes, further: extra.map((entry) => ({ ...report(entry, 'notInList'), ...note, ...refusal })) };
		}
		if (settings.dryRun)
			return { outcomes, further: extra.map((entry) => ({ ...report(entry, 'removed'), ...refusal })) };
		return { outcomes, ...(await remove(calls, extra, { job: first, added: added.size, groupId, report })) };
	},
};

/**
 * Finds the people of a list.
 *
 * @throws FieldIssue that names the items whose person is not found
 */
async function wantedOf(calls: Calls, jobs: JobItem[]): Promise<Map<JobItem, Membership>> {
	const ids = await idsByName(
		calls,
		jobs.map(({ input }) => String(input.body.user)),
	);
	const unknown = jobs.filter(({ input }) => !ids.has(nameKey(String(input.body.user))));
	if (unknown.length > 0) {
		const named = unknown.slice(0, 5).map(({ index, input }) => `"${String(input.body.user)}" (item ${index})`);
		throw new FieldIssue(
			'Member',
			`Nobody was found for ${named.join(', ')}${unknown.length > named.length ? ` and ${unknown.length - named.length} more` : ''}`,
			'Nothing was done. Use IDs, email addresses or usernames of people whose account is open',
		);
	}
	return new Map(
		jobs.map((job) => [
			job,
			{ userId: ids.get(nameKey(String(job.input.body.user)))!, role: String(job.input.body.role) },
		]),
	);
}

/** What adding would bring: the bulk operation refuses users who have no open account. */
async function rehearsed(
	calls: Calls,
	missing: JobItem[],
	wanted: Map<JobItem, Membership>,
): Promise<Map<JobItem, IDataObject | Error>> {
	// Users who were found by name have an open account.
	const byId = missing.filter(({ input }) => isId(String(input.body.user).trim()));
	const users = await allOf(calls, byId, async (job) => await userWithId(calls, wanted.get(job)!.userId));
	const closed = new Set(byId.filter((_job, position) => (users[position]?.status ?? 'deleted') === 'deleted'));
	const outcome = (job: JobItem) =>
		closed.has(job)
			? new FieldIssue('Member', `Nobody with an open account has the ID ${wanted.get(job)!.userId}`)
			: {};
	return new Map(missing.map((job) => [job, outcome(job)]));
}

async function add(
	calls: Calls,
	groupId: string,
	missing: JobItem[],
	wanted: Map<JobItem, Membership>,
): Promise<Map<JobItem, IDataObject | Error>> {
	const results =
		missing.length > 0
			? await calls.bulk(
					'bulkAddGroupMemberships',
					missing.map((job) => ({ groupId, ...wanted.get(job)! })),
				)
			: [];
	missing.forEach((job, position) => {
		if (!(results[position] instanceof Error)) job.steps.kept('added', () => true);
	});
	return new Map(missing.map((job, position) => [job, existing(results[position], 'The result of an item')]));
}

interface Removal {
	job: JobItem;
	added: number;
	groupId: string;
	report: (entry: Membership, action: string) => IDataObject;
}

async function remove(
	calls: Calls,
	extra: Membership[],
	{ job, added, groupId, report }: Removal,
): Promise<Pick<GroupOutcome, 'further' | 'failure'>> {
	const removed = job.steps.kept<IDataObject[]>('removed', () => []);
	const soFar = () =>
		`Done before: ${counted([...Array.from({ length: added }, () => 'added'), ...removed.map(() => 'removed')]) || 'nothing'}. Run it again to do the rest`;
	if (extra.length === 0) return { further: removed };
	try {
		const results = await calls.bulk(
			'bulkRemoveGroupMemberships',
			extra.map(({ userId, role }) => ({ groupId, userId, role })),
		);
		extra.forEach((entry, position) => {
			const result = existing(results[position], 'The result of a removal');
			if (!(result instanceof Error))
				removed.push({ ...report(entry, 'removed'), bulkOperationId: result.bulkOperationId });
		});
		const failure = results.find((result) => result instanceof Error);
		return failure ? { further: removed, failure: stoppedAfter(failure, [soFar()]) as Error } : { further: removed };
	} catch (error) {
		return { further: removed, failure: stoppedAfter(error, [soFar()]) as Error };
	}
}

/** What tells memberships of one group apart. */
function nameOf({ userId, role }: Membership): string {
	return `${idKey(userId)}, ${role}`;
}
