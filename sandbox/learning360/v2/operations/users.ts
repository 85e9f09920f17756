import { type Call, succeed } from '../../../server/answer.ts';
import type { Company } from '../../company.ts';
import { PROFILE_IMAGE_BYTES, storeImage } from '../../media.ts';
import type { Membership, User } from '../../records.ts';
import { refusal } from '../../refusals.ts';
import type { Kind, Row } from '../../shapes.ts';
import type { Resource } from '../answering.ts';

const MAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** What users are changed and deleted by. */
export const USER_RULES: Partial<Kind> = {
	check: checkChange,
	after: (company, _call, user) =>
		company.events.emit('user.updated', { ...identity(user as User), updatedAt: company.now() }),
	checkRemoval: (company, { operation }, { _id, status }) => {
		if (_id === company.owner()._id) throw refusal(operation, 'userIsCompanyOwner');
		if (status === 'deleted') throw refusal(operation, 'userNotFound');
	},
	remove: (company, user) => {
		const deletedAt = company.now();
		company.users.change(user._id, { status: 'deleted', deletedAt: [...(user.deletedAt ?? []), deletedAt] });
		company.events.emit('user.deleted', { ...identity(user as User), deletedAt });
	},
};

export const users: Resource = (company) => ({
	getMyProfile: (call) => succeed(call, company.users.get(call.principal.userId as string)),
	createUser: (call) => createUser(company, call),
	activateUser: (call) => {
		const user = required(company, call);
		if (user.status === 'deleted') throw refusal(call.operation, 'userDeleted');
		if (user.status === 'invited')
			company.events.emit('user.activated', { ...identity(user), firstActivatedAt: company.now() });
		return succeed(call, company.users.change(user._id, { status: 'active' }));
	},
	replaceUserPassword: (call) => {
		if (required(company, call).status === 'deleted') throw refusal(call.operation, 'userDeleted');
		// The company's own rule: letters and something else.
		if (!/[a-z]/i.test(call.body.password) || /^[a-z]+$/i.test(call.body.password))
			throw refusal(call.operation, 'passwordInvalid');
		return succeed(call);
	},
	pseudonymizeUser: (call) => {
		const user = required(company, call);
		if (user.status !== 'deleted') throw refusal(call.operation, 'userNotDeleted');
		if (call.query.deleteExternalIds === 'true')
			company.externalIds.removeWhere(({ targetId }) => targetId === user._id);
		const { _id, status, lang, deletedAt, reactivatedAt } = user;
		const nobody = { firstName: 'Pseudonymized', lastName: _id.slice(-6), pseudonymized: true };
		return succeed(call, company.users.put({ _id, status, lang, deletedAt, reactivatedAt, ...nobody }));
	},
	uploadUserMedia: (call) => {
		const profileImageId = storeImage(company, call, 'profileImage', PROFILE_IMAGE_BYTES);
		return succeed(call, company.users.change(required(company, call)._id, { profileImageId }));
	},
	listUserManagers: (call) => {
		const ids = company.managers.where(({ ownerId }) => ownerId === call.path.userId).map(({ id }) => id);
		return succeed(call, ids);
	},
	listUserSubordinates: (call) => {
		const ids = company.managers.where(({ id }) => id === call.path.userId).map(({ ownerId }) => ownerId);
		return succeed(call, ids);
	},
	addUserManager: (call) => {
		const { userId = '', managerId = '' } = call.path;
		if (!company.presentUser(userId)) throw refusal(call.operation, 'userDeleted');
		if (!company.presentUser(managerId)) throw refusal(call.operation, 'managerDeleted');
		company.managers.put({ ownerId: userId, id: managerId });
		return succeed(call);
	},
	removeUserManager: (call) => {
		const { userId = '', managerId = '' } = call.path;
		if (!company.presentUser(userId)) throw refusal(call.operation, 'userDeleted');
		if (!company.managers.remove({ ownerId: userId, id: managerId }))
			throw refusal(call.operation, 'managerNotAssignedToUser');
		return succeed(call);
	},
});

