import type { Catalogue } from '../model/catalogue';
import { CallFailed } from '../model/failures';
import type { ErrorMeaning, Operation } from '../model/operation';
import type { VendorFailure } from '../model/service';
import { productOf } from '../model/find';
import { inSentence } from './nouns';

/** Finds the documented meaning of a failure. Entries of the operation take precedence, and those of the service fill in what they leave out. */
export function meaningOf(
	catalogue: Catalogue,
	errors: ErrorMeaning[],
	failure: VendorFailure,
): ErrorMeaning | undefined {
	const fits = (entry: ErrorMeaning, strict: boolean) =>
		sameCode(entry.code, failure.code) &&
		(!strict || entry.status === undefined || entry.status === failure.status) &&
		(entry.detail === undefined || (failure.detail ?? '').toLowerCase().includes(entry.detail.toLowerCase()));
	const byStatus = (entry: ErrorMeaning) => entry.status === failure.status && entry.code === String(failure.status);
	const find = (table: ErrorMeaning[], strict: boolean) => {
		const candidates = table.filter((entry) => fits(entry, strict));
		return candidates.find(({ detail }) => detail !== undefined) ?? candidates[0];
	};
	const own = find(errors, true) ?? find(errors, false);
	const general = find(catalogue.errors, true) ?? find(catalogue.errors, false);
	if (own || general) return { ...general, ...own } as ErrorMeaning;
	return catalogue.errors.find(byStatus);
}

/** Whether the documents list the code of a failure, for the operation or the service. A repeated HTTP status is not a code. */
export function isDocumented(catalogue: Catalogue, errors: ErrorMeaning[], { code, status }: VendorFailure): boolean {
	return (
		code !== undefined &&
		code !== String(status) &&
		[...errors, ...catalogue.errors].some((entry) => sameCode(entry.code, code))
	);
}

/** Codes are compared literally; `${…}` in a documented code matches any text. */
function sameCode(documented: string, received: string | undefined): boolean {
	if (received === undefined || !documented.includes('${')) return documented === received;
	const parts = documented.split(/\$\{[^}]*\}/).map((part) => part.replace(/[.*+?^$()|[\]\\{}]/g, '\\$&'));
	return new RegExp(`^${parts.join('.*')}$`).test(received);
}

/**
 * Describes a failure for users: what happened, the vendor's code, what to do.
 *
 * @param operation the operation; absent for calls that only read lists
 */
export function explain(catalogue: Catalogue, operation: Operation | undefined, failure: VendorFailure): CallFailed {
	const meaning = meaningOf(catalogue, operation?.errors ?? [], failure);
	const code = failure.code ?? `HTTP ${failure.status}`;
	const unknown = meaning ? undefined : unknownRecord(catalogue, operation, failure);
	const said =
		meaning?.meaning ?? failure.message ?? unknown?.meaning ?? statusText(productOf(catalogue), failure.status);
	const field = meaning?.field ?? unknown?.field;
	const label = field ? operation?.fields.find(({ name }) => name === field)?.displayName : undefined;
	const about = label ? `${label}: ${said}` : said;
	const advice = [
		meaning?.about === 'scope' && operation
			? `This operation needs the scope ${operation.scopes.join(' or ')}`
			: undefined,
		meaning?.fix,
		failure.message && failure.message !== said && failure.message !== failure.code
			? `${productOf(catalogue)} says: ${failure.message}`
			: undefined,
	].filter((line): line is string => line !== undefined);
	return new CallFailed(
		`${about.replace(/\.$/, '')} (${code})`,
		advice.length > 0 ? advice.join('. ').replace(/\.\. /g, '. ') : undefined,
		failure,
		meaning,
	);
}

/** Says which record does not exist where the vendor only answers with 404: possible if the path names a single record. */
function unknownRecord(
	{ lists }: Catalogue,
	operation: Operation | undefined,
	{ status, isOwn }: VendorFailure,
): { meaning: string; field: string } | undefined {
	const [field, ...others] = operation?.fields.filter(({ at }) => at === 'path') ?? [];
	if (status !== 404 || !isOwn || field?.kind !== 'locator' || others.length > 0) return undefined;
	const called = (field.list && lists[field.list]?.typedName?.replace(/^By /, '')) || 'ID';
	return { meaning: `No ${inSentence(field.displayName)} has this ${inSentence(called)}`, field: field.name };
}

function statusText(product: string, status: number): string {
	if (status === 401) return `${product} does not accept the credential`;
	if (status === 403) return 'The credential may not do this';
	if (status === 404) return `${product} does not know this record or address`;
	if (status === 414 || status === 431) return 'The texts are too long for an address';
	if (status === 429) return `The limit of ${product} is used up`;
	if (status >= 500) return `${product} could not answer`;
	return `${product} refused the request`;
}
