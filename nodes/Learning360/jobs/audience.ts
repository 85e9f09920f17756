import type { IDataObject } from 'n8n-workflow';
import { existing } from '../../connector/model/existing';
import type { Job } from '../../connector/run/job';
import { FieldIssue, Refusal } from '../../connector/model/failures';
import type { Input } from '../../connector/input/input';
import type { Calls } from '../vendor/calls';
import { idKey } from './names';
import { afterWriting, provenEmpty } from './protections';
import { audienceOf, type Audience, type AudienceFilter } from './reads';

/** Attempts before giving up when somebody else keeps changing the audience between reading and checking. */
const ATTEMPTS = 5;

/** Kinds of entries that are changed. */
const CHANGED = ['users', 'groups'] as const;

/** IDs of users and groups. */
type Ids = Record<(typeof CHANGED)[number], string[]>;

/** How the IDs of one kind change; the second list holds comparison keys. */
export type Apply = (current: string[], wanted: string[]) => string[];

/** What one input item asks for. */
export interface Change extends Ids {
	pathId: string;
	sessionId: string;
	dryRun: boolean;
}

/** The audience before and after a run. */
export interface Report {
	before: Audience;
	after: Audience;
	dryRun: boolean;
}

/** Adds users and groups to the audience of a path session. */
export const enroll: Job = audienceChange(adding);

/** Takes users and groups out of the audience of a path session. */
export const unenroll: Job = audienceChange((current, wanted) => {
	const leaving = new Set(wanted);
	return current.filter((id) => !leaving.has(idKey(id)));
});

/** The IDs there are and those that are wanted, each once. */
export function adding(current: string[], wanted: string[]): string[] {
	const there = new Set(current.map(idKey));
	return [...current, ...[...new Set(wanted)].filter((id) => !there.has(id))];
}

/** A job that changes the audience of the session that each item names. */
function audienceChange(apply: Apply): Job {
	return {
		together: ({ body }) => `${idKey(String(body.pathId))}/${idKey(String(body.sessionId))}/${body.dryRun === true}`,
		check: refuseNobody,
		work: async (calls, jobs) => {
			const changes = jobs.map(({ input }) => changeOf(input));
			const report = await carryOut(calls, changes, apply);
			return changes.map((change) => [outcome(change, report)]);
		},
	};
}

/**
 * Changes the audience of one session. The API replaces a whole audience or nothing: read, change, write, read again, and start over when the two
 * do not agree.
 *
 * @param changes all of them for the same session
 * @throws Refusal when somebody else keeps changing the audience
 */
export async function carryOut(calls: Calls, changes: Change[], apply: Apply): Promise<Report> {
	const { pathId, sessionId, dryRun } = existing(changes[0], 'The change of an audience');
	const ids = allOf(changes);
	const path = { pathId, sessionId };
	const read = async () => await audienceOf(calls, path);
	for (let attempt = 1, written: Audience | undefined; ; attempt += 1) {
		// What is written next replaces the whole audience.
		const before = await provenEmpty('the audience of the session', read, isNobody);
		if (written && !isNobody(written) && isNobody(before)) throw emptied();
		const wanted = changed(before, ids, apply);
		if (dryRun || same(before, wanted)) return { before, after: wanted, dryRun };
		await calls.one('replacePathSessionAudience', { path, body: wanted });
		written = wanted;
		const after = await afterWriting(read);
		if (holds(after, wanted, ids)) return { before, after, dryRun };
		if (attempt === ATTEMPTS) throw disagreement();
	}
}

/** What a change makes of the empty audience of a session that a dry run would create. */
export function rehearsedInNew(changes: Change[]): Report {
	const before: Audience = { filters: [], mode: 'manual' };
	return { before, after: changed(before, allOf(changes), adding), dryRun: true };
}

function allOf(changes: Change[]): Ids {
	return { users: changes.flatMap(({ users }) => users), groups: changes.flatMap(({ groups }) => groups) };
}

function isNobody({ filters }: Audience): boolean {
	return filters.every(({ ids }) => ids.length === 0);
}

/** @throws FieldIssue when an item names neither users nor groups */
export function refuseNobody(input: Input): void {
	const { users, groups } = changeOf(input);
	if (users.length + groups.length > 0) return;
	throw new FieldIssue(
		'Users or Groups',
		'The lists are empty, so this item names nobody',
		'Nothing was written. Check the node or the expression that the lists come from',
	);
}

/** What an item asks for. */
export function changeOf({ body }: Input): Change {
	const keys = (list: unknown) => ((list ?? []) as string[]).map(idKey);
	return {
		pathId: String(body.pathId),
		sessionId: String(body.sessionId),
		users: keys(body.userIds),
		groups: keys(body.groupIds),
		dryRun: body.dryRun === true,
	};
}

function changed({ filters, mode }: Audience, wanted: Ids, apply: Apply): Audience {
	const kept = filters.filter(({ type }) => type === 'excludedLearners');
	const lists = CHANGED.map((type): AudienceFilter => ({ type, ids: apply(idsOf(filters, type), wanted[type]) }));
	return { filters: [...lists.filter(({ ids }) => ids.length > 0), ...kept], mode };
}

function idsOf(filters: AudienceFilter[], type: AudienceFilter['type']): string[] {
	return filters.filter((filter) => filter.type === type).flatMap(({ ids }) => ids);
}

function keysOf({ filters }: Audience, type: AudienceFilter['type']): Set<string> {
	return new Set(idsOf(filters, type).map(idKey));
}

function same(one: Audience, other: Audience): boolean {
	const key = (audience: Audience) => JSON.stringify(CHANGED.map((type) => [...keysOf(audience, type)].sort()));
	return key(one) === key(other);
}

/** Whether the IDs of this change are where they were put; what others changed meanwhile does not matter. */
function holds(after: Audience, wanted: Audience, ids: Ids): boolean {
	return CHANGED.every((type) => {
		const there = keysOf(after, type);
		const expected = keysOf(wanted, type);
		return ids[type].every((id) => there.has(id) === expected.has(id));
	});
}

/** What comes out for one item. */
export function outcome(change: Change, { before, after, dryRun }: Report): IDataObject {
	const moved = (type: keyof Ids) => {
		const was = keysOf(before, type);
		const is = keysOf(after, type);
		return change[type].filter((id) => was.has(id) !== is.has(id));
	};
	const users = moved('users');
	const groups = moved('groups');
	return {
		pathId: change.pathId,
		sessionId: change.sessionId,
		changed: users.length + groups.length > 0,
		users,
		groups,
		usersBefore: idsOf(before.filters, 'users').length,
		usersAfter: idsOf(after.filters, 'users').length,
		groupsBefore: idsOf(before.filters, 'groups').length,
		groupsAfter: idsOf(after.filters, 'groups').length,
		dryRun,
	};
}

function emptied(): Refusal {
	return new Refusal(
		'360Learning returned an empty audience for the session right after it was written',
		'The change was written but could not be checked, and nothing more was written. Look at the audience of the session before you run it again',
	);
}

function disagreement(): Refusal {
	return new Refusal(
		`The audience of the session was changed by someone else ${ATTEMPTS} times in a row`,
		'Nothing of others was undone. Run the item again when the session is at rest',
	);
}
