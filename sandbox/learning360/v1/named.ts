import type { Call } from '../../server/answer.ts';
import { Refusal } from '../../server/answer.ts';
import type { Operation } from '../../server/operations.ts';
import type { Company } from '../company.ts';
import type { CustomField, ProgramSession, ProgramTemplate, Tag } from '../platformRecords.ts';
import type { Course, Group, Path, PathSession, Slot, User } from '../records.ts';
import { documents, flat, flatRefusal } from '../refusals.ts';
import { type Kind, rowsOf } from '../shapes.ts';

/** The records that a path names; only those of its parameters are there. */
export interface Named {
	course: Course;
	customField: CustomField;
	group: Group;
	manager: User;
	path: Path;
	pathSession: PathSession;
	programSession: ProgramSession;
	skill: Tag;
	slot: Slot;
	template: ProgramTemplate;
	user: User;
}

/** What parameters name: their names differ from page to page. */
const PARAMETERS: Record<string, keyof Named> = {
	classroomSlotId: 'slot',
	course_id: 'course',
	courseId: 'course',
	customFieldId: 'customField',
	group_id: 'group',
	manager_email: 'manager',
	path_id: 'path',
	pathId: 'path',
	programSessionId: 'programSession',
	session_id: 'pathSession',
	sessionId: 'pathSession',
	skillId: 'skill',
	template_id: 'template',
	user_email: 'user',
	user_email_or_id: 'user',
	userEmailOrId: 'user',
	userId: 'user',
	userId_or_email: 'user',
};

/** Where records are, and the codes that say that one is missing: the first that an operation documents. */
const RECORDS: Record<keyof Named, [rows: Kind['rows'], ...codes: string[]]> = {
	course: ['courses', 'course_not_found'],
	customField: ['customFields', 'custom_field_not_found'],
	group: ['groups', 'group_not_found'],
	manager: ['users', 'user_not_found'],
	path: ['paths', 'path_not_found'],
	pathSession: ['pathSessions', 'path_session_not_found', 'session_not_found'],
	programSession: ['programSessions', 'program_session_not_found'],
	skill: ['tags', 'skill_not_found'],
	slot: ['slots', 'slot_not_found'],
	template: ['programTemplates', 'program_template_not_found'],
	user: ['users', 'user_not_found'],
};

const ID = /^[a-f0-9]{24}$/i;

/**
 * Finds the records that a path names: users by email address or ID, all others by ID.
 *
 * @throws Refusal for the first that does not exist
 */
export function named(company: Company, { path, operation }: Call): Named {
	const found = Object.entries(path).flatMap(([parameter, value]) => {
		let name = PARAMETERS[parameter];
		if (name === undefined) return [];
		if (name === 'pathSession' && operation.path.includes('/programs/')) name = 'programSession';
		const [rows, ...codes] = RECORDS[name];
		if (documents(operation, 'bad_request') && name !== 'user' && !ID.test(value))
			throw flatRefusal(operation, 'bad_request');
		const record = rows === 'users' ? company.userByKey(value) : rowsOf(company, rows).get(value);
		if (!record) throw missing(operation, ...codes);
		return [[name, record]];
	});
	return Object.fromEntries(found);
}

/** Refuses a missing record with the documented error, or with a 404 of the same shape where none is documented. */
export function missing(operation: Operation, ...codes: string[]): Refusal {
	const code = codes.find((candidate) => documents(operation, candidate));
	if (code !== undefined) return flatRefusal(operation, code);
	// One page has an error of another shape.
	const body = { message: 'Not Found', documentation_url: 'https://api.360learning.com' };
	const answer = documents(operation, 'Not Found') ? { status: 404, body } : flat(404, String(codes[0]));
	return new Refusal({ ...answer, undocumented: true });
}
