import type { Operation } from '../../sandbox/server/operations.ts';
import type { Sandbox } from '../../sandbox/index.ts';

export interface ExampleInputs {
	/** Values of the path parameters. */
	path: Record<string, string>;
	/** Parameters of the query beside (or instead of) the examples. */
	query?: Record<string, string>;
	/** Properties of the body instead of those of the example. */
	body?: Record<string, unknown>;
}

/** Ids of seeded records that fit together, so that the example of an operation succeeds. */
export function exampleInputs(sandbox: Sandbox, operation: Operation): ExampleInputs {
	if (operation.api === 'v2') return v2Inputs(sandbox, operation);
	return operation.api === 'v1' ? v1Inputs(sandbox, operation) : lmsInputs(sandbox, operation);
}

function v2Inputs(
	{ state: { learning360: company }, credentials }: Sandbox,
	{ id, path: template }: Operation,
): ExampleInputs {
	const first = <T>(rows: readonly T[], test: (row: T) => boolean = () => true) => rows.find(test) as T;
	const isOpen = (sessionId: string) =>
		!(first(company.pathSessions, ({ _id }) => _id === sessionId)?.endDate ?? '9' < '2030');
	const session = first(
		company.pathSessions,
		({ startDate, isAudienceBuilder, rootSessionId }) => startDate > '2030' && isAudienceBuilder && !rootSessionId,
	);
	const slot = first(company.slots, ({ name }) => name === 'Example slot');
	const registration = first(company.registrations, ({ status }) => status === 'published');
	const sheet = first(company.attendanceSheets);
	const link = first(company.userCustomLinks);
	const certificate = first(company.certificates);
	const waiting = first(company.waitlist);
	const managed = first(company.managers);
	const membership = first(company.memberships, ({ role }) => role === 'editor');
	const learnersOf = (sessionId?: string) =>
		company.enrollments.filter((entry) => entry.sessionId === sessionId && entry.status === 'published');
	const active = first(company.users, ({ status, username }) => status === 'active' && username === undefined);
	const unused = first(
		company.certificateOutlines,
		({ _id }) => !company.paths.some(({ certificateId }) => certificateId === _id),
	);
	const path: Record<string, string> = {
		userId: active._id,
		managerId: first(company.users, ({ job }) => job === 'Planner')._id,
		groupId: first(company.groups, ({ name }) => name === 'Customs Lyon')._id,
		role: 'learner',
		contentType: 'course',
		courseId: first(company.courses, ({ type }) => type === 'elearning standard')._id,
		pathId: session.pathId,
		sessionId: session._id,
		classroomId: slot.classroomId,
		classroomSlotId: slot._id,
		attendanceSheetId: sheet._id,
		tagId: first(company.tags)._id,
		customFieldId: first(company.customFields, ({ authorizedValues }) => authorizedValues.length === 0)._id,
		customLinkId: first(company.customLinks)._id,
		customUserLinkId: link._id,
		mappingId: first(company.externalIds)._id,
		integrationId: first(company.integrations)._id,
		externalId: first(company.externalCourses).externalId,
		subscriptionId: first(company.webhookSubscriptions)._id,
		certificateOutlineId: unused._id,
		certificateId: certificate._id,
		bulkOperationId: '',
		childSessionId: '',
		userOrSlotRegistrationId: registration._id,
	};
	const { clientId, clientSecret } = credentials.learning360;
	const plugin = credentials.learning360Plugin;
	const selfEnrolled = first(
		company.enrollments,
		(entry) => entry.isSelfEnrolled && entry.status === 'published' && isOpen(entry.sessionId),
	);
	const full = first(
		company.slots,
		({ waitlistCapacity, startDate }) => waitlistCapacity !== undefined && startDate > '2030',
	);
	const registered = new Set(
		company.registrations.filter(({ status }) => status === 'published').map(({ userId }) => userId),
	);
	const free = (sessionId?: string) => first(learnersOf(sessionId), ({ userId }) => !registered.has(userId)).userId;
	const author = { authorId: membership.userId, coAuthorIds: [], groupId: membership.groupId };
	const special: Record<string, () => ExampleInputs> = {
		createAccessToken: () => ({ path, body: { client_id: clientId, client_secret: clientSecret } }),
		createPluginBackendToken: () => ({
			path,
			body: {
				client_id: plugin.clientId,
				client_secret: plugin.clientSecret,
				company_id: plugin.companyId,
				plugin_id: plugin.pluginId,
			},
		}),
		createPluginClientToken: () => ({ path, body: { temporaryToken: plugin.temporaryToken } }),
		pseudonymizeUser: () => ({
			path: { ...path, userId: first(company.users, ({ status }) => status === 'deleted')._id },
		}),
		removeUserManager: () => ({ path: { ...path, userId: managed.ownerId, managerId: managed.id } }),
		removeGroupRole: () => ({
			path: { ...path, groupId: membership.groupId, userId: membership.userId, role: membership.role },
		}),
		updateGroup: () => ({ path, body: { name: 'Renamed' } }),
		createElearningStandardCourse: () => ({ path, body: { ...author, duration: '45' } }),
		updateElearningStandardCourse: () => ({ path, body: { ...author, duration: '45' } }),
		createPath: () => ({ path, body: { ...author, certificateId: unused._id } }),
		updatePath: () => ({ path, body: { ...author, certificateId: unused._id } }),
		uploadGroupMedia: () => ({ path, body: { authorId: active._id } }),
		updateChildPathSession: () => {
			const child = first(company.pathSessions, ({ rootSessionId }) => rootSessionId !== undefined);
			return { path: { ...path, pathId: child.pathId, childSessionId: child._id } };
		},
		archiveSelfEnrollment: () => ({
			path: { ...path, pathId: selfEnrolled.pathId, sessionId: selfEnrolled.sessionId, userId: selfEnrolled.userId },
		}),
		setPathArchived: () => ({ path: { ...path, pathId: '6853f6de567dc5f80528f80d' } }),
		replacePathSteps: () => ({ path: { ...path, pathId: '6853f6de567dc5f80528f80d' } }),
		createPathSession: () => ({ path: { ...path, pathId: '6853f6de567dc5f80528f80d' } }),
		createSlotRegistration: () => {
			const open = first(
				company.slots,
				({ _id, context }) =>
					learnersOf(context._id).length > 8 &&
					!company.registrations.some(({ classroomSlotId }) => classroomSlotId === _id),
			);
			return { path: { ...path, classroomSlotId: open._id, userOrSlotRegistrationId: free(open.context._id) } };
		},
		addUserToSlotWaitlist: () => ({ path: { ...path, classroomSlotId: full._id, userId: free(full.context._id) } }),
		importUserCertificate: () => ({
			path,
			body: {
				title: 'Example',
				deliveryDate: '2026-03-01T00:00:00.000Z',
				expirationDate: '2027-03-01T00:00:00.000Z',
				certificateOutlineId: unused._id,
			},
		}),
		updateUserCertificatesPrivacy: () => ({ path: { ...path, userId: '507f1f77bcf86cd799439011' } }),
		replaceUserCustomLink: () => ({ path: { ...path, userId: link.userId } }),
		replaceCustomFieldAuthorizedValues: () => ({ path: { ...path, customFieldId: '507f1f77bcf86cd799439011' } }),
	};
	const given = special[id]?.();
	if (given) return given;
	if (template.includes('{customUserLinkId}')) return { path: { ...path, userId: link.userId } };
	if (template.includes('{certificateId}')) return { path: { ...path, userId: certificate.userId } };
	if (template.includes('{attendanceSheetId}')) return { path: { ...path, classroomSlotId: sheet.classroomSlotId } };
	if (template.includes('{userOrSlotRegistrationId}'))
		return { path: { ...path, classroomSlotId: registration.classroomSlotId } };
	if (template.includes('waitlist'))
		return { path: { ...path, classroomSlotId: waiting.classroomSlotId, userId: waiting.userId } };
	return { path };
}

