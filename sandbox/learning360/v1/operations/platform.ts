import type { Call } from '../../../server/answer.ts';
import type { Company } from '../../company.ts';
import type { Slot } from '../../records.ts';
import { flatRefusal } from '../../refusals.ts';
import { archiveExternalCourse, importExternalCourse, importStatistic } from '../../v2/bulkExternal.ts';
import { Finder, missing, type Resource, succeed } from '../answering.ts';
import { Views } from '../views.ts';

/** Fields, links, tags (called skills), needs, projects, slots and courses of other platforms. */
export const platform: Resource = (company) => {
	const views = new Views(company);
	return {
		listCustomFields: (call) =>
			succeed(
				call,
				company.customFields.all().map((field) => views.customField(field)),
			),
		createCustomField: (call) => {
			const { name, collection, authorizedValues = [] } = call.body;
			const targetType = collection === 'users' ? 'users' : 'contents';
			const field = company.customFields.put({
				_id: company.newId(),
				name,
				targetType,
				type: 'string',
				authorizedValues,
			});
			return succeed(call, { status: 'custom_field_created', _id: field._id });
		},
		updateCustomField: (call) => {
			const { name, authorizedValues } = call.body;
			company.customFields.change(fieldOf(company, call), {
				...(name && { name }),
				...(authorizedValues && { authorizedValues }),
			});
			return succeed(call, { status: 'custom_field_updated' });
		},
		deleteCustomField: (call) => {
			const id = fieldOf(company, call);
			company.customFields.remove(id);
			company.customValues.removeWhere(({ customFieldId }) => customFieldId === id);
			return succeed(call);
		},
		addCustomFieldValue: (call) => {
			const { targetId = '' } = call.path;
			for (const { customFieldId, value } of call.body.values as Array<{ customFieldId: string; value: string }>) {
				const field = company.customFields.get(customFieldId);
				if (!field) throw missing(call.operation, 'custom_field_not_found');
				company.customValues.put({ targetId, customFieldId, type: field.type, value });
			}
			return succeed(call, { status: 'custom_field_values_updated' });
		},
		removeCustomFieldValue: (call) => {
			company.customValues.remove(`${call.path.targetId} ${fieldOf(company, call)}`);
			return succeed(call, { status: 'custom_field_value_removed' });
		},
		getCustomLinks: (call) => {
			const { _id: owner } = company.rootGroup();
			return succeed(
				call,
				company.customLinks.all().map((link) => ({ ...link, company: owner })),
			);
		},
		createCustomLink: (call) => {
			const { name = '', order = company.customLinks.size, type = '', iconName } = call.body;
			const link = company.customLinks.put({ _id: company.newId(), name, order, type, iconName });
			return succeed(call, { status: 'custom_link_created', customLink: link });
		},
		deleteCustomLink: (call) => {
			const link = linkOf(company, call, call.query.type);
			company.customLinks.remove(link._id);
			company.userCustomLinks.removeWhere(({ customLinkId }) => customLinkId === link._id);
			return succeed(call, { status: 'custom_link_deleted' });
		},
		getAllCustomUserLinks: (call) => {
			const user = userOf(company, call, call.query.mail);
			return succeed(
				call,
				company.userCustomLinks
					.where(({ userId }) => userId === user._id)
					.map(({ url, customLinkId }) => {
						const link = company.customLinks.get(customLinkId);
						return { url, iconName: link?.iconName, name: link?.name, type: link?.type };
					}),
			);
		},
		createCustomUserLink: (call) => {
			const { _id: customLinkId } = linkOf(company, call, call.body.type);
			const { _id: userId } = userOf(company, call, call.body.mail);
			const present = company.userCustomLinks.find(
				(link) => link.userId === userId && link.customLinkId === customLinkId,
			);
			const customUserLink = company.userCustomLinks.put({
				_id: present?._id ?? company.newId(),
				userId,
				customLinkId,
				url: call.body.url,
			});
			return succeed(call, { customUserLink, status: 'custom_user_link_created' });
		},
		updateCustomUserLink: (call) => {
			const { type, url } = call.body.update;
			const customLinkId = type === undefined ? undefined : linkOf(company, call, type)._id;
			company.userCustomLinks.change(userLinkOf(company, call, call.body)._id, {
				...(url && { url }),
				...(customLinkId && { customLinkId }),
			});
			return succeed(call, { status: 'custom_user_link_updated' });
		},
		deleteCustomUserLink: (call) => {
			company.userCustomLinks.remove(userLinkOf(company, call, call.query as { mail: string; type: string })._id);
			return succeed(call, { status: 'custom_user_link_deleted' });
		},
		getSkills: (call) =>
			succeed(
				call,
				company.tags.all().map((tag) => views.skill(tag)),
			),
		postSkills: (call) => {
			const skills = (call.body as Array<Record<string, unknown>>).map(
				({ name, isMain, externalId, pathId, courseId }) => {
					const tag = company.tags.put({
						_id: company.newId(),
						name: String(name),
						isMain: isMain === true,
						externalId: externalId as string,
						source: 'native',
					});
					for (const contentId of [pathId ?? [], courseId ?? []].flat() as string[])
						company.taggings.put({ contentId, tagId: tag._id, source: 'native' });
					return { _id: tag._id, name: tag.name };
				},
			);
			return succeed(call, { status: 'skills_created', skills });
		},
		updateSkill: (call) => {
			const { skillId = '' } = call.path;
			if (!company.tags.has(skillId)) throw missing(call.operation, 'skill_not_found');
			const { name, isMain, externalId, courseIds = [], pathIds = [] } = call.body;
			const changes = { name, isMain, externalId };
			company.tags.change(
				skillId,
				Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)),
			);
			for (const contentId of [...courseIds, ...pathIds])
				company.taggings.put({ contentId, tagId: skillId, source: 'native' });
			return succeed(call, { status: 'skill_updated' });
		},
		listLearningNeeds: (call) =>
			succeed(
				call,
				company.learningNeeds.all().map(({ groupId, createdAt, authorId, ...need }) => ({
					...need,
					group: groupId,
					declaredAt: createdAt,
					declaredBy: authorId,
				})),
			),
		listProjects: (call) =>
			succeed(
				call,
				company.projects.all().map(({ _id, name, completed, groupId }) => ({
					_id,
					name,
					completed: String(completed),
					group: groupId,
				})),
			),
		createClassroomSlot: (call) => {
			const session = new Finder(company, call).programSession('programSessionId');
			const slot = {
				mediaIds: [],
				selfRegistration: { enabled: false },
				...slotInputs(company, call),
				_id: company.newId(),
				classroomId: call.path.classroomId as string,
			};
			checkSpan(call, slot, session.startDate, session.endDate);
			company.slots.put({ ...slot, createdAt: company.now(), context: { type: 'program', _id: session._id } });
			return succeed(call, { status: 'slot_created', _id: slot._id });
		},
		updateClassroomSlot: (call) => {
			const slot = company.slots.get(call.path.classroomSlotId as string);
			if (!slot) throw flatRefusal(call.operation, 'slot_not_found');
			const hasBegun = Date.parse(slot.startDate) <= company.clock.now();
			if (slot.webinarProvider && hasBegun && call.body.location !== slot.location) {
				throw flatRefusal(call.operation, 'cannot_update_location_of_started_webinars');
			}
			const isProgram = slot.context.type === 'program';
			const session = isProgram
				? company.programSessions.get(slot.context._id as string)
				: company.pathSessions.get(slot.context._id as string);
			if (!session)
				throw flatRefusal(call.operation, isProgram ? 'program_session_not_found' : 'path_session_not_found');
			const inputs = slotInputs(company, call);
			checkSpan(call, inputs, session.startDate, session.endDate);
			company.slots.change(slot._id, inputs);
			return succeed(call, { status: 'slot_updated' });
		},
		updateClassroomSlotAttendance: (call) => {
			const slot = company.slots.get(call.path.classroomSlotId as string);
			if (!slot) throw missing(call.operation, 'slot_not_found');
			const present = company.registrations.where(({ classroomSlotId }) => classroomSlotId === slot._id);
			for (const { userId, hasAttended } of call.body.users as Array<{ userId: string; hasAttended: boolean }>) {
				const registration = present.find((entry) => entry.userId === userId);
				if (registration) company.registrations.change(registration._id, { hasAttended, modifiedAt: company.now() });
			}
			return succeed(call, { status: 'attendance_updated' });
		},
		importExternalCourses: (call) => {
			const courses = call.body.externalCourses as Array<Record<string, unknown>>;
			const { authorId, externalPlatformLogoUrl: logoUrl } = call.body;
			const { _id: integrationId, externalPlatform } = integrationOf(company, call, authorId);
			const sources = [{ name: externalPlatform, ...(logoUrl !== undefined && { logoUrl }) }];
			for (const { title: name, language: defaultLang, courseDuration: duration, ...same } of courses) {
				importExternalCourse(
					company,
					{ ...same, name, defaultLang, ...(duration !== undefined && { duration }), sources, subjects: [], authorId },
					{ integrationId },
				);
			}
			return succeed(call, { status: 'courses_imported', imported: courses.length });
		},
		deleteExternalCourses: (call) => {
			const { _id: integrationId } = integrationOf(company, call);
			const present = (call.body.externalIds as string[]).filter((id) =>
				company.externalCourses.has(`${integrationId} ${id}`),
			);
			for (const externalId of present) archiveExternalCourse(company, { externalId }, { integrationId });
			return succeed(call, { status: 'courses_archived', archived: present.length });
		},
		getExternalCourse: (call) => {
			const { _id, externalPlatform, groupId } = integrationOf(company, call);
			const course = company.externalCourses.get(`${_id} ${call.path.externalId}`);
			if (!course) throw missing(call.operation, 'course_not_found');
			const {
				courseId,
				authorId,
				isArchived,
				name,
				description,
				defaultLang,
				duration,
				launchUrl,
				difficultyLevel,
				authors = [],
				alternativeLanguages = [],
			} = course;
			return succeed(call, {
				id: courseId,
				authorId,
				archived: isArchived,
				title: name,
				description,
				language: defaultLang,
				courseDuration: duration,
				skills: [],
				externalId: course.externalId,
				externalPlatform,
				groupId,
				authors,
				alternativeLanguages,
				launchUrl,
				difficultyLevel,
			});
		},
		importExternalCoursesStats: (call) => {
			const { _id: integrationId } = integrationOf(company, call);
			const now = company.now();
			const statistics = (call.body.statistics as Array<Record<string, unknown>>).map((entry) => {
				const item = {
					...entry,
					courseIdentifier: { value: entry.externalId },
					userIdentifier: { value: entry.mail },
					progress: entry.completedAt ? 100 : (entry.progress ?? 0),
					timeSpent: entry.globalTime ?? 0,
					firstActivityAt: entry.firstActivity ?? now,
					lastActivityAt: entry.lastActivity ?? now,
				};
				try {
					importStatistic(company, item, { integrationId });
					return { mail: entry.mail, status: 'updated' };
				} catch (error) {
					return { mail: entry.mail, status: 'error', error: (error as Error).message };
				}
			});
			return succeed(call, {
				statisticsUpdated: statistics.filter(({ status }) => status === 'updated').length,
				statistics,
			});
		},
	};
};

