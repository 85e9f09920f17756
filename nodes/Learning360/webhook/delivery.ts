import { sleep, type IWebhookFunctions, type IWebhookResponseData } from 'n8n-workflow';
import { callsOf } from './calls';
import { wasCaughtUp } from './caughtUp';
import { itemOf, readBody, type Message } from './envelope';
import { processMemory } from './processMemory';
import { pastedSecrets, runsAgain, signatureTolerance } from './parameters';
import { SeenDeliveries } from './seenDeliveries';
import { isFresh, signedHeaders, signingSecret, type SignedHeaders } from './signature';
import { stateOf, type State, type StoredSubscription } from './state';
import { readSecret } from './subscriptions';

/** Minimum time between two reads of a subscription's secret, so that forged deliveries do not cause requests to 360Learning. */
const SECRET_PAUSE_MS = 5 * 60_000;

/** A delivery must be answered within 15 seconds, so reading a secret does not wait for limits. */
const HURRY = { tries: 1, timeout: 5, longestWait: 2 };

/** Maximum size of a body in bytes. Events have a few hundred bytes; 360Learning splits large ones. */
const LARGEST = 1_048_576;
const TOO_LARGE = 'The body is larger than a megabyte';

/** The event type that a body begins with, in its first bytes. */
const ANNOUNCED_TYPE = /^\s*\{\s*"type"\s*:\s*"([^"\\]{1,200})"/;
const FIRST_BYTES = 300;

type Response = ReturnType<IWebhookFunctions['getResponseObject']>;

/** How often, and at which interval in milliseconds, to check whether n8n has answered after the caller has hung up. */
const LOOKS = 1_200;
const LOOK_MS = 100;

/** The same for an execution that takes long. */
const LATE_LOOK_MS = 2_000;

/**
 * Answers requests to the trigger's URL and starts the workflow for deliveries that are signed, recent and new. Cheap checks come first, and the body
 * is not used before the signature matches. n8n sends the 200 after creating the execution and before running it or, with *Run It Again*, after the
 * execution has ended.
 *
 * - 200: accepted, seen before, older than the activation, or a look at whether the address is there
 * - 400: signed, but no JSON object, or one that n8n cannot store
 * - 401: not signed with a known secret, or too old
 * - 413: larger than a megabyte; it is caught up on from the history
 * - 503: cannot be told yet; 360Learning sends it again
 */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	// 360Learning checks the URL before creating a subscription; how is not documented.
	if (context.getWebhookName() === 'setup') return answer(context, 200, 'Ready');
	const state = stateOf(context);
	const isSetUp = (state.subscriptions ?? []).length > 0 || pastedSecrets(context).length > 0;
	const headers = signedHeaders(context.getHeaderData());
	if (!isSetUp) return headers ? answer(context, 503, 'The trigger is being set up') : answer(context, 200, 'Ready');
	if (!headers) return answer(context, 401, 'The signature is missing');
	if (!isFresh(headers, signatureTolerance(context)))
		return answer(context, 401, 'The delivery is too old, or the clocks differ');
	if (Number(context.getHeaderData()['content-length'] ?? 0) > LARGEST) return answer(context, 413, TOO_LARGE);
	const body = await rawBody(context);
	if (body.length > LARGEST) return answer(context, 413, TOO_LARGE);
	const subscription = await signer(context, state, headers, body);
	if (!subscription) return answer(context, 401, 'The signature does not fit');
	const message = readBody(body);
	if (!message) return answer(context, 400, 'The body is no JSON object, or is nested too deep');
	return start(context, state, headers, message, subscription);
}

function start(
	context: IWebhookFunctions,
	state: State,
	{ id, timestamp }: SignedHeaders,
	message: Message,
	signedBy: Partial<StoredSubscription>,
): IWebhookResponseData {
	const time = message.time ?? Number(timestamp) * 1000;
	if (signedBy.since !== undefined && time < signedBy.since) return answer(context, 200, 'From before the activation');
	// A test run ends with its first delivery and must not affect production, which may receive the same event.
	if (context.getMode() !== 'manual') {
		const isAnsweredLate = runsAgain(context);
		const deliveries = new SeenDeliveries(context, isAnsweredLate);
		const verdict = deliveries.look(id);
		if (verdict === 'seen' || (verdict === 'new' && wasCaughtUp(state, id)))
			return answer(context, 200, 'Received before');
		if (verdict === 'underWay') return answer(context, 503, 'Received before and not answered yet');
		deliveries.accept(id, answered(context.getResponseObject(), isAnsweredLate));
	}
	return { workflowData: [[itemOf(id, message.type ?? signedBy.type ?? 'unknown', time, message.data)]] };
}

