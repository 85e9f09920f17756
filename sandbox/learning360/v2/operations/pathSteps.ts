import type { Call } from '../../../server/answer.ts';
import type { Company } from '../../company.ts';
import type { Path, Step } from '../../records.ts';
import { refusal } from '../../refusals.ts';

const MESSAGES = ['email', 'slackMessage', 'teamsMessage'];

interface Scheduling {
	condition?: string;
	conditionOnDetailedStatus?: string[];
}

interface Threshold {
	thresholdValue: number;
	waivedStepIds: string[];
}

/**
 * Holds new steps of a path against the documented rules.
 *
 * @throws Refusal with the code of the first rule that is broken
 */
export function checkSteps(company: Company, call: Call, path: Path): void {
	const steps = call.body.steps as Step[];
	const refuse = (code: string) => refusal(call.operation, code);
	if (path.status === 'archived') throw refuse('pathArchived');
	if (new Set(steps.map(({ _id }) => _id)).size < steps.length) throw refuse('duplicatedStep');
	for (const step of steps) {
		if (!exists(company, path, step)) throw refuse(`${step.type}StepNotFound`);
		if (step.type === 'path' && contains(company, step._id, path._id)) throw refuse('pathCycle');
		if (step.type === 'slackMessage' || step.type === 'teamsMessage') throw refuse('messageStepUnavailable');
		if (step.options.isExamination === true && !path.certificateId) throw refuse('examinationWithoutCertification');
		checkScheduling(step.options.scheduling as Scheduling | undefined, refuse);
	}
	const others = company.paths.where(({ _id }) => _id !== path._id);
	const isTaken = ({ _id, type }: Step) =>
		type === 'classroom' && others.some((other) => other.steps.some((step) => step._id === _id));
	if (steps.some(isTaken)) throw refuse('stepAlreadyAssigned');
	const reenrolls = company.pathSessions.find(
		({ pathId, automaticReenrollment }) => pathId === path._id && automaticReenrollment !== undefined,
	);
	if (reenrolls && steps.some(({ type }) => type === 'classroom')) throw refuse('noClassroomWithReenrollment');
	const doable = steps.filter(({ type }) => !MESSAGES.includes(type));
	if (doable.length > 0 && doable.every(({ options }) => options.optional === true)) throw refuse('onlyOptionalSteps');
	checkThresholds(steps, doable, refuse);
}

function exists(company: Company, path: Path, { _id, type }: Step): boolean {
	if (type === 'course') return company.courses.get(_id)?.status === 'published';
	if (type === 'classroom') return company.classrooms.has(_id);
	if (type === 'path') return company.paths.has(_id);
	if (type === 'program') return company.programTemplates.has(_id);
	// Assessments and messages exist only as steps: those of the path itself.
	return path.steps.some((step) => step._id === _id);
}

/** Whether a path is, or has within it, another one. */
function contains(company: Company, pathId: string, sought: string): boolean {
	if (pathId === sought) return true;
	const nested = company.paths.get(pathId)?.steps.filter(({ type }) => type === 'path') ?? [];
	return nested.some(({ _id }) => contains(company, _id, sought));
}

function checkScheduling(scheduling: Scheduling | undefined, refuse: (code: string) => Error): void {
	const statuses = scheduling?.conditionOnDetailedStatus;
	if (!statuses) return;
	if (statuses.length === 0) throw refuse('messageStepEmptyDetailedConditions');
	if (new Set(statuses).size < statuses.length) throw refuse('messageStepDuplicateDetailedConditions');
	if (scheduling?.condition === 'successful' && !statuses.includes('successful')) {
		throw refuse('messageStepInconsistentSchedulingConditions');
	}
}

function checkThresholds(steps: Step[], doable: Step[], refuse: (code: string) => Error): void {
	const withThresholds = steps.filter(({ options }) => options.thresholds !== undefined);
	if (withThresholds.length === 0) return;
	if (withThresholds.length > 1) throw refuse('multiplePositioningQuizSteps');
	if (withThresholds[0] !== doable[0]) throw refuse('thresholdNotOnFirstNonMessageStep');
	const thresholds = withThresholds[0]?.options.thresholds as Threshold[];
	const values = thresholds.map(({ thresholdValue }) => thresholdValue);
	if (new Set(values).size < values.length) throw refuse('duplicateThresholdValue');
	const waived = thresholds.flatMap(({ waivedStepIds }) => waivedStepIds);
	if (new Set(waived).size < waived.length) throw refuse('duplicateWaivedStep');
	if (!waived.every((id) => doable.some(({ _id }) => _id === id))) throw refuse('invalidWaivedStep');
}
