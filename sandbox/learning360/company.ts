import { randomBytes } from 'node:crypto';
import type { Clock } from '../server/clock.ts';
import { loadAll } from '../server/records.ts';
import { Collection } from '../server/store.ts';
import { Events } from './events.ts';
import type * as platform from './platformRecords.ts';
import type * as records from './records.ts';
import { seedCompany } from './seeds/index.ts';
import { seedMoreUsers } from './seeds/people.ts';

/** The company of the sandbox: all its records, and lookups that several operations share. */
export class Company {
	readonly users = new Collection<records.User>();
	readonly groups = new Collection<records.Group>();
	readonly memberships = new Collection<records.Membership>('groupId', 'role', 'userId');
	readonly managers = new Collection<records.Pair>('ownerId', 'type', 'id');
	readonly media = new Collection<platform.Media>();
	readonly courses = new Collection<records.Course>();
	readonly attempts = new Collection<records.Attempt>();
	readonly paths = new Collection<records.Path>();
	readonly pathSessions = new Collection<records.PathSession>();
	readonly audiences = new Collection<records.Audience>('sessionId');
	readonly enrollments = new Collection<records.Enrollment>();
	readonly classrooms = new Collection<records.Classroom>();
	readonly slots = new Collection<records.Slot>();
	readonly registrations = new Collection<records.Registration>();
	readonly waitlist = new Collection<records.WaitlistRequest>('classroomSlotId', 'userId');
	readonly attendanceSheets = new Collection<records.AttendanceSheet>();
	readonly certificateOutlines = new Collection<platform.CertificateOutline>();
	readonly certificates = new Collection<platform.Certificate>();
	readonly tags = new Collection<platform.Tag>();
	readonly taggings = new Collection<platform.Tagging>('contentId', 'tagId');
	readonly customFields = new Collection<platform.CustomField>();
	readonly customValues = new Collection<platform.CustomValue>('targetId', 'customFieldId');
	readonly customLinks = new Collection<platform.CustomLink>();
	readonly userCustomLinks = new Collection<platform.UserCustomLink>();
	readonly externalIds = new Collection<platform.ExternalId>();
	readonly integrations = new Collection<platform.Integration>();
	readonly externalCourses = new Collection<platform.ExternalCourse>('integrationId', 'externalId');
	readonly skills = new Collection<platform.Skill>();
	readonly powers = new Collection<platform.Power>();
	readonly jobs = new Collection<platform.SkillThing>('externalId');
	readonly libraries = new Collection<platform.SkillThing>('externalId');
	readonly userJobs = new Collection<platform.UserJobs>('userId');
	readonly learningNeeds = new Collection<platform.LearningNeed>();
	readonly projects = new Collection<platform.Project>();
	readonly webhookSubscriptions = new Collection<platform.WebhookSubscription>();
	readonly webhookEvents = new Collection<platform.WebhookEvent>();
	/** What the catalog of a group holds: courses and path sessions. */
	readonly catalog = new Collection<records.Pair>('ownerId', 'type', 'id');
	/** What the library of a group holds: courses and paths. */
	readonly library = new Collection<records.Pair>('ownerId', 'type', 'id');
	readonly programTemplates = new Collection<platform.ProgramTemplate>();
	readonly programSessions = new Collection<platform.ProgramSession>();
	readonly programEnrollments = new Collection<platform.ProgramEnrollment>('sessionId', 'userId');
	/** Paths that are paid for in tokens. */
	readonly tokenPaths = new Set<string>();
	readonly clock: Clock;
	readonly events: Events;

	private readonly moreUsers: records.User[];

	/** @param moreUsers how many users there are besides those of the seeds */
	constructor(clock: Clock, moreUsers = 0) {
		this.clock = clock;
		this.moreUsers = seedMoreUsers(moreUsers);
		this.events = new Events(clock, this.webhookSubscriptions, this.webhookEvents);
		this.reset();
	}

	/** Restores the initial state. */
	reset(): void {
		loadAll(this, seedCompany());
		for (const user of this.moreUsers) this.users.put(user);
		this.tokenPaths.clear();
	}

	/** A new id: 24 hexadecimal digits that begin with the time, as 360Learning's do. */
	newId(): string {
		return Math.floor(this.clock.now() / 1000).toString(16) + randomBytes(8).toString('hex');
	}

	/** Date and time now, in milliseconds, UTC. */
	now(): string {
		return this.clock.iso();
	}

	/** The platform group. */
	rootGroup(): records.Group {
		return this.groups.find(({ parentId }) => parentId === undefined) as records.Group;
	}

	/** The platform owner. */
	owner(): records.User {
		const { userId } = this.memberships.find(({ role }) => role === 'owner') as records.Membership;
		return this.users.get(userId) as records.User;
	}

	/** A user who exists and is not deleted. */
	presentUser(id: string): records.User | undefined {
		const user = this.users.get(id);
		return user?.status === 'deleted' ? undefined : user;
	}

	/** A user by email address (or ID, as API v1 allows); deleted users are not found by email address. */
	userByKey(key: string): records.User | undefined {
		return (
			this.users.get(key) ??
			this.users.find(({ mail, status }) => status !== 'deleted' && mail?.toLowerCase() === key.toLowerCase())
		);
	}

	/** A group and all groups below it. */
	withDescendants(groupId: string): records.Group[] {
		const group = this.groups.get(groupId);
		if (!group) return [];
		return [
			group,
			...this.groups.where(({ parentId }) => parentId === groupId).flatMap(({ _id }) => this.withDescendants(_id)),
		];
	}

	/** Steps from the platform group down to a group. */
	depth(group: records.Group): number {
		const parent = group.parentId === undefined ? undefined : this.groups.get(group.parentId);
		return parent ? this.depth(parent) + 1 : 0;
	}

	/** How many people a group has, whatever their roles. */
	headcount(groupId: string): number {
		return new Set(this.memberships.where((membership) => membership.groupId === groupId).map(({ userId }) => userId))
			.size;
	}

	/** Whether courses of another platform come into a group or one below it. */
	isIntegrated(groupId: string): boolean {
		const ids = this.withDescendants(groupId).map(({ _id }) => _id);
		return this.integrations.find((integration) => ids.includes(integration.groupId)) !== undefined;
	}

	/** Removes groups with everything that hangs on them. */
	removeGroups(groups: records.Group[]): void {
		const ids = new Set(groups.map(({ _id }) => _id));
		for (const { _id, name } of groups) {
			this.groups.remove(_id);
			this.events.emit('group.deleted', { groupId: _id, deletedAt: this.now(), name });
		}
		this.memberships.removeWhere(({ groupId }) => ids.has(groupId));
		this.catalog.removeWhere(({ ownerId }) => ids.has(ownerId));
		this.library.removeWhere(({ ownerId }) => ids.has(ownerId));
	}

	/** Adds a path session that nobody is in yet. */
	addSession(session: records.PathSession): void {
		const { _id: sessionId, pathId, name, createdAt } = this.pathSessions.put(session);
		this.audiences.put({ sessionId, mode: 'manual', filters: [] });
		this.events.emit('path.session.added', { pathId, sessionId, name, createdAt });
	}

	/** Removes a path session with everything that hangs on it. */
	removeSession(session: records.PathSession): void {
		this.pathSessions.remove(session._id);
		this.audiences.remove(session._id);
		this.enrollments.removeWhere(({ sessionId }) => sessionId === session._id);
		const { pathId, name } = session;
		this.events.emit('path.session.removed', { pathId, sessionId: session._id, name, deletedAt: this.now() });
	}
}
