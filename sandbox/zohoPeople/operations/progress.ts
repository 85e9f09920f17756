import type { Call } from '../../server/answer.ts';
import type { Academy } from '../academy.ts';
import { notFound, page, refuse, type Resource, succeed } from '../answering.ts';
import { KINDS } from '../kinds.ts';
import type { Employee, LearnerOf, LearningPlan, Part } from '../records.ts';
import { placeOf } from '../shapes.ts';

/** Kinds of entities by the number that the query of the reports uses. */
const BY_NUMBER = ['offlineTests', 'onlineTests', 'assignments', 'files', 'contents', 'sessions', 'links'] as const;

/** How learners get on: in courses, batches, modules, single things and learning plans. */
export const progress: Resource = (academy) => {
	const byPlace = (call: Call) => {
		const { courseId, batchId } = placeOf(academy, call);
		return page(
			call,
			academy.learnersOf(courseId, batchId).map((entry) => standing(academy, entry)),
			'learners',
		);
	};
	const byLearner = (call: Call) => page(call, [standing(academy, entryOf(academy, call))], 'courseProgress');
	const byType = (call: Call) => {
		const entry = entryOf(academy, call);
		const segment = BY_NUMBER[Number(call.query.entityType)];
		// Tests before and after the course, and feedback, have no results here.
		const things = segment ? thingsOf(academy, segment, placeOf(academy, withoutLearner(call))) : [];
		return page(
			call,
			things.map((thing) => result(academy, segment as string, thing, entry)),
			'progress',
		);
	};
	const byEntity = (call: Call) => {
		const entry = entryOf(academy, call);
		const segment = call.path.entityType as string;
		const things = thingsOf(academy, segment, placeOf(academy, withoutLearner(call)));
		const thing = things.find((candidate) => candidate[idOf(segment)] === call.path.entityId);
		if (!thing) throw notFound('entity');
		return succeed(call, { progress: result(academy, segment, thing, entry) });
	};
	const byModule = (call: Call) => {
		const entry = entryOf(academy, call);
		const { moduleId } = placeOf(academy, withoutLearner(call));
		const things = BY_NUMBER.flatMap((segment) =>
			thingsOf(academy, segment, { courseId: entry.courseId, moduleId }).map((thing) =>
				result(academy, segment, thing, entry),
			),
		);
		const done = things.filter(({ status }) => status === 'completed').length;
		return succeed(call, {
			progress: { moduleId, completionPercentage: percent(done, things.length), entities: things },
		});
	};
	return {
		listCourseLearnersProgress: byPlace,
		listBatchLearnersProgress: byPlace,
		getLearnerCourseProgress: byLearner,
		getLearnerBatchProgress: byLearner,
		listLearnerCourseEntityTypeProgress: byType,
		listLearnerBatchEntityTypeProgress: byType,
		getLearnerCourseEntityProgress: byEntity,
		getLearnerBatchEntityProgress: byEntity,
		getLearnerCourseModuleProgress: byModule,
		getLearnerBatchModuleProgress: byModule,
		listLearnerCoursesProgress: (call) => {
			const { erecno } = learnerOf(academy, call);
			return page(
				call,
				academy.learners.where((entry) => entry.erecno === erecno).map((entry) => standing(academy, entry)),
				'courses',
			);
		},
		listLearningPlans: (call) => page(call, academy.learningPlans.all().map(showPlan), 'learningPlans'),
		listLearningPlanLearners: (call) => {
			const plan = planOf(academy, call);
			const people = academy.employees.where(({ erecno }) => plan.erecnos.includes(erecno));
			return succeed(call, {
				learners: people.map((person) => ({
					...identity(person),
					completionPercentage: planned(academy, plan, person),
				})),
			});
		},
		listLearnerLearningPlansProgress: (call) => {
			const person = learnerOf(academy, call);
			const plans = academy.learningPlans.where(({ erecnos }) => erecnos.includes(person.erecno));
			return page(
				call,
				plans.map((plan) => ({ ...showPlan(plan), completionPercentage: planned(academy, plan, person) })),
				'learningPlans',
			);
		},
		listLearnerLearningPlanCoursesProgress: (call) => {
			const person = learnerOf(academy, call);
			const courses = planOf(academy, call).courseIds.map((courseId) => ({
				courseId,
				courseName: academy.courses.get(courseId)?.courseName,
				completionPercentage: chance(courseId + person.erecno),
			}));
			return page(call, courses, 'courses');
		},
	};
};