/** Whether two accounts share a sign-in name. That the vendor ignores case here is inferred. */
function isSame(one: unknown, other: unknown): boolean {
	return typeof one === 'string' && typeof other === 'string' && one.toLowerCase() === other.toLowerCase();
}

function createUser(company: Company, call: Call) {
	const { membership, ...profile } = call.body;
	if (profile.mail !== undefined && !MAIL.test(profile.mail)) throw refusal(call.operation, 'mailInvalid');
	checkDeactivation(company, call);
	if (profile.primaryGroupId !== undefined && profile.primaryGroupId !== membership.groupId) {
		throw refusal(call.operation, 'notMemberOfPrimaryGroup');
	}
	const byMail = profile.mail === undefined ? undefined : company.users.find(({ mail }) => isSame(mail, profile.mail));
	const byName =
		profile.username === undefined
			? undefined
			: company.users.find(({ username }) => isSame(username, profile.username));
	if (byMail && byName && byMail !== byName) throw refusal(call.operation, 'loginIdentifierMultipleUsersFound');
	if (byMail && byMail.status !== 'deleted') throw refusal(call.operation, 'mailAlreadyUsed');
	if (byName && byName.status !== 'deleted') throw refusal(call.operation, 'usernameAlreadyUsed');
	const former = byMail ?? byName;
	const user: User = former
		? company.users.change(former._id, {
				...profile,
				status: 'invited',
				reactivatedAt: [...(former.reactivatedAt ?? []), company.now()],
			})
		: company.users.put({ _id: company.newId(), status: 'invited', lang: 'en', isSubscribed: true, ...profile });
	company.memberships.put({ ...membership, userId: user._id });
	company.events.emit('user.invited', { ...identity(user), invitedAt: company.now() });
	return { status: former ? 200 : 201, body: user };
}

function checkChange(company: Company, call: Call, next: Row, present?: Row): void {
	if (!present) return;
	const { body, operation } = call;
	const other = (test: (entry: User) => boolean) =>
		company.users.find((entry) => entry._id !== present._id && entry.status !== 'deleted' && test(entry));
	if (typeof body.mail === 'string') {
		if (!MAIL.test(body.mail)) throw refusal(operation, 'mailInvalid');
		if (other(({ mail }) => isSame(mail, body.mail))) throw refusal(operation, 'mailAlreadyUsed');
	}
	if (typeof body.username === 'string' && other(({ username }) => isSame(username, body.username)))
		throw refusal(operation, 'usernameAlreadyUsed');
	if (!next.mail && !next.username) throw refusal(operation, 'userShouldHaveAtLeastOneValidIdentifier');
	if (body.toBeDeactivatedAt !== undefined) {
		if (present.status === 'deleted') throw refusal(operation, 'invalidUpdateOnDeletedUser');
		if (present._id === company.owner()._id) throw refusal(operation, 'ownerDeactivationNotAllowed');
		checkDeactivation(company, call);
	}
	const { primaryGroupId: groupId } = body;
	const isMember = ({ userId, ...entry }: Membership) => userId === present._id && entry.groupId === groupId;
	if (typeof groupId === 'string' && !company.memberships.find(isMember))
		throw refusal(operation, 'notMemberOfPrimaryGroup');
}

function checkDeactivation(company: Company, { body, operation }: Call): void {
	const date = body.toBeDeactivatedAt;
	if (typeof date === 'string' && Date.parse(date) <= company.clock.now())
		throw refusal(operation, 'deactivationDateInvalid');
}

function required(company: Company, call: Call): User {
	const user = company.users.get(call.path.userId as string);
	if (!user) throw refusal(call.operation, 'userNotFound');
	return user;
}

/** Properties of a user in events. */
function identity({ _id, firstName, lastName, mail, username }: User): Record<string, unknown> {
	return { userId: _id, firstName, lastName, mail, username };
}
