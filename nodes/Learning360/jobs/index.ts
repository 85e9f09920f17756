import type { Job } from '../../connector/run/job';
import type { JobName } from '../documented';
import { enroll, unenroll } from './audience';
import { createActiveUser } from './createActive';
import { createOrUpdateUser } from './createOrUpdate';
import { updateCustomFieldValues } from './customFieldValues';
import { deactivateByDate } from './deactivate';
import { findCourse, findPath } from './find';
import { getFullUserRecord } from './fullRecord';
import { setManagers } from './managers';
import { syncGroupMembers } from './syncMembers';
import { syncUsers } from './syncUsers';

/** Operations of several calls, by the name that the documents of this folder give in `x-job`. */
export const jobs: Record<JobName, Job> = {
	createActiveUser,
	createOrUpdateUser,
	deactivateByDate,
	enroll,
	findCourse,
	findPath,
	getFullUserRecord,
	setManagers,
	syncGroupMembers,
	syncUsers,
	unenroll,
	updateCustomFieldValues,
};
