/**
 * Records that the examples of the documents name by id or e-mail address, so that every example works as it stands.
 */
import type {
	Certificate,
	CustomField,
	CustomLink,
	ExternalCourse,
	Integration,
	Media,
	ProgramSession,
	ProgramTemplate,
	Skill,
	Tag,
	UserCustomLink,
} from '../platformRecords.ts';
import type { Classroom, Course, Group, Membership, Path, PathSession, User } from '../records.ts';

const CREATED = '2026-02-02T08:30:00.000Z';
const ANY = '507f1f77bcf86cd799439011';
const AUTHOR = '65f0a1b2c3d4e5f6556af406';
const OWNER_GROUP = '65f0a1b2c3d4e5f6117d5bfa';

const PEOPLE: Array<[id: string, firstName: string, lastName: string, mail: string]> = [
	[ANY, 'Jane', 'Doe', 'jane.doe@example.com'],
	[AUTHOR, 'Aline', 'Autrice', 'author@example.com'],
	['65f0a1b2c3d4e5f66e75f2f1', 'Ina', 'Mainz', 'instructor@example.com'],
	['65f0a1b2c3d4e5f677c56cdb', 'Coen', 'Co', 'coinstructor@example.com'],
	['65f0a1b2c3d4e5f687fa49c3', 'Tara', 'Trainer', 'trainer@example.com'],
	['65f0a1b2c3d4e5f6ce2b2e46', 'Eli', 'Elsewhere', 'eli.elsewhere@example.com'],
	['65f0a1b2c3d4e5f627ed763e', 'Tomás', 'Traductor', 'translator@example.com'],
	['672b473e3e8d1c8cee0f1a4b', 'Lea', 'Lernt', 'learner@example.com'],
	['672b47e33e8d1c8cee0f1a5c', 'Axel', 'Assessor', 'axel.assessor@example.com'],
	['647098a731a809ed36889ed1', 'Marie', 'Instructrice', 'marie.instructrice@example.com'],
	['67769f32553f1e9171a186c0', 'Carl', 'Cohelper', 'carl.cohelper@example.com'],
	['5d19c86b73ae6c17981e80bd', 'Ugo', 'Un', 'user1@example.com'],
	['5d5ac6b32bcf8103d4cb07e3', 'Dora', 'Due', 'user2@example.com'],
	['62bdbc00293a604543f44386', 'Olaf', 'Owner', 'olaf.owner@example.com'],
	['58eb5dad1a92bb4fb526b2d3', 'Uwe', 'User', 'user@example.com'],
	['5b56f4c392af558eb5f1386c', 'Tutu', 'Tutor', 'tutor@example.com'],
	['624c5526204fc7207e603123', 'Ada', 'Lovelace', 'ada@example.org'],
];

export const DOCUMENTED_USERS: User[] = PEOPLE.map(([_id, firstName, lastName, mail]) => ({
	_id,
	firstName,
	lastName,
	mail,
	status: 'active',
	lang: 'en',
	organization: 'Meridian Freight',
	primaryGroupId: OWNER_GROUP,
	isSubscribed: true,
}));

/** @param rootId the platform group, of which all of them are children */
export function documentedGroups(rootId: string): Group[] {
	const groups: Array<[string, string, boolean]> = [
		[ANY, 'Engineering Team', false],
		[OWNER_GROUP, 'Learning Centre', false],
		['6776986afff311b995274b73', 'Academy', true],
		['624c5526204fc7207e603ea6', 'Employee Onboarding', false],
		['62bdbc00293a604543f44387', 'Onboarding Hamburg', false],
		['6234e14c9ce27e1cbe0cebb9', 'Learning Together', false],
		['5694ea540fa69fdd0ec0004f', 'Newcomers', false],
		['58eb5f371a92bb4fb526b305', 'A private group', false],
	];
	return groups.map(([_id, name, isPublic]) => ({ _id, name, public: isPublic, parentId: rootId }));
}

export const DOCUMENTED_MEMBERSHIPS: Membership[] = [
	...DOCUMENTED_USERS.map(({ _id }): Membership => ({ groupId: OWNER_GROUP, userId: _id, role: 'learner' })),
	{ groupId: OWNER_GROUP, userId: AUTHOR, role: 'editor' },
	{ groupId: OWNER_GROUP, userId: '62bdbc00293a604543f44386', role: 'admin' },
	{ groupId: '6776986afff311b995274b73', userId: '647098a731a809ed36889ed1', role: 'editor' },
];

