import { createHmac, randomBytes } from 'node:crypto';
import type { WebhookSubscription } from '../platformRecords.ts';

/** How long events are signed with the old secret as well. Source: the document of rotateWebhookSigningSecret. */
const ROTATION_MS = 24 * 3600 * 1000;

/** Signs a delivery: one entry for each secret that counts at this time. */
export function signature(
	{ secret, formerSecret }: WebhookSubscription,
	id: string,
	timestamp: string,
	body: string,
	now: number,
): string {
	const secrets = formerSecret && now < formerSecret.until ? [secret, formerSecret.secret] : [secret];
	return secrets
		.map((entry) => `v1,${createHmac('sha256', keyOf(entry)).update(`${id}.${timestamp}.${body}`).digest('base64')}`)
		.join(' ');
}

/** What a rotation changes in a subscription. */
export function rotation(
	{ secret }: WebhookSubscription,
	now: number,
): Pick<WebhookSubscription, 'secret' | 'formerSecret'> {
	return { secret: newSecret(), formerSecret: { secret, until: now + ROTATION_MS } };
}

/** A secret in the form of Svix, which carries the vendor's deliveries. */
export function newSecret(): string {
	return `whsec_${randomBytes(24).toString('base64')}`;
}

function keyOf(secret: string): Buffer {
	return Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
}
