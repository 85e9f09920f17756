import isEqual from 'lodash/isEqual';
import { Refusal } from '../model/failures';
import type { Operation } from '../model/operation';
import type { Call } from '../transport/call';
import type { Transport } from '../transport/transport';

/** The part of an operation needed to read a list: where its records are, and how it is paged. */
export type Listing = Pick<Operation, 'output' | 'pagination'>;

/**
 * Reads a list page by page and yields one record at a time, until the list ends or the reader stops.
 *
 * @param first the call for the first page
 * @throws Refusal if the vendor links to another host, sends a page twice or links in a circle
 */
export async function* recordsFrom(
	transport: Transport,
	listing: Listing,
	first: Call,
): AsyncGenerator<unknown, void, void> {
	for await (const page of pagesFrom(transport, listing, first)) yield* page.records;
}

/** A page and the URL of the next one. */
export interface Page {
	records: unknown[];
	/** URL of the next page; absent on the last one. */
	next: string | undefined;
}

/** Reads a list page by page; see `recordsFrom`. */
export async function* pagesFrom(
	transport: Transport,
	listing: Listing,
	first: Call,
): AsyncGenerator<Page, void, void> {
	const seen = new Set<string>();
	let call: Call | undefined = first;
	let before: unknown[] = [];
	while (call) {
		const address = transport.address(call);
		if (seen.has(address)) throw circle('The list leads back to a page that was read already');
		seen.add(address);
		const page: Page = await readPage(transport, listing, call);
		if (seen.size > 1 && page.records.length > 0 && isSame(page.records, before))
			throw circle('The same page came twice');
		before = page.records;
		yield page;
		call = page.next === undefined ? undefined : { ...call, url: page.next };
	}
}

function isSame(page: unknown[], before: unknown[]): boolean {
	try {
		return isEqual(page, before);
	} catch {
		// Too deeply nested for a comparison.
		return false;
	}
}

/** Reads one page. */
export async function readPage(transport: Transport, listing: Listing, call: Call): Promise<Page> {
	const { records, headers, body } = await transport.send(call);
	return { records, next: nextOf(transport, listing, call, headers, body, records.length) };
}

/** Builds the call for the first page, starting at the vendor's first index and limited to the wanted number of records. */
export function firstPage({ pagination: rule }: Listing, call: Call, limit = Infinity): Call {
	if (rule?.kind !== 'offset') return call;
	const url = replaceQuery(call.url, rule.parameter, String(rule.first));
	if (!rule.limit) return { ...call, url };
	const { parameter, minimum = 1, maximum } = rule.limit;
	return { ...call, url: replaceQuery(url, parameter, String(Math.max(minimum, Math.min(limit, maximum)))) };
}

function nextOf(
	transport: Transport,
	{ pagination: rule }: Listing,
	call: Call,
	headers: Record<string, unknown>,
	body: unknown,
	received: number,
): string | undefined {
	if (!rule) return undefined;
	if (rule.kind === 'link') {
		const link = nextLink(headers.link);
		return link === undefined ? undefined : transport.followed(link, call);
	}
	const more = (body as Record<string, unknown> | undefined)?.[rule.more];
	const full = rule.limit ? received >= rule.limit.maximum : received >= rule.pageSize;
	if (received === 0 || !(more === true || more === 'true' || (more === undefined && full))) return undefined;
	const url = new URL(call.url, `${transport.host}/`);
	const index = Number(url.searchParams.get(rule.parameter) ?? rule.first);
	return replaceQuery(call.url, rule.parameter, String(index + received));
}

/** Returns the URL with `rel="next"` in a `link` header (RFC 8288). */
export function nextLink(header: unknown): string | undefined {
	const text = Array.isArray(header) ? header.join(', ') : typeof header === 'string' ? header : '';
	for (const [, target, parameters = ''] of text.matchAll(/<([^>]*)>([^<]*)/g)) {
		if (/;\s*rel\s*=\s*"?[^";,]*\bnext\b/i.test(parameters)) return target;
	}
	return undefined;
}

/** Sets one query parameter of a URL and keeps the rest as written. */
export function replaceQuery(url: string, name: string, value: string): string {
	const [address, query = ''] = url.split('?');
	const kept = query.split('&').filter((part) => part !== '' && part.split('=')[0] !== name);
	return `${address}?${[...kept, `${name}=${encodeURIComponent(value)}`].join('&')}`;
}

function circle(what: string): Refusal {
	return new Refusal(
		`${what}, so reading stopped`,
		'Run it again; if it happens again, report it to the support of the platform',
	);
}