export const DOCUMENTED_MEDIA: Media[] = [
	ANY,
	'65f0a1b2c3d4e5f637f27ac8',
	'65f0a1b2c3d4e5f643acf3ab',
	'65f0a1b2c3d4e5f6ca4ef434',
].map((_id, index) => ({ _id, name: `example-${index}.png`, type: 'image/png', size: 4_096 }));

const COURSES = [
	'65f0a1b2c3d4e5f639192376',
	'867b608a1a92bb4fb526b31a',
	'586d1323bc4937445ed96c37',
	'6475f4696935d28559684d22',
	'62a6e7d4d4327f989d6ead8a',
	'5f0c106968d47378d5737830',
	'60b8d295f1a6623aefc9ce59',
	'65f0a1b2c3d4e5f6e7bc0374',
];

export const DOCUMENTED_COURSES: Course[] = COURSES.map((_id, index) => ({
	_id,
	name: `Example course ${index + 1}`,
	sourceLang: 'en',
	defaultLang: 'en',
	authorId: AUTHOR,
	groupId: OWNER_GROUP,
	coAuthorIds: [],
	duration: 15,
	createdAt: CREATED,
	modifiedAt: CREATED,
	status: 'published',
	translations: [],
	type: 'native',
	currentVersionNumber: 1,
	collaborativeLearning: false,
}));

const PATHS = [
	'65f0a1b2c3d4e5f6c4abf820',
	'6853f6de567dc5f80528f80d',
	'65f0a1b2c3d4e5f6e7bc0374',
	'5f0c106968d47378d573e642',
	'60b8d295f1a6623aefc9ce60',
];

/** @param outlineId certificate of the first path */
export function documentedPaths(outlineId: string): Path[] {
	return PATHS.map((_id, index) => ({
		_id,
		name: `Example path ${index + 1}`,
		authorId: AUTHOR,
		coAuthorIds: [],
		groupId: OWNER_GROUP,
		...(index === 0 && { certificateId: outlineId }),
		createdAt: CREATED,
		modifiedAt: CREATED,
		defaultLang: 'en',
		sourceLang: 'en',
		status: 'published',
		options: {
			linearProgression: false,
			mandatoryReplay: false,
			displayForum: true,
			displayClassroomMessages: false,
			automatedReminders: false,
			notificationOnStepCreation: false,
		},
		steps: [],
		translations: [],
	}));
}

const SESSIONS: Array<[id: string, path: number, startDate: string, endDate: string | undefined]> = [
	['65f0a1b2c3d4e5f6000171ba', 0, '2026-04-01T07:00:00.000Z', '2026-04-30T16:00:00.000Z'],
	['65f0a1b2c3d4e5f6e7bc0374', 2, '2031-05-01T07:00:00.000Z', undefined],
	['596e151663b0c99f03a3e049', 3, '2022-05-16T22:00:00.000Z', undefined],
];

export const DOCUMENTED_SESSIONS: PathSession[] = SESSIONS.map(([_id, path, startDate, endDate], index) => ({
	_id,
	pathId: PATHS[path] as string,
	name: `Example session ${index + 1}`,
	mainInstructorId: '65f0a1b2c3d4e5f66e75f2f1',
	instructorIds: ['65f0a1b2c3d4e5f677c56cdb'],
	groupId: OWNER_GROUP,
	registrationRequestValidation: 'disabled',
	startDate,
	...(endDate && { endDate }),
	createdAt: CREATED,
	modifiedAt: CREATED,
	isAudienceBuilder: true,
	translations: [],
}));

/** A session of a nested path, which follows its root session. */
export const CHILD_SESSION: PathSession = {
	...(DOCUMENTED_SESSIONS[1] as PathSession),
	_id: '65f0a1b2c3d4e5f6e7bc0375',
	pathId: '60b8d295f1a6623aefc9ce60',
	name: 'Example session, nested path',
	rootSessionId: '65f0a1b2c3d4e5f6e7bc0374',
	isAudienceBuilder: false,
};

export const DOCUMENTED_CLASSROOMS: Classroom[] = [
	{
		_id: '65f0a1b2c3d4e5f6efbc1c3e',
		groupId: OWNER_GROUP,
		name: 'Example classroom',
		mediaIds: [],
		createdAt: CREATED,
		modifiedAt: CREATED,
	},
];

