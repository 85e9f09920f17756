import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { withReferences } from './references';
import { SeenDeliveries } from './seenDeliveries';

/** Passes on what a delivery or the history has brought, in the execution that it started. */
export async function passOn(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const items = context.getInputData();
	if (context.getMode() !== 'manual') {
		const deliveries = new SeenDeliveries(context);
		for (const { json } of items) deliveries.start(String(json.eventId));
	}
	return await withReferences(context, items, context.getNodeParameter('resolveReferences', 0, []) as string[]);
}
