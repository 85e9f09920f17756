import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { type Client, failures, zohoClient } from './client.ts';

const COURSE = '/courses/219225000000645203';
const BATCH = `${COURSE}/batches/219225000000645215`;
const MODULE = `${BATCH}/modules/219225000000645219`;
const SESSION = {
	name: 'New',
	trainerErecno: '219225000000036453',
	type: '1',
	date: '31-12-2021',
	startTime: '10:00 AM',
	endTime: '11:00 AM',
};

let sandbox: Sandbox;
let zoho: Client;
beforeAll(async () => {
	sandbox = await startSandbox({ limits: false });
	zoho = zohoClient(sandbox);
});
beforeEach(async () => await sandbox.reset());
afterEach(() => expect(sandbox.requests.flatMap(({ answerFailures }) => answerFailures)).toEqual([]));
afterAll(async () => await sandbox.close());

const json = (name: string, value: object) => ({ params: { [name]: JSON.stringify(value) } });
const codeOf = ({ status, data }: { status: number; data: { code: unknown } }) => `${status} ${data.code}`;

describe('the things of a module', () => {
	it('are made, read, changed and removed', async () => {
		const { data } = await zoho('POST', `${MODULE}/sessions`, json('sessionData', SESSION));
		const url = `${MODULE}/sessions/${data.session.sessionId}`;
		expect(data).toMatchObject({
			code: 200,
			message: 'success',
			session: { sessionName: 'New', sessionType: 'E-Learning', sessionStartDate: '31-12-2021' },
		});
		expect(
			(await zoho('GET', `${BATCH}/sessions`)).data.sessions.map(
				({ sessionName }: { sessionName: string }) => sessionName,
			),
		).toEqual(['Session One', 'New']);
		const changes = { name: 'Newer', type: '0', roomId: '219225000000645249' };
		expect((await zoho('PATCH', url, json('sessionData', changes))).data.session).toMatchObject({
			sessionName: 'Newer',
			sessionType: 'Classroom',
			sessionRoom: 'Room One',
			sessionStartTime: '10:00 AM',
		});
		expect((await zoho('GET', url)).data.session.sessionName).toBe('Newer');
		expect((await zoho('DELETE', url)).status).toBe(200);
		expect(codeOf(await zoho('GET', url))).toBe('404 404');
		expect(failures(sandbox)).toEqual([]);
	});

	it('go with their module, and modules with their batch', async () => {
		const batch = (
			await zoho(
				'POST',
				`${COURSE}/batches`,
				json('batchData', {
					name: 'Two',
					startDate: '01-02-2027',
					endDate: '28-02-2027',
					minimumCapacity: 1,
					maximumCapacity: 2,
				}),
			)
		).data.batch;
		const module = (
			await zoho('POST', `${COURSE}/batches/${batch.batchId}/modules`, json('moduleData', { name: 'One' }))
		).data.module;
		const url = `${COURSE}/batches/${batch.batchId}/modules/${module.moduleId}`;
		await zoho('POST', `${url}/sessions`, json('sessionData', { ...SESSION, date: '02-02-2027' }));
		await zoho('POST', `${url}/links`, json('linkData', { name: 'Film', embedURL: 'https://a.example' }));
		const count = () =>
			[sandbox.state.zohoPeople.sessions, sandbox.state.zohoPeople.links].map(
				(rows) => rows.filter(({ batchId }) => batchId === batch.batchId).length,
			);
		expect(count()).toEqual([1, 1]);
		expect((await zoho('DELETE', `${COURSE}/batches/${batch.batchId}`)).status).toBe(200);
		expect(count()).toEqual([0, 0]);
		expect(codeOf(await zoho('GET', `${url}/sessions`))).toBe('404 404');
	});

	it('keep files with their names', async () => {
		const { modules } = sandbox.state.zohoPeople;
		const module = modules.find(({ batchId }) => batchId === undefined);
		const form = new FormData();
		form.append('file', new Blob(['bytes'], { type: 'application/pdf' }), 'handout.pdf');
		const { data } = await zoho('POST', `/courses/${module?.courseId}/modules/${module?.moduleId}/files`, {
			...json('fileData', { name: 'Handout' }),
			data: form,
		});
		expect(data.file).toMatchObject({ fileName: 'Handout', originalFileName: 'handout.pdf', size: 5 });
	});

	it('refuse what does not fit', async () => {
		const create = async (changes: object) =>
			codeOf(await zoho('POST', `${MODULE}/sessions`, json('sessionData', { ...SESSION, ...changes })));
		expect(await create({ date: '01-03-2022' })).toBe('400 BATCH_DATE_AND_SESSION_DATE_MISMATCH');
		expect(await create({ date: '31-02-2022' })).toBe('400 INVALID_INPUT');
		expect(await create({ endTime: '09:00 AM' })).toBe('400 INVALID_INPUT');
		expect(await create({ trainerErecno: '1' })).toBe('400 INVALID_INPUT');
		expect(await create({ roomId: '1' })).toBe('400 INVALID_INPUT');
		expect(codeOf(await zoho('GET', '/courses/1/batches'))).toBe('404 404');
		expect(codeOf(await zoho('GET', `${COURSE}/batches/478346000019479115/modules`))).toBe('404 404');
	});
});

