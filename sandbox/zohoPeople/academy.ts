import { loadAll } from '../server/records.ts';
import { Collection } from '../server/store.ts';
import type { Clock } from '../server/clock.ts';
import type * as records from './records.ts';
import { seedAcademy } from './seeds.ts';

/** The LMS of the sandbox: all its records. */
export class Academy {
	readonly employees = new Collection<records.Employee>('erecno');
	readonly trainers = new Collection<records.Trainer>('trainerId');
	readonly rooms = new Collection<records.Room>('roomId');
	readonly categories = new Collection<records.Category>('categoryId');
	readonly courses = new Collection<records.LmsCourse>('courseId');
	readonly batches = new Collection<records.Batch>('batchId');
	readonly batchSchedulers = new Collection<records.Part>('schedulerId');
	readonly modules = new Collection<records.Part>('moduleId');
	readonly sessions = new Collection<records.Part>('sessionId');
	readonly files = new Collection<records.Part>('fileId');
	readonly links = new Collection<records.Part>('linkId');
	readonly contents = new Collection<records.Part>('contentId');
	readonly offlineTests = new Collection<records.Part>('offlineTestId');
	readonly onlineTests = new Collection<records.Part>('onlineTestId');
	readonly assignments = new Collection<records.Part>('assignmentId');
	/** Online tests before and after a course. */
	readonly preTests = new Collection<records.Part>('testId');
	readonly postTests = new Collection<records.Part>('testId');
	readonly learners = new Collection<records.LearnerOf>('courseId', 'batchId', 'erecno');
	readonly learningPlans = new Collection<records.LearningPlan>('planId');
	readonly shares = new Collection<records.Sharing>('courseId', 'erecno');
	readonly suggestions = new Collection<records.Sharing>('courseId', 'erecno');
	readonly results = new Collection<records.Result>('entityId', 'erecno');
	readonly clock: Clock;
	private count = 0;

	constructor(clock: Clock) {
		this.clock = clock;
		this.reset();
	}

	/** Everything as on the first day. */
	reset(): void {
		loadAll(this, seedAcademy());
		this.results.load([]);
	}

	/** A new id: a number of eighteen digits, beyond what a double holds exactly. */
	newId(): string {
		this.count += 1;
		return `4783469${String(this.count).padStart(11, '0')}`;
	}

	/** Employees join until there are so many. */
	hire(count: number): void {
		const [, model] = this.employees.all() as [unknown, records.Employee];
		for (let number = this.employees.size + 1; number <= count; number += 1)
			this.employees.put({
				...model,
				erecno: this.newId(),
				learnerId: this.newId(),
				employeeId: `N-${number}`,
				displayName: `New ${number}`,
				emailId: `new${number}@meridian.example`,
			});
	}

	/** The person who holds the token. */
	me(): records.Employee {
		return this.employees.all()[0] as records.Employee;
	}

	/** The learners of a self-paced course, or of a batch. */
	learnersOf(courseId: string, batchId = ''): records.LearnerOf[] {
		return this.learners.where((entry) => entry.courseId === courseId && entry.batchId === batchId);
	}
}
