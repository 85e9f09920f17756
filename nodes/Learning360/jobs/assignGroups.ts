import type { IDataObject } from 'n8n-workflow';
import { existing } from '../../connector/model/existing';
import type { GroupOutcome, Job, JobItem } from '../../connector/run/job';
import { stoppedAfter } from '../../connector/run/steps';
import type { Calls } from '../vendor/calls';
import { isListed } from './identity';
import { leadersOf } from './leaders';
import { beyond, counted, sameSettings, tooMuch } from './listPlan';
import { idKey, type User } from './names';
import { allOf } from './people';
import { protectedNames, provenEmpty, Unproven } from './protections';
import { allUsers, customFieldValuesOf, membersOf, userWithId } from './reads';
import { fits, placeKey, ruleOf, valueFor, type CustomValues, type Place, type Rule } from './rules';

/** Bounds on removals that hold when nobody chooses others. */
const MOST = 50;
const MOST_PERCENT = 10;

/** What holds for the rules as a whole. */
const SETTINGS = {
	extra: 'Members Who No Longer Match',
	dryRun: 'Dry Run',
	protected: 'Protected Accounts',
	removeAtMost: 'Most Removals',
	removeAtMostPercent: 'Most Removals (%)',
};

/** What is known of the company. */
interface Company {
	/** Users whose account is open. */
	users: User[];
	/** All users, by comparison key of their ID. */
	byId: Map<string, User>;
	/** Custom field values by comparison key of the user's ID, where a rule needs them. */
	custom: Map<string, CustomValues>;
	/** The group without a parent, to which everybody belongs. */
	platformGroupId: string;
}

/** A membership that there should be, or should not be any longer. */
interface Change extends Place {
	user: User;
	/** Why it is left alone. */
	note?: string;
}

/** A rule and the users who fit it. */
interface Matched {
	rule: Rule;
	matches: User[];
}

/** The members of one group in one role, compared with its rules. */
interface Compared {
	present: number;
	missing: Change[];
	extra: Change[];
}

/**
 * Keeps memberships as rules say. The rules own the roles in groups that they name: whoever fits one gets the role, and who fits none any longer
 * loses it. Other groups and other roles are left alone.
 */
export const assignGroupsByRules: Job = {
	whole: true,
	check: (input) => void [ruleOf(input), protectedNames(input.body.protected)],
	work: async (calls, jobs) => {
		sameSettings(jobs, SETTINGS);
		const { body } = existing(jobs[0], 'The first rule').input;
		const dryRun = body.dryRun === true;
		const removes = body.extra === 'remove';
		const rules = jobs.map(({ input }) => ruleOf(input));
		const company = await companyFor(calls, rules);
		refuseUnread(rules, company);
		const matched = rules.map(
			(rule): Matched => ({
				rule,
				matches: company.users.filter((user) => fits(rule, user, customOf(company, user))),
			}),
		);
		const places = await comparedPlaces(calls, matched, company);
		const safe = protectedNames(body.protected);
		for (const { extra } of places) for (const change of extra) Object.assign(change, noteFor(change, safe, company));
		const missing = places.flatMap((place) => place.missing);
		const unsorted = places.flatMap((place) => place.extra);
		const leaving = unsorted.filter(leaves);
		const extra = [...leaving, ...unsorted.filter((change) => !leaves(change))];
		const bound = {
			most: (body.removeAtMost as number | undefined) ?? MOST,
			percent: (body.removeAtMostPercent as number | undefined) ?? MOST_PERCENT,
		};
		const all = places.reduce((sum, { present }) => sum + present, 0);
		const why = removes ? beyond(bound, leaving.length, all, 'removes') : undefined;
		if (why && !dryRun) throw tooMuch(why, 'Most Removals and Most Removals (%)');
		if (removes && !why) await refuseStale(calls, rules, leaving);
		const told = matched.map(({ rule, matches }) => ({ ...summary(rule, matches.length, missing), dryRun }));
		const plan = { missing, extra, removes, refusal: why ? { refusal: why } : {} };
		return dryRun ? rehearsed(plan, told) : await carryOut(calls, jobs, plan, told);
	},
};

/**
 * Reads everybody whose account is open, and their custom fields where a rule needs them.
 *
 * @throws Unproven when the list of users is not complete
 */
