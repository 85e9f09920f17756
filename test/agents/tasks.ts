/** What people ask an assistant for, and what a model that understands them calls: with the nodes of the pack, and with HTTP Request. */
import { DateTime } from 'luxon';
import type { Sandbox } from '../../sandbox/index.ts';
import type { Script, Taken } from './script.ts';

/** A tool of one side: the node as the editor stores it. */
export interface TaskTool {
	name: string;
	type: string;
	typeVersion: number;
	parameters: Record<string, unknown>;
	credentials: Record<string, { id: string; name: string }>;
}

export interface Task {
	/** As people say it. */
	say: string;
	ours: Script;
	http: Script;
	/** The records at the end are as asked for. */
	isRight(sandbox: Sandbox): boolean;
	/** What an answer has to hold for the model to tell the person. */
	facts: string[];
}

type Row = Record<string, unknown>;

const text = (value: unknown): string => String(value);
const fromAi = (name: string, description: string, type = 'string') =>
	`={{ $fromAI('${name}', '${description}', '${type}') }}`;
const by = (mode: string, name: string, description: string) => ({
	__rl: true,
	mode,
	value: fromAi(name, description),
});
const taken = (answer: number, take: string, where: Row = {}): Taken => ({ answer, take, where });

const EMAIL = 'Email address, e.g. anna.meyer@company.com';
const LEARNING360 = { learning360OAuth2Api: { id: 'learning360OAuth2Api', name: '360Learning account' } };
const ZOHO = { zohoPeopleOAuth2Api: { id: 'zohoPeopleOAuth2Api', name: 'Zoho People account' } };

const user = by('email', 'email', EMAIL);
const group = by('name', 'group', 'Name of the group');
const classroom = by('name', 'classroom', 'Name of the classroom');
const pathId = by('id', 'path_id', 'ID of the path');
const sessionId = by('id', 'session_id', 'ID of the path session');
const slotId = by('id', 'slot_id', 'ID of the slot');
const courseId = by('id', 'course_id', 'ID of the course');
const batchId = by('id', 'batch_id', 'ID of the batch');

/** The tools of the pack. One author sets them up for all tasks. */
export const OUR_TOOLS: TaskTool[] = [
	ours('Get a user', 'user', 'get', { userId: user }),
	ours('Get the managers of a user', 'userManager', 'getAll', { userId: user }),
	ours('Change the job of a user', 'user', 'update', {
		userId: user,
		updateFields: { job: fromAi('job', 'Job title') },
	}),
	ours('Find a path', 'path', 'find', {
		findBy: 'partOfName',
		value: fromAi('name', 'Part of the name'),
		several: 'all',
	}),
	ours('Find courses', 'course', 'find', {
		findBy: 'partOfName',
		value: fromAi('name', 'Part of the name'),
		several: 'all',
	}),
	ours('Get the sessions of a path', 'pathSession', 'getAll', { filters: { pathIdEq: pathId } }),
	ours('Enroll users in a path session', 'pathSession', 'enroll', {
		pathId,
		sessionId,
		additionalFields: { userIds: fromAi('emails', 'Email addresses, separated by commas') },
	}),
	ours('Unenroll users from a path session', 'pathSession', 'unenroll', {
		pathId,
		sessionId,
		additionalFields: { userIds: fromAi('emails', 'Email addresses, separated by commas') },
		toolMay: 'everything',
	}),
	ours('Get the progress in a path session', 'pathStats', 'getAllBySession', { pathId, sessionId }),
	ours('Get the progress of a user', 'pathStats', 'getAll', { filters: { userIdEq: user } }),
	ours('Get the members of a group', 'groupMember', 'getAll', { groupId: group }),
	ours('Add a member to a group', 'groupMember', 'add', {
		groupId: group,
		userId: user,
		role: fromAi('role', 'Role, e.g. learner'),
	}),
	ours('Create a group', 'group', 'create', {
		name: fromAi('name', 'Name of the new group'),
		parentId: by('name', 'parent', 'Name of the group above it'),
		public: false,
	}),
	ours('Get the certificates of a user', 'userCertificate', 'getAll', { userId: user }),
	ours('Get the slots of a classroom', 'classroomSlot', 'getAll', { classroomId: classroom }),
	ours('Register a user for a slot', 'slotRegistration', 'create', { classroomSlotId: slotId, userId: user }),
	ours('Get the waitlist of a slot', 'slotWaitlist', 'getAll', { classroomSlotId: slotId }),
	ours('Move a slot', 'classroomSlot', 'update', {
		classroomId: classroom,
		classroomSlotId: slotId,
		updateFields: {
			startDate: fromAi('start', 'Start, e.g. 2026-07-01T09:00Z'),
			endDate: fromAi('end', 'End, e.g. 2026-07-01T12:00Z'),
		},
	}),
	ours('Set the managers of a user', 'user', 'setManagers', {
		userId: user,
		managers: fromAi('managers', 'Email addresses, separated by commas'),
		additionalFields: { dryRun: fromAi('dry_run', 'true to see what would change', 'boolean') },
	}),
	zoho('Find Zoho courses', 'course', 'getAll', { filters: { search: fromAi('name', 'Part of the name') } }),
	zoho('Get the batches of a course', 'batch', 'getAll', { courseId }),
	zoho('Get the sessions of a batch', 'session', 'getAll', { courseId, batchId }),
	zoho('Move a session', 'session', 'update', {
		courseId,
		batchId,
		moduleId: by('id', 'module_id', 'ID of the module'),
		sessionId: by('id', 'session_id', 'ID of the session'),
		updateFields: {
			start: fromAi('start', 'Start, e.g. 2026-07-01T09:00'),
			end: fromAi('end', 'End, e.g. 2026-07-01T12:00'),
		},
	}),
	zoho('Enroll an employee in a batch', 'learner', 'enrollInBatch', {
		courseId,
		batchId,
		erecnosList: fromAi('record_numbers', 'Employee record numbers, separated by commas'),
	}),
	zoho('Get trainers', 'trainer', 'getAll', {
		filters: { employeeStatus: fromAi('status', 'active or inactive') },
	}),
	zoho('Open a batch', 'batch', 'create', {
		courseId,
		name: fromAi('name', 'Name of the batch'),
		startDate: fromAi('start', 'First day, e.g. 2026-07-01'),
		endDate: fromAi('end', 'Last day, e.g. 2026-07-31'),
		minimumCapacity: fromAi('minimum', 'Fewest learners', 'number'),
		maximumCapacity: fromAi('maximum', 'Most learners', 'number'),
	}),
];

