import { Seeder, shift } from '../../server/seeder.ts';
import type { CertificateOutline } from '../platformRecords.ts';
import type { Group, Slot } from '../records.ts';
import { type Classrooms, seedClassrooms, seedSlots } from './classrooms.ts';
import * as documented from './documented.ts';
import { seedLearning } from './learning.ts';
import { seedPeople } from './people.ts';
import * as platform from './platform.ts';
import { seedPrograms } from './programs.ts';

let made: ReturnType<typeof make> | undefined;

/** Everything the company starts with: the same records in every sandbox. Nobody may change them. */
export function seedCompany(): ReturnType<typeof make> {
	made ??= make();
	return made;
}

function make() {
	const seeder = new Seeder(360);
	const people = seedPeople(seeder);
	const outlines = platform.seedOutlines(seeder, people);
	const seededClassrooms = seedClassrooms(seeder, people);
	const learning = seedLearning(
		seeder,
		people,
		seededClassrooms.map(({ _id }) => _id),
		outlines.map(({ _id }) => _id),
	);
	const slots = seedSlots(seeder, seededClassrooms, learning.pathSessions, learning.enrollments, people.users);
	const { tags, taggings } = platform.seedTags(seeder, people, learning);
	const links = platform.seedLinks(seeder, people);
	const fields = platform.seedCustomFields(seeder, people, learning);
	const external = platform.seedExternal(seeder, people, learning);
	const skills = platform.seedSkills(people);
	const programs = seedPrograms(
		seeder,
		people,
		learning,
		tags.map(({ _id }) => _id),
	);
	const root = people.groups[0] as Group;
	const [firstOutline] = outlines as [CertificateOutline];
	return {
		users: [...people.users, ...documented.DOCUMENTED_USERS],
		groups: [...people.groups, ...documented.documentedGroups(root._id)],
		memberships: [...people.memberships, ...documented.DOCUMENTED_MEMBERSHIPS],
		managers: people.managers,
		media: [...platform.seedMedia(seeder), ...documented.DOCUMENTED_MEDIA],
		courses: [...learning.courses, ...documented.DOCUMENTED_COURSES],
		attempts: learning.attempts,
		paths: [...learning.paths, ...documented.documentedPaths(firstOutline._id)],
		pathSessions: [...learning.pathSessions, ...documented.DOCUMENTED_SESSIONS, documented.CHILD_SESSION],
		audiences: [
			...learning.audiences,
			...documented.DOCUMENTED_SESSIONS.map(({ _id }) => ({ sessionId: _id, mode: 'manual', filters: [] })),
		],
		enrollments: learning.enrollments,
		classrooms: [...seededClassrooms, ...documented.DOCUMENTED_CLASSROOMS],
		...withDocumentedSlots(slots),
		certificateOutlines: outlines,
		certificates: [...platform.seedCertificates(seeder, learning), documented.DOCUMENTED_CERTIFICATE],
		tags: [...tags, ...documented.DOCUMENTED_TAGS],
		taggings,
		customFields: [...fields.customFields, ...documented.DOCUMENTED_FIELDS],
		customValues: fields.customValues,
		customLinks: [...links.customLinks, ...documented.DOCUMENTED_LINKS],
		userCustomLinks: [...links.userCustomLinks, documented.DOCUMENTED_USER_LINK],
		externalIds: external.externalIds,
		integrations: [...external.integrations, documented.DOCUMENTED_INTEGRATION],
		externalCourses: [...external.externalCourses, ...documented.DOCUMENTED_EXTERNAL_COURSES],
		skills: [...skills.skills, documented.DOCUMENTED_SKILL],
		powers: skills.powers,
		jobs: skills.jobs,
		libraries: skills.libraries,
		userJobs: skills.userJobs,
		...platform.seedIdeas(seeder, people),
		...platform.seedWebhooks(seeder, people),
		...platform.seedShelves(seeder, people, learning),
		programTemplates: [...programs.programTemplates, ...documented.DOCUMENTED_TEMPLATES],
		programSessions: [...programs.programSessions, documented.DOCUMENTED_PROGRAM_SESSION],
		programEnrollments: programs.programEnrollments,
	};
}

/** A slot in the path session of the examples, and one in their program session. */
function withDocumentedSlots(slots: Classrooms): Classrooms {
	const startDate = '2026-04-08T08:00:00.000Z';
	const slot: Slot = {
		_id: '65f0a1b2c3d4e5f60005107a',
		classroomId: '65f0a1b2c3d4e5f6efbc1c3e',
		name: 'Example slot',
		startDate,
		endDate: shift(startDate, 0, 3),
		reportedDuration: 3,
		selfRegistration: { enabled: false },
		virtual: false,
		maxCapacity: 12,
		location: 'Rotterdam',
		trainerIds: ['65f0a1b2c3d4e5f687fa49c3'],
		mediaIds: [],
		timezone: 'Europe/Amsterdam',
		context: { type: 'path', _id: '65f0a1b2c3d4e5f6000171ba' },
		createdAt: '2026-02-02T08:30:00.000Z',
		modifiedAt: '2026-02-02T08:30:00.000Z',
	};
	const inProgram: Slot = {
		...slot,
		_id: '65f0a1b2c3d4e5f60005107b',
		startDate: '2022-05-10T08:00:00.000Z',
		endDate: '2022-05-10T11:00:00.000Z',
		context: { type: 'program', _id: documented.DOCUMENTED_PROGRAM_SESSION._id },
	};
	return { ...slots, slots: [...slots.slots, slot, inProgram] };
}
