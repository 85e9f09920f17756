import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/index.ts';
import type { Fault } from '../../sandbox/types.ts';
import { startStillSandbox, timeInSteps } from '../faults/world.ts';
import { byId, runNode, V2 } from '../five/five.ts';
import { account, accounts, byMail, GROUP, snapshot, writes, type Account } from './people.ts';

/** Every job, with each of its reads broken in each way: nothing may be written, and the message says why. */

const OWNER = 'owner@meridian.example';
const ADMIN = 'aicha.bos@meridian.example';
const ROOT = 'c6846817fe59c092bc7ec7af';
const STRANGER = 'ffffffffffffffffffffffff';

/** Bodies that are not what was asked for, whatever it was. */
const BREAKS: Record<string, (records: object[]) => Omit<Fault, 'operationId'>> = {
	'an empty list': () => ({ body: [] }),
	'an empty object': () => ({ body: {} }),
	'a message': () => ({ body: { message: 'Down for maintenance' } }),
	null: () => ({ body: null }),
	'a failure': () => ({ status: 500 }),
	'a list of nothing': () => ({ body: [null] }),
	'records without ID': (records) => ({
		body: records.map((record) => without(record, ['_id', 'userId', 'groupId', 'targetId', 'customFieldId'])),
	}),
	'records without what they say': (records) => ({
		body: records.map((record) => without(record, ['status', 'role', 'value', 'mail', 'username', 'name'])),
	}),
	'records whose IDs are numbers': (records) => ({
		body: records.map((record) => ({ ...record, _id: 17, userId: 17, groupId: 17, targetId: 17, customFieldId: 17 })),
	}),
};

function without(record: object, names: string[]): object {
	return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));
}

/** The same for an audience, whose IDs lie deeper. */
const AUDIENCE_BREAKS: typeof BREAKS = {
	'records without ID': ([audience]) => ({ body: { ...audience, filters: [{ type: 'users', ids: [null] }] } }),
	'records without what they say': ([audience]) => ({ body: without(audience, ['mode']) }),
	'records whose IDs are numbers': ([audience]) => ({ body: { ...audience, filters: [{ type: 'users', ids: [17] }] } }),
	'a kind of entry that nobody knows': ([audience]) => ({
		body: { ...audience, filters: [{ type: 'skills', ids: [STRANGER] }] },
	}),
	'entries without IDs': ([audience]) => ({ body: { ...audience, filters: [{ type: 'users' }] } }),
};

interface Read {
	operationId: string;
	/** Real records, to break. */
	records(): object[];
	/** The answer is one record, not a list. */
	single?: boolean;
	/** Breaks that differ from the general ones. */
	breaks?: typeof BREAKS;
	/** Answers that are what the vendor may say, with what must hold then. */
	real?: Record<string, (seen: Outcome) => void>;
	/** Requests of the same operation that come before. */
	after?: number;
}

interface Job {
	title: string;
	/** Writes of a run in which nothing is broken; none for jobs that only read. */
	writes?: string[];
	parameters: () => INodeParameters;
	input?: () => INodeExecutionData[];
	reads: Read[];
}

interface Outcome {
	message: string;
	items: INodeExecutionData[];
	writes: string[];
}

let sandbox: Sandbox;
let runs = 0;
beforeAll(async () => {
	sandbox = await startStillSandbox(false, { tokenSeconds: 1e6 });
});
afterAll(async () => {
	await sandbox.close();
	expect(runs).toBeGreaterThan(300);
});
beforeEach(async () => await sandbox.reset());
timeInSteps(() => sandbox);

/** Records of the company, as loosely as faults break them. */
interface Loose {
	[name: string]: string;
	_id: string;
}
type State = Record<
	| 'memberships'
	| 'externalIds'
	| 'managers'
	| 'customValues'
	| 'customFields'
	| 'groups'
	| 'pathSessions'
	| 'paths'
	| 'courses'
	| 'classrooms'
	| 'slots'
	| 'attempts',
	Loose[]
> & {
	audiences: Array<{ sessionId: string; mode: string; filters: Array<{ type: string; ids: string[] }> }>;
};

const state = () => sandbox.state.learning360 as unknown as State;
const rows = (...list: object[]) => list.map((json) => ({ json: json as never }));
const open = () => accounts(sandbox).filter(({ status, mail }) => status !== 'deleted' && mail !== undefined);
const invited = () => accounts(sandbox).find(({ status, mail }) => status === 'invited' && mail !== undefined)!;
const users = () => [account(sandbox, ADMIN)!];
const options = { tries: 1 } as never;
const nothingTakenAway = ({ writes: calls }: Outcome) =>
	expect(calls.filter((call) => call.startsWith('DELETE') || call.startsWith('PUT'))).toEqual([]);
const noCohort = ({ message, writes: calls }: Outcome) =>
	expect([message, calls]).toEqual([expect.stringContaining('The path has no session that is still to start'), []]);
const refusedByVendor = ({ message, writes: calls }: Outcome) => {
	expect(message).toContain('mailAlreadyUsed');
	expect(new Set(calls)).toEqual(new Set(['POST createUser']));
};

