import type { Records } from '../server/records.ts';
import type { Collection } from '../server/store.ts';
import type { Academy } from './academy.ts';
import { refuse } from './answering.ts';
import { clockToMinutes, dayToTime, displayDay } from './dates.ts';
import type { Batch, Part } from './records.ts';

// Inputs are held against their schema before they get here.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Input = any;

/** One kind of thing that is listed, read, made, changed and removed at addresses of its own. */
export interface Kind {
	/** Its segment in the address, e.g. `sessions`. */
	segment: string;
	/** Name of one of them, key of the answer. */
	name: string;
	/** Property that holds its id. */
	id: string;
	/** Parameter in the address that holds its id, where it is named differently. */
	parameter?: string;
	/** Whether answers name its course (and its batch): the samples of what modules hold do not. */
	namesCourse?: boolean;
	rows(academy: Academy): Rows;
	/** Properties that the input of a create or an update sets, in the words of the answers. */
	read(academy: Academy, input: Input, place: Part): Record<string, unknown>;
	/** What answers show in place of what is kept. */
	shown?(row: Part): Record<string, unknown>;
	/** Properties of a new one that no input sets. */
	defaults?(academy: Academy, place: Part): Record<string, unknown>;
}

/** Collections of different records, handled alike. */
export type Rows = Collection<Part>;

/** The collection of a name, seen as rows that are handled alike. */
function rowsOf(name: keyof Records<Academy>) {
	return (academy: Academy) => academy[name] as unknown as Rows;
}

const LOCK = { isLocked: false, lockUntil: '' };

/** Renames what the input calls simply `name`. */
function named(property: string) {
	return (_academy: Academy, { name, ...rest }: Input): Record<string, unknown> => ({
		...rest,
		...(name !== undefined && { [property]: name }),
		...lock(rest),
	});
}

function lock({ lockUntil }: Input): Record<string, unknown> {
	if (!lockUntil) return {};
	if (Number.isNaN(dayToTime(lockUntil))) throw refuse('INVALID_INPUT', 'lockUntil is no day of the calendar');
	return { isLocked: true, lockUntil };
}

export const KINDS: Kind[] = [
	{
		segment: 'courses',
		namesCourse: true,
		name: 'course',
		id: 'courseId',
		rows: rowsOf('courses'),
		read: (_academy, { name, type, ...rest }) => ({
			...rest,
			...(name !== undefined && { courseName: name }),
			...(type !== undefined && { type: Number(type) }),
		}),
		defaults: (academy) => ({
			description: '',
			aboutCourse: '',
			state: 'drafted',
			isFavourite: false,
			categories: [],
			courseAdmins: [academy.me().erecno],
			permissionSettings: {},
			createdTime: Math.floor(academy.clock.now()),
		}),
	},
	{
		segment: 'batches',
		namesCourse: true,
		name: 'batch',
		id: 'batchId',
		rows: rowsOf('batches'),
		read: (academy, input, place) => {
			const present = academy.batches.get(place.batchId ?? '');
			const { startDate = present?.startDate, endDate = present?.endDate } = input;
			if (dayToTime(endDate) < dayToTime(startDate)) throw refuse('INVALID_INPUT', 'endDate lies before startDate');
			const { minimumCapacity = present?.minimumCapacity, maximumCapacity = present?.maximumCapacity } = input;
			if (minimumCapacity > maximumCapacity) throw refuse('INVALID_INPUT', 'minimumCapacity is above maximumCapacity');
			return { ...input, startDateAsDisplayString: displayDay(startDate), endDateAsDisplayString: displayDay(endDate) };
		},
		defaults: () => ({
			learnersCount: 0,
			schedulerId: 0,
			cancelBatchWhenMinimumCapacityIsNotMet: false,
			publishStatus: 'draft',
			allowWaitlisting: false,
			isComplete: false,
		}),
		shown: ({ isComplete }) => (isComplete ? { publishStatus: 'completed' } : {}),
	},
	{
		segment: 'schedulers',
		namesCourse: true,
		name: 'batchScheduler',
		id: 'schedulerId',
		parameter: 'batchSchedulerId',
		rows: rowsOf('batchSchedulers'),
		read: (_academy, { startDate, endDate, datesOfTheMonth, notifyApplicableUsers, sourceBatchId, ...rest }) => ({
			...rest,
			...(startDate && { startDateAsDisplayString: displayDay(startDate) }),
			...(endDate && { endDateAsDisplayString: displayDay(endDate) }),
			// The answers spell these differently from the inputs.
			...(datesOfTheMonth && { daysOfTheMonth: datesOfTheMonth }),
			...(notifyApplicableUsers !== undefined && { notifyApplicaleUsers: notifyApplicableUsers }),
			...(sourceBatchId && { sourceBatch: sourceBatchId }),
		}),
		defaults: () => ({ sourceBatch: null, totalNumberOfBatchesCreated: 0 }),
	},
	{
		segment: 'modules',
		name: 'module',
		id: 'moduleId',
		rows: rowsOf('modules'),
		read: named('moduleName'),
		defaults: () => ({ description: '', lockType: 0, ...LOCK }),
	},
	{
		segment: 'sessions',
		name: 'session',
		id: 'sessionId',
		rows: rowsOf('sessions'),
		read: readSession,
		defaults: (academy, { courseId, batchId }) => ({
			description: '',
			totalLearnersCount: academy.learnersOf(courseId, batchId).length,
			presentLeanersCount: 0,
			resources: [],
			gradeCategoryId: '',
			gradeCategoryName: '',
			isSessionCompleted: false,
			canUserEdit: true,
			canUserDelete: true,
			...LOCK,
		}),
	},
	{
		segment: 'files',
		name: 'file',
		id: 'fileId',
		rows: rowsOf('files'),
		read: named('fileName'),
		defaults: () => ({ description: '', isMandatory: true, isIntroFile: false, enableDownload: true, ...LOCK }),
	},
	{
		segment: 'links',
		name: 'link',
		id: 'linkId',
		rows: rowsOf('links'),
		read: (_academy, { name, embedURL, isMandatory, description, lockUntil }) => ({
			...(name !== undefined && { linkName: name }),
			...(embedURL !== undefined && { link: embedURL }),
			...(isMandatory !== undefined && { isMandatoryLink: isMandatory }),
			...(description !== undefined && { description }),
			...lock({ lockUntil }),
		}),
		defaults: () => ({
			description: '',
			isMandatoryLink: true,
			canMarkAsComplete: 0,
			resources: [],
			canUserEdit: true,
			canUserDelete: true,
			...LOCK,
		}),
	},
	{ segment: 'contents', name: 'content', id: 'contentId', rows: rowsOf('contents'), read: named('contentName') },
	{
		segment: 'offlineTests',
		name: 'offlineTest',
		id: 'offlineTestId',
		rows: rowsOf('offlineTests'),
		read: named('offlineTestName'),
		defaults: () => ({ description: '', isMandatory: true, gradeCategoryId: '', ...LOCK }),
	},
	{
		segment: 'onlineTests',
		name: 'onlineTest',
		id: 'onlineTestId',
		rows: rowsOf('onlineTests'),
		read: readOnlineTest,
		defaults: () => ({ description: '', isMandatory: true, ...LOCK }),
	},
	{
		segment: 'assignments',
		name: 'assignment',
		id: 'assignmentId',
		rows: rowsOf('assignments'),
		read: named('assignmentName'),
		defaults: () => ({
			description: '',
			isMandatory: false,
			lateSubmission: 'doNotAllow',
			gradeCategoryId: '',
			...LOCK,
		}),
	},
	{ segment: 'rooms', name: 'room', id: 'roomId', rows: rowsOf('rooms'), read: named('name') },
	{
		segment: 'categories',
		name: 'category',
		id: 'categoryId',
		rows: rowsOf('categories'),
		read: named('categoryName'),
	},
	{ segment: 'trainers', name: 'trainer', id: 'trainerId', rows: rowsOf('trainers'), read: named('displayName') },
];