function v1Inputs({ state: { learning360: company }, credentials }: Sandbox, { id }: Operation): ExampleInputs {
	const programSession = '58eb5f371a92bb4fb526b306';
	const { companyId, apiKey } = credentials.learning360V1;
	const mapping = company.externalIds.find(({ platform }) => platform === 'BambooHR');
	const path: Record<string, string> = {
		programSessionId: programSession,
		classroomId: '65f0a1b2c3d4e5f6efbc1c3e',
		classroomSlotId: '65f0a1b2c3d4e5f60005107b',
		course_id: '65f0a1b2c3d4e5f639192376',
		courseId: '65f0a1b2c3d4e5f639192376',
		user_email: 'learner@example.com',
		manager_email: 'instructor@example.com',
		user_email_or_id: 'learner@example.com',
		userId_or_email: 'learner@example.com',
		userEmailOrId: 'learner@example.com',
		userId: '672b473e3e8d1c8cee0f1a4b',
		customFieldId: '612d3ebc302725e83526294f',
		collection: 'users',
		targetId: '672b473e3e8d1c8cee0f1a4b',
		groupId: '65f0a1b2c3d4e5f6117d5bfa',
		group_id: '58eb5f371a92bb4fb526b305',
		externalPlatform: 'myPlatform',
		externalId: 'l3ssup3rh3r0s',
		path_id: '65f0a1b2c3d4e5f6c4abf820',
		pathId: '65f0a1b2c3d4e5f6c4abf820',
		session_id: '596e151663b0c99f03a3e049',
		sessionId: '596e151663b0c99f03a3e049',
		template_id: '6398b1c5f9b8d1e21b50e09c',
		skillId: '65f0a1b2c3d4e5f6cb7900be',
	};
	if (id === 'generateToken') return { path, body: { client_id: companyId, client_secret: apiKey } };
	if (id === 'updateProgramSession')
		return { path: { ...path, session_id: programSession }, body: { name: 'Renamed' } };
	if (id === 'getUserByExternalId')
		return { path: { ...path, externalId: mapping?.value ?? '', externalPlatform: 'BambooHR' } };
	if (id === 'getUserPathSessionStats') {
		const learner = company.enrollments.find(({ status }) => status === 'published');
		return { path: { ...path, sessionId: learner?.sessionId ?? '', userEmailOrId: learner?.userId ?? '' } };
	}
	const query: Record<string, Record<string, string>> = {
		deleteCustomLink: { type: 'calendar link' },
		getAllCustomUserLinks: { mail: 'user@example.com' },
		deleteCustomUserLink: { mail: 'user@example.com', type: 'calendar link' },
	};
	// Program operations and path operations share the name of a parameter.
	const isProgram = /program|unblock/i.test(id);
	return {
		path: isProgram ? { ...path, session_id: programSession, group_id: '65f0a1b2c3d4e5f6117d5bfa' } : path,
		query: query[id],
	};
}

