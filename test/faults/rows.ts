import type { Fault, Sandbox } from '../../sandbox/index.ts';

/** Items of each run: 200 for the table of the docs, fewer in tests (`fewItems.ts`). */
export const ITEMS = Number(process.env.FAULT_ITEMS ?? 200);

/** The item at which things go wrong in the middle. */
const HALF = ITEMS / 2;

/** Second of a run from which nobody listens: creates go ten a second, reads fifty. */
const MIDDLE = Math.ceil(ITEMS / 100);

/** What a run does with its items; `jobs.ts` has the node and the operation. */
export type JobName = 'create' | 'createV1' | 'createZoho' | 'read' | 'list' | 'readZoho' | 'download';

/** What the user reads, the error and below it what to do; `[Item n]` stands for the number of an item. */
export type Words = [message: string, advice: string];

/** What is to become of the items of one job. Doubled and lost are none, whatever goes wrong. */
export interface Expected {
	/** Items that fail; all others succeed. */
	failed: number;
	/** Items that the vendor has carried out, where the job writes. */
	carriedOut?: number;
	words?: Words;
	/** The same with n8n's Retry On Fail, where the node does not go on after errors: with `words` it fails in the end and nothing comes out. */
	retried: { carriedOut?: number; words?: Words };
}

/** A fault as the sandbox knows it; it meets the operation of the job unless it names another one. */
type Effect = Omit<Fault, 'vendor'>;

/** Something that goes wrong, and what is to become of the items. */
export interface Row {
	/** As it stands in the table. */
	name: string;
	faults?: Effect[] | ((sandbox: Sandbox) => Effect[]);
	/** Seconds of the run between which nobody listens at the vendor's address. */
	refused?: { from: number; to: number };
	/** Fields of the credential that differ. */
	credential?: (sandbox: Sandbox) => Record<string, unknown>;
	jobs: Partial<Record<JobName, Expected>>;
}

/** The vendor has carried out all items, whatever it answered. */
const ACTED = ITEMS;

/** All items succeed, also when n8n has to run the node again. */
const reads: Expected = { failed: 0, retried: {} };
const creates: Expected = { failed: 0, carriedOut: ITEMS, retried: { carriedOut: ITEMS } };

/** What may be sent again whatever it was. */
const harmless: Row['jobs'] = { create: creates, read: reads };
const harmlessAnywhere: Row['jobs'] = {
	create: creates,
	createV1: creates,
	createZoho: creates,
	read: reads,
	readZoho: reads,
};

/** The two creates that were met fail, because nobody knows what became of them, and they are not sent again; reads are. */
function unanswered(reason: string, carriedOut = ITEMS - 2): Row['jobs'] {
	return { create: unknown(reason, carriedOut, 'Group'), read: reads };
}

/** The same with every API. */
function unansweredAnywhere(reason: string, carriedOut = ITEMS - 2): Row['jobs'] {
	const others = { createV1: unknown(reason, carriedOut, 'Group'), createZoho: unknown(reason, carriedOut, 'Course') };
	return { create: unknown(reason, carriedOut, 'Group'), ...others, read: reads, readZoho: reads };
}

/** Creates that nothing is known of, where reads are refused for good. */
function onlyCreates(reason: string): Row['jobs'] {
	return {
		create: unknown(reason, ACTED, 'Group'),
		createV1: unknown(reason, ACTED, 'Group'),
		createZoho: unknown(reason, ACTED, 'Course'),
	};
}

/** Two creates that the vendor refuses; they are done when n8n runs the node again. */
function refusedTwice(words: Words): Expected {
	return { ...creates, failed: 2, carriedOut: ITEMS - 2, words };
}

function unknown(reason: string, carriedOut: number, resource: string): Expected {
	const message = 'Outcome unknown: the request may or may not have been carried out [Item n]';
	const advice = `${reason}. The request was sent and may have been carried out, so it is not repeated. Look it up with ${resource} > Get Many before you run this item again`;
	const words: Words = [message, advice];
	return { failed: 2, carriedOut, words, retried: { carriedOut, words: whenDone(words, ITEMS - 2) } };
}

/** Creates that fail and are not done when n8n runs the node again. */
function createsFail(failed: number, words: Words): Expected {
	const carriedOut = ITEMS - failed;
	return { failed, carriedOut, words, retried: { carriedOut, words: whenDone(words, carriedOut) } };
}

/** Reads that fail and fail again when n8n runs the node again. */
function readsFail(failed: number, words: Words): Expected {
	return { failed, words, retried: { words } };
}

