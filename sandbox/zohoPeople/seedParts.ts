import type { Seeder } from '../server/seeder.ts';
import { dayToTime, timeToDay } from './dates.ts';
import { DOCUMENTED } from './names.ts';
import type { Batch, LearnerOf, LmsCourse, Part, Room, Trainer } from './records.ts';
import { samples } from './samples.ts';

const DAY = 86_400_000;
const TOPICS = ['Introduction', 'Practice', 'Closing'] as const;
/** Sessions of the documented module: more than two pages of them. */
const MANY = 60;

interface People {
	trainers: Trainer[];
	rooms: Room[];
	learners: LearnerOf[];
}

/** Modules of courses and batches, and what they hold: sessions, files, links, contents, tests, assignments. */
export function seedParts(
	seeder: Seeder,
	courses: LmsCourse[],
	batches: Batch[],
	people: People,
): Record<string, Part[]> {
	const parts: Record<string, Part[]> = {
		modules: [],
		sessions: [],
		files: [],
		links: [],
		contents: [],
		offlineTests: [],
		onlineTests: [],
		assignments: [],
		preTests: [],
		postTests: [],
	};
	const selfPaced = courses
		.filter(({ type }) => type !== 2)
		.map(({ courseId, courseName }) => ({ place: { courseId }, name: courseName, batch: undefined }));
	const blended = batches.map((batch) => ({
		place: { courseId: batch.courseId, batchId: batch.batchId },
		name: batch.name,
		batch,
	}));
	let number = 0;
	for (const { place, name, batch } of [...selfPaced, ...blended]) {
		for (const [index, topic] of TOPICS.entries()) {
			number += 1;
			const isDocumented = batch?.batchId === DOCUMENTED.batch && index === 0;
			const moduleId = isDocumented ? DOCUMENTED.module : seeder.longId('module', number);
			const where = { ...place, moduleId };
			parts.modules?.push({
				...where,
				moduleName: `${topic}: ${name}`,
				duration: 60 * (index + 1),
				description: topic,
				lockType: 0,
				lockUntil: '',
				order: index + 1,
			});
			const sessions = batch ? (isDocumented ? MANY : 3) : 0;
			for (let session = 0; session < sessions; session += 1) {
				parts.sessions?.push(seedSession(seeder, where, batch as Batch, number * 100 + session, session, people));
			}
			for (const [kind, part] of Object.entries(seedHoldings(seeder, where, number, topic))) parts[kind]?.push(part);
		}
	}
	parts.modules?.push(...samples.modules);
	parts.sessions?.push(...samples.sessions);
	parts.links?.push(...samples.links);
	for (const [index, { courseId }] of courses.slice(0, 6).entries()) {
		for (const kind of ['preTests', 'postTests'] as const) {
			parts[kind]?.push({
				courseId,
				testId: seeder.longId(kind, index),
				...onlineTest(`${kind === 'preTests' ? 'Before' : 'After'} the course`),
			});
		}
	}
	return parts;
}

function seedSession(
	seeder: Seeder,
	where: Part,
	batch: Batch,
	number: number,
	index: number,
	{ trainers, rooms, learners }: People,
): Part {
	const trainer = seeder.pick(trainers);
	const room = seeder.pick(rooms);
	const isOnline = index % 3 === 2;
	const hour = 8 + (index % 4);
	return {
		...where,
		sessionId: seeder.longId('session', number),
		sessionName: `${batch.name}, session ${index + 1}`,
		description: `Session ${index + 1}`,
		sessionType: isOnline ? 'E-Learning' : 'Classroom',
		sessionStartDate: timeToDay(dayToTime(batch.startDate) + (index % 60) * DAY),
		sessionStartTime: `${hour}:00 AM`,
		sessionEndTime: `${hour + 1}:30 ${hour + 1 >= 12 ? 'PM' : 'AM'}`,
		...(!isOnline && { sessionRoom: room.name, roomId: room.roomId }),
		sessionTrainer: trainer.displayName,
		trainerErecno: trainer.erecno,
		totalLearnersCount: learners.filter(({ batchId }) => batchId === batch.batchId).length,
		presentLeanersCount: 0,
		resources: [],
		isLocked: false,
		lockUntil: '',
		gradeCategoryId: '',
		gradeCategoryName: '',
		isSessionCompleted: false,
		canUserEdit: true,
		canUserDelete: true,
	};
}

function seedHoldings(seeder: Seeder, where: Part, number: number, topic: string): Record<string, Part> {
	const id = (kind: string) => seeder.longId(kind, number);
	const common = { description: topic, isMandatory: number % 2 === 0, isLocked: false, lockUntil: '' };
	return {
		files: {
			...where,
			fileId: id('file'),
			fileName: `${topic} handout`,
			duration: 10,
			enableDownload: true,
			isIntroFile: false,
			...common,
		},
		links: {
			...where,
			linkId: id('link'),
			linkName: `${topic} film`,
			link: `https://video.meridian.example/${number}`,
			description: topic,
			isMandatoryLink: number % 2 === 1,
			canMarkAsComplete: 0,
			isLocked: false,
			lockUntil: '',
			resources: [],
			canUserEdit: true,
			canUserDelete: true,
		},
		contents: {
			...where,
			contentId: id('content'),
			contentName: `${topic} in words`,
			contentType: 'article',
			duration: 5,
			...common,
		},
		offlineTests: {
			...where,
			offlineTestId: id('offlineTest'),
			offlineTestName: `${topic}, on paper`,
			marks: 50,
			duration: 45,
			gradeCategoryId: '',
			...common,
		},
		onlineTests: { ...where, onlineTestId: id('onlineTest'), ...onlineTest(`${topic}, quiz`) },
		assignments: {
			...where,
			assignmentId: id('assignment'),
			assignmentName: `${topic}, homework`,
			maximumMarks: 100,
			submissionType: 'fileAttachment',
			submissionFrom: '01-03-2026',
			submissionTo: '31-03-2026',
			lateSubmission: 'allow',
			gradeCategoryId: '',
			...common,
		},
	};
}

function onlineTest(onlineTestName: string): Record<string, unknown> {
	return {
		onlineTestName,
		durationFor: 'test',
		duration: 30,
		maximumAttemptsAllowed: 3,
		questionsPerPage: 'all',
		passPercentage: 60,
		shuffleQuestions: true,
		showMarksToLearner: true,
		isMandatory: true,
		isLocked: false,
		lockUntil: '',
	};
}
