import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { listCall } from '../client/listCall';
import { readPage } from '../client/pagination';
import type { List } from '../model/list';
import type { Service } from '../model/service';
import { Transport } from '../transport/transport';
import { entriesOf, type Entry, inOrder } from './listLabels';
import { listError } from './listError';
import { needsOf } from './needs';

/** Maximum number of pages read per request if the vendor cannot search. */
const PAGES_PER_SEARCH = 5;

/** Number of matches after which reading stops. */
const ENOUGH = 100;

export type ListSearch = (
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
) => Promise<INodeListSearchResult>;

/** Creates one search method per list, named like the list. */
export function listSearchMethods(service: Service): Record<string, ListSearch> {
	return Object.fromEntries(
		Object.entries(service.catalogue.lists).map(([name, list]) => [
			name,
			async function (this: ILoadOptionsFunctions, filter?: string, paginationToken?: string) {
				return await search(this, service, list, filter?.trim() ?? '', paginationToken);
			},
		]),
	);
}

async function search(
	context: ILoadOptionsFunctions,
	service: Service,
	list: List,
	filter: string,
	token?: string,
): Promise<INodeListSearchResult> {
	try {
		const transport = await Transport.open(context, service, { longestWait: 20, tries: 2, timeout: 20 });
		const query = filter !== '' && list.search ? { [list.search]: filter } : {};
		const { operation, call } = listCall(service.catalogue, list, needsOf(context, service.catalogue, list), query);
		const found: Entry[] = [];
		// Values inside records can repeat, so one page may have few different ones.
		const isShared = list.value.includes('.');
		let next: string | undefined = token ?? call.url;
		for (
			let pages = 0;
			next !== undefined && pages < PAGES_PER_SEARCH && (pages === 0 || found.length < ENOUGH);
			pages += 1
		) {
			const page = await readPage(transport, operation, { ...call, url: next });
			const entries = await entriesOf(transport, operation, list, page.records, context.getTimezone());
			found.push(
				...(list.search
					? entries
					: entries.filter(({ name, value, description }) => matches(filter, name, value, description ?? ''))),
			);
			next = page.next;
			if ((filter === '' && !isShared) || list.search) break;
		}
		return { results: inOrder(found), ...(next === undefined ? {} : { paginationToken: next }) };
	} catch (error) {
		throw listError(context.getNode(), error);
	}
}

function matches(filter: string, ...texts: string[]): boolean {
	const words = filter
		.toLowerCase()
		.split(/\s+/)
		.filter((word) => word !== '');
	const whole = texts.join(' ').toLowerCase();
	return words.every((word) => whole.includes(word));
}
