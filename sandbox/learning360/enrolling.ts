import type { Company } from './company.ts';
import { dueIn } from './dueDates.ts';
import type { Enrollment, PathSession } from './records.ts';

/** The learners of a session who have not left it. */
export function enrolled(company: Company, sessionId: string): Enrollment[] {
	return company.enrollments.where((entry) => entry.sessionId === sessionId && entry.status === 'published');
}

/**
 * Enrolls learners; those who are in the session already stay as they are.
 *
 * @returns how many came in
 */
export function enroll(company: Company, session: PathSession, userIds: string[], isSelfEnrolled = false): number {
	const present = new Set(enrolled(company, session._id).map(({ userId }) => userId));
	const added = [...new Set(userIds)].filter((id) => !present.has(id));
	const now = company.now();
	const type = Date.parse(session.startDate) > company.clock.now() ? 'sessionNotOpened' : 'notYetStarted';
	for (const userId of added) {
		company.enrollments.put({
			_id: company.newId(),
			pathId: session.pathId,
			sessionId: session._id,
			userId,
			status: 'published',
			isSelfEnrolled,
			createdAt: now,
			modifiedAt: now,
			learnerStatus: { type },
			progress: 0,
			timeSpent: 0,
			...dueIn(session),
		});
	}
	if (added.length > 0) {
		company.events.emit('path.session.users.enrolled', {
			pathId: session.pathId,
			sessionId: session._id,
			enrolledAt: now,
		});
	}
	return added.length;
}

/**
 * Takes learners out of a session; what they have done stays on record.
 *
 * @returns how many left
 */
export function unenroll(company: Company, session: PathSession, leaves: (entry: Enrollment) => boolean): number {
	const leaving = enrolled(company, session._id).filter(leaves);
	const archivedAt = company.now();
	for (const { _id } of leaving)
		company.enrollments.change(_id, { status: 'archived', archivedAt, modifiedAt: archivedAt });
	if (leaving.length > 0) {
		const { pathId, _id: sessionId } = session;
		company.events.emit('path.session.users.unenrolled', { pathId, sessionId, unenrolledAt: archivedAt });
	}
	return leaving.length;
}

const STATUSES = [
	'awaitingCorrection',
	'late',
	'notYetStarted',
	'onTime',
	'sessionNotOpened',
	'successful',
	'toRetake',
	'unsuccessful',
] as const;

/** How many learners have each status. */
export function countByStatus(entries: Enrollment[]): Record<string, number> {
	const count = (type: string) => entries.filter(({ learnerStatus }) => learnerStatus.type === type).length;
	return Object.fromEntries(STATUSES.map((type) => [type, count(type)]));
}

/** Whether a session has begun and has not ended. */
export function isRunning(
	company: Company,
	{ startDate, endDate }: Pick<PathSession, 'startDate' | 'endDate'>,
): boolean {
	const now = company.clock.now();
	return Date.parse(startDate) <= now && (endDate === undefined || Date.parse(endDate) > now);
}
