import uniqBy from 'lodash/uniqBy.js';
import type { Sandbox } from '../../sandbox/index.ts';
import { byId } from '../five/five.ts';
import type { WorkflowFile } from '../harness/index.ts';
import { rules } from './before.ts';

export type State = Sandbox['state']['learning360'];

/** What the workflow of an operation needs to find in the company where its documented example does not say. */
const RECORDS: Record<string, (state: State) => Record<string, unknown>> = {
	'pathSession.create': () => ({
		pathId: byId('6853f6de567dc5f80528f80d'),
		startDate: '2031-07-01T13:00:00.812Z',
		additionalFields: {
			endDate: '2031-07-31T13:00:00.812Z',
			instructorsMails: ['marie.instructrice@example.com', 'carl.cohelper@example.com'],
			sessionAdditionalInformation: 'A0015221',
		},
	}),
	'pathSession.addUsers': (state) => ({ sessionId: byId(openSession(state)) }),
	'pathSession.addGroups': (state) => ({ sessionId: byId(openSession(state)) }),
	'pathSession.removeUsers': (state) => {
		const sessionId = openSession(state, ({ _id }) => audienceOf(state, _id).length > 0);
		return { sessionId: byId(sessionId), userIds: audienceOf(state, sessionId).slice(0, 1) };
	},
	'pathSession.removeGroups': (state) => ({ sessionId: byId(openSession(state)) }),
	'classroom.updateSlot': ({ slots, pathSessions }) => {
		const isInside = ({ context, startDate, endDate }: State['slots'][number]) =>
			pathSessions.some(
				(session) =>
					session._id === context._id && session.startDate < startDate && (session.endDate ?? '9999') > endDate,
			);
		const slot = slots.find((entry) => entry.context.type !== 'program' && isInside(entry))!;
		return {
			classroomSlotId: slot._id,
			startDate: slot.startDate,
			endDate: slot.endDate,
			updateFields: { trainers: slot.trainerIds, timezone: 'Europe/Paris', maxCapacity: 12 },
		};
	},
	'customField.create': () => ({ name: 'Building' }),
	'customLink.create': () => ({ additionalFields: { name: 'Canteen', type: 'canteen', order: 3 } }),
	'externalContent.importCourses': ({ integrations }) => ({
		externalPlatform: integrations[0].externalPlatform,
		groupId: byId(integrations[0].groupId),
	}),
	'user.pseudonymize': ({ users }) => ({ userEmail: byId(users.find(({ status }) => status === 'deleted')!._id) }),
	'user.removeManager': ({ managers, users }) => {
		const mail = (id: string) => users.find(({ _id }) => _id === id)!.mail!;
		return { userEmail: byId(mail(managers[0].ownerId)), managerEmail: byId(mail(managers[0].id)) };
	},
	'group.removeFromCatalog': ({ catalog }) => {
		const { ownerId, id } = catalog.find(({ type }) => type === 'course')!;
		return { groupId: byId(ownerId), additionalFields: { courses: [id] } };
	},
	'group.removeFromLibrary': ({ library }) => {
		const { ownerId, id } = library.find(({ type }) => type === 'course')!;
		return { groupId: byId(ownerId), additionalFields: { courses: [id] } };
	},
	'group.removeUser': ({ memberships, users }) => {
		const only = memberships.find(
			({ groupId, userId, role }) =>
				role === 'learner' &&
				memberships.filter((other) => other.groupId === groupId && other.userId === userId).length === 1,
		)!;
		return { groupId: byId(only.groupId), userEmail: byId(users.find(({ _id }) => _id === only.userId)!.mail!) };
	},
	'classroom.updateAttendance': ({ registrations }) => {
		const { classroomSlotId, userId } = registrations[0];
		return { classroomSlotId, users: { values: [{ userId: byId(userId), hasAttended: true }] } };
	},
	'group.getCatalog': ({ catalog }) => ({ groupId: byId(catalog.find(({ type }) => type === 'course')!.ownerId) }),
	'user.delete': ({ users }) => ({
		userEmail: byId(users.find(({ status, mail }, index) => index > 5 && status === 'active' && mail)!.mail!),
	}),
	'customUserLink.getAll': ({ userCustomLinks, users }) => ({
		mail: byId(users.find(({ _id }) => _id === userCustomLinks[0].userId)!.mail!),
	}),
	'course.getUserStats': ({ attempts, users }) => {
		const { courseId, userId } = attempts.find((attempt) =>
			users.some(({ _id, mail, status }) => _id === attempt.userId && mail && status === 'active'),
		)!;
		return { courseId: byId(courseId), userEmail: byId(users.find(({ _id }) => _id === userId)!.mail!) };
	},
};

