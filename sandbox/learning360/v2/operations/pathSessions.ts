import { type Call, succeed } from '../../../server/answer.ts';
import type { Operation } from '../../../server/operations.ts';
import type { Company } from '../../company.ts';
import { ownerGroupOf } from '../../ownerGroup.ts';
import type { Group, Path, PathSession } from '../../records.ts';
import { documents, refusal } from '../../refusals.ts';
import { defined, type Kind } from '../../shapes.ts';
import { given, type Resource } from '../answering.ts';

/** An IPv4 address with `*` in place of numbers, or a range such as `192.0.2.0/24`; or an IPv6 address or range. */
const ADDRESS = /^((\d{1,3}|\*)(\.(\d{1,3}|\*)){3}|[0-9a-f:]*:[0-9a-f:]*)(\/\d{1,3})?$/i;

/** What path sessions are created, changed and deleted by. */
export const SESSION_RULES: Partial<Kind> = {
	dated: true,
	read: (body, present, company, { path: { pathId = '' }, operation }) => {
		const { registrationRequestSetting: _unknown, ...changes } = body;
		if (present) return changes;
		const path = company.paths.get(pathId) as Path;
		if (path.status === 'archived') throw refusal(operation, 'pathArchived');
		const groupId = ownerGroupOf(company, body.mainInstructorId, path);
		return { instructorIds: [], ...body, groupId, isAudienceBuilder: true, translations: [] };
	},
	check: (company, { body, operation }, next, present) => {
		if (present?.rootSessionId) throw refusal(operation, 'childPathSession');
		if (present && isOver(company, present as PathSession)) {
			const code = 'unsupportedEndDateUpdate';
			const isKnown = body.endDate !== undefined && documents(operation, code);
			throw refusal(operation, isKnown ? code : 'sessionEnded');
		}
		const session = next as PathSession;
		checkSession(company, operation, session, company.paths.get(session.pathId) as Path);
	},
	after: (company, { body: { mainInstructorId, instructorIds } }, session, present) => {
		if (!present) company.addSession(session as PathSession);
		const children = present ? company.pathSessions.where(({ rootSessionId }) => rootSessionId === session._id) : [];
		for (const { _id } of children) company.pathSessions.change(_id, defined({ mainInstructorId, instructorIds }));
	},
	remove: (company, session) => company.removeSession(session as PathSession),
};

export const pathSessions: Resource = (company) => ({
	updateChildPathSession: (call) => {
		const session = sessionOf(company, call, 'childSessionId');
		if (!session.rootSessionId) throw refusal(call.operation, 'rootPathSession');
		if (isOver(company, session)) throw refusal(call.operation, 'sessionEnded');
		return succeed(call, company.pathSessions.change(session._id, { ...given(call.body), modifiedAt: company.now() }));
	},
});

function checkSession(company: Company, operation: Operation, session: PathSession, path: Path): void {
	if (session.endDate && Date.parse(session.endDate) < Date.parse(session.startDate))
		throw refusal(operation, 'invalidStartOrEndDate');
	const addresses = session.ipFiltering?.authorizedAddresses ?? [];
	if (!addresses.every((address) => ADDRESS.test(address))) throw refusal(operation, 'invalidIpFiltering');
	if (session.automaticReenrollment?.type === 'certificationExpiryDate' && !path.certificateId)
		throw refusal(operation, 'missingCertificate');
	const allowed = (company.groups.get(session.groupId) as Group).registrationRequests as string[] | undefined;
	if (allowed && !allowed.includes(session.registrationRequestValidation))
		throw refusal(operation, 'invalidRegistrationRequestOption');
}

/**
 * The session that a path names.
 *
 * @throws Refusal `sessionNotBelongToPath` when it belongs to another path
 */
export function sessionOf(company: Company, { path, operation }: Call, parameter = 'sessionId'): PathSession {
	const session = company.pathSessions.get(path[parameter] as string) as PathSession;
	if (session.pathId !== path.pathId) throw refusal(operation, 'sessionNotBelongToPath');
	return session;
}

/** Whether the end of a session has passed. */
export function isOver(company: Company, { endDate }: PathSession): boolean {
	return endDate !== undefined && Date.parse(endDate) < company.clock.now();
}
