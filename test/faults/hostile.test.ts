import type { IAllExecuteFunctions, INodeParameters } from 'n8n-workflow';
import { Transport } from '../../dist/nodes/connector/transport/transport.js';
import { learning360 } from '../../dist/nodes/Learning360/vendor/service.js';
import { learning360V1 } from '../../dist/nodes/Learning360V1/service.js';
import { zohoPeopleLms } from '../../dist/nodes/ZohoPeopleLms/service.js';
import type { Service } from '../../nodes/connector/model/service.ts';
import type { FaultEffect, Sandbox } from '../../sandbox/index.ts';
import {
	leaks,
	operationCalls,
	runNode,
	V1,
	V2,
	ZOHO,
	type NodeUnderTest,
	type Seen,
	type Settings,
} from '../five/five.ts';
import { JOBS } from './jobs.ts';
import { inItsTime, startStillSandbox } from './world.ts';

/** What something on the way, or a vendor that has changed, may answer. */

const once = { tries: 1 };
const tags = { resource: 'tag', operation: 'getAll', returnAll: true, options: once };
const groupsV1 = { resource: 'group', operation: 'getAll', options: once };
const rooms = { resource: 'room', operation: 'getAll', returnAll: true, options: once };

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startStillSandbox(false);
});
afterAll(async () => await sandbox.close());
beforeEach(async () => await sandbox.reset());

/** Runs a node in time that passes only while everybody waits. */
async function run(node: NodeUnderTest, parameters: object, settings: Settings = {}): Promise<Seen> {
	return await inItsTime(sandbox, async () => await runNode(sandbox, node, parameters as INodeParameters, settings));
}

describe('An answer that repeats the request', () => {
	const WAYS: Array<[string, NodeUnderTest, object, string, Record<string, unknown>]> = [
		['API v2', V2, tags, 'listTags', {}],
		['API v1 with a token', V1, groupsV1, 'getGroups', {}],
		['API v1 with the key in headers', V1, groupsV1, 'getGroups', { authenticationMethod: 'headers' }],
		['API v1 with the key in the address', V1, groupsV1, 'getGroups', { authenticationMethod: 'query' }],
		['Zoho', ZOHO, rooms, 'listRooms', {}],
	];
	const EFFECTS: Array<[string, FaultEffect]> = [400, 401, 403, 429, 500, 503, 200].flatMap((status) =>
		['application/json', 'text/html', 'text/plain'].map((contentType): [string, FaultEffect] => [
			`${status} ${contentType}`,
			{ status, contentType, echo: true },
		]),
	);
	test.each(WAYS)(
		'gives no secret away: %s',
		async (_way, node, parameters, operationId, credential) => {
			let echoed = 0;
			for (const [, effect] of EFFECTS) {
				sandbox.faults.clear();
				sandbox.faults.add({ operationId, ...effect });
				const seen = await run(node, { ...parameters, options: { ...once, longestWait: 0 } }, { credential });
				expect(seen.message).not.toBe('');
				expect(leaks(sandbox, seen)).toEqual([]);
				const shown = JSON.stringify([seen.message, seen.advice, seen.run.error?.stack, seen.run.logs]);
				expect(shown).not.toMatch(/(bearer|oauthtoken) (?!\[hidden\])[\w.-]{12,}/i);
				if (shown.includes('[hidden]')) echoed += 1;
			}
			expect(echoed).toBeGreaterThan(3);
		},
		60_000,
	);

	test('gives none away in an address either', async () => {
		const {
			learning360: { clientSecret },
			learning360V1: { apiKey },
		} = sandbox.credentials;
		const seen = [];
		for (const host of [`${apiKey}.example/`, `[${apiKey}`]) {
			sandbox.faults.add({ operationId: 'getGroups', redirect: `https://${host}`, times: 1 });
			seen.push(await run(V1, groupsV1, { credential: { authenticationMethod: 'query' } }));
		}
		for (const host of [`${clientSecret}.example/`, `[${clientSecret}`]) {
			sandbox.faults.add({ operationId: 'listTags', nextLink: `https://${host}`, times: 1 });
			seen.push(await run(V2, tags));
		}
		expect(seen.map(({ message }) => message !== '')).toEqual([true, true, true, true]);
		for (const one of seen) expect(leaks(sandbox, one)).toEqual([]);
	});

	test('gives none away at the token call either', async () => {
		const { clientSecret } = sandbox.credentials.learning360;
		for (const body of [
			{ error: clientSecret },
			{ error: { code: clientSecret, message: clientSecret } },
			clientSecret,
		]) {
			sandbox.faults.clear();
			sandbox.faults.add({ operationId: 'createAccessToken', status: 400, body });
			// A client of its own, so that no token of another test serves it.
			const seen = await run(V2, tags, { credential: { userId: '624c5526204fc7207e603123' } });
			expect(seen.message).not.toBe('');
			expect(leaks(sandbox, seen)).toEqual([]);
		}
	});
});