/**
 * The same with HTTP Request, as a careful author sets it up: one tool per endpoint, with the parameters of the endpoint, *Optimize Response* on, and
 * the fields that Simplify keeps.
 *
 * @param zohoToken value of the `Authorization` header for Zoho
 */
export function httpTools({ learning360, zohoPeople }: Pick<Sandbox, 'learning360' | 'zohoPeople'>): TaskTool[] {
	const l = (path: string) => `${learning360.url}/api/v2${path}`;
	const z = (path: string) => `${zohoPeople.url}/api/v1${path}`;
	const part = (name: string, description: string) =>
		`{{ encodeURIComponent($fromAI('${name}', '${description}', 'string')) }}`;
	const path = part('path_id', 'ID of the path');
	const session = part('session_id', 'ID of the session');
	const person = part('user_id', 'ID of the user');
	const groupPart = part('group_id', 'ID of the group');
	const room = part('classroom_id', 'ID of the classroom');
	const slot = part('slot_id', 'ID of the slot');
	const course = part('course_id', 'ID of the course');
	const batch = part('batch_id', 'ID of the batch');
	const body = fromAi('body', 'Body as JSON', 'json');
	return [
		http('Users', 'GET', l('/users'), LEARNING360, {
			query: { 'mail[eq]': fromAi('mail', EMAIL) },
			fields: '_id,firstName,lastName,mail,username,status,job,organization,primaryGroupId,lastLoginDate',
		}),
		http('Update user', 'PATCH', l(`/users/${person}`), LEARNING360, { body }),
		http('Managers', 'GET', l(`/users/${person}/managers`), LEARNING360),
		http('Paths', 'GET', l('/paths'), LEARNING360, { query: { 'status[eq]': 'published' }, fields: '_id,name' }),
		http('Courses', 'GET', l('/courses'), LEARNING360, { query: { 'status[eq]': 'published' }, fields: '_id,name' }),
		http('Path sessions', 'GET', l('/paths/sessions'), LEARNING360, {
			query: { 'pathId[eq]': fromAi('path_id', 'ID of the path') },
			fields: '_id,name,startDate,endDate,userLimit',
		}),
		http('Get audience', 'GET', l(`/paths/${path}/sessions/${session}/audiences`), LEARNING360),
		http('Replace audience', 'PUT', l(`/paths/${path}/sessions/${session}/audiences`), LEARNING360, { body }),
		http('Session progress', 'GET', l(`/paths/${path}/sessions/${session}/user-stats`), LEARNING360, {
			fields: '_id,userId,status,progress,score,timeSpent,enrolledAt,startedAt,dueDate,completedAt',
		}),
		http('User progress', 'GET', l('/paths/stats'), LEARNING360, {
			query: { 'userId[eq]': fromAi('user_id', 'ID of the user') },
			fields: '_id,userId,pathId,sessionId,status,progress,score,enrolledAt,dueDate,completedAt',
		}),
		http('Groups', 'GET', l('/groups'), LEARNING360, { fields: '_id,name,parentId' }),
		http('Group members', 'GET', l(`/groups/${groupPart}/roles`), LEARNING360),
		http('Add group member', 'POST', l(`/groups/${groupPart}/${part('role', 'Role')}/${person}`), LEARNING360),
		http('New group', 'POST', l('/groups'), LEARNING360, { body }),
		http('Certificates', 'GET', l(`/users/${person}/certificates`), LEARNING360),
		http('Classrooms', 'GET', l('/classrooms'), LEARNING360, { fields: '_id,name' }),
		http('Slots', 'GET', l(`/classrooms/${room}/slots`), LEARNING360, {
			fields: '_id,name,classroomId,startDate,endDate,location,virtual,trainerIds,maxCapacity',
		}),
		http('Register', 'POST', l(`/classroom-slots/${slot}/registrations/${person}`), LEARNING360),
		http('Waitlist', 'GET', l(`/classroom-slots/${slot}/waitlist`), LEARNING360),
		http('Update slot', 'PATCH', l(`/classrooms/${room}/slots/${slot}`), LEARNING360, { body }),
		http('Zoho courses', 'GET', z('/courses'), 'zoho', {
			query: { search: fromAi('name', 'Part of the name') },
			data: 'courses',
			fields: 'courseId,courseName,type,state',
		}),
		http('Zoho batches', 'GET', z(`/courses/${course}/batches`), 'zoho', {
			data: 'batches',
			fields: 'batchId,name,startDateAsDisplayString,endDateAsDisplayString,publishStatus',
		}),
		http('Zoho sessions', 'GET', z(`/courses/${course}/batches/${batch}/sessions`), 'zoho', {
			data: 'sessions',
			fields: 'sessionId,sessionName,sessionStartDate,sessionStartTime,sessionEndTime,sessionRoom,moduleId',
		}),
		http(
			'Update Zoho session',
			'PATCH',
			z(`/courses/${course}/batches/${batch}/modules/${part('module_id', 'ID of the module')}/sessions/${session}`),
			'zoho',
			{ query: { sessionData: fromAi('session_data', 'sessionData as JSON text') } },
		),
		http('Enroll in Zoho batch', 'POST', z(`/courses/${course}/batches/${batch}/enroll`), 'zoho', {
			query: { erecnosList: fromAi('erecnos', 'JSON list of record numbers') },
		}),
		http('Zoho trainers', 'GET', z('/trainers'), 'zoho', {
			query: { employeeStatus: fromAi('status', 'active or inactive') },
			data: 'trainers',
		}),
		http('New Zoho batch', 'POST', z(`/courses/${course}/batches`), 'zoho', {
			query: { batchData: fromAi('batch_data', 'batchData as JSON text') },
		}),
	];
}

