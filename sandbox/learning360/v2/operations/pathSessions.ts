import { type Call, succeed } from '../../../server/answer.ts';
import type { Company } from '../../company.ts';
import { ownerGroupOf } from '../../ownerGroup.ts';
import type { Group, Path, PathSession } from '../../records.ts';
import { documents, refusal } from '../../refusals.ts';
import { given, type Resource } from '../answering.ts';

/** An IPv4 address with `*` in place of numbers, or a range such as `192.0.2.0/24`; or an IPv6 address or range. */
const ADDRESS = /^((\d{1,3}|\*)(\.(\d{1,3}|\*)){3}|[0-9a-f:]*:[0-9a-f:]*)(\/\d{1,3})?$/i;

export const pathSessions: Resource = (company) => ({
	createPathSession: (call) => createSession(company, call),
	updatePathSession: (call) => {
		const session = sessionOf(company, call);
		if (session.rootSessionId) throw refusal(call.operation, 'childPathSession');
		const hasEnded = isOver(company, session);
		if (hasEnded && call.body.endDate !== undefined && documents(call.operation, 'unsupportedEndDateUpdate')) {
			throw refusal(call.operation, 'unsupportedEndDateUpdate');
		}
		if (hasEnded) throw refusal(call.operation, 'sessionEnded');
		const { registrationRequestSetting: _unknown, ...changes } = call.body;
		const next = { ...session, ...changes } as PathSession;
		checkSession(company, call, next, company.paths.get(session.pathId) as Path);
		const { mainInstructorId, instructorIds } = call.body;
		for (const child of company.pathSessions.where(({ rootSessionId }) => rootSessionId === session._id)) {
			company.pathSessions.change(child._id, {
				...(mainInstructorId && { mainInstructorId }),
				...(instructorIds && { instructorIds }),
			});
		}
		return succeed(call, company.pathSessions.change(session._id, { ...given(changes), modifiedAt: company.now() }));
	},
	updateChildPathSession: (call) => {
		const session = sessionOf(company, call, 'childSessionId');
		if (!session.rootSessionId) throw refusal(call.operation, 'rootPathSession');
		if (isOver(company, session)) throw refusal(call.operation, 'sessionEnded');
		return succeed(call, company.pathSessions.change(session._id, { ...given(call.body), modifiedAt: company.now() }));
	},
	deletePathSession: (call) => {
		company.removeSession(sessionOf(company, call));
		return succeed(call);
	},
});

function createSession(company: Company, call: Call) {
	const path = company.paths.get(call.path.pathId as string) as Path;
	if (path.status === 'archived') throw refusal(call.operation, 'pathArchived');
	const now = company.now();
	const session: PathSession = {
		instructorIds: [],
		...call.body,
		_id: company.newId(),
		pathId: path._id,
		groupId: ownerGroupOf(company, call.body.mainInstructorId, path),
		createdAt: now,
		modifiedAt: now,
		isAudienceBuilder: true,
		translations: [],
	};
	checkSession(company, call, session, path);
	company.addSession(session);
	return succeed(call, session);
}

function checkSession(company: Company, { operation }: Call, session: PathSession, path: Path): void {
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
