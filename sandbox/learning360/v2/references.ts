import type { Call } from '../../server/answer.ts';
import type { Operation } from '../../server/operations.ts';
import type { Company } from '../company.ts';
import { documents, refusal } from '../refusals.ts';

interface Kind {
	/** Whether the company has such a record. */
	has(company: Company, id: string): boolean;
	/** Codes for a missing record, most specific first. */
	codes: string[];
}

const user: Kind = {
	has: (company, id) => company.presentUser(id) !== undefined,
	codes: ['userNotFound', 'usersNotFound'],
};
const group: Kind = { has: (company, id) => company.groups.has(id), codes: ['groupNotFound', 'groupsNotFound'] };
const media: Kind = { has: (company, id) => company.media.has(id), codes: ['mediaNotFound'] };
const path: Kind = { has: (company, id) => company.paths.has(id), codes: ['pathNotFound'] };
const session: Kind = {
	has: (company, id) => company.pathSessions.has(id),
	codes: ['sessionNotFound', 'pathSessionNotFound'],
};
const outline: Kind = {
	has: (company, id) => company.certificateOutlines.has(id),
	codes: ['certificateOutlineNotFound'],
};
const tag: Kind = { has: (company, id) => company.tags.has(id), codes: ['tagNotFound'] };
const customField: Kind = { has: (company, id) => company.customFields.has(id), codes: ['customFieldNotFound'] };
const customLink: Kind = { has: (company, id) => company.customLinks.has(id), codes: ['customLinkNotFound'] };

/** Records that the IDs in a path name. */
const IN_PATH: Record<string, Kind> = {
	// A deleted user still has a profile; calls that refuse one say so with a code of their own.
	userId: { has: (company, id) => company.users.has(id), codes: ['userNotFound'] },
	managerId: { has: (company, id) => company.users.has(id), codes: ['managerNotFound'] },
	groupId: group,
	courseId: { has: (company, id) => company.courses.has(id), codes: ['courseNotFound'] },
	pathId: path,
	sessionId: session,
	childSessionId: session,
	classroomId: { has: (company, id) => company.classrooms.has(id), codes: ['classroomNotFound'] },
	classroomSlotId: {
		has: (company, id) => company.slots.has(id),
		codes: ['classroomSlotNotFound', 'classroomNotFound'],
	},
	attendanceSheetId: { has: (company, id) => company.attendanceSheets.has(id), codes: ['attendanceSheetNotFound'] },
	tagId: tag,
	customFieldId: customField,
	customLinkId: customLink,
	customUserLinkId: { has: (company, id) => company.userCustomLinks.has(id), codes: ['customUserLinkNotFound'] },
	mappingId: { has: (company, id) => company.externalIds.has(id), codes: ['mappingIdNotFound'] },
	integrationId: { has: (company, id) => company.integrations.has(id), codes: ['integrationNotFound'] },
	certificateOutlineId: outline,
	certificateId: { has: (company, id) => company.certificates.has(id), codes: ['certificateNotFound'] },
	subscriptionId: {
		has: (company, id) => company.webhookSubscriptions.has(id),
		codes: ['subscriptionNotFound', 'activeSubscriptionNotFound'],
	},
};

/** Records that the IDs in a body name, by property, at any depth. */
const IN_BODY: Record<string, Kind> = {
	authorId: user,
	coAuthorIds: user,
	mainInstructorId: user,
	instructorIds: user,
	trainerIds: user,
	userId: user,
	translatorIds: user,
	groupId: group,
	primaryGroupId: group,
	parentId: { ...group, codes: ['parentGroupNotFound'] },
	mediaIds: media,
	bannerImageId: media,
	backgroundImageId: media,
	faviconImageId: media,
	logoImageId: media,
	profileImageId: media,
	pathId: path,
	certificateId: outline,
	certificateOutlineId: outline,
	tagIds: tag,
	customFieldId: customField,
	customLinkId: customLink,
	certificateIds: { has: (company, id) => company.certificates.has(id), codes: ['certificateNotFound'] },
};

/**
 * Refuses IDs of missing records with the code that the operation documents. What it does not document is left
 * to the handler.
 *
 * @throws Refusal
 */
export function checkReferences(company: Company, call: Call): void {
	for (const [name, id] of Object.entries(call.path)) check(company, call.operation, IN_PATH[name], id);
	checkBody(company, call.operation, call.body);
}

function checkBody(company: Company, operation: Operation, value: unknown): void {
	if (Array.isArray(value)) {
		for (const entry of value) checkBody(company, operation, entry);
		return;
	}
	if (value === null || typeof value !== 'object') return;
	for (const [name, entry] of Object.entries(value)) {
		const kind = Object.hasOwn(IN_BODY, name) ? IN_BODY[name] : undefined;
		if (!kind) checkBody(company, operation, entry);
		else for (const id of [entry].flat()) if (typeof id === 'string') check(company, operation, kind, id);
	}
}

function check(company: Company, operation: Operation, kind: Kind | undefined, id: string): void {
	const code = kind?.codes.find((candidate) => documents(operation, candidate));
	if (kind && code && !kind.has(company, id)) throw refusal(operation, code);
}