export const DOCUMENTED_TAGS: Tag[] = [
	{ _id: '65f0a1b2c3d4e5f6cb7900be', name: 'Example tag', isMain: true, source: 'native', authorId: AUTHOR },
];

export const DOCUMENTED_FIELDS: CustomField[] = [
	{
		_id: '65f0a1b2c3d4e5f6094ecf04',
		name: 'Example content field',
		targetType: 'contents',
		type: 'string',
		authorizedValues: [],
	},
	{ _id: ANY, name: 'Example user field', targetType: 'users', type: 'string', authorizedValues: [] },
	{ _id: '612d3ebc302725e83526294f', name: 'Address', targetType: 'users', type: 'string', authorizedValues: [] },
];

export const DOCUMENTED_LINKS: CustomLink[] = [
	{ _id: '628397d2a55c96814de83322', name: 'Example link', order: 30, type: 'calendar link', iconName: 'agenda' },
	{
		_id: '1a2b3c4d5e6f7a8b9c8d7e6f',
		name: 'Second example link',
		order: 31,
		type: 'new calendar link',
		iconName: 'default',
	},
];

export const DOCUMENTED_USER_LINK: UserCustomLink = {
	_id: '628398fdfa066876f0091e23',
	userId: '58eb5dad1a92bb4fb526b2d3',
	customLinkId: '628397d2a55c96814de83322',
	url: 'https://360learning.com',
};

export const DOCUMENTED_CERTIFICATE: Certificate = {
	_id: '65f0a1b2c3d4e5f65912e1a1',
	userId: ANY,
	type: 'external',
	title: 'Example certificate',
	deliveryDate: CREATED,
	isPublic: false,
};

export const DOCUMENTED_SKILL: Skill = {
	_id: 'SKI1708592191403r2x5',
	name: 'Releases and deployments',
	status: 'published',
	parents: [],
	translations: [],
	externalId: '5d9b7bf9-47bf-40ca-b670-2a2a80d992da',
	createdAt: CREATED,
	updatedAt: CREATED,
};

export const DOCUMENTED_INTEGRATION: Integration = {
	_id: '65f0a1b2c3d4e5f6a1c0de01',
	externalPlatform: 'myPlatform',
	authorId: '62bdbc00293a604543f44386',
	groupId: OWNER_GROUP,
	defaultProgress: 0,
};

export const DOCUMENTED_EXTERNAL_COURSES: ExternalCourse[] = ['acme-1042', 'l3ssup3rh3r0s'].map((externalId) => ({
	integrationId: DOCUMENTED_INTEGRATION._id,
	externalId,
	courseId: '65f0a1b2c3d4e5f6e7bc0374',
	authorId: AUTHOR,
	name: 'Example external course',
	defaultLang: 'en',
	launchUrl: 'https://player.example.com/1',
	sources: [{ name: 'Example' }],
	subjects: ['Logistics'],
	translations: [],
	isArchived: false,
}));

export const DOCUMENTED_TEMPLATES: ProgramTemplate[] = ['6398b1c5f9b8d1e21b50e09c', '60b8d295f1a6623aefc9ce61'].map(
	(_id, index) => ({
		_id,
		name: `Example program ${index + 1}`,
		description: 'A program of the examples',
		authorId: AUTHOR,
		elements: [{ _id: '65f0a1b2c3d4e5f6efbc1c3e', type: 'classroom', title: 'Example classroom' }],
		skills: [],
		templateCustom: 'EXAMPLE',
	}),
);

export const DOCUMENTED_PROGRAM_SESSION: ProgramSession = {
	_id: '58eb5f371a92bb4fb526b306',
	programTemplate: '6398b1c5f9b8d1e21b50e09c',
	name: 'Example program session',
	description: 'A session of the examples',
	authorId: AUTHOR,
	tutors: ['tutor@example.com'],
	lang: 'en',
	customFields: [],
	modifiedAt: CREATED,
	automatedReminders: true,
	requirements: { courses: [], programs: [], paths: [] },
	startDate: '2022-05-01T08:00:00.000Z',
	endDate: '2022-06-30T16:00:00.000Z',
	programDuration: 7.5,
	templateCustom: 'EXAMPLE',
	sessionCustom: 'EXAMPLE-1',
	modules: [{ _id: '65f0a1b2c3d4e5f6efbc1c3e', type: 'classroom' }],
	userLimit: 12,
	groups: [OWNER_GROUP],
	skills: [],
	validateRegistrations: false,
};
