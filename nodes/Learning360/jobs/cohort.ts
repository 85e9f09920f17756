import { FieldIssue, Refusal } from '../../connector/model/failures';
import type { Calls } from '../vendor/calls';
import { idKey } from './names';
import { provenEmpty } from './protections';
import { audienceOf, enrolledIn, sessionsOf, type Session } from './reads';

/** Sessions of a path to which somebody new is added, as they are or, in a dry run, would be. */
export interface Cohorts {
	/**
	 * The session that a person is in and that is not over yet: the one that starts first.
	 *
	 * @param userId of an account that was there before
	 * @returns `isPending`: an earlier item of the run adds the person to it
	 */
	of(userId: string): Promise<{ session: Session; isPending: boolean } | undefined>;
	/**
	 * The session that starts first at a moment or later.
	 *
	 * @param from milliseconds since 1970; never earlier than now
	 * @throws Refusal when two sessions start at that same time
	 */
	next(from: number): Session | undefined;
	/** Reads the audience of a session once, so that one that cannot be changed stops the run before anything is written. */
	prove(session: Session): Promise<void>;
	/** Notes that somebody is in a session from now on. */
	add(userId: string, session: Session): void;
}

/** The sessions of a path, read once for all items of a run. */
export async function cohortsOf(calls: Calls, pathId: string, dryRun: boolean): Promise<Cohorts> {
	return await calls.remembered(`cohorts ${idKey(pathId)} ${dryRun}`, async () => await readCohorts(calls, pathId));
}

async function readCohorts(calls: Calls, pathId: string): Promise<Cohorts> {
	const now = Date.now();
	const open = (await sessionsOf(calls, pathId))
		.filter(({ rootSessionId, endDate }) => !rootSessionId && !(endDate && Date.parse(endDate) < now))
		.sort((one, other) => Date.parse(one.startDate) - Date.parse(other.startDate) || one._id.localeCompare(other._id));
	const added = new Map<string, Session>();
	const enrolled = async () => {
		const entries =
			open.length === 0
				? []
				: await enrolledIn(
						calls,
						pathId,
						open.map(({ _id }) => _id),
					);
		return new Set(entries.map(({ userId, sessionId }) => `${idKey(userId)} ${idKey(sessionId)}`));
	};
	return {
		of: async (userId) => {
			const known = added.get(idKey(userId));
			if (known) return { session: known, isPending: true };
			const all = await calls.remembered(`enrollments ${idKey(pathId)}`, enrolled);
			const session = open.find(({ _id }) => all.has(`${idKey(userId)} ${idKey(_id)}`));
			return session && { session, isPending: false };
		},
		next: (from) => {
			const later = open.filter(({ startDate }) => Date.parse(startDate) >= Math.max(from, now));
			const [first, second] = later;
			if (first && second && Date.parse(first.startDate) === Date.parse(second.startDate)) throw twoNext(first, second);
			return first;
		},
		prove: async ({ _id: sessionId }) => {
			const read = async () => await audienceOf(calls, { pathId, sessionId });
			await calls.remembered(
				`audience ${idKey(sessionId)}`,
				async () =>
					await provenEmpty('the audience of the session', read, ({ filters }) =>
						filters.every(({ ids }) => ids.length === 0),
					),
			);
		},
		add: (userId, session) => void added.set(idKey(userId), session),
	};
}

function twoNext(one: Session, other: Session): Refusal {
	return new Refusal(
		`Two sessions of the path are next: "${one.name}" (${one._id}) and "${other.name}" (${other._id}) start at the same time`,
		'Nothing was written for this item. Change the start of one of them, or fill in Sessions From',
	);
}

/** No session of a path is to come. */
export function noneNext(): FieldIssue {
	return new FieldIssue(
		'Path',
		'The path has no session that is still to start',
		'Nothing was written for this item. Create a session with Path Session › Create, or turn on Continue If No Session Is Upcoming',
	);
}