async function companyFor(calls: Calls, rules: Rule[]): Promise<Company> {
	const everybody = await allUsers(calls);
	const { groupId: platformGroupId } = await leadersOf(calls, everybody);
	const users = everybody.filter(({ status }) => status !== 'deleted');
	const needsCustom = rules.some(({ customFieldId }) => customFieldId !== undefined);
	const custom = needsCustom
		? await allOf(calls, users, async (user) => [idKey(user._id), await customValuesOf(calls, user)] as const)
		: [];
	return {
		users,
		byId: new Map(everybody.map((user) => [idKey(user._id), user])),
		custom: new Map(custom),
		platformGroupId,
	};
}

async function customValuesOf(calls: Calls, { _id }: User): Promise<CustomValues> {
	const values = await customFieldValuesOf(calls, _id);
	return new Map(values.map(({ customFieldId, value }) => [idKey(customFieldId), value]));
}

function customOf({ custom }: Company, { _id }: User): CustomValues | undefined {
	return custom.get(idKey(_id));
}

/**
 * A field that nobody has a value in was not read, or is not the one that is meant: by such a rule everybody would have to leave.
 *
 * @throws Unproven that names the field
 */
function refuseUnread(rules: Rule[], company: Company): void {
	for (const rule of rules) {
		if (company.users.some((user) => valueFor(rule, user, customOf(company, user)) !== '')) continue;
		throw new Unproven(
			`360Learning returned no user with a value in the field of a rule (${rule.property ?? `custom field ${rule.customFieldId}`})`,
			'Check the field of the rule, and that the credential may read it',
		);
	}
}

/** Compares the members of each role in a group that the rules name with who fits the rules. */
async function comparedPlaces(calls: Calls, matched: Matched[], { byId }: Company): Promise<Compared[]> {
	const places = new Map<string, Place>(
		matched.map(({ rule: { groupId, role } }) => [placeKey({ groupId, role }), { groupId, role }]),
	);
	const groupIds = [...new Set(matched.map(({ rule }) => rule.groupId))];
	const members = new Map(
		await allOf(calls, groupIds, async (groupId) => [groupId, await membersOf(calls, groupId)] as const),
	);
	return [...places.values()].map((place): Compared => {
		const present = existing(members.get(place.groupId), 'The list of members')
			.filter(({ role }) => role === place.role)
			.map(({ userId }) => known(byId, userId))
			.filter(({ status }) => status !== 'deleted');
		const there = new Set(present.map(({ _id }) => idKey(_id)));
		const own = matched.filter(({ rule }) => placeKey(rule) === placeKey(place));
		const wanted = new Map(own.flatMap(({ matches }) => matches).map((user) => [idKey(user._id), user]));
		const empty = own.find(({ matches }) => matches.length === 0);
		const note =
			empty === undefined
				? {}
				: { note: `Left alone because a rule for this group (${empty.rule.value}) matches nobody` };
		return {
			present: present.length,
			missing: [...wanted].filter(([key]) => !there.has(key)).map(([, user]) => ({ ...place, user })),
			extra: present.filter(({ _id }) => !wanted.has(idKey(_id))).map((user) => ({ ...place, user, ...note })),
		};
	});
}

/** @throws Unproven when a member is not in the list of users, which then is not complete */
function known(users: Map<string, User>, userId: string): User {
	const user = users.get(idKey(userId));
	if (user) return user;
	throw new Unproven(`360Learning returned an incomplete list of users: the member ${userId} of a group is missing`);
}

function noteFor({ user, groupId, note }: Change, safe: string[], { platformGroupId }: Company): Pick<Change, 'note'> {
	if (note !== undefined) return { note };
	if (isListed(user, safe)) return { note: 'Left alone because the account is protected' };
	if (idKey(groupId) === idKey(platformGroupId))
		return { note: 'Left alone because rules remove nobody from the platform group' };
	return {};
}

/**
 * Reads everybody who is about to leave once more, by themselves: what a list says of many users in one answer is not enough to take a role away.
 *
 * @throws Unproven when somebody fits a rule after all
 */
