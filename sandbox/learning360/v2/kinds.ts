import type { Call } from '../../server/answer.ts';
import type { Records } from '../../server/records.ts';
import type { Company } from '../company.ts';
import { documents, refusal } from '../refusals.ts';
import { type Kind as PlainKind, type Row, rowsOf } from '../shapes.ts';

import { GROUP_RULES } from './operations/groups.ts';
import { PATH_RULES } from './operations/paths.ts';
import { SESSION_RULES } from './operations/pathSessions.ts';
import { USER_RULES } from './operations/users.ts';

/** One kind of record that plain operations of API v2 list, read, create, change, replace and delete. */
export interface Kind extends PlainKind {
	/** Properties that filters of the list read, where they are named differently. */
	filters?: Record<string, string>;
	/** Properties that no two records may share, and the codes that say so: the first that the operation documents. */
	unique?: Array<{ by: string[]; codes: string[] }>;
	/** Code for a record that belongs to another parent than the path says. */
	elsewhere?: string;
}

/** Texts of a certificate and the placeholder each of them must hold. */
const PLACEHOLDERS = {
	authenticityVerificationUrlWording: '[authenticity_verification_url]',
	referenceNumberWording: '[reference_number]',
	validityPeriodWording: '[validity_period]',
} as const;

/** Names no company may use for a platform of its own. Which ones the vendor keeps is not documented. */
const RESERVED = /^(360learning|linkedin learning)$/i;

/** Most sheets a slot may have, as the document of the call says. */
const MAXIMUM_SHEETS = 100;

/** Collections whose records can have an outside ID, by the vendor's names of the targets. */
const TARGETS: Record<string, keyof Records<Company>> = {
	attempt: 'attempts',
	classroom: 'classrooms',
	classroomAttendance: 'registrations',
	classroomAttendanceSheet: 'attendanceSheets',
	classroomSlot: 'slots',
	classroomSlotRegistration: 'registrations',
	course: 'courses',
	group: 'groups',
	learningNeed: 'learningNeeds',
	path: 'paths',
	pathEnrollment: 'enrollments',
	pathSession: 'pathSessions',
	pathTracking: 'enrollments',
	registrationRequest: 'enrollments',
	user: 'users',
};