function learnerOf(academy: Academy, { path }: Call): Employee {
	const employee = academy.employees.find(({ learnerId }) => learnerId === path.learnerId);
	if (!employee) throw notFound('learner');
	return employee;
}

/** The learner of an address in its course or batch. */
function entryOf(academy: Academy, call: Call): LearnerOf {
	const { courseId, batchId = '' } = placeOf(academy, withoutLearner(call));
	const entry = academy.learners.get({ courseId, batchId, erecno: learnerOf(academy, call).erecno });
	if (!entry) throw notFound('learner in this course');
	return entry;
}

function withoutLearner(call: Call): Call {
	const { courseId, batchId, moduleId } = call.path;
	const path = Object.entries({ courseId, batchId, moduleId }).filter(
		(pair): pair is [string, string] => pair[1] !== undefined,
	);
	return { ...call, path: Object.fromEntries(path) };
}

function planOf(academy: Academy, { path }: Call): LearningPlan {
	const plan = academy.learningPlans.get(path.planId as string);
	if (!plan) throw notFound('learning plan');
	return plan;
}

function thingsOf(academy: Academy, segment: string, place: Part): Part[] {
	const kind = KINDS.find((candidate) => candidate.segment === segment);
	if (!kind) throw refuse('INVALID_INPUT', `${segment} is no kind of entity`);
	return kind
		.rows(academy)
		.where((row) => Object.entries(place).every(([name, value]) => value === undefined || row[name] === value));
}

function idOf(segment: string): string {
	return KINDS.find((candidate) => candidate.segment === segment)?.id ?? 'id';
}

function standing(academy: Academy, { courseId, batchId, erecno }: LearnerOf): Record<string, unknown> {
	const completionPercentage = Math.min(
		100,
		chance(courseId + batchId + erecno) + RESULT_PERCENT * resultsOf(academy, courseId, batchId, erecno),
	);
	return {
		...identity(academy.employees.get(erecno) as Employee),
		courseId,
		courseName: academy.courses.get(courseId)?.courseName,
		...(batchId !== '' && { batchId }),
		completionPercentage,
		status: completionPercentage === 100 ? 'completed' : completionPercentage === 0 ? 'notStarted' : 'inProgress',
	};
}

/** How much one result moves the progress of a learner. */
const RESULT_PERCENT = 10;

/** Tests and assignments with marks and sessions attended, of a learner in a course or batch. */
function resultsOf(academy: Academy, courseId: string, batchId: string, erecno: string): number {
	const lies = (part?: Part) => part?.courseId === courseId && (part.batchId ?? '') === batchId;
	return academy.results.where(({ entityId, erecno: whose, marks, attendance }) => {
		if (whose !== erecno || (marks === undefined && attendance !== 'Present')) return false;
		return [academy.sessions, academy.offlineTests, academy.assignments].some((things) => lies(things.get(entityId)));
	}).length;
}

function result(academy: Academy, segment: string, thing: Part, { erecno }: LearnerOf): Record<string, unknown> {
	const id = thing[idOf(segment)] as string;
	const known = academy.results.get({ entityId: id, erecno });
	const status =
		known?.status ?? (known?.attendance === 'Present' || chance(id + erecno) > 50 ? 'completed' : 'inProgress');
	return {
		entityId: id,
		entityType: segment,
		erecno,
		status,
		...(known?.marks !== undefined && { marks: known.marks }),
		...(known?.attendance && { attendance: known.attendance }),
	};
}

function planned(academy: Academy, { planId, courseIds }: LearningPlan, { erecno }: Employee): number {
	return courseIds.some((id) => academy.courses.has(id)) ? chance(planId + erecno) : 0;
}

function showPlan({ planId, planName, courseIds, erecnos }: LearningPlan) {
	return { planId, planName, coursesCount: courseIds.length, learnersCount: erecnos.length };
}

function identity({ learnerId, erecno, employeeId, displayName, emailId }: Employee) {
	return { learnerId, erecno, employeeId, displayName, emailId };
}

function percent(part: number, whole: number): number {
	return whole === 0 ? 0 : Math.round((part / whole) * 100);
}

/** A number from 0 to 100 that is always the same for a text: what somebody has done so far. */
function chance(text: string): number {
	const sum = [...text].reduce((total, character) => (total * 31 + character.charCodeAt(0)) % 9973, 7);
	return Math.min(100, sum % 131);
}
