import type { Call } from '../../server/answer.ts';
import type { Operation } from '../../server/operations.ts';
import type { Company } from '../company.ts';
import { documents, refusal } from '../refusals.ts';
import { type Kind as PlainKind, rowsOf } from '../shapes.ts';

/** Where records of a kind are, and the codes for a missing one, most specific first. */
type Kind = [rows: PlainKind['rows'], ...codes: string[]];

const user: Kind = ['users', 'userNotFound', 'usersNotFound'];
const group: Kind = ['groups', 'groupNotFound', 'groupsNotFound'];
const media: Kind = ['media', 'mediaNotFound'];
const path: Kind = ['paths', 'pathNotFound'];
const session: Kind = ['pathSessions', 'sessionNotFound', 'pathSessionNotFound'];
const outline: Kind = ['certificateOutlines', 'certificateOutlineNotFound'];
const certificate: Kind = ['certificates', 'certificateNotFound'];
const tag: Kind = ['tags', 'tagNotFound'];
const customField: Kind = ['customFields', 'customFieldNotFound'];
const customLink: Kind = ['customLinks', 'customLinkNotFound'];

/** Records that the IDs in a path name. */
const IN_PATH: Record<string, Kind> = {
	userId: ['users', 'userNotFound'],
	managerId: ['users', 'managerNotFound'],
	groupId: group,
	courseId: ['courses', 'courseNotFound'],
	pathId: path,
	sessionId: session,
	childSessionId: session,
	classroomId: ['classrooms', 'classroomNotFound'],
	classroomSlotId: ['slots', 'classroomSlotNotFound', 'classroomNotFound'],
	attendanceSheetId: ['attendanceSheets', 'attendanceSheetNotFound'],
	tagId: tag,
	customFieldId: customField,
	customLinkId: customLink,
	customUserLinkId: ['userCustomLinks', 'customUserLinkNotFound'],
	mappingId: ['externalIds', 'mappingIdNotFound'],
	integrationId: ['integrations', 'integrationNotFound'],
	certificateOutlineId: outline,
	certificateId: certificate,
	subscriptionId: ['webhookSubscriptions', 'subscriptionNotFound', 'activeSubscriptionNotFound'],
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
	parentId: ['groups', 'parentGroupNotFound'],
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
	certificateIds: certificate,
};

/**
 * Refuses IDs of missing records with the code that the operation documents. What it does not document is left
 * to the handler.
 *
 * @throws Refusal
 */
export function checkReferences(company: Company, call: Call): void {
	// A deleted user still has a profile; calls that refuse one say so with a code of their own.
	for (const [name, id] of Object.entries(call.path))
		check(call.operation, IN_PATH[name], (rows) => rowsOf(company, rows).has(id));
	checkBody(company, call.operation, call.body);
}

function checkBody(company: Company, operation: Operation, value: unknown): void {
	if (value === null || typeof value !== 'object') return;
	for (const [name, entry] of Object.entries(value)) {
		const kind = Object.hasOwn(IN_BODY, name) ? IN_BODY[name] : undefined;
		const ids = kind ? [entry].flat().filter((id): id is string => typeof id === 'string') : [];
		if (!kind) checkBody(company, operation, entry);
		for (const id of ids)
			check(operation, kind, (rows) =>
				rows === 'users' ? company.presentUser(id) !== undefined : rowsOf(company, rows).has(id),
			);
	}
}

function check(operation: Operation, kind: Kind | undefined, has: (rows: PlainKind['rows']) => boolean): void {
	if (!kind) return;
	const [rows, ...codes] = kind;
	const code = codes.find((candidate) => documents(operation, candidate));
	if (code && !has(rows)) throw refusal(operation, code);
}