async function refuseStale(calls: Calls, rules: Rule[], leaving: Change[]): Promise<void> {
	await allOf(calls, leaving, async ({ user, groupId, role }) => {
		const own = rules.filter((rule) => placeKey(rule) === placeKey({ groupId, role }));
		const now = await userWithId(calls, user._id);
		if (!now || now.status === 'deleted') return;
		const custom = own.some(({ customFieldId }) => customFieldId !== undefined)
			? await provenEmpty(
					'the custom field values of a user',
					async () => await customValuesOf(calls, user),
					(values) => values.size === 0,
				)
			: undefined;
		if (own.some((rule) => fits(rule, now, custom)))
			throw new Unproven(
				`360Learning returned the user ${user._id} with other values in the list of users than in the record itself`,
			);
	});
}

function summary(rule: Rule, matches: number, missing: Change[]): IDataObject {
	const { groupId, role, property, customFieldId, operator, value } = rule;
	return {
		action: 'rule',
		field: property ?? customFieldId ?? null,
		operator,
		value,
		groupId,
		role,
		matches,
		missing: missing.filter((change) => placeKey(change) === placeKey(rule)).length,
	};
}

/** What a run will do, or has to do. */
interface Plan {
	missing: Change[];
	extra: Change[];
	removes: boolean;
	/** Why a real run would refuse the removals. */
	refusal: IDataObject;
}

function leaves({ note }: Change): boolean {
	return note === undefined;
}

function report({ user, groupId, role, note }: Change, action: string, dryRun: boolean): IDataObject {
	const { _id, mail, username } = user;
	return {
		action: note === undefined ? action : 'notMatching',
		groupId,
		role,
		userId: _id,
		...(mail ? { mail } : {}),
		...(username ? { username } : {}),
		dryRun,
		...(note === undefined ? {} : { note }),
	};
}

function rehearsed({ missing, extra, removes, refusal }: Plan, told: IDataObject[]): GroupOutcome {
	return {
		outcomes: told.map((entry) => [entry]),
		further: [
			...missing.map((change) => report(change, 'added', true)),
			...extra.map((change) => ({ ...report(change, removes ? 'removed' : 'notMatching', true), ...refusal })),
		],
	};
}

async function carryOut(calls: Calls, jobs: JobItem[], plan: Plan, told: IDataObject[]): Promise<GroupOutcome> {
	const { steps } = existing(jobs.find(({ done }) => !done) ?? jobs[0], 'A rule');
	// What earlier tries of the run did is reported as well.
	const done = steps.kept<IDataObject[]>('done', () => []);
	const outcomes = told.map((entry) => [entry]);
	const added = await change(calls, 'bulkAddGroupMemberships', plan.missing, 'added', done);
	const leaving = plan.extra.filter(leaves);
	if (added || !plan.removes) {
		const note = added && plan.removes ? { note: 'Left alone because adding others failed' } : {};
		const kept = plan.extra.map((entry) => ({ ...note, ...report(entry, 'notMatching', false) }));
		return { outcomes, further: [...done, ...kept], ...(added ? { failure: explained(added, done) } : {}) };
	}
	const removed = await change(calls, 'bulkRemoveGroupMemberships', leaving, 'removed', done).catch(
		(error: unknown) => error as Error,
	);
	const staying = plan.extra.filter((entry) => !leaves(entry)).map((entry) => report(entry, 'notMatching', false));
	return { outcomes, further: [...done, ...staying], ...(removed ? { failure: explained(removed, done) } : {}) };
}

function explained(cause: Error, done: IDataObject[]): Error {
	const before = counted(done.map(({ action }) => String(action))) || 'nothing';
	return stoppedAfter(cause, [`Done before: ${before}. Run it again to do the rest`]) as Error;
}

/**
 * Adds or removes memberships in bulk operations, and notes those that are done.
 *
 * @returns what went wrong with one of them
 */
async function change(
	calls: Calls,
	operation: 'bulkAddGroupMemberships' | 'bulkRemoveGroupMemberships',
	changes: Change[],
	action: string,
	done: IDataObject[],
): Promise<Error | undefined> {
	if (changes.length === 0) return undefined;
	const results = await calls.bulk(
		operation,
		changes.map(({ groupId, user, role }) => ({ groupId, userId: user._id, role })),
	);
	changes.forEach((entry, position) => {
		const result = results[position];
		if (result && !(result instanceof Error))
			done.push({ ...report(entry, action, false), bulkOperationId: result.bulkOperationId });
	});
	return results.find((result) => result instanceof Error);
}
