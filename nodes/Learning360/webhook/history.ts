import type { IDataObject } from 'n8n-workflow';
import type { Calls } from '../vendor/calls';
import { depthWithin, isObject, readPayload, timeOf, type Message } from './envelope';
import { fingerprint } from './fingerprint';
import { PATIENCE_MS } from './retrySchedule';
import type { Subscription } from './subscriptions';

/** An undelivered event in the history of a subscription. */
export interface Missed {
	/** The `webhook-id` of its deliveries; made up where the history names none. */
	id: string;
	/** When 360Learning put it into the history, milliseconds since 1970; absent when that cannot be read. */
	createdAt: number | undefined;
	/** Type of the subscription. */
	type: string;
	/** What it says; absent when that cannot be read. */
	message?: Message;
}

/**
 * Reads the events of a subscription that were given up on, or that have been open for longer than the quick attempts take.
 *
 * @param from milliseconds since 1970; the vendor rounds to seconds, so that some events before it may come as well
 */
export async function missedBy(calls: Calls, { _id, eventType }: Subscription, from: number): Promise<Missed[]> {
	const gte = new Date(from).toISOString();
	const lt = new Date(Date.now() - PATIENCE_MS).toISOString();
	const path = { subscriptionId: _id };
	const lists = await Promise.all([
		calls.entries('listWebhookEvents', { path, query: { createdAt: { gte }, status: { eq: 'failed' } } }),
		calls.entries('listWebhookEvents', { path, query: { createdAt: { gte, lt }, status: { eq: 'sending' } } }),
		calls.entries('listWebhookEvents', { path, query: { createdAt: { gte, lt }, status: { eq: 'pending' } } }),
	]);
	return lists.flat().map((event) => readEvent(event, eventType));
}

function readEvent(event: unknown, type: string): Missed {
	const { _id: id, createdAt, payload }: IDataObject = isObject(event) ? event : {};
	const identified = typeof id === 'string' && id !== '';
	const isReadable = identified && isObject(payload) && depthWithin(payload);
	return {
		id: identified ? id : `unnamed ${fingerprint(textOf(event))}`,
		createdAt: timeOf(createdAt),
		type,
		...(isReadable ? { message: readPayload(payload) } : {}),
	};
}

/** JSON of an event that has no id, to know it by; without what is nested too deep to be written. */
function textOf(event: unknown): string {
	return depthWithin(event) ? JSON.stringify(event) : `deep ${isObject(event) ? Object.keys(event).join() : ''}`;
}
