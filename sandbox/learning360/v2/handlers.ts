import { listOperations } from '../../server/operations.ts';
import type { Company } from '../company.ts';
import type { Handlers } from './answering.ts';
import { definitionV2 } from './api.ts';
import { certificates } from './operations/certificates.ts';
import { contents } from './operations/contents.ts';
import { courses } from './operations/courses.ts';
import { enrollments } from './operations/enrollments.ts';
import { groups } from './operations/groups.ts';
import { paths } from './operations/paths.ts';
import { pathSessions } from './operations/pathSessions.ts';
import { platform } from './operations/platform.ts';
import { registrations } from './operations/registrations.ts';
import { users } from './operations/users.ts';
import { shapedV2 } from './shapes.ts';

const RESOURCES = [
	certificates,
	contents,
	courses,
	enrollments,
	groups,
	paths,
	pathSessions,
	platform,
	registrations,
	users,
];

/**
 * The operations of API v2 that read and change the company, bulk and token calls aside: most follow from the shape of
 * their path, the others have handlers of their own.
 */
export function v2Handlers(company: Company): Handlers {
	const shaped = shapedV2(company, listOperations(definitionV2(), 'v2'));
	return Object.assign(shaped, ...RESOURCES.map((resource) => resource(company)));
}
