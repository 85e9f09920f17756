import type { Company } from './company.ts';
import type { Group, Path } from './records.ts';

/** Roles of at least an author; the reference calls an author "editor". */
const AUTHOR_ROLES = ['editor', 'admin', 'owner'];

/**
 * The group that owns a new session, chosen from its main instructor: among the groups where the instructor is at least
 * author, public ones first, then those highest in the tree, then those with the most people. An instructor who is
 * author nowhere leaves it to the owner group of the path.
 * Source: https://360learning.readme.io/docs/create-a-path-session-migration-guide
 *
 * @returns id of the group
 */
export function ownerGroupOf(company: Company, mainInstructorId: string, path: Path): string {
	const ids = company.memberships
		.where(({ userId, role }) => userId === mainInstructorId && AUTHOR_ROLES.includes(role))
		.map(({ groupId }) => groupId);
	const groups = [...new Set(ids)]
		.map((id) => company.groups.get(id))
		.filter((group): group is Group => group !== undefined);
	const ranked = groups
		.map((group) => ({ group, depth: company.depth(group), people: company.headcount(group._id) }))
		.sort(
			(left, right) =>
				Number(right.group.public) - Number(left.group.public) ||
				left.depth - right.depth ||
				right.people - left.people,
		);
	return ranked[0]?.group._id ?? path.groupId;
}
