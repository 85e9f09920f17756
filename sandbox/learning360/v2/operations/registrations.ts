import { type Call, succeed } from '../../../server/answer.ts';
import type { Company } from '../../company.ts';
import { enrolled } from '../../enrolling.ts';
import type { AttendanceSheet, Registration, Slot } from '../../records.ts';
import { documents, refusal, undocumentedNotFound } from '../../refusals.ts';
import { list, type Resource } from '../answering.ts';

/** Registrations for a slot, its waitlist and its attendance. */
export const registrations: Resource = (company) => ({
	listClassroomRegistrations: (call) => {
		const slots = new Set(
			company.slots.where(({ classroomId }) => classroomId === call.path.classroomId).map(({ _id }) => _id),
		);
		return list(
			call,
			company.registrations.where(({ classroomSlotId }) => slots.has(classroomSlotId)),
		);
	},
	createSlotRegistration: (call) => register(company, call),
	updateSlotRegistration: (call) => {
		const { _id } = registrationOf(company, call);
		const now = company.now();
		const { rsvp, ...changes } = call.body;
		const answer = rsvp && { rsvp: { ...rsvp, lastUpdatedAt: now } };
		return succeed(call, company.registrations.change(_id, { ...changes, ...answer, modifiedAt: now }));
	},
	deleteSlotRegistration: (call) => {
		const { _id, userId } = registrationOf(company, call);
		const slot = slotOf(company, call);
		const wasFull = places(company, slot) <= 0;
		const archivedAt = company.now();
		company.registrations.change(_id, { status: 'archived', archivedAt, modifiedAt: archivedAt });
		if (wasFull && slot.context.type === 'path') {
			const freed = {
				classroomSlotId: slot._id,
				learnerIds: [userId],
				pathSessionId: slot.context._id,
				leftAt: archivedAt,
			};
			company.events.emit('path.session.classroom.slot.users.unregistered.full', freed);
		}
		return succeed(call);
	},
	listSlotWaitlist: (call) => succeed(call, waiting(company, slotWithWaitlist(company, call))),
	addUserToSlotWaitlist: (call) => {
		const slot = slotWithWaitlist(company, call);
		const { operation } = call;
		const userId = call.path.userId as string;
		if (Date.parse(slot.startDate) <= company.clock.now()) throw refusal(operation, 'classroomSlotAlreadyStarted');
		if (places(company, slot) > 0) throw refusal(operation, 'classroomSlotNotFull');
		checkEnrolled(company, call, slot, userId);
		if (registered(company, slot, userId).length > 0) throw refusal(operation, 'userAlreadyRegisteredInAClassroomSlot');
		if (waiting(company, slot).length >= (slot.waitlistCapacity ?? 0))
			throw refusal(operation, 'classroomSlotWaitlistFull');
		company.waitlist.put({ classroomSlotId: slot._id, userId, requestedAt: company.now() });
		const joined = {
			classroomSlotId: slot._id,
			learnerId: userId,
			pathSessionId: slot.context._id,
			joinedAt: company.now(),
		};
		company.events.emit('path.session.classroom.slot.waitlist.user.joined', joined);
		return succeed(call);
	},
	removeUserFromSlotWaitlist: (call) => {
		const slot = slotWithWaitlist(company, call);
		if (!company.waitlist.remove({ classroomSlotId: slot._id, userId: call.path.userId }))
			throw refusal(call.operation, 'userNotInClassroomSlotWaitlist');
		return succeed(call);
	},
	listAttendances: (call) => {
		const sheet = sheetOf(company, call);
		const rows = ofSlot(company, slotOf(company, call)).filter(({ status }) => status === 'published');
		return list(
			call,
			rows.map((row) => toAttendance(company, sheet, row)),
		);
	},
});

