import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { isTool } from '../model/tool';

/** The part of a node's context that is needed for failed items. */
type Context = Pick<IExecuteFunctions, 'getNode' | 'getInputData'>;

/**
 * Whether the node continues with an error output.
 *
 * n8n sorts the items itself by their JSON (`handleNodeErrorOutput` of n8n-core). In all versions, a failed item has `error`, optionally `message`, and
 * nothing else; n8n 2 also allows `details`. n8n adds the fields of the paired input item. An item with an `error` outside of its JSON goes to the error
 * output as well, but n8n then replaces its JSON by the message.
 */
export function usesErrorOutput(context: Pick<IExecuteFunctions, 'getNode'>): boolean {
	return context.getNode().onError === 'continueErrorOutput';
}

/**
 * Creates the output item for a failed input item, for a node that continues on fail.
 *
 * On the regular output, `error` says what happened and `description` what to do; for a language model, `error` says both. On the error output the advice is in `message`, because n8n requires
 * that shape. If the input item has a `message` itself, it is kept, and the advice is appended to `error`. Binary data of the input item is passed to
 * the error output, so that the item can be tried again.
 *
 * @param error an error whose `description` is the advice
 * @param itemIndex index of the input item, from 0; absent if the failure belongs to no item
 */
export function failedItem(context: Context, error: Error, itemIndex?: number): INodeExecutionData {
	const paired = itemIndex === undefined ? {} : { pairedItem: { item: itemIndex } };
	const advice = isTool(context.getNode()) ? undefined : adviceOf(error);
	if (!usesErrorOutput(context))
		return { json: { error: error.message, ...(advice === undefined ? {} : { description: advice }) }, ...paired };
	const { json = {}, binary } = itemIndex === undefined ? { json: {} } : (context.getInputData()[itemIndex] ?? {});
	const isTaken = 'message' in json;
	const said =
		isTaken || advice === undefined ? { error: withAdvice(error) } : { error: error.message, message: advice };
	return { json: said, ...(binary ? { binary } : {}), ...paired };
}

/**
 * Creates the item of a trigger for an event that failed. Triggers have no input whose fields n8n could add, so on the error output the event is in
 * `message` and the advice is appended to `error`.
 */
export function failedEvent(context: Context, error: Error, event: INodeExecutionData): INodeExecutionData {
	if (!usesErrorOutput(context)) return { ...event, json: { ...event.json, error: error.message } };
	return { ...event, json: { error: withAdvice(error), message: event.json } };
}

/**
 * Runs the work of a node and returns failed items instead of throwing, because n8n passes the input items of a node that throws to its first output,
 * as if they were done.
 *
 * @param failed creates the items for the error that `work` threw
 * @throws what `work` throws if the node has no error output, or if the execution was cancelled
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

/** Joins message and advice. */
function withAdvice(error: Error): string {
	const advice = adviceOf(error);
	return advice === undefined ? error.message : `${error.message.replace(/\.$/, '')}. ${advice}`;
}
