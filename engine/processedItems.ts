import { createHash } from 'node:crypto';
import type { ICheckProcessedContextData, ICheckProcessedOptions, Workflow } from 'n8n-workflow';
import { core } from './n8n.ts';

/**
 * What n8n's database has of the items that nodes have processed in earlier executions: one list for each node, read whole and written whole.
 * Nodes are identified by name instead of n8n's IDs.
 */
export class ProcessedItems {
	private readonly lists = new Map<string, string>();

	async read(node: string): Promise<string[]> {
		// A database answers later, never at once.
		await new Promise(setImmediate);
		return JSON.parse(this.lists.get(node) ?? '[]') as string[];
	}

	async write(node: string, entries: string[]): Promise<void> {
		await new Promise(setImmediate);
		this.lists.set(node, JSON.stringify(entries));
	}
}

const databases = new WeakMap<Workflow, ProcessedItems>();

let isReady = false;

/** Gives the nodes of a workflow what n8n has for them under `helpers.checkProcessedAndRecord` and `removeProcessed`, in the mode `entries` and for each node. */
export async function keepProcessedItems(workflow: Workflow, database: ProcessedItems): Promise<void> {
	databases.set(workflow, database);
	if (isReady) return;
	isReady = true;
	const notHere = async (): Promise<never> => {
		throw new Error(
			'Of the helpers for deduplication only checkProcessedAndRecord and removeProcessed are available here.',
		);
	};
	await core.DataDeduplicationService.init({
		checkProcessedAndRecord: async (items, scope, context, options) =>
			await checkAndRecord(items.map(String), scope, context, options),
		removeProcessed: async (items, scope, context, options) => await remove(items.map(String), scope, context, options),
		clearAllProcessedItems: notHere,
		getProcessedDataCount: notHere,
	});
}

/** As n8n 2.41 does it (`deduplication-helper`). */
async function checkAndRecord(
	items: string[],
	scope: string,
	context: ICheckProcessedContextData,
	options: ICheckProcessedOptions,
) {
	const { database, node } = listOf(scope, context, options);
	const entries = await database.read(node);
	const before = new Set(entries);
	const isNew = (item: string) => !before.has(hashOf(item));
	await database.write(
		node,
		[...entries, ...items.filter(isNew).map(hashOf)].slice(options.maxEntries === undefined ? 0 : -options.maxEntries),
	);
	return { new: items.filter(isNew), processed: items.filter((item) => !isNew(item)) };
}

async function remove(
	items: string[],
	scope: string,
	context: ICheckProcessedContextData,
	options: ICheckProcessedOptions,
): Promise<void> {
	const { database, node } = listOf(scope, context, options);
	const entries = await database.read(node);
	const gone = new Set(items.map(hashOf));
	await database.write(
		node,
		entries.filter((entry) => !gone.has(entry)),
	);
}

function listOf(
	scope: string,
	{ workflow, node }: ICheckProcessedContextData,
	{ mode }: ICheckProcessedOptions,
): { database: ProcessedItems; node: string } {
	const database = databases.get(workflow as Workflow);
	if (!database || !node || scope !== 'node' || mode !== 'entries')
		throw new Error('Deduplication is available here for each node, in the mode "entries".');
	return { database, node: node.name };
}

function hashOf(item: string): string {
	return createHash('md5').update(item).digest('base64');
}
