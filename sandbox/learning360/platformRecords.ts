/** Records around learning: fields, links, ids, skills, certificates, webhooks, and the programs of API v1. */

import type { Documented } from './answers.ts';

export type Tag = Documented<'getTag'> & {
	/** User who created it (API v1 shows the email address). */
	authorId?: string;
};

/** The tags of a course or path. */
export type Tagging = Documented<'listCourseTags'> & { contentId: string };

export type CustomField = Documented<'listCustomFields'> & { authorizedValues: string[] };

export type CustomValue = Documented<'listUserCustomFieldValues'> & {
	/** User, course or path session. */
	targetId: string;
};

export type CustomLink = Documented<'listCustomLinks'>;
export type UserCustomLink = Documented<'listUserCustomLinks'> & { userId: string };
export type ExternalId = Documented<'listExternalIds'>;
export type Integration = Documented<'listIntegrations'>;

/** API v1 shows more of it than API v2. */
export type ExternalCourse = Documented<'getExternalCourse'> & {
	integrationId: string;
	isArchived: boolean;
	[more: string]: unknown;
};

export type Skill = Documented<'listSkills'>;
export type Power = Documented<'listPowers'>;

/** A job or a skill library: known by the id of the outside system. */
export interface SkillThing {
	_id: string;
	externalId: string;
	name: string;
	[more: string]: unknown;
}

export interface UserJobs {
	userId: string;
	currentJobIds: string[];
	targetJobIds: string[];
	previousJobIds: string[];
}

/** A certificate template; API v2 shows less of it than it takes. */
export type CertificateOutline = Documented<'listCertificateOutlines'> & Record<string, unknown>;

type Shown = Documented<'listUserCertificates'>;
type OfPath = Extract<Shown, { type: 'path' }>;

export type Certificate = Omit<Extract<Shown, { type: 'external' }>, 'type'> &
	Partial<Pick<OfPath, 'pathId' | 'pathName' | 'pathSessionId'>> &
	Pick<Shown, 'type'> & {
		userId: string;
		isPublic?: boolean;
	};

export type LearningNeed = Documented<'listLearningNeeds'>;
export type Project = Documented<'listProjects'>;

export type WebhookSubscription = Documented<'getWebhookSubscription'> & {
	secret: string;
	/** The secret before the last rotation, with which events are signed as well for a while. */
	formerSecret?: { secret: string; until: number };
};

export type WebhookEvent = Documented<'listWebhookEvents'> & { subscriptionId: string };

export interface Media {
	_id: string;
	name: string;
	type: string;
	size: number;
}

export interface ProgramTemplate {
	_id: string;
	name: string;
	description: string;
	authorId: string;
	elements: Array<{ _id: string; type: string; title: string }>;
	skills: string[];
	templateCustom: string;
}

export interface ProgramSession {
	_id: string;
	programTemplate: string;
	name: string;
	description: string;
	authorId: string;
	tutors: string[];
	lang: string;
	customFields: Array<{ _id: string; name: string; value: string }>;
	modifiedAt: string;
	automatedReminders: boolean;
	requirements: { courses: string[]; programs: string[]; paths: string[] };
	startDate: string;
	endDate: string;
	programDuration: number | null;
	templateCustom: string;
	sessionCustom: string;
	modules: Array<{ _id: string; type: string }>;
	userLimit?: number;
	groups: string[];
	skills: string[];
	validateRegistrations: boolean;
}

/** A learner in a program session, with what they have done there. */
export interface ProgramEnrollment {
	sessionId: string;
	userId: string;
	progress: number;
	score: number | null;
	timeSpentInSeconds: number;
	startedAt: string | null;
	endedAt: string | null;
}
