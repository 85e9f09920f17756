import { type Call, succeed } from '../../../server/answer.ts';
import type { Company } from '../../company.ts';
import { storeImage } from '../../media.ts';
import type { Group, Membership } from '../../records.ts';
import { refusal } from '../../refusals.ts';
import type { Kind } from '../../shapes.ts';
import type { Resource } from '../answering.ts';

/** What a public group cannot have, and the code that says so. */
const PRIVATE_ONLY = {
	subdomain: 'noSubdomainOnPublicGroup',
	url: 'noCustomUrlOnPublicGroup',
	privacyPolicy: 'noPrivacyPolicyOnPublicGroup',
	moderationCharter: 'noModerationCharterOnPublicGroup',
	termsOfUse: 'noTermsOfUseOnPublicGroup',
	imprint: 'noImprintOnPublicGroup',
} as const;

/** The vendor's colours of a group that has none of its own. */
const COLORS = {
	primary: '#0a47c2',
	menuBackground: '#ffffff',
	myWorkBackground: '#f7f4ee',
	platformBackground: '#ffffff',
};

/** What groups are created, changed and deleted by. */
export const GROUP_RULES: Partial<Kind> = {
	check: (company, call, next, present) => {
		const { body, operation } = call;
		if (present && body.public === true && present.parentId === undefined)
			throw refusal(operation, 'rootGroupNotPublic');
		const below = present ? company.withDescendants(present._id).map(({ _id }) => _id) : [];
		if (below.includes(body.parentId)) throw refusal(operation, 'parentGroupNotDescendantOrSelf');
		for (const [name, code] of Object.entries(PRIVATE_ONLY))
			if (next.public && next[name] !== undefined && next[name] !== null) throw refusal(operation, code);
		checkSubdomain(company, call, present?._id);
	},
	after: (company, _call, { _id: groupId, name, public: isPublic, parentId }, present) => {
		if (!present) company.events.emit('group.created', { groupId, createdAt: company.now(), name });
		else company.events.emit('group.updated', { groupId, updatedAt: company.now(), name, public: isPublic, parentId });
	},
	checkRemoval: (company, { operation }, group) => {
		if (group.parentId === undefined) throw refusal(operation, 'groupIsRoot');
		if (company.isIntegrated(group._id)) throw refusal(operation, 'hasActiveIntegrationsOrLtiConnectors');
	},
	remove: (company, { _id }) => company.removeGroups(company.withDescendants(_id)),
};

export const groups: Resource = (company) => ({
	updateGroupBranding: (call) => {
		const group = required(company, call);
		const earlier = (group.colors ?? {}) as Record<string, unknown>;
		const colors = call.body.colors === null ? {} : { ...earlier, ...call.body.colors };
		company.groups.change(group._id, { colors });
		const shown = Object.entries(COLORS).map(([name, color]) => [name, colors[name] ?? color]);
		return succeed(call, { colors: Object.fromEntries(shown) });
	},
	uploadGroupMedia: (call) => {
		const changes = (['banner', 'background', 'favicon', 'logo'] as const)
			.filter((part) => call.files[part])
			.map((part) => [`${part}ImageId`, storeImage(company, call, part)]);
		if (changes.length === 0) throw refusal(call.operation, 'noFilesProvided');
		return succeed(call, company.groups.change(required(company, call)._id, Object.fromEntries(changes)));
	},
	listGroupCatalogContentIds: (call) => shelf(call, company.catalog.all()),
	listGroupLibraryContentIds: (call) => shelf(call, company.library.all()),
	listGroupMemberships: (call) => {
		const members = company.memberships.where(({ groupId }) => groupId === call.path.groupId);
		return succeed(
			call,
			members.sort((left, right) => left.userId.localeCompare(right.userId)),
		);
	},
	listUserMemberships: (call) => {
		const memberships = company.memberships.where(({ userId }) => userId === call.path.userId);
		return succeed(
			call,
			memberships.sort((left, right) => left.groupId.localeCompare(right.groupId)),
		);
	},
	addGroupRole: (call) => {
		const { groupId = '', userId = '' } = call.path;
		if (!company.presentUser(userId)) throw refusal(call.operation, 'userDeleted');
		company.memberships.put({ groupId, userId, role: roleOf(call) });
		return succeed(call);
	},
	removeGroupRole: (call) => {
		const { groupId, userId } = call.path;
		if (!company.memberships.remove({ groupId, role: roleOf(call), userId }))
			throw refusal(call.operation, 'userNotFoundInGroup');
		return succeed(call);
	},
});

/** The path spells one role differently from bodies. */
function roleOf({ path }: Call): Membership['role'] {
	return path.role === 'user-admin' ? 'userAdmin' : (path.role as Membership['role']);
}

function required(company: Company, call: Call): Group {
	return company.groups.get(call.path.groupId as string) as Group;
}

function checkSubdomain(company: Company, { body, operation }: Call, own?: string): void {
	if (typeof body.subdomain !== 'string') return;
	const taken = company.groups.find(({ _id, subdomain }) => _id !== own && subdomain === body.subdomain);
	if (taken || body.subdomain === 'www') throw refusal(operation, 'subdomainUnavailable');
}

function shelf(call: Call, pairs: readonly { ownerId: string; type?: string; id: string }[]) {
	const { groupId, contentType } = call.path;
	return succeed(
		call,
		pairs.filter(({ ownerId, type }) => ownerId === groupId && type === contentType).map(({ id }) => id),
	);
}
