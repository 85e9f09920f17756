import { join } from 'node:path';
import { readNames } from '../../server/seedFiles.ts';

/** Lists that code reads; recipes read the others. */
type Name =
	| 'firstNames'
	| 'lastNames'
	| 'departments'
	| 'sites'
	| 'courseTopics'
	| 'courseLevels'
	| 'pathNames'
	| 'skillNames'
	| 'tagNames';

/** Words the seeded company is made of. */
export const names = readNames<Name>(join(import.meta.dirname, 'names.yaml'));
