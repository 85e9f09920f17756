import { type Seeder, shift } from '../../server/seeder.ts';
import type {
	AttendanceSheet,
	Classroom,
	Enrollment,
	PathSession,
	Registration,
	Slot,
	User,
	WaitlistRequest,
} from '../records.ts';
import { names } from './names.ts';
import type { People } from './people.ts';

const TRAINING = ['Practice day', 'Workshop', 'Exam', 'Kick-off'] as const;
const ZONES: Record<string, string> = {
	Rotterdam: 'Europe/Amsterdam',
	Hamburg: 'Europe/Berlin',
	Lyon: 'Europe/Paris',
	Milan: 'Europe/Rome',
	Chicago: 'America/Chicago',
};

export interface Classrooms {
	slots: Slot[];
	registrations: Registration[];
	waitlist: WaitlistRequest[];
	attendanceSheets: AttendanceSheet[];
}

export function seedClassrooms(seeder: Seeder, { groups }: People): Classroom[] {
	return names.pathNames.map((name, index) => {
		const createdAt = seeder.date('2024-01-01', '2026-05-01');
		return {
			_id: seeder.objectId('classroom', index),
			groupId: seeder.pick(groups)._id,
			name: `${TRAINING[index % TRAINING.length]}: ${name}`,
			mediaIds: [],
			...(index % 2 === 0 && { message: 'Bring your badge and safety shoes' }),
			...(index % 3 === 0 && {
				trainingObjective: `Work safely in ${names.departments[index % names.departments.length]}`,
			}),
			createdAt,
			modifiedAt: shift(createdAt, 3),
		};
	});
}

/** Three slots a classroom within a session of the path, learners of that session in them, sheets for the first. */
export function seedSlots(
	seeder: Seeder,
	classrooms: Classroom[],
	sessions: PathSession[],
	enrollments: Enrollment[],
	users: User[],
): Classrooms {
	const slots = classrooms.flatMap((classroom, row) => {
		const session = sessions[(row * 4) % sessions.length] as PathSession;
		return [0, 1, 2].map((index): Slot => seedSlot(seeder, classroom, session, row, index, users));
	});
	const registrations = slots.flatMap((slot, row) => seedRegistrations(seeder, slot, row, enrollments));
	const waitlist = slots.filter((slot) => slot.waitlistCapacity).flatMap((slot) => seedWaitlist(slot, enrollments));
	return {
		slots,
		registrations,
		waitlist,
		attendanceSheets: slots.flatMap((slot, row) => seedSheets(seeder, slot, row)),
	};
}

function seedSlot(
	seeder: Seeder,
	classroom: Classroom,
	session: PathSession,
	row: number,
	index: number,
	users: User[],
): Slot {
	const site = names.sites[(row + index) % names.sites.length] as string;
	const startDate = shift(session.startDate, 10 + index * 7, 1);
	const virtual = index === 2;
	return {
		_id: seeder.objectId('slot', row * 10 + index),
		classroomId: classroom._id,
		name: `${site}, group ${index + 1}`,
		startDate,
		endDate: shift(startDate, 0, 3),
		reportedDuration: 3,
		selfRegistration: index === 0 ? { enabled: true, cutoffDate: shift(startDate, -2) } : { enabled: false },
		virtual,
		maxCapacity: index === 1 ? 3 : 20,
		location: virtual ? `https://meet.meridian.example/${row}` : `${site}, training room ${1 + (row % 4)}`,
		trainerIds: [(users[1 + (row % 30)] as User)._id],
		mediaIds: [],
		timezone: ZONES[site],
		context: { type: 'path', _id: session._id },
		createdAt: shift(startDate < '2030' ? startDate : '2026-06-01T08:00:00.000Z', -30),
		modifiedAt: shift(startDate < '2030' ? startDate : '2026-06-01T08:00:00.000Z', -20),
		...(index === 1 && { waitlistCapacity: 10 }),
	};
}

function seedRegistrations(seeder: Seeder, slot: Slot, row: number, enrollments: Enrollment[]): Registration[] {
	const learners = enrollments.filter((entry) => entry.sessionId === slot.context._id && entry.status === 'published');
	// Slot 0 takes the first learners of the session, slot 1 the next, full to the last place; slot 2 stays open.
	const [from, to] = (
		[
			[0, 3],
			[3, 6],
			[6, 6],
		] as const
	)[row % 3] as readonly [number, number];
	const leaves = (index: number) => row % 3 === 0 && index === 2;
	return learners.slice(from, to).map((entry, index) => ({
		_id: seeder.objectId('registration', row * 100 + index),
		classroomSlotId: slot._id,
		userId: entry.userId,
		status: leaves(index) ? 'archived' : 'published',
		...(leaves(index) && {
			archivedAt: shift(slot.startDate < '2030' ? slot.startDate : '2026-08-01T08:00:00.000Z', -1),
		}),
		createdAt: shift(slot.startDate < '2030' ? slot.startDate : '2026-07-01T08:00:00.000Z', -14),
		modifiedAt: shift(slot.startDate < '2030' ? slot.startDate : '2026-07-01T08:00:00.000Z', -7),
		hasAttended: slot.startDate < '2026-09' && index % 4 !== 2,
		...(slot.virtual && { attendanceDuration: 10_500_000 }),
		pathId: entry.pathId,
		rsvp: {
			going: index % 3 !== 1,
			lastUpdatedAt: shift(slot.startDate < '2030' ? slot.startDate : '2026-07-01T08:00:00.000Z', -9),
		},
	}));
}

/** The next two learners of the session wait for a place, the one who came later first. */
function seedWaitlist(slot: Slot, enrollments: Enrollment[]): WaitlistRequest[] {
	const learners = enrollments.filter((entry) => entry.sessionId === slot.context._id && entry.status === 'published');
	const requestedAt = slot.startDate < '2030' ? slot.startDate : '2026-07-10T08:00:00.000Z';
	return learners
		.slice(6, 8)
		.map(({ userId }, index) => ({ classroomSlotId: slot._id, userId, requestedAt: shift(requestedAt, -5 - index) }));
}

function seedSheets(seeder: Seeder, slot: Slot, row: number): AttendanceSheet[] {
	if (row % 3 !== 0) return [];
	return [0, 1].map((index) => ({
		_id: seeder.objectId('sheet', row * 10 + index),
		classroomSlotId: slot._id,
		name: index === 0 ? 'Morning' : 'Afternoon',
		status: index === 0 ? 'signed' : 'open',
		checkInCode: String(100_000 + row * 10 + index),
		personalizedFields: { organizationName: 'Meridian Freight' },
	}));
}
