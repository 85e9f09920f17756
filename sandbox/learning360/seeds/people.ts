import { Seeder } from '../../server/seeder.ts';
import type { Group, Membership, Pair, User } from '../records.ts';
import { names } from './names.ts';

const USERS = 600;
const LANGUAGES = ['en', 'en', 'en', 'fr', 'de', 'nl', 'it'] as const;
const ROLES = ['editor', 'coach', 'contributor', 'admin', 'analyst', 'userAdmin'] as const;

export interface People {
	users: User[];
	groups: Group[];
	memberships: Membership[];
	managers: Pair[];
}

/** Employees, the tree of groups, who is in which of them, and who leads whom. */
export function seedPeople(seeder: Seeder): People {
	const groups = seedGroups(seeder);
	const users = Array.from({ length: USERS }, (_, index) => seedUser(seeder, index, groups));
	return { users, groups, memberships: seedMemberships(seeder, users, groups), managers: seedManagers(users) };
}

/** One platform group, nine departments, five sites in each, five project groups: 60. */
function seedGroups(seeder: Seeder): Group[] {
	const root: Group = { _id: seeder.objectId('group', 0), name: 'Meridian Freight', public: false, custom: 'HQ' };
	const departments = names.departments.map(
		(name, index): Group => ({
			_id: seeder.objectId('group', index + 1),
			name,
			public: index % 4 !== 3,
			parentId: root._id,
			custom: `Cost centre ${100 + index}`,
		}),
	);
	const sites = departments.flatMap((department, row) =>
		names.sites.map(
			(site, column): Group => ({
				_id: seeder.objectId('group', 100 + row * 10 + column),
				name: `${department.name} ${site}`,
				public: (row + column) % 3 !== 0,
				parentId: department._id,
			}),
		),
	);
	const projects = names.sites.map(
		(site, index): Group => ({
			_id: seeder.objectId('group', 300 + index),
			name: `Project new hub ${site}`,
			public: false,
			parentId: root._id,
			custom: `Budget ${2026 + index}`,
			// What these groups have switched on for open registrations; elsewhere everything is.
			registrationRequests: ['disabled', 'instructors'],
		}),
	);
	return [root, ...departments, ...sites, ...projects];
}

function seedUser(seeder: Seeder, index: number, groups: Group[]): User {
	const firstName = names.firstNames[index % names.firstNames.length] as string;
	// Every first name meets every last name once before a pair comes again.
	const lastName = names.lastNames[
		(index * 7 + Math.floor(index / names.firstNames.length)) % names.lastNames.length
	] as string;
	const handle = plain(`${firstName}.${lastName}`);
	const status = index > 0 && index % 30 === 29 ? 'deleted' : index > 0 && index % 15 === 7 ? 'invited' : 'active';
	return {
		_id: seeder.objectId('user', index),
		mail: index === 0 ? 'owner@meridian.example' : `${handle}${index >= 540 ? index : ''}@meridian.example`,
		...(index % 5 === 0 && { username: handle.replace('.', '') + index }),
		status,
		lang: seeder.pick(LANGUAGES),
		firstName,
		lastName,
		job: index === 0 ? 'Head of learning' : seeder.pick(names.jobs),
		organization: 'Meridian Freight',
		...(seeder.chance(0.6) && { phone: `+3165550${String(index).padStart(4, '0')}` }),
		...(seeder.chance(0.3) && { custom: `Personnel no. ${100000 + index}` }),
		primaryGroupId: (groups[10 + (index % 45)] as Group)._id,
		...(status === 'deleted' && { deletedAt: [seeder.date('2025-02-01', '2026-05-01')] }),
		...(status === 'active' &&
			index % 40 === 11 && {
				deletedAt: ['2025-03-01T09:00:00.000Z'],
				reactivatedAt: ['2025-06-01T09:00:00.000Z'],
			}),
		...(status === 'active' && seeder.chance(0.9) && { lastLoginDate: seeder.date('2026-03-01', '2026-08-31') }),
		isSubscribed: true,
	};
}

/** Active users without a group, to make the list of users as long as needed. Their IDs end with their number in 8 hexadecimal digits. */
export function seedMoreUsers(count: number): User[] {
	const seeder = new Seeder(count);
	return Array.from(
		{ length: count },
		(_, index): User => ({
			_id: `65f0a1b2c3d4e5f6${index.toString(16).padStart(8, '0')}`,
			mail: `person.${index}@meridian.example`,
			username: `person${index}`,
			status: 'active',
			lang: LANGUAGES[index % LANGUAGES.length],
			firstName: names.firstNames[index % names.firstNames.length],
			lastName: `${names.lastNames[index % names.lastNames.length]} ${index}`,
			job: names.jobs[index % names.jobs.length],
			organization: 'Meridian Freight',
			custom: `Personnel no. ${200_000 + index}`,
			lastLoginDate: seeder.date('2026-03-01', '2026-08-31'),
			isSubscribed: true,
		}),
	);
}

function seedMemberships(seeder: Seeder, users: User[], groups: Group[]): Membership[] {
	const memberships: Membership[] = [
		{ groupId: (groups[0] as Group)._id, userId: (users[0] as User)._id, role: 'owner' },
	];
	for (const [index, user] of users.entries()) {
		const home = groups[10 + (index % 45)] as Group;
		memberships.push({ groupId: home._id, userId: user._id, role: 'learner' });
		if (index % 3 === 0)
			memberships.push({ groupId: (groups[1 + (index % 9)] as Group)._id, userId: user._id, role: 'learner' });
		if (index % 11 === 0)
			memberships.push({ groupId: (groups[55 + (index % 5)] as Group)._id, userId: user._id, role: 'learner' });
		if (index % 6 === 0) memberships.push({ groupId: home._id, userId: user._id, role: seeder.pick(ROLES) });
	}
	// Group admins read their groups from the top: one editor and one admin for each group.
	for (const [index, group] of groups.entries()) {
		memberships.push({ groupId: group._id, userId: (users[index * 2 + 1] as User)._id, role: 'admin' });
		memberships.push({ groupId: group._id, userId: (users[index * 2 + 2] as User)._id, role: 'editor' });
	}
	return memberships;
}

/** Everybody after the first twelve has a lead, every tenth has a second one. */
function seedManagers(users: User[]): Pair[] {
	return users.flatMap((user, index) => {
		if (index < 12) return [];
		const first = { ownerId: user._id, id: (users[1 + (index % 11)] as User)._id };
		return index % 10 === 0 ? [first, { ownerId: user._id, id: (users[12 + (index % 30)] as User)._id }] : [first];
	});
}

/** A name in plain letters, for email addresses. */
function plain(name: string): string {
	return name
		.toLowerCase()
		.normalize('NFD')
		.replace(/[^a-z.]/g, '');
}
