import type { Company } from '../company.ts';
import type { Handlers } from './answering.ts';
import { courses } from './operations/courses.ts';
import { groups } from './operations/groups.ts';
import { pathSessions } from './operations/pathSessions.ts';
import { platform } from './operations/platform.ts';
import { programs } from './operations/programs.ts';
import { users } from './operations/users.ts';

/** The operations of API v1. */
export function v1Handlers(company: Company): Handlers {
	return Object.assign(
		{},
		...[courses, groups, pathSessions, platform, programs, users].map((resource) => resource(company)),
	);
}