/** A session that has not ended, of a path that is not archived. */
function openSession(
	{ pathSessions, paths }: State,
	isWanted: (session: State['pathSessions'][number]) => boolean = () => true,
): string {
	const open = pathSessions.find((session) => {
		const { pathId, endDate, rootSessionId, isAudienceBuilder } = session;
		return (
			isAudienceBuilder &&
			!rootSessionId &&
			(endDate === undefined || endDate > '2028') &&
			paths.find(({ _id }) => _id === pathId)?.status === 'published' &&
			isWanted(session)
		);
	});
	return open!._id;
}

/** The people whom the audience of a session names. */
function audienceOf({ audiences }: State, wanted: string): string[] {
	return (
		audiences
			.find(({ sessionId }) => sessionId === wanted)
			?.filters.filter(({ type }) => type === 'users')
			.flatMap(({ ids }) => ids) ?? []
	);
}

/** Where the guides say that API v2 does something else, and what of the company is not the same afterwards: collections, or fields of their records. */
export const DIFFERENT: Record<string, { fields: string[]; reason: string }> = {
	'pathSession.create': { fields: ['pathSessions.groupId'], reason: 'API v2 chooses the owner group' },
	'pathSession.addUsers': {
		fields: ['audiences'],
		reason: 'API v1 enrolled people; API v2 puts them into the audience, which enrolls them',
	},
	'pathSession.addGroups': { fields: ['audiences.mode'], reason: 'API v1 made the audience manual' },
	'pathSession.removeUsers': {
		fields: ['audiences'],
		reason: 'API v1 took enrollments away; API v2 changes the audience, which does',
	},
	'pathSession.removeGroups': { fields: ['audiences.mode'], reason: 'API v1 made the audience manual' },
	'customField.create': {
		fields: ['customFields.authorizedValues'],
		reason: 'Authorized values have an operation of their own',
	},
	'path.create': {
		fields: ['paths.steps', 'paths.translations'],
		reason: 'Steps have an operation of their own; API v2 keeps the name in the translations as well',
	},
	'path.update': {
		fields: ['paths.translations', 'paths.coAuthorIds'],
		reason: 'API v2 keeps the name in the translations as well, and cannot be told that there are no co-authors',
	},
	'skill.create': { fields: ['taggings'], reason: 'API v2 tags contents with an operation of its own' },
	'skill.update': { fields: ['taggings'], reason: 'API v2 tags contents with an operation of its own' },
	'user.create': { fields: ['users.status'], reason: 'API v2 makes invited users' },
	'user.delete': { fields: ['memberships'], reason: 'API v1 took the person out of all groups at once' },
	'user.pseudonymize': { fields: ['users.mail'], reason: 'API v1 left an address behind; API v2 leaves none' },
	'externalContent.importCourses': {
		fields: ['externalCourses.authors', 'externalCourses.alternativeLanguages'],
		reason: 'API v2 takes no authors and no list of further languages',
	},
};

type Parameters = Record<string, unknown>;

/** What only a person knows, by the field that the report asks for: the parameters that the person fills in. */
export const ANSWERS: Record<string, Record<string, (state: State, parameters: Parameters) => Parameters>> = {
	'classroom.updateSlot': {
		Classroom: ({ slots }, { classroomSlotId }) => ({
			classroomId: slots.find(({ _id }) => _id === valueOf(classroomSlotId))!.classroomId,
		}),
	},
};

function valueOf(parameter: unknown): unknown {
	return parameter !== null && typeof parameter === 'object' && 'value' in parameter ? parameter.value : parameter;
}

type Item = Record<string, unknown>;

