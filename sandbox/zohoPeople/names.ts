import { join } from 'node:path';
import { readNames } from '../server/seedFiles.ts';

/** Words the seeded LMS is made of. */
export const names = readNames<'firstNames' | 'lastNames' | 'sites' | 'courses'>(
	join(import.meta.dirname, 'names.yaml'),
);

/** IDs that the pages and their samples show. */
export const DOCUMENTED = {
	course: '478346000019479103',
	batch: '478346000019479115',
	module: '478346000019479119',
	erecno: '219225000000036453',
	room: '219225000000645249',
} as const;