/** Every kind whose operations, or some of them, follow from the shape of their path. */
export const KINDS: Kind[] = [
	{ path: '/courses/{courseId}', rows: 'courses' },
	{ path: '/courses/stats/{attemptId}', rows: 'attempts' },
	{ path: '/groups/{groupId}', rows: 'groups', ...GROUP_RULES },
	{ path: '/learning-needs/{learningNeedId}', rows: 'learningNeeds' },
	{ path: '/paths/{pathId}', rows: 'paths', ...PATH_RULES },
	{ path: '/paths/{pathId}/enrollments/{enrollmentId}', rows: 'enrollments' },
	{
		path: '/paths/{pathId}/sessions/{sessionId}',
		rows: 'pathSessions',
		elsewhere: 'sessionNotBelongToPath',
		...SESSION_RULES,
	},
	{ path: '/paths/sessions/{sessionId}', rows: 'pathSessions', filters: { sessionId: '_id' } },
	{ path: '/projects/{projectId}', rows: 'projects' },
	{ path: '/skills/{skillId}', rows: 'skills' },
	{ path: '/skills/powers/{powerId}', rows: 'powers' },
	{ path: '/users/{userId}', rows: 'users', ...USER_RULES },
	{ path: '/users/{userId}/certificates/{certificateId}', rows: 'certificates' },
	{
		path: '/webhooks/subscriptions/{subscriptionId}',
		rows: 'webhookSubscriptions',
		dependents: { webhookEvents: 'subscriptionId' },
	},
	{ path: '/webhooks/subscriptions/{subscriptionId}/events/{eventId}', rows: 'webhookEvents' },
	{ path: '/classroom-slots/{classroomSlotId}/registrations/{registrationId}', rows: 'registrations' },
	{
		path: '/certificate-outlines/{certificateOutlineId}',
		rows: 'certificateOutlines',
		defaults: (company) => ({ createdAt: company.now() }),
		check: (_company, { body, operation }) => {
			for (const [name, placeholder] of Object.entries(PLACEHOLDERS)) {
				if (typeof body[name] === 'string' && !body[name].includes(placeholder))
					throw refusal(operation, 'wordingWithMissingTag');
			}
		},
		checkRemoval: (company, { operation }, { _id }) => {
			if (company.paths.find(({ certificateId }) => certificateId === _id))
				throw refusal(operation, 'certificateOutlineStillUsed');
		},
	},
	{
		path: '/classrooms/{classroomId}',
		rows: 'classrooms',
		dated: true,
		defaults: () => ({ mediaIds: [] }),
		check: checkMedia,
	},
	{
		path: '/classrooms/{classroomId}/slots/{classroomSlotId}',
		rows: 'slots',
		dated: true,
		defaults: () => ({ trainerIds: [], mediaIds: [] }),
		read: ({ notification: _sent, ...body }) => body,
		check: checkSlot,
		dependents: { registrations: 'classroomSlotId', waitlist: 'classroomSlotId', attendanceSheets: 'classroomSlotId' },
		elsewhere: 'classroomSlotNotFound',
	},
	{
		path: '/classroom-slots/{classroomSlotId}/attendance-sheets/{attendanceSheetId}',
		rows: 'attendanceSheets',
		defaults: (company, { path }) => {
			const present = sheetsOf(company, path.classroomSlotId);
			return { status: 'open', checkInCode: String(100_000 + ((present * 7919) % 900_000)) };
		},
		check: (company, { path, operation }, _next, present) => {
			if (!present && sheetsOf(company, path.classroomSlotId) >= MAXIMUM_SHEETS)
				throw refusal(operation, 'maxAttendanceSheetsReached');
		},
		elsewhere: 'attendanceSheetNotBelongToClassroomSlot',
	},
	{
		path: '/custom-fields/{customFieldId}',
		rows: 'customFields',
		defaults: () => ({ authorizedValues: [] }),
		read: (body, present) => (present ? { name: body.name.trim() } : body),
		check: (company, { body, operation }, _next, present) => {
			const name = body.name.trim();
			if (name === '') throw refusal(operation, 'invalidName');
			if (company.customFields.find((field) => field._id !== present?._id && field.name === name))
				throw refusal(operation, 'nameAlreadyTaken');
		},
		dependents: { customValues: 'customFieldId' },
	},
	{
		path: '/tags/{tagId}',
		rows: 'tags',
		defaults: () => ({ source: 'native' }),
		unique: [{ by: ['name'], codes: ['tagNameNotAvailable'] }],
		dependents: { taggings: 'tagId' },
	},
	{
		path: '/custom-links/{customLinkId}',
		rows: 'customLinks',
		unique: ['name', 'order', 'type'].map((name) => ({ by: [name], codes: [`${name}AlreadyUsed`] })),
		dependents: { userCustomLinks: 'customLinkId' },
		replacesWhole: true,
	},
	{
		path: '/users/{userId}/custom-links/{customUserLinkId}',
		rows: 'userCustomLinks',
		unique: [{ by: ['userId', 'customLinkId'], codes: ['customLinkAlreadyUsed'] }],
		elsewhere: 'customUserLinkNotFound',
	},
	{
		path: '/external-ids/{mappingId}',
		rows: 'externalIds',
		filters: { type: 'targetType' },
		check: (company, { operation }, { platform, targetType, targetId }) => {
			if (RESERVED.test(platform)) throw refusal(operation, 'reservedPlatformName');
			const targets = TARGETS[targetType];
			if (!targets || !rowsOf(company, targets).has(targetId)) throw refusal(operation, 'resourceNotFound');
		},
		unique: [
			{ by: ['platform', 'targetType', 'targetId'], codes: ['mappingAlreadyExists', 'targetAlreadyMapped'] },
			{ by: ['platform', 'targetType', 'value'], codes: ['valueAlreadyUsed'] },
		],
		checkRemoval: (_company, { operation }, { platform = '' }) => {
			if (RESERVED.test(platform)) throw refusal(operation, 'reservedPlatformName');
		},
		replacesWhole: true,
	},
	{
		path: '/integrations/{integrationId}',
		rows: 'integrations',
		check: (_company, { operation }, { externalPlatform }) => {
			if (RESERVED.test(externalPlatform)) throw refusal(operation, 'reservedPlatformName');
		},
		unique: [{ by: ['groupId', 'externalPlatform'], codes: ['duplicateExternalPlatform'] }],
	},
];

function sheetsOf(company: Company, slotId?: string): number {
	return company.attendanceSheets.where(({ classroomSlotId }) => classroomSlotId === slotId).length;
}

/** Classrooms take texts, pictures, slides, tables and films, but no sound. */
function checkMedia(company: Company, { body, operation }: Call): void {
	const types = ((body.mediaIds ?? []) as string[]).map((id) => company.media.get(id)?.type ?? '');
	if (types.some((type) => type.startsWith('audio/')) && documents(operation, 'badMediaType'))
		throw refusal(operation, 'badMediaType');
}

/** A slot begins before it ends, within its path session; webinars stay where they are and as they began. */
function checkSlot(company: Company, call: Call, slot: Row, present?: Row): void {
	const { body, operation } = call;
	if (!present) checkMedia(company, call);
	const hasBegun = Date.parse(present?.startDate) <= company.clock.now();
	if (present?.webinarProvider && hasBegun) throw refusal(operation, 'alreadyStartedWebinar');
	if (present?.webinarProvider && body.location !== undefined)
		throw refusal(operation, 'cannotUpdateLocationForWebinar');
	if (Date.parse(slot.endDate) < Date.parse(slot.startDate)) throw refusal(operation, 'invalidStartOrEndDate');
	if (slot.context.type !== 'path') return;
	const session = company.pathSessions.get(slot.context._id);
	if (!session) throw refusal(operation, 'pathSessionNotFound');
	const isEarly = Date.parse(slot.startDate) < Date.parse(session.startDate);
	const isLate = session.endDate !== undefined && Date.parse(slot.endDate) > Date.parse(session.endDate);
	if (isEarly || isLate) throw refusal(operation, 'outOfPathSessionDates');
}