describe('Links to other pages', () => {
	/** A transport that knows where it belongs; nothing is sent. */
	const opened = async (service: unknown, baseUrl: string): Promise<Transport> => {
		const context = {
			getCredentials: async () => ({
				region: 'custom',
				baseUrl,
				dataCenter: 'zoho.com',
				customAddresses: true,
				peopleUrl: baseUrl,
			}),
			getNode: () => ({ credentials: {} }),
		};
		return await Transport.open(context as unknown as IAllExecuteFunctions, service as Service);
	};
	const call = {
		method: 'GET',
		url: '/api/v2/users?mail=a',
		paces: [],
		repeatable: true,
		output: { kind: 'records' },
	} as never;
	const COMPANY = 'https://meridian.360learning.com';
	const EU = 'https://app.360learning.com';
	const US = 'https://app.us.360learning.com';

	test.each([
		[EU, '?next=abc', `${EU}/api/v2/users?next=abc`],
		[EU, 'groups?next=abc', `${EU}/api/v2/groups?next=abc`],
		[EU, '/api/v2/users?next=abc', `${EU}/api/v2/users?next=abc`],
		[EU, `${EU}/api/v2/users?next=abc`, `${EU}/api/v2/users?next=abc`],
		[COMPANY, `${EU}/api/v2/users?next=abc`, `${EU}/api/v2/users?next=abc`],
		[EU, `${COMPANY}/api/v2/users?next=abc`, `${COMPANY}/api/v2/users?next=abc`],
		[COMPANY, `HTTPS://APP.360Learning.com:443/api/v2/users`, `${EU}/api/v2/users`],
		['https://meridian.us.360learning.com', `${US}/api/v2/users`, `${US}/api/v2/users`],
	])('from %s to %s are followed', async (host, link, expected) => {
		for (const service of [learning360, learning360V1])
			expect((await opened(service, host)).followed(link, call)).toBe(expected);
	});

	test.each([
		[EU, `${US}/api/v2/users`],
		[US, `${EU}/api/v2/users`],
		[COMPANY, `${US}/api/v2/users`],
		[COMPANY, 'http://app.360learning.com/api/v2/users'],
		[COMPANY, 'https://app.360learning.com:8443/api/v2/users'],
		[COMPANY, 'https://360learning.com/api/v2/users'],
		[COMPANY, 'https://app.360learning.com.evil.example/'],
		[COMPANY, 'https://evil-360learning.com/'],
		[COMPANY, 'https://app.360learning.com.'],
		[EU, '//evil.example/api/v2/users'],
		[EU, '\\\\evil.example\\api'],
		[EU, 'https://evil.example/?https://app.360learning.com/'],
		[EU, 'https://app.360learning.com@evil.example/'],
		[EU, 'https://evil.example@app.360learning.com/api/v2/users'],
		[EU, 'https://:pw@app.360learning.com/api/v2/users'],
		[EU, 'javascript:alert(1)'],
		[EU, 'data:text/plain,x'],
		[EU, 'https://'],
		['https://sandbox.company.example', `${EU}/api/v2/users`],
		['https://app.staging.360learning-dev.com', 'https://other.staging.360learning-dev.com/api'],
	])('from %s to %s are refused', async (host, link) => {
		for (const service of [learning360, learning360V1]) {
			const transport = await opened(service, host);
			expect(() => transport.followed(link, call)).toThrow(/^The answer (leads to another host|has a link)/);
		}
	});

	test('do not lead from one host of Zoho to another: its pages have no links', async () => {
		const transport = await opened(zohoPeopleLms, 'https://people.zoho.com');
		expect(() => transport.followed('https://accounts.zoho.com/', call)).toThrow('another host');
	});

	test('that leave out the host and the path lead on, over the wire', async () => {
		const all = (await run(V2, tags)).items.length;
		expect(operationCalls(sandbox)).toHaveLength(1);
		const next = Buffer.from('{"skip":1,"query":{}}').toString('base64url');
		sandbox.faults.add({ operationId: 'listTags', nextLink: `?next=${next}`, times: 1 });
		const seen = await run(V2, tags);
		expect(seen.message).toBe('');
		expect(seen.items).toHaveLength(2 * all - 1);
		expect(operationCalls(sandbox).at(-1)).toMatchObject({ path: '/api/v2/tags', queryString: `next=${next}` });
	});
});

