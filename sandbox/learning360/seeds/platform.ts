import { type Seeder, shift } from '../../server/seeder.ts';
import type {
	Certificate,
	CertificateOutline,
	CustomField,
	CustomLink,
	CustomValue,
	ExternalCourse,
	ExternalId,
	Integration,
	LearningNeed,
	Media,
	Power,
	Project,
	Skill,
	SkillThing,
	Tag,
	Tagging,
	UserCustomLink,
	UserJobs,
	WebhookEvent,
	WebhookSubscription,
} from '../platformRecords.ts';
import type { Group, Pair, User } from '../records.ts';
import type { Learning } from './learning.ts';
import { names } from './names.ts';
import type { People } from './people.ts';

export function seedOutlines(seeder: Seeder, { groups }: People): CertificateOutline[] {
	return names.departments.map((name, index) => ({
		_id: seeder.objectId('outline', index),
		title: `${name} certificate`,
		groupId: (groups[index + 1] as Group)._id,
		createdAt: seeder.date('2024-01-01', '2026-01-01'),
	}));
}

export function seedTags(
	seeder: Seeder,
	{ users }: People,
	{ courses, paths }: Learning,
): { tags: Tag[]; taggings: Tagging[] } {
	const tags = names.tagNames.flatMap((name, row) =>
		['', ', basics', ', advanced', ', legal', ', yearly'].map(
			(suffix, column): Tag => ({
				_id: seeder.objectId('tag', row * 10 + column),
				name: name + suffix,
				isMain: column === 0,
				...(column < 2 && { externalId: `TAG-${row}-${column}` }),
				source: column === 4 ? 'integration' : 'native',
				authorId: (users[row] as User)._id,
			}),
		),
	);
	const taggings = [...courses, ...paths].flatMap(({ _id }, index) =>
		seeder.pickSome(tags, index % 4).map((tag): Tagging => ({ contentId: _id, tagId: tag._id, source: tag.source })),
	);
	return { tags, taggings };
}

const FIELDS = [
	'Country',
	'Contract',
	'Shift',
	'Cost centre',
	'Licence number',
	'Licence valid until',
	'Safety level',
	'Entry date',
] as const;
const CONTENT_FIELDS = ['Provider', 'Price', 'Funding code', 'Review date'] as const;

export function seedCustomFields(
	seeder: Seeder,
	{ users }: People,
	{ courses, pathSessions }: Learning,
): { customFields: CustomField[]; customValues: CustomValue[] } {
	const field = (name: string, index: number, targetType: CustomField['targetType']): CustomField => ({
		_id: seeder.objectId(`${targetType}Field`, index),
		name,
		targetType,
		type: /date|until/.test(name) ? 'date' : 'string',
		authorizedValues:
			name === 'Country' ? ['NL', 'DE', 'FR', 'IT', 'US'] : name === 'Shift' ? ['Early', 'Late', 'Night'] : [],
	});
	const userFields = FIELDS.map((name, index) => field(name, index, 'users'));
	const contentFields = CONTENT_FIELDS.map((name, index) => field(name, index, 'contents'));
	const values = (targets: Array<{ _id: string }>, fields: CustomField[], each: number) =>
		targets.flatMap(({ _id }, index) =>
			fields.slice(0, index % (each + 1)).map(
				(entry): CustomValue => ({
					targetId: _id,
					customFieldId: entry._id,
					type: entry.type,
					value:
						entry.type === 'date'
							? seeder.date('2025-01-01', '2027-12-31').slice(0, 10)
							: (entry.authorizedValues[index % Math.max(1, entry.authorizedValues.length)] ??
								`${entry.name} ${index}`),
				}),
			),
		);
	return {
		customFields: [...userFields, ...contentFields],
		customValues: [
			...values(users, userFields, 4),
			...values(courses, contentFields, 3),
			...values(pathSessions, contentFields, 2),
		],
	};
}

export function seedLinks(
	seeder: Seeder,
	{ users }: People,
): { customLinks: CustomLink[]; userCustomLinks: UserCustomLink[] } {
	const icons = ['agenda', 'absence', 'certificate', 'convention', 'inbox', 'survey'] as const;
	const customLinks = ['Planning', 'Absence', 'Certificates', 'Travel', 'Mailbox', 'Survey'].map(
		(name, index): CustomLink => ({
			_id: seeder.objectId('customLink', index),
			name,
			order: 10 + index,
			type: `${name.toLowerCase()} link`,
			iconName: icons[index],
		}),
	);
	const userCustomLinks = users.slice(1, 61).map(
		(user, index): UserCustomLink => ({
			_id: seeder.objectId('userLink', index),
			userId: user._id,
			customLinkId: (customLinks[index % 5] as CustomLink)._id,
			url: `https://portal.meridian.example/${index}`,
		}),
	);
	return { customLinks, userCustomLinks };
}

