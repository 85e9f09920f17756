/** Records of the company, in the words of API v2; API v1 shows the same records in its own. */

export interface User {
	_id: string;
	mail?: string;
	username?: string;
	status: 'active' | 'invited' | 'deleted';
	lang: string;
	firstName?: string;
	lastName?: string;
	job?: string;
	organization?: string;
	phone?: string;
	custom?: string;
	deletedAt?: string[];
	reactivatedAt?: string[];
	primaryGroupId?: string;
	lastLoginDate?: string;
	toBeDeactivatedAt?: string;
	profileImageId?: string;
	/** Whether messages are sent to the user. */
	isSubscribed?: boolean;
	pseudonymized?: boolean;
}

export interface Group {
	_id: string;
	name: string;
	public: boolean;
	parentId?: string;
	custom?: string;
	[more: string]: unknown;
}

export interface Membership {
	groupId: string;
	userId: string;
	role: string;
}

export interface Pair {
	/** What the second one belongs to. */
	ownerId: string;
	id: string;
	/** Kind of the second one, where there are several. */
	type?: string;
}

export interface Translation {
	lang: string;
	published: boolean;
	translatorIds: string[];
	translatedFields: { name?: string; description?: string };
}

export interface Course {
	_id: string;
	name: string;
	description?: string;
	sourceLang: string;
	defaultLang: string;
	authorId: string;
	groupId: string;
	coAuthorIds: string[];
	duration?: number;
	createdAt: string;
	modifiedAt: string;
	status: 'archived' | 'deleted' | 'published';
	translations: Translation[];
	type: 'elearning standard' | 'external' | 'native';
	externalPlatform?: string;
	currentVersionNumber?: number;
	collaborativeLearning?: boolean;
}

/** One attempt of a learner at a course. */
export interface Attempt {
	_id: string;
	courseId: string;
	userId: string;
	lang: string;
	versionNumber?: number;
	timeSpent: number;
	progress: number;
	score?: number;
	firstActivityAt?: string;
	lastActivityAt?: string;
	completedAt?: string;
	pathId?: string;
	pathSessionId?: string;
}

export interface Step {
	_id: string;
	type: string;
	options: Record<string, unknown>;
	subtype?: string;
}

export interface Path {
	_id: string;
	name: string;
	description?: string;
	authorId: string;
	coAuthorIds: string[];
	groupId: string;
	certificateId?: string;
	createdAt: string;
	modifiedAt: string;
	defaultLang: string;
	sourceLang: string;
	status: 'archived' | 'published';
	options: Record<string, boolean>;
	steps: Step[];
	translations: Translation[];
	additionalInformation?: string;
	coverPicture?: string;
	estimatedDuration?: { unit: string; value: number };
	estimatedWeeklyCommitment?: { min: number; max: number };
}

export interface PathSession {
	_id: string;
	pathId: string;
	name: string;
	mainInstructorId: string;
	instructorIds: string[];
	groupId: string;
	registrationRequestValidation: string;
	startDate: string;
	endDate?: string;
	userLimit?: number;
	automaticReenrollment?: { type: string; delayDays: number; recurrenceMonths?: number };
	ipFiltering?: { active: boolean; authorizedAddresses: string[] };
	createdAt: string;
	modifiedAt: string;
	isAudienceBuilder: boolean;
	additionalInformation?: string;
	rootSessionId?: string;
	translations: Translation[];
}

export interface Audience {
	sessionId: string;
	mode: string;
	filters: Array<{ type: string; ids: string[] }>;
}

/** A learner in a path session, with what they have done there. */
export interface Enrollment {
	_id: string;
	pathId: string;
	sessionId: string;
	userId: string;
	status: 'archived' | 'published';
	isSelfEnrolled: boolean;
	createdAt: string;
	modifiedAt?: string;
	archivedAt?: string;
	learnerStatus: { type: string; reason?: string };
	progress: number;
	score?: number;
	timeSpent: number;
	startedAt?: string;
	completedAt?: string;
	dueDate?: string;
	certificateId?: string;
}

export interface Classroom {
	_id: string;
	groupId: string;
	name: string;
	mediaIds: string[];
	message?: string;
	trainingObjective?: string;
	createdAt: string;
	modifiedAt: string;
}

export interface Slot {
	_id: string;
	classroomId: string;
	name: string;
	startDate: string;
	endDate: string;
	reportedDuration: number;
	selfRegistration: { enabled: boolean; cutoffDate?: string };
	virtual: boolean;
	maxCapacity?: number;
	location: string;
	trainerIds: string[];
	mediaIds: string[];
	timezone?: string;
	webinarProvider?: string;
	context: { type: string; _id?: string; [more: string]: unknown };
	createdAt: string;
	modifiedAt: string;
	/** Places on the waitlist; absent when the slot has none. */
	waitlistCapacity?: number;
}

export interface Registration {
	_id: string;
	classroomSlotId: string;
	userId: string;
	status: 'archived' | 'published';
	createdAt: string;
	modifiedAt: string;
	archivedAt?: string;
	hasAttended?: boolean;
	attendanceDuration?: number;
	pathId?: string;
	rsvp?: { going: boolean; lastUpdatedAt: string };
}

export interface WaitlistRequest {
	classroomSlotId: string;
	userId: string;
	requestedAt: string;
}

export interface AttendanceSheet {
	_id: string;
	classroomSlotId: string;
	name: string;
	status: 'adjustment' | 'open' | 'closed' | 'signed';
	checkInCode?: string;
	personalizedFields?: { organizationName?: string; organizationLogoId?: string };
}
