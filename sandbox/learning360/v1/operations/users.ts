import type { Call } from '../../../server/answer.ts';
import { groupBy } from '../../../server/grouping.ts';
import { type Company, pairKey } from '../../company.ts';
import type { User } from '../../records.ts';
import { flatRefusal } from '../../refusals.ts';
import { Finder, missing, type Resource, succeed } from '../answering.ts';
import { profile } from '../profile.ts';
import { Views } from '../views.ts';

/** Email addresses in use in another company of the platform: of a user, and of a pending invitation. */
export const ELSEWHERE = { user: 'taken@elsewhere.example', invitation: 'invited@elsewhere.example' } as const;

export const users: Resource = (company) => {
	const views = new Views(company);
	const find = (call: Call) => new Finder(company, call);
	return {
		getUsers: (call) => {
			const { deleted } = call.query;
			const isWanted = ({ status }: User) => deleted === undefined || (status === 'deleted') === (deleted === 'true');
			return succeed(call, views.users(company.users.where(isWanted)));
		},
		getUser: (call) => succeed(call, profile(company, find(call).user('user_email'))),
		createOrInviteUser: (call) => createOrInvite(company, call),
		updateUser: (call) => update(company, call, find(call).user('user_email')),
		deleteUser: (call) => {
			const user = find(call).user('user_email');
			company.users.change(user._id, { status: 'deleted', deletedAt: [...(user.deletedAt ?? []), company.now()] });
			// A deleted user who comes back gets everything back but the groups.
			company.memberships.removeWhere(({ userId }) => userId === user._id);
			return succeed(call, { status: 'user_deleted' });
		},
		getUserPrograms: (call) => {
			const { _id } = find(call).user('user_email');
			const entries = company.programEnrollments.where(({ userId }) => userId === _id);
			return succeed(
				call,
				entries.map(({ sessionId, progress, score, timeSpentInSeconds }) => {
					const session = company.programSessions.get(sessionId);
					return {
						_id: sessionId,
						name: session?.name,
						startDate: session?.startDate,
						endDate: session?.endDate,
						progress,
						score,
						timeSpentInSeconds,
					};
				}),
			);
		},
		getUserCourses: (call) => {
			const { _id } = find(call).user('user_email_or_id');
			const byCourse = groupBy(
				company.attempts.where(({ userId }) => userId === _id),
				({ courseId }) => courseId,
			);
			return succeed(
				call,
				byCourse.map(([courseId, attempts]) => ({
					_id: courseId,
					name: company.courses.get(courseId)?.name,
					attempts: attempts.map((attempt) => views.attempt(attempt)),
				})),
			);
		},
		getUserRoles: (call) => {
			const { _id } = find(call).user('userId_or_email');
			const byGroup = groupBy(
				company.memberships.where(({ userId }) => userId === _id),
				({ groupId }) => groupId,
			);
			return succeed(
				call,
				byGroup.map(([group, memberships]) => ({ group, roles: memberships.map(({ role }) => role) })),
			);
		},
		getUserPaths: (call) => {
			const { _id } = find(call).user('userId');
			return succeed(
				call,
				company.enrollments
					.where(({ userId, status }) => userId === _id && status === 'published')
					.map((entry) => {
						const path = company.paths.get(entry.pathId);
						const session = company.pathSessions.get(entry.sessionId);
						const { type } = entry.learnerStatus;
						const status = type === 'successful' || type === 'unsuccessful' || type === 'late' ? type : 'onTime';
						return {
							pathId: entry.pathId,
							pathName: path?.name,
							sessionId: entry.sessionId,
							sessionName: session?.name,
							authorIds: path && [path.authorId, ...path.coAuthorIds],
							instructorIds: session && [session.mainInstructorId, ...session.instructorIds],
							defaultLang: path?.defaultLang,
							sourceLang: path?.sourceLang,
							startDate: session?.startDate,
							stats: {
								progress: entry.progress,
								totalTimeSpentInSeconds: entry.timeSpent / 1000,
								score: entry.score ?? null,
								status,
								completedAt: entry.completedAt ?? null,
								detailedStatus: { type },
							},
						};
					}),
			);
		},
		getUserByExternalId: (call) => {
			const { externalId, externalPlatform } = call.path;
			const mappings = company.externalIds.where(({ platform }) => platform === externalPlatform);
			if (mappings.length === 0) throw missing(call.operation, 'externalPlatform_not_found');
			const user = company.presentUser(mappings.find(({ value }) => value === externalId)?.targetId ?? '');
			if (!user) throw missing(call.operation, 'user_not_found');
			return succeed(call, views.user(user));
		},
		addExternalIdToUser: (call) => {
			const { _id: targetId } = find(call).user('user_email');
			const { externalPlatform: platform, externalId: value } = call.body;
			const present = company.externalIds.find((entry) => entry.targetId === targetId && entry.platform === platform);
			if (present?.value === value) return succeed(call, { status: 'external_id_already_set' });
			company.externalIds.put({ _id: present?._id ?? company.newId(), platform, targetId, targetType: 'user', value });
			return succeed(call, { status: 'external_id_updated' });
		},
		addManagerToUser: (call) => {
			const pair = { ownerId: find(call).user('user_email')._id, id: find(call).user('manager_email')._id };
			company.managers.put(pair);
			return succeed(call, { status: 'manager_added' });
		},
		deleteManagerFromUser: (call) => {
			const pair = { ownerId: find(call).user('user_email')._id, id: find(call).user('manager_email')._id };
			company.managers.remove(pairKey(pair));
			return succeed(call, { status: 'manager_removed' });
		},
		pseudonymizeUser: (call) => {
			const { _id, status, lang } = find(call).user('user_email');
			const mail = `${_id}@pseudonymized.example`;
			company.users.put({
				_id,
				status,
				lang,
				mail,
				firstName: 'Pseudonymized',
				lastName: _id.slice(-6),
				pseudonymized: true,
			});
			return succeed(call, { message: 'User pseudonymized' });
		},
		subscribeToEmailNotifications: (call) => subscribe(company, call, true),
		unsubscribeToEmailNotifications: (call) => subscribe(company, call, false),
	};
};

