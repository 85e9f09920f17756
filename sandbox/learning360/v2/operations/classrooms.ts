import type { Call } from '../../../server/answer.ts';
import type { Company } from '../../company.ts';
import type { Slot } from '../../records.ts';
import { documents, refusal } from '../../refusals.ts';
import { given, list, type Resource, succeed } from '../answering.ts';

/** Classrooms and their slots. */
export const classrooms: Resource = (company) => ({
	listClassrooms: (call) => list(call, company.classrooms.all()),
	getClassroom: (call) => succeed(call, company.classrooms.get(call.path.classroomId as string)),
	createClassroom: (call) => {
		checkMedia(company, call);
		const now = company.now();
		return succeed(
			call,
			company.classrooms.put({ mediaIds: [], ...call.body, _id: company.newId(), createdAt: now, modifiedAt: now }),
		);
	},
	updateClassroom: (call) => {
		checkMedia(company, call);
		const changes = { ...given(call.body), modifiedAt: company.now() };
		return succeed(call, company.classrooms.change(call.path.classroomId as string, changes));
	},
	listClassroomSlots: (call) =>
		list(
			call,
			company.slots.where(({ classroomId }) => classroomId === call.path.classroomId),
		),
	createClassroomSlot: (call) => {
		checkMedia(company, call);
		const now = company.now();
		const slot: Slot = {
			trainerIds: [],
			mediaIds: [],
			...call.body,
			_id: company.newId(),
			classroomId: call.path.classroomId,
			createdAt: now,
			modifiedAt: now,
		};
		checkDates(company, call, slot);
		return succeed(call, company.slots.put(slot));
	},
	updateClassroomSlot: (call) => {
		const slot = slotOf(company, call);
		const { notification: _sent, ...changes } = call.body;
		const hasBegun = Date.parse(slot.startDate) <= company.clock.now();
		if (slot.webinarProvider && hasBegun) throw refusal(call.operation, 'alreadyStartedWebinar');
		if (slot.webinarProvider && changes.location !== undefined)
			throw refusal(call.operation, 'cannotUpdateLocationForWebinar');
		checkDates(company, call, { ...slot, ...changes });
		return succeed(call, company.slots.change(slot._id, { ...changes, modifiedAt: company.now() }));
	},
	deleteClassroomSlot: (call) => {
		const { _id } = slotOf(company, call);
		company.slots.remove(_id);
		company.registrations.removeWhere(({ classroomSlotId }) => classroomSlotId === _id);
		company.waitlist.removeWhere(({ classroomSlotId }) => classroomSlotId === _id);
		company.attendanceSheets.removeWhere(({ classroomSlotId }) => classroomSlotId === _id);
		return succeed(call);
	},
});

function slotOf(company: Company, { path, operation }: Call): Slot {
	const slot = company.slots.get(path.classroomSlotId as string);
	if (slot?.classroomId !== path.classroomId) throw refusal(operation, 'classroomSlotNotFound');
	return slot as Slot;
}

/** A slot begins before it ends, within its path session. */
function checkDates(company: Company, { operation }: Call, slot: Slot): void {
	if (Date.parse(slot.endDate) < Date.parse(slot.startDate)) throw refusal(operation, 'invalidStartOrEndDate');
	if (slot.context.type !== 'path') return;
	const session = company.pathSessions.get(slot.context._id as string);
	if (!session) throw refusal(operation, 'pathSessionNotFound');
	const isEarly = Date.parse(slot.startDate) < Date.parse(session.startDate);
	const isLate = session.endDate !== undefined && Date.parse(slot.endDate) > Date.parse(session.endDate);
	if (isEarly || isLate) throw refusal(operation, 'outOfPathSessionDates');
}

/** Classrooms take texts, pictures, slides, tables and films, but no sound. */
function checkMedia(company: Company, { body, operation }: Call): void {
	const types = ((body.mediaIds ?? []) as string[]).map((id) => company.media.get(id)?.type ?? '');
	if (types.some((type) => type.startsWith('audio/')) && documents(operation, 'badMediaType'))
		throw refusal(operation, 'badMediaType');
}
