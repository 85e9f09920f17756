import { join } from 'node:path';
import { Recipes } from '../../server/recipes.ts';
import { Seeder } from '../../server/seeder.ts';
import type { Group, Membership, Pair, User } from '../records.ts';
import { names } from './names.ts';

const USERS = 600;
const ROLES = ['editor', 'coach', 'contributor', 'admin', 'analyst', 'userAdmin'] as const;

export const RECIPES = join(import.meta.dirname, 'recipes.yaml');

export interface People {
	users: User[];
	groups: Group[];
	memberships: Membership[];
	managers: Pair[];
}

/** Employees, the tree of groups, who is in which of them, and who leads whom. */
export function seedPeople(recipes: Recipes): People {
	const groups = seedGroups(recipes);
	// Everybody is at home in one of the sites.
	const homes = groups.slice(10, 55);
	recipes.addAll({ groups, homes });
	const users = recipes.make<User>(
		'users',
		Array.from({ length: USERS }, (_, index) => nameOf(index)),
	);
	return { users, groups, memberships: seedMemberships(recipes.seeder, users, groups), managers: seedManagers(users) };
}

/** One platform group, nine departments, five sites in each, five project groups: 60. */
function seedGroups(recipes: Recipes): Group[] {
	const [root] = recipes.make<Group>('platformGroup');
	const departments = recipes.make<Group>('departmentGroups');
	const sites = departments.flatMap((department, row) =>
		names.sites.map((site, column) => ({
			department,
			site,
			number: 100 + row * 10 + column,
			isPublic: (row + column) % 3 !== 0,
		})),
	);
	return [
		root as Group,
		...departments,
		...recipes.make<Group>('siteGroups', sites),
		...recipes.make<Group>('projectGroups'),
	];
}

/** What a user is called. Every first name meets every last name once before a pair comes again. */
function nameOf(index: number): Record<string, string> {
	const { firstNames, lastNames } = names;
	const firstName = firstNames[index % firstNames.length] as string;
	const lastName = lastNames[(index * 7 + Math.floor(index / firstNames.length)) % lastNames.length] as string;
	const handle = plain(`${firstName}.${lastName}`);
	const mail = `${index === 0 ? 'owner' : handle}${index >= 540 ? index : ''}@meridian.example`;
	return { firstName, lastName, mail, shortName: handle.replace('.', '') };
}

/** Active users without a group, to make the list of users as long as needed. Their IDs end with their number in 8 hexadecimal digits. */
export function seedMoreUsers(count: number): User[] {
	const items = Array.from({ length: count }, (_, index) => ({
		hex: index.toString(16).padStart(8, '0'),
		lastName: names.lastNames[index % names.lastNames.length],
	}));
	return count === 0 ? [] : new Recipes(RECIPES, new Seeder(count), names).make('moreUsers', items);
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
