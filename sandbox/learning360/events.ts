import { randomBytes } from 'node:crypto';
import type { Clock } from '../server/clock.ts';
import type { Collection } from '../server/store.ts';
import type { WebhookEvent, WebhookSubscription } from './platformRecords.ts';

export type EventListener = (event: WebhookEvent, subscription: WebhookSubscription) => void;

/**
 * Events of the company. Every event joins the history of the active subscriptions to
 * its type with status `pending`; a listener may deliver it from there.
 */
export class Events {
	private listeners: EventListener[] = [];
	private readonly clock: Clock;
	private readonly subscriptions: Collection<WebhookSubscription>;
	private readonly history: Collection<WebhookEvent>;

	constructor(clock: Clock, subscriptions: Collection<WebhookSubscription>, history: Collection<WebhookEvent>) {
		this.clock = clock;
		this.subscriptions = subscriptions;
		this.history = history;
	}

	/** @returns a function that takes the listener away again */
	listen(listener: EventListener): () => void {
		this.listeners.push(listener);
		return () => {
			this.listeners = this.listeners.filter((entry) => entry !== listener);
		};
	}

	/**
	 * @param type event type of the document, e.g. `path.session.added`
	 * @param data fields of the event
	 */
	emit(type: string, data: Record<string, unknown>): void {
		for (const subscription of this.interested(type)) {
			const event = this.history.put(eventOf(subscription, type, data, this.clock.now(), 'pending'));
			this.replay(event, subscription);
		}
	}

	/**
	 * Adds an event to the history as finally failed; listeners are not called.
	 *
	 * @param at when it happened, milliseconds since 1970
	 */
	fail(type: string, data: Record<string, unknown>, at: number): void {
		for (const subscription of this.interested(type)) this.history.put(eventOf(subscription, type, data, at, 'failed'));
	}

	private interested(type: string): WebhookSubscription[] {
		return this.subscriptions.where(
			(subscription) => subscription.eventType === type && subscription.status === 'active',
		);
	}

	/** Passes an event of the history to the listeners again. */
	replay(event: WebhookEvent, subscription: WebhookSubscription): void {
		for (const listener of this.listeners) listener(event, subscription);
	}
}

function eventOf(
	{ _id }: WebhookSubscription,
	type: string,
	data: Record<string, unknown>,
	at: number,
	status: WebhookEvent['status'],
): WebhookEvent {
	const timestamp = Math.floor(at);
	return {
		_id: `msg_${randomBytes(12).toString('hex')}`,
		subscriptionId: _id,
		createdAt: new Date(timestamp).toISOString(),
		status,
		// xAPI statements travel without an envelope.
		payload: /^xapi(\.|$)/.test(type) ? data : { type, timestamp, data },
	};
}