/** Everybody but the administrator and the last two, whom a sync would deactivate. */
const list = () =>
	open()
		.slice(0, -2)
		.filter(({ mail }) => mail !== ADMIN && mail !== OWNER);
const listed = () => rows(...list().map(({ mail }) => ({ email: mail })));
const sync =
	(more: object = {}, additionalFields: object = {}) =>
	() =>
		byMail('sync', {
			gone: 'deactivate',
			dryRun: false,
			options,
			...more,
			additionalFields: additionalFields as never,
		} as never);
const externals = () =>
	state().externalIds.filter(
		({ platform, targetId }) =>
			platform === 'BambooHR' && accounts(sandbox).some(({ _id, status }) => _id === targetId && status !== 'deleted'),
	);
const members = () => state().memberships.filter(({ groupId, role }) => groupId === GROUP && role === 'learner');
const session = () => {
	const { pathSessions, paths, audiences } = state();
	const inUse = new Set(paths.filter(({ status }) => status === 'published').map(({ _id }) => _id));
	const filled = new Set(
		audiences.filter(({ filters }) => filters.some(({ type }) => type === 'users')).map(({ sessionId }) => sessionId),
	);
	return pathSessions.find(
		({ _id, pathId, endDate, rootSessionId }) =>
			inUse.has(pathId) &&
			filled.has(_id) &&
			rootSessionId === undefined &&
			(endDate === undefined || Date.parse(endDate) > Date.now()),
	)!;
};
const audience = () =>
	state()
		.audiences.filter(({ sessionId }) => sessionId === session()._id)
		.map(({ filters, mode }) => ({ filters, mode }));
const enrolment = (operation: string, userId: () => string) =>
	({
		resource: 'pathSession',
		operation,
		pathId: byId(session().pathId),
		sessionId: byId(session()._id),
		options,
		additionalFields: { userIds: [userId()] },
	}) as never;
/** Gives the group those who fit one rule, and takes the others out. */
const assignByRules = (field: string, value: string) =>
	({
		resource: 'group',
		operation: 'assignByRules',
		field,
		operator: field === 'job' ? 'contains' : 'is',
		value,
		groupId: byId(GROUP),
		role: 'learner',
		extra: 'remove',
		dryRun: false,
		options,
		additionalFields: {
			removeAtMost: 1000,
			removeAtMostPercent: 100,
			...(field === 'customField'
				? { customFieldId: byId(state().customValues.find(({ type }) => type === 'string')!.customFieldId) }
				: {}),
		},
	}) as never;
/** Moves the session with this name to other dates, or creates it. */
const enrolOrUpdate = (name: string) =>
	({
		resource: 'pathSession',
		operation: 'enrollOrUpdate',
		pathId: byId(session().pathId),
		findBy: 'name',
		name,
		startDate: '2027-07-01T07:00:00Z',
		options,
		additionalFields: {
			endDate: '2027-07-30T16:00:00Z',
			mainInstructorId: byId(account(sandbox, ADMIN)!._id),
			userIds: [account(sandbox, OWNER)!._id],
		},
	}) as never;
/** Driver onboarding: a path whose next session takes people. */
const COHORT_PATH = '13d424eb8ff7107ee8c15236';
const cohorts = () => state().pathSessions.filter(({ pathId }) => pathId === COHORT_PATH);
const nextCohort = () => cohorts().filter(({ startDate }) => Date.parse(startDate) > Date.now())[0];
const onboard = () =>
	byMail('onboard', {
		pathId: byId(COHORT_PATH),
		options,
		additionalFields: {
			managers: [OWNER],
			moreGroups: { values: [{ groupId: byId('65f0a1b2c3d4e5f6117d5bfa'), role: 'coach' }] },
		},
	});
/** Somebody who is no administrator and leads something. */
const leaver = () => {
	const admins = new Set(
		state()
			.memberships.filter(({ role }) => role === 'admin' || role === 'owner')
			.map(({ userId }) => userId),
	);
	const { ownerId, id } = state().managers.find(
		(pair) => !admins.has(pair.id) && account(sandbox, OWNER)!._id !== pair.id,
	)!;
	return { id, report: ownerId };
};
const offboard = (responsibilities: string, leaveOut: string[]) =>
	({
		resource: 'user',
		operation: 'offboard',
		matchBy: '_id',
		matchValue: leaver().id,
		responsibilities,
		successor: byId(account(sandbox, ADMIN)!._id),
		dryRun: false,
		options,
		additionalFields: leaveOut.length > 0 ? { leaveOut } : {},
	}) as never;
/** A list that is empty once is contradicted by the second answer; one that stays empty is what the vendor says. */
const closes = ({ message, writes: calls }: Outcome) =>
	expect([message, calls.at(-1)]).toEqual(['', 'DELETE deleteUser']);
const led = () => state().managers[0].ownerId;
const values = () =>
	state()
		.customValues.filter(({ targetId }) => targetId === account(sandbox, ADMIN)!._id)
		.map(({ customFieldId, type, value }) => ({ customFieldId, type, value }));
