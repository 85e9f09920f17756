import type { IDataObject } from 'n8n-workflow';
import type { Calls } from '../../connector/calls';
import type { ComposedOperation } from '../../connector/composed';
import { Refusal } from '../../connector/errors';
import type { Input } from '../../connector/input';

/** Times to start over when somebody else changed the audience between reading and checking. */
const ATTEMPTS = 5;

interface Filter {
	type: 'users' | 'groups' | 'excludedLearners';
	ids: string[];
}

interface Audience {
	filters: Filter[];
	mode: string;
}

/** What one input item asks for. */
interface Change {
	pathId: string;
	sessionId: string;
	users: string[];
	groups: string[];
	dryRun: boolean;
}

/** Adds people and groups to the audience of a path session. */
export const enroll: ComposedOperation = audienceChange((current, wanted) => [...new Set([...current, ...wanted])]);

/** Takes people and groups out of the audience of a path session. */
export const unenroll: ComposedOperation = audienceChange((current, wanted) => current.filter((id) => !wanted.includes(id)));

/**
 * The API replaces a whole audience or nothing: read, change, write, read again, and start over when the two do not agree.
 *
 * @param apply what becomes of the ids of one kind
 */
function audienceChange(apply: (current: string[], wanted: string[]) => string[]): ComposedOperation {
	return {
		together: (input) => `${String(input.body.pathId)}/${String(input.body.sessionId)}/${input.body.dryRun === true}`,
		work: async (calls, jobs) => {
			const changes = jobs.map(({ input }) => changeOf(input));
			const { pathId, sessionId, dryRun } = changes[0];
			const path = { pathId, sessionId };
			const users = changes.flatMap((change) => change.users);
			const groups = changes.flatMap((change) => change.groups);
			for (let attempt = 1; ; attempt += 1) {
				const before = await audience(calls, path);
				const wanted = changed(before, users, groups, apply);
				const report = { before, after: wanted, dryRun };
				if (dryRun || same(before, wanted)) return changes.map((change) => [outcome(change, report)]);
				await calls.one('replacePathSessionAudience', { path, body: wanted });
				const after = await audience(calls, path);
				if (holds(after, wanted, users, groups)) return changes.map((change) => [outcome(change, { ...report, after })]);
				if (attempt === ATTEMPTS) throw disagreement();
			}
		},
	};
}

function changeOf({ body }: Input): Change {
	return {
		pathId: String(body.pathId),
		sessionId: String(body.sessionId),
		users: (body.userIds ?? []) as string[],
		groups: (body.groupIds ?? []) as string[],
		dryRun: body.dryRun === true,
	};
}

async function audience(calls: Calls, path: { pathId: string; sessionId: string }): Promise<Audience> {
	return (await calls.one('getPathSessionAudience', { path })) as unknown as Audience;
}

function changed({ filters, mode }: Audience, users: string[], groups: string[], apply: (current: string[], wanted: string[]) => string[]): Audience {
	const kept = filters.filter(({ type }) => type === 'excludedLearners');
	const lists: Filter[] = [
		{ type: 'users', ids: apply(idsOf(filters, 'users'), users) },
		{ type: 'groups', ids: apply(idsOf(filters, 'groups'), groups) },
	];
	return { filters: [...lists.filter(({ ids }) => ids.length > 0), ...kept], mode };
}

function idsOf(filters: Filter[], type: Filter['type']): string[] {
	return filters.filter((filter) => filter.type === type).flatMap(({ ids }) => ids);
}

function same(one: Audience, other: Audience): boolean {
	const key = ({ filters }: Audience) => JSON.stringify((['users', 'groups'] as const).map((type) => idsOf(filters, type).sort()));
	return key(one) === key(other);
}

/** Whether the ids of this change are where they were put; what others changed meanwhile does not matter. */
function holds(after: Audience, wanted: Audience, users: string[], groups: string[]): boolean {
	const agrees = (type: Filter['type'], ids: string[]) => {
		const there = new Set(idsOf(after.filters, type));
		const expected = new Set(idsOf(wanted.filters, type));
		return ids.every((id) => there.has(id) === expected.has(id));
	};
	return agrees('users', users) && agrees('groups', groups);
}

function outcome(change: Change, { before, after, dryRun }: { before: Audience; after: Audience; dryRun: boolean }): IDataObject {
	const moved = (type: Filter['type'], ids: string[]) => {
		const was = new Set(idsOf(before.filters, type));
		const is = new Set(idsOf(after.filters, type));
		return ids.filter((id) => was.has(id) !== is.has(id));
	};
	const users = moved('users', change.users);
	const groups = moved('groups', change.groups);
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

function disagreement(): Refusal {
	return new Refusal(
		`The audience of the session was changed by someone else ${ATTEMPTS} times in a row`,
		'Nothing of others was undone. Run the item again when the session is at rest',
	);
}
