import type { IDataObject } from 'n8n-workflow';
import type { Calls as AnyCalls } from '../../connector/client/calls';
import { Refusal } from '../../connector/model/failures';
import { completionRecord, type CompletionRecord, type CompletionStatus } from '../../connector/output/completion';
import { eachAlone, type Job } from '../../connector/run/job';
import type { ErrorCode, OperationId } from '../documented';
import { idIn, numberIn, textIn } from './answers';

type Calls = AnyCalls<OperationId, ErrorCode>;

const SOURCE = 'Zoho People';

/** Kinds of courses by the number that the list takes. */
const [SELF_PACED, BLENDED] = [1, 2];

/** Words of a report for a course that is done. */
const COMPLETED = new Set(['completed', 'Completed', 'COMPLETED']);

/** Where learners are: a self-paced course, or a batch of a blended one. */
interface Place {
	courseId: string;
	courseName?: string | undefined;
	batchId?: string;
	batchName?: string | undefined;
}

/** Reads what learners have done in courses and batches, in the shape that all systems share. Lists are read once for all items. */
export const getCompletionRecords: Job = {
	work: eachAlone(async (calls: Calls, { input: { body } }) => {
		const courseId = body.courseId === undefined ? undefined : String(body.courseId);
		const places = await placesOf(calls, courseId);
		const records = await Promise.all(places.map(async (place) => await recordsOf(calls, place)));
		const all = records.flat();
		return body.completedOnly === true ? all.filter(({ status }) => status === 'completed') : all;
	}),
};

async function placesOf(calls: Calls, courseId: string | undefined): Promise<Place[]> {
	const [selfPaced, blended] = await Promise.all(
		[SELF_PACED, BLENDED].map(async (type) => {
			const courses = await calls.remembered(
				`courses ${type}`,
				async () => await calls.all('listCourses', { query: { type } }),
			);
			return courses.map((course) => ({
				courseId: idIn(course, 'courseId', 'course'),
				courseName: textIn(course, 'courseName'),
			}));
		}),
	);
	const isWanted = (course: Place) => courseId === undefined || course.courseId === courseId;
	const wanted = (blended ?? []).filter(isWanted);
	const batches = await Promise.all(wanted.map(async (course) => await batchesOf(calls, course)));
	const places = [...(selfPaced ?? []).filter(isWanted), ...batches.flat()];
	if (courseId !== undefined && places.length === 0 && wanted.length === 0)
		throw new Refusal(
			`Zoho People has no course with the ID ${courseId}`,
			'Pick a self-paced or blended course from the list',
		);
	return places;
}

async function batchesOf(calls: Calls, course: Place): Promise<Place[]> {
	const path = { courseId: course.courseId };
	const batches = await calls.remembered(
		`batches ${course.courseId}`,
		async () => await calls.all('listBatches', { path }),
	);
	return batches.map((batch) => ({
		...course,
		batchId: idIn(batch, 'batchId', 'batch'),
		batchName: textIn(batch, 'name'),
	}));
}

async function recordsOf(calls: Calls, place: Place): Promise<CompletionRecord[]> {
	const { courseId, courseName, batchId, batchName } = place;
	const learners = await calls.remembered(
		`learners ${courseId} ${batchId ?? ''}`,
		async () =>
			await calls.all('listLearnersProgress', {
				level: batchId === undefined ? 'course' : 'batch',
				path: { courseId, ...(batchId === undefined ? {} : { batchId }) },
			}),
	);
	return learners.map((learner) => {
		const personId = idIn(learner, 'learnerId', 'progress report');
		const progress = numberIn(learner, 'completionPercentage');
		return completionRecord({
			id: [courseId, batchId, personId].filter(Boolean).join('/'),
			source: SOURCE,
			personId,
			person: textIn(learner, 'displayName'),
			email: textIn(learner, 'emailId'),
			externalId: textIn(learner, 'employeeId'),
			type: 'course',
			contentId: courseId,
			content: courseName ?? textIn(learner, 'courseName'),
			sessionId: batchId,
			session: batchName,
			progress,
			status: statusOf(learner, progress),
		});
	});
}

function statusOf({ status }: IDataObject, progress: number | undefined): CompletionStatus {
	if (COMPLETED.has(String(status)) || progress === 100) return 'completed';
	return (progress ?? 0) > 0 ? 'inProgress' : 'notStarted';
}
