import type { Call } from '../../../server/answer.ts';
import type { Company } from '../../company.ts';
import { enroll, enrolled, unenroll } from '../../enrolling.ts';
import type { PathSession } from '../../records.ts';
import { flatRefusal } from '../../refusals.ts';
import { Finder, type Resource, succeed } from '../answering.ts';
import { checkNewSession } from '../sessionInputs.ts';
import { Views } from '../views.ts';
import { isBetween } from './courses.ts';

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

export const pathSessions: Resource = (company) => {
	const views = new Views(company);
	const session = (call: Call, parameter = 'sessionId', code = 'path_session_not_found') =>
		new Finder(company, call).pathSession(parameter, code);
	return {
		createPathSession: (call) => {
			const { path, instructorIds } = checkNewSession(company, call);
			const {
				sessionName: name,
				sessionOwnerGroup: groupId,
				startDate,
				endDate,
				sessionAdditionalInformation,
			} = call.body;
			const now = company.now();
			const [mainInstructorId = company.owner()._id, ...others] = instructorIds;
			const created: PathSession = {
				_id: company.newId(),
				pathId: path._id,
				name,
				mainInstructorId,
				instructorIds: others,
				groupId,
				registrationRequestValidation: 'disabled',
				startDate: new Date(startDate).toISOString(),
				...(endDate !== undefined && { endDate: new Date(endDate).toISOString() }),
				...(sessionAdditionalInformation && { additionalInformation: sessionAdditionalInformation }),
				createdAt: now,
				modifiedAt: now,
				isAudienceBuilder: true,
				translations: [],
			};
			company.pathSessions.put(created);
			company.audiences.put({ sessionId: created._id, mode: 'manual', filters: [] });
			company.events.emit('path.session.added', { pathId: path._id, sessionId: created._id, name, createdAt: now });
			return succeed(call, { status: 'session_created', _id: created._id });
		},
		getPathSessions: (call) =>
			succeed(
				call,
				company.pathSessions.all().map((entry) => views.pathSession(entry)),
			),
		getPathSession: (call) => {
			const entry = session(call, 'session_id');
			const path = company.paths.get(entry.pathId);
			return succeed(call, {
				...views.pathSession(entry),
				path: path && views.path(path),
				skills: company.taggings.where(({ contentId }) => contentId === entry.pathId).map(({ tagId }) => tagId),
				users: enrolled(company, entry._id).map(({ userId }) => userId),
			});
		},
		updatePathSession: (call) => update(company, call, session(call, 'session_id')),
		deletePathSession: (call) => {
			company.removeSession(session(call, 'session_id'));
			return succeed(call, { status: 'path_session_deleted' });
		},
		getPathSessionUsers: (call) => {
			const ids = new Set(enrolled(company, session(call)._id).map(({ userId }) => userId));
			return succeed(call, views.users(company.users.where(({ _id }) => ids.has(_id))));
		},
		addUsersToPathSession: (call) => {
			const entry = session(call);
			return succeed(call, { status: 'users_added', added: enroll(company, entry, listed(company, call)) });
		},
		removeUsersFromPathSession: (call) => {
			const ids = new Set(listed(company, call));
			return succeed(call, {
				status: 'users_removed',
				removed: unenroll(company, session(call), ({ userId }) => ids.has(userId)),
			});
		},
		addGroupsToPathSession: (call) => {
			const entry = session(call);
			const filters = company.audiences.get(entry._id)?.filters.filter(({ type }) => type !== 'groups') ?? [];
			company.audiences.put({
				sessionId: entry._id,
				mode: 'manual',
				filters: [...filters, { type: 'groups', ids: call.body.groupIds }],
			});
			return succeed(call, { status: 'groups_added', added: enroll(company, entry, members(company, call)) });
		},
		removeGroupsFromPathSession: (call) => {
			const entry = session(call);
			const ids = new Set(members(company, call));
			const audience = company.audiences.get(entry._id);
			const filters = (audience?.filters ?? []).map((filter) =>
				filter.type === 'groups'
					? { ...filter, ids: filter.ids.filter((id) => !call.body.groupIds.includes(id)) }
					: filter,
			);
			company.audiences.put({ sessionId: entry._id, mode: 'manual', filters });
			return succeed(call, {
				status: 'groups_removed',
				removed: unenroll(company, entry, ({ userId }) => ids.has(userId)),
			});
		},
		getPathSessionStats: (call) => {
			if (!/^[a-f0-9]{24}$/i.test(call.path.sessionId as string)) throw flatRefusal(call.operation, 'bad_request');
			const entry = session(call, 'sessionId', 'session_not_found');
			const learners = enrolled(company, entry._id);
			const isDone = ({ progress }: { progress: number }) => progress === 100;
			const begun = learners.filter(({ startedAt }) => startedAt !== undefined);
			return succeed(call, {
				...names(company, entry),
				usersStatus: {
					completed: learners.filter(isDone).length,
					enrolled: learners.length,
					inProgress: begun.filter((learner) => !isDone(learner)).length,
					selfEnrolled: learners.filter(({ isSelfEnrolled }) => isSelfEnrolled).length,
					started: begun.length,
				},
				detailedStatus: Object.fromEntries(
					STATUSES.map((type) => [type, learners.filter(({ learnerStatus }) => learnerStatus.type === type).length]),
				),
			});
		},
		getUsersPathSessionStats: (call) => {
			const entry = session(call);
			const { completedAfter, completedBefore } = call.query;
			const learners = enrolled(company, entry._id).filter(({ completedAt }) =>
				isBetween(completedAt, completedAfter, completedBefore),
			);
			return succeed(call, { ...names(company, entry), usersStats: learners.map((learner) => views.learner(learner)) });
		},
		getUserPathSessionStats: (call) => {
			const entry = session(call);
			const user = new Finder(company, call).user('userEmailOrId');
			const learner = enrolled(company, entry._id).find(({ userId }) => userId === user._id);
			if (!learner) throw flatRefusal(call.operation, 'user_not_enrolled');
			const { type } = learner.learnerStatus;
			const status =
				learner.progress === 100 ? 'completed' : type === 'late' || type === 'awaitingCorrection' ? type : 'onTime';
			const { progress, timeSpent: globalTime, score, completedAt } = learner;
			return succeed(call, { progress, globalTime, score, status, completedAt, detailedStatus: { type } });
		},
	};
};

