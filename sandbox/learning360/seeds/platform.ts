import type { Recipes } from '../../server/recipes.ts';
import { shift } from '../../server/seeder.ts';
import type { Certificate, CustomField, CustomValue, Tag, Tagging } from '../platformRecords.ts';
import type { Pair, User } from '../records.ts';
import type { Learning } from './learning.ts';
import type { People } from './people.ts';

type Things = ReadonlyArray<{ _id: string }>;

/** Which tags courses and paths have. */
export function seedTaggings({ seeder }: Recipes, tags: Tag[], { courses, paths }: Learning): Tagging[] {
	return [...courses, ...paths].flatMap(({ _id: contentId }, index) =>
		seeder.pickSome(tags, index % 4).map(({ _id: tagId, source }): Tagging => ({ contentId, tagId, source })),
	);
}

/** The values of custom fields: each user, course and path session has one more than the one before, up to a number. */
export function seedCustomValues(
	{ seeder }: Recipes,
	fields: CustomField[],
	{ users }: People,
	{ courses, pathSessions }: Learning,
): CustomValue[] {
	const value = ({ name, type, authorizedValues }: CustomField, index: number) =>
		type === 'date'
			? seeder.date('2025-01-01', '2027-12-31').slice(0, 10)
			: (authorizedValues[index % Math.max(1, authorizedValues.length)] ?? `${name} ${index}`);
	const values = (targets: Things, targetType: CustomField['targetType'], most: number) =>
		targets.flatMap(({ _id: targetId }, index) =>
			fields
				.filter((field) => field.targetType === targetType)
				.slice(0, index % (most + 1))
				.map((field): CustomValue => {
					const { _id: customFieldId, type } = field;
					return { targetId, customFieldId, type, value: value(field, index) };
				}),
		);
	return [...values(users, 'users', 4), ...values(courses, 'contents', 3), ...values(pathSessions, 'contents', 2)];
}

/** Certificates of learners who have completed a path that gives one; their enrollments name them. */
export function seedCertificates(recipes: Recipes, { paths, enrollments }: Learning): Certificate[] {
	const byId = new Map(paths.map((path) => [path._id, path]));
	const earned = enrollments
		.filter(({ learnerStatus, pathId }) => learnerStatus.type === 'successful' && byId.get(pathId)?.certificateId)
		.slice(0, 300);
	const certificates = recipes.make<Certificate>(
		'certificates',
		earned.map((entry) => ({
			entry,
			path: byId.get(entry.pathId),
			deliveryDate: entry.completedAt ?? entry.createdAt,
		})),
	);
	for (const [index, entry] of earned.entries()) entry.certificateId = certificates[index]?._id;
	return certificates;
}

/** Events of the first subscription, an hour apart. */
export function seedWebhookEvents(recipes: Recipes, users: User[]): object[] {
	const items = users.slice(0, 300).map((user, index) => {
		const createdAt = shift('2026-08-01T06:00:00.000Z', 0, index);
		return { id: recipes.seeder.objectId('event', index), user, createdAt, timestamp: Date.parse(createdAt) };
	});
	return recipes.make('webhookEvents', items);
}

/** What the catalogs and libraries of the groups hold. */
export function seedShelves(
	{ seeder }: Recipes,
	{ groups }: People,
	{ courses, paths, pathSessions }: Learning,
): { catalog: Pair[]; library: Pair[] } {
	const shelf = (count: number, kinds: Record<string, Things>): Pair[] =>
		groups.flatMap(({ _id: ownerId }) =>
			Object.entries(kinds).flatMap(([type, contents]) =>
				seeder.pickSome(contents, count).map(({ _id: id }) => ({ ownerId, type, id })),
			),
		);
	return {
		catalog: shelf(6, { course: courses, 'path-session': pathSessions }),
		library: shelf(5, { course: courses, path: paths }),
	};
}
