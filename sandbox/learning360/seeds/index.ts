import { join } from 'node:path';
import { readRecords } from '../../server/seedFiles.ts';
import { Seeder } from '../../server/seeder.ts';
import { seedClassrooms, seedSlots } from './classrooms.ts';
import { seedLearning } from './learning.ts';
import { seedPeople } from './people.ts';
import * as platform from './platform.ts';
import { seedPrograms } from './programs.ts';

let made: ReturnType<typeof make> | undefined;

/** Initial records of the company, the same in every sandbox. They must not be changed. */
export function seedCompany(): ReturnType<typeof make> {
	made ??= make();
	return made;
}

function make() {
	const seeder = new Seeder(360);
	const people = seedPeople(seeder);
	const certificateOutlines = platform.seedOutlines(seeder, people);
	const classrooms = seedClassrooms(seeder, people);
	const learning = seedLearning(
		seeder,
		people,
		classrooms.map(({ _id }) => _id),
		certificateOutlines.map(({ _id }) => _id),
	);
	const slots = seedSlots(seeder, classrooms, learning.pathSessions, learning.enrollments, people.users);
	const { tags, taggings } = platform.seedTags(seeder, people, learning);
	const links = platform.seedLinks(seeder, people);
	const fields = platform.seedCustomFields(seeder, people, learning);
	const external = platform.seedExternal(seeder, people, learning);
	const skills = platform.seedSkills(people);
	const programs = seedPrograms(
		seeder,
		people,
		learning,
		tags.map(({ _id }) => _id),
	);
	return withDocumented({
		...people,
		media: platform.seedMedia(seeder),
		...learning,
		classrooms,
		...slots,
		certificateOutlines,
		certificates: platform.seedCertificates(seeder, learning),
		tags,
		taggings,
		...fields,
		...links,
		...external,
		...skills,
		...platform.seedIdeas(seeder, people),
		...platform.seedWebhooks(seeder, people),
		...platform.seedShelves(seeder, people, learning),
		...programs,
	});
}

/** Adds the records that the examples of the documents name to what is seeded. */
function withDocumented<T extends Record<string, object[]>>(seeded: T): Record<keyof T, object[]> {
	const documented = readRecords(join(import.meta.dirname, 'documented.yaml'));
	for (const name of Object.keys(documented)) if (!seeded[name]) throw new Error(`The company has no ${name}`);
	return Object.fromEntries(
		Object.entries(seeded).map(([name, rows]) => [name, [...rows, ...(documented[name] ?? [])]]),
	) as Record<keyof T, object[]>;
}
