import { groupBy } from '../../server/grouping.ts';
import type { Recipes } from '../../server/recipes.ts';
import { shift } from '../../server/seeder.ts';
import type { AttendanceSheet, Classroom, Enrollment, PathSession, Registration, Slot } from '../records.ts';
import { names } from './names.ts';

const ZONES: Record<string, string> = {
	Rotterdam: 'Europe/Amsterdam',
	Hamburg: 'Europe/Berlin',
	Lyon: 'Europe/Paris',
	Milan: 'Europe/Rome',
	Chicago: 'America/Chicago',
};

/** Three slots a classroom within a session of the path, learners of that session in them, sheets for the first. */
export function seedSlots(
	recipes: Recipes,
	classrooms: Classroom[],
	sessions: PathSession[],
	enrollments: Enrollment[],
): { slots: Slot[]; registrations: Registration[]; waitlist: object[]; attendanceSheets: AttendanceSheet[] } {
	const items = classrooms.flatMap((classroom, row) => {
		const session = sessions[(row * 4) % sessions.length] as PathSession;
		return [0, 1, 2].map((index) => {
			const site = names.sites[(row + index) % names.sites.length] as string;
			const startDate = shift(session.startDate, 10 + index * 7, 1);
			const plannedAt = soon(startDate, '2026-06-01');
			const place = { site, zone: ZONES[site], room: 1 + (row % 4), trainer: 1 + (row % 30) };
			return { classroom, session, row, index, number: row * 10 + index, startDate, plannedAt, ...place };
		});
	});
	const slots = recipes.make<Slot>('slots', items);
	const present = enrollments.filter(({ status }) => status === 'published');
	const bySession = new Map(groupBy(present, ({ sessionId }) => sessionId));
	const learnersOf = ({ context: { _id = '' } }: Slot) => bySession.get(_id) ?? [];
	return {
		slots,
		// Slot 0 takes the first learners of the session, slot 1 the next, full to the last place; slot 2 stays open.
		registrations: slots.flatMap((slot, row) => {
			if (row % 3 === 2) return [];
			const learners = learnersOf(slot).slice((row % 3) * 3, (row % 3) * 3 + 3);
			const made = learners.map((entry, index) => ({
				slot,
				entry,
				number: row * 100 + index,
				hasLeft: row % 3 === 0 && index === 2,
				leftAt: soon(slot.startDate, '2026-08-01'),
				madeAt: soon(slot.startDate, '2026-07-01'),
				hasAttended: slot.startDate < '2026-09' && index % 4 !== 2,
			}));
			return recipes.make<Registration>('registrations', made);
		}),
		// The next two learners of the session wait for a place, the one who came later first.
		waitlist: slots
			.filter(({ waitlistCapacity }) => waitlistCapacity)
			.flatMap((slot) =>
				learnersOf(slot)
					.slice(6, 8)
					.map(({ userId }, index) => ({
						classroomSlotId: slot._id,
						userId,
						requestedAt: shift(soon(slot.startDate, '2026-07-10'), -5 - index),
					})),
			),
		attendanceSheets: recipes.make<AttendanceSheet>(
			'attendanceSheets',
			slots.flatMap((slot, row) =>
				row % 3 === 0 ? [0, 1].map((index) => ({ slot, index, number: row * 10 + index })) : [],
			),
		),
	};
}

/** The date of what lies near, otherwise a day on which what lies far ahead was planned. */
export function soon(date: string, otherwise: string): string {
	return date < '2030' ? date : `${otherwise}T08:00:00.000Z`;
}