const otherField = () =>
	state().customFields.find(
		({ targetType, type, _id }) =>
			targetType === 'users' && type === 'string' && !values().some(({ customFieldId }) => customFieldId === _id),
	)!;

const JOBS: Job[] = [
	{
		title: 'Create or Update by email',
		writes: ['PATCH updateUser'],
		parameters: () => byMail('createOrUpdate', { options, additionalFields: { job: 'Other' } }),
		input: () => rows({ email: ADMIN }),
		reads: [{ operationId: 'listUsers', records: users, real: { 'an empty list': refusedByVendor } }],
	},
	{
		title: 'Create or Update by external ID',
		writes: ['PATCH updateUser'],
		parameters: () =>
			byMail('createOrUpdate', {
				options,
				matchBy: 'externalId',
				additionalFields: { job: 'Other', platform: 'BambooHR' },
			}),
		input: () => rows({ email: externals()[0].value }),
		reads: [
			{ operationId: 'listExternalIds', records: () => externals().slice(0, 1) },
			{
				operationId: 'getUser',
				single: true,
				records: () => accounts(sandbox).filter(({ _id }) => _id === externals()[0].targetId),
			},
		],
	},
	{
		title: 'Create Active User',
		parameters: () =>
			({
				resource: 'user',
				operation: 'createActive',
				password: 'Warm-lamp-27!',
				groupId: byId(GROUP),
				role: 'learner',
				options,
				additionalFields: { mail: invited().mail },
			}) as never,
		writes: ['PUT replaceUserPassword', 'PUT activateUser'],
		reads: [{ operationId: 'listUsers', records: () => [invited()], real: { 'an empty list': refusedByVendor } }],
	},
	{
		title: 'Deactivate by Date, by email',
		writes: ['DELETE deleteUser'],
		parameters: () =>
			({
				resource: 'user',
				operation: 'deactivateByDate',
				matchBy: 'mail',
				matchValue: ADMIN,
				date: '2020-01-01',
				later: 'report',
				options,
			}) as never,
		reads: [{ operationId: 'listUsers', records: users }],
	},
	{
		title: 'Deactivate by Date, by ID',
		writes: ['DELETE deleteUser'],
		parameters: () =>
			({
				resource: 'user',
				operation: 'deactivateByDate',
				matchBy: '_id',
				matchValue: account(sandbox, ADMIN)!._id,
				date: '2020-01-01',
				later: 'report',
				options,
			}) as never,
		reads: [{ operationId: 'getUser', single: true, records: users }],
	},
	{
		title: 'Deactivate by Date, by external ID',
		writes: ['DELETE deleteUser'],
		parameters: () =>
			({
				resource: 'user',
				operation: 'deactivateByDate',
				matchBy: 'externalId',
				matchValue: externals()[0].value,
				date: '2020-01-01',
				later: 'report',
				options,
				additionalFields: { platform: 'BambooHR' },
			}) as never,
		reads: [
			{ operationId: 'listExternalIds', records: () => externals().slice(0, 1) },
			{
				operationId: 'getUser',
				single: true,
				records: () => accounts(sandbox).filter(({ _id }) => _id === externals()[0].targetId),
			},
		],
	},
	{
		title: 'Sync Users by email',
		writes: ['DELETE deleteUser'],
		parameters: sync(),
		input: listed,
		reads: [
			{ operationId: 'listUsers', records: () => accounts(sandbox) },
			{
				operationId: 'listGroups',
				records: () => state().groups,
				real: {
					'records without what they say': ({ writes: calls }) =>
						expect(calls).toEqual(['DELETE deleteUser', 'DELETE deleteUser']),
				},
			},
			{
				operationId: 'listGroupMemberships',
				records: () => state().memberships.filter(({ groupId }) => groupId === ROOT),
			},
			{
				operationId: 'listUserMemberships',
				records: () => [{ groupId: GROUP, role: 'learner' }],
				real: {
					'an empty list': ({ items }) =>
						expect(items.slice(-2).map(({ json }) => [json.action, json.note])).toEqual(
							Array(2).fill(['notInList', expect.stringMatching(/^Left alone because 360Learning returned no groups/)]),
						),
				},
			},
		],
	},
	{
		title: 'Sync Users by email, with somebody new',
		writes: ['POST createUser', 'DELETE deleteUser'],
		parameters: sync(),
		input: () => [...listed(), ...rows({ email: 'new@meridian.example' })],
		// The first is refused for its token, then come two pages.
		reads: [
			{
				operationId: 'listUsers',
				after: 3,
				records: users,
				real: { 'an empty list': ({ message }) => expect(message).toBe('') },
			},
		],
	},
	{
		title: 'Sync Users by external ID',
		writes: ['DELETE deleteUser'],
		parameters: sync({ matchBy: 'externalId' }, { platform: 'BambooHR' }),
		input: () =>
			rows(
				...externals()
					.slice(0, -2)
					.map(({ value }) => ({ email: value })),
			),
		reads: [
			{
				operationId: 'listExternalIds',
				records: externals,
				real: {
					'an empty list': ({ message, writes: calls }) =>
						expect([message, calls]).toEqual([
							expect.stringContaining('A new user needs an email address or a username'),
							[],
						]),
				},
			},
			{ operationId: 'listUsers', records: () => accounts(sandbox) },
		],
	},
	{
		title: 'Sync Users, members of one group',
		writes: ['DELETE deleteUser'],
		parameters: sync({}, { scopeGroupId: byId(GROUP), deactivateAtMostPercent: 50 }),
		input: () =>
			rows(
				...list()
					.filter(({ _id }) =>
						members()
							.slice(1)
							.some(({ userId }) => userId === _id),
					)
					.map(({ mail }) => ({ email: mail })),
			),
		reads: [
			{
				operationId: 'listGroupMemberships',
				records: members,
				real: { 'an empty list': ({ writes: calls }) => expect(calls).toEqual([]) },
			},
		],
	},
	{
		title: 'Set Managers',
		writes: ['POST addUserManager', 'DELETE removeUserManager'],
		parameters: () =>
			({
				resource: 'user',
				operation: 'setManagers',
				userId: byId(led()),
				managers: [OWNER],
				options,
				additionalFields: {},
			}) as never,
		reads: [
			{ operationId: 'listUsers', records: () => [account(sandbox, OWNER)!] },
			{
				operationId: 'listUserManagers',
				records: () => [{ _id: STRANGER }],
				real: { 'an empty list': nothingTakenAway },
			},
		],
	},
	{
		title: 'Sync Members',
		writes: ['POST bulkAddGroupMemberships', 'DELETE bulkRemoveGroupMemberships'],
		parameters: () =>
			({
				resource: 'group',
				operation: 'syncMembers',
				groupId: byId(GROUP),
				user: '={{ $json.email }}',
				role: 'learner',
				extra: 'remove',
				dryRun: false,
				options,
				additionalFields: { removeAtMostPercent: 100 },
			}) as never,
		input: () => rows({ email: ADMIN }),
		reads: [
			{ operationId: 'listUsers', records: users },
			{ operationId: 'listGroupMemberships', records: members, real: { 'an empty list': nothingTakenAway } },
		],
	},
	{
		title: 'Assign by Rules',
		writes: ['POST bulkAddGroupMemberships', 'DELETE bulkRemoveGroupMemberships'],
		parameters: () => assignByRules('job', 'driver'),
		reads: [
			{ operationId: 'listUsers', records: () => accounts(sandbox) },
			{
				operationId: 'listGroups',
				records: () => state().groups,
				real: {
					'records without what they say': ({ message }) => expect(message).toBe(''),
				},
			},
			{
				operationId: 'listGroupMemberships',
				records: () => state().memberships.filter(({ groupId }) => groupId === ROOT),
			},
			{
				operationId: 'getUser',
				single: true,
				records: users,
			},
		],
	},
	{
		title: 'Assign by Rules, of the group itself',
		writes: ['POST bulkAddGroupMemberships', 'DELETE bulkRemoveGroupMemberships'],
		parameters: () => assignByRules('job', 'driver'),
		// The first is refused for its token, then come the administrators.
		reads: [
			{
				operationId: 'listGroupMemberships',
				after: 1,
				records: members,
				real: { 'an empty list': nothingTakenAway },
			},
		],
	},
	{
		title: 'Assign by Rules, by a custom field',
		writes: ['POST bulkAddGroupMemberships', 'DELETE bulkRemoveGroupMemberships'],
		parameters: () => assignByRules('customField', state().customValues.find(({ type }) => type === 'string')!.value),
		reads: [
			{
				operationId: 'listUserCustomFieldValues',
				records: () => state().customValues.slice(0, 1),
			},
		],
	},
	{
		title: 'Enroll Users',
		writes: ['PUT replacePathSessionAudience'],
		parameters: () => enrolment('enroll', () => account(sandbox, OWNER)!._id),
		reads: [{ operationId: 'getPathSessionAudience', single: true, breaks: AUDIENCE_BREAKS, records: audience }],
	},
	{
		title: 'Unenroll Users',
		writes: ['PUT replacePathSessionAudience'],
		parameters: () => enrolment('unenroll', () => audience()[0].filters[0].ids[0]),
		reads: [{ operationId: 'getPathSessionAudience', single: true, breaks: AUDIENCE_BREAKS, records: audience }],
	},
	{
		title: 'Enroll or Update, in a session that is there',
		writes: ['PATCH updatePathSession', 'PUT replacePathSessionAudience'],
		parameters: () => enrolOrUpdate(session().name),
		reads: [
			{
				operationId: 'listPathSessions',
				records: () => state().pathSessions.filter(({ pathId }) => pathId === session().pathId),
			},
			{ operationId: 'getPathSessionAudience', single: true, breaks: AUDIENCE_BREAKS, records: audience },
		],
	},
	{
		title: 'Enroll or Update, in a new session',
		writes: ['POST createPathSession', 'PUT replacePathSessionAudience'],
		parameters: () => enrolOrUpdate('New session'),
		reads: [
			{
				operationId: 'listPathSessions',
				records: () => state().pathSessions.filter(({ pathId }) => pathId === session().pathId),
			},
			{
				operationId: 'listAllPathSessions',
				records: () => state().pathSessions.filter(({ pathId }) => pathId === session().pathId),
			},
		],
	},
	{
		title: 'Onboard',
		writes: ['POST addGroupRole', 'POST addUserManager', 'PUT replacePathSessionAudience'],
		parameters: onboard,
		input: () => rows({ email: ADMIN }),
		reads: [
			{ operationId: 'listUsers', records: () => [account(sandbox, OWNER)!] },
			{ operationId: 'listUsers', records: users, after: 2, real: { 'an empty list': refusedByVendor } },
			{ operationId: 'listPathSessions', records: cohorts, real: { 'an empty list': noCohort } },
			{
				operationId: 'listPathEnrollments',
				records: () => [{ userId: STRANGER, sessionId: nextCohort()._id, status: 'published' }],
				real: { 'an empty list': ({ message }) => expect(message).toBe('') },
			},
			{
				operationId: 'getPathSessionAudience',
				single: true,
				breaks: AUDIENCE_BREAKS,
				records: () =>
					state()
						.audiences.filter(({ sessionId }) => sessionId === nextCohort()._id)
						.map(({ filters, mode }) => ({ filters, mode })),
			},
			{ operationId: 'listUserMemberships', records: () => [{ groupId: GROUP, role: 'learner' }] },
			{
				operationId: 'listUserManagers',
				records: () => [{ _id: STRANGER }],
				real: { 'an empty list': ({ message }) => expect(message).toBe('') },
			},
		],
	},
	{
		title: 'Onboard, managers by ID',
		writes: ['POST addGroupRole', 'POST addUserManager', 'PUT replacePathSessionAudience'],
		parameters: () => {
			const parameters = onboard();
			(parameters.additionalFields as { managers: string[] }).managers = [account(sandbox, OWNER)!._id];
			return parameters;
		},
		input: () => rows({ email: ADMIN }),
		reads: [{ operationId: 'getUser', single: true, records: () => [account(sandbox, OWNER)!] }],
	},
	{
		title: 'Offboard, report only',
		writes: ['DELETE deleteUser'],
		parameters: () => offboard('report', []),
		reads: [
			{
				operationId: 'getUser',
				single: true,
				records: () => [accounts(sandbox).find(({ _id }) => _id === leaver().id)!],
			},
			{
				operationId: 'listGroups',
				records: () => state().groups,
				real: { 'records without what they say': closes },
			},
			{ operationId: 'listUserMemberships', records: () => [{ groupId: GROUP, role: 'learner' }] },
			{
				operationId: 'listUserSubordinates',
				records: () => [{ _id: STRANGER }],
				real: { 'an empty list': closes },
			},
			...(
				[
					['listAllPathSessions', () => state().pathSessions],
					['listPaths', () => state().paths.filter(({ status }) => status === 'published')],
					['listCourses', () => state().courses.filter(({ status }) => status === 'published')],
					['listClassrooms', () => state().classrooms],
					['listClassroomSlots', () => state().slots],
				] as Array<[string, () => object[]]>
			).map(([operationId, records]) => ({
				operationId,
				records,
				real: {
					'an empty list': closes,
					...(operationId === 'listClassrooms' ? { 'records without what they say': closes } : {}),
				},
			})),
		],
	},
	{
		title: 'Offboard, handing over',
		writes: ['POST addUserManager', 'DELETE removeUserManager', 'DELETE deleteUser'],
		parameters: () => offboard('handOver', ['pathSessions', 'classroomSlots', 'paths', 'courses']),
		reads: [
			// The user who leaves comes first, then the successor and the direct reports.
			{ operationId: 'getUser', single: true, after: 2, records: users },
			{ operationId: 'getUser', single: true, after: 3, records: users },
			{
				operationId: 'listUserSubordinates',
				records: () => [{ _id: STRANGER }],
				real: { 'an empty list': ({ writes: calls }) => expect(calls).toEqual(['DELETE deleteUser']) },
			},
		],
	},
	{
		title: 'Update custom field values',
		writes: ['PUT replaceUserCustomFieldValues'],
		parameters: () =>
			({
				resource: 'userCustomFieldValue',
				operation: 'update',
				userId: byId(account(sandbox, ADMIN)!._id),
				options,
				updateFields: { values: { values: [{ customFieldId: byId(otherField()._id), value: 'Other' }] } },
			}) as never,
		reads: [
			// An empty list is what the vendor says of a user without values; the test below breaks it once.
			{
				operationId: 'listUserCustomFieldValues',
				records: values,
				real: { 'an empty list': ({ message }) => expect(message).toBe('') },
			},
			{
				operationId: 'listCustomFields',
				records: () => state().customFields,
				breaks: {
					'records without what they say': (records) => ({ body: records.map((record) => without(record, ['type'])) }),
					'an empty list': () => ({ body: [] }),
				},
			},
		],
	},
	{
		title: 'Find a course',
		parameters: () =>
			({
				resource: 'course',
				operation: 'find',
				findBy: 'exactName',
				value: 'No such course',
				several: 'refuse',
				options,
				additionalFields: { emptyIfNone: true },
			}) as never,
		reads: [
			{
				operationId: 'listCourses',
				records: () => state().courses,
				real: { 'an empty list': ({ items }) => expect(items[0].json).toMatchObject({ found: false }) },
			},
		],
	},
	{
		title: 'Get Full Record',
		parameters: () =>
			({
				resource: 'user',
				operation: 'getFullRecord',
				userId: byId(account(sandbox, ADMIN)!._id),
				options,
				additionalFields: { withoutNames: true },
			}) as never,
		reads: [
			{
				operationId: 'getUser',
				single: true,
				records: users,
				real: { 'records without what they say': ({ message }) => expect(message).toBe('') },
			},
			...[
				'listUserMemberships',
				'listUserManagers',
				'listCourseStats',
				'listPathStats',
				'listUserCertificates',
				'listUserCustomFieldValues',
			].map((operationId) => ({
				operationId,
				records: () => [
					{
						_id: STRANGER,
						userId: STRANGER,
						groupId: GROUP,
						role: 'learner',
						customFieldId: STRANGER,
						type: 'string',
						value: 'x',
					},
				],
				real: {
					'an empty list': ({ message }: Outcome) => expect(message).toBe(''),
					...(operationId === 'listUserCertificates' ? { 'records without what they say': () => {} } : {}),
				},
			})),
		],
	},
];

