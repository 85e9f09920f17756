import type { Call } from '../../server/answer.ts';
import type { Academy } from '../academy.ts';
import { notFound, page, refuse, type Resource, succeed } from '../answering.ts';
import type { Batch, Employee, LmsCourse } from '../records.ts';
import { placeOf } from '../shapes.ts';

const SELF_PACED = 1;
const BLENDED = 2;

/** Lists of courses, and what is done with a course or batch as a whole. */
export const courses: Resource = (academy) => ({
	listCourses: (call) =>
		page(
			call,
			selected(academy, call, () => true),
		),
	listMyCourses: (call) => {
		const { erecno } = academy.me();
		const joined = new Set(academy.learners.where((entry) => entry.erecno === erecno).map(({ courseId }) => courseId));
		return page(
			call,
			selected(academy, call, ({ courseId }) => joined.has(courseId)),
		);
	},
	publishCourse: (call) => {
		const course = courseOf(academy, call);
		if (course.type === BLENDED)
			throw refuse('UNSUPPORTED_OPERATION_BL_COURSE_PUBLISH_VIA_COURSE_API', 'Publish the batches of a blended course');
		if (course.type !== SELF_PACED)
			throw refuse('UNSUPPORTED_OPERATION_EL_COURSE_PUBLISH', 'E-material is not published');
		if (!hasMandatory(academy, course)) {
			throw refuse('NO_MANDATORY_FILES_OR_LINK_FOUND_TO_PUBLISH', 'The course has no mandatory file, link or content');
		}
		return setState(academy, call, 'published');
	},
	unpublishCourse: (call) => {
		const { type, courseId } = courseOf(academy, call);
		if (type === BLENDED)
			throw refuse(
				'UNSUPPORTED_OPERATION_BL_COURSE_UNPUBLISH_VIA_COURSE_API',
				'Unpublish the batches of a blended course',
			);
		if (type !== SELF_PACED) throw refuse('UNSUPPORTED_OPERATION_EL_COURSE_UNPUBLISH', 'E-material is not unpublished');
		if (academy.learnersOf(courseId).length > 0)
			throw refuse('UNABLE_TO_UNPUBLISH_WITH_MEMBERS', 'The course has members');
		return setState(academy, call, 'drafted');
	},
	enableCourse: (call) => setState(academy, call, 'published'),
	disableCourse: (call) => {
		if (courseOf(academy, call).state !== 'published')
			throw refuse('UNABLE_TO_DISABLE_COURSE_BEFORE_PUBLISH', 'The course is not published');
		return setState(academy, call, 'disabled');
	},
	favouriteCourse: (call) => favour(academy, call, true),
	unfavouriteCourse: (call) => favour(academy, call, false),
	shareCourse: (call) => {
		const { courseId } = courseOf(academy, call);
		const employees = employeesOf(academy, call);
		for (const { erecno } of employees) academy.shares.put({ courseId, erecno });
		return succeed(call, { sharedUsers: employees.map(show) });
	},
	listCourseSharedUsers: (call) => page(call, sharedWith(academy, courseOf(academy, call)).map(show)),
	removeCourseSharedUser: (call) => {
		const { courseId } = courseOf(academy, call);
		const { sharedUserErecno } = call.query;
		if (sharedUserErecno === undefined) throw refuse('INPUT_PARAMETER_MISSING', 'sharedUserErecno is missing');
		if (!academy.shares.remove({ courseId, erecno: sharedUserErecno })) throw notFound('shared user');
		return succeed(call);
	},
	suggestCourse: (call) => {
		const { courseId, state } = courseOf(academy, call);
		if (state !== 'published') throw refuse('UNABLE_TO_SUGGEST_COURSE_BEFORE_PUBLISH', 'The course is not published');
		for (const { erecno } of employeesOf(academy, call)) academy.suggestions.put({ courseId, erecno });
		return succeed(call);
	},
	getSuggestedCoursesCount: (call) => {
		const { erecno } = academy.me();
		return succeed(call, { count: academy.suggestions.where((entry) => entry.erecno === erecno).length });
	},
	listRequisiteCourseEntities: (call) => {
		// Self-paced courses are asked for with batch id 0.
		const { batchId, ...path } = call.path;
		const place = placeOf(academy, { ...call, path: batchId === '0' ? path : { ...path, batchId: batchId as string } });
		if (!academy.employees.find(({ learnerId }) => learnerId === path.learnerId)) throw notFound('learner');
		const files = academy.files.where((file) => file.courseId === place.courseId && file.isMandatory === true);
		const lockedEntities = files
			.slice(0, 2)
			.map(({ fileId, fileName }) => ({ lockedEntityName: fileName, lockedEntityId: fileId, lockedEntityType: '3' }));
		return succeed(call, { lockedEntities });
	},
	publishBatch: (call) => {
		const batch = batchOf(academy, call);
		if (!academy.sessions.find(({ batchId }) => batchId === batch.batchId))
			throw refuse('NO_SESSION_FOUND_TO_PUBLISH', 'The batch has no session');
		academy.batches.change(batch.batchId, { publishStatus: 'published' });
		academy.courses.change(batch.courseId, { state: 'published' });
		return succeed(call, { batchId: batch.batchId });
	},
	unpublishBatch: (call) => {
		const { courseId, batchId } = batchOf(academy, call);
		if (academy.learnersOf(courseId, batchId).length > 0)
			throw refuse('UNABLE_TO_UNPUBLISH_WITH_MEMBERS', 'The batch has members');
		academy.batches.change(batchId, { publishStatus: 'draft' });
		return succeed(call, { batchId });
	},
	markBatchComplete: (call) => {
		const { batchId, isComplete } = batchOf(academy, call);
		if (isComplete) throw refuse('COURSE_ALREADY_COMPLETED', 'The batch is complete already');
		academy.batches.change(batchId, { isComplete: true });
		return succeed(call, { batchId });
	},
	markBatchIncomplete: (call) => {
		const { batchId } = batchOf(academy, call);
		academy.batches.change(batchId, { isComplete: false });
		return succeed(call, { batchId });
	},
	getLmsSettings: (call) =>
		succeed(call, { settings: { isLmsEnabled: true, allowSelfEnrollment: true, gradeCategories: [] } }),
	getCourseSettings: (call) => {
		const { courseId, permissionSettings } = courseOf(academy, call);
		const tests = (rows: readonly { courseId: string }[]) => rows.filter((row) => row.courseId === courseId);
		return succeed(call, {
			settings: {
				permissionSettings,
				preCourseActivities: tests(academy.preTests.all()),
				postCourseActivities: tests(academy.postTests.all()),
			},
		});
	},
});

