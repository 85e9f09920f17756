/** Records around learning: fields, links, ids, skills, certificates, webhooks, and the programs of API v1. */

export interface Tag {
	_id: string;
	name: string;
	isMain: boolean;
	externalId?: string;
	source: 'native' | 'integration';
	/** User who made it (API v1 shows the e-mail address). */
	authorId?: string;
}

/** The tags of a course or path. */
export interface Tagging {
	contentId: string;
	tagId: string;
	source: 'native' | 'integration';
}

export interface CustomField {
	_id: string;
	name: string;
	targetType: 'users' | 'contents';
	type: 'string' | 'date';
	authorizedValues: string[];
}

export interface CustomValue {
	/** User, course or path session. */
	targetId: string;
	customFieldId: string;
	type: 'string' | 'date';
	value: string;
}

export interface CustomLink {
	_id: string;
	name: string;
	order: number;
	type: string;
	iconName?: string;
}

export interface UserCustomLink {
	_id: string;
	userId: string;
	customLinkId: string;
	url: string;
}

export interface ExternalId {
	_id: string;
	platform: string;
	targetId: string;
	targetType: string;
	value: string;
}

export interface Integration {
	_id: string;
	externalPlatform: string;
	authorId: string;
	groupId: string;
	[more: string]: unknown;
}

export interface ExternalCourse {
	integrationId: string;
	externalId: string;
	courseId: string;
	authorId: string;
	name: string;
	defaultLang: string;
	launchUrl: string;
	sources: unknown[];
	subjects: unknown[];
	translations: unknown[];
	isArchived: boolean;
	[more: string]: unknown;
}

export interface Skill {
	_id: string;
	name: string;
	description?: string;
	status: 'archived' | 'published';
	parents: Array<{ _id: string; externalId?: string }>;
	translations: unknown[];
	externalId?: string;
	libraryId?: string;
	createdAt?: string;
	updatedAt?: string;
}

export interface Power {
	_id: string;
	skillId: string;
	userId: string;
	status: 'toAssess' | 'pendingValidation' | 'validated';
	qualifiers: Array<{ _id: string; [more: string]: unknown }>;
	createdAt?: string;
	updatedAt?: string;
}

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

export interface CertificateOutline {
	_id: string;
	title: string;
	groupId: string;
	createdAt: string;
	[more: string]: unknown;
}

export interface Certificate {
	_id: string;
	userId: string;
	type: 'external' | 'path';
	title: string;
	deliveryDate: string;
	expirationDate?: string;
	validityPeriod?: number;
	certificateOutlineId?: string;
	pathId?: string;
	pathName?: string;
	pathSessionId?: string;
	isPublic?: boolean;
}

export interface LearningNeed {
	_id: string;
	groupId: string;
	name: string;
	status: string;
	createdAt: string;
	authorId: string;
	questions: Array<{ title: string; answer?: string }>;
	suggestedExpertIds: string[];
	volunteerIds: string[];
}

export interface Project {
	_id: string;
	name: string;
	completed: boolean;
	groupId: string;
}

export interface WebhookSubscription {
	_id: string;
	eventType: string;
	name: string;
	url: string;
	status: 'active' | 'inactive';
	secret: string;
	/** The secret before the last rotation, with which events are signed as well for a while. */
	formerSecret?: { secret: string; until: number };
}

export interface WebhookEvent {
	_id: string;
	subscriptionId: string;
	createdAt: string;
	status: 'pending' | 'sending' | 'delivered' | 'failed';
	payload: Record<string, unknown>;
}

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