async function outcome({ parameters, input }: Job, fault: Fault): Promise<Outcome & { before: string; after: string }> {
	runs += 1;
	const settings = { parameters: parameters(), input: input?.() };
	const before = snapshot(sandbox);
	sandbox.faults.add(fault);
	sandbox.clearRequests();
	const { message, advice, items } = await runNode(sandbox, V2, settings.parameters, { input: settings.input });
	return { message: `${message} ${advice}`.trim(), items, writes: writes(sandbox), before, after: snapshot(sandbox) };
}

/** What is said of an answer that does not do: of the reads here, of the connector, of the vendor. */
const WHY =
	/^(360Learning (did not return|returned|was asked|could not answer|refused)|The (answer|list|record)|Nobody|M\w+: Nobody|The platform group|A new user needs|Values › Custom Field: The company has no)/;

describe.each(JOBS)('$title', (job) => {
	test('works when nothing is broken', async () => {
		const seen = await outcome(job, { operationId: 'none', status: 500 });
		expect(seen.message).toBe('');
		expect([...new Set(seen.writes)]).toEqual(job.writes ?? []);
	});

	describe.each(job.reads)('$operationId', (read) => {
		const breaks = { ...BREAKS, ...read.breaks };
		test.each(Object.keys(breaks))('answered with %s', async (name) => {
			const broken = breaks[name](read.records());
			const body = read.single && Array.isArray(broken.body) ? ((broken.body as unknown[])[0] ?? []) : broken.body;
			const seen = await outcome(job, {
				...broken,
				body,
				operationId: read.operationId,
				...(read.after ? { after: read.after } : {}),
			} as Fault);
			const real = read.real?.[name];
			if (real) return real(seen);
			expect(seen.message).toMatch(WHY);
			expect(seen.writes).toEqual([]);
			expect(seen.after).toBe(seen.before);
		});
	});
});