/** Answers that are cut otherwise. */
interface OtherItems {
	/** What API v1 said, as items of API v2 have it. */
	said: (items: Item[]) => Item[];
	/** Which items of API v2 say it. */
	kept?: (items: Item[]) => Item[];
	/** Fields that tell the items apart. */
	by: string[];
}

const perAttempt: OtherItems = {
	said: (items) =>
		items.flatMap((item) => {
			const { course, stats } = item as { course?: Item; stats?: Item[] };
			return stats ? stats.flatMap((entry) => attemptsIn({ ...entry, course })) : attemptsIn(item);
		}),
	by: ['_id'],
};

function attemptsIn(item: Item): Item[] {
	const { attempts, user, course } = item as { attempts: Item[]; user?: Item; course?: Item };
	return attempts.map(({ firstActivity, lastActivity, globalTime, path, pathSession, ...same }) => ({
		...same,
		firstActivityAt: firstActivity,
		lastActivityAt: lastActivity,
		timeSpent: globalTime,
		...(path !== undefined && { pathId: path, pathSessionId: pathSession }),
		...(user && { userId: user._id }),
		...(course && { courseId: course._id }),
	}));
}

const perAddress: OtherItems = { said: () => [{ status: 'success' }, { status: 'success' }], by: [] };

export const OTHER_ITEMS: Record<string, OtherItems> = {
	'course.getAllStats': perAttempt,
	'course.getStats': perAttempt,
	'course.getUserStats': perAttempt,
	'user.getCourses': {
		...perAttempt,
		said: (items) => perAttempt.said(items.map((item) => ({ ...item, course: item }))),
	},
	'user.getRoles': {
		said: (items) => items.flatMap(({ group, roles }) => (roles as string[]).map((role) => ({ groupId: group, role }))),
		by: ['groupId', 'role'],
	},
	'group.getCatalog': {
		said: (items) => items.flatMap(({ courses }) => (courses as Item[]).map(({ _id }) => ({ contentId: _id }))),
		by: ['contentId'],
	},
	'group.removeFromCatalog': {
		said: (items) => items.map(({ group_id: groupId }) => ({ status: 'success', input: { groupId } })),
		by: [],
	},
	'user.subscribeToEmails': perAddress,
	'user.unsubscribeFromEmails': perAddress,
	'path.getUsers': { said: (items) => items, kept: (items) => uniqBy(items, '_id'), by: ['_id'] },
	'pathSession.getAllUserStats': {
		said: (items) =>
			items.map(({ _id, progress, score, completedAt, detailedStatus, totalTimeSpentInSeconds: seconds }) => ({
				userId: _id,
				progress,
				status: detailedStatus,
				timeSpent: Number(seconds) * 1000,
				...(score !== null && { score }),
				...(completedAt !== null && { completedAt }),
			})),
		kept: (items) => items.filter(({ unenrolledAt }) => unenrolledAt === undefined),
		by: ['userId'],
	},
};

/** The workflow with records that the company has, in the node of the operation; nodes that nothing takes over are off. */
export function prepared(key: string, workflow: WorkflowFile, state: State): WorkflowFile {
	const [resource, operation] = key.split('.');
	const more = RECORDS[key]?.(state) ?? {};
	const nodes = workflow.nodes.map((node) => {
		if (node.parameters.resource === resource && node.parameters.operation === operation)
			return { ...node, parameters: { ...node.parameters, ...more } as never };
		return rules.learning360V1[`${String(node.parameters.resource)}.${String(node.parameters.operation)}`]?.none ===
			undefined
			? node
			: { ...node, disabled: true };
	});
	return { ...workflow, nodes };
}

/** The migrated workflow with what only a person knows. */
export function answered(key: string, workflow: WorkflowFile, state: State): WorkflowFile {
	const [resource, operation] = rules.learning360V1[key].to!.split('.');
	const nodes = workflow.nodes.map((node) => {
		if (node.parameters.resource !== resource || node.parameters.operation !== operation) return node;
		const answers = Object.values(ANSWERS[key] ?? {}).map((answer) => answer(state, node.parameters));
		return { ...node, parameters: Object.assign({}, node.parameters, ...answers) as never };
	});
	return { ...workflow, nodes };
}
