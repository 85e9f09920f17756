import { type Seeder, shift } from '../../server/seeder.ts';
import type { ProgramEnrollment, ProgramSession, ProgramTemplate } from '../platformRecords.ts';
import type { Course, Group, User } from '../records.ts';
import type { Learning } from './learning.ts';
import type { People } from './people.ts';

const TEMPLATES = [
	'Welcome week',
	'Night shift',
	'Yearly safety day',
	'Winter driving',
	'New site opening',
	'Works council',
	'Sales kick-off',
	'Customs update',
	'Leadership days',
	'Apprentices',
] as const;

export interface Programs {
	programTemplates: ProgramTemplate[];
	programSessions: ProgramSession[];
	programEnrollments: ProgramEnrollment[];
}

/** Programs exist in API v1 only: templates, their sessions and who attends. */
export function seedPrograms(
	seeder: Seeder,
	{ users, groups }: People,
	{ courses, paths }: Learning,
	tagIds: string[],
): Programs {
	const staff = users.filter((user) => user.status === 'active');
	const programTemplates = TEMPLATES.map(
		(name, index): ProgramTemplate => ({
			_id: seeder.objectId('template', index),
			name,
			description: `${name} at Meridian Freight`,
			authorId: seeder.pick(staff)._id,
			elements: [
				...[0, 1]
					.map((offset) => courses[index * 2 + offset] as Course)
					.map(({ _id, name: title }) => ({ _id, type: 'course', title })),
				{ _id: seeder.objectId('programClassroom', index), type: 'classroom', title: `${name}: on site` },
			],
			skills: seeder.pickSome(tagIds, 2),
			templateCustom: `TPL-${100 + index}`,
		}),
	);
	const programSessions = programTemplates.flatMap((template, row) =>
		Array.from({ length: 3 + (row % 4) }, (_, index) =>
			seedSession(seeder, template, row, index, { staff, groups, courses, paths }),
		),
	);
	const programEnrollments = programSessions.flatMap((session, row) =>
		seeder.pickSome(staff, 5 + (row % 12)).map((user, index): ProgramEnrollment => {
			const isDone = session.startDate < '2026-08' && index % 3 !== 0;
			return {
				sessionId: session._id,
				userId: user._id,
				progress: isDone ? 100 : index * 5,
				score: isDone ? seeder.integer(45, 100) : null,
				timeSpentInSeconds: isDone ? seeder.integer(900, 20_000) : index * 60,
				startedAt: index === 0 ? null : shift(session.startDate, 1),
				endedAt: isDone ? shift(session.startDate, 9) : null,
			};
		}),
	);
	return { programTemplates, programSessions, programEnrollments };
}

interface Parts {
	staff: User[];
	groups: Group[];
	courses: Course[];
	paths: Array<{ _id: string }>;
}

function seedSession(
	seeder: Seeder,
	template: ProgramTemplate,
	row: number,
	index: number,
	parts: Parts,
): ProgramSession {
	const startDate = shift('2024-03-04T08:00:00.000Z', index * 240 + row * 3);
	const tutors = seeder.pickSome(parts.staff, 1 + (index % 2)).map(({ mail }) => mail as string);
	return {
		_id: seeder.objectId('programSession', row * 10 + index),
		programTemplate: template._id,
		name: `${template.name} ${startDate.slice(0, 7)}`,
		description: template.description,
		authorId: template.authorId,
		tutors,
		lang: 'en',
		customFields: [{ _id: seeder.objectId('contentsField', 0), name: 'Provider', value: 'In house' }],
		modifiedAt: shift(startDate, -12),
		automatedReminders: index % 2 === 0,
		requirements: {
			courses: index === 1 ? [(parts.courses[row] as Course)._id] : [],
			programs: [],
			paths: index === 2 ? [(parts.paths[row] as { _id: string })._id] : [],
		},
		startDate,
		endDate: shift(startDate, 14),
		programDuration: index % 4 === 3 ? null : 7.5,
		templateCustom: template.templateCustom,
		sessionCustom: `SES-${row}-${index}`,
		modules: template.elements.map(({ _id, type }) => ({ _id, type })),
		...(index % 2 === 0 && { userLimit: 25 }),
		groups: seeder.pickSome(parts.groups, 2).map(({ _id }) => _id),
		skills: template.skills,
		validateRegistrations: index % 3 === 0,
	};
}
