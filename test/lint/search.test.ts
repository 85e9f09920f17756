import { sublimeSearch } from '@n8n/utils/search/sublime-search';
import type { INodeTypeDescription } from 'n8n-workflow';
import { loadTypes } from '../../engine/index.ts';
import { WORDS } from '../words.ts';

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