describe('a list that is empty once', () => {
	test.each([
		'listUserSubordinates',
		'listAllPathSessions',
		'listPaths',
		'listCourses',
		'listClassrooms',
		'listClassroomSlots',
	])('%s: the second answer contradicts it, and nobody is offboarded', async (operationId) => {
		const author = state().courses.find(({ status, authorId }) => status === 'published' && authorId === leaver().id);
		if (operationId === 'listCourses' && !author) return;
		const seen = await outcome(
			{ title: '', parameters: () => offboard('report', []), reads: [] },
			{ operationId, body: [], times: 1 },
		);
		expect([seen.message, seen.writes]).toEqual([
			expect.stringContaining('empty at first and filled a moment later'),
			[],
		]);
	});
});

describe('lists that lose a page', () => {
	const root = () =>
		state()
			.memberships.filter(({ groupId }) => groupId === ROOT)
			.map(({ userId, role }) => ({ userId, role }));

	test('of users: the run that would create them again is refused', async () => {
		const everybody = rows(...open().map(({ mail }) => ({ email: mail })));
		for (const fault of [
			{ body: [], after: 2 },
			{ body: accounts(sandbox).slice(0, 500), after: 1 },
		] as Fault[]) {
			const seen = await outcome(
				{ title: '', parameters: sync(), input: () => everybody, reads: [] },
				{ ...fault, times: 1, operationId: 'listUsers' },
			);
			expect(seen.message).toMatch(
				/^360Learning returned an incomplete list of users: the user with the email address ".*" is missing \[Item 0\] Nothing was written/,
			);
			expect(seen.after).toBe(seen.before);
			await sandbox.reset();
		}
	});

	test('of users: an administrator who is not among them', async () => {
		const seen = await outcome(
			{ title: '', parameters: sync(), input: listed, reads: [] },
			{ operationId: 'listUsers', body: accounts(sandbox).filter(({ mail }) => mail !== ADMIN), after: 1, times: 1 },
		);
		expect(seen.message).toMatch(
			/^360Learning returned an incomplete list of users: the administrator [0-9a-f]{24} is missing/,
		);
		expect(seen.after).toBe(seen.before);
	});

	test('of external IDs: the same', async () => {
		const input = () => rows(...externals().map(({ value }) => ({ email: value })));
		const seen = await outcome(
			{ title: '', parameters: sync({ matchBy: 'externalId' }, { platform: 'BambooHR' }), input, reads: [] },
			{ operationId: 'listExternalIds', body: externals().slice(3), times: 1 },
		);
		expect(seen.message).toMatch(
			/^360Learning returned an incomplete list of users: the user with the external ID "E\d+" is missing/,
		);
		expect(seen.after).toBe(seen.before);
	});

	test('of administrators: those who are missing are protected by their own groups', async () => {
		const seen = await outcome(
			{ title: '', parameters: sync(), input: listed, reads: [] },
			{ operationId: 'listGroupMemberships', body: root().filter(({ role }) => role === 'owner') },
		);
		expect(seen.message).toBe('');
		expect(account(sandbox, ADMIN)!.status).toBe('active');
		expect(seen.items.find(({ json }) => json.matchValue === ADMIN)!.json.action).toBe('protected');
		expect(seen.writes).toEqual(['DELETE deleteUser', 'DELETE deleteUser']);
	});

	test.each([
		['without the owner', () => root().filter(({ role }) => role !== 'owner')],
		[
			'with a role that nobody knows',
			() =>
				root().map((entry) =>
					entry.role === 'editor' ? { ...entry, role: 'superAdmin', userId: open().at(-1)!._id } : entry,
				),
		],
	])('of the platform group %s', async (what, members) => {
		const seen = await outcome(
			{ title: '', parameters: sync(), input: listed, reads: [] },
			{ operationId: 'listGroupMemberships', body: members() },
		);
		if (what === 'without the owner')
			return expect([seen.message, seen.writes]).toEqual([expect.stringContaining('without its owner'), []]);
		expect([account(sandbox, open().at(-1)!.mail!)!.status, seen.writes]).toEqual(['active', ['DELETE deleteUser']]);
	});

	test.each([
		['none', () => state().groups.map((group) => ({ ...group, parentId: ROOT })), 0],
		[
			'two',
			() =>
				state().groups.map(({ _id, name, parentId }, index) => ({ _id, name, ...(index === 5 ? {} : { parentId }) })),
			2,
		],
	])('of groups: %s at the top', async (_what, groups, count) => {
		const seen = await outcome(
			{ title: '', parameters: sync(), input: listed, reads: [] },
			{ operationId: 'listGroups', body: groups() },
		);
		expect(seen.message).toContain(`360Learning returned ${count} groups without a parent`);
		expect(seen.after).toBe(seen.before);
	});

	test('and a second page that fails', async () => {
		for (const body of [{ message: 'Down' }, {}, [null]]) {
			const seen = await outcome(
				{ title: '', parameters: sync(), input: listed, reads: [] },
				{ operationId: 'listUsers', after: 2, body },
			);
			expect(seen.message).toMatch(
				/^(?:360Learning did not return the list of users: entry 501 |The answer is not the list that its documentation describes|The list has entries that its documentation does not describe)/,
			);
			expect(seen.after).toBe(seen.before);
			await sandbox.reset();
		}
	});
});