describe('What proves that nothing was done', () => {
	const PAGE = { body: '<html><title>Bad gateway</title></html>', contentType: 'text/html' };
	/** What gateways, frameworks and firewalls answer in JSON. */
	const JSONS: FaultEffect[] = [
		{ message: 'Forbidden' },
		{ error: 'forbidden' },
		{ error: 'timeout', message: 'upstream request timeout' },
		{ error: { code: 'unavailable' } },
		{ code: 503, message: 'Service Unavailable' },
		{ code: 429, error: 'Too Many Requests' },
		{ statusCode: 403, error: 'Forbidden', message: 'no' },
		{ errors: [{ message: 'no' }] },
	].map((body) => ({ body }));
	const OWN: Record<string, FaultEffect> = {
		create: { body: { error: { code: 'somethingIsWrong', message: 'no' } } },
		createV1: { body: { error: 'something_is_wrong' } },
		createZoho: { body: { code: 'SOMETHING_IS_WRONG', message: 'no' } },
	};
	const STATUSES = [
		301, 302, 303, 304, 307, 308, 400, 401, 402, 403, 404, 405, 408, 409, 410, 413, 414, 418, 422, 425, 429, 431, 499,
		500, 501, 502, 503, 504, 520, 599,
	];
	/** Who refuses with these has passed nothing on. */
	const AT_THE_DOOR = [307, 308, 400, 401, 405, 413, 414, 422, 431];

	describe.each(['create', 'createV1', 'createZoho'] as const)('%s', (name) => {
		const { node, parameters, operationId, value, stored } = JOBS[name];
		const outcome = async (effect: FaultEffect) => {
			await sandbox.reset();
			sandbox.faults.add({ operationId, ...effect, acts: true, times: 1 });
			const settings = { input: [{ json: { value: value(sandbox, 0) } }], retryOnFail: true };
			const { message } = await run(node, { ...parameters, options: { tries: 2 } }, settings);
			return {
				isUnknown: message.startsWith('Outcome unknown'),
				isDone: message === '',
				sent: operationCalls(sandbox).length,
				stored: stored!(sandbox).length,
			};
		};
		const UNKNOWN = { isUnknown: true, isDone: false, sent: 1, stored: 1 };

		test.each(STATUSES)('HTTP %d without a word of the vendor', async (status) => {
			for (const body of [PAGE, ...JSONS, {}]) {
				const seen = await outcome({ status, ...body });
				if (AT_THE_DOOR.includes(status)) expect(seen).toMatchObject({ isUnknown: false, isDone: true });
				else expect(seen).toEqual(UNKNOWN);
			}
		});

		test.each(STATUSES.filter((status) => status >= 400 && status !== 401))(
			'HTTP %d in the words of the vendor',
			async (status) => {
				const seen = await outcome({ status, ...OWN[name] });
				if (status >= 500 && status !== 503) expect(seen).toEqual(UNKNOWN);
				else expect(seen).toMatchObject({ isUnknown: false, isDone: true });
			},
		);
	});
});

describe('Answers without an end', () => {
	const huge = { fields: { padding: 'x'.repeat(50_000_001) } };
	const said = /^The answer is longer than 50 MB, so reading it was stopped \[Item 0\]$/;

	test('are read to 50 MB and not asked for again', async () => {
		sandbox.faults.add({ operationId: 'getUser', ...huge });
		const { node, parameters, value } = JOBS.read;
		const { message, advice } = await run(node, parameters, { input: [{ json: { value: value(sandbox, 0) } }] });
		expect(message).toMatch(said);
		expect(advice).toContain('not asked for again');
		expect(operationCalls(sandbox)).toHaveLength(1);
	});

	test('leave it unknown whether a record was made', async () => {
		sandbox.faults.add({ operationId: 'createGroup', ...huge });
		const { node, parameters, value } = JOBS.create;
		const { message, advice } = await run(node, parameters, {
			input: [{ json: { value: value(sandbox, 0) } }],
			retryOnFail: true,
		});
		expect(message).toMatch(/^Outcome unknown/);
		expect(advice).toContain('longer than 50 MB');
		expect(operationCalls(sandbox)).toHaveLength(1);
	});
});