describe('courses and batches', () => {
	it('are published when they have what they need, and not from the wrong side', async () => {
		const { courses } = sandbox.state.zohoPeople;
		const drafted = courses.find(({ type, state }) => type === 1 && state === 'drafted');
		expect(codeOf(await zoho('POST', `/courses/${drafted?.courseId}/publish`))).toBe('200 200');
		const { data } = await zoho('POST', '/courses', json('courseData', { name: 'Empty', type: 1 }));
		const empty = `/courses/${data.course.courseId}`;
		expect(codeOf(await zoho('POST', `${empty}/publish`))).toBe('400 NO_MANDATORY_FILES_OR_LINK_FOUND_TO_PUBLISH');
		expect(codeOf(await zoho('POST', `${empty}/suggest`, json('erecnosList', [])))).toBe(
			'400 UNABLE_TO_SUGGEST_COURSE_BEFORE_PUBLISH',
		);
		expect(codeOf(await zoho('POST', `${empty}/disable`))).toBe('400 UNABLE_TO_DISABLE_COURSE_BEFORE_PUBLISH');
		expect(codeOf(await zoho('POST', `${empty}/enroll`, json('erecnosList', [])))).toBe(
			'400 UNABLE_TO_ADD_LEARNERS_BEFORE_PUBLISH',
		);
		expect(codeOf(await zoho('POST', `${COURSE}/publish`))).toBe(
			'400 UNSUPPORTED_OPERATION_BL_COURSE_PUBLISH_VIA_COURSE_API',
		);
		expect(codeOf(await zoho('POST', `${COURSE}/unpublish`))).toBe(
			'400 UNSUPPORTED_OPERATION_BL_COURSE_UNPUBLISH_VIA_COURSE_API',
		);
		const material = courses.find(({ type }) => type === 3);
		expect(codeOf(await zoho('POST', `/courses/${material?.courseId}/publish`))).toBe(
			'400 UNSUPPORTED_OPERATION_EL_COURSE_PUBLISH',
		);
	});

	it('fill with learners up to their capacity, and are left again', async () => {
		const learners = async () => (await zoho('GET', BATCH)).data.batch.learnersCount;
		const people = sandbox.state.zohoPeople.employees.slice(0, 41).map(({ erecno }) => erecno);
		expect(codeOf(await zoho('POST', `${BATCH}/enroll`, json('erecnosList', people)))).toBe('422 422');
		expect(codeOf(await zoho('POST', `${BATCH}/enroll`, json('erecnosList', people.slice(0, 3))))).toBe('200 200');
		expect(await learners()).toBe(3);
		expect(codeOf(await zoho('POST', `${BATCH}/unpublish`))).toBe('400 UNABLE_TO_UNPUBLISH_WITH_MEMBERS');
		const attendance = { params: { learnerErecno: people[0], status: 'Present' } };
		expect((await zoho('POST', `${MODULE}/sessions/219225000000645227/markAttendance`, attendance)).status).toBe(200);
		expect((await zoho('GET', `${MODULE}/sessions/219225000000645227`)).data.session.presentLeanersCount).toBe(1);
		const { learnerId } = sandbox.state.zohoPeople.employees[1] ?? {};
		expect((await zoho('DELETE', `${BATCH}/learners/${learnerId}`)).status).toBe(200);
		expect((await zoho('POST', `${BATCH}/unenroll`, json('erecnosList', [people[0]]))).status).toBe(200);
		expect(await learners()).toBe(1);
		await zoho('POST', `${BATCH}/markAsComplete`);
		expect(codeOf(await zoho('POST', `${BATCH}/enroll`, json('erecnosList', [people[5]])))).toBe(
			'400 COURSE_ALREADY_COMPLETED',
		);
		expect(failures(sandbox)).toEqual([]);
	});

	it('are shared and unshared', async () => {
		const erecno = '219225000000185023';
		const shared = await zoho('PUT', `${COURSE}/share`, json('erecnosList', [erecno]));
		const henry = {
			erecno,
			displayName: 'Henry',
			employeeId: '1001',
			emailId: 'henry@zohotest.com',
			displayPictureURL: 'https://contacts.zoho.com/file?ID=705822094&fs=thumb',
		};
		expect(shared.data).toEqual({ sharedUsers: [henry], code: '200', message: 'success' });
		expect((await zoho('GET', `${COURSE}/share`)).data).toEqual({
			sharedUsers: [henry],
			code: '200',
			message: 'success',
			hasMoreRecords: false,
		});
		expect((await zoho('DELETE', `${COURSE}/share`, { params: { sharedUserErecno: erecno } })).status).toBe(200);
		expect((await zoho('GET', `${COURSE}/share`)).data.sharedUsers).toEqual([]);
	});

	it('answer the documented samples', async () => {
		expect((await zoho('GET', `${COURSE}/batches`)).data).toEqual({
			batches: [
				{
					learnersCount: 0,
					startDateAsDisplayString: '22-Dec-2021',
					endDateAsDisplayString: '27-Jan-2022',
					name: 'Batch One',
					schedulerId: 0,
					minimumCapacity: 10,
					cancelBatchWhenMinimumCapacityIsNotMet: false,
					maximumCapacity: 40,
					batchId: '219225000000645215',
					courseId: '219225000000645203',
					publishStatus: 'published',
					allowWaitlisting: false,
				},
			],
			code: '200',
			message: 'success',
			hasMoreRecords: false,
		});
		expect((await zoho('GET', '/rooms/219225000000645249')).data.room).toEqual({
			name: 'Room One',
			location: { locationId: '219225000000645239', name: 'ZOHO, CHENNAI' },
			facilities: ['WiFi', 'Chairs with writing pad'],
			roomId: '219225000000645249',
			capacity: '12',
		});
		expect((await zoho('GET', `${COURSE}/batches/schedulers/219225000000658013`)).data.batchScheduler).toMatchObject({
			batchName: 'Batch Scheduler One',
			frequencyUnit: 'week',
			daysOfTheWeek: ['2', '6'],
			sourceBatch: null,
		});
		expect((await zoho('GET', `${BATCH}/links`)).data.links).toEqual([
			expect.objectContaining({ linkId: '219225000000645001', linkName: 'Link One' }),
		]);
	});
});

