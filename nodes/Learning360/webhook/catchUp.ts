import { NodeOperationError, sleep, type IPollFunctions } from 'n8n-workflow';
import { plainError } from '../../connector/messages/errors';
import { callsOf, forEach } from './calls';
import { CaughtUp } from './caughtUp';
import { itemOf } from './envelope';
import { missedBy, type Missed } from './history';
import { catchUpDays, runsAgain, wantedTypes } from './parameters';
import { SeenDeliveries, type Verdict } from './seenDeliveries';
import { stateOf } from './state';
import { activated, standingAt } from './subscriptions';

/** Maximum number of executions started per reading of the history; the next reading continues. */
const MOST = 500;

/**
 * Executions between two savings of the memory. n8n stores it as a whole, with each execution for as long as it has not ended storing an earlier
 * change.
 */
const SAVE_EVERY = 25;

/** Time for n8n to store the memory, during a reading and at its end. */
const STORING_MS = 50;
const LAST_STORING_MS = 500;

/** The subscriptions were just created, so there is nothing to catch up on. */
const JUST_NOW_MS = 60_000;

const DAY_MS = 24 * 60 * 60_000;

/** Events named in a report. */
const NAMED = 10;

/**
 * Starts the workflow for what could not be delivered, one execution for each event, oldest first, and lets inactive subscriptions deliver
 * again. An event that 360Learning counts as delivered was answered with 200 by this trigger and has started, so it is left alone whatever
 * n8n remembers. An event that cannot be read is reported in a failed execution and passed over.
 *
 * @throws NodeOperationError when a subscription is gone, or NodeApiError when the history of one cannot be read; the others are caught up on
 * all the same. When n8n starts, this is reported instead, so that the trigger goes on listening
 */
export async function catchUp(context: IPollFunctions): Promise<void> {
	try {
		await lookBack(context);
	} catch (error) {
		const failure = plainError(context.getNode(), error);
		if (context.getActivationMode() !== 'init') throw failure;
		context.__emitError(failure);
	}
}

async function lookBack(context: IPollFunctions): Promise<void> {
	const days = catchUpDays(context);
	const state = stateOf(context);
	const now = Date.now();
	if (days === 0 || !state.url || now - (state.newSince ?? 0) < JUST_NOW_MS) return;
	const calls = await callsOf(context);
	const types = wantedTypes(context);
	const standing = (await standingAt(calls, state.url)).filter(({ eventType }) => types.includes(eventType));
	const from = Math.max(now - days * DAY_MS, state.caughtUpFrom ?? 0);
	const histories = await calls.each(standing, async (subscription) => {
		const since = Math.max(from, state.subscriptions?.find(({ id }) => id === subscription._id)?.since ?? 0);
		return (await missedBy(calls, subscription, since)).filter(({ createdAt = since }) => createdAt >= since);
	});
	const failure = histories.find((history) => history instanceof Error);
	await startAll(
		context,
		histories.flatMap((history) => (Array.isArray(history) ? history : [])),
		failure ? undefined : now,
	);
	await forEach(calls, standing, async (subscription) => await activated(calls, subscription));
	if (failure) throw failure;
	const gone = types.filter((type) => !standing.some(({ eventType }) => eventType === type));
	if (gone.length === 0) return;
	throw new NodeOperationError(
		context.getNode(),
		`360Learning has no webhook subscription for ${gone.join(', ')} any more`,
		{
			description: 'Somebody has deleted it there. Unpublish this workflow and publish it again to make a new one',
		},
	);
}

/** @param completeAt when the whole history was read, in milliseconds since 1970; absent when a part of it is missing */
async function startAll(context: IPollFunctions, missed: Missed[], completeAt: number | undefined): Promise<void> {
	const caughtUp = new CaughtUp(stateOf(context));
	const isKeptUntilEnd = runsAgain(context);
	const deliveries = new SeenDeliveries(context, isKeptUntilEnd);
	const events = [...new Map(missed.map((event) => [event.id, event])).values()].sort(
		(one, other) => (one.createdAt ?? 0) - (other.createdAt ?? 0),
	);
	const verdicts = new Map(
		events.map(({ id, createdAt }) => [id, verdict(deliveries.look(id), caughtUp.has(id, createdAt))]),
	);
	const open = events.filter(({ id }) => verdicts.get(id) === 'new');
	const unreadable: string[] = [];
	for (const { id, createdAt } of events)
		if (verdicts.get(id) === 'seen' && !caughtUp.has(id, createdAt)) caughtUp.add(id, createdAt);
	for (const [index, event] of open.slice(0, MOST).entries()) {
		const isStarted = start(context, deliveries, event);
		if (!isStarted) unreadable.push(event.id);
		// Marked after the effect: should the loop break, what comes later is looked at again. What is to run to its end is marked by a later look.
		if (!isStarted || !isKeptUntilEnd) caughtUp.add(event.id, event.createdAt);
		if (index % SAVE_EVERY === SAVE_EVERY - 1) caughtUp.save();
		if (index > 0 && index % SAVE_EVERY === 0) await sleep(STORING_MS);
	}
	if (completeAt !== undefined) {
		const undated = new Set(events.filter(({ createdAt }) => createdAt === undefined).map(({ id }) => id));
		// Also what was started now: n8n may yet fail to make its execution.
		const waiting = events.filter(({ id }) => verdicts.get(id) !== 'seen');
		caughtUp.settle(completeAt, Math.min(...waiting.map(({ createdAt = Infinity }) => createdAt)), undated);
	}
	// When n8n has stored what it was handed with an execution, it takes everything for stored, also what was changed meanwhile.
	if (open.length > 0) await sleep(LAST_STORING_MS);
	caughtUp.save();
	if (unreadable.length > 0) context.__emitError(unreadableError(context, unreadable));
}

/** What this process knows of an event counts more than what was stored: n8n may not have been able to make its execution. */
function verdict(known: Verdict, isStored: boolean): Verdict {
	if (known === 'lost') return 'new';
	return known === 'new' && isStored ? 'seen' : known;
}

/** @returns whether the event could be read and handed to n8n */
function start(context: IPollFunctions, deliveries: SeenDeliveries, { id, type, createdAt, message }: Missed): boolean {
	if (!message) return false;
	const done = context.helpers.createDeferredPromise<unknown>();
	try {
		// One execution for each event, as a delivery makes it; what a poll returns would be one execution for all of them.
		context.__emit(
			[[itemOf(id, message.type ?? type, message.time ?? createdAt ?? Date.now(), message.data)]],
			undefined,
			done as never,
		);
	} catch (error) {
		context.logger.error(`n8n did not take the event ${id}: ${(error as Error).message}`);
		return false;
	}
	deliveries.begin(id, done.promise);
	return true;
}

function unreadableError(context: IPollFunctions, ids: string[]): NodeOperationError {
	const named = ids.slice(0, NAMED).join(', ');
	const more = ids.length > NAMED ? ` and ${ids.length - NAMED} more` : '';
	return new NodeOperationError(
		context.getNode(),
		`${ids.length === 1 ? 'A missed event' : `${ids.length} missed events`} of 360Learning could not be read and ${ids.length === 1 ? 'was' : 'were'} skipped`,
		{
			description: `Events: ${named}${more}. They have no ID, no content, or content that n8n cannot store. They are not tried again; look them up with Webhook Event > Get Many`,
		},
	);
}
