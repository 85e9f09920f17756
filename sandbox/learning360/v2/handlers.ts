import type { Company } from '../company.ts';
import type { Handlers } from './answering.ts';
import { certificates } from './operations/certificates.ts';
import { classrooms } from './operations/classrooms.ts';
import { contents } from './operations/contents.ts';
import { courses } from './operations/courses.ts';
import { enrollments } from './operations/enrollments.ts';
import { groups } from './operations/groups.ts';
import { links } from './operations/links.ts';
import { paths } from './operations/paths.ts';
import { pathSessions } from './operations/pathSessions.ts';
import { platform } from './operations/platform.ts';
import { registrations } from './operations/registrations.ts';
import { users } from './operations/users.ts';

const RESOURCES = [
	certificates,
	classrooms,
	contents,
	courses,
	enrollments,
	groups,
	links,
	paths,
	pathSessions,
	platform,
	registrations,
	users,
];

/** The operations of API v2 that read and change the company, bulk and token calls aside. */
export function v2Handlers(company: Company): Handlers {
	return Object.assign({}, ...RESOURCES.map((resource) => resource(company)));
}