describe('filters that are ignored', () => {
	const cases: Array<[string, Job['parameters'], string]> = [
		['Create or Update', JOBS[0].parameters, ADMIN],
		['Create Active User', JOBS[2].parameters, ADMIN],
		['Deactivate by Date', JOBS[3].parameters, ADMIN],
		[
			'Set Managers',
			() =>
				({
					resource: 'user',
					operation: 'setManagers',
					userId: byId(led()),
					managers: [ADMIN],
					options,
					additionalFields: {},
				}) as never,
			ADMIN,
		],
		['Sync Members', JOBS[11].parameters, ADMIN],
	];
	test.each(cases)('%s refuses users who do not have the email address asked for', async (_title, parameters, mail) => {
		const other = open().find((entry) => entry.mail !== mail && entry.mail !== OWNER)!;
		const answers: Account[][] = [[other], [account(sandbox, mail)!, other], accounts(sandbox).slice(0, 500)];
		for (const body of answers) {
			const seen = await outcome(
				{ title: '', parameters, input: () => rows({ email: mail }), reads: [] },
				{ operationId: 'listUsers', body },
			);
			expect(seen.message).toContain('360Learning was asked for the email address');
			expect(seen.after).toBe(seen.before);
			await sandbox.reset();
		}
	});

	test('an external ID of somebody else, another system or another kind of record', async () => {
		const [mapping] = externals();
		for (const body of [
			{ ...mapping, value: 'E1' },
			{ ...mapping, platform: 'Other' },
			{ ...mapping, targetType: 'course' },
		]) {
			const seen = await outcome(JOBS[1], { operationId: 'listExternalIds', body: [body] });
			expect(seen.message).toContain('360Learning was asked for other external IDs');
			expect(seen.after).toBe(seen.before);
			await sandbox.reset();
		}
	});

	test('another user than the one with the ID', async () => {
		for (const job of [JOBS[1], JOBS[4], JOBS[5]]) {
			const seen = await outcome(job, { operationId: 'getUser', body: account(sandbox, OWNER) });
			expect(seen.message).toMatch(/^360Learning did not return the user [0-9a-f]{24}: the answer has the _id/);
			expect(seen.after).toBe(seen.before);
			await sandbox.reset();
		}
	});

	test('the learning of somebody else does not get into a record', async () => {
		const stat = state().attempts[0];
		const seen = await outcome(JOBS.at(-1)!, { operationId: 'listCourseStats', body: [{ ...stat, userId: STRANGER }] });
		expect(seen.message).toMatch(/^360Learning did not return the courses of the user/);
	});
});

