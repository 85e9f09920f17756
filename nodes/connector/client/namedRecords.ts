import pLimit from 'p-limit';
import type { Catalogue } from '../model/catalogue';
import type { List, Lookup } from '../model/list';
import type { Transport } from '../transport/transport';
import { cleanToken } from '../wire/texts';
import { listCall } from './listCall';
import { type Page, pagesFrom } from './pagination';

/** A value of a record as text; empty if it is neither text nor a number. */
export function propertyOf(record: unknown, name: string): string {
	const value = (record as Record<string, unknown> | null | undefined)?.[name];
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/**
 * Records of a list by one of their properties, such as their email addresses. Few values are asked for one by one. For every `Lookup.many` values a
 * page of the list may be read too; once the whole list is known, it answers for all further values. A list that turns out to be longer has cost so
 * many calls in vain, a fraction of those for the values.
 */
export class NamedRecords {
	private asked = 0;
	private pagesRead = 0;
	private isComplete = false;
	private known = new Map<string, unknown[]>();
	private pages: AsyncGenerator<Page, void, void> | undefined;
	/** The page that is being read. */
	private reading: Promise<void> | undefined;
	private readonly turns;

	constructor(
		private readonly transport: Transport,
		private readonly catalogue: Catalogue,
		private readonly list: List,
		private readonly lookup: Lookup,
		private readonly needs: Record<string, string>,
	) {
		this.turns = pLimit(transport.concurrency(listCall(catalogue, list, needs).operation));
	}

	/**
	 * Finds the records with a value, ignoring case.
	 *
	 * @param one asks the vendor for this value alone
	 */
	async find(name: string, one: () => Promise<unknown[]>): Promise<unknown[]> {
		this.asked += 1;
		// All entries of a list ask before the first one is looked up, so that it is known how many there are.
		await Promise.resolve();
		while (!this.isComplete && this.pagesRead < Math.floor(this.asked / this.lookup.many!)) {
			this.reading ??= this.readPage().finally(() => (this.reading = undefined));
			await this.reading;
		}
		// The vendor may leave some records out of the list, such as those of people who have left: who is not on it is asked for.
		const known = this.isComplete ? this.known.get(name.toLowerCase()) : undefined;
		return known ?? (await this.turns(one));
	}

	private async readPage(): Promise<void> {
		const { operation, call } = listCall(this.catalogue, this.list, this.needs);
		this.pages ??= pagesFrom(this.transport, operation, call);
		this.pagesRead += 1;
		const { value: page } = await this.pages.next().catch((error: unknown) => {
			// What was read may have a gap now.
			this.pages = undefined;
			this.known = new Map();
			throw error;
		});
		for (const record of page?.records ?? []) {
			const name = cleanToken(propertyOf(record, this.lookup.property)).toLowerCase();
			if (name !== '') this.known.set(name, [...(this.known.get(name) ?? []), record]);
		}
		this.isComplete = page?.next === undefined;
	}
}