function update(company: Company, call: Call, session: PathSession) {
	const { operation, body } = call;
	if (session.rootSessionId) throw flatRefusal(operation, 'Cannot update a non root session');
	const now = company.clock.now();
	const startDate = new Date(body.startDate).toISOString();
	if (startDate !== session.startDate) {
		const isRunning =
			Date.parse(session.startDate) <= now && (session.endDate === undefined || Date.parse(session.endDate) > now);
		if (isRunning && enrolled(company, session._id).length > 0) {
			throw flatRefusal(
				operation,
				'Session startDate cannot be updated because the session is running and has enrolled learners.',
			);
		}
		if (Date.parse(startDate) < now)
			throw flatRefusal(operation, 'Session cannot be updated because new session start date is in the past.');
	}
	const endDate = body.endDate === undefined ? undefined : new Date(body.endDate).toISOString();
	if (endDate !== undefined && endDate !== session.endDate && Date.parse(endDate) < now) {
		throw flatRefusal(operation, 'Session cannot be updated because new session end date is in the past.');
	}
	const instructors = ((body.instructorsMails ?? []) as string[])
		.map((mail) => company.userByKey(mail)?._id)
		.filter((id) => id !== undefined);
	const [mainInstructorId, ...instructorIds] = instructors;
	company.pathSessions.change(session._id, {
		name: body.sessionName,
		groupId: body.sessionOwnerGroup,
		startDate,
		...(endDate !== undefined && { endDate }),
		...(mainInstructorId !== undefined && { mainInstructorId, instructorIds }),
		...(body.sessionAdditionalInformation !== undefined && {
			additionalInformation: body.sessionAdditionalInformation,
		}),
		// Documented side effects: the limit goes, and so does the validation of registrations unless it is sent along.
		userLimit: null,
		...(body.registrationRequest === undefined && { registrationRequestValidation: 'disabled' }),
		modifiedAt: company.now(),
	});
	return succeed(call, { status: 'path_session_updated' });
}

function names(company: Company, { _id, name, pathId }: PathSession) {
	return { sessionId: _id, sessionName: name, pathName: company.paths.get(pathId)?.name, pathId };
}

/** IDs of the users that a body lists by email address or ID; unknown ones are skipped. */
function listed(company: Company, { body }: Call): string[] {
	const keys = [...(body.userEmails ?? []), ...(body.userIds ?? [])] as string[];
	return keys.map((key) => company.userByKey(key)?._id).filter((id) => id !== undefined);
}

function members(company: Company, { body }: Call): string[] {
	const ids = new Set(body.groupIds as string[]);
	return company.memberships
		.where(({ groupId, userId }) => ids.has(groupId) && company.presentUser(userId) !== undefined)
		.map(({ userId }) => userId);
}
