import type { IDataObject } from 'n8n-workflow';
import { completionRecord, fullName, type CompletionRecord } from '../../connector/output/completion';
import { eachAlone, type Job } from '../../connector/run/job';
import type { Calls } from '../vendor/calls';
import { idKey, type User } from './names';
import { is, provenRecords, type Shape } from './protections';
import { allUsers, externalIdsOf } from './reads';

const SOURCE = '360Learning';
const MILLISECONDS_PER_MINUTE = 60_000;

/** What an item asks for. */
interface Wanted {
	/** ISO 8601; everything when absent. */
	since?: string | undefined;
	userId?: string | undefined;
	pathId?: string | undefined;
	courseId?: string | undefined;
	/** System that the external ID comes from. */
	platform?: string | undefined;
	certificates: boolean;
	completedOnly: boolean;
}

/** Names of what the statistics know by its ID. */
interface Names {
	users: Map<string, User>;
	contents: Map<string, string>;
	sessions: Map<string, string>;
	externalIds: Map<string, string>;
}

const STAT: Shape = {
	_id: is.id,
	userId: is.id,
	progress: (value) => typeof value === 'number',
	completedAt: is.absentOr(is.date),
};

/** Reads what people have done in paths and courses, in the shape that all systems share. Lists of names are read once for all items. */
export const getCompletionRecords: Job = {
	work: eachAlone(async (calls, { input: { body } }) => {
		const text = (name: string) => (body[name] === undefined ? undefined : String(body[name]));
		const wanted: Wanted = {
			since: text('since'),
			userId: text('userId'),
			pathId: text('pathId'),
			courseId: text('courseId'),
			platform: text('platform'),
			certificates: body.withoutCertificates !== true,
			completedOnly: body.completedOnly === true || body.since !== undefined,
		};
		const records: CompletionRecord[] = [];
		if (body.contents !== 'courses') records.push(...(await ofPaths(calls, wanted)));
		if (body.contents !== 'paths') records.push(...(await ofCourses(calls, wanted)));
		return records.sort((one, other) => (one.completedAt ?? '9').localeCompare(other.completedAt ?? '9'));
	}),
};

async function ofPaths(calls: Calls, wanted: Wanted): Promise<CompletionRecord[]> {
	const query = filters(wanted, 'pathId');
	const stats = await statistics(
		calls,
		'listPathStats',
		query,
		{ ...STAT, pathId: is.id, sessionId: is.id },
		wanted,
		'pathId',
	);
	const names = stats.length > 0 ? await namesFor(calls, wanted, 'listPaths', true) : undefined;
	return await Promise.all(
		stats.map(async (stat) => {
			const certificate = wanted.certificates && stat.certificateId ? await certificateOf(calls, stat) : undefined;
			return record(stat, names!, {
				type: 'path',
				contentId: String(stat.pathId),
				sessionId: String(stat.sessionId),
				session: names!.sessions.get(idKey(String(stat.sessionId))),
				enrolledAt: stat.enrolledAt as string,
				startedAt: stat.startedAt as string | undefined,
				dueAt: stat.dueDate as string | undefined,
				certificateId: stat.certificateId as string | undefined,
				certificate: certificate?.title as string | undefined,
				expiresAt: certificate?.expirationDate as string | undefined,
			});
		}),
	);
}

async function ofCourses(calls: Calls, wanted: Wanted): Promise<CompletionRecord[]> {
	const query = filters(wanted, 'courseId');
	const stats = await statistics(calls, 'listCourseStats', query, { ...STAT, courseId: is.id }, wanted, 'courseId');
	const inPaths = stats.some(({ pathSessionId }) => pathSessionId);
	const names = stats.length > 0 ? await namesFor(calls, wanted, 'listCourses', inPaths) : undefined;
	return stats.map((stat) =>
		record(stat, names!, {
			type: 'course',
			contentId: String(stat.courseId),
			sessionId: stat.pathSessionId as string | undefined,
			session: names!.sessions.get(idKey(String(stat.pathSessionId ?? ''))),
			startedAt: stat.firstActivityAt as string | undefined,
		}),
	);
}