/**
 * Waits until n8n has handed its answer over, or has written it in vain because 360Learning has hung up.
 *
 * @param isLate n8n answers when the execution has ended, however long that takes
 * @returns whether the answer was a yes
 */
async function answered(response: Response, isLate: boolean): Promise<boolean> {
	await new Promise<void>((resolve) => {
		response.once('finish', resolve);
		response.once('close', resolve);
	});
	for (let looks = 0; !response.writableEnded && (isLate || looks < LOOKS); looks++)
		await sleep(looks < LOOKS ? LOOK_MS : LATE_LOOK_MS);
	return response.writableEnded && response.statusCode < 300;
}

/** The subscription whose secret matches; pasted secrets belong to no known subscription. */
async function signer(
	context: IWebhookFunctions,
	state: State,
	headers: SignedHeaders,
	body: Buffer,
): Promise<Partial<StoredSubscription> | undefined> {
	const [, type] = ANNOUNCED_TYPE.exec(body.toString('latin1', 0, FIRST_BYTES)) ?? [];
	const subscriptions = (state.subscriptions ?? []).map((stored) => ({
		...stored,
		secret: processMemory.secrets.get(stored.id)?.secret ?? stored.secret,
	}));
	const ofType = subscriptions.filter((subscription) => subscription.type === type);
	const candidates = ofType.length > 0 ? ofType : subscriptions;
	const secret = await signingSecret(headers, body, [
		...candidates.flatMap(({ secret: own }) => own ?? []),
		...pastedSecrets(context),
	]);
	if (secret !== undefined) return candidates.find((candidate) => candidate.secret === secret) ?? ofType[0] ?? {};
	const renewed = await withNewSecrets(context, state, candidates);
	const newSecret = await signingSecret(
		headers,
		body,
		renewed.flatMap(({ secret: own }) => own ?? []),
	);
	return newSecret === undefined ? undefined : renewed.find((candidate) => candidate.secret === newSecret);
}

/** Reads secrets that could have made the signature again, and gives those that are others now: somebody may have rotated them. */
async function withNewSecrets(
	context: IWebhookFunctions,
	state: State,
	candidates: StoredSubscription[],
): Promise<StoredSubscription[]> {
	const now = Date.now();
	const due = candidates.filter(
		({ id, secret }) => secret !== undefined && now - (processMemory.secrets.get(id)?.at ?? 0) >= SECRET_PAUSE_MS,
	);
	if (due.length === 0) return [];
	for (const { id } of due) processMemory.secrets.set(id, { ...processMemory.secrets.get(id), at: now });
	try {
		const calls = await callsOf(context, HURRY);
		const read = await Promise.all(due.map(async (before) => ({ before, secret: await readSecret(calls, before.id) })));
		for (const { before, secret } of read) processMemory.secrets.set(before.id, { at: now, secret });
		const renewed = read
			.filter(({ before, secret }) => secret !== before.secret)
			.map(({ before, secret }) => ({ ...before, secret }));
		// Only in this case, because n8n stores the static data of the whole workflow, which another node may have changed meanwhile.
		if (renewed.length > 0)
			state.subscriptions = (state.subscriptions ?? []).map(
				(subscription) => renewed.find(({ id }) => id === subscription.id) ?? subscription,
			);
		return renewed;
	} catch (error) {
		context.logger.warn(
			`A delivery of 360Learning did not fit the known signing secrets, and reading them again did not work: ${(error as Error).message}`,
		);
		return [];
	}
}

/** Returns the bytes as received. n8n keeps them next to the parsed body, or reads them now. */
async function rawBody(context: IWebhookFunctions): Promise<Buffer> {
	const request = context.getRequestObject();
	if (!request.rawBody) await request.readRawBody();
	return request.rawBody ?? Buffer.alloc(0);
}

function answer(context: IWebhookFunctions, status: number, message: string): IWebhookResponseData {
	context.getResponseObject().status(status).json({ message });
	return { noWebhookResponse: true };
}
