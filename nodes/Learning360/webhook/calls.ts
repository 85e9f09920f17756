import type { IExecuteFunctions, IHookFunctions, IPollFunctions, IWebhookFunctions } from 'n8n-workflow';
import { Calls } from '../../connector/client/calls';
import type { CallSettings } from '../../connector/transport/settings';
import { Transport } from '../../connector/transport/transport';
import { learning360 } from '../vendor/service';

/** Maximum number of concurrent calls; the transport keeps the vendor's limits. */
const CONCURRENCY = 5;

/** Calls of 360Learning with the trigger's credential. */
export async function callsOf(
	context: IExecuteFunctions | IHookFunctions | IPollFunctions | IWebhookFunctions,
	settings: Partial<CallSettings> = {},
): Promise<Calls> {
	const transport = await Transport.open(context, learning360, settings);
	return new Calls(learning360, transport, {
		concurrency: CONCURRENCY,
		keepGoing: true,
		timezone: context.getTimezone(),
	});
}

/**
 * Processes all entries, a few at a time, and waits until the last one is done.
 *
 * @throws the error of the first one that failed
 */
export async function forEach<Entry, Result>(
	calls: Calls,
	entries: Entry[],
	work: (entry: Entry) => Promise<Result>,
): Promise<Result[]> {
	const outcomes = await calls.each(entries, work);
	return outcomes.map((outcome) => {
		if (outcome instanceof Error) throw outcome;
		return outcome as Result;
	});
}
