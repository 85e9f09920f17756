import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

/** What making failed items needs of the context of a node. */
type Context = Pick<IExecuteFunctions, 'getNode' | 'getInputData'>;

/**
 * Whether the node continues with an output of its own for errors.
 *
 * n8n sorts the items itself, by their JSON (`handleNodeErrorOutput` of n8n-core). What every version takes for a failed item has `error`, may
 * have `message`, and has nothing else; n8n 2 also allows `details`. To such an item n8n adds the fields of the input item it is paired with.
 * An item that carries an error of its own, outside of its JSON, goes there as well, but n8n then replaces its JSON by the message.
 */
export function usesErrorOutput(context: Pick<IExecuteFunctions, 'getNode'>): boolean {
	return context.getNode().onError === 'continueErrorOutput';
}

/**
 * Makes the item with which the workflow goes on after a failure, for a node that continues on fail.
 *
 * On the regular output it says what happened in `error` and what to do in `description`. For the error output the advice is in `message`,
 * because of the shape that n8n asks for. Where the input item has a `message` of its own, that field is kept and the advice stands at the end
 * of `error`. Files of the input item go along on the error output, so that what failed can be tried again.
 *
 * @param error its `description` is the advice
 * @param itemIndex number of the input item, from 0; absent when the failure belongs to none
 */
export function failedItem(context: Context, error: Error, itemIndex?: number): INodeExecutionData {
	const paired = itemIndex === undefined ? {} : { pairedItem: { item: itemIndex } };
	const advice = adviceOf(error);
	if (!usesErrorOutput(context))
		return { json: { error: error.message, ...(advice === undefined ? {} : { description: advice }) }, ...paired };
	const { json = {}, binary } = itemIndex === undefined ? { json: {} } : (context.getInputData()[itemIndex] ?? {});
	const isTaken = 'message' in json;
	const said =
		isTaken || advice === undefined ? { error: withAdvice(error) } : { error: error.message, message: advice };
	return { json: said, ...(binary ? { binary } : {}), ...paired };
}

/**
 * Makes the item of a trigger for an event with which something failed. A trigger has no input whose fields n8n could add: on the error output
 * the event is in `message`, and the advice stands at the end of `error`.
 */
export function failedEvent(context: Context, error: Error, event: INodeExecutionData): INodeExecutionData {
	if (!usesErrorOutput(context)) return { ...event, json: { ...event.json, error: error.message } };
	return { ...event, json: { error: withAdvice(error), message: event.json } };
}

/**
 * Does the work of a node, and gives failed items in place of an error. n8n would hand the input items of a node that throws to its first
 * output, as if they were done.
 *
 * @param failed makes the items for what `work` threw
 * @throws what `work` throws, unless the node has an error output; also when the execution was cancelled
 */
export async function orFailedItems(
	context: Pick<IExecuteFunctions, 'getNode'> & Partial<Pick<IExecuteFunctions, 'getExecutionCancelSignal'>>,
	work: () => Promise<INodeExecutionData[]>,
	failed: (cause: unknown) => INodeExecutionData[],
): Promise<INodeExecutionData[]> {
	return await work().catch((cause: unknown) => {
		if (!usesErrorOutput(context) || context.getExecutionCancelSignal?.()?.aborted) throw cause;
		return failed(cause);
	});
}

function adviceOf(error: Error): string | undefined {
	return 'description' in error && typeof error.description === 'string' && error.description !== ''
		? error.description
		: undefined;
}

/** Both in one text. */
function withAdvice(error: Error): string {
	const advice = adviceOf(error);
	return advice === undefined ? error.message : `${error.message.replace(/\.$/, '')}. ${advice}`;
}
