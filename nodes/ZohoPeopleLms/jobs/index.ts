import type { Job } from '../../connector/run/job';
import type { JobName } from '../documented';
import { getCompletionRecords } from './completions';
import { enrollOrUpdate } from './enrollOrUpdate';

/** Operations of several calls, by the name that the documents of this folder give in `x-job`. */
export const jobs: Record<JobName, Job> = { enrollOrUpdate, getCompletionRecords };