export function seedExternal(
	seeder: Seeder,
	{ users, groups }: People,
	{ courses }: Learning,
): { externalIds: ExternalId[]; integrations: Integration[]; externalCourses: ExternalCourse[] } {
	const externalIds = users.slice(1, 301).map(
		(user, index): ExternalId => ({
			_id: seeder.objectId('externalId', index),
			platform: index % 3 === 0 ? 'SAP SuccessFactors' : 'BambooHR',
			targetId: user._id,
			targetType: 'user',
			value: `E${10_000 + index}`,
		}),
	);
	const integrations = ['Acme Library', 'Open Campus', 'Video School'].map(
		(externalPlatform, index): Integration => ({
			_id: seeder.objectId('integration', index),
			externalPlatform,
			authorId: (users[(index + 1) * 2] as User)._id,
			groupId: (groups[index + 1] as Group)._id,
			externalPlatformLogoUrl: `https://cdn.meridian.example/logo-${index}.svg`,
			defaultProgress: 10,
			defaultCompletion: false,
			noGroupPropagation: index === 2,
		}),
	);
	const externalCourses = courses
		.filter(({ type }) => type === 'external')
		.map(
			(course, index): ExternalCourse => ({
				integrationId: (integrations[0] as Integration)._id,
				externalId: `acme-${1000 + index}`,
				courseId: course._id,
				authorId: course.authorId,
				name: course.name,
				defaultLang: course.defaultLang,
				launchUrl: `https://acme.example/play/${1000 + index}`,
				sources: [{ name: 'Acme' }],
				subjects: ['Logistics'],
				translations: [],
				contentType: 'course',
				difficultyLevel: 'beginner',
				duration: course.duration,
				isArchived: false,
			}),
		);
	return { externalIds, integrations, externalCourses };
}

export function seedSkills({ users }: People): {
	skills: Skill[];
	powers: Power[];
	jobs: SkillThing[];
	libraries: SkillThing[];
	userJobs: UserJobs[];
} {
	const libraries: SkillThing[] = [{ _id: 'LIB1', externalId: 'LIB-CORE', name: 'Core skills', status: 'published' }];
	const skills = names.skillNames.flatMap((name, row) =>
		['', ', level 1', ', level 2', ', level 3', ', expert'].map(
			(suffix, column): Skill => ({
				_id: `SKI${1708000000000 + row * 10 + column}a1b2c`,
				name: name + suffix,
				description: `${name} in daily work`,
				status: column === 4 && row % 5 === 0 ? 'archived' : 'published',
				parents: column === 0 ? [] : [{ _id: `SKI${1708000000000 + row * 10}a1b2c`, externalId: `SK-${row}-0` }],
				translations: [{ lang: 'fr', translatedFields: { name: `${name} (FR)` } }],
				externalId: `SK-${row}-${column}`,
				libraryId: 'LIB1',
				createdAt: shift('2024-01-05T10:00:00.000Z', row),
				updatedAt: shift('2025-01-05T10:00:00.000Z', row * 15 + column),
			}),
		),
	);
	const powers = Array.from(
		{ length: 700 },
		(_, index): Power => ({
			_id: `POW${1710000000000 + index}wgc0`,
			skillId: (skills[(index * 3) % skills.length] as Skill)._id,
			userId: (users[(index * 5) % users.length] as User)._id,
			status: (['toAssess', 'pendingValidation', 'validated'] as const)[index % 3] as Power['status'],
			qualifiers: [{ _id: 'SKQ1701914859202x53r', currentValue: (index % 5) + 1 }],
			createdAt: shift('2024-04-17T16:32:39.347Z', index % 300),
			updatedAt: shift('2025-04-17T16:32:39.347Z', index % 300),
		}),
	);
	const jobs = names.jobs.map(
		(name, index): SkillThing => ({ _id: `JOB${index + 1}`, externalId: `JOB-${index + 1}`, name, skills: [] }),
	);
	const userJobs = users.slice(0, 100).map(
		(user, index): UserJobs => ({
			userId: user._id,
			currentJobIds: [`JOB${1 + (index % jobs.length)}`],
			targetJobIds: [],
			previousJobIds: [],
		}),
	);
	return { skills, powers, jobs, libraries, userJobs };
}

