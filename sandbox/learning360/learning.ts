import type { Company } from './company.ts';
import { enrolled } from './enrolling.ts';

/**
 * A learner completes a path session and the courses begun there: what learners do in 360Learning's own pages,
 * which no API does for them.
 *
 * @throws Error when the learner is not in the session
 */
export function completePath(company: Company, userId: string, sessionId: string): void {
	const enrollment = enrolled(company, sessionId).find((entry) => entry.userId === userId);
	if (!enrollment) throw new Error(`The user ${userId} is not in the path session ${sessionId}`);
	const updatedAt = company.now();
	const { _id: enrollmentId, pathId } = enrollment;
	company.enrollments.change(enrollmentId, {
		learnerStatus: { type: 'successful' },
		progress: 100,
		completedAt: updatedAt,
		modifiedAt: updatedAt,
	});
	const begun = company.attempts.where(
		(attempt) => attempt.userId === userId && attempt.pathSessionId === sessionId && attempt.progress < 100,
	);
	for (const { _id } of begun)
		company.attempts.change(_id, { progress: 100, completedAt: updatedAt, lastActivityAt: updatedAt });
	company.events.emit('path.session.user.status.updated', {
		userId,
		pathId,
		sessionId,
		enrollmentId,
		status: 'successful',
		updatedAt,
	});
}
