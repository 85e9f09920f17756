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
	/** How often it was written. */
	writes = 0;

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
}
