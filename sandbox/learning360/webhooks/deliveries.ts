import pLimit from 'p-limit';
import type { Clock } from '../../server/clock.ts';
import type { Company } from '../company.ts';
import type { WebhookSubscription } from '../platformRecords.ts';
import { isHere, post } from './sending.ts';
import { signature } from './signing.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Pause before each attempt. Source: https://360learning.readme.io/docs/retry-logic */
const PAUSES = [0, 5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR];

/** A subscription whose deliveries all fail for so long becomes inactive. Source: https://360learning.readme.io/changelog/2026-01-28 */
const PATIENCE = 5 * 24 * HOUR;

/** Deliveries under way at the same time; the number is ours. */
const CONCURRENCY = 25;

/** One attempt to deliver an event. */
export interface DeliveryAttempt {
	eventId: string;
	eventType: string;
	url: string;
	/** Counts from 1; a replay starts again. */
	attempt: number;
	/** Sandbox time, milliseconds since 1970. */
	at: number;
	/** Status of the answer; absent when there was none in time. */
	status?: number;
}

interface Waiting {
	eventId: string;
	attempt: number;
	dueAt: number;
}

/** Brings events to their subscribers: signed, again and again on the documented schedule, on the sandbox's clock. */
export class Deliveries {
	/** Every attempt, in the order in which they ended. */
	readonly log: DeliveryAttempt[] = [];
	private waiting: Waiting[] = [];
	private readonly underWay = new Set<Promise<void>>();
	/** Since when all deliveries of a subscription have failed. */
	private readonly failingSince = new Map<string, number>();
	private readonly limit = pLimit(CONCURRENCY);
	private timer?: NodeJS.Timeout;
	private readonly company: Company;
	private readonly clock: Clock;

	constructor(company: Company) {
		this.company = company;
		this.clock = company.clock;
		company.events.listen((event, subscription) => {
			// Nothing leaves this machine: events for other URLs wait in the history.
			if (isHere(subscription.url)) this.schedule({ eventId: event._id, attempt: 1, dueAt: this.clock.now() });
		});
	}

	/** Waits until every delivery that is due has been made. */
	async settled(): Promise<void> {
		this.work();
		while (this.underWay.size > 0) {
			await Promise.all(this.underWay);
			this.work();
		}
	}

	/** Lets time pass, with everything that happens on the way in its order. */
	async advance(milliseconds: number): Promise<void> {
		const target = this.clock.now() + milliseconds;
		await this.settled();
		for (let next = this.nextDue(); next <= target; next = this.nextDue()) {
			this.clock.skip(next - this.clock.now());
			await this.settled();
		}
		this.clock.skip(target - this.clock.now());
	}

	/** Forgets what is to be delivered, on the first day and at the end. */
	clear(): void {
		clearTimeout(this.timer);
		this.waiting = [];
		this.failingSince.clear();
		this.log.length = 0;
	}

	private schedule(entry: Waiting): void {
		this.waiting.push(entry);
		this.wake();
	}

	private nextDue(): number {
		return Math.min(...this.waiting.map(({ dueAt }) => dueAt));
	}

	private wake(): void {
		clearTimeout(this.timer);
		if (this.waiting.length === 0) return;
		const pause = Math.max(0, this.nextDue() - this.clock.now()) / this.clock.speed;
		this.timer = setTimeout(() => this.work(), Math.min(pause, 2 ** 31 - 1));
		this.timer.unref();
	}

	/** Starts what is due. */
	private work(): void {
		const now = this.clock.now();
		const due = this.waiting.filter(({ dueAt }) => dueAt <= now);
		this.waiting = this.waiting.filter(({ dueAt }) => dueAt > now);
		for (const entry of due) {
			const delivery = this.limit(async () => await this.deliver(entry)).finally(() => this.underWay.delete(delivery));
			this.underWay.add(delivery);
		}
		this.wake();
	}

	private async deliver({ eventId, attempt }: Waiting): Promise<void> {
		const event = this.company.webhookEvents.get(eventId);
		const subscription = event && this.company.webhookSubscriptions.get(event.subscriptionId);
		if (!event || !subscription) return;
		if (subscription.status === 'inactive') return this.end(eventId, 'failed');
		this.company.webhookEvents.change(eventId, { status: 'sending' });
		const { url, eventType } = subscription;
		const at = this.clock.now();
		const body = JSON.stringify(event.payload);
		const timestamp = String(Math.floor(at / SECOND));
		const status = await post(
			url,
			body,
			{
				'webhook-id': eventId,
				'webhook-timestamp': timestamp,
				'webhook-signature': signature(subscription, eventId, timestamp, body, at),
			},
			this.clock.speed,
		);
		this.log.push({ eventId, eventType, url, attempt, at, status });
		if (status !== undefined && status >= 200 && status < 300) {
			this.failingSince.delete(subscription._id);
			return this.end(eventId, 'delivered');
		}
		if (this.givesUp(subscription)) return this.end(eventId, 'failed');
		if (attempt === PAUSES.length) return this.end(eventId, 'failed');
		this.schedule({ eventId, attempt: attempt + 1, dueAt: this.clock.now() + PAUSES[attempt]! });
	}

	/** Makes a subscription inactive when its deliveries have failed for too long. */
	private givesUp({ _id }: WebhookSubscription): boolean {
		const now = this.clock.now();
		const since = this.failingSince.get(_id) ?? now;
		this.failingSince.set(_id, since);
		if (now - since < PATIENCE) return false;
		if (this.company.webhookSubscriptions.has(_id))
			this.company.webhookSubscriptions.change(_id, { status: 'inactive' });
		this.failingSince.delete(_id);
		return true;
	}

	private end(eventId: string, status: 'delivered' | 'failed'): void {
		// The subscription, and its history with it, may have been deleted meanwhile.
		if (this.company.webhookEvents.has(eventId)) this.company.webhookEvents.change(eventId, { status });
	}
}
