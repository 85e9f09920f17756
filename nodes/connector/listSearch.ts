import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { FieldIssue, plainError } from './errors';
import { operationById, placeholders } from './find';
import { entriesOf, inOrder, type Entry } from './listLabels';
import type { Catalogue, List, Operation } from './operation';
import { firstPage, readPage } from './pagination';
import { callOf } from './request';
import type { Service } from './service';
import { Transport, type Call } from './transport';
import { locatorValue, place } from './values';

/** Pages read for one look at a list when the vendor cannot search itself. */
const PAGES_PER_SEARCH = 5;

/** Matches that are enough for one look at a list. */
const ENOUGH = 100;

export type ListSearch = (this: ILoadOptionsFunctions, filter?: string, paginationToken?: string) => Promise<INodeListSearchResult>;

/** One search method per list of the catalogue, under the name of the list. */
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

/** The call for the first page of a list. */
export function listCall(catalogue: Catalogue, list: List, needs: Record<string, string>, query: Record<string, unknown> = {}): { operation: Operation; call: Call } {
	const operation = operationById(catalogue, list.operation);
	const path: Record<string, string> = {};
	const values: Record<string, unknown> = { ...query };
	for (const [wire, value] of Object.entries(needs)) {
		if (operation.fields.some((field) => field.at === 'path' && field.wire[0] === wire)) path[wire] = encodeURIComponent(value);
		else values[wire] = value;
	}
	for (const [name, value] of Object.entries(list.with ?? {})) {
		const field = operation.fields.find((candidate) => candidate.name === name);
		place(values, field?.wire ?? [name], value);
	}
	const level = operation.levels?.find(({ value }) => placeholders(operation, value).every((name) => name in path) && placeholders(operation, value).length === Object.keys(path).length);
	return { operation, call: firstPage(operation, callOf(operation, { path, query: values, level: level?.value })) };
}

async function search(context: ILoadOptionsFunctions, service: Service, list: List, filter: string, token?: string): Promise<INodeListSearchResult> {
	try {
		const transport = await Transport.open(context, service, { longestWait: 20, tries: 2, timeout: 20 });
		const query = filter !== '' && list.search ? { [list.search]: filter } : {};
		const { operation, call } = listCall(service.catalogue, list, needsOf(context, service.catalogue, list), query);
		const found: Entry[] = [];
		// What lies inside the records of a list may come again with each of them, so that one page says little.
		const isShared = list.value.includes('.');
		let next: string | undefined = token ?? call.url;
		for (let pages = 0; next !== undefined && pages < PAGES_PER_SEARCH && (pages === 0 || found.length < ENOUGH); pages += 1) {
			const page = await readPage(transport, operation, { ...call, url: next });
			const entries = await entriesOf(transport, operation, list, page.records, context.getTimezone());
			found.push(...(list.search ? entries : entries.filter(({ name, value, description }) => matches(filter, name, value, description ?? ''))));
			next = page.next;
			if ((filter === '' && !isShared) || list.search) break;
		}
		return { results: inOrder(found), ...(next === undefined ? {} : { paginationToken: next }) };
	} catch (error) {
		throw plainError(context.getNode(), error);
	}
}

/** What the fields of the node say about the records that a list depends on. */
export function needsOf(context: ILoadOptionsFunctions, catalogue: Catalogue, list: List): Record<string, string> {
	const operation = operationById(catalogue, list.operation);
	// Fields of one entry of a repeatable group stand beside each other, which n8n writes with `&`.
	const current = (name: string) => {
		const value = locatorValue(context.getCurrentNodeParameter(`&${name}`) ?? context.getCurrentNodeParameter(name));
		return value === undefined || value === null ? '' : String(value);
	};
	const needs = Object.entries(list.needs ?? {}).map(([wire, parameter]) => ({ wire, parameter, value: current(parameter) }));
	const level = operation.levels ? levelFor(operation, current('level'), needs.filter(({ value }) => value !== '').map(({ wire }) => wire)) : undefined;
	const wanted = level ? needs.filter(({ wire }) => placeholders(operation, level).includes(wire)) : needs;
	for (const { parameter, value } of wanted) {
		if (value === '') throw new FieldIssue(titleOf(catalogue, parameter), 'Choose one first. The list below depends on it');
	}
	return Object.fromEntries(wanted.map(({ wire, value }) => [wire, value]));
}

/** The address the node has chosen, else the longest one for which everything is filled in. */
function levelFor(operation: Operation, chosen: string, filled: string[]): string {
	const levels = operation.levels!.map(({ value }) => value);
	if (levels.includes(chosen)) return chosen;
	const possible = levels.filter((value) => placeholders(operation, value).every((name) => filled.includes(name)));
	return possible.sort((one, other) => placeholders(operation, other).length - placeholders(operation, one).length)[0] ?? levels[0];
}

function titleOf(catalogue: Catalogue, parameter: string): string {
	for (const { operations } of catalogue.resources) {
		for (const { fields } of operations) {
			const field = fields.find(({ name }) => name === parameter);
			if (field) return field.displayName;
		}
	}
	return parameter;
}

function matches(filter: string, ...texts: string[]): boolean {
	const words = filter.toLowerCase().split(/\s+/).filter((word) => word !== '');
	const whole = texts.join(' ').toLowerCase();
	return words.every((word) => whole.includes(word));
}
