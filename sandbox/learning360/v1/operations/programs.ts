import type { Company } from '../../company.ts';
import type { ProgramEnrollment } from '../../platformRecords.ts';
import { defined } from '../../shapes.ts';
import type { Actions } from '../answering.ts';
import { personOf, usersOf } from '../views.ts';

/** New program sessions, which API v2 does not have, and their learners. */
export const programs: Actions = {
	getProgramTemplateUsers: (company, { template }) => {
		const sessions = company.programSessions.where(({ programTemplate }) => programTemplate === template._id);
		return usersOf(
			company,
			sessions.flatMap(({ _id }) => learners(company, _id).map(({ userId }) => userId)),
		);
	},
	createProgramSession: (company, { template }, { body }) => {
		const { name = 'Untitled session', startDate, endDate, tutors = [], sessionCustom = '', userLimit } = body;
		const { _id: programTemplate, authorId, description, elements, skills, templateCustom } = template;
		const now = company.now();
		const { _id } = company.programSessions.put({
			_id: company.newId(),
			programTemplate,
			name,
			description,
			authorId,
			tutors,
			lang: 'en',
			customFields: [],
			modifiedAt: now,
			automatedReminders: Boolean(body.sendAutomatedReminders),
			requirements: { courses: [], programs: [], paths: [] },
			startDate: startDate ?? now,
			endDate: endDate ?? now,
			programDuration: null,
			templateCustom,
			sessionCustom,
			modules: elements.map(({ _id: id, type }) => ({ _id: id, type })),
			...defined({ userLimit }),
			groups: [],
			skills,
			validateRegistrations: false,
		});
		return { status: 'program_session_created', _id };
	},
	getProgramSessionUsers: (company, { programSession }) =>
		usersOf(
			company,
			learners(company, programSession._id).map(({ userId }) => userId),
		),
	addUserToProgramSession: (company, { programSession, user }) => {
		enroll(company, programSession._id, user._id);
		return { status: 'user_added' };
	},
	removeUserFromProgramSession: (company, { programSession, user }) => {
		company.programEnrollments.remove({ sessionId: programSession._id, userId: user._id });
	},
	addGroupToProgramSession: (company, { programSession: { _id, groups }, group }) => {
		company.programSessions.change(_id, { groups: [...new Set([...groups, group._id])] });
		for (const { groupId, userId } of company.memberships.all())
			if (groupId === group._id) enroll(company, _id, userId);
	},
	removeGroupFromProgramSession: (company, { programSession: { _id, groups }, group }) => {
		company.programSessions.change(_id, { groups: groups.filter((id) => id !== group._id) });
	},
	getProgramSessionStats: (company, { programSession: { _id, name } }) => {
		const entries = learners(company, _id);
		return {
			name,
			registered: entries.length,
			attendees: entries.filter(({ startedAt }) => startedAt !== null).length,
			completed: entries.filter(({ progress }) => progress === 100).length,
			usersStats: entries.map((entry) => statistic(company, entry)),
		};
	},
	getUserProgramSessionStats: (company, { programSession, user }) => {
		const present = company.programEnrollments.get({ sessionId: programSession._id, userId: user._id });
		return statistic(company, present ?? newcomer(programSession._id, user._id));
	},
	unblockUserScorm: () => ({ status: 'user_unblocked' }),
};

function learners(company: Company, id: string): ProgramEnrollment[] {
	return company.programEnrollments.where(({ sessionId }) => sessionId === id);
}

/** Enrolls a user, unless they are in the session already. */
function enroll(company: Company, sessionId: string, userId: string): void {
	if (!company.programEnrollments.has({ sessionId, userId }))
		company.programEnrollments.put(newcomer(sessionId, userId));
}

function newcomer(sessionId: string, userId: string): ProgramEnrollment {
	return { sessionId, userId, progress: 0, score: null, timeSpentInSeconds: 0, startedAt: null, endedAt: null };
}

function statistic(company: Company, entry: ProgramEnrollment): object {
	return {
		...personOf(company, entry.userId),
		progress: entry.progress,
		score: entry.score,
		totalTimeSpentInSeconds: entry.timeSpentInSeconds,
		startTime: entry.startedAt,
		endTime: entry.endedAt,
	};
}
