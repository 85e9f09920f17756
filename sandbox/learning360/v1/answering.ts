import { type Answer, type Call, type Handler, Refusal } from '../../server/answer.ts';
import type { Operation } from '../../server/operations.ts';
import type { Company } from '../company.ts';
import type * as platform from '../platformRecords.ts';
import type { Course, Group, Path, PathSession, User } from '../records.ts';
import { documents, flat, flatRefusal } from '../refusals.ts';

/** Handlers of one resource, by operation. */
export type Handlers = Record<string, Handler>;

/** Makes the handlers of one resource for a company. */
export type Resource = (company: Company) => Handlers;

/** The first documented success of the operation, with this body where it has one. */
export function succeed({ operation }: Call, body: unknown = {}): Answer {
	const [success] = operation.successes;
	return { status: success?.status ?? 200, ...(success?.mediaType !== undefined && { body }) };
}

/** Refuses a missing record with the documented error, or with a 404 of the same shape where none is documented. */
export function missing(operation: Operation, code: string): Refusal {
	if (documents(operation, code)) return flatRefusal(operation, code);
	return new Refusal({ ...flat(404, code), undocumented: true });
}

/** What a path names; throws a refusal when there is no such record. */
export class Finder {
	private readonly company: Company;
	private readonly call: Call;

	constructor(company: Company, call: Call) {
		this.company = company;
		this.call = call;
	}

	/** The user whose email address or ID is in a path parameter. */
	user(parameter: string): User {
		return this.found(this.company.userByKey(this.call.path[parameter] as string), 'user_not_found');
	}

	group(parameter = 'group_id'): Group {
		return this.found(this.company.groups.get(this.call.path[parameter] as string), 'group_not_found');
	}

	course(parameter: string): Course {
		return this.found(this.company.courses.get(this.call.path[parameter] as string), 'course_not_found');
	}

	path(parameter = 'path_id'): Path {
		return this.found(this.company.paths.get(this.call.path[parameter] as string), 'path_not_found');
	}

	pathSession(parameter = 'sessionId', code = 'path_session_not_found'): PathSession {
		return this.found(this.company.pathSessions.get(this.call.path[parameter] as string), code);
	}

	programSession(parameter = 'session_id'): platform.ProgramSession {
		return this.found(
			this.company.programSessions.get(this.call.path[parameter] as string),
			'program_session_not_found',
		);
	}

	template(): platform.ProgramTemplate {
		return this.found(
			this.company.programTemplates.get(this.call.path.template_id as string),
			'program_template_not_found',
		);
	}

	private found<T>(record: T | undefined, code: string): T {
		if (record === undefined) throw missing(this.call.operation, code);
		return record;
	}
}
