import { type Call, succeed } from '../../../server/answer.ts';
import { filter } from '../../../server/filters.ts';
import type { Company } from '../../company.ts';
import { countByStatus, enroll, enrolled, unenroll } from '../../enrolling.ts';
import type { Audience, Enrollment, PathSession } from '../../records.ts';
import { documents, refusal } from '../../refusals.ts';
import type { Resource } from '../answering.ts';
import { isOver, sessionOf } from './pathSessions.ts';

/** Learners of a session: how they were enrolled, and their progress. */
export const enrollments: Resource = (company) => ({
	archiveSelfEnrollment: (call) => {
		const session = sessionOf(company, call);
		if (session.rootSessionId) throw refusal(call.operation, 'childPathSession');
		if (isOver(company, session)) throw refusal(call.operation, 'sessionEnded');
		const entry = enrolled(company, session._id).find(({ userId }) => userId === call.path.userId);
		if (!entry) throw refusal(call.operation, 'learnerNotEnrolled');
		if (!entry.isSelfEnrolled) throw refusal(call.operation, 'learnerNotSelfEnrolled');
		unenroll(company, session, ({ _id }) => _id === entry._id);
		return succeed(call);
	},
	getPathSessionAudience: (call) => succeed(call, audienceOf(company, call, sessionOf(company, call))),
	replacePathSessionAudience: (call) => replaceAudience(company, call),
	listPathStats: (call) => succeed(call, filter(company.enrollments.all(), call.query).map(toStat)),
	listPathSessionUserStats: (call) => {
		const session = sessionOf(company, call);
		const entries = company.enrollments.where(({ sessionId }) => sessionId === session._id);
		return succeed(call, filter(entries, call.query).map(toStat));
	},
	getPathSessionMetrics: (call) => {
		const entries = enrolled(company, sessionOf(company, call)._id);
		return succeed(call, {
			certificates: company.certificates.where(({ pathSessionId }) => pathSessionId === call.path.sessionId).length,
			usersCountByStatus: countByStatus(entries),
		});
	},
});

function toStat({
	learnerStatus,
	isSelfEnrolled,
	createdAt,
	archivedAt,
	...entry
}: Enrollment): Record<string, unknown> {
	return {
		...entry,
		status: learnerStatus,
		selfEnrolled: isSelfEnrolled,
		enrolledAt: createdAt,
		unenrolledAt: archivedAt,
	};
}

function audienceOf(company: Company, { operation }: Call, session: PathSession): Audience {
	const audience = company.audiences.get(session._id);
	if (!audience || !session.isAudienceBuilder) throw refusal(operation, 'sessionIsNotAudienceBuilder');
	return audience;
}

function replaceAudience(company: Company, call: Call) {
	const session = sessionOf(company, call);
	const { operation } = call;
	if (session.rootSessionId) throw refusal(operation, 'childPathSession');
	audienceOf(company, call, session);
	if (isOver(company, session)) throw refusal(operation, 'sessionEnded');
	if (company.paths.get(session.pathId)?.status === 'archived') throw refusal(operation, 'pathArchived');
	const audience: Audience = { ...call.body, sessionId: session._id };
	const kinds = audience.filters.map(({ type }) => type);
	if (new Set(kinds).size < kinds.length || (kinds.length === 1 && kinds[0] === 'excludedLearners')) {
		throw refusal(operation, 'invalidAudienceBuilderShape');
	}
	checkTokens(company, call, session, audience, kinds);
	const ids = (type: string) => audience.filters.find((entry) => entry.type === type)?.ids ?? [];
	const people = [...ids('users'), ...ids('excludedLearners')];
	if (!people.every((id) => company.presentUser(id))) throw refusal(operation, 'usersNotFound');
	if (!ids('groups').every((id) => company.groups.has(id))) throw refusal(operation, 'groupsNotFound');
	const groups = new Set(ids('groups'));
	const members = company.memberships.where(({ groupId }) => groups.has(groupId)).map(({ userId }) => userId);
	const excluded = new Set(ids('excludedLearners'));
	const learners = new Set([...ids('users'), ...members].filter((id) => !excluded.has(id) && company.presentUser(id)));
	company.audiences.put(audience);
	unenroll(company, session, ({ userId, isSelfEnrolled }) => !isSelfEnrolled && !learners.has(userId));
	enroll(company, session, [...learners]);
	return succeed(call, audience);
}

/** A path that is paid for in tokens takes people by hand only. */
function checkTokens(
	company: Company,
	{ operation }: Call,
	session: PathSession,
	audience: Audience,
	kinds: string[],
): void {
	if (!company.tokenPaths.has(session.pathId) || !documents(operation, 'tokenBasedPathMode')) return;
	if (audience.mode !== 'manual') throw refusal(operation, 'tokenBasedPathMode');
	if (kinds.includes('excludedLearners')) throw refusal(operation, 'tokenBasedPathExcludedLearners');
	if (kinds.includes('groups')) throw refusal(operation, 'tokenBasedPathAudienceFilter');
}
