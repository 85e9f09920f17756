import { Seeder } from '../server/seeder.ts';
import { displayDay, timeToDay } from './dates.ts';
import { DOCUMENTED, names } from './names.ts';
import type {
	Batch,
	Category,
	Employee,
	LearnerOf,
	LearningPlan,
	LmsCourse,
	Part,
	Room,
	Sharing,
	Trainer,
} from './records.ts';
import { samples } from './samples.ts';
import { seedParts } from './seedParts.ts';

const DAY = 86_400_000;
let made: ReturnType<typeof make> | undefined;

/** What the LMS starts with: the same in every sandbox. Nobody may change it. */
export function seedAcademy(): ReturnType<typeof make> {
	made ??= make();
	return made;
}

function make() {
	const seeder = new Seeder(2026);
	const employees = seedEmployees(seeder);
	const trainers = employees.slice(0, 28).map(
		(employee, index): Trainer => ({
			trainerId: seeder.longId('trainer', index),
			erecno: employee.erecno,
			displayName: employee.displayName,
			emailId: employee.emailId,
			employeeStatus: employee.isActive ? 'active' : 'inactive',
		}),
	);
	const rooms = seedRooms(seeder);
	const categories = ['Safety', 'Driving', 'Leadership', 'Software', 'Languages'].map(
		(categoryName, index): Category => ({
			categoryId: seeder.longId('category', index),
			categoryName,
			coursesCount: 12,
		}),
	);
	const courses = seedCourses(seeder, employees, categories);
	const batches = courses
		.filter(({ type }) => type === 2)
		.flatMap((course, index) => seedBatches(seeder, course, index));
	const learners = seedLearners(seeder, courses, batches, employees);
	const counted = batches.map((batch) => ({
		...batch,
		learnersCount: learners.filter(({ batchId }) => batchId === batch.batchId).length,
	}));
	const published = courses.filter(({ state }) => state === 'published');
	return {
		employees: [...employees, ...samples.employees],
		trainers,
		rooms,
		categories,
		courses: [...courses, ...samples.courses],
		batches: [...counted, ...samples.batches],
		batchSchedulers: [
			...samples.batchSchedulers,
			...courses
				.filter(({ type }) => type === 2)
				.slice(0, 3)
				.map((course, index) => seedScheduler(seeder, course, index)),
		],
		...seedParts(seeder, courses, counted, { trainers, rooms, learners }),
		learners,
		learningPlans: ['New drivers', 'Site managers', 'Safety officers'].map(
			(planName, index): LearningPlan => ({
				planId: seeder.longId('plan', index),
				planName,
				courseIds: seeder.pickSome(published, 5).map(({ courseId }) => courseId),
				erecnos: seeder.pickSome(employees, 8).map(({ erecno }) => erecno),
			}),
		),
		shares: published
			.slice(0, 12)
			.map(
				(course, index): Sharing => ({ courseId: course.courseId, erecno: (employees[index + 5] as Employee).erecno }),
			),
		suggestions: published
			.slice(0, 4)
			.map((course): Sharing => ({ courseId: course.courseId, erecno: (employees[0] as Employee).erecno })),
	};
}

function seedEmployees(seeder: Seeder): Employee[] {
	return Array.from({ length: 120 }, (_, index): Employee => {
		const displayName =
			index === 0
				? 'Henry'
				: `${names.firstNames[index % names.firstNames.length]} ${names.lastNames[(index * 7) % names.lastNames.length]}`;
		return {
			erecno: index === 0 ? DOCUMENTED.erecno : seeder.longId('employee', index),
			learnerId: seeder.longId('learner', index),
			employeeId: String(2001 + index),
			displayName,
			emailId: `employee${2001 + index}@meridian.example`,
			displayPictureURL: `https://contacts.meridian.example/file?ID=${705822094 + index}&fs=thumb`,
			isActive: index % 25 !== 24,
		};
	});
}

