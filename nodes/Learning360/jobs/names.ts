import type { IDataObject } from 'n8n-workflow';

/** An account as the API returns it. */
export interface User extends IDataObject {
	_id: string;
	status: 'active' | 'invited' | 'deleted';
	mail?: string;
	username?: string;
}

/** What identifies a user. */
export type MatchBy = 'mail' | 'username' | 'externalId' | '_id';

/** The name under which a user is looked up. */
export interface Match {
	by: MatchBy;
	value: string;
	/** System that the external ID comes from. */
	platform?: string | undefined;
}

/** Label of the field for what identifies a user; the same for every choice in *Match By*, see docs/decisions/7-in-sight.md. */
export const MATCH_VALUE = 'Email, Username or ID';

/** Words for what identifies a user. */
export const MATCH_LABELS: Record<MatchBy, string> = {
	mail: 'email address',
	username: 'username',
	externalId: 'external ID',
	_id: 'ID',
};

const ID = /^[a-f0-9]{24}$/i;

/** Whether a value is an ID of 360Learning: a text of 24 hexadecimal characters. */
export function isId(value: unknown): boolean {
	return typeof value === 'string' && ID.test(value);
}

/** Comparison key of an ID. Hexadecimal digits mean the same in capitals. */
export function idKey(id: string): string {
	return id.trim().toLowerCase();
}

/** Case-insensitive comparison key of an email address, a username or an ID. */
export function nameKey(name: string): string {
	return name.trim().toLowerCase();
}

/** Comparison key of a match: everything but external IDs is compared without regard to capitals. */
export function keyOf({ by, value }: Pick<Match, 'by' | 'value'>): string {
	return by === 'externalId' ? value : nameKey(value);
}

/** Comparison key of a match, with what kind of name it is. */
export function matchKey(match: Match): string {
	return `${match.by} ${match.by === 'externalId' ? (match.platform ?? '') : ''} ${keyOf(match)}`;
}
