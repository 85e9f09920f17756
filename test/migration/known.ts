import type { Sandbox } from '../../sandbox/index.ts';
import { byId } from '../five/five.ts';
import type { WorkflowFile } from '../harness/index.ts';

export type State = Sandbox['state']['learning360'];

/** What the workflow of an operation needs to find in the company where its documented example does not say. */
const RECORDS: Record<string, (state: State) => Record<string, unknown>> = {
	'pathSession.create': () => ({ pathId: byId('6853f6de567dc5f80528f80d'), startDate: '2031-07-01T13:00:00.812Z', additionalFields: { endDate: '2031-07-31T13:00:00.812Z', instructorsMails: ['marie.instructrice@example.com', 'carl.cohelper@example.com'], sessionAdditionalInformation: 'A0015221' } }),
	'pathSession.addUsers': (state) => ({ sessionId: byId(openSession(state)) }),
	'pathSession.addGroups': (state) => ({ sessionId: byId(openSession(state)) }),
	'pathSession.removeUsers': (state) => {
		const sessionId = openSession(state, ({ _id }) => audienceOf(state, _id).length > 0);
		return { sessionId: byId(sessionId), additionalFields: { userIds: audienceOf(state, sessionId).slice(0, 1) } };
	},
	'pathSession.removeGroups': (state) => ({ sessionId: byId(openSession(state)) }),
	'customField.create': () => ({ name: 'Building' }),
	'customLink.create': () => ({ additionalFields: { name: 'Canteen', type: 'canteen', order: 3 } }),
	'externalContent.importCourses': ({ integrations }) => ({ externalPlatform: integrations[0].externalPlatform, groupId: byId(integrations[0].groupId) }),
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
		const only = memberships.find(({ groupId, userId, role }) => role === 'learner' && memberships.filter((other) => other.groupId === groupId && other.userId === userId).length === 1)!;
		return { groupId: byId(only.groupId), userEmail: byId(users.find(({ _id }) => _id === only.userId)!.mail!) };
	},
	'classroom.updateAttendance': ({ registrations }) => {
		const { classroomSlotId, userId } = registrations[0];
		return { classroomSlotId, users: { values: [{ userId: byId(userId), hasAttended: true }] } };
	},
	'group.getCatalog': ({ catalog }) => ({ groupId: byId(catalog.find(({ type }) => type === 'course')!.ownerId) }),
	'user.delete': ({ users }) => ({ userEmail: byId(users.find(({ status, mail }, index) => index > 5 && status === 'active' && mail)!.mail!) }),
	'customUserLink.getAll': ({ userCustomLinks, users }) => ({ mail: byId(users.find(({ _id }) => _id === userCustomLinks[0].userId)!.mail!) }),
	'course.getUserStats': ({ attempts, users }) => {
		const { courseId, userId } = attempts.find((attempt) => users.some(({ _id, mail, status }) => _id === attempt.userId && mail && status === 'active'))!;
		return { courseId: byId(courseId), userEmail: byId(users.find(({ _id }) => _id === userId)!.mail!) };
	},
};

/** A session that has not ended, of a path that is not archived. */
function openSession({ pathSessions, paths }: State, isWanted: (session: State['pathSessions'][number]) => boolean = () => true): string {
	const open = pathSessions.find((session) => {
		const { pathId, endDate, rootSessionId, isAudienceBuilder } = session;
		return isAudienceBuilder && !rootSessionId && (endDate === undefined || endDate > '2028') && paths.find(({ _id }) => _id === pathId)?.status === 'published' && isWanted(session);
	});
	return open!._id;
}

/** The people whom the audience of a session names. */
function audienceOf({ audiences }: State, wanted: string): string[] {
	return audiences.find(({ sessionId }) => sessionId === wanted)?.filters.filter(({ type }) => type === 'users').flatMap(({ ids }) => ids) ?? [];
}

/** Where the guides say that API v2 does something else, so that the company is not the same afterwards. */
export const DIFFERENT: Record<string, string> = {
	'pathSession.create': 'API v2 chooses the owner group, and lists nobody in the audience by groups',
	'pathSession.addUsers': 'API v1 enrolled people; API v2 puts them into the audience, which enrolls them',
	'pathSession.addGroups': 'API v1 replaced the groups of the audience and made it manual',
	'pathSession.removeUsers': 'API v1 took enrollments away; API v2 changes the audience',
	'pathSession.removeGroups': 'API v1 made the audience manual',
	'customField.create': 'Authorized values have an operation of their own',
	'path.create': 'Steps have an operation of their own',
	'path.update': 'API v2 keeps the name in the translations',
	'skill.create': 'API v2 tags contents with an operation of its own',
	'skill.update': 'API v2 tags contents with an operation of its own',
	'user.create': 'API v2 makes invited users',
	'user.delete': 'API v1 took the person out of all groups at once',
	'user.pseudonymize': 'API v1 left an address behind; API v2 leaves none',
	'externalContent.archiveCourses': 'API v1 kept courses in words of its own',
	'externalContent.getCourse': 'API v1 kept courses in words of its own',
	'externalContent.importStats': 'API v1 kept courses in words of its own',
	'externalContent.importCourses': 'API v2 takes no authors and no list of further languages',
};

/** Operations that need something that only a person knows. */
export const TODO: Record<string, string[]> = { 'classroom.updateSlot': ['Classroom'] };

/** Lists that are cut otherwise: an item per attempt, role or enrollment. */
export const OTHER_ITEMS = new Set(['course.getAllStats', 'course.getStats', 'course.getUserStats', 'user.getCourses', 'user.getRoles', 'group.getCatalog', 'group.removeFromCatalog', 'user.subscribeToEmails', 'user.unsubscribeFromEmails', 'path.getUsers', 'pathSession.getAllUserStats']);

/** The workflow with records that the company has, in the node of the operation. */
export function prepared(key: string, workflow: WorkflowFile, state: State): WorkflowFile {
	const [resource, operation] = key.split('.');
	const more = RECORDS[key]?.(state) ?? {};
	const nodes = workflow.nodes.map((node) => (node.parameters.resource === resource && node.parameters.operation === operation ? { ...node, parameters: { ...node.parameters, ...more } as never } : node));
	return { ...workflow, nodes };
}
