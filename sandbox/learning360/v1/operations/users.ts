import pick from 'lodash/pick.js';
import type { Call } from '../../../server/answer.ts';
import { groupBy } from '../../../server/grouping.ts';
import type { Company } from '../../company.ts';
import { flatRefusal } from '../../refusals.ts';
import type { Action, Actions } from '../answering.ts';
import { missing } from '../named.ts';
import { views } from '../views.ts';

/** Email addresses in use in another company of the platform: of a user, and of a pending invitation. */
const ELSEWHERE = { user: 'taken@elsewhere.example', invitation: 'invited@elsewhere.example' } as const;

/** New users, what they learn, and what they are called elsewhere. */
export const users: Actions = {
	createOrInviteUser: createOrInvite,
	getUserPrograms: (company, { user }) =>
		company.programEnrollments
			.where(({ userId }) => userId === user._id)
			.map((entry) => ({
				...pick(company.programSessions.get(entry.sessionId), ['_id', 'name', 'startDate', 'endDate']),
				...pick(entry, ['progress', 'score', 'timeSpentInSeconds']),
			})),
	getUserCourses: (company, { user }) => {
		const attempts = company.attempts.where(({ userId }) => userId === user._id);
		return groupBy(attempts, ({ courseId }) => courseId).map(([_id, own]) => ({
			_id,
			name: company.courses.get(_id)?.name,
			attempts: own.map((attempt) => views.attempt(company, attempt)),
		}));
	},
	getUserRoles: (company, { user }) => {
		const memberships = company.memberships.where(({ userId }) => userId === user._id);
		return groupBy(memberships, ({ groupId }) => groupId).map(([group, own]) => ({
			group,
			roles: own.map(({ role }) => role),
		}));
	},
	getUserPaths: (company, { user }) =>
		company.enrollments
			.where(({ userId, status }) => userId === user._id && status === 'published')
			.map((entry) => {
				const path = company.paths.get(entry.pathId);
				const session = company.pathSessions.get(entry.sessionId);
				const { type } = entry.learnerStatus;
				return {
					...pick(path, ['defaultLang', 'sourceLang']),
					startDate: session?.startDate,
					pathId: entry.pathId,
					pathName: path?.name,
					sessionId: entry.sessionId,
					sessionName: session?.name,
					authorIds: path && [path.authorId, ...path.coAuthorIds],
					instructorIds: session && [session.mainInstructorId, ...session.instructorIds],
					stats: {
						progress: entry.progress,
						totalTimeSpentInSeconds: entry.timeSpent / 1000,
						score: entry.score ?? null,
						status: ['successful', 'unsuccessful', 'late'].includes(type) ? type : 'onTime',
						completedAt: entry.completedAt ?? null,
						detailedStatus: { type },
					},
				};
			}),
	getUserByExternalId: (company, _named, { path: { externalId, externalPlatform }, operation }) => {
		const mappings = company.externalIds.where(({ platform }) => platform === externalPlatform);
		if (mappings.length === 0) throw missing(operation, 'externalPlatform_not_found');
		const user = company.presentUser(mappings.find(({ value }) => value === externalId)?.targetId ?? '');
		if (!user) throw missing(operation, 'user_not_found');
		return views.user(company, user);
	},
	addExternalIdToUser: (company, { user: { _id: targetId } }, { body }) => {
		const { externalPlatform: platform, externalId: value } = body;
		const present = company.externalIds.find((entry) => entry.targetId === targetId && entry.platform === platform);
		if (present?.value === value) return { status: 'external_id_already_set' };
		company.externalIds.put({ _id: present?._id ?? company.newId(), platform, targetId, targetType: 'user', value });
		return { status: 'external_id_updated' };
	},
	addManagerToUser: (company, { user, manager }) => {
		company.managers.put({ ownerId: user._id, id: manager._id });
		return { status: 'manager_added' };
	},
	deleteManagerFromUser: (company, { user, manager }) => {
		company.managers.remove({ ownerId: user._id, id: manager._id });
		return { status: 'manager_removed' };
	},
	pseudonymizeUser: (company, { user: { _id, status, lang } }) => {
		const nobody = { firstName: 'Pseudonymized', lastName: _id.slice(-6), pseudonymized: true };
		company.users.put({ _id, status, lang, mail: `${_id}@pseudonymized.example`, ...nobody });
		return { message: 'User pseudonymized' };
	},
	subscribeToEmailNotifications: subscribing(true),
	unsubscribeToEmailNotifications: subscribing(false),
};

function createOrInvite(company: Company, _named: unknown, { operation, body }: Call): object {
	const { groups = [], roles = [], password, sendCredentials, cancelTheInvitationAfterDays: _days, ...fields } = body;
	const { mail, primaryGroupId } = fields;
	if (!/\.[a-z]{2,}$/i.test(mail)) throw flatRefusal(operation, 'invalidEmails');
	if (mail === ELSEWHERE.user) throw flatRefusal(operation, 'unavailableEmails');
	if (mail === ELSEWHERE.invitation) throw flatRefusal(operation, 'faultyInvitations');
	if (primaryGroupId !== undefined && !groups.includes(primaryGroupId))
		throw flatRefusal(operation, 'user_not_member_of_primaryGroup');
	const former = company.users.find((user) => user.mail === mail);
	if (former?.status === 'active') throw flatRefusal(operation, 'user_already_exists');
	if (former?.status === 'invited') throw flatRefusal(operation, 'invitation_already_exists');
	const isCreated = password !== undefined || sendCredentials === 'true';
	const { _id: userId } = company.users.put({
		_id: company.newId(),
		lang: 'en',
		isSubscribed: true,
		...former,
		...fields,
		status: isCreated ? 'active' : 'invited',
	});
	for (const groupId of (groups as string[]).filter((id) => company.groups.has(id)))
		for (const role of ['learner', ...roles]) company.memberships.put({ groupId, userId, role });
	return { status: isCreated ? 'user_created' : 'invitation_created', _id: userId };
}

/** Messages to the users that a body lists, on or off; unknown ones are skipped. */
function subscribing(isSubscribed: boolean): Action {
	return (company, _named, { body }) => {
		for (const user of (body.usersEmails as string[]).map((mail) => company.userByKey(mail)))
			if (user) company.users.change(user._id, { isSubscribed });
		return { status: isSubscribed ? 'subscribed' : 'unsubscribed' };
	};
}
