import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { listCall } from '../client/listCall';
import { readPage } from '../client/pagination';
import { FieldIssue } from '../model/failures';
import { choicesMethod, isLong } from '../model/find';
import type { List } from '../model/list';
import type { Service } from '../model/service';
import { Transport } from '../transport/transport';
import { entriesOf, inOrder } from './listLabels';
import { listError } from './listError';
import { needsOf } from './needs';

/** Maximum number of pages read for a dropdown; for more records, IDs can be given by an expression. */
const MOST_PAGES = 20;

/** Creates one method per list for choosing several records, named like the list, and one per long set of choices. */
export function listOptionMethods(
	service: Service,
): Record<string, (this: ILoadOptionsFunctions) => Promise<INodePropertyOptions[]>> {
	const chosen = Object.entries(service.catalogue.lists).filter(([, list]) => !list.large);
	return {
		...Object.fromEntries(
			chosen.map(([name, list]) => [
				name,
				async function (this: ILoadOptionsFunctions) {
					return await optionsOf(this, service, list);
				},
			]),
		),
		...choiceMethods(service),
	};
}

/** Creates one method per long set of choices. They come from the documents, so that nothing is requested. */
function choiceMethods({ catalogue }: Service): Record<string, () => Promise<INodePropertyOptions[]>> {
	const long = Object.entries(catalogue.options).filter(([, options]) => isLong(options));
	return Object.fromEntries(
		long.map(([name, options]) => [choicesMethod(name), async () => await Promise.resolve(options)]),
	);
}

async function optionsOf(
	context: ILoadOptionsFunctions,
	service: Service,
	list: List,
): Promise<INodePropertyOptions[]> {
	try {
		const transport = await Transport.open(context, service, { longestWait: 20, tries: 2, timeout: 20 });
		const { operation, call } = listCall(service.catalogue, list, needsOf(context, service.catalogue, list));
		const records: unknown[] = [];
		let next: string | undefined = call.url;
		for (let pages = 0; next !== undefined; pages += 1) {
			if (pages === MOST_PAGES)
				throw new FieldIssue(
					'List',
					`This list is too long to choose from (more than ${records.length} entries)`,
					'Give the IDs with an expression',
				);
			const page = await readPage(transport, operation, { ...call, url: next });
			records.push(...page.records);
			next = page.next;
		}
		return inOrder(await entriesOf(transport, operation, list, records, context.getTimezone()));
	} catch (error) {
		throw listError(context.getNode(), error);
	}
}