export function seedCertificates(seeder: Seeder, { paths, enrollments }: Learning): Certificate[] {
	const byId = new Map(paths.map((path) => [path._id, path]));
	const earned = enrollments.filter(
		(entry) => entry.learnerStatus.type === 'successful' && byId.get(entry.pathId)?.certificateId,
	);
	return earned.slice(0, 300).map((entry, index): Certificate => {
		const path = byId.get(entry.pathId);
		const deliveryDate = entry.completedAt ?? entry.createdAt;
		const _id = seeder.objectId('certificate', index);
		entry.certificateId = _id;
		return {
			_id,
			userId: entry.userId,
			type: 'path',
			title: `${path?.name} certificate`,
			deliveryDate,
			...(index % 2 === 0 && { expirationDate: shift(deliveryDate, 730), validityPeriod: 24 }),
			certificateOutlineId: path?.certificateId,
			pathId: entry.pathId,
			pathName: path?.name,
			pathSessionId: entry.sessionId,
			isPublic: index % 2 === 0,
		};
	});
}

export function seedIdeas(
	seeder: Seeder,
	{ users, groups }: People,
): { learningNeeds: LearningNeed[]; projects: Project[] } {
	const statuses = ['new', 'exploring', 'onHold', 'projectOngoing', 'done', 'alreadyExists', 'discarded'] as const;
	const learningNeeds = names.courseTopics.slice(0, 20).map(
		(topic, index): LearningNeed => ({
			_id: seeder.objectId('need', index),
			groupId: (groups[10 + index] as Group)._id,
			name: `${topic} for newcomers`,
			status: statuses[index % statuses.length] as LearningNeed['status'],
			createdAt: seeder.date('2025-06-01', '2026-08-01'),
			authorId: (users[index * 4] as User)._id,
			questions: [{ title: 'Who needs it?', answer: 'The night shift' }, { title: 'By when?' }],
			suggestedExpertIds: [(users[index + 1] as User)._id],
			volunteerIds: [],
		}),
	);
	const projects = names.sites.flatMap((site, row) =>
		['Opening', 'Training plan', 'Audit'].map(
			(name, column): Project => ({
				_id: seeder.objectId('project', row * 10 + column),
				name: `${name} ${site}`,
				completed: column === 0,
				groupId: (groups[55 + row] as Group)._id,
			}),
		),
	);
	return { learningNeeds, projects };
}

/** Three subscriptions; the first has more events than fit on a page. */
export function seedWebhooks(
	seeder: Seeder,
	{ users }: People,
): { webhookSubscriptions: WebhookSubscription[]; webhookEvents: WebhookEvent[] } {
	const webhookSubscriptions = ['user.updated', 'path.session.added', 'course.attempt.closed'].map(
		(eventType, index): WebhookSubscription => ({
			_id: seeder.objectId('subscription', index),
			eventType,
			name: `Data warehouse: ${eventType}`,
			url: `https://hooks.meridian.example/${index}`,
			status: index === 2 ? 'inactive' : 'active',
			secret: `whsec_${Buffer.from(seeder.objectId('secret', index)).toString('base64')}`,
		}),
	);
	const webhookEvents = Array.from({ length: 300 }, (_, index): WebhookEvent => {
		const createdAt = shift('2026-08-01T06:00:00.000Z', 0, index);
		const user = users[index] as User;
		return {
			_id: `msg_${seeder.objectId('event', index)}`,
			subscriptionId: (webhookSubscriptions[0] as WebhookSubscription)._id,
			createdAt,
			status: index % 50 === 49 ? 'failed' : 'delivered',
			payload: {
				type: 'user.updated',
				timestamp: Date.parse(createdAt),
				data: { userId: user._id, mail: user.mail, updatedAt: createdAt },
			},
		};
	});
	return { webhookSubscriptions, webhookEvents };
}

export function seedMedia(seeder: Seeder): Media[] {
	return Array.from({ length: 12 }, (_, index) => ({
		_id: seeder.objectId('media', index),
		name: index === 11 ? 'welcome.mp3' : `picture-${index}.png`,
		type: index === 11 ? 'audio/mpeg' : 'image/png',
		size: 20_000 + index,
	}));
}

/** What the catalogs and libraries of the groups hold. */
export function seedShelves(
	seeder: Seeder,
	{ groups }: People,
	{ courses, paths, pathSessions }: Learning,
): { catalog: Pair[]; library: Pair[] } {
	const shelf = (kinds: Array<[string, Array<{ _id: string }>]>, count: number): Pair[] =>
		groups.flatMap((group) =>
			kinds.flatMap(([type, contents]) =>
				seeder.pickSome(contents, count).map(({ _id }) => ({ ownerId: group._id, type, id: _id })),
			),
		);
	return {
		catalog: shelf(
			[
				['course', courses],
				['path-session', pathSessions],
			],
			6,
		),
		library: shelf(
			[
				['course', courses],
				['path', paths],
			],
			5,
		),
	};
}
