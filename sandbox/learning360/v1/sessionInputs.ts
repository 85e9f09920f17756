import type { Call } from '../../server/answer.ts';
import type { Company } from '../company.ts';
import { enrolled, isRunning } from '../enrolling.ts';
import type { Path, PathSession } from '../records.ts';
import { flatRefusal } from '../refusals.ts';
import { defined, type Row } from '../shapes.ts';

/** Complete date with hours, minutes and seconds. Source: the page of the call and the W3C note it names. */
const DATE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?$/;
const ID = /^[a-f0-9]{24}$/i;
const MAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/**
 * Holds a new path session of API v1 against the error table of its page, in the order of the table.
 *
 * @returns what the input names
 * @throws Refusal with the documented code of the first thing that is wrong
 */
export function checkNewSession(
	company: Company,
	{ path: { pathId = '' }, body, operation }: Call,
): { path: Path; instructorIds: string[] } {
	const refuse = (code: string) => flatRefusal(operation, code);
	const path = company.paths.get(pathId);
	if (!path) throw refuse('path_not_found');
	const input = (body ?? {}) as Record<string, unknown>;
	if (!isText(input.sessionName)) throw refuse('invalid_session_name');
	if (!isDate(input.startDate)) throw refuse('invalid_start_date');
	if (input.endDate !== undefined && !isDate(input.endDate)) throw refuse('invalid_end_date');
	const { sessionOwnerGroup } = input;
	if (typeof sessionOwnerGroup !== 'string' || !ID.test(sessionOwnerGroup)) throw refuse('invalid_session_owner_group');
	if (!company.groups.has(sessionOwnerGroup)) throw refuse('session_owner_group_not_found');
	const mails = input.instructorsMails;
	if (mails === undefined) return { path, instructorIds: [] };
	// The field text lets an empty list stand for the owner, the error table refuses it: the table is followed.
	if (
		!Array.isArray(mails) ||
		mails.length === 0 ||
		!mails.every((mail) => typeof mail === 'string' && MAIL.test(mail))
	) {
		throw refuse('invalid_instructors');
	}
	const users = mails.map((mail: string) => company.userByKey(mail));
	if (users.some((user) => user === undefined)) throw refuse('instructors_not_found');
	return { path, instructorIds: users.flatMap((user) => (user ? [user._id] : [])) };
}

/**
 * What a change of a path session sets.
 *
 * @throws Refusal with the documented code of the first thing that is wrong
 */
export function readSessionChange(body: Row, present: Row | undefined, company: Company, { operation }: Call): Row {
	const session = present as PathSession;
	if (session.rootSessionId) throw flatRefusal(operation, 'Cannot update a non root session');
	const startDate = new Date(body.startDate).toISOString();
	const endDate = body.endDate === undefined ? undefined : new Date(body.endDate).toISOString();
	const isPast = (date: string) => Date.parse(date) < company.clock.now();
	if (startDate !== session.startDate) {
		if (isRunning(company, session) && enrolled(company, session._id).length > 0) {
			throw flatRefusal(
				operation,
				'Session startDate cannot be updated because the session is running and has enrolled learners.',
			);
		}
		if (isPast(startDate))
			throw flatRefusal(operation, 'Session cannot be updated because new session start date is in the past.');
	}
	if (endDate !== undefined && endDate !== session.endDate && isPast(endDate))
		throw flatRefusal(operation, 'Session cannot be updated because new session end date is in the past.');
	const instructors = ((body.instructorsMails ?? []) as string[]).flatMap((mail) => company.userByKey(mail)?._id ?? []);
	const [mainInstructorId, ...instructorIds] = instructors;
	return {
		...defined({
			startDate,
			endDate,
			mainInstructorId,
			instructorIds: mainInstructorId && instructorIds,
			additionalInformation: body.sessionAdditionalInformation,
		}),
		name: body.sessionName,
		groupId: body.sessionOwnerGroup,
		// Documented side effects: the limit goes, and so does the validation of registrations unless it is sent along.
		userLimit: null,
		...(body.registrationRequest === undefined && { registrationRequestValidation: 'disabled' }),
	};
}

function isText(value: unknown): boolean {
	return typeof value === 'string' && value.trim() !== '';
}

function isDate(value: unknown): boolean {
	return typeof value === 'string' && DATE.test(value) && !Number.isNaN(Date.parse(value));
}
