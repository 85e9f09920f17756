import { join } from 'node:path';
import { readNames } from '../../server/seedFiles.ts';

type Name =
	| 'firstNames'
	| 'lastNames'
	| 'jobs'
	| 'departments'
	| 'sites'
	| 'courseTopics'
	| 'courseLevels'
	| 'pathNames'
	| 'skillNames'
	| 'tagNames';

/** Words the seeded company is made of. */
export const names = readNames<Name>(join(import.meta.dirname, 'names.yaml'));