/** A node that fails says what it has done. */
function whenDone([message, advice]: Words, done: number): Words {
	return [
		message,
		done === 0
			? advice
			: `${advice.replace(/\.$/, '')}. ${done} of ${ITEMS} items are done: a new execution would do them again`,
	];
}

/** Two requests of the operation are met, so that the numbers do not depend on what else is under way. */
const two = { after: 12, times: 2 };
const NO_TOKEN: Words = [
	'Could not reach https://app.360learning.com: the connection was refused [Item n]',
	'Check the URL in the credential, and that this n8n may open connections to it.',
];
const REFUSED: Words = [
	'The connection broke (ECONNREFUSED) [Item n]',
	'Check the host in the credential and the network, then run it again',
];
const UNKNOWN_CLIENT: Words = [
	'360Learning does not know this client ID and client secret. Copy both again and check the region',
	'You find them in the settings of the platform group > API v2. Keys of API v1 and API v2 are not interchangeable.',
];
const ENDED: Words = [
	'Zoho has ended this connection, or its sign-in was not completed in time',
	'Open the credential, check data center, client ID and client secret, and connect the account again.',
];
/** A token that no row before has seen refused. */
const newToken: Row['credential'] = (sandbox) => ({
	oauthTokenData: {
		access_token: sandbox.newZohoToken(),
		refresh_token: sandbox.credentials.zoho.refreshToken,
		token_type: 'Bearer',
		expires_in: 3600,
	},
});
const SENT_ON = 'The answer sends the request on to elsewhere.example, where the token must not go';
const REDIRECTED: Words = [`${SENT_ON} [Item n]`, 'Check the region or the host in the credential'];
const NO_RECORD = 'The answer has no record';
const BROKEN =
	'Run it again later. If it stays, something between n8n and the platform answers in its place, such as a proxy, or the API has changed';
const FULL: Words = ['The batch is full (200) [Item n]', ''];
const FULL_400: Words = ['The batch is full (HTTP 400) [Item n]', ''];
const TAKEN: Words = ['name: is taken (HTTP 400) [Item n]', ''];
const TOO_LONG = 'The answer is longer than 50 MB, so reading it was stopped';
const TOO_LONG_ADVICE =
	'It is not asked for again. Ask for less at a time, for instance with filters. If it stays, something between n8n and the platform may answer in its place';
const OTHER_HOST: Words = [
	'The answer leads to another host (elsewhere.example), and the token goes to app.360learning.com only [Item n]',
	'Nothing was sent there. If your platform has moved, change the host in the credential',
];
const AGAIN = 'Run it again; if it happens again, report it to the support of the platform';
const HTML = { body: '<html><body>Sorry</body></html>', contentType: 'text/html' };
const BUSY = { status: 429, body: { error: 'tooManyRequests' } };

function noScope(scope: string): Words {
	return [
		'The credential lacks the scope this operation needs (invalid_scope) [Item n]',
		`This operation needs the scope ${scope}. Add the scope to the credential in the platform group > Settings > API v2, then let a new token be fetched. ` +
			'A scope that is not offered there is granted by your 360Learning Customer Success Partner. 360Learning says: The credential lacks the scope of this operation',
	];
}

function mismatch(scope: string): Words {
	return [
		'The access of this connection does not cover this operation (OAUTH_SCOPE_MISMATCH) [Item n]',
		`This operation needs the scope ZOHOPEOPLE.training.ALL or ZOHOPEOPLE.training.${scope}. Enable the scope in the credential (Custom Scopes) and connect again. Zoho People LMS says: Invalid scope`,
	];
}