function lmsInputs({ state: { zohoPeople: academy } }: Sandbox, { id, path: template }: Operation): ExampleInputs {
	const isBlended = template.includes('{batchId}') || template.includes('batches');
	const batchless = academy.learners.find(({ batchId }) => batchId === '');
	// The examples of sessions lie in the days of the sample batch; its learners are none, so the others take the documented one.
	const isSample = ['createSession', 'updateSession', 'createBatch', 'updateBatch', 'getBatchScheduler'].includes(id);
	const place = isSample
		? { courseId: '219225000000645203', batchId: '219225000000645215', moduleId: '219225000000645219' }
		: { courseId: '478346000019479103', batchId: '478346000019479115', moduleId: '478346000019479119' };
	const selfPaced = {
		courseId: batchless?.courseId ?? '',
		moduleId: academy.modules.find(({ courseId }) => courseId === batchless?.courseId)?.moduleId ?? '',
	};
	const base: Record<string, string> = isBlended ? place : selfPaced;
	const learner = academy.learners.find(
		({ courseId, batchId }) => courseId === base.courseId && batchId === (base.batchId ?? ''),
	);
	const inModule = (rows: readonly Record<string, unknown>[], name: string) =>
		String(rows.find(({ moduleId }) => moduleId === base.moduleId)?.[name] ?? '');
	const tests = id.includes('PreLearning') ? academy.preTests : academy.postTests;
	const path: Record<string, string> = {
		...base,
		...(template.includes('{testId}') && { courseId: String(tests[0]?.courseId), testId: String(tests[0]?.testId) }),
		batchSchedulerId: String(academy.batchSchedulers[0]?.schedulerId),
		...(template.includes('schedulers') && { courseId: String(academy.batchSchedulers[0]?.courseId) }),
		sessionId: inModule(academy.sessions, 'sessionId'),
		fileId: inModule(academy.files, 'fileId'),
		linkId: inModule(academy.links, 'linkId'),
		contentId: inModule(academy.contents, 'contentId'),
		offlineTestId: inModule(academy.offlineTests, 'offlineTestId'),
		onlineTestId: inModule(academy.onlineTests, 'onlineTestId'),
		assignmentId: inModule(academy.assignments, 'assignmentId'),
		entityType: 'files',
		entityId: inModule(academy.files, 'fileId'),
		lockedEntityId: '101685000001935239',
		learnerId: academy.employees.find(({ erecno }) => erecno === learner?.erecno)?.learnerId ?? '',
		roomId: academy.rooms[0]?.roomId ?? '',
		trainerId: academy.trainers[0]?.trainerId ?? '',
		planId: academy.learningPlans[0]?.planId ?? '',
	};
	const enrolled = JSON.stringify([learner?.erecno]);
	const drafted = academy.courses.find(({ type, state }) => type === 1 && state !== 'published')?.courseId ?? '';
	const unpublished = academy.batches.find(({ publishStatus }) => publishStatus === 'draft');
	const special: Record<string, ExampleInputs> = {
		publishCourse: { path: { ...path, courseId: drafted } },
		unpublishCourse: { path: { ...path, courseId: drafted } },
		unpublishBatch: { path: { ...path, courseId: unpublished?.courseId ?? '', batchId: unpublished?.batchId ?? '' } },
		removeCourseSharedUser: {
			path: { ...path, courseId: academy.shares[0]?.courseId ?? '' },
			query: { sharedUserErecno: academy.shares[0]?.erecno ?? '' },
		},
		unenrollCourseLearners: { path, query: { erecnosList: enrolled } },
		unenrollBatchLearners: { path, query: { erecnosList: enrolled } },
		markSessionAttendance: { path, query: { learnerErecno: learner?.erecno ?? '' } },
		updateSession: {
			path,
			query: { sessionData: JSON.stringify({ name: 'Renamed', startTime: '09:00 AM', endTime: '10:30 AM' }) },
		},
	};
	if (id.endsWith('Marks')) return { path, query: { learnerErecno: learner?.erecno ?? '', marks: '40' } };
	return special[id] ?? { path };
}
