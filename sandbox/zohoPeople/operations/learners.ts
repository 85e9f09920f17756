import type { Call } from '../../server/answer.ts';
import type { Academy } from '../academy.ts';
import { notFound, page, refuse, type Resource, succeed } from '../answering.ts';
import { zohoRefusal } from '../errors.ts';
import { KINDS } from '../kinds.ts';
import type { Employee, Part } from '../records.ts';
import { found, placeOf } from '../shapes.ts';
import { batchOf, courseOf, employeesOf } from './courses.ts';

/** Who takes part, who teaches, who was there and how they did. */
export const learners: Resource = (academy) => ({
	enrollCourseLearners: (call) => {
		if (courseOf(academy, call).state !== 'published')
			throw refuse('UNABLE_TO_ADD_LEARNERS_BEFORE_PUBLISH', 'The course is not published');
		return enroll(academy, call);
	},
	enrollBatchLearners: (call) => {
		const batch = batchOf(academy, call);
		if (batch.publishStatus !== 'published')
			throw refuse('UNABLE_TO_ADD_LEARNERS_BEFORE_PUBLISH', 'The batch is not published');
		if (batch.isComplete) throw refuse('COURSE_ALREADY_COMPLETED', 'The batch is complete already');
		const present = new Set(academy.learnersOf(batch.courseId, batch.batchId).map(({ erecno }) => erecno));
		const added = employeesOf(academy, call).filter(({ erecno }) => !present.has(erecno));
		// Which limit status 422 is about is not documented; the places of a batch are one.
		if (present.size + added.length > batch.maximumCapacity)
			throw zohoRefusal(422, 422, 'The batch has no more places');
		return enroll(academy, call);
	},
	unenrollCourseLearners: (call) => unenroll(academy, call),
	unenrollBatchLearners: (call) => unenroll(academy, call),
	removeCourseLearner: (call) => removeLearner(academy, call),
	removeBatchLearner: (call) => removeLearner(academy, call),
	markSessionAttendance: (call) => {
		const session = found(academy, kind('session'), call);
		const erecno = String(call.query.learnerErecno);
		requireLearner(academy, session, erecno);
		const sessionId = session.sessionId as string;
		academy.results.put({ entityId: sessionId, erecno, attendance: call.query.status });
		const present = academy.results.where(
			({ entityId, attendance }) => entityId === sessionId && attendance === 'Present',
		).length;
		academy.sessions.change(sessionId, { presentLeanersCount: present });
		return succeed(call);
	},
	updateCourseOfflineTestMarks: (call) => mark(academy, call, 'offlineTest', 'marks'),
	updateBatchOfflineTestMarks: (call) => mark(academy, call, 'offlineTest', 'marks'),
	updateCourseAssignmentMarks: (call) => mark(academy, call, 'assignment', 'maximumMarks'),
	updateBatchAssignmentMarks: (call) => mark(academy, call, 'assignment', 'maximumMarks'),
	listTrainers: (call) => {
		const { employeeStatus = 'active', sortBy } = call.query;
		const rows = academy.trainers.where((trainer) => trainer.employeeStatus === employeeStatus);
		const direction = sortBy === 'desc' ? -1 : 1;
		return page(
			call,
			sortBy === undefined
				? rows
				: rows.sort((left, right) => direction * left.displayName.localeCompare(right.displayName)),
		);
	},
	addTrainers: (call) => {
		const added = employeesOf(academy, call).map(({ erecno, displayName, emailId }) => {
			const present = academy.trainers.find((trainer) => trainer.erecno === erecno);
			return academy.trainers.put({
				employeeStatus: 'active',
				trainerId: academy.newId(),
				...present,
				erecno,
				displayName,
				emailId,
			});
		});
		return succeed(call, { trainers: added });
	},
});

function kind(name: string) {
	const known = KINDS.find((entry) => entry.name === name);
	if (!known) throw new Error(`There is no kind ${name}`);
	return known;
}

function enroll(academy: Academy, call: Call) {
	const { courseId, batchId = '' } = placeOf(academy, call);
	const employees = employeesOf(academy, call);
	for (const { erecno } of employees) academy.learners.put({ courseId, batchId, erecno });
	count(academy, courseId, batchId);
	return succeed(call, { enrolled: employees.map(({ erecno }) => erecno) });
}

function unenroll(academy: Academy, call: Call) {
	const { courseId, batchId = '' } = placeOf(academy, call);
	for (const { erecno } of employeesOf(academy, call)) {
		if (!academy.learners.remove({ courseId, batchId, erecno }))
			throw refuse('INVALID_INPUT', `${erecno} is no learner here`);
	}
	count(academy, courseId, batchId);
	return succeed(call);
}

function removeLearner(academy: Academy, call: Call) {
	const { learnerId, ...path } = call.path;
	const { courseId, batchId = '' } = placeOf(academy, { ...call, path });
	const employee = academy.employees.find((entry) => entry.learnerId === learnerId);
	if (!employee || !academy.learners.remove({ courseId, batchId, erecno: employee.erecno })) throw notFound('learner');
	count(academy, courseId, batchId);
	return succeed(call);
}

function count(academy: Academy, courseId: string, batchId: string): void {
	if (batchId !== '') academy.batches.change(batchId, { learnersCount: academy.learnersOf(courseId, batchId).length });
}

function mark(academy: Academy, call: Call, name: string, maximum: string) {
	const entity = found(academy, kind(name), call);
	const erecno = String(call.query.learnerErecno);
	requireLearner(academy, entity, erecno);
	const marks = Number(call.query.marks);
	if (marks < 0 || marks > Number(entity[maximum]))
		throw refuse('INVALID_INPUT', `marks must lie between 0 and ${String(entity[maximum])}`);
	academy.results.put({ entityId: entity[kind(name).id] as string, erecno, marks, status: 'completed' });
	return succeed(call);
}

function requireLearner(academy: Academy, { courseId, batchId = '' }: Part, erecno: string): Employee {
	const employee = academy.employees.get(erecno);
	if (!employee || !academy.learners.has({ courseId, batchId, erecno }))
		throw refuse('INVALID_INPUT', `${erecno} is no learner here`);
	return employee;
}