function filters({ since, userId, ...ids }: Wanted, content: 'pathId' | 'courseId'): Record<string, unknown> {
	return {
		...(since ? { completedAt: { gte: since } } : {}),
		...(userId ? { userId: { eq: userId } } : {}),
		...(ids[content] ? { [content]: { eq: ids[content] } } : {}),
	};
}

/**
 * Reads statistics.
 *
 * @throws Unproven also when a filter was ignored: the learning of other people would get into the records
 */
async function statistics(
	calls: Calls,
	operation: 'listPathStats' | 'listCourseStats',
	query: Record<string, unknown>,
	shape: Shape,
	{ since, userId, completedOnly, ...ids }: Wanted,
	content: 'pathId' | 'courseId',
): Promise<IDataObject[]> {
	const contentId = ids[content];
	const stats = provenRecords<IDataObject>('the statistics asked for', await calls.all(operation, { query }), {
		...shape,
		...(userId ? { userId: is.sameId(userId) } : {}),
		...(contentId ? { [content]: is.sameId(contentId) } : {}),
	});
	return stats.filter(
		({ completedAt }) =>
			(!completedOnly || Boolean(completedAt)) && (!since || Date.parse(String(completedAt)) >= Date.parse(since)),
	);
}

async function namesFor(
	calls: Calls,
	{ platform }: Wanted,
	list: 'listPaths' | 'listCourses',
	withSessions: boolean,
): Promise<Names> {
	const named: Shape = { _id: is.id, name: is.text };
	const read = async (operation: 'listPaths' | 'listCourses' | 'listAllPathSessions') =>
		await calls.remembered(operation, async () => {
			const answer = provenRecords<{ _id: string; name: string }>(
				'the names asked for',
				await calls.all(operation),
				named,
			);
			return new Map(answer.map(({ _id, name }) => [idKey(_id), name]));
		});
	const [users, contents, sessions, externalIds] = await Promise.all([
		calls.remembered('all users', async () => new Map((await allUsers(calls)).map((user) => [idKey(user._id), user]))),
		read(list),
		withSessions ? read('listAllPathSessions') : new Map<string, string>(),
		platform === undefined
			? new Map<string, string>()
			: calls.remembered(`external IDs ${platform}`, async () => {
					const entries = await externalIdsOf(calls, platform);
					return new Map(entries.map(({ targetId, value }) => [idKey(targetId), value]));
				}),
	]);
	return { users, contents, sessions, externalIds };
}

/** The certificate that a person got in a session; the statistics name its ID. */
async function certificateOf(calls: Calls, stat: IDataObject): Promise<IDataObject | undefined> {
	const userId = String(stat.userId);
	const all = await calls.remembered(`certificates ${userId}`, async () => {
		const answer = await calls.unless(
			['userNotFound'],
			async () => await calls.all('listUserCertificates', { path: { userId } }),
		);
		return provenRecords<IDataObject>('the certificates of the user', answer ?? [], { _id: is.text, title: is.text });
	});
	return (
		all.find(({ _id }) => _id === stat.certificateId) ??
		all.find(({ pathSessionId }) => pathSessionId === stat.sessionId)
	);
}

/** Completes what a statistic says with who the person is. */
function record(
	stat: IDataObject,
	{ users, contents, externalIds }: Names,
	own: Omit<Parameters<typeof completionRecord>[0], 'id' | 'source'>,
): CompletionRecord {
	const userId = String(stat.userId);
	const user = users.get(idKey(userId));
	return completionRecord({
		id: String(stat._id),
		source: SOURCE,
		personId: userId,
		person: fullName(user?.firstName, user?.lastName),
		email: user?.mail,
		externalId: externalIds.get(idKey(userId)),
		content: contents.get(idKey(String(own.contentId))),
		progress: stat.progress as number,
		score: stat.score as number | undefined,
		timeSpentMinutes:
			typeof stat.timeSpent === 'number' ? Math.round(stat.timeSpent / MILLISECONDS_PER_MINUTE) : undefined,
		completedAt: stat.completedAt as string | undefined,
		...own,
	} as Parameters<typeof completionRecord>[0]);
}
