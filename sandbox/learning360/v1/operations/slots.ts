import type { Call } from '../../../server/answer.ts';
import type { Company } from '../../company.ts';
import type { Slot } from '../../records.ts';
import { flatRefusal } from '../../refusals.ts';
import { defined } from '../../shapes.ts';
import type { Actions } from '../answering.ts';

/** Slots of classrooms, and who was there. */
export const slots: Actions = {
	createClassroomSlot: (company, { programSession }, call) => {
		const inputs = readSlot(company, call);
		checkSpan(call, inputs, programSession);
		const { _id } = company.slots.put({
			mediaIds: [],
			selfRegistration: { enabled: false },
			...inputs,
			_id: company.newId(),
			classroomId: call.path.classroomId as string,
			createdAt: company.now(),
			context: { type: 'program', _id: programSession._id },
		});
		return { status: 'slot_created', _id };
	},
	updateClassroomSlot: (company, { slot }, call) => {
		const hasBegun = Date.parse(slot.startDate) <= company.clock.now();
		if (slot.webinarProvider && hasBegun && call.body.location !== slot.location)
			throw flatRefusal(call.operation, 'cannot_update_location_of_started_webinars');
		const { type, _id = '' } = slot.context;
		const isProgram = type === 'program';
		const session = isProgram ? company.programSessions.get(_id) : company.pathSessions.get(_id);
		if (!session) throw flatRefusal(call.operation, isProgram ? 'program_session_not_found' : 'path_session_not_found');
		const inputs = readSlot(company, call);
		checkSpan(call, inputs, session);
		company.slots.change(slot._id, inputs);
		return { status: 'slot_updated' };
	},
	updateClassroomSlotAttendance: (company, { slot }, { body }) => {
		const present = company.registrations.where(({ classroomSlotId }) => classroomSlotId === slot._id);
		for (const { userId, hasAttended } of body.users as Array<{ userId: string; hasAttended: boolean }>) {
			const registration = present.find((entry) => entry.userId === userId);
			if (registration) company.registrations.change(registration._id, { hasAttended, modifiedAt: company.now() });
		}
		return { status: 'attendance_updated' };
	},
};

/** What a body sets in a slot. */
function readSlot(
	company: Company,
	{ body, operation }: Call,
): Omit<Slot, '_id' | 'classroomId' | 'createdAt' | 'context' | 'mediaIds' | 'selfRegistration'> {
	const { name, startDate, endDate, virtual, location, reportedDuration, timezone, maxCapacity } = body;
	const trainerIds: string[] = body.trainers ?? [];
	const stranger = trainerIds.find((id) => !company.presentUser(id));
	if (stranger !== undefined)
		throw flatRefusal(operation, 'trainer_${trainerId}_not_found', `trainer_${stranger}_not_found`);
	if (Date.parse(startDate) > Date.parse(endDate)) throw flatRefusal(operation, 'invalid_classroom_slot_dates');
	// What a body leaves out is cleared, but for the number of places.
	const inputs = { name, startDate, endDate, virtual, location, reportedDuration, timezone };
	return { ...inputs, trainerIds, ...defined({ maxCapacity }), modifiedAt: company.now() };
}

/** Refuses a slot outside of its session. */
function checkSpan({ operation }: Call, slot: Span, session: Partial<Span> & Pick<Span, 'startDate'>): void {
	const isEarly = Date.parse(slot.startDate) < Date.parse(session.startDate);
	const isLate = session.endDate !== undefined && Date.parse(slot.endDate) > Date.parse(session.endDate);
	if (isEarly || isLate) throw flatRefusal(operation, 'classroom_slot_dates_not_within_session_dates');
}

type Span = Pick<Slot, 'startDate' | 'endDate'>;