describe('what replaces everything', () => {
	test('custom field values and audiences that are empty once are asked for again', async () => {
		const job = JOBS.find(({ title }) => title === 'Update custom field values')!;
		const seen = await outcome(job, { operationId: 'listUserCustomFieldValues', body: [], after: 1, times: 1 });
		expect(seen.message).toContain('empty at first and filled a moment later');
		expect(seen.after).toBe(seen.before);
		for (const title of ['Enroll Users', 'Unenroll Users']) {
			await sandbox.reset();
			const other = await outcome(JOBS.find((entry) => entry.title === title)!, {
				operationId: 'getPathSessionAudience',
				body: { mode: 'manual', filters: [] },
				after: 1,
				times: 1,
			});
			expect(other.message).toContain('empty at first and filled a moment later');
			expect(other.after).toBe(other.before);
		}
	});

	test('an audience that reads as empty after it was written is not written again', async () => {
		const seen = await outcome(JOBS.find(({ title }) => title === 'Enroll Users')!, {
			operationId: 'getPathSessionAudience',
			body: { mode: 'manual', filters: [] },
			after: 2,
		});
		expect(seen.message).toContain('returned an empty audience for the session right after it was written');
		expect(seen.writes).toEqual(['PUT replacePathSessionAudience']);
	});
});

