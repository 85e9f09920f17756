import { sublimeSearch } from '@n8n/utils/search/sublime-search';
import type { INodeTypeDescription } from 'n8n-workflow';
import { loadTypes } from '../../engine/index.ts';

/** What people type into the nodes panel, and the node that comes first among ours; `test/e2e` tries the same with all nodes of n8n. */
export const WORDS: Record<string, string> = {
	360: '360Learning',
	'360learning': '360Learning',
	'360 learning': '360Learning',
	lms: '360Learning',
	learning: '360Learning',
	'e-learning': '360Learning',
	elearning: '360Learning',
	training: '360Learning',
	'employee training': '360Learning',
	course: '360Learning',
	courses: '360Learning',
	enroll: '360Learning',
	enrollment: '360Learning',
	unenroll: '360Learning',
	learner: '360Learning',
	'learning path': '360Learning',
	'path session': '360Learning',
	onboarding: '360Learning',
	upskilling: '360Learning',
	skills: '360Learning',
	certificate: '360Learning',
	certification: '360Learning',
	compliance: '360Learning',
	attendance: '360Learning',
	classroom: '360Learning',
	webinar: '360Learning',
	ilt: '360Learning',
	instructor: '360Learning',
	trainer: '360Learning',
	quiz: '360Learning',
	scorm: '360Learning',
	completion: '360Learning',
	overdue: '360Learning',
	hr: '360Learning',
	'zoho people': 'Zoho People LMS',
	'zoho lms': 'Zoho People LMS',
	'zoho learn': 'Zoho People LMS',
	batch: 'Zoho People LMS',
	'learning plan': 'Zoho People LMS',
	'api v1': '360Learning (API v1)',
	program: '360Learning (API v1)',
	migration: '360Learning API v1 Migration',
};

/** Words that both vendors have: the other one comes right after the first. */
const BOTH = [
	'lms',
	'e-learning',
	'training',
	'enroll',
	'attendance',
	'compliance',
	'scorm',
	'webinar',
	'ilt',
	'quiz',
	'certificate',
	'trainer',
];

let found: (word: string) => string[];
beforeAll(async () => {
	const types = await loadTypes();
	const names = ['learning360', 'learning360V1', 'lmsMigration', 'zohoPeopleLms', 'learning360PollingTrigger'];
	const items = names.map((name) => {
		const { displayName, codex } = types.getByNameAndVersion(`n8n-nodes-lms.${name}`)
			.description as INodeTypeDescription;
		return { key: name, properties: { displayName, codex } };
	});
	found = (word) =>
		sublimeSearch(word, items as never).map(({ item }) => (item as (typeof items)[number]).properties.displayName);
});

test.each(Object.entries(WORDS))('%s finds %s first', (word, name) => expect(found(word)[0]).toBe(name));

test.each(BOTH)('%s finds both vendors', (word) =>
	expect(found(word).slice(0, 2).sort()).toEqual(['360Learning', 'Zoho People LMS']),
);

test('the migration is not what "lms" finds', () => expect(found('lms')).not.toContain('360Learning API v1 Migration'));
