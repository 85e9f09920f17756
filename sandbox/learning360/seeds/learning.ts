import { type Seeder, shift } from '../../server/seeder.ts';
import { dueIn } from '../dueDates.ts';
import type {
	Attempt,
	Audience,
	Course,
	Enrollment,
	Group,
	Path,
	PathSession,
	Step,
	Translation,
	User,
} from '../records.ts';
import { names } from './names.ts';
import type { People } from './people.ts';

export interface Learning {
	courses: Course[];
	attempts: Attempt[];
	paths: Path[];
	pathSessions: PathSession[];
	audiences: Audience[];
	enrollments: Enrollment[];
}

const VALIDATIONS = [
	'disabled',
	'instructors',
	'managers',
	'adminsAndManagers',
	'adminsCoachesInstructorsManagers',
] as const;

/** Courses, paths, their sessions, and what learners did in them. `classroomIds` are steps of some paths. */
export function seedLearning(
	seeder: Seeder,
	{ users, groups }: People,
	classroomIds: string[],
	outlineIds: string[],
): Learning {
	const staff = users.filter((user) => user.status === 'active');
	const courses = names.courseTopics.flatMap((topic, row) =>
		names.courseLevels.map((level, column) =>
			seedCourse(seeder, row * names.courseLevels.length + column, `${topic}, ${level}`, staff, groups),
		),
	);
	const paths = names.pathNames.map((name, index) =>
		seedPath(seeder, index, name, { staff, groups, courses, classroomIds, outlineIds }),
	);
	const pathSessions = paths.flatMap((path, index) => seedSessions(seeder, path, index, staff, groups));
	const enrollments = pathSessions.flatMap((session, index) => seedEnrollments(seeder, session, index, staff));
	return {
		courses,
		attempts: Array.from({ length: 1600 }, (_, index) => seedAttempt(seeder, index, courses, staff, enrollments)),
		paths,
		pathSessions,
		audiences: pathSessions
			.filter((session) => session.isAudienceBuilder)
			.map((session) => seedAudience(session, enrollments)),
		enrollments,
	};
}

function seedCourse(seeder: Seeder, index: number, name: string, staff: User[], groups: Group[]): Course {
	const author = seeder.pick(staff);
	const createdAt = seeder.date('2023-01-01', '2026-06-01');
	const type = index % 8 === 3 ? 'external' : index % 8 === 6 ? 'elearning standard' : 'native';
	const lang = index % 6 === 5 ? 'fr' : 'en';
	return {
		_id: seeder.objectId('course', index),
		name,
		description: `What everybody at Meridian Freight should know: ${name}.`,
		sourceLang: lang,
		defaultLang: lang,
		authorId: author._id,
		groupId: seeder.pick(groups)._id,
		coAuthorIds: seeder
			.pickSome(staff, index % 3)
			.filter(({ _id }) => _id !== author._id)
			.map(({ _id }) => _id),
		duration: seeder.integer(2, 18) * 5,
		createdAt,
		modifiedAt: seeder.date(createdAt, '2026-08-31'),
		status: index % 20 === 19 ? 'archived' : index % 40 === 17 ? 'deleted' : 'published',
		translations: translations(name, lang, index % 4 === 0),
		type,
		...(type === 'external' && { externalPlatform: 'Acme Library' }),
		...(type === 'native' && { currentVersionNumber: seeder.integer(1, 6) }),
		collaborativeLearning: type === 'native' && index % 2 === 0,
	};
}

interface PathParts {
	staff: User[];
	groups: Group[];
	courses: Course[];
	classroomIds: string[];
	outlineIds: string[];
}

function seedPath(seeder: Seeder, index: number, name: string, parts: PathParts): Path {
	const createdAt = seeder.date('2023-06-01', '2026-05-01');
	const author = seeder.pick(parts.staff);
	return {
		_id: seeder.objectId('path', index),
		name,
		description: `${name}: from the first day to the certificate.`,
		authorId: author._id,
		coAuthorIds: seeder
			.pickSome(parts.staff, index % 3)
			.filter(({ _id }) => _id !== author._id)
			.map(({ _id }) => _id),
		groupId: seeder.pick(parts.groups)._id,
		...(index % 2 === 0 && { certificateId: parts.outlineIds[index % (parts.outlineIds.length - 1)] }),
		createdAt,
		modifiedAt: seeder.date(createdAt, '2026-08-31'),
		defaultLang: 'en',
		sourceLang: 'en',
		status: index % 13 === 12 ? 'archived' : 'published',
		options: {
			linearProgression: index % 3 !== 0,
			mandatoryReplay: false,
			displayForum: true,
			displayClassroomMessages: index % 5 === 0,
			automatedReminders: index % 2 === 0,
			notificationOnStepCreation: false,
		},
		steps: seedSteps(index, parts),
		translations: translations(name, 'en', index % 3 === 0),
		...(index % 4 === 0 && { additionalInformation: `LMS-${String(2000 + index)}` }),
		estimatedDuration: { unit: 'hour', value: seeder.integer(2, 30) },
		...(index % 5 === 0 && { estimatedWeeklyCommitment: { min: 1, max: 3 } }),
	};
}

function seedSteps(index: number, { courses, classroomIds }: PathParts): Step[] {
	const steps: Step[] = [0, 1, 2].map((offset) => ({
		_id: (courses[(index * 3 + offset) % courses.length] as Course)._id,
		type: 'course',
		options: {
			optional: offset === 2,
			showCorrection: 'onCompletion',
			showForum: 'onAnswer',
			minScore: 70,
			attemptsLimit: 3,
		},
	}));
	const classroomId = classroomIds[index];
	if (classroomId && index % 2 === 1) {
		steps.push({
			_id: classroomId,
			type: 'classroom',
			options: { optional: false, autoRegistration: false, selfRegistration: { enabled: true } },
		});
	}
	return steps;
}

