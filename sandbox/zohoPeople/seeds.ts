import { join } from 'node:path';
import { Recipes } from '../server/recipes.ts';
import { joinRecords, readNames, readRecords } from '../server/seedFiles.ts';
import { Seeder } from '../server/seeder.ts';
import { dayToTime, displayDay, timeToDay } from './dates.ts';
import type { Batch, Employee, LearnerOf, LmsCourse, Part } from './records.ts';

const DAY = 86_400_000;
const TOPICS = ['Introduction', 'Practice', 'Closing'] as const;
/** Sessions of the documented module: more than two pages of them. */
const MANY = 60;
/** What code reads of the words; recipes read the others. */
const names = readNames<'firstNames' | 'lastNames' | 'courseNames'>(fileOf('names.yaml'));
let made: ReturnType<typeof make> | undefined;

/** What the LMS starts with: the same in every sandbox. Nobody may change it. */
export function seedAcademy(): ReturnType<typeof make> {
	made ??= make();
	return made;
}

function fileOf(name: string): string {
	return join(import.meta.dirname, name);
}

/** Makes the records, in an order that all choices depend on; those that the samples of the documentation show join them. */
function make(): Record<string, object[]> {
	const recipes = new Recipes(fileOf('recipes.yaml'), new Seeder(2026), names);
	const employees = recipes.make<Employee>('employees', Array.from({ length: 120 }, nameOf));
	const people = recipes.makeAll('trainers', 'rooms', 'categories');
	recipes.addAll({ admins: employees.slice(0, 20) });
	const courses = recipes.make<LmsCourse>(
		'courses',
		names.courseNames.map((name, index) => ({
			name,
			position: index + 1,
			createdTime: Date.UTC(2024, index % 12, 1 + (index % 28), 8),
		})),
	);
	const blended = courses.filter(({ type }) => type === 2);
	const published = courses.filter(({ state }) => state === 'published');
	recipes.addAll({ blended, published });
	const planned = blended.flatMap((course, row) => seedBatches(recipes, course, row));
	const learners = seedLearners(recipes.seeder, courses, planned, employees);
	const batches = planned.map((batch) => ({
		...batch,
		learnersCount: learners.filter(({ batchId }) => batchId === batch.batchId).length,
	}));
	const seeded = {
		employees,
		...people,
		courses,
		batches,
		...seedParts(recipes, courses, batches),
		...recipes.makeAll('preTests', 'postTests', 'learningPlans', 'shares', 'suggestions'),
		learners,
	};
	const samples = readRecords(fileOf('samples.yaml'));
	return joinRecords(seeded, samples, recipes.makeAll('batchSchedulers'));
}

/** Number and name of an employee. The first one holds the token. */
function nameOf(_: unknown, index: number): Record<string, unknown> {
	const firstName = names.firstNames[index % names.firstNames.length];
	const lastName = names.lastNames[(index * 7) % names.lastNames.length];
	return { number: String(2001 + index), name: index === 0 ? 'Henry' : `${firstName} ${lastName}` };
}

/** One to three batches a blended course; the documented course has the documented one first. */
function seedBatches(recipes: Recipes, course: LmsCourse, row: number): Batch[] {
	const items = Array.from({ length: 1 + (row % 3) }, (_, index) => {
		const start = Date.UTC(2026, (row + index * 3) % 12, 5);
		const [startDate, endDate] = [timeToDay(start), timeToDay(start + 60 * DAY)];
		return {
			course,
			number: row * 10 + index,
			startDate,
			endDate,
			startShown: displayDay(startDate),
			endShown: displayDay(endDate),
			status: course.state === 'published' && index < 2 ? 'published' : 'draft',
		};
	});
	return recipes.make('batches', items);
}

/** Learners of published self-paced courses and batches; the first of them has many. */
function seedLearners(seeder: Seeder, courses: LmsCourse[], batches: Batch[], employees: Employee[]): LearnerOf[] {
	const selfPaced = courses
		.filter(({ type, state }) => type === 1 && state === 'published')
		.map(({ courseId }) => ({ courseId, batchId: '' }));
	const blended = batches
		.filter(({ publishStatus }) => publishStatus === 'published')
		.map(({ courseId, batchId }) => ({ courseId, batchId }));
	return [...selfPaced, ...blended].flatMap((place, index) =>
		seeder
			.pickSome(employees, index === 0 ? 40 : 8 + (index % 6))
			.map(({ erecno }): LearnerOf => ({ ...place, erecno })),
	);
}

/** Three modules a self-paced course or batch, and what they hold: sessions, files, links, contents, tests, assignments. */
function seedParts(recipes: Recipes, courses: LmsCourse[], batches: Batch[]): Record<string, object[]> {
	const places = [
		...courses
			.filter(({ type }) => type !== 2)
			.map(({ courseId, courseName: name }) => ({ place: { courseId }, name, batch: undefined })),
		...batches.map((batch) => ({ place: batch, name: batch.name, batch })),
	];
	const items = places.flatMap(({ place, name, batch }, row) =>
		TOPICS.map((topic, index) => ({
			place,
			name,
			batch,
			topic,
			number: row * TOPICS.length + index + 1,
			minutes: 60 * (index + 1),
			order: index + 1,
			isDocumented: batch === batches[0] && index === 0,
		})),
	);
	const modules = recipes.make<Part>('modules', items);
	const held = items.map(({ topic, number }, index) => ({ module: modules[index], topic, number }));
	const sessions = items.flatMap(({ batch, number, isDocumented }, row) =>
		Array.from({ length: batch ? (isDocumented ? MANY : 3) : 0 }, (_, index) => ({
			module: modules[row],
			batch,
			index,
			number: number * 100 + index,
			date: timeToDay(dayToTime((batch as Batch).startDate) + (index % 60) * DAY),
		})),
	);
	const kinds = ['files', 'links', 'contents', 'offlineTests', 'onlineTests', 'assignments'] as const;
	return {
		modules,
		sessions: recipes.make('sessions', sessions),
		...Object.fromEntries(kinds.map((kind) => [kind, recipes.make(kind, held)])),
	};
}
