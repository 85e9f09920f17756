import type { Call } from '../../../server/answer.ts';
import type { Collection } from '../../../server/store.ts';
import type { Company } from '../../company.ts';
import type { ExternalId, UserCustomLink } from '../../platformRecords.ts';
import { refusal } from '../../refusals.ts';
import { given, list, type Resource, succeed } from '../answering.ts';

/** Names no company may use for a platform of its own. Which ones the vendor keeps is not documented. */
const RESERVED = /^(360learning|linkedin learning)$/i;

/** Ties to the world outside: links on profiles, ids of other systems, content integrations. */
export const links: Resource = (company) => ({
	listCustomLinks: (call) => list(call, company.customLinks.all()),
	createCustomLink: (call) => {
		checkLink(company, call);
		return succeed(call, company.customLinks.put({ ...call.body, _id: company.newId() }));
	},
	replaceCustomLink: (call) => {
		const { customLinkId = '' } = call.path;
		checkLink(company, call, customLinkId);
		return succeed(call, company.customLinks.put({ ...call.body, _id: customLinkId }));
	},
	deleteCustomLink: (call) => {
		company.customLinks.remove(call.path.customLinkId as string);
		company.userCustomLinks.removeWhere(({ customLinkId }) => customLinkId === call.path.customLinkId);
		return succeed(call);
	},
	listUserCustomLinks: (call) =>
		list(
			call,
			company.userCustomLinks.where(({ userId }) => userId === call.path.userId),
		),
	createUserCustomLink: (call) => {
		checkUserLink(company, call);
		return succeed(call, company.userCustomLinks.put({ ...call.body, _id: company.newId(), userId: call.path.userId }));
	},
	replaceUserCustomLink: (call) => {
		const link = userLinkOf(company, call);
		checkUserLink(company, call, link._id);
		return succeed(call, company.userCustomLinks.change(link._id, call.body));
	},
	deleteUserCustomLink: (call) => {
		company.userCustomLinks.remove(userLinkOf(company, call)._id);
		return succeed(call);
	},
	listExternalIds: (call) => list(call, company.externalIds.all(), { type: ({ targetType }) => targetType }),
	createExternalId: (call) => {
		checkMapping(company, call, 'mappingAlreadyExists');
		return succeed(call, company.externalIds.put({ ...call.body, _id: company.newId() }));
	},
	replaceExternalId: (call) => {
		const { mappingId = '' } = call.path;
		checkMapping(company, call, 'targetAlreadyMapped', mappingId);
		return succeed(call, company.externalIds.put({ ...call.body, _id: mappingId }));
	},
	deleteExternalId: (call) => {
		const { mappingId = '' } = call.path;
		if (RESERVED.test(company.externalIds.get(mappingId)?.platform ?? ''))
			throw refusal(call.operation, 'reservedPlatformName');
		company.externalIds.remove(mappingId);
		return succeed(call);
	},
	listIntegrations: (call) => list(call, company.integrations.all()),
	createIntegration: (call) => {
		checkPlatform(company, call, call.body.externalPlatform, call.body.groupId);
		return succeed(call, company.integrations.put({ ...call.body, _id: company.newId() }));
	},
	updateIntegration: (call) => {
		const { integrationId = '' } = call.path;
		const next = { ...company.integrations.get(integrationId), ...call.body };
		checkPlatform(company, call, next.externalPlatform, next.groupId, integrationId);
		return succeed(call, company.integrations.change(integrationId, given(call.body)));
	},
	deleteIntegration: (call) => {
		company.integrations.remove(call.path.integrationId as string);
		return succeed(call);
	},
	getExternalCourse: (call) => {
		const course = company.externalCourses.get(`${call.path.integrationId} ${call.path.externalId}`);
		if (!course) throw refusal(call.operation, 'courseNotBelongToIntegration');
		return succeed(call, course);
	},
});

function checkLink(company: Company, { body, operation }: Call, own?: string): void {
	const others = company.customLinks.where(({ _id }) => _id !== own);
	for (const name of ['name', 'order', 'type'] as const) {
		if (others.some((link) => link[name] === body[name])) throw refusal(operation, `${name}AlreadyUsed`);
	}
}

function userLinkOf(company: Company, { path, operation }: Call): UserCustomLink {
	const link = company.userCustomLinks.get(path.customUserLinkId as string);
	if (link?.userId !== path.userId) throw refusal(operation, 'customUserLinkNotFound');
	return link as UserCustomLink;
}

function checkUserLink(company: Company, { body, path, operation }: Call, own?: string): void {
	const taken = company.userCustomLinks.find(
		({ _id, userId, customLinkId }) => _id !== own && userId === path.userId && customLinkId === body.customLinkId,
	);
	if (taken) throw refusal(operation, 'customLinkAlreadyUsed');
}

function checkMapping(company: Company, { body, operation }: Call, targetCode: string, own?: string): void {
	const { platform, targetId, targetType, value } = body as ExternalId;
	if (RESERVED.test(platform)) throw refusal(operation, 'reservedPlatformName');
	if (!targetsOf(company)[targetType]?.has(targetId)) throw refusal(operation, 'resourceNotFound');
	const others = company.externalIds.where(
		(entry) => entry._id !== own && entry.platform === platform && entry.targetType === targetType,
	);
	if (others.some((entry) => entry.targetId === targetId)) throw refusal(operation, targetCode);
	if (others.some((entry) => entry.value === value)) throw refusal(operation, 'valueAlreadyUsed');
}

/** What can have an outside id, by the vendor's names. */
function targetsOf(company: Company): Record<string, Pick<Collection<object>, 'has'>> {
	return {
		attempt: company.attempts,
		classroom: company.classrooms,
		classroomAttendance: company.registrations,
		classroomAttendanceSheet: company.attendanceSheets,
		classroomSlot: company.slots,
		classroomSlotRegistration: company.registrations,
		course: company.courses,
		group: company.groups,
		learningNeed: company.learningNeeds,
		path: company.paths,
		pathEnrollment: company.enrollments,
		pathSession: company.pathSessions,
		pathTracking: company.enrollments,
		registrationRequest: company.enrollments,
		user: company.users,
	};
}

function checkPlatform(company: Company, { operation }: Call, platform: string, groupId: string, own?: string): void {
	if (RESERVED.test(platform)) throw refusal(operation, 'reservedPlatformName');
	const taken = company.integrations.find(
		(entry) => entry._id !== own && entry.groupId === groupId && entry.externalPlatform === platform,
	);
	if (taken) throw refusal(operation, 'duplicateExternalPlatform');
}
