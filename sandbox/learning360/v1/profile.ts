import type { Company } from '../company.ts';
import type { User } from '../records.ts';
import type { Row } from '../shapes.ts';
import { mailOf, views } from './views.ts';

/** Everything API v1 returns about one user. */
export function profile(company: Company, row: Row): Row {
	const user = row as User;
	const { _id } = user;
	const programs = company.programEnrollments.where(({ userId }) => userId === _id);
	const scores = programs.map(({ score }) => score).filter((score): score is number => score !== null);
	const paths = company.enrollments.where((entry) => entry.userId === _id && entry.learnerStatus.type === 'successful');
	const attempts = company.attempts.where(({ userId }) => userId === _id);
	const memberships = company.memberships.where(({ userId }) => userId === _id);
	const written = company.courses.where(({ authorId }) => authorId === _id);
	const published = written.filter(({ status }) => status === 'published');
	const milliseconds = attempts.reduce((sum, { timeSpent }) => sum + timeSpent, 0);
	return {
		...views.user(company, user),
		assignedPrograms: programs.length,
		completedPrograms: programs.filter(({ progress }) => progress === 100).length,
		averageScore: scores.length > 0 ? Math.round(scores.reduce((sum, score) => sum + score, 0) / scores.length) : 0,
		certifications: company.certificates
			.where(({ userId }) => userId === _id)
			.map((entry) => ({ _id: entry._id, title: entry.title })),
		customFields: company.customValues
			.where(({ targetId }) => targetId === _id)
			.map(({ customFieldId, value }) => ({
				customFieldId,
				value,
				name: company.customFields.get(customFieldId)?.name,
			})),
		championAchievements: {
			coursesPublished: published.length > 2 ? ['Champion', 'Guide'] : published.length > 0 ? ['Champion'] : [],
			authoringToolExplored: written.length > 0 ? ['Apprentice Champion'] : [],
			coursesCreated: written.length > 2 ? ['Champion', 'Guide'] : written.length > 0 ? ['Champion'] : [],
			repliesOnOwnActivitiesGiven: [],
			positiveReactionsOnOwnContent: [],
		},
		championStatus: written.length > 2 ? 'champion' : 'potentialChampion',
		learnerAchievements: {
			reactionsGiven: [],
			repliesGiven: [],
			coursesPlayed: attempts.length > 0 ? ['Explorer'] : [],
		},
		comments: attempts.length % 4,
		messages: attempts.length % 3,
		publications: written.length,
		reactions: attempts.length % 7,
		managers: company.managers.where(({ ownerId }) => ownerId === _id).map(({ id }) => mailOf(company, id)),
		subordinates: company.managers.where(({ id }) => id === _id).map(({ ownerId }) => mailOf(company, ownerId)),
		groups: [...new Set(memberships.map(({ groupId }) => groupId))],
		imageUrl: `https://images.meridian.example/${_id}.png`,
		lastLoginAt: user.lastLoginDate,
		skills: [],
		toDeactivateAt: user.toBeDeactivatedAt ?? '',
		paths: paths.map(({ pathId, sessionId }) => ({ pathId, sessionId })),
		totalTimeSpentInMinutes: Math.round(milliseconds / 60_000),
		externalIds: company.externalIds
			.where(({ targetId }) => targetId === _id)
			.map(({ platform, value }) => ({ externalPlatform: platform, externalId: value })),
		labels: [],
	};
}