/** The credential with which HTTP Request signs calls to Zoho: its own credential knows no word but Bearer. */
export const ZOHO_HEADER = { httpHeaderAuth: { id: 'zohoHeader', name: 'Zoho header' } };

/** The tasks, made of what the sandbox holds. */
export function tasks(sandbox: Sandbox): Task[] {
	const { state } = sandbox;
	const company = state.learning360 as unknown as Record<string, Row[]>;
	const academy = state.zohoPeople as unknown as Record<string, Row[]>;
	const now = new Date(sandbox.now()).toISOString();
	const all = (name: string) => [...(company[name] ?? [])];
	const find = (rows: Row[] | undefined, test: (row: Row) => boolean, what: string): Row => {
		const row = rows?.find(test);
		if (!row) throw new Error(`The sandbox has no ${what}`);
		return row;
	};
	const active = all('users').filter(({ status, mail }) => status === 'active' && mail !== undefined);
	const person = (index: number): Row => find(active.slice(20 + index * 3), () => true, 'person');
	const mail = (index: number) => text(person(index).mail);
	const id = (index: number) => text(person(index)._id);
	const path = find(company.paths, ({ name }) => name === 'Forklift certificate', 'path');
	const sessions = all('pathSessions').filter(({ pathId: owner }) => owner === path._id);
	const audienceOf = (owner: unknown) => company.audiences?.find(({ sessionId: entry }) => entry === owner);
	const usersIn = (owner: unknown) =>
		((audienceOf(owner)?.filters ?? []) as Array<{ type: string; ids: string[] }>)
			.filter(({ type }) => type === 'users')
			.flatMap(({ ids }) => ids);
	const session = find(
		sessions,
		({ _id, userLimit, endDate, isAudienceBuilder }) =>
			isAudienceBuilder === true &&
			(endDate === undefined || text(endDate) > now) &&
			(audienceOf(_id)?.filters as Row[] | undefined)?.length === 1 &&
			usersIn(_id).length > 2 &&
			(userLimit === undefined || Number(userLimit) > usersIn(_id).length + 2) &&
			!usersIn(_id).includes(id(2)),
		'session with an audience',
	);
	const leaving = find(
		all('users'),
		({ _id, mail: address }) => usersIn(session._id)[0] === _id && address !== undefined,
		'member of the session',
	);
	const project = find(company.groups, ({ name }) => /^Project new hub/.test(text(name)), 'project group');
	const rolesIn = (owner: unknown) => all('memberships').filter(({ groupId }) => groupId === owner);
	const holder = find(
		active,
		({ _id }) => all('certificates').some(({ userId }) => userId === _id),
		'holder of a certificate',
	);
	const lateIn = (owner: unknown) =>
		all('enrollments')
			.filter((row) => row.sessionId === owner && (row.learnerStatus as Row | undefined)?.type === 'late')
			.map(({ userId }) => text(userId));
	const lateSession = find(sessions, ({ _id }) => lateIn(_id).length > 0, 'session with late learners');
	const learner = find(
		active,
		({ _id }) => all('enrollments').some(({ userId, status }) => userId === _id && status === 'published'),
		'learner',
	);
	const taughtIn = (slot: Row) => find(company.classrooms, ({ _id }) => _id === slot.classroomId, 'classroom');
	const registered = (slot: unknown) =>
		all('registrations')
			.filter(({ classroomSlotId, status }) => classroomSlotId === slot && status === 'published')
			.map(({ userId }) => userId);
	const free = find(
		all('slots'),
		({ _id, maxCapacity, startDate }) =>
			(maxCapacity === undefined || Number(maxCapacity) > registered(_id).length + 1) && text(startDate) > now,
		'slot with free seats',
	);
	const booked = find(
		active,
		({ _id }) =>
			!registered(free._id).includes(_id) &&
			all('enrollments').some(
				({ userId, sessionId, status }) =>
					userId === _id && sessionId === (free.context as Row | undefined)?._id && status === 'published',
			),
		'learner without a seat',
	);
	const waiting = find(
		all('slots'),
		({ _id }) => all('waitlist').some(({ classroomSlotId }) => classroomSlotId === _id),
		'slot with a waitlist',
	);
	const moved = {
		start: DateTime.fromISO(text(free.startDate), { zone: 'utc' }).plus({ days: 3 }),
		end: DateTime.fromISO(text(free.endDate), { zone: 'utc' }).plus({ days: 3 }),
	};
	const managed = find(
		active,
		({ _id }) => all('managers').filter(({ ownerId }) => ownerId === _id).length === 1,
		'person with one manager',
	);
	const managersOf = (owner: unknown) =>
		all('managers')
			.filter(({ ownerId }) => ownerId === owner)
			.map((row) => text(row.id));
	const zohoCourse = find(academy.courses, ({ courseName }) => courseName === 'Site safety', 'Zoho course');
	const zohoBatch = find(academy.batches, ({ courseId: owner }) => owner === zohoCourse.courseId, 'batch');
	const zohoSession = find(academy.sessions, ({ batchId: owner }) => owner === zohoBatch.batchId, 'Zoho session');
	const zohoDay = DateTime.fromFormat(text(zohoSession.sessionStartDate), 'dd-MM-yyyy').plus({ days: 3 });
	const outsider = find(
		academy.employees,
		({ erecno, isActive }) =>
			isActive === true &&
			!(academy.learners ?? []).some((row) => row.batchId === zohoBatch.batchId && row.erecno === erecno),
		'employee who is not in the batch',
	);
	const isEnrolled = ({ erecno }: Row) =>
		(academy.learners ?? []).some((row) => row.batchId === zohoBatch.batchId && row.erecno === erecno);
	const unchanged = () => true;
	const findPath: Script = [
		[{ tool: 'Find a path', args: { name: path.name } }],
		[{ tool: 'Get the sessions of a path', args: { path_id: taken(0, 'pathId', { name: path.name }) } }],
	];
	const httpPath: Script = [
		[{ tool: 'Paths' }],
		[{ tool: 'Path sessions', args: { path_id: taken(0, '_id', { name: path.name }) } }],
	];
	const ids = (name: unknown) => ({
		path_id: taken(0, 'pathId', { name: path.name }),
		session_id: taken(1, '_id', { name }),
	});
	const httpIds = (name: unknown) => ({ ...ids(name), path_id: taken(0, '_id', { name: path.name }) });
	const zohoWay: Script = [
		[{ tool: 'Find Zoho courses', args: { name: zohoCourse.courseName } }],
		[{ tool: 'Get the batches of a course', args: { course_id: taken(0, 'courseId') } }],
	];
	const zohoHttp: Script = [
		[{ tool: 'Zoho courses', args: { name: zohoCourse.courseName } }],
		[{ tool: 'Zoho batches', args: { course_id: taken(0, 'courseId') } }],
	];
	const zohoIds = { course_id: taken(0, 'courseId'), batch_id: taken(1, 'batchId', { name: zohoBatch.name }) };
	const classroomWay = (slot: Row): Script => [
		[{ tool: 'Get the slots of a classroom', args: { classroom: taughtIn(slot).name } }],
	];
	const classroomHttp = (slot: Row): Script => [
		[{ tool: 'Classrooms' }],
		[{ tool: 'Slots', args: { classroom_id: taken(0, '_id', { name: taughtIn(slot).name }) } }],
	];
	const userHttp = (address: string): Script => [[{ tool: 'Users', args: { mail: address } }]];
	const groupHttp = (name: unknown): Taken => taken(0, '_id', { name });
	return [
		{
			say: `What does ${mail(0)} work as?`,
			ours: [[{ tool: 'Get a user', args: { email: mail(0) } }]],
			http: userHttp(mail(0)),
			isRight: unchanged,
			facts: [text(person(0).job)],
		},
		{
			say: `Who is ${text(managed.mail)}'s manager?`,
			ours: [[{ tool: 'Get the managers of a user', args: { email: managed.mail } }]],
			http: [...userHttp(text(managed.mail)), [{ tool: 'Managers', args: { user_id: taken(0, '_id') } }]],
			isRight: unchanged,
			facts: managersOf(managed._id),
		},
		{
			say: `${mail(1)} is a shift lead now, please change the job title`,
			ours: [[{ tool: 'Change the job of a user', args: { email: mail(1), job: 'Shift lead' } }]],
			http: [
				...userHttp(mail(1)),
				[{ tool: 'Update user', args: { user_id: taken(0, '_id'), body: { job: 'Shift lead' } } }],
			],
			isRight: () => all('users').some(({ _id, job }) => _id === id(1) && job === 'Shift lead'),
			facts: [],
		},
		{
			say: `Enrol ${mail(2)} in ${text(session.name)}`,
			ours: [
				...findPath,
				[{ tool: 'Enroll users in a path session', args: { ...ids(session.name), emails: mail(2) } }],
			],
			http: [
				...httpPath,
				[
					{ tool: 'Users', args: { mail: mail(2) } },
					{ tool: 'Get audience', args: httpIds(session.name) },
				],
				[
					{
						tool: 'Replace audience',
						args: {
							...httpIds(session.name),
							body: {
								mode: taken(3, 'mode'),
								filters: [{ type: 'users', ids: { ...taken(3, 'ids', { type: 'users' }), plus: taken(2, '_id') } }],
							},
						},
					},
				],
			],
			isRight: () => usersIn(session._id).includes(id(2)) && usersIn(session._id).includes(text(leaving._id)),
			facts: [],
		},
		{
			say: `${text(leaving.mail)} cannot come to ${text(session.name)}, take them off the list`,
			ours: [
				...findPath,
				[{ tool: 'Unenroll users from a path session', args: { ...ids(session.name), emails: leaving.mail } }],
			],
			http: [
				...httpPath,
				[
					{ tool: 'Users', args: { mail: leaving.mail } },
					{ tool: 'Get audience', args: httpIds(session.name) },
				],
				[
					{
						tool: 'Replace audience',
						args: {
							...httpIds(session.name),
							body: {
								mode: taken(3, 'mode'),
								filters: [{ type: 'users', ids: { ...taken(3, 'ids', { type: 'users' }), minus: taken(2, '_id') } }],
							},
						},
					},
				],
			],
			isRight: () => !usersIn(session._id).includes(text(leaving._id)) && usersIn(session._id).length > 1,
			facts: [],
		},
		{
			say: `Put ${mail(3)} into ${text(project.name)}`,
			ours: [[{ tool: 'Add a member to a group', args: { email: mail(3), group: project.name, role: 'learner' } }]],
			http: [
				[{ tool: 'Groups' }, { tool: 'Users', args: { mail: mail(3) } }],
				[
					{
						tool: 'Add group member',
						args: { group_id: groupHttp(project.name), role: 'learner', user_id: taken(1, '_id') },
					},
				],
			],
			isRight: () => rolesIn(project._id).some(({ userId, role }) => userId === id(3) && role === 'learner'),
			facts: [],
		},
		{
			say: 'We need a group "Night shift Lyon" below Warehouses',
			ours: [[{ tool: 'Create a group', args: { name: 'Night shift Lyon', parent: 'Warehouses' } }]],
			http: [
				[{ tool: 'Groups' }],
				[
					{
						tool: 'New group',
						args: { body: { name: 'Night shift Lyon', parentId: groupHttp('Warehouses'), public: false } },
					},
				],
			],
			isRight: () =>
				all('groups').filter(
					({ name, parentId }) =>
						name === 'Night shift Lyon' && parentId === all('groups').find((row) => row.name === 'Warehouses')?._id,
				).length === 1,
			facts: [],
		},
		{
			say: `Who are the admins of ${text(project.name)}?`,
			ours: [[{ tool: 'Get the members of a group', args: { group: project.name } }]],
			http: [[{ tool: 'Groups' }], [{ tool: 'Group members', args: { group_id: groupHttp(project.name) } }]],
			isRight: unchanged,
			facts: rolesIn(project._id)
				.filter(({ role }) => role === 'admin')
				.map(({ userId }) => text(userId)),
		},
		{
			say: 'What courses do we have on fire safety?',
			ours: [[{ tool: 'Find courses', args: { name: 'fire safety' } }]],
			http: [[{ tool: 'Courses' }]],
			isRight: unchanged,
			facts: all('courses')
				.filter(({ name, status }) => /fire safety/i.test(text(name)) && status === 'published')
				.map(({ name }) => text(name)),
		},
		{
			say: `Which certificates does ${text(holder.mail)} hold?`,
			ours: [[{ tool: 'Get the certificates of a user', args: { email: holder.mail } }]],
			http: [...userHttp(text(holder.mail)), [{ tool: 'Certificates', args: { user_id: taken(0, '_id') } }]],
			isRight: unchanged,
			facts: all('certificates')
				.filter(({ userId }) => userId === holder._id)
				.map(({ title }) => text(title)),
		},
		{
			say: `Who is overdue in ${text(lateSession.name)}?`,
			ours: [...findPath, [{ tool: 'Get the progress in a path session', args: ids(lateSession.name) }]],
			http: [...httpPath, [{ tool: 'Session progress', args: httpIds(lateSession.name) }]],
			isRight: unchanged,
			facts: lateIn(lateSession._id),
		},
		{
			say: `How far is ${text(learner.mail)} with their paths?`,
			ours: [[{ tool: 'Get the progress of a user', args: { email: learner.mail } }]],
			http: [...userHttp(text(learner.mail)), [{ tool: 'User progress', args: { user_id: taken(0, '_id') } }]],
			isRight: unchanged,
			facts: all('enrollments')
				.filter(({ userId, status }) => userId === learner._id && status === 'published')
				.map((row) => text(row.sessionId)),
		},
		{
			say: `Book ${text(booked.mail)} for "${text(free.name)}" of ${text(taughtIn(free).name)}`,
			ours: [
				...classroomWay(free),
				[
					{
						tool: 'Register a user for a slot',
						args: { slot_id: taken(0, '_id', { name: free.name }), email: booked.mail },
					},
				],
			],
			http: [
				...classroomHttp(free),
				[{ tool: 'Users', args: { mail: booked.mail } }],
				[{ tool: 'Register', args: { slot_id: taken(1, '_id', { name: free.name }), user_id: taken(2, '_id') } }],
			],
			isRight: () => registered(free._id).filter((entry) => entry === booked._id).length === 1,
			facts: [],
		},
		{
			say: `Who is waiting for "${text(waiting.name)}" of ${text(taughtIn(waiting).name)}?`,
			ours: [
				...classroomWay(waiting),
				[{ tool: 'Get the waitlist of a slot', args: { slot_id: taken(0, '_id', { name: waiting.name }) } }],
			],
			http: [
				...classroomHttp(waiting),
				[{ tool: 'Waitlist', args: { slot_id: taken(1, '_id', { name: waiting.name }) } }],
			],
			isRight: unchanged,
			facts: all('waitlist')
				.filter(({ classroomSlotId }) => classroomSlotId === waiting._id)
				.map(({ userId }) => text(userId)),
		},
		{
			say: `Move "${text(free.name)}" of ${text(taughtIn(free).name)} three days back, same time`,
			ours: [
				...classroomWay(free),
				[
					{
						tool: 'Move a slot',
						args: {
							classroom: taughtIn(free).name,
							slot_id: taken(0, '_id', { name: free.name }),
							start: moved.start.toISO(),
							end: moved.end.toISO(),
						},
					},
				],
			],
			http: [
				...classroomHttp(free),
				[
					{
						tool: 'Update slot',
						args: {
							classroom_id: taken(0, '_id', { name: taughtIn(free).name }),
							slot_id: taken(1, '_id', { name: free.name }),
							body: { startDate: moved.start.toISO(), endDate: moved.end.toISO() },
						},
					},
				],
			],
			isRight: () =>
				all('slots').some(
					({ _id, startDate }) => _id === free._id && DateTime.fromISO(text(startDate)).equals(moved.start.toLocal()),
				),
			facts: [],
		},
		{
			say: `What would change if ${mail(5)} became the only manager of ${text(managed.mail)}?`,
			ours: [
				[
					{
						tool: 'Set the managers of a user',
						args: { email: managed.mail, managers: mail(5), dry_run: true },
					},
				],
			],
			http: [
				[
					{ tool: 'Users', args: { mail: managed.mail } },
					{ tool: 'Users', args: { mail: mail(5) } },
				],
				[{ tool: 'Managers', args: { user_id: taken(0, '_id') } }],
			],
			isRight: () => managersOf(managed._id).length === 1 && !managersOf(managed._id).includes(id(5)),
			facts: [...managersOf(managed._id), id(5)],
		},
		{
			say: `Move "${text(zohoSession.sessionName)}" in Zoho three days back, 9 to 11 in the morning`,
			ours: [
				...zohoWay,
				[{ tool: 'Get the sessions of a batch', args: zohoIds }],
				[
					{
						tool: 'Move a session',
						args: {
							...zohoIds,
							module_id: taken(2, 'moduleId', { sessionName: zohoSession.sessionName }),
							session_id: taken(2, 'sessionId', { sessionName: zohoSession.sessionName }),
							start: `${zohoDay.toISODate()}T09:00`,
							end: `${zohoDay.toISODate()}T11:00`,
						},
					},
				],
			],
			http: [
				...zohoHttp,
				[{ tool: 'Zoho sessions', args: zohoIds }],
				[
					{
						tool: 'Update Zoho session',
						args: {
							...zohoIds,
							module_id: taken(2, 'moduleId', { sessionName: zohoSession.sessionName }),
							session_id: taken(2, 'sessionId', { sessionName: zohoSession.sessionName }),
							session_data: JSON.stringify({
								date: zohoDay.toFormat('dd-MM-yyyy'),
								startTime: '09:00 AM',
								endTime: '11:00 AM',
							}),
						},
					},
				],
			],
			isRight: () =>
				(academy.sessions ?? []).some(
					(row) =>
						row.sessionId === zohoSession.sessionId &&
						row.sessionStartDate === zohoDay.toFormat('dd-MM-yyyy') &&
						/^0?9:00 AM$/.test(text(row.sessionStartTime)),
				),
			facts: [],
		},
		{
			say: `Sign employee ${text(outsider.erecno)} up for ${text(zohoBatch.name)}`,
			ours: [
				...zohoWay,
				[{ tool: 'Enroll an employee in a batch', args: { ...zohoIds, record_numbers: outsider.erecno } }],
			],
			http: [
				...zohoHttp,
				[{ tool: 'Enroll in Zoho batch', args: { ...zohoIds, erecnos: JSON.stringify([outsider.erecno]) } }],
			],
			isRight: () => isEnrolled(outsider),
			facts: [],
		},
		{
			say: 'Which of our Zoho trainers have left?',
			ours: [[{ tool: 'Get trainers', args: { status: 'inactive' } }]],
			http: [[{ tool: 'Zoho trainers', args: { status: 'inactive' } }]],
			isRight: unchanged,
			facts: (academy.trainers ?? [])
				.filter(({ employeeStatus }) => employeeStatus === 'inactive')
				.map(({ displayName }) => text(displayName)),
		},
		{
			say: `Open a batch "August" of ${text(zohoCourse.courseName)} from 2 to 27 August 2027, for 5 to 20 people`,
			ours: [
				[{ tool: 'Find Zoho courses', args: { name: zohoCourse.courseName } }],
				[
					{
						tool: 'Open a batch',
						args: {
							course_id: taken(0, 'courseId'),
							name: 'August',
							start: '2027-08-02',
							end: '2027-08-27',
							minimum: 5,
							maximum: 20,
						},
					},
				],
			],
			http: [
				[{ tool: 'Zoho courses', args: { name: zohoCourse.courseName } }],
				[
					{
						tool: 'New Zoho batch',
						args: {
							course_id: taken(0, 'courseId'),
							batch_data: JSON.stringify({
								name: 'August',
								startDate: '02-08-2027',
								endDate: '27-08-2027',
								minimumCapacity: 5,
								maximumCapacity: 20,
							}),
						},
					},
				],
			],
			isRight: () =>
				(academy.batches ?? []).filter(
					(row) => row.courseId === zohoCourse.courseId && row.name === 'August' && row.startDate === '02-08-2027',
				).length === 1,
			facts: [],
		},
	];
}

