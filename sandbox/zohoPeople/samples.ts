import { join } from 'node:path';
import { readRecords } from '../server/seedFiles.ts';
import type { Batch, Employee, LmsCourse, Part } from './records.ts';

interface Samples {
	employees: Employee[];
	courses: LmsCourse[];
	batches: Batch[];
	batchSchedulers: Part[];
	modules: Part[];
	sessions: Part[];
	links: Part[];
}

/** Records that the samples of the documentation show or name. */
export const samples = readRecords<Samples>(join(import.meta.dirname, 'samples.yaml'));