describe('progress', () => {
	it('follows marks and attendance, and stays the same otherwise', async () => {
		const { learners, offlineTests, employees } = sandbox.state.zohoPeople;
		const { courseId, erecno } = learners.find(({ batchId }) => batchId === '') ?? {};
		const test = offlineTests.find((entry) => entry.courseId === courseId);
		const learner = employees.find((entry) => entry.erecno === erecno)?.learnerId;
		const mark = async (marks: number) =>
			codeOf(
				await zoho(
					'POST',
					`/courses/${courseId}/modules/${test?.moduleId}/offlineTests/${test?.offlineTestId}/updateMarks`,
					{ params: { learnerErecno: erecno, marks } },
				),
			);
		expect(await mark(51)).toBe('400 INVALID_INPUT');
		expect(await mark(45)).toBe('200 200');
		const report = `/courses/${courseId}/learners/${learner}/offlineTests/${test?.offlineTestId}/progress`;
		expect((await zoho('GET', report)).data.progress).toMatchObject({
			entityId: test?.offlineTestId,
			marks: 45,
			status: 'completed',
		});
		const all = await zoho('GET', `/courses/${courseId}/course-progress`);
		expect((await zoho('GET', `/courses/${courseId}/course-progress`)).data).toEqual(all.data);
		expect(codeOf(await zoho('GET', `/courses/${courseId}/learners/1/course-progress`))).toBe('404 404');
	});
});
