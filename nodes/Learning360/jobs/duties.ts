import type { IDataObject } from 'n8n-workflow';
import type { Calls } from '../vendor/calls';
import type { OperationId } from '../documented';
import { idKey } from './names';
import { allOf } from './people';
import { is, provenEmpty, provenIds, provenRecords, type Shape } from './protections';

/** Kinds of records that somebody leads or holds, as *Leave Out* names them. */
export type DutyKind = 'directReports' | 'pathSessions' | 'classroomSlots' | 'paths' | 'courses';

/** A record that people lead. One run has one of each, so that what it hands over is seen by the next item. */
export interface Led {
	kind: 'pathSessions' | 'classroomSlots' | 'paths' | 'courses';
	record: IDataObject & { _id: string; name: string };
	/** Who leads it alone; slots have nobody. */
	main?: string | undefined;
	others: string[];
	/** Why the API cannot give it to somebody else. */
	fixed?: string;
	/** A write has begun and no answer has said that it worked, so that who leads it is not known. */
	unsure?: boolean;
}

interface Source {
	what: string;
	list: OperationId;
	shape: Shape;
	main?: string;
	others: string;
}

/** Where each kind is listed, and which properties say who leads a record. */
export const SOURCES: Record<Led['kind'], Source> = {
	pathSessions: {
		what: 'the sessions of all paths',
		list: 'listAllPathSessions',
		shape: { pathId: is.id, startDate: is.date, endDate: is.absentOr(is.date), rootSessionId: is.absentOr(is.id) },
		main: 'mainInstructorId',
		others: 'instructorIds',
	},
	classroomSlots: {
		what: 'the slots of the classroom',
		list: 'listClassroomSlots',
		shape: { classroomId: is.id, startDate: is.date, endDate: is.date },
		others: 'trainerIds',
	},
	paths: {
		what: 'the list of paths',
		list: 'listPaths',
		shape: { status: is.oneOf('published') },
		main: 'authorId',
		others: 'coAuthorIds',
	},
	courses: {
		what: 'the courses asked for',
		list: 'listCourses',
		shape: { status: is.oneOf('published'), type: is.text },
		main: 'authorId',
		others: 'coAuthorIds',
	},
};

const PUBLISHED = { status: { eq: 'published' } };

/**
 * The records of a kind that a person leads now, or later: nothing that is over or archived.
 *
 * @param dryRun whether items of a dry run ask, which have records of their own to pretend with
 */
export async function ledBy(calls: Calls, kind: Led['kind'], userId: string, dryRun: boolean): Promise<Led[]> {
	const all =
		kind === 'courses'
			? await coursesOf(calls, userId, dryRun)
			: await calls.remembered(`${kind} ${dryRun}`, async () => await READS[kind](calls));
	return all.filter((entry) => isLedBy(entry, userId));
}

/** The child sessions of a session, whoever leads them. */
export async function childrenOf(calls: Calls, { kind, record }: Led, dryRun: boolean): Promise<Led[]> {
	if (kind !== 'pathSessions') return [];
	const all = await calls.remembered(`${kind} ${dryRun}`, async () => await READS[kind](calls));
	return all.filter((entry) => idKey(String(entry.record.rootSessionId ?? '')) === idKey(record._id));
}

/** Whether a person leads a record, alone or with others. */
export function isLedBy({ main, others }: Led, userId: string): boolean {
	return [main, ...others].some((id) => id !== undefined && idKey(id) === idKey(userId));
}

const READS: Record<Exclude<Led['kind'], 'courses'>, (calls: Calls) => Promise<Led[]>> = {
	pathSessions: async (calls) => (await read(calls, 'pathSessions')).filter(isToCome),
	paths: async (calls) => await read(calls, 'paths', { query: PUBLISHED }),
	classroomSlots: async (calls) => {
		const rooms = await filled('the list of classrooms', async () =>
			provenRecords<{ _id: string }>('the list of classrooms', await calls.all('listClassrooms'), { _id: is.id }),
		);
		const slots = await allOf(
			calls,
			rooms,
			async ({ _id }) =>
				await read(calls, 'classroomSlots', { path: { classroomId: _id } }, { classroomId: is.sameId(_id) }),
		);
		return slots.flat().filter(isToCome);
	},
};

/** Courses can be asked for by author. Those that an earlier item has handed over are as it left them. */
async function coursesOf(calls: Calls, userId: string, dryRun: boolean): Promise<Led[]> {
	const known = await calls.remembered(`courses ${dryRun}`, async () => new Map<string, Led>());
	const asAuthor = await read(
		calls,
		'courses',
		{ query: { ...PUBLISHED, authorId: { eq: userId } } },
		{ authorId: is.sameId(userId) },
	);
	const asCoAuthor = await read(
		calls,
		'courses',
		{ query: { ...PUBLISHED, coAuthorIds: { in: [userId] } } },
		{ coAuthorIds: (ids) => (ids as string[]).some((id) => idKey(id) === idKey(userId)) },
	);
	for (const course of [...asAuthor, ...asCoAuthor]) {
		const { type, _id } = course.record;
		if (type !== 'elearning standard') course.fixed = 'The API changes authors of eLearning courses only';
		if (!known.has(idKey(_id))) known.set(idKey(_id), course);
	}
	return [...known.values()];
}

async function read(
	calls: Calls,
	kind: Led['kind'],
	input: { path?: Record<string, string>; query?: Record<string, unknown> } = {},
	more: Shape = {},
): Promise<Led[]> {
	const { what, list, shape, main, others } = SOURCES[kind];
	const ids = (value: unknown) => Array.isArray(value) && value.every(is.id);
	const own = { _id: is.id, name: is.text, ...shape, ...(main ? { [main]: is.id } : {}), [others]: ids };
	const checked = Object.fromEntries(
		Object.entries({ ...own, ...more }).map(([name, fits]) => {
			const first = own[name as keyof typeof own] as Shape[string] | undefined;
			return [name, (value: unknown) => (first?.(value) ?? true) && fits(value)];
		}),
	);
	const records = await filled(what, async () =>
		provenRecords<Led['record']>(what, await calls.all(list, input), checked),
	);
	return records.map((record) => ({
		kind,
		record,
		...(main ? { main: String(record[main]) } : {}),
		others: record[others] as string[],
	}));
}

/** The people whose manager somebody is. */
export async function reportsOf(calls: Calls, userId: string): Promise<string[]> {
	return await filled('the people whom the user manages', async () => {
		const ids = await calls.unless(
			['userNotFound'],
			async () => await calls.all('listUserSubordinates', { path: { userId } }),
		);
		return provenIds('the people whom the user manages', ids ?? []);
	});
}

/** An empty answer is asked for twice: the account is closed next, and with it what it says would be lost. */
async function filled<T>(what: string, ask: () => Promise<T[]>): Promise<T[]> {
	return await provenEmpty(what, ask, (entries) => entries.length === 0);
}

function isToCome({ record: { endDate } }: Led): boolean {
	return !endDate || Date.parse(String(endDate)) >= Date.now();
}
