import { type Handler, succeed } from '../../server/answer.ts';
import type { Operation } from '../../server/operations.ts';
import type { Company } from '../company.ts';
import type { Actions } from './answering.ts';
import { named } from './named.ts';
import { courses } from './operations/courses.ts';
import { groups } from './operations/groups.ts';
import { pathSessions } from './operations/pathSessions.ts';
import { platform } from './operations/platform.ts';
import { programs } from './operations/programs.ts';
import { slots } from './operations/slots.ts';
import { external } from './operations/external.ts';
import { users } from './operations/users.ts';
import { shapedV1 } from './shapes.ts';

const ACTIONS: Actions = {
	...courses,
	...external,
	...groups,
	...pathSessions,
	...platform,
	...programs,
	...slots,
	...users,
};

/** The operations of API v1: many follow from the shape of their path, the others have actions of their own. */
export function v1Handlers(company: Company, operations: Operation[]): Record<string, Handler> {
	const handlers = shapedV1(company, operations);
	for (const [id, action] of Object.entries(ACTIONS))
		handlers[id] = (call) => succeed(call, action(company, named(company, call), call) ?? {});
	return handlers;
}
