/** Records of the company: as API v2 shows them, plus what only the sandbox keeps; API v1 shows the same records in its own form. */

import type { Documented } from './answers.ts';

export type User = Documented<'getUser'> & {
	/** Whether messages are sent to the user. */
	isSubscribed?: boolean;
	pseudonymized?: boolean;
};

export type Group = Documented<'getGroup'> & Record<string, unknown>;

export type Membership = Documented<'listGroupMemberships'> & { groupId: string };

export interface Pair {
	/** What the second one belongs to. */
	ownerId: string;
	id: string;
	/** Kind of the second one, where there are several. */
	type?: string;
}

export type Course = Documented<'getCourse'>;
export type Translation = Course['translations'][number];

/** One attempt of a learner at a course. */
export type Attempt = Documented<'listCourseStats'>;

export type Path = Omit<Documented<'getPath'>, 'steps'> & { steps: Step[] };

export interface Step {
	_id: string;
	type: string;
	options: Record<string, unknown>;
	subtype?: string;
}

export type PathSession = Documented<'getPathSession'>;
export type Audience = Documented<'getPathSessionAudience'> & { sessionId: string };

/** A learner in a path session, with what they have done there. */
export type Enrollment = Documented<'listPathEnrollments'> &
	Omit<Documented<'listPathStats'>, 'status' | 'enrolledAt' | 'unenrolledAt' | 'selfEnrolled'> & {
		learnerStatus: Documented<'listPathStats'>['status'];
	};

interface Dated {
	createdAt: string;
	modifiedAt: string;
}

export type Classroom = Documented<'getClassroom'> & Dated;

export type Slot = Documented<'listClassroomSlots'> &
	Dated & {
		/** Places on the waitlist; absent when the slot has none. */
		waitlistCapacity?: number;
	};

export type Registration = Documented<'listClassroomRegistrations'> & Dated;
export type WaitlistRequest = Documented<'listSlotWaitlist'> & { classroomSlotId: string };
export type AttendanceSheet = Documented<'listAttendanceSheets'> & { classroomSlotId: string };
