import type { IDataObject } from 'n8n-workflow';
import { ProcessedItems } from '../processedItems.ts';

/**
 * What n8n's database has of the static data of a workflow: one text, read whole and written whole. Two requests at the same time overwrite
 * each other's, here as there.
 */
export class StaticDataStorage {
	/** What the workflow's nodes have processed. */
	readonly processedItems = new ProcessedItems();
	private text = '{}';
	/** Where polls keep their memory apart (durable cursors), by ID of the node. */
	private readonly cursors = new Map<string, string>();
	/** How often it was written. */
	writes = 0;

	/** All that is stored, to look at: static data by its own names, cursors by the IDs of their nodes. */
	get stored(): IDataObject {
		const cursors = [...this.cursors].map(([node, text]) => [node, JSON.parse(text) as IDataObject] as const);
		return { ...(JSON.parse(this.text) as IDataObject), ...Object.fromEntries(cursors) };
	}

	async read(): Promise<IDataObject> {
		// A database answers later, never at once: requests at the same time all read before one of them writes.
		await new Promise(setImmediate);
		return JSON.parse(this.text) as IDataObject;
	}

	async write(staticData: IDataObject): Promise<void> {
		const text = JSON.stringify(staticData);
		await new Promise(setImmediate);
		this.text = text;
		this.writes += 1;
	}

	/** Returns the cursor of a polling trigger, made from its static data where there is none. */
	async cursor(node: string, staticData: IDataObject): Promise<IDataObject> {
		await new Promise(setImmediate);
		const text = this.cursors.get(node) ?? JSON.stringify(staticData);
		this.cursors.set(node, text);
		return JSON.parse(text) as IDataObject;
	}

	async advance(node: string, cursor: IDataObject): Promise<void> {
		const text = JSON.stringify(cursor);
		await new Promise(setImmediate);
		this.cursors.set(node, text);
	}
}
