import { createsV1, createsV2, memory } from './creates.ts';
import type { Job } from './job.ts';
import { writes, zoho } from './limits.ts';
import { writesShared, zohoMixed, zohoShared, zohoSingle, zohoThree } from './shared.ts';
import { returnAll, returnAllMemory } from './lists.ts';
import { memberships } from './memberships.ts';

/** All jobs that are measured by running them, in the order of the table. */
export const jobs: Job[] = [
	createsV2,
	createsV1,
	memory,
	zoho,
	writes,
	writesShared,
	zohoShared,
	zohoThree,
	zohoMixed,
	zohoSingle,
	memberships,
	returnAll,
	returnAllMemory,
];
