import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { plainError } from '../../connector/messages/errors';
import { failedEvent, orFailedItems } from '../../connector/messages/failedItem';
import { INTERRUPTED, RUN_AGAIN, wantedReferences } from './parameters';
import { withReferences } from './references';
import { SeenDeliveries } from './seenDeliveries';

/** Passes the event of a delivery or of the history on, in the execution that it started. */
export async function passOn(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	let wanted = context.getInputData();
	const work = async () => {
		if (context.getMode() !== 'manual') wanted = await onlyOnce(context, wanted);
		return await withReferences(
			context,
			wanted,
			wantedReferences(context.getNodeParameter('resolveReferences', 0, [])),
		);
	};
	return await orFailedItems(context, work, (cause) =>
		wanted.map((item) => failedEvent(context, plainError(context.getNode(), cause), item)),
	);
}

async function onlyOnce(context: IExecuteFunctions, items: INodeExecutionData[]): Promise<INodeExecutionData[]> {
	const deliveries = new SeenDeliveries(context, context.getNodeParameter(INTERRUPTED, 0, 'show') === RUN_AGAIN);
	const verdicts = await Promise.all(
		items.map(async ({ json }) => await deliveries.mayGoOn(String(json.eventId), context)),
	);
	return items.filter((_, index) => verdicts[index]);
}
