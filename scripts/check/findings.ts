/** What a check has found. Nothing here may hold data of the account: only names of fields, types, codes, hosts of vendors, and counts. */

export type FindingKind =
	| 'type'
	| 'missing'
	| 'undocumented'
	| 'code'
	| 'form'
	| 'host'
	| 'header'
	| 'limit'
	| 'status'
	| 'left behind';

/** In which a person must do something, and which only widen what is known. */
export const SERIOUS: ReadonlySet<FindingKind> = new Set<FindingKind>([
	'type',
	'missing',
	'code',
	'form',
	'host',
	'limit',
	'status',
	'left behind',
]);

export interface Finding {
	service: string;
	/** Operation of the vendor. */
	operation: string;
	kind: FindingKind;
	/** Place in the answer, e.g. `[].customFields[].type`. */
	at: string;
	/** What the document says, and what the account answers. */
	documented: string;
	seen: string;
	count: number;
}

/** Collects findings; the same one is counted. */
export class Findings {
	private readonly found = new Map<string, Finding>();

	add(finding: Omit<Finding, 'count'>): void {
		const key = JSON.stringify(finding);
		const earlier = this.found.get(key);
		if (earlier) earlier.count += 1;
		else this.found.set(key, { ...finding, count: 1 });
	}

	get all(): Finding[] {
		return [...this.found.values()];
	}
}

/** Words of a vendor: a code, the name of a field. Anything else could be somebody's. */
const WORD = /^[A-Za-z_$][\w$-]{0,50}$/;

/** Something that stands in for an ID or a number of the account. */
const TELLING = /\d{5,}|[0-9a-f]{16,}/i;

/** A code or name that may be shown; otherwise what it is. */
export function shown(value: unknown): string {
	if (typeof value === 'boolean' || value === null) return String(value);
	if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) < 1000 ? String(value) : 'a number';
	if (typeof value === 'bigint') return 'a number';
	if (typeof value !== 'string') return kindOf(value);
	return WORD.test(value) && !TELLING.test(value) ? value : value === '' ? 'an empty text' : 'a text';
}

/** A code of a refusal, which may be a number. */
export function codeShown(code: string): string {
	return /^\d{1,5}$/.test(code) ? code : shown(code);
}

/** Name of a property as it may be shown. */
export function nameShown(name: string): string {
	return WORD.test(name) && !TELLING.test(name) ? name : '*';
}

/** The type of JSON. */
export function kindOf(value: unknown): string {
	if (value === null) return 'null';
	if (Array.isArray(value)) return 'array';
	if (typeof value === 'bigint') return 'integer';
	return typeof value === 'number' ? (Number.isInteger(value) ? 'integer' : 'number') : typeof value;
}

/** Domains that belong to vendors and to those who store their files; a host of a customer's own is not named. */
const DOMAINS =
	/(?:^|\.)((?:360learning(?:-dev)?|zoho|zohocloud|zohopublic|zohostatic|zohousercontent|amazonaws|cloudfront|googleapis|googleusercontent|azureedge|windows|gravatar|youtube|vimeo)\.(?:com|net|eu|in|jp|ca|sa|uk|ae|com\.au|com\.cn))$/;

/** The domain of a vendor's host, without the part that names a company. */
export function hostShown(host: string): string {
	if (/^(localhost|127\.|\[::1\])/.test(host)) return 'this machine';
	return DOMAINS.exec(host)?.[1] ?? 'a host that is none of the vendor';
}