/** Tests before and after a course stand below its settings. */
export const ACTIVITIES: Record<string, Kind> = {
	precourseactivities: activity('preTests'),
	postcourseactivities: activity('postTests'),
};

function activity(name: 'preTests' | 'postTests'): Kind {
	return {
		segment: 'onlineTests',
		name: 'onlineTest',
		id: 'testId',
		rows: rowsOf(name),
		read: readOnlineTest,
		defaults: () => ({ description: '', isMandatory: true, ...LOCK }),
	};
}

function readOnlineTest(academy: Academy, input: Input): Record<string, unknown> {
	if (input.durationFor !== undefined && input.durationFor !== 'none' && input.duration === undefined) {
		throw refuse('INPUT_PARAMETER_MISSING', 'duration is needed unless durationFor is none');
	}
	return named('onlineTestName')(academy, input);
}

function readSession(academy: Academy, input: Input, place: Part): Record<string, unknown> {
	const { name, description, type, date, startTime, endTime, trainerErecno, roomId, gradeCategoryId, lockUntil } =
		input;
	const batch = academy.batches.get(place.batchId as string) as Batch;
	if (date !== undefined) {
		const time = dayToTime(date);
		if (Number.isNaN(time)) throw refuse('INVALID_INPUT', 'date is no day of the calendar');
		if (time < dayToTime(batch.startDate) || time > dayToTime(batch.endDate)) {
			throw refuse('BATCH_DATE_AND_SESSION_DATE_MISMATCH', 'The session lies outside the dates of its batch');
		}
	}
	if (startTime && endTime && clockToMinutes(endTime) <= clockToMinutes(startTime))
		throw refuse('INVALID_INPUT', 'endTime is not after startTime');
	const trainer = academy.trainers.find(({ erecno }) => erecno === trainerErecno);
	if (trainerErecno !== undefined && !trainer) throw refuse('INVALID_INPUT', 'trainerErecno names no trainer');
	const room = academy.rooms.get(roomId ?? '');
	if (roomId !== undefined && !room) throw refuse('INVALID_INPUT', 'roomId names no room');
	const plain = {
		sessionName: name,
		description,
		sessionStartDate: date,
		sessionStartTime: startTime,
		sessionEndTime: endTime,
		gradeCategoryId,
	};
	return {
		...Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined)),
		...(type !== undefined && { sessionType: String(type) === '0' ? 'Classroom' : 'E-Learning' }),
		...(trainer && { sessionTrainer: trainer.displayName, trainerErecno: trainer.erecno }),
		...(room && { sessionRoom: room.name, roomId: room.roomId }),
		...lock({ lockUntil }),
	};
}
