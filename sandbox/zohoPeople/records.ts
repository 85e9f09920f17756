/** Records of the LMS. Names are those of the documented answers; where none is shown they follow their siblings. */

export interface Employee {
	erecno: string;
	/** Id of the same person as a learner. */
	learnerId: string;
	employeeId: string;
	displayName: string;
	emailId: string;
	displayPictureURL: string;
	isActive: boolean;
}

export interface LmsCourse {
	courseId: string;
	courseName: string;
	/** 1 self paced, 2 blended, 3 e-material. */
	type: number;
	description: string;
	aboutCourse: string;
	duration: number;
	durationUnit: string;
	courseCode: string;
	state: 'drafted' | 'published' | 'disabled';
	isFavourite: boolean;
	categories: string[];
	courseAdmins: string[];
	permissionSettings: Record<string, unknown>;
	/** Epoch milliseconds. */
	createdTime: number;
	[more: string]: unknown;
}

export interface Batch {
	batchId: string;
	courseId: string;
	name: string;
	learnersCount: number;
	startDateAsDisplayString: string;
	endDateAsDisplayString: string;
	schedulerId: number | string;
	minimumCapacity: number;
	maximumCapacity: number;
	cancelBatchWhenMinimumCapacityIsNotMet: boolean;
	publishStatus: string;
	allowWaitlisting: boolean;
	/** Not shown: first and last day, DD-MM-YYYY, and whether the batch is complete. */
	startDate: string;
	endDate: string;
	isComplete: boolean;
	[more: string]: unknown;
}

/** Something below a course, or below a batch of it: a module, or what a module holds. */
export interface Part {
	courseId: string;
	batchId?: string;
	moduleId?: string;
	[more: string]: unknown;
}

export interface LearnerOf {
	courseId: string;
	/** Empty for a self-paced course. */
	batchId: string;
	erecno: string;
}

export interface Room {
	roomId: string;
	name: string;
	location: { locationId: string; name: string };
	facilities: string[];
	capacity: string;
}

export interface Trainer {
	trainerId: string;
	erecno: string;
	displayName: string;
	emailId: string;
	employeeStatus: 'active' | 'inactive';
}

export interface Category {
	categoryId: string;
	categoryName: string;
	coursesCount: number;
}

export interface LearningPlan {
	planId: string;
	planName: string;
	courseIds: string[];
	erecnos: string[];
}

/** A course and somebody it is shared with or suggested to. */
export interface Sharing {
	courseId: string;
	erecno: string;
}

/** What a learner has done with one thing of a course. */
export interface Result {
	entityId: string;
	erecno: string;
	status?: string;
	marks?: number;
	attendance?: string;
}