describe('what a person leaves empty', () => {
	test.each(['enroll', 'unenroll'])('%s without anybody is an error', async (operation) => {
		const parameters = () =>
			({ ...(enrolment(operation, () => '') as object), additionalFields: { userIds: '[]' } }) as never;
		const seen = await outcome({ title: '', parameters, reads: [] }, { operationId: 'none', status: 500 });
		expect(seen.message).not.toBe('');
		expect(seen.after).toBe(seen.before);
	});

	test('protected accounts that nobody has stop a sync that deactivates', async () => {
		const seen = await outcome(
			{ title: '', parameters: sync({}, { protected: ['aicha.boss@meridian.example'] }), input: listed, reads: [] },
			{ operationId: 'none', status: 500 },
		);
		expect(seen.message).toContain('Protected Accounts: Nobody has the name "aicha.boss@meridian.example"');
		expect(seen.after).toBe(seen.before);
	});
});

describe('IDs in capitals are the same IDs', () => {
	test('Sync Members keeps those who are listed in capitals', async () => {
		const parameters = () =>
			({ ...(JOBS.find(({ title }) => title === 'Sync Members')!.parameters() as object) }) as never;
		const seen = await outcome(
			{
				title: '',
				parameters,
				input: () => rows(...members().map(({ userId }) => ({ email: userId.toUpperCase() }))),
				reads: [],
			},
			{ operationId: 'none', status: 500 },
		);
		expect([seen.message, seen.writes]).toEqual(['', []]);
	});

	test('Set Managers, Enroll Users and Unenroll Users', async () => {
		const [{ ownerId, id }] = state().managers;
		const all = state()
			.managers.filter((pair) => pair.ownerId === ownerId)
			.map((pair) => pair.id.toUpperCase());
		const kept = await outcome(
			{
				title: '',
				parameters: () =>
					({
						resource: 'user',
						operation: 'setManagers',
						userId: byId(ownerId),
						managers: all,
						options,
						additionalFields: {},
					}) as never,
				reads: [],
			},
			{ operationId: 'none', status: 500 },
		);
		expect([kept.message, kept.writes, id.length]).toEqual(['', [], 24]);
		const [first] = audience()[0].filters[0].ids;
		const again = await outcome(
			{ title: '', parameters: () => enrolment('enroll', () => first.toUpperCase()), reads: [] },
			{ operationId: 'none', status: 500 },
		);
		expect([again.message, again.writes]).toEqual(['', []]);
		const out = await outcome(
			{ title: '', parameters: () => enrolment('unenroll', () => first.toUpperCase()), reads: [] },
			{ operationId: 'none', status: 500 },
		);
		expect([out.message, out.items[0].json.users, audience()[0].filters[0].ids.includes(first)]).toEqual([
			'',
			[first],
			false,
		]);
	});
});