function ours(name: string, resource: string, operation: string, parameters: Row): TaskTool {
	return {
		name,
		type: 'n8n-nodes-lms.learning360Tool',
		typeVersion: 1,
		parameters: { resource, operation, ...parameters },
		credentials: LEARNING360,
	};
}

function zoho(name: string, resource: string, operation: string, parameters: Row): TaskTool {
	return { ...ours(name, resource, operation, parameters), type: 'n8n-nodes-lms.zohoPeopleLmsTool', credentials: ZOHO };
}

interface HttpMore {
	query?: Record<string, string>;
	body?: string;
	/** Fields that *Optimize Response* keeps; all of them when absent. */
	fields?: string;
	/** Property of the answer with the records. */
	data?: string;
}

function http(
	name: string,
	method: string,
	url: string,
	signed: typeof LEARNING360 | 'zoho',
	{ query = {}, body, fields, data }: HttpMore = {},
): TaskTool {
	const parameters = Object.entries(query).map(([key, value]) => ({ name: key, value }));
	return {
		name,
		type: 'n8n-nodes-base.httpRequestTool',
		typeVersion: 4.2,
		parameters: {
			method,
			url: url.includes('{{') ? `=${url}` : url,
			...(signed === 'zoho'
				? { authentication: 'genericCredentialType', genericAuthType: 'httpHeaderAuth' }
				: { authentication: 'predefinedCredentialType', nodeCredentialType: 'learning360OAuth2Api' }),
			...(parameters.length > 0 ? { sendQuery: true, queryParameters: { parameters } } : {}),
			...(body === undefined
				? {}
				: { sendBody: true, specifyBody: 'json', jsonBody: body.replace(/\$fromAI\(.*\)/, 'JSON.stringify($&)') }),
			...(method === 'GET'
				? {
						optimizeResponse: true,
						responseType: 'json',
						dataField: data ?? '',
						fieldsToInclude: fields === undefined ? 'all' : 'selected',
						...(fields === undefined ? {} : { fields }),
					}
				: {}),
			options: {},
		},
		credentials: signed === 'zoho' ? ZOHO_HEADER : signed,
	};
}