/** The table of faults. */
export const ROWS: Row[] = [
	{ name: '429 without `Retry-After`', faults: [{ ...BUSY, after: 12, times: 3 }], jobs: harmless },
	{
		name: '429 with `Retry-After: 7`',
		faults: [{ ...BUSY, headers: { 'retry-after': '7' }, after: 12, times: 3 }],
		jobs: harmless,
	},
	{ name: '429 to everything for 60 seconds', faults: [{ ...BUSY, after: ITEMS / 4, seconds: 60 }], jobs: harmless },
	{
		name: '503',
		faults: [{ status: 503, body: { error: { code: 'bulkAPIDisabled', message: 'later' } }, ...two }],
		jobs: harmless,
	},
	{ name: '500', faults: [{ status: 500, ...two }], jobs: unanswered('The answer was HTTP 500') },
	{
		name: '500 after the vendor acted',
		faults: [{ status: 500, acts: true, ...two }],
		jobs: unanswered('The answer was HTTP 500', ACTED),
	},
	{
		name: '502',
		faults: [{ status: 502, ...HTML, ...two }],
		jobs: unanswered('The answer was HTTP 502: Sorry'),
	},
	{
		name: '504 after the vendor acted',
		faults: [{ status: 504, ...HTML, acts: true, ...two }],
		jobs: unanswered('The answer was HTTP 504: Sorry', ACTED),
	},
	{
		name: '503 page of a proxy',
		faults: [{ status: 503, ...HTML, ...two }],
		jobs: unanswered('The answer was HTTP 503: Sorry'),
	},
	...[408, 429, 503].map(
		(status): Row => ({
			name: `${status} page of a proxy, after the vendor acted`,
			faults: [{ status, ...HTML, acts: true, ...two }],
			jobs: unansweredAnywhere(`The answer was HTTP ${status}: Sorry`, ACTED),
		}),
	),
	...[403, 404].map(
		(status): Row => ({
			name: `${status} page of a proxy, after the vendor acted`,
			faults: [{ status, ...HTML, acts: true, ...two }],
			jobs: onlyCreates(`The answer was HTTP ${status}: Sorry`),
		}),
	),
	...[302, 303].map(
		(status): Row => ({
			name: `${status} after the vendor acted`,
			faults: [{ status, headers: { location: 'https://elsewhere.example/' }, acts: true, ...two }],
			jobs: onlyCreates(SENT_ON),
		}),
	),
	{ name: 'Connection refused for 5 seconds, from the sign-in on', refused: { from: 0, to: 5 }, jobs: harmless },
	{
		name: 'Connection refused for 3 seconds, in the middle',
		refused: { from: MIDDLE, to: MIDDLE + 3 },
		jobs: harmless,
	},
	{
		name: 'Connection refused for good, from the sign-in on',
		refused: { from: 0, to: Infinity },
		jobs: { create: createsFail(ITEMS, NO_TOKEN), read: readsFail(ITEMS, NO_TOKEN) },
	},
	{
		name: `Connection refused for good, after ${MIDDLE} seconds`,
		refused: { from: MIDDLE, to: Infinity },
		jobs: { create: createsFail(ITEMS - 10 * MIDDLE, REFUSED), read: readsFail(ITEMS - 50 * MIDDLE, REFUSED) },
	},
	{
		name: 'Sign-in answers 503 for 5 seconds',
		faults: [{ operationId: 'createAccessToken', status: 503, seconds: 5 }],
		jobs: harmless,
	},
	{
		name: 'Connection reset before the answer',
		faults: [{ drop: 'before', ...two }],
		jobs: unanswered('The connection broke (ECONNRESET)'),
	},
	{
		name: 'Connection reset after the vendor acted',
		faults: [{ drop: 'after', ...two }],
		jobs: unansweredAnywhere('The connection broke (ECONNRESET)', ACTED),
	},
	{
		name: 'No answer within the time limit',
		faults: [{ hang: true, ...two }],
		jobs: unanswered('No answer came in time (ECONNABORTED)'),
	},
	{
		name: 'No answer within the time limit, after the vendor acted',
		faults: [{ hang: true, acts: true, ...two }],
		jobs: unanswered('No answer came in time (ECONNABORTED)', ACTED),
	},
	{ name: 'Answer in small pieces, slow', faults: [{ slowDrip: 300, ...two }], jobs: harmless },
	{
		name: 'Answer in small pieces, without an end',
		faults: [{ slowDrip: 3_600_000, ...two }],
		jobs: unanswered('No answer came in time (ECONNABORTED)', ACTED),
	},
	{
		name: 'JSON that is cut off',
		faults: [{ truncate: true, ...two }],
		jobs: unansweredAnywhere('The answer broke off in the middle', ACTED),
	},
	{
		name: 'Invalid JSON',
		faults: [{ body: '{"_id": "65f0', acts: true, ...two }],
		jobs: unanswered('The answer was not readable JSON (it begins with "{"_id": "65f0")', ACTED),
	},
	{
		name: 'HTML instead of JSON',
		faults: [{ ...HTML, ...two }],
		jobs: unanswered('The answer was not readable JSON (it begins with "<html><body>Sorry</body></html>")'),
	},
	{
		name: 'A message in place of the record (HTTP 200)',
		faults: [{ body: { message: 'down for maintenance' }, ...two }],
		jobs: unansweredAnywhere(`${NO_RECORD}. It says: down for maintenance`),
	},
	{
		name: 'A message in place of the list (HTTP 200)',
		faults: [{ body: { message: 'down for maintenance' }, ...two }],
		jobs: { list: reads },
	},
	{
		name: '`[]` in place of the record',
		faults: [{ body: [], acts: true, ...two }],
		jobs: unansweredAnywhere(NO_RECORD, ACTED),
	},
	{
		name: '`{}` in place of the record',
		faults: [{ body: {}, acts: true, ...two }],
		jobs: unansweredAnywhere(NO_RECORD, ACTED),
	},
	{
		name: '204 in place of the record',
		faults: [{ status: 204, acts: true, ...two }],
		jobs: unansweredAnywhere('The answer was empty', ACTED),
	},
	{
		name: '`status: failure` in an answer of HTTP 200',
		faults: [{ body: { status: 'failure', message: 'The batch is full' }, ...two }],
		jobs: { createZoho: refusedTwice(FULL), readZoho: { ...reads, failed: 2, words: FULL } },
	},
	{
		name: '400 with `{message}`',
		faults: [{ status: 400, body: { message: 'The batch is full' }, ...two }],
		jobs: { create: refusedTwice(FULL_400), read: { ...reads, failed: 2, words: FULL_400 } },
	},
	{
		name: '400 with `{errors: […]}`',
		faults: [{ status: 400, body: { errors: [{ field: 'name', message: 'is taken' }] }, ...two }],
		jobs: { create: refusedTwice(TAKEN) },
	},
	{
		name: 'Answer of more than 50 MB',
		faults: [{ fields: { padding: 'x'.repeat(50_000_001) }, after: 12, times: 1 }],
		jobs: {
			create: {
				...unknown(TOO_LONG, ACTED, 'Group'),
				failed: 1,
				retried: { carriedOut: ACTED, words: whenDone(unknown(TOO_LONG, ACTED, 'Group').words!, ITEMS - 1) },
			},
			read: { ...reads, failed: 1, words: [`${TOO_LONG} [Item n]`, TOO_LONG_ADVICE] },
		},
	},
	{
		name: 'Page of a sign-in in place of a file',
		faults: [{ status: 200, ...HTML, ...two }],
		jobs: { download: reads },
	},
	{
		name: 'Page of a sign-in in place of a file, always',
		faults: [{ status: 200, ...HTML }],
		jobs: {
			download: readsFail(ITEMS, [
				'The answer was not a file of the type application/pdf (its type is text/html), and says: Sorry [Item n]',
				BROKEN,
			]),
		},
	},
	{
		name: 'A part of the file (206), a file of 0 bytes (200), no file (204)',
		faults: [
			{ status: 206, body: '%PDF-1.4', contentType: 'application/pdf', ...two },
			{ empty: true, ...two },
			{ status: 204, ...two },
		],
		jobs: { download: reads },
	},
	{ name: 'Empty body', faults: [{ empty: true, ...two }], jobs: unanswered('The answer was empty', ACTED) },
	{ name: 'JSON with the content type of a page', faults: [{ contentType: 'text/html', ...two }], jobs: harmless },
	{
		name: `Token expired at item ${HALF}`,
		faults: [{ tokens: 'expire', after: HALF - 1, times: 1 }],
		jobs: harmlessAnywhere,
	},
	{ name: `Token revoked at item ${HALF}`, faults: [{ tokens: 'revoke', after: HALF - 1, times: 1 }], jobs: harmless },
	{
		name: `Credential deleted at item ${HALF}`,
		faults: [
			{ tokens: 'revoke', after: HALF - 1, times: 1 },
			{ operationId: 'createAccessToken', status: 401, body: { error: 'invalid_client' }, after: 1 },
		],
		jobs: { create: createsFail(HALF + 1, UNKNOWN_CLIENT), read: readsFail(HALF + 1, UNKNOWN_CLIENT) },
	},
	{
		name: `Token expired at item ${HALF}, and its renewal answers 500 once`,
		credential: newToken,
		faults: [
			{ tokens: 'expire', after: HALF - 1, times: 1 },
			{ operationId: 'token', status: 500, times: 1 },
		],
		jobs: { createZoho: creates, readZoho: reads },
	},
	{
		name: `Token expired at item ${HALF}, and its renewal is refused`,
		credential: newToken,
		faults: [
			{ tokens: 'expire', after: HALF - 1, times: 1 },
			{ operationId: 'token', status: 400, body: { error: 'invalid_code' } },
		],
		jobs: { createZoho: createsFail(HALF + 1, ENDED), readZoho: readsFail(HALF + 1, ENDED) },
	},
	{
		name: 'Scope missing',
		credential: ({ credentials: { learning360ReadOnly } }) => ({
			clientId: learning360ReadOnly.clientId,
			clientSecret: learning360ReadOnly.clientSecret,
		}),
		jobs: { create: createsFail(ITEMS, noScope('groups:write')), list: readsFail(ITEMS, noScope('tags:read')) },
	},
	{
		name: 'Redirect to another host',
		faults: [{ redirect: 'https://elsewhere.example/', ...two }],
		jobs: { create: unknown(SENT_ON, ITEMS - 2, 'Group'), read: { ...reads, failed: 2, words: REDIRECTED } },
	},
	{
		name: 'Redirect with 307 to another host',
		faults: [{ status: 307, headers: { location: 'https://elsewhere.example/' }, ...two }],
		jobs: {
			create: { ...creates, failed: 2, carriedOut: ITEMS - 2, words: REDIRECTED },
			read: { ...reads, failed: 2, words: REDIRECTED },
		},
	},
	{
		name: 'Next page on another host',
		faults: [{ nextLink: 'https://elsewhere.example/api/v2/tags?next=x', ...two }],
		jobs: { list: { ...reads, failed: 2, words: OTHER_HOST } },
	},
	{
		name: 'Next page with a user name in its address',
		faults: ({ learning360 }) => [
			{ nextLink: `${learning360.url.replace('//', '//app.360learning.com@')}/api/v2/tags?next=x`, ...two },
		],
		jobs: {
			list: {
				...reads,
				failed: 2,
				words: [
					'The answer has a link with a user name in it, which only hides where it leads [Item n]',
					`Nothing was sent there. ${AGAIN}`,
				],
			},
		},
	},
	{
		name: 'Next page that is the same address',
		faults: ({ learning360 }) => [{ nextLink: `${learning360.url}/api/v2/tags`, ...two }],
		jobs: {
			list: {
				...reads,
				failed: 2,
				words: ['The list leads back to a page that was read already, so reading stopped [Item n]', AGAIN],
			},
		},
	},
	{
		name: 'The same page at another address',
		faults: ({ learning360 }) => [
			{
				nextLink: `${learning360.url}/api/v2/tags?next=${Buffer.from('{"skip":0,"query":{}}').toString('base64url')}`,
				...two,
			},
		],
		jobs: {
			list: { ...reads, failed: 2, words: ['The same page came twice, so reading stopped [Item n]', AGAIN] },
		},
	},
	{
		name: 'Record of 10 MB',
		faults: [{ fields: { padding: 'x'.repeat(10_000_000) }, after: 12, times: 1 }],
		jobs: harmless,
	},
	{
		name: 'The connection lacks a scope (401 `OAUTH_SCOPE_MISMATCH`)',
		faults: [{ status: 401, body: { code: 'OAUTH_SCOPE_MISMATCH', message: 'Invalid scope' } }],
		jobs: { createZoho: createsFail(ITEMS, mismatch('CREATE')), readZoho: readsFail(ITEMS, mismatch('READ')) },
	},
	{
		name: '429 and a lock of 5 minutes',
		faults: [
			{
				status: 429,
				body: { response: { status: 1, errors: { code: 7209, message: 'blocked' } } },
				after: 40,
				times: 1,
			},
		],
		jobs: { readZoho: reads },
	},
	{
		name: 'The lock in an answer of HTTP 200',
		faults: [
			{
				status: 200,
				body: { response: { status: 1, errors: [{ code: 7209, message: 'blocked' }] } },
				after: 40,
				times: 1,
			},
		],
		jobs: { readZoho: reads },
	},
];

/** How a run is set up in n8n: going on after errors, or stopping at them and running the node again. */
export type Mode = 'continue' | 'retry';

/** What is to be counted after a run. */
export function outcomeOf(
	{ failed, carriedOut, words, retried }: Expected,
	mode: Mode,
): { succeeded: number; failed: number; carriedOut?: number; words?: Words } {
	if (mode === 'continue') return { succeeded: ITEMS - failed, failed, carriedOut, words };
	return retried.words ? { succeeded: 0, failed: ITEMS, ...retried } : { succeeded: ITEMS, failed: 0, ...retried };
}
