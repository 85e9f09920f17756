/** Records that the samples of the documentation show, field by field, and the course they all fit into. */
import { DOCUMENTED } from './names.ts';
import type { Batch, Employee, LmsCourse, Part } from './records.ts';

const PLACE = { courseId: '219225000000645203', batchId: '219225000000645215' } as const;

export const SAMPLE_COURSE: LmsCourse = {
	courseId: PLACE.courseId,
	courseName: 'Course of the samples',
	type: 2,
	description: '',
	aboutCourse: '',
	duration: 2,
	durationUnit: 'hour',
	courseCode: 'SAMPLE',
	state: 'published',
	isFavourite: false,
	categories: [],
	courseAdmins: [DOCUMENTED.erecno],
	permissionSettings: {},
	createdTime: Date.UTC(2021, 11, 1),
};

export const SAMPLE_BATCH: Batch = {
	...PLACE,
	learnersCount: 0,
	startDateAsDisplayString: '22-Dec-2021',
	endDateAsDisplayString: '27-Jan-2022',
	name: 'Batch One',
	schedulerId: 0,
	minimumCapacity: 10,
	cancelBatchWhenMinimumCapacityIsNotMet: false,
	maximumCapacity: 40,
	publishStatus: 'published',
	allowWaitlisting: false,
	startDate: '22-12-2021',
	endDate: '27-01-2022',
	isComplete: false,
};

export const SAMPLE_SCHEDULER: Part = {
	courseId: PLACE.courseId,
	batchName: 'Batch Scheduler One',
	frequencyUnit: 'week',
	cloneType: 0,
	schedulerId: '219225000000658013',
	publishBatchAutomatically: false,
	batchNameSuffixSeparator: 0,
	waitingTimeUnitForCancellation: 'day',
	sourceBatch: null,
	frequency: 1,
	offsetUnit: 'day',
	minimumCapacity: 1,
	maximumCapacity: 100,
	notifyClonedMembers: false,
	notifyApplicaleUsers: false,
	monthsOfTheYear: [],
	batchNameSuffix: 'number',
	daysOfTheMonth: [],
	startDateAsDisplayString: '28-Dec-2021',
	offset: -1,
	endDateAsDisplayString: '28-Feb-2022',
	cancelBatchWhenMinimumCapacityIsNotMet: true,
	waitingTimeForCancellation: 3,
	allowWaitlisting: true,
	daysOfTheWeek: ['2', '6'],
	totalNumberOfBatchesCreated: 0,
	weeksOfTheMonth: [],
	locations: [],
};

export const SAMPLE_MODULES: Part[] = ['219225000000645219', '219225000000642014'].map((moduleId, index) => ({
	...PLACE,
	moduleId,
	moduleName: `Module ${index + 1}`,
	duration: 120,
	description: '',
	lockType: 0,
	lockUntil: '',
	order: index + 1,
}));

export const SAMPLE_SESSION: Part = {
	...PLACE,
	totalLearnersCount: 0,
	sessionName: 'Session One',
	sessionEndTime: '1:00 PM',
	sessionStartTime: '11:00 AM',
	description: 'Description for Session',
	resources: [],
	sessionId: '219225000000645227',
	roomId: DOCUMENTED.room,
	canUserDelete: false,
	sessionStartDate: '11-01-2022',
	lockUntil: '',
	presentLeanersCount: 0,
	gradeCategoryName: '',
	isLocked: false,
	gradeCategoryId: '',
	sessionType: 'Classroom',
	sessionRoom: 'Room One',
	sessionTrainer: 'Henry',
	isSessionCompleted: false,
	trainerErecno: DOCUMENTED.erecno,
	canUserEdit: false,
	moduleId: '219225000000645219',
};

export const SAMPLE_LINK: Part = {
	...PLACE,
	lockUntil: '23-12-2021',
	linkId: '219225000000645001',
	isMandatoryLink: true,
	canMarkAsComplete: 0,
	isLocked: true,
	link: 'http://zoho.com/people',
	description: 'Description for Link',
	resources: [{ resourceURL: 'https://downloadcc-accl.zoho.com/webdownload', resourceName: 'resource.png' }],
	canUserEdit: true,
	moduleId: '219225000000642014',
	linkName: 'Link One',
	canUserDelete: true,
};

/** People whom the samples name by record number. */
export const SAMPLE_EMPLOYEES: Employee[] = [
	person('219225000000185023', '219225000000185024', '1001', 'Henry', 'henry@zohotest.com'),
	person('478346000011341865', '478346000011341866', '1002', 'Sample One', 'sample.one@meridian.example'),
	person('478346000000248077', '478346000000248078', '1003', 'Sample Two', 'sample.two@meridian.example'),
	person('588882000000212025', '588882000000212026', '1004', 'Sample Three', 'sample.three@meridian.example'),
];

function person(erecno: string, learnerId: string, employeeId: string, displayName: string, emailId: string): Employee {
	return {
		erecno,
		learnerId,
		employeeId,
		displayName,
		emailId,
		isActive: true,
		displayPictureURL: 'https://contacts.zoho.com/file?ID=705822094&fs=thumb',
	};
}
