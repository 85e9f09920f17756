import { randomBytes } from 'node:crypto';
import type { Clock } from '../engine/clock.ts';
import type { Collection } from '../engine/store.ts';
import type { WebhookEvent, WebhookSubscription } from './platformRecords.ts';

export type EventListener = (event: WebhookEvent, subscription: WebhookSubscription) => void;

/**
 * What happens in the company and may be told to others. Every event joins the history of the active subscriptions to
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
		const interested = this.subscriptions.where((subscription) => subscription.eventType === type && subscription.status === 'active');
		for (const subscription of interested) {
			const timestamp = Math.floor(this.clock.now());
			const event: WebhookEvent = {
				_id: `msg_${randomBytes(12).toString('hex')}`,
				subscriptionId: subscription._id,
				createdAt: this.clock.iso(),
				status: 'pending',
				// xAPI statements travel without an envelope.
				payload: /^xapi(\.|$)/.test(type) ? data : { type, timestamp, data },
			};
			this.history.put(event);
			this.replay(event, subscription);
		}
	}

	/** Hands an event that is in the history to the listeners, once more. */
	replay(event: WebhookEvent, subscription: WebhookSubscription): void {
		for (const listener of this.listeners) listener(event, subscription);
	}
}