function fieldOf(company: Company, { path, operation }: Call): string {
	if (!company.customFields.has(path.customFieldId as string)) throw missing(operation, 'custom_field_not_found');
	return path.customFieldId as string;
}

function linkOf(company: Company, { operation }: Call, type: string) {
	const link = company.customLinks.find((entry) => entry.type === type || entry.name === type);
	if (!link) throw missing(operation, 'custom_link_not_found');
	return link;
}

function userOf(company: Company, { operation }: Call, mail: string) {
	const user = company.userByKey(mail);
	if (!user) throw missing(operation, 'user_not_found');
	return user;
}

function userLinkOf(company: Company, call: Call, { mail, type }: { mail: string; type: string }) {
	const { _id } = linkOf(company, call, type);
	const user = userOf(company, call, mail);
	const link = company.userCustomLinks.find(({ userId, customLinkId }) => userId === user._id && customLinkId === _id);
	if (!link) throw missing(call.operation, 'custom_user_link_not_found');
	return link;
}

/** The integration of a group with a platform; an author founds it when it does not exist. */
function integrationOf(company: Company, { path, operation }: Call, authorId?: string) {
	const { groupId = '', externalPlatform = '' } = path;
	const present = company.integrations.find(
		(entry) => entry.groupId === groupId && entry.externalPlatform === externalPlatform,
	);
	if (present) return present;
	if (!company.groups.has(groupId)) throw missing(operation, 'group_not_found');
	if (authorId === undefined) throw missing(operation, 'external_platform_not_found');
	return company.integrations.put({ _id: company.newId(), externalPlatform, authorId, groupId });
}