function seedRooms(seeder: Seeder): Room[] {
	return Array.from(
		{ length: 30 },
		(_, index): Room => ({
			roomId: index === 0 ? DOCUMENTED.room : seeder.longId('room', index),
			name: index === 0 ? 'Room One' : `${names.sites[index % names.sites.length]} ${100 + index}`,
			location:
				index === 0
					? { locationId: '219225000000645239', name: 'ZOHO, CHENNAI' }
					: {
							locationId: seeder.longId('location', index % 5),
							name: names.sites[index % names.sites.length] as string,
						},
			facilities: ['WiFi', ...(index % 2 === 0 ? ['Chairs with writing pad'] : ['Projector'])],
			capacity: String(12 + (index % 5) * 4),
		}),
	);
}

function seedCourses(seeder: Seeder, employees: Employee[], categories: Category[]): LmsCourse[] {
	return names.courses.map((name, index): LmsCourse => {
		const type = index === 0 ? 2 : index % 10 === 9 ? 3 : index % 2 === 0 ? 2 : 1;
		return {
			courseId: index === 0 ? DOCUMENTED.course : seeder.longId('course', index),
			courseName: name,
			type,
			description: `${name} for everybody at Meridian Freight`,
			aboutCourse: 'From the basics to daily use',
			duration: 2 + (index % 6),
			durationUnit: 'hour',
			courseCode: `MF-${String(index + 1).padStart(3, '0')}`,
			state: index % 9 === 7 ? 'drafted' : index % 14 === 13 ? 'disabled' : 'published',
			isFavourite: index % 11 === 3,
			categories: [(categories[index % categories.length] as Category).categoryId],
			courseAdmins: [(employees[index % 20] as Employee).erecno],
			permissionSettings: {
				whoCanEnroll: ['admin', 'learner'],
				whoCanUnenroll: ['admin'],
				whenAnEntityIsConsideredAsCompleted: 1,
			},
			createdTime: Date.UTC(2024, index % 12, 1 + (index % 28), 8),
		};
	});
}

/** One to three batches a blended course; the documented course has the documented one first. */
function seedBatches(seeder: Seeder, course: LmsCourse, row: number): Batch[] {
	return Array.from({ length: 1 + (row % 3) }, (_, index): Batch => {
		const start = Date.UTC(2026, (row + index * 3) % 12, 5);
		const [startDate, endDate] = [timeToDay(start), timeToDay(start + 60 * DAY)];
		return {
			batchId: row === 0 && index === 0 ? DOCUMENTED.batch : seeder.longId('batch', row * 10 + index),
			courseId: course.courseId,
			name: `${course.courseName}, batch ${index + 1}`,
			learnersCount: 0,
			startDateAsDisplayString: displayDay(startDate),
			endDateAsDisplayString: displayDay(endDate),
			schedulerId: 0,
			minimumCapacity: 5,
			maximumCapacity: 40,
			cancelBatchWhenMinimumCapacityIsNotMet: false,
			publishStatus: course.state === 'published' && index < 2 ? 'published' : 'draft',
			allowWaitlisting: index % 2 === 1,
			startDate,
			endDate,
			isComplete: false,
		};
	});
}

function seedScheduler(seeder: Seeder, { courseId }: LmsCourse, index: number): Part {
	return {
		courseId,
		schedulerId: seeder.longId('scheduler', index),
		batchName: `Monthly batch ${index + 1}`,
		batchNameSuffix: 'number',
		batchNameSuffixSeparator: '-',
		frequency: 1,
		frequencyUnit: 'month',
		offset: -1,
		offsetUnit: 'day',
		startDateAsDisplayString: '01-Jan-2026',
		endDateAsDisplayString: '31-Dec-2026',
		minimumCapacity: 1,
		maximumCapacity: 100,
		allowWaitlisting: true,
		cancelBatchWhenMinimumCapacityIsNotMet: true,
		waitingTimeForCancellation: 3,
		waitingTimeUnitForCancellation: 'day',
		cloneType: 0,
		sourceBatch: null,
		publishBatchAutomatically: false,
		notifyClonedMembers: false,
		notifyApplicaleUsers: false,
		daysOfTheWeek: ['2', '6'],
		daysOfTheMonth: [],
		weeksOfTheMonth: [],
		monthsOfTheYear: [],
		locations: [],
		totalNumberOfBatchesCreated: 0,
	};
}

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