function createOrInvite(company: Company, call: Call) {
	const { operation, body } = call;
	const {
		mail,
		groups = [],
		roles = [],
		password,
		sendCredentials,
		cancelTheInvitationAfterDays: _days,
		...fields
	} = body;
	if (!/\.[a-z]{2,}$/i.test(mail)) throw flatRefusal(operation, 'invalidEmails');
	if (mail === ELSEWHERE.user) throw flatRefusal(operation, 'unavailableEmails');
	if (mail === ELSEWHERE.invitation) throw flatRefusal(operation, 'faultyInvitations');
	if (fields.primaryGroupId !== undefined && !groups.includes(fields.primaryGroupId))
		throw flatRefusal(operation, 'user_not_member_of_primaryGroup');
	const former = company.users.find((user) => user.mail === mail);
	if (former?.status === 'active') throw flatRefusal(operation, 'user_already_exists');
	if (former?.status === 'invited') throw flatRefusal(operation, 'invitation_already_exists');
	const isCreated = password !== undefined || sendCredentials === 'true';
	const user: User = {
		lang: 'en',
		isSubscribed: true,
		...former,
		...fields,
		mail,
		_id: former?._id ?? company.newId(),
		status: isCreated ? 'active' : 'invited',
	};
	company.users.put(user);
	for (const groupId of groups) {
		for (const role of ['learner', ...roles])
			if (company.groups.has(groupId)) company.memberships.put({ groupId, userId: user._id, role });
	}
	return succeed(call, { status: isCreated ? 'user_created' : 'invitation_created', _id: user._id });
}

function update(company: Company, call: Call, user: User) {
	const { operation, body } = call;
	const { customFields, toDeactivateAt, password: _password, ...changes } = body;
	if (changes.mail !== undefined) {
		const other = company.users.find(({ mail, status }) => mail === changes.mail && status !== 'deleted');
		if (other)
			throw flatRefusal(
				operation,
				other.status === 'invited' && other !== user ? 'already_invited' : 'mail_already_exists',
			);
	}
	if (toDeactivateAt && Date.parse(toDeactivateAt) <= company.clock.now()) {
		throw flatRefusal(operation, "'toDeactivateAt' date must be in the future");
	}
	company.users.change(user._id, { ...changes, ...(toDeactivateAt && { toBeDeactivatedAt: toDeactivateAt }) });
	for (const { customField, value } of customFields ?? []) {
		const field = company.customFields.get(customField);
		if (field) company.customValues.put({ targetId: user._id, customFieldId: customField, type: field.type, value });
	}
	return succeed(call, { status: 'user_updated' });
}

function subscribe(company: Company, call: Call, isSubscribed: boolean) {
	for (const mail of call.body.usersEmails as string[]) {
		const user = company.userByKey(mail);
		if (user) company.users.change(user._id, { isSubscribed });
	}
	return succeed(call, { status: isSubscribed ? 'subscribed' : 'unsubscribed' });
}
