import { type Call, succeed } from '../../../server/answer.ts';
import type { Company } from '../../company.ts';
import type { WebhookSubscription } from '../../platformRecords.ts';
import { refusal } from '../../refusals.ts';
import { answers } from '../../webhooks/sending.ts';
import { newSecret, rotation } from '../../webhooks/signing.ts';
import { given, type Resource } from '../answering.ts';

const REPLAY_DAYS = 3;
/** A maximum per event type exists; the number is ours. */
const MAXIMUM_SUBSCRIPTIONS = 20;

/** Jobs of users and webhook subscriptions. */
export const platform: Resource = (company) => ({
	replaceUserJobs: (call) => {
		const jobIds = call.body.jobIds as string[];
		if (jobIds.length > 100) throw refusal(call.operation, 'tooManyJobs');
		const known = new Set(company.jobs.all().flatMap(({ _id, externalId }) => [_id, externalId]));
		if (!jobIds.every((id) => known.has(id))) throw refusal(call.operation, 'jobExternalIdNotFound');
		const userId = call.path.userId as string;
		company.userJobs.put({
			targetJobIds: [],
			previousJobIds: [],
			...company.userJobs.get(userId),
			userId,
			currentJobIds: jobIds,
		});
		return succeed(call, jobIds);
	},
	createWebhookSubscription: async (call) => {
		await checkSubscription(company, call, call.body.eventType, call.body.url);
		const count = company.webhookSubscriptions.where(({ eventType }) => eventType === call.body.eventType).length;
		if (count >= MAXIMUM_SUBSCRIPTIONS) throw refusal(call.operation, 'subscriptionsLimitReached');
		return succeed(
			call,
			company.webhookSubscriptions.put({ ...call.body, _id: company.newId(), status: 'active', secret: newSecret() }),
		);
	},
	updateWebhookSubscription: async (call) => {
		const subscription = subscriptionOf(company, call);
		if (call.body.url !== undefined)
			await checkSubscription(company, call, subscription.eventType, call.body.url, subscription._id);
		return succeed(call, company.webhookSubscriptions.change(subscription._id, given(call.body)));
	},
	getWebhookSigningSecret: (call) => succeed(call, subscriptionOf(company, call)),
	rotateWebhookSigningSecret: (call) => {
		const subscription = subscriptionOf(company, call);
		return succeed(
			call,
			company.webhookSubscriptions.change(subscription._id, rotation(subscription, company.clock.now())),
		);
	},
	retryFailedWebhookEvents: (call) => replay(company, call, 'failed'),
	retryDeliveredWebhookEvents: (call) => replay(company, call, 'delivered'),
});

function subscriptionOf(company: Company, { path }: Call): WebhookSubscription {
	return company.webhookSubscriptions.get(path.subscriptionId as string) as WebhookSubscription;
}

async function checkSubscription(
	company: Company,
	{ operation }: Call,
	eventType: string,
	url: string,
	own?: string,
): Promise<void> {
	const same = company.webhookSubscriptions.find(
		(entry) => entry._id !== own && entry.eventType === eventType && entry.url === url,
	);
	if (same) throw refusal(operation, 'subscriptionAlreadyExists');
	const isAddress = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
	if (!isAddress || !(await answers(url, company.clock.speed))) throw refusal(operation, 'urlUnreachable');
}

/** Puts events of a time span back in line; three days at most, end after start, active subscriptions only. */
function replay(company: Company, call: Call, status: 'failed' | 'delivered') {
	const subscription = subscriptionOf(company, call);
	if (subscription.status !== 'active') throw refusal(call.operation, 'activeSubscriptionNotFound');
	const start = Date.parse(call.body.startDate);
	const end = Date.parse(call.body.endDate);
	if (end <= start || end - start > REPLAY_DAYS * 86_400_000) throw refusal(call.operation, 'invalidRetryTimeframe');
	const events = company.webhookEvents.where((event) => {
		const createdAt = Date.parse(event.createdAt);
		return (
			event.subscriptionId === subscription._id && event.status === status && createdAt >= start && createdAt < end
		);
	});
	for (const { _id } of events)
		company.events.replay(company.webhookEvents.change(_id, { status: 'pending' }), subscription);
	return succeed(call);
}
