import pick from 'lodash/pick.js';
import type { Call } from '../../../server/answer.ts';
import type { Company } from '../../company.ts';
import { countByStatus, enroll, enrolled, unenroll } from '../../enrolling.ts';
import type { Audience, PathSession } from '../../records.ts';
import { flatRefusal } from '../../refusals.ts';
import { type Actions, isBetween } from '../answering.ts';
import { checkNewSession } from '../sessionInputs.ts';
import { usersOf, views } from '../views.ts';

/** New path sessions, their learners, and how these get on. */
export const pathSessions: Actions = {
	createPathSession: (company, { path }, call) => {
		const { instructorIds } = checkNewSession(company, call);
		const { sessionName: name, sessionOwnerGroup: groupId, startDate, endDate } = call.body;
		const { sessionAdditionalInformation: additionalInformation } = call.body;
		const now = company.now();
		const [mainInstructorId = company.owner()._id, ...others] = instructorIds;
		const session: PathSession = {
			_id: company.newId(),
			pathId: path._id,
			name,
			mainInstructorId,
			instructorIds: others,
			groupId,
			registrationRequestValidation: 'disabled',
			startDate: new Date(startDate).toISOString(),
			...(endDate !== undefined && { endDate: new Date(endDate).toISOString() }),
			...(additionalInformation && { additionalInformation }),
			createdAt: now,
			modifiedAt: now,
			isAudienceBuilder: true,
			translations: [],
		};
		company.addSession(session);
		return { status: 'session_created', _id: session._id };
	},
	getPathSessionUsers: (company, { pathSession }) =>
		usersOf(
			company,
			enrolled(company, pathSession._id).map(({ userId }) => userId),
		),
	addUsersToPathSession: (company, { pathSession }, call) => ({
		status: 'users_added',
		added: enroll(company, pathSession, listed(company, call)),
	}),
	removeUsersFromPathSession: (company, { pathSession }, call) => {
		const ids = listed(company, call);
		return { status: 'users_removed', removed: unenroll(company, pathSession, ({ userId }) => ids.includes(userId)) };
	},
	addGroupsToPathSession: (company, { pathSession }, call) => {
		const { groupIds: ids } = call.body;
		changeAudience(company, pathSession, (filters) => [
			...filters.filter(({ type }) => type !== 'groups'),
			{ type: 'groups', ids },
		]);
		return { status: 'groups_added', added: enroll(company, pathSession, members(company, call)) };
	},
	removeGroupsFromPathSession: (company, { pathSession }, call) => {
		const isGone = (id: string) => call.body.groupIds.includes(id);
		const ids = members(company, call);
		changeAudience(company, pathSession, (filters) =>
			filters.map((filter) =>
				filter.type === 'groups' ? { ...filter, ids: filter.ids.filter((id) => !isGone(id)) } : filter,
			),
		);
		return { status: 'groups_removed', removed: unenroll(company, pathSession, ({ userId }) => ids.includes(userId)) };
	},
	getPathSessionStats: (company, { pathSession }) => {
		const learners = enrolled(company, pathSession._id);
		const completed = learners.filter(({ progress }) => progress === 100);
		const started = learners.filter(({ startedAt }) => startedAt !== undefined);
		return {
			...names(company, pathSession),
			usersStatus: {
				completed: completed.length,
				enrolled: learners.length,
				inProgress: started.filter((learner) => !completed.includes(learner)).length,
				selfEnrolled: learners.filter(({ isSelfEnrolled }) => isSelfEnrolled).length,
				started: started.length,
			},
			detailedStatus: countByStatus(learners),
		};
	},
	getUsersPathSessionStats: (company, { pathSession }, { query }) => {
		const learners = enrolled(company, pathSession._id).filter(isBetween(query));
		return {
			...names(company, pathSession),
			usersStats: learners.map((learner) => views.learner(company, learner)),
		};
	},
	getUserPathSessionStats: (company, { pathSession, user }, { operation }) => {
		const learner = enrolled(company, pathSession._id).find(({ userId }) => userId === user._id);
		if (!learner) throw flatRefusal(operation, 'user_not_enrolled');
		const { type } = learner.learnerStatus;
		const status = type === 'late' || type === 'awaitingCorrection' ? type : 'onTime';
		return {
			...pick(learner, ['progress', 'score', 'completedAt']),
			globalTime: learner.timeSpent,
			status: learner.progress === 100 ? 'completed' : status,
			detailedStatus: { type },
		};
	},
};

function names(company: Company, { _id, name, pathId }: PathSession) {
	return { sessionId: _id, sessionName: name, pathName: company.paths.get(pathId)?.name, pathId };
}

/** Gives a session an audience of other groups; from then on it is kept by hand. */
function changeAudience(
	company: Company,
	{ _id: sessionId }: PathSession,
	change: (filters: Audience['filters']) => Audience['filters'],
): void {
	const filters = change(company.audiences.get(sessionId)?.filters ?? []);
	company.audiences.put({ sessionId, mode: 'manual', filters });
}

/** IDs of the users that a body lists by email address or ID; unknown ones are skipped. */
function listed(company: Company, { body }: Call): string[] {
	const keys = [...(body.userEmails ?? []), ...(body.userIds ?? [])] as string[];
	return keys.flatMap((key) => company.userByKey(key)?._id ?? []);
}

/** IDs of the users in the groups that a body lists. */
function members(company: Company, { body }: Call): string[] {
	return company.memberships
		.where(({ groupId, userId }) => body.groupIds.includes(groupId) && company.presentUser(userId) !== undefined)
		.map(({ userId }) => userId);
}
