import { join } from 'node:path';
import { Recipes } from '../../server/recipes.ts';
import { joinRecords, readRecords } from '../../server/seedFiles.ts';
import { Seeder } from '../../server/seeder.ts';
import type * as platform from '../platformRecords.ts';
import type { Classroom } from '../records.ts';
import { seedSlots } from './classrooms.ts';
import { seedLearning } from './learning.ts';
import { names } from './names.ts';
import { RECIPES, seedPeople } from './people.ts';
import { seedCertificates, seedCustomValues, seedShelves, seedTaggings, seedWebhookEvents } from './platform.ts';
import { seedPrograms } from './programs.ts';

let made: ReturnType<typeof make> | undefined;

/** Initial records of the company, the same in every sandbox. They must not be changed. */
export function seedCompany(): ReturnType<typeof make> {
	made ??= make();
	return made;
}

/** Makes the records, in an order that all choices depend on; those that the examples of the documents name join them. */
function make(): Record<string, object[]> {
	const fixed = readRecords(join(import.meta.dirname, 'fixed.yaml'));
	const objectives = names.departments.map((name) => `Work safely in ${name}`);
	const usedLinks = fixed.customLinks?.slice(0, 5) ?? [];
	const recipes = new Recipes(RECIPES, new Seeder(360), { ...names, ...fixed, objectives, usedLinks });
	const people = seedPeople(recipes);
	const staff = people.users.filter(({ status }) => status === 'active');
	recipes.addAll({ ...people, staff });
	const certificateOutlines = recipes.make<platform.CertificateOutline>('certificateOutlines');
	recipes.addAll({ usedOutlines: certificateOutlines.slice(0, -1) });
	const classrooms = recipes.make<Classroom>('classrooms');
	const learning = seedLearning(recipes, staff);
	const coursesElsewhere = learning.courses.filter(({ type }) => type === 'external');
	recipes.addAll({ ...learning, coursesElsewhere });
	const slots = seedSlots(recipes, classrooms, learning.pathSessions, learning.enrollments);
	const tags = recipes.make<platform.Tag>('tags');
	const seeded = {
		...fixed,
		...people,
		...learning,
		...slots,
		certificateOutlines,
		classrooms,
		tags,
		taggings: seedTaggings(recipes, tags, learning),
		customValues: seedCustomValues(recipes, fixed.customFields as platform.CustomField[], people, learning),
		...recipes.makeAll('userCustomLinks', 'externalIds', 'integrations', 'externalCourses'),
		...recipes.makeAll('skills', 'powers', 'jobs', 'userJobs'),
		...seedPrograms(recipes, staff),
		...recipes.makeAll('media'),
		certificates: seedCertificates(recipes, learning),
		...recipes.makeAll('learningNeeds', 'projects'),
		webhookEvents: seedWebhookEvents(recipes, people.users),
		...seedShelves(recipes, people, learning),
	};
	return joinRecords(seeded, readRecords(join(import.meta.dirname, 'documented.yaml')));
}
