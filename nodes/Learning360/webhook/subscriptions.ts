import type { IHookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { plainError } from '../../connector/messages/errors';
import { FieldIssue } from '../../connector/model/failures';
import type { Calls } from '../vendor/calls';
import { callsOf, forEach } from './calls';
import { checkSettings, pastedSecrets, wantedTypes } from './parameters';
import { isSecret } from './signature';
import { clearState, stateOf, type State, type StoredSubscription } from './state';

/** A subscription as 360Learning has it: one event type and one address. */
export interface Subscription {
	_id: string;
	eventType: string;
	name: string;
	url: string;
	status: 'active' | 'inactive';
}

/**
 * Whether everything stands as it should: each chosen event has an active subscription to this address, no other of ours does, and
 * deliveries can be verified.
 */
export async function subscriptionsStand(context: IHookFunctions): Promise<boolean> {
	checkSettings(context);
	const types = wantedTypes(context);
	const state = stateOf(context);
	const verifiable =
		pastedSecrets(context).length > 0 ||
		types.every((type) => state.subscriptions?.some((own) => own.type === type && own.secret));
	if (!verifiable || state.url !== addressOf(context)) return false;
	const standing = await standingAt(await callsOf(context), addressOf(context));
	const active = standing.filter(({ status }) => status === 'active').map(({ eventType }) => eventType);
	return types.every((type) => active.includes(type)) && surplus(context, standing, types).length === 0;
}

/**
 * Makes sure that each chosen event has an active subscription to this URL: existing ones are used, inactive ones activated, missing ones created. Then
 * reads the signing secrets. If a call fails, subscriptions that were just created are deleted again.
 */
export async function subscribe(context: IHookFunctions): Promise<void> {
	checkSettings(context);
	const types = wantedTypes(context);
	const url = addressOf(context);
	const calls = await callsOf(context);
	const standing = await standingAt(calls, url);
	const created: Subscription[] = [];
	try {
		const current = await forEach(calls, types, async (type) => {
			const found = standing.find(({ eventType }) => eventType === type);
			if (found) return await activated(calls, found);
			const made = await create(context, calls, type, url);
			if (made.isNew) created.push(made.subscription);
			return made.subscription;
		});
		const secrets = await secretsOf(context, calls, current);
		await forEach(calls, surplus(context, standing, types), async ({ _id }) => await remove(calls, _id));
		remember(context, url, current, secrets);
		// New subscriptions have no history; existing ones may have events to catch up on.
		stateOf(context).newSince = created.length === current.length ? Date.now() : undefined;
	} catch (error) {
		await removeAll(context, calls, created);
		throw plainError(context.getNode(), error);
	}
}

/** Deletes the subscriptions to this URL that this workflow created and keeps all others. */
export async function unsubscribe(context: IHookFunctions): Promise<void> {
	const calls = await callsOf(context);
	const standing = await standingAt(calls, addressOf(context));
	await forEach(
		calls,
		standing.filter(({ name }) => isOwn(context, name)),
		async ({ _id }) => await remove(calls, _id),
	);
	clearState(stateOf(context));
}

/** The subscriptions of all events to one address. */
export async function standingAt(calls: Calls, url: string): Promise<Subscription[]> {
	const all = (await calls.all('listWebhookSubscriptions')) as unknown as Subscription[];
	return all.filter((subscription) => subscription.url === url);
}

/** Lets an inactive subscription deliver again; 360Learning stops one after five days in a row without a delivery. */
export async function activated(calls: Calls, subscription: Subscription): Promise<Subscription> {
	if (subscription.status === 'active') return subscription;
	await calls.one('updateWebhookSubscription', {
		path: { subscriptionId: subscription._id },
		body: { status: 'active' },
	});
	return { ...subscription, status: 'active' };
}

/** The address that 360Learning is to call; that of a test run differs from that of production. */
function addressOf(context: IHookFunctions): string {
	const url = context.getNodeWebhookUrl('default');
	if (url) return url;
	throw new NodeOperationError(context.getNode(), 'n8n gives this trigger no webhook address', {
		description: 'Save the workflow and try again',
	});
}

/**
 * The name tells whose a subscription is, whatever became of n8n's own memory: a test run has none, and n8n may have stopped between creating
 * and remembering.
 */
function markOf(context: IHookFunctions): string {
	return `[n8n workflow ${context.getWorkflow().id ?? 'unsaved'}]`;
}

function isOwn(context: IHookFunctions, name: string): boolean {
	return name.endsWith(markOf(context));
}

function surplus(context: IHookFunctions, standing: Subscription[], types: string[]): Subscription[] {
	return standing.filter(({ eventType, name }) => !types.includes(eventType) && isOwn(context, name));
}

async function create(
	context: IHookFunctions,
	calls: Calls,
	eventType: string,
	url: string,
): Promise<{ subscription: Subscription; isNew: boolean }> {
	const name = `${context.getWorkflow().name ?? 'n8n'}: ${eventType} ${markOf(context)}`;
	const made = await calls.unless(
		['subscriptionAlreadyExists'],
		async () => await calls.one('createWebhookSubscription', { body: { name, eventType, url } }),
	);
	if (made) return { subscription: made as unknown as Subscription, isNew: true };
	// It was created by someone else, or the answer to an earlier request was lost.
	const found = (await standingAt(calls, url)).find((subscription) => subscription.eventType === eventType);
	if (found) return { subscription: await activated(calls, found), isNew: false };
	throw new NodeOperationError(
		context.getNode(),
		`360Learning says that a subscription of ${eventType} to this address exists, but does not list it`,
		{
			description: 'Look into Settings > Webhooks in 360Learning, then publish the workflow again',
		},
	);
}

/** Deletes a subscription; one that no longer exists counts as deleted. */
async function remove(calls: Calls, subscriptionId: string): Promise<void> {
	await calls.unless(
		['subscriptionNotFound'],
		async () => await calls.one('deleteWebhookSubscription', { path: { subscriptionId } }),
	);
}

async function removeAll(context: IHookFunctions, calls: Calls, subscriptions: Subscription[]): Promise<void> {
	try {
		await forEach(calls, subscriptions, async ({ _id }) => await remove(calls, _id));
	} catch (error) {
		const names = subscriptions.map(({ name }) => name).join(', ');
		context.logger.warn(
			`Some of these webhook subscriptions could not be deleted again at 360Learning: ${names} (${(error as Error).message})`,
		);
	}
}

/** Reads the secret of each subscription, unless the person has pasted them and the credential may not read them. */
async function secretsOf(
	context: IHookFunctions,
	calls: Calls,
	subscriptions: Subscription[],
): Promise<Map<string, string | undefined>> {
	const secrets = await forEach(
		calls,
		subscriptions,
		async ({ _id }) => await calls.unless(['invalid_scope'], async () => await readSecret(calls, _id)),
	);
	if (secrets.includes(undefined) && pastedSecrets(context).length === 0) {
		throw new NodeOperationError(
			context.getNode(),
			'The credential may not read the secrets that sign webhook deliveries',
			{
				description:
					'Add the scope webhookSecrets:read to the credential in 360Learning. Without it: create the subscriptions to the production URL of this trigger in 360Learning under Settings > Webhooks, and paste their secrets under Options > Signing Secrets',
			},
		);
	}
	return new Map(subscriptions.map(({ _id }, index) => [_id, secrets[index]]));
}

/**
 * Reads the secret with which the deliveries of a subscription are signed (scope `webhookSecrets:read`).
 *
 * @throws FieldIssue when the answer holds none
 */
export async function readSecret(calls: Calls, subscriptionId: string): Promise<string> {
	const { secret } = await calls.one('getWebhookSigningSecret', { path: { subscriptionId } });
	if (typeof secret === 'string' && isSecret(secret)) return secret;
	throw new FieldIssue(
		'Signing Secrets',
		`360Learning gave none for the webhook subscription ${subscriptionId}`,
		'Look at the subscription in 360Learning under Settings > Webhooks, then publish the workflow again',
	);
}

function remember(
	context: IHookFunctions,
	url: string,
	current: Subscription[],
	secrets: Map<string, string | undefined>,
): void {
	const state: State = stateOf(context);
	const now = Date.now();
	state.subscriptions = current.map(({ _id, eventType, name }): StoredSubscription => {
		const before = state.subscriptions?.find(({ id }) => id === _id);
		// A subscription created here has no older events; one created by someone else may have.
		const since = isOwn(context, name) ? undefined : (before?.since ?? now);
		return { id: _id, type: eventType, secret: secrets.get(_id), ...(since === undefined ? {} : { since }) };
	});
	state.url = url;
}