/** The course that an address names. */
export function courseOf(academy: Academy, call: Call): LmsCourse {
	return academy.courses.get(placeOf(academy, call).courseId) as LmsCourse;
}

/** The batch that an address names. */
export function batchOf(academy: Academy, call: Call): Batch {
	return academy.batches.get(placeOf(academy, call).batchId ?? '') as Batch;
}

/** The employees of the list in the query; refuses numbers that nobody has. */
export function employeesOf(academy: Academy, { query }: Call): Employee[] {
	return ((query.erecnosList ?? []) as Array<string | number>).map((erecno) => {
		const employee = academy.employees.get(String(erecno));
		if (!employee) throw refuse('INVALID_INPUT', `Nobody has the record number ${erecno}`);
		return employee;
	});
}

function selected(academy: Academy, { query }: Call, isWanted: (course: LmsCourse) => boolean): LmsCourse[] {
	const { search, type, categoryId, trainerId, state, sortBy, startDate, endDate, sharedToMe, suggestedToMe } = query;
	const me = academy.me().erecno;
	const erecno = academy.trainers.get(trainerId ?? '')?.erecno;
	const rows = academy.courses.where((course) => {
		const { courseId, createdTime } = course;
		if (!isWanted(course)) return false;
		if (search !== undefined && !course.courseName.toLowerCase().includes(search.toLowerCase())) return false;
		if (type !== undefined && course.type !== type) return false;
		if (
			categoryId === 'MyfavouriteCategories'
				? !course.isFavourite
				: categoryId !== undefined && !course.categories.includes(categoryId)
		)
			return false;
		if (
			trainerId !== undefined &&
			!academy.sessions.find((session) => session.courseId === courseId && session.trainerErecno === erecno)
		)
			return false;
		if (state !== undefined && course.state !== state) return false;
		if ((startDate !== undefined && createdTime < startDate) || (endDate !== undefined && createdTime > endDate))
			return false;
		if (sharedToMe && !academy.shares.has({ courseId, erecno: me })) return false;
		return !suggestedToMe || academy.suggestions.has({ courseId, erecno: me });
	});
	if (sortBy === undefined) return rows;
	const direction = sortBy === '-name' ? -1 : 1;
	return rows.sort((left, right) => direction * left.courseName.localeCompare(right.courseName));
}

function hasMandatory(academy: Academy, { courseId }: LmsCourse): boolean {
	const mandatory = (entry: { courseId: string; [more: string]: unknown }) =>
		entry.courseId === courseId && (entry.isMandatory === true || entry.isMandatoryLink === true);
	return [academy.files, academy.links, academy.contents].some((rows) => rows.find(mandatory) !== undefined);
}

function setState(academy: Academy, call: Call, state: LmsCourse['state']) {
	const { courseId } = courseOf(academy, call);
	academy.courses.change(courseId, { state });
	return succeed(call, { courseId });
}

function favour(academy: Academy, call: Call, isFavourite: boolean) {
	const { courseId } = courseOf(academy, call);
	academy.courses.change(courseId, { isFavourite });
	return succeed(call, { courseId });
}

function sharedWith(academy: Academy, course: LmsCourse): Employee[] {
	const erecnos = new Set(
		academy.shares.where(({ courseId }) => courseId === course.courseId).map(({ erecno }) => erecno),
	);
	return academy.employees.where(({ erecno }) => erecnos.has(erecno));
}

function show({ erecno, displayName, employeeId, emailId, displayPictureURL }: Employee) {
	return { erecno, displayName, employeeId, emailId, displayPictureURL };
}