function slotInputs(
	company: Company,
	{ body, operation }: Call,
): Omit<Slot, '_id' | 'classroomId' | 'createdAt' | 'context' | 'mediaIds' | 'selfRegistration'> {
	const { name, startDate, endDate, virtual, location, reportedDuration, timezone, trainers = [], maxCapacity } = body;
	for (const id of trainers)
		if (!company.presentUser(id))
			throw flatRefusal(operation, 'trainer_${trainerId}_not_found', `trainer_${id}_not_found`);
	if (Date.parse(startDate) > Date.parse(endDate)) throw flatRefusal(operation, 'invalid_classroom_slot_dates');
	return {
		name,
		startDate,
		endDate,
		virtual,
		location,
		reportedDuration,
		timezone,
		trainerIds: trainers,
		...(maxCapacity !== undefined && { maxCapacity }),
		modifiedAt: company.now(),
	};
}

function checkSpan({ operation }: Call, slot: { startDate: string; endDate: string }, from: string, to?: string): void {
	const isEarly = Date.parse(slot.startDate) < Date.parse(from);
	const isLate = to !== undefined && Date.parse(slot.endDate) > Date.parse(to);
	if (isEarly || isLate) throw flatRefusal(operation, 'classroom_slot_dates_not_within_session_dates');
}
