import { type Call, Refusal } from '../../../server/answer.ts';
import type { Company } from '../../company.ts';
import type { ProgramEnrollment, ProgramSession } from '../../platformRecords.ts';
import { Finder, type Resource, succeed } from '../answering.ts';
import { Views } from '../views.ts';

/** Programs: templates and their sessions, which API v2 does not have. */
export const programs: Resource = (company) => {
	const views = new Views(company);
	const find = (call: Call) => new Finder(company, call);
	const learners = (id: string) => company.programEnrollments.where(({ sessionId }) => sessionId === id);
	const people = (ids: Set<string>) => views.users(company.users.where(({ _id }) => ids.has(_id)));
	return {
		getProgramTemplates: (call) =>
			succeed(
				call,
				company.programTemplates.all().map((template) => views.programTemplate(template)),
			),
		getProgramTemplate: (call) => succeed(call, views.programTemplate(template(company, call))),
		getProgramTemplateUsers: (call) => {
			const { _id } = find(call).template();
			const sessions = company.programSessions.where(({ programTemplate }) => programTemplate === _id);
			return succeed(
				call,
				people(new Set(sessions.flatMap((session) => learners(session._id).map(({ userId }) => userId)))),
			);
		},
		createProgramSession: (call) => {
			const { _id, authorId, description, elements, skills, templateCustom } = find(call).template();
			const { userLimit } = call.body;
			const now = company.now();
			const session: ProgramSession = {
				_id: company.newId(),
				programTemplate: _id,
				name: 'Untitled session',
				description,
				authorId,
				tutors: [],
				lang: 'en',
				customFields: [],
				modifiedAt: now,
				automatedReminders: Boolean(call.body.sendAutomatedReminders ?? false),
				requirements: { courses: [], programs: [], paths: [] },
				startDate: now,
				endDate: now,
				programDuration: null,
				templateCustom,
				sessionCustom: '',
				...changes(call),
				modules: elements.map(({ _id: id, type }) => ({ _id: id, type })),
				...(userLimit !== undefined && { userLimit }),
				groups: [],
				skills,
				validateRegistrations: false,
			};
			company.programSessions.put(session);
			return succeed(call, { status: 'program_session_created', _id: session._id });
		},
		updateProgramSession: (call) => {
			find(call).template();
			return update(company, call);
		},
		getProgramSessions: (call) =>
			succeed(
				call,
				company.programSessions.all().map((session) => views.programSession(session)),
			),
		getProgramSession: (call) => succeed(call, views.programSession(find(call).programSession())),
		patchProgramSession: (call) => update(company, call),
		deleteProgramSession: (call) => {
			const { _id } = find(call).programSession();
			company.programSessions.remove(_id);
			company.programEnrollments.removeWhere(({ sessionId }) => sessionId === _id);
			return succeed(call, { status: 'program_session_deleted' });
		},
		getProgramSessionUsers: (call) =>
			succeed(call, people(new Set(learners(find(call).programSession()._id).map(({ userId }) => userId)))),
		addUserToProgramSession: (call) => {
			const { _id: sessionId } = find(call).programSession();
			const { _id: userId } = find(call).user('user_email_or_id');
			if (!company.programEnrollments.has(`${sessionId} ${userId}`))
				company.programEnrollments.put(newcomer(sessionId, userId));
			return succeed(call, { status: 'user_added' });
		},
		removeUserFromProgramSession: (call) => {
			const { _id: sessionId } = find(call).programSession();
			company.programEnrollments.remove(`${sessionId} ${find(call).user('user_email_or_id')._id}`);
			return succeed(call);
		},
		addGroupToProgramSession: (call) => {
			const session = find(call).programSession();
			const { _id: groupId } = find(call).group();
			company.programSessions.change(session._id, { groups: [...new Set([...session.groups, groupId])] });
			for (const { userId } of company.memberships.where((membership) => membership.groupId === groupId)) {
				if (!company.programEnrollments.has(`${session._id} ${userId}`))
					company.programEnrollments.put(newcomer(session._id, userId));
			}
			return succeed(call, {});
		},
		removeGroupFromProgramSession: (call) => {
			const session = find(call).programSession();
			const { _id: groupId } = find(call).group();
			company.programSessions.change(session._id, { groups: session.groups.filter((id) => id !== groupId) });
			return succeed(call, {});
		},
		getProgramSessionStats: (call) => {
			const session = find(call).programSession();
			const entries = learners(session._id);
			return succeed(call, {
				name: session.name,
				registered: entries.length,
				attendees: entries.filter(({ startedAt }) => startedAt !== null).length,
				completed: entries.filter(({ progress }) => progress === 100).length,
				usersStats: entries.map((entry) => statistic(company, entry)),
			});
		},
		getUserProgramSessionStats: (call) => {
			const { _id: sessionId } = find(call).programSession();
			const { _id: userId } = find(call).user('user_email_or_id');
			const entry = company.programEnrollments.get(`${sessionId} ${userId}`) ?? newcomer(sessionId, userId);
			return succeed(call, statistic(company, entry));
		},
		unblockUserScorm: (call) => {
			find(call).programSession();
			return succeed(call, { status: 'user_unblocked' });
		},
	};
};

/** The errors of this page differ from all others. */
function template(company: Company, call: Call) {
	const found = company.programTemplates.get(call.path.template_id as string);
	const body = { message: 'Not Found', documentation_url: 'https://api.360learning.com' };
	if (!found) throw new Refusal({ status: 404, body, undocumented: true });
	return found;
}

function update(company: Company, call: Call) {
	const session = new Finder(company, call).programSession();
	const values = ((call.body.customFields ?? []) as Array<{ _id: string; value: string }>).map(({ _id, value }) => ({
		_id,
		name: company.customFields.get(_id)?.name ?? '',
		value,
	}));
	const kept = session.customFields.filter(({ _id }) => !values.some((value) => value._id === _id));
	const { userLimit } = call.body;
	company.programSessions.change(session._id, {
		...changes(call),
		...(userLimit !== undefined && { userLimit: Number(userLimit) }),
		customFields: [...kept, ...values],
		modifiedAt: company.now(),
	});
	return succeed(call, { status: 'program_session_updated' });
}

/** The plain inputs of a session. */
function changes({ body }: Call): Partial<ProgramSession> {
	const { name, startDate, endDate, tutors, sessionCustom } = body;
	const given = { name, startDate, endDate, tutors, sessionCustom };
	return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function newcomer(sessionId: string, userId: string): ProgramEnrollment {
	return { sessionId, userId, progress: 0, score: null, timeSpentInSeconds: 0, startedAt: null, endedAt: null };
}

function statistic(
	company: Company,
	{ userId, progress, score, timeSpentInSeconds, startedAt, endedAt }: ProgramEnrollment,
) {
	const user = company.users.get(userId);
	return {
		mail: user?.mail,
		firstName: user?.firstName,
		lastName: user?.lastName,
		deleted: user?.status === 'deleted',
		progress,
		score,
		totalTimeSpentInSeconds: timeSpentInSeconds,
		startTime: startedAt,
		endTime: endedAt,
	};
}
