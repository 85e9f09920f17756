import type { Input } from '../../connector/input/input';
import { derivedOnce } from '../../connector/model/derivedOnce';
import { idKey, matchKey, nameKey, type Match, type MatchBy } from './names';

/** Name that all items share when they identify users in different ways: nobody can tell beforehand which of them are about one user. */
const ANYBODY = 'anybody';

/**
 * The names that an item gives a user, so that items of one user are done one after the other, also before the user exists: what it is matched by,
 * and the email address and username that it gets.
 *
 * @param others all items of the run
 */
export function namesOf({ body }: Input, others: Input[]): string[] {
	const match: Match | undefined =
		body.matchBy === undefined
			? undefined
			: {
					by: body.matchBy as MatchBy,
					value: String(body.matchValue).trim(),
					platform: body.platform as string | undefined,
				};
	const own = (['mail', 'username'] as const)
		.filter((by) => typeof body[by] === 'string')
		.map((by) => matchKey({ by, value: body[by] as string }));
	return [...(match ? [matchKey(match)] : []), ...own, ...(areMixed(others) ? [ANYBODY] : [])];
}

const areMixed = derivedOnce((inputs: Input[]) => new Set(inputs.map(({ body }) => body.matchBy)).size > 1);

/** Whether a user is on a list of IDs, email addresses and usernames. */
export function isListed(user: { _id: string; mail?: unknown; username?: unknown }, names: string[]): boolean {
	const own = [idKey(user._id), ...[user.mail, user.username].filter((name) => typeof name === 'string').map(nameKey)];
	return names.some((name) => own.includes(nameKey(name)));
}
