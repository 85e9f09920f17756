import type { Job } from '../../connector/run/job';
import type { JobName } from '../documented';
import { assignGroupsByRules } from './assignGroups';
import { enroll, unenroll } from './audience';
import { getCompletionRecords } from './completions';
import { createActiveUser } from './createActive';
import { createOrUpdateUser } from './createOrUpdate';
import { updateCustomFieldValues } from './customFieldValues';
import { deactivateByDate } from './deactivate';
import { enrollOrUpdateInPathSession } from './enrollOrUpdate';
import { findCourse, findPath } from './find';
import { getFullUserRecord } from './fullRecord';
import { setManagers } from './managers';
import { offboardUser } from './offboard';
import { onboardUser } from './onboard';
import { syncGroupMembers } from './syncMembers';
import { syncUsers } from './syncUsers';

/** Operations of several calls, by the name that the documents of this folder give in `x-job`. */
export const jobs: Record<JobName, Job> = {
	assignGroupsByRules,
	createActiveUser,
	createOrUpdateUser,
	deactivateByDate,
	enroll,
	enrollOrUpdateInPathSession,
	findCourse,
	findPath,
	getCompletionRecords,
	getFullUserRecord,
	offboardUser,
	onboardUser,
	setManagers,
	syncGroupMembers,
	syncUsers,
	unenroll,
	updateCustomFieldValues,
};