describe('A lock that somebody on the way makes up', () => {
	const HOUR_MS = 3_600_000;
	const UNITS: Record<string, number> = { second: 1_000, seconds: 1_000, minutes: 60_000, hours: 3_600_000 };
	const until = (message: string) => {
		const [, count, unit = ''] = /works again in (?:about )?(\d+) (\w+)/.exec(message) ?? [];
		return Number(count) * UNITS[unit]!;
	};
	const noWait = { ...rooms, options: { ...once, longestWait: 0 } };

	test.each([
		'60000',
		'9e15',
		'99999999999999999999',
		'Fri, 31 Dec 9999 23:59:59 GMT',
		'-5',
		'Infinity',
		'tomorrow',
		'',
	])('counts for an hour at most, and ends by itself: Retry-After: %s', async (header) => {
		sandbox.faults.add({
			operationId: 'listRooms',
			status: 429,
			headers: { 'retry-after': header },
			body: '<html>',
			contentType: 'text/html',
			times: 1,
		});
		const settings = { credentialId: `locked ${header}` };
		await inItsTime(sandbox, async () => {
			const { message } = await runNode(sandbox, ZOHO, noWait as INodeParameters, settings);
			expect(message).not.toContain('Invalid time value');
			if (message !== '') expect(until(message)).toBeLessThanOrEqual(HOUR_MS);
			await new Promise((resolve) => setTimeout(resolve, HOUR_MS + 1));
			expect((await runNode(sandbox, ZOHO, noWait as INodeParameters, settings)).message).toBe('');
		});
	});

	test('ends when the credential is edited', async () => {
		sandbox.faults.add({ operationId: 'listRooms', status: 429, headers: { 'retry-after': '60000' }, times: 1 });
		const settings = { credentialId: 'locked and edited' };
		await inItsTime(sandbox, async () => {
			for (let again = 0; again < 2; again += 1)
				expect(until((await runNode(sandbox, ZOHO, noWait as INodeParameters, settings)).message)).toBeGreaterThan(
					HOUR_MS / 2,
				);
			expect(
				(await runNode(sandbox, ZOHO, noWait as INodeParameters, { ...settings, credential: { customScopes: true } }))
					.message,
			).toBe('');
		});
	});
});

describe('The words of a refusal', () => {
	test.each([
		[{ message: 'The name is taken' }],
		[{ errors: ['The name is taken'] }],
		[{ errors: [{ field: 'name', message: 'The name is taken' }] }],
		[{ errors: { name: ['The name is taken'] } }],
		[{ error: { message: 'The name is taken' } }],
		[{ statusCode: 400, message: ['The name is taken'], error: 'Bad Request' }],
		[{ error: 'The name is taken' }],
		['The name is taken'],
		['<html><body><h1>The name is taken</h1></body></html>'],
	])('are kept: %j', async (body) => {
		for (const name of ['create', 'createV1', 'createZoho'] as const) {
			await sandbox.reset();
			const { node, parameters, operationId, value } = JOBS[name];
			sandbox.faults.add({
				operationId,
				status: 400,
				body,
				contentType: typeof body === 'string' ? 'text/html' : undefined,
			});
			const { message, advice } = await run(node, parameters, { input: [{ json: { value: value(sandbox, 0) } }] });
			expect(`${message} ${advice}`).toContain('The name is taken');
		}
	});

	test.each([
		[
			{ code: 'OAUTH_SCOPE_MISMATCH', message: 'no' },
			/does not cover this operation \(OAUTH_SCOPE_MISMATCH\)/,
			/This operation needs the scope ZOHOPEOPLE\.training\..*Enable the scope.*connect again/,
		],
		[{ code: 'INVALID_OAUTHTOKEN', message: 'no' }, /\(INVALID_OAUTHTOKEN\)/, /data center.*connect again/],
		[
			{ response: { status: 1, errors: { code: 7218, message: 'Invalid OAuth token' } } },
			/\(7218\)/,
			/connect again.*data center.*scopes/,
		],
		[{ errors: [{ code: 7218, message: 'Invalid OAuth token' }] }, /\(7218\)/, /connect again.*data center.*scopes/],
	])('of Zoho about the token lead to the connection: %j', async (body, message, advice) => {
		sandbox.faults.add({ operationId: 'listRooms', status: 401, body });
		const seen = await run(ZOHO, rooms);
		expect(seen.message).toMatch(message);
		expect(seen.advice).toMatch(advice);
		expect(seen.advice).not.toContain('dates');
	});
});
