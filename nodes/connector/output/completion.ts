import type { IDataObject } from 'n8n-workflow';

/**
 * What a person has done in a course or a path, in the shape that all systems share. Every property is there; `null` where a system does not say
 * it. Times are ISO 8601 in UTC.
 */
export interface CompletionRecord extends IDataObject {
	/** The same for one enrollment or attempt in every run: the key of a row. */
	id: string;
	/** System, e.g. `360Learning`. */
	source: string;
	personId: string | null;
	person: string | null;
	email: string | null;
	/** ID of the person in another system, such as the HR system. */
	externalId: string | null;
	type: 'course' | 'path';
	contentId: string;
	/** Name of the course or path. */
	content: string | null;
	sessionId: string | null;
	session: string | null;
	status: CompletionStatus;
	/** In percent. */
	progress: number | null;
	/** In percent. */
	score: number | null;
	timeSpentMinutes: number | null;
	enrolledAt: string | null;
	startedAt: string | null;
	completedAt: string | null;
	dueAt: string | null;
	certificateId: string | null;
	certificate: string | null;
	expiresAt: string | null;
}

export type CompletionStatus = 'notStarted' | 'inProgress' | 'completed' | 'overdue';

/** What a system says of a completion; what it does not say is left out. */
export type KnownCompletion = Pick<CompletionRecord, 'id' | 'source' | 'type' | 'contentId'> & {
	[Name in keyof CompletionRecord]?: CompletionRecord[Name] | undefined;
};

const NOTHING: Omit<CompletionRecord, 'id' | 'source' | 'type' | 'contentId'> = {
	personId: null,
	person: null,
	email: null,
	externalId: null,
	content: null,
	sessionId: null,
	session: null,
	status: 'notStarted',
	progress: null,
	score: null,
	timeSpentMinutes: null,
	enrolledAt: null,
	startedAt: null,
	completedAt: null,
	dueAt: null,
	certificateId: null,
	certificate: null,
	expiresAt: null,
};

/** Names of the properties in the order in which they come out. */
const ORDER = [
	'id',
	'source',
	'personId',
	'person',
	'email',
	'externalId',
	'type',
	'contentId',
	'content',
	'sessionId',
	'session',
	'status',
	'progress',
	'score',
	'timeSpentMinutes',
	'enrolledAt',
	'startedAt',
	'completedAt',
	'dueAt',
	'certificateId',
	'certificate',
	'expiresAt',
] as const;

/**
 * Completes a record.
 *
 * @param now time to compare the due date with, in milliseconds since 1970
 */
export function completionRecord(known: KnownCompletion, now = Date.now()): CompletionRecord {
	const record = { ...NOTHING, ...known } as CompletionRecord;
	record.status = known.status ?? statusOf(record, now);
	return Object.fromEntries(
		ORDER.map((name) => [name, record[name] === undefined || record[name] === '' ? null : record[name]]),
	) as CompletionRecord;
}

/** A name made of its parts; absent when there are none. */
export function fullName(...parts: unknown[]): string | undefined {
	const name = parts
		.filter((part) => typeof part === 'string' && part.trim() !== '')
		.join(' ')
		.trim();
	return name === '' ? undefined : name;
}

function statusOf({ completedAt, dueAt, startedAt, progress }: CompletionRecord, now: number): CompletionStatus {
	if (completedAt) return 'completed';
	if (dueAt && Date.parse(dueAt) <= now) return 'overdue';
	return startedAt || (progress ?? 0) > 0 ? 'inProgress' : 'notStarted';
}