/** Two to six sessions a path, half a year apart; the last one lies far ahead. */
function seedSessions(seeder: Seeder, path: Path, row: number, staff: User[], groups: Group[]): PathSession[] {
	const count = 2 + (row % 5);
	return Array.from({ length: count }, (_, index): PathSession => {
		const isLast = index === count - 1;
		const startDate = isLast
			? `2031-0${1 + (row % 9)}-10T08:00:00.000Z`
			: shift('2024-01-15T08:00:00.000Z', index * 182 + row);
		const instructors = seeder.pickSome(staff, 1 + (index % 3)).map(({ _id }) => _id);
		return {
			_id: seeder.objectId('pathSession', row * 10 + index),
			pathId: path._id,
			name: `${path.name} ${startDate.slice(0, 7)}`,
			mainInstructorId: instructors[0] as string,
			instructorIds: instructors.slice(1),
			groupId: seeder.pick(groups)._id,
			registrationRequestValidation: VALIDATIONS[(row + index) % VALIDATIONS.length] as (typeof VALIDATIONS)[number],
			startDate,
			...(index % 3 !== 2 && { endDate: shift(startDate, 120) }),
			...(index % 2 === 0 && { userLimit: 20 + row }),
			...(path.certificateId &&
				index === 1 && { automaticReenrollment: { type: 'certificationExpiryDate', delayDays: 30 } }),
			...(row % 10 === 4 && { ipFiltering: { active: true, authorizedAddresses: ['192.0.2.0/24'] } }),
			createdAt: shift(startDate < '2030' ? startDate : '2026-03-10T08:00:00.000Z', -40),
			modifiedAt: shift(startDate < '2030' ? startDate : '2026-03-10T08:00:00.000Z', -10),
			isAudienceBuilder: index % 2 === 0,
			...(index % 2 === 1 && { additionalInformation: `REF-${2026}-${String(row * 10 + index).padStart(3, '0')}` }),
			translations: [],
		};
	});
}

function seedEnrollments(seeder: Seeder, session: PathSession, row: number, staff: User[]): Enrollment[] {
	const isOpen = session.startDate < '2026-09-01';
	return seeder.pickSome(staff, 8 + (row % 18)).map((user, index): Enrollment => {
		const enrolledAt = shift(session.startDate < '2030' ? session.startDate : '2026-08-01T08:00:00.000Z', -7, index);
		const isDone = isOpen && (row + index) % 3 !== 0;
		const isStarted = isDone || (isOpen && (row + index) % 2 === 0);
		const score = seeder.integer(40, 100);
		const type = !isOpen
			? 'sessionNotOpened'
			: !isStarted
				? 'notYetStarted'
				: !isDone
					? index % 4 === 0
						? 'late'
						: 'onTime'
					: score >= 70
						? 'successful'
						: 'toRetake';
		return {
			_id: seeder.objectId('enrollment', row * 100 + index),
			pathId: session.pathId,
			sessionId: session._id,
			userId: user._id,
			status: index % 12 === 11 ? 'archived' : 'published',
			...(index % 12 === 11 && {
				archivedAt: shift(session.startDate < '2030' ? session.startDate : '2026-08-20T08:00:00.000Z', 20),
			}),
			isSelfEnrolled: index % 5 === 4,
			createdAt: enrolledAt,
			modifiedAt: shift(enrolledAt, 1),
			learnerStatus: { type },
			progress: isDone ? 100 : isStarted ? seeder.integer(5, 95) : 0,
			timeSpent: isStarted ? seeder.integer(20, 400) * 60_000 : 0,
			...dueIn(session),
			...(isStarted && { startedAt: shift(session.startDate, 2, index) }),
			...(isDone && { completedAt: shift(session.startDate, 20 + index), score }),
		};
	});
}

function seedAudience(session: PathSession, enrollments: Enrollment[]): Audience {
	const ids = enrollments
		.filter((entry) => entry.sessionId === session._id && !entry.isSelfEnrolled && entry.status === 'published')
		.map(({ userId }) => userId);
	return { sessionId: session._id, mode: 'dynamic', filters: [{ type: 'users', ids }] };
}

function seedAttempt(
	seeder: Seeder,
	index: number,
	courses: Course[],
	staff: User[],
	enrollments: Enrollment[],
): Attempt {
	const progress = index % 3 === 0 ? seeder.integer(0, 95) : 100;
	const firstActivityAt = seeder.date('2024-02-01', '2026-08-01');
	const lastActivityAt = shift(firstActivityAt, seeder.integer(0, 20), 1);
	const enrollment = index % 2 === 0 ? seeder.pick(enrollments) : undefined;
	return {
		_id: seeder.objectId('attempt', index),
		courseId: seeder.pick(courses)._id,
		userId: enrollment?.userId ?? seeder.pick(staff)._id,
		lang: 'en',
		versionNumber: seeder.integer(1, 4),
		timeSpent: seeder.integer(3, 90) * 60_000,
		progress,
		firstActivityAt,
		lastActivityAt,
		...(progress === 100 && { completedAt: lastActivityAt, score: seeder.integer(30, 100) }),
		...(enrollment && { pathId: enrollment.pathId, pathSessionId: enrollment.sessionId }),
	};
}

function translations(name: string, lang: Translation['lang'], isTranslated: boolean): Translation[] {
	const own: Translation = { lang, published: true, translatorIds: [], translatedFields: { name } };
	if (!isTranslated) return [own];
	return [own, { lang: 'de', published: false, translatorIds: [], translatedFields: { name: `${name} (DE)` } }];
}
