import { NodeOperationError, type IPollFunctions } from 'n8n-workflow';
import type { Calls } from '../../connector/calls';
import { callsOf, forEach } from './calls';
import { itemOf, readPayload } from './envelope';
import { catchUpDays, wantedTypes } from './parameters';
import { SeenDeliveries } from './seenDeliveries';
import { stateOf, type State } from './state';
import { activated, standingAt, type Subscription } from './subscriptions';

/** An event in the history of a subscription. */
interface PastEvent {
	/** The `webhook-id` of its deliveries. */
	_id: string;
	createdAt: string;
	payload: Record<string, never>;
}

/** Executions that one look at the history starts; the next look goes on with the rest. */
const MOST = 500;

/**
 * 360Learning tries an event again after 5 seconds and after 5 minutes; the fourth attempt would come half an hour after that. An event that
 * is still open after this time is caught up on. Source: https://360learning.readme.io/docs/retry-logic
 */
const PATIENCE_MS = 10 * 60_000;

/** The subscriptions were made a moment ago: there is nothing to catch up on. */
const JUST_NOW_MS = 60_000;

const DAY_MS = 24 * 60 * 60_000;

/**
 * Starts the workflow for what could not be delivered, one execution for each event, oldest first, and lets inactive subscriptions deliver
 * again. An event that 360Learning counts as delivered was answered with 200 by this trigger and has started, so it is left alone whatever
 * n8n remembers.
 *
 * @throws NodeOperationError when a subscription is gone
 */
export async function catchUp(context: IPollFunctions): Promise<void> {
	const days = catchUpDays(context);
	const state = stateOf(context);
	if (days === 0 || !state.url || Date.now() - (state.newSince ?? 0) < JUST_NOW_MS) return;
	const calls = await callsOf(context);
	const types = wantedTypes(context);
	const standing = (await standingAt(calls, state.url)).filter(({ eventType }) => types.includes(eventType));
	const from = Math.max(Date.now() - days * DAY_MS, state.caughtUpFrom ?? 0);
	const missed = await forEach(calls, standing, async (subscription) => await missedBy(calls, state, subscription, from));
	startAll(context, state, missed.flat());
	await forEach(calls, standing, async (subscription) => await activated(calls, subscription));
	const gone = types.filter((type) => !standing.some(({ eventType }) => eventType === type));
	if (gone.length === 0) return;
	throw new NodeOperationError(context.getNode(), `360Learning has no webhook subscription for ${gone.join(', ')} any more`, {
		description: 'Somebody has deleted it there. Unpublish this workflow and publish it again to make a new one',
	});
}

interface Missed {
	id: string;
	/** When 360Learning put it into the history, milliseconds since 1970. */
	createdAt: number;
	type: string;
	payload: PastEvent['payload'];
}

/** Events of a subscription that were given up on, or that have been waiting for longer than the quick attempts take. */
async function missedBy(calls: Calls, state: State, { _id, eventType }: Subscription, from: number): Promise<Missed[]> {
	const since = state.subscriptions?.find(({ id }) => id === _id)?.since ?? 0;
	const gte = new Date(Math.max(from, since)).toISOString();
	const lt = new Date(Date.now() - PATIENCE_MS).toISOString();
	const path = { subscriptionId: _id };
	const lists = await Promise.all([
		calls.all('listWebhookEvents', { path, query: { createdAt: { gte }, status: { eq: 'failed' } } }),
		calls.all('listWebhookEvents', { path, query: { createdAt: { gte, lt }, status: { eq: 'sending' } } }),
		calls.all('listWebhookEvents', { path, query: { createdAt: { gte, lt }, status: { eq: 'pending' } } }),
	]);
	const events = lists.flat() as unknown as PastEvent[];
	return events.map((event) => ({ id: event._id, createdAt: Date.parse(event.createdAt), type: eventType, payload: event.payload }));
}

function startAll(context: IPollFunctions, state: State, missed: Missed[]): void {
	const deliveries = new SeenDeliveries(context, state);
	const unseen = [...new Map(missed.map((event) => [event.id, event])).values()]
		.filter(({ id }) => deliveries.look(id) === 'new')
		.sort((one, other) => one.createdAt - other.createdAt)
		.slice(0, MOST);
	if (unseen.length === 0) return;
	deliveries.catchUp(new Map(unseen.map(({ id, createdAt }) => [id, createdAt])));
	for (const { id, type, createdAt, payload } of unseen) {
		const message = readPayload(payload);
		// One execution for each event, as a delivery makes it; what a poll returns would be one execution for all of them.
		context.__emit([[itemOf(id, message.type ?? type, message.time ?? createdAt, message.data)]]);
	}
}
