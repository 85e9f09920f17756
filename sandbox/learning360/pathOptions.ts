/** Options of a new path. */
export const PATH_OPTIONS = {
	linearProgression: false,
	mandatoryReplay: false,
	displayForum: true,
	displayClassroomMessages: false,
	automatedReminders: false,
	notificationOnStepCreation: false,
};