function register(company: Company, call: Call) {
	const slot = slotOf(company, call);
	const { operation } = call;
	const userId = call.path.userOrSlotRegistrationId as string;
	if (!company.presentUser(userId)) throw refusal(operation, 'userNotFound');
	const present = registered(company, slot, userId);
	if (present.some(({ classroomSlotId }) => classroomSlotId === slot._id))
		throw refusal(operation, 'userAlreadyRegistered');
	if (present.some(({ hasAttended }) => hasAttended !== false))
		throw refusal(operation, 'userAlreadyRegisteredInAnotherNonMissedSlot');
	checkEnrolled(company, call, slot, userId);
	if (places(company, slot) <= 0) throw refusal(operation, 'classroomSlotFull');
	const now = company.now();
	const registration: Registration = {
		_id: company.newId(),
		classroomSlotId: slot._id,
		userId,
		status: 'published',
		createdAt: now,
		modifiedAt: now,
		pathId: company.pathSessions.get(slot.context._id ?? '')?.pathId,
	};
	company.waitlist.remove({ classroomSlotId: slot._id, userId });
	return succeed(call, company.registrations.put(registration));
}

function slotOf(company: Company, { path }: Call): Slot {
	return company.slots.get(path.classroomSlotId as string) as Slot;
}

function slotWithWaitlist(company: Company, call: Call): Slot {
	const slot = slotOf(company, call);
	if (slot.waitlistCapacity === undefined) throw refusal(call.operation, 'classroomSlotWaitlistNotFound');
	return slot;
}

function registrationOf(company: Company, { path, operation }: Call): Registration {
	const registration = company.registrations.get(path.userOrSlotRegistrationId as string);
	if (registration?.classroomSlotId === path.classroomSlotId) return registration as Registration;
	// The codes of the removal are not known: those of its sibling, the update, stand in.
	if (documents(operation, 'slotRegistrationNotFound')) throw refusal(operation, 'slotRegistrationNotFound');
	throw undocumentedNotFound('slotRegistrationNotFound');
}

function sheetOf(company: Company, { path, operation }: Call): AttendanceSheet {
	const sheet = company.attendanceSheets.get(path.attendanceSheetId as string) as AttendanceSheet;
	if (sheet.classroomSlotId !== path.classroomSlotId)
		throw refusal(operation, 'attendanceSheetNotBelongToClassroomSlot');
	return sheet;
}

function ofSlot(company: Company, slot: Slot): Registration[] {
	return company.registrations.where(({ classroomSlotId }) => classroomSlotId === slot._id);
}

/** The registrations of a user in any slot of the same classroom. */
function registered(company: Company, slot: Slot, userId: string): Registration[] {
	const slots = new Set(
		company.slots.where(({ classroomId }) => classroomId === slot.classroomId).map(({ _id }) => _id),
	);
	return company.registrations.where(
		(row) => row.userId === userId && row.status === 'published' && slots.has(row.classroomSlotId),
	);
}

function places(company: Company, slot: Slot): number {
	return (slot.maxCapacity ?? Infinity) - ofSlot(company, slot).filter(({ status }) => status === 'published').length;
}

function waiting(company: Company, slot: Slot) {
	return company.waitlist.where(({ classroomSlotId }) => classroomSlotId === slot._id);
}

function checkEnrolled(company: Company, { operation }: Call, slot: Slot, userId: string): void {
	if (slot.context.type !== 'path') return;
	const isIn = enrolled(company, slot.context._id as string).some((entry) => entry.userId === userId);
	if (!isIn) throw refusal(operation, 'userNotEnrolledInPathSession');
}

function toAttendance(company: Company, sheet: AttendanceSheet, { _id, userId, hasAttended }: Registration) {
	const user = company.users.get(userId);
	const isDone = sheet.status === 'signed' || sheet.status === 'closed';
	const status = isDone ? (hasAttended ? 'present' : 'absent') : hasAttended ? 'signaturePending' : 'attendancePending';
	return { _id, userId, firstName: user?.firstName ?? '', lastName: user?.lastName ?? '', status };
}
