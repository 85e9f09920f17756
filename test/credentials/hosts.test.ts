import { createRequire } from 'node:module';
import { join } from 'node:path';
import fc from 'fast-check';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { additionalData } from '../../engine/additionalData.ts';
import { CredentialsHelper } from '../../engine/credentialsHelper.ts';
import { CredentialStore, loadTypes, root, testCredential } from '../../engine/index.ts';
import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { leaks, runNode, V2, ZOHO } from '../five/five.ts';
import { startTlsServer, type Flaw } from './tlsServer.ts';

/** Where secrets go: to the vendor's own hosts and to this machine, on every path, and nowhere else. */

const TYPE = 'zohoPeopleOAuth2Api';
const load = createRequire(join(root, 'package.json'));
const { accountsUrl, baseUrl } = load('./dist/credentials/zohoPeopleHost.js') as Record<
	'accountsUrl' | 'baseUrl',
	(credential: object) => string
>;
const learning360 = load('./dist/credentials/learning360Host.js') as { baseUrl(credential: object): string };

let sandbox: Sandbox;
let elsewhere: Sandbox;
beforeAll(async () => {
	[sandbox, elsewhere] = await Promise.all([startSandbox({ limits: false }), startSandbox({ limits: false })]);
});
afterAll(async () => await Promise.all([sandbox.close(), elsewhere.close()]));
beforeEach(async () => await Promise.all([sandbox.reset(), elsewhere.reset()]));

const connected = (to: Sandbox = sandbox) => {
	const { clientId, clientSecret, accessToken, refreshToken } = to.credentials.zoho;
	return {
		customAddresses: true,
		peopleUrl: to.zohoPeople.url,
		accountsUrl: to.zohoAccounts.url,
		clientId,
		clientSecret,
		oauthTokenData: { access_token: accessToken, refresh_token: refreshToken },
	};
};
const courses = { resource: 'course', operation: 'getAll', limit: 1, options: { tries: 5 } } as never;

/** The credential as n8n completes it: defaults added, expressions resolved. */
async function completed(data: object): Promise<ICredentialDataDecryptedObject> {
	const helper = new CredentialsHelper(await loadTypes(), await CredentialStore.create({ [TYPE]: data }));
	return await helper.complete(additionalData(helper), data as ICredentialDataDecryptedObject, TYPE, 'internal');
}

const FOREIGN = [
	'http://accounts.zoho.com',
	'https://accounts.zoho.com.example.com',
	'https://accounts.evilzoho.com',
	'https://zoho.com.evil.example',
	'https://accounts.zoho.com@evil.example',
	'https://me:secret@accounts.zoho.com',
	'https://accounts.zoho.com:8443',
	'https://accounts.zoho.com/../../x?y=1',
	'https://accounts.zoho.com#evil',
	'https://accounts.zoho.com\\@evil.example',
	'https://evil.example/accounts.zoho.com',
	'https://accounts.zoho.com.',
	'https://10.0.0.1',
	'http://127.0.0.1.example.com',
	'http://localhost.example.com',
	'http://192.168.0.7',
	'ftp://accounts.zoho.com',
	'accounts.zoho.com',
	'javascript:alert(1)',
];

describe('Zoho', () => {
	test.each(FOREIGN)(
		'%s is refused as Accounts URL and People URL, for everything that n8n does with it',
		async (address) => {
			for (const field of ['accountsUrl', 'peopleUrl'])
				expect(() =>
					(field === 'accountsUrl' ? accountsUrl : baseUrl)({ customAddresses: true, [field]: address }),
				).toThrow(/ URL" of the credential /);
			const credential = await completed({ ...connected(), accountsUrl: address });
			for (const field of ['authUrl', 'accessTokenUrl'])
				expect(new URL(String(credential[field])).hostname).toMatch(/\.invalid$/);
			expect(await testCredential(TYPE, { ...connected(), accountsUrl: address })).toEqual({
				status: 'Error',
				message: expect.stringContaining('The field "Accounts URL" of the credential') as string,
			});
			sandbox.clearRequests();
			const seen = await runNode(sandbox, ZOHO, courses, { credential: { ...connected(), accountsUrl: address } });
			expect(seen.message).toContain('The field "Accounts URL" of the credential');
			expect(leaks(sandbox, seen)).toEqual([]);
			expect(sandbox.requests).toEqual([]);
		},
	);

	test.each(['evil.example', 'zoho.com.evil.example', 'zoho.com/@evil.example', '127.0.0.1:1', 'zoho.example'])(
		'the data center "%s" is refused, for everything that n8n does with it',
		async (dataCenter) => {
			const data = { ...connected(), customAddresses: false, dataCenter };
			const credential = await completed(data);
			if (dataCenter !== 'zoho.example')
				for (const field of ['authUrl', 'accessTokenUrl'])
					expect(new URL(String(credential[field])).hostname).toMatch(/\.invalid$/);
			expect(await testCredential(TYPE, data)).toEqual({
				status: 'Error',
				message: expect.stringContaining('The field "Data Center" of the credential has an unknown value') as string,
			});
			const seen = await runNode(sandbox, ZOHO, courses, { credential: data });
			expect(seen.message).toContain('"Data Center"');
		},
	);

	test.each([
		'https://accounts.zoho.eu',
		'https://accounts.zohocloud.ca/',
		' https://people.zoho.ca ',
		'HTTPS://Accounts.Zoho.Com.Au',
		'http://localhost:3603',
		'https://127.0.0.1:3603/accounts',
		'http://[::1]:3603',
		'http://zoho.localhost:80',
	])('%s is taken', async (address) => {
		expect(accountsUrl({ accountsUrl: address })).toMatch(/^https?:/);
		const { accessTokenUrl } = await completed({ ...connected(), accountsUrl: address });
		expect(String(accessTokenUrl)).toBe(`${address.trim().replace(/\/$/, '')}/oauth/v2/token`);
	});

	test('the expression of the credential and the check of the nodes decide alike', async () => {
		const part = fc.constantFrom(
			'https://',
			'http://',
			'accounts.',
			'zoho.com',
			'zoho.eu',
			'evil.example',
			'.',
			'@',
			':',
			'/',
			'?',
			'#',
			'\\',
			':443',
			'localhost',
			'127.0.0.1',
			'[::1]',
			'xn--zho-0na.com',
			'%2e',
			' ',
			'zohocloud.ca',
		);
		const helper = new CredentialsHelper(await loadTypes(), await CredentialStore.create({ [TYPE]: {} }));
		await fc.assert(
			fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 6 }), async (parts) => {
				const address = `https://${parts.join('')}`.replace('https://http', 'http');
				const { accessTokenUrl } = await helper.complete(
					additionalData(helper),
					{ customAddresses: true, accountsUrl: address, dataCenter: 'zoho.com' },
					TYPE,
					'internal',
				);
				const target = new URL(String(accessTokenUrl));
				if (target.hostname.endsWith('.invalid')) return;
				// Whatever the expression lets through, the nodes' check lets through as well, and it is the same host.
				expect(new URL(accountsUrl({ accountsUrl: address })).host).toBe(target.host);
				expect(target.hostname).toMatch(/(^|\.)(zoho\.com|zoho\.eu|zohocloud\.ca|localhost|127\.0\.0\.1|\[::1\])$/);
			}),
			{ numRuns: 300 },
		);
	});

	test('an access token URL that was stored by hand is refused', async () => {
		const { preAuthentication } = (await loadTypes()).credential(TYPE) as unknown as {
			preAuthentication(this: object, data: object): Promise<unknown>;
		};
		await expect(
			preAuthentication.call(
				{ helpers: {} },
				{ ...(await completed(connected())), accessTokenUrl: 'https://evil.example/token' },
			),
		).rejects.toThrow('not that of its data center');
	});
});

describe('360Learning', () => {
	test.each(
		FOREIGN.filter(
			(address) =>
				!/^https:\/\/(10\.|[\w.]*$|evil)/.test(address) && !address.endsWith('zoho.com.') && !address.includes(':8443'),
		),
	)('%s is refused as Base URL', (address) => {
		expect(() => learning360.baseUrl({ region: 'custom', baseUrl: address })).toThrow(/"Base URL"/);
	});
});

describe('redirects of a call for a token', () => {
	test.each([301, 302, 303, 307, 308])(
		"%i: Zoho's renewal sends nothing elsewhere and says so at once",
		async (status) => {
			sandbox.expireTokens();
			sandbox.faults.add({
				vendor: 'zohoAccounts',
				path: '/oauth/v2/token',
				status,
				body: '',
				headers: { location: `${elsewhere.zohoAccounts.url}/oauth/v2/token` },
			});
			const seen = await runNode(sandbox, ZOHO, courses, { credential: connected() });
			expect(seen.message).toContain('sends the renewal of the access on to another address');
			expect(elsewhere.requests).toEqual([]);
			expect(leaks(sandbox, seen)).toEqual([]);
		},
	);

	test.each([307, 308])(
		"%i: the test of Zoho's credential and 360Learning's sign-in send nothing elsewhere",
		async (status) => {
			sandbox.faults.add({
				path: /token$/,
				status,
				body: '',
				headers: { location: `${elsewhere.zohoAccounts.url}/oauth/v2/token` },
			});
			expect(await testCredential(TYPE, connected())).toMatchObject({ status: 'Error' });
			const seen = await runNode(sandbox, V2, { resource: 'tag', operation: 'getAll', limit: 1 } as never);
			expect(seen.message).toContain('sends the sign-in on to another address');
			expect(elsewhere.requests).toEqual([]);
		},
	);
});

describe('renewals', () => {
	// A connection of its own for each test: how often it was renewed counts.
	let fresh: Sandbox;
	beforeEach(async () => {
		fresh = await startSandbox({ limits: false });
	});
	afterEach(async () => await fresh.close());

	const renewals = () => fresh.requests.filter(({ path }) => path === '/oauth/v2/token');
	const many = Array.from({ length: 10 }, () => ({ json: {} }));

	test.each(['expireTokens', 'revokeTokens'] as const)(
		'%s: ten requests of a run renew a token that has ended once',
		async (end) => {
			fresh[end]();
			fresh.clearRequests();
			const { message } = await runNode(
				fresh,
				ZOHO,
				{ ...(courses as object), options: { concurrency: 10 } } as never,
				{ credential: connected(fresh), input: many },
			);
			expect([message, renewals().length]).toEqual(['', 1]);
		},
	);

	test('a token that n8n knows to have run out is renewed before a request is wasted', async () => {
		const credential = connected(fresh);
		const { message } = await runNode(fresh, ZOHO, courses, {
			credential: {
				...credential,
				oauthTokenData: { ...credential.oauthTokenData, n8n_expires_at: String(Date.now() - 1000) },
			},
		});
		expect([message, fresh.requests.filter(({ status }) => status === 401).length]).toEqual(['', 0]);
	});

	test('a token that is refused whatever is done is not renewed more often than Zoho allows', async () => {
		fresh.faults.add({ vendor: 'zohoPeople', status: 401, body: { code: 'INVALID_OAUTHTOKEN', message: 'no' } });
		await runNode(fresh, ZOHO, courses, {
			credential: connected(fresh),
			input: [...many, ...many],
			onError: 'continueRegularOutput',
		});
		expect([renewals().length > 3, renewals().length <= 9]).toEqual([true, true]);
	}, 120_000);

	test('a refused renewal does not stand in the way of the next one', async () => {
		const credential = connected(fresh);
		fresh.expireTokens();
		fresh.faults.add({ vendor: 'zohoAccounts', path: '/oauth/v2/token', body: { error: 'invalid_code' }, times: 1 });
		const run = async () => (await runNode(fresh, ZOHO, courses, { credential })).message;
		expect(await run()).toContain('Zoho has ended this connection');
		expect(await run()).toBe('');
	});

	test.each([
		[{ status: 400, body: { error: 'invalid_code' } }, 'Zoho has ended this connection'],
		[{ status: 200, body: { error: 'invalid_client_secret' } }, 'Zoho does not accept the client secret'],
		[{ status: 200, body: {} }, 'Zoho did not renew the access'],
		[{ status: 200, body: '<html>' }, 'Zoho did not renew the access'],
		[{ status: 500, body: 'broken' }, 'Zoho could not renew the access (status 500)'],
	])(
		'%j ends in words',
		async (answer, message) => {
			fresh.expireTokens();
			fresh.faults.add({ vendor: 'zohoAccounts', path: '/oauth/v2/token', ...answer });
			const seen = await runNode(fresh, ZOHO, { ...(courses as object), options: { tries: 1 } } as never, {
				credential: connected(fresh),
			});
			expect(seen.message).toContain(message);
			expect(leaks(fresh, seen)).toEqual([]);
		},
		30_000,
	);
});

describe('certificates that are not trusted', () => {
	test.each<[Flaw, RegExp]>([
		['self-signed', /SELF_SIGNED_CERT/],
		['of an unknown authority', /UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT/],
	])(
		'%s: said at once, at the call for a token and at any other',
		async (flaw, code) => {
			const server = await startTlsServer(flaw);
			const begun = Date.now();
			sandbox.expireTokens();
			const seen = [
				await runNode(sandbox, V2, { resource: 'tag', operation: 'getAll' } as never, {
					credential: { region: 'custom', baseUrl: server.url },
				}),
				await runNode(sandbox, ZOHO, courses, { credential: { ...connected(), accountsUrl: server.url } }),
				await runNode(sandbox, ZOHO, courses, { credential: { ...connected(), peopleUrl: server.url } }),
			];
			for (const { message } of seen) {
				expect(message).toContain('The certificate of ');
				expect(message).toMatch(code);
			}
			expect(
				await testCredential('learning360OAuth2Api', {
					region: 'custom',
					baseUrl: server.url,
					clientId: 'a',
					clientSecret: 'b',
				}),
			).toEqual({ status: 'Error', message: expect.stringMatching(/^The certificate of .* is not trusted/) as string });
			expect(Date.now() - begun).toBeLessThan(3000);
			expect([server.requests, server.connections]).toEqual([0, 4]);
			await server.close();
		},
		30_000,
	);

	test('a server that does not speak TLS is one of them', async () => {
		const begun = Date.now();
		const { message } = await runNode(sandbox, V2, { resource: 'tag', operation: 'getAll' } as never, {
			credential: { region: 'custom', baseUrl: sandbox.learning360.url.replace('http:', 'https:') },
		});
		expect(message).toMatch(/^The certificate of .* is not trusted \((EPROTO|ERR_SSL_\w+)\)/);
		expect(Date.now() - begun).toBeLessThan(2000);
	}, 30_000);

	/** https://nodejs.org/api/tls.html#x509-certificate-error-codes, and codes of Node.js and OpenSSL for other failures of TLS. */
	const CODES =
		'UNABLE_TO_GET_ISSUER_CERT UNABLE_TO_GET_CRL UNABLE_TO_DECRYPT_CERT_SIGNATURE UNABLE_TO_DECRYPT_CRL_SIGNATURE UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY CERT_SIGNATURE_FAILURE CRL_SIGNATURE_FAILURE CERT_NOT_YET_VALID CERT_HAS_EXPIRED CRL_NOT_YET_VALID CRL_HAS_EXPIRED ERROR_IN_CERT_NOT_BEFORE_FIELD ERROR_IN_CERT_NOT_AFTER_FIELD ERROR_IN_CRL_LAST_UPDATE_FIELD ERROR_IN_CRL_NEXT_UPDATE_FIELD DEPTH_ZERO_SELF_SIGNED_CERT SELF_SIGNED_CERT_IN_CHAIN UNABLE_TO_GET_ISSUER_CERT_LOCALLY UNABLE_TO_VERIFY_LEAF_SIGNATURE CERT_CHAIN_TOO_LONG CERT_REVOKED INVALID_CA PATH_LENGTH_EXCEEDED INVALID_PURPOSE CERT_UNTRUSTED CERT_REJECTED HOSTNAME_MISMATCH ERR_TLS_CERT_ALTNAME_INVALID ERR_TLS_CERT_ALTNAME_FORMAT ERR_TLS_HANDSHAKE_TIMEOUT ERR_SSL_WRONG_VERSION_NUMBER ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION EPROTO';
	test.each(CODES.split(' '))('%s', (code) => {
		for (const file of ['credentials/tokenRequest', 'nodes/connector/transport/retry']) {
			const { isNotTrusted } = load(`./dist/${file}.js`) as { isNotTrusted(code: string): boolean };
			expect(isNotTrusted(code)).toBe(true);
			for (const other of ['ECONNRESET', 'ECONNREFUSED', 'ETIMEDOUT', 'ERR_BAD_RESPONSE', 'ENOTFOUND'])
				expect(isNotTrusted(other)).toBe(false);
		}
	});
});

describe('a lock that comes from outside', () => {
	test('is lifted by editing the credential', async () => {
		const locked = { resource: 'tag', operation: 'getAll', limit: 1, options: { longestWait: 0 } } as never;
		const credential = { id: 'one credential' };
		sandbox.faults.add({ operationId: 'listTags', status: 429, headers: { 'retry-after': '3000' }, times: 1 });
		const run = async (more: Record<string, unknown>) =>
			(await runNode(sandbox, V2, locked, { credentialId: credential.id, credential: more })).message;
		expect(await run({})).toMatch(/works again in about/);
		expect(await run({})).toMatch(/works again in about/);
		expect(await run({ userId: '624c5526204fc7207e603123' })).toBe('');
	});
});

/** What n8n's HTTP Request node makes possible: any URL with this credential. */
describe.each(['Learning360OAuth2Api', 'Learning360V1Api'])('%s signs requests', (name) => {
	type Request = {
		url?: string;
		uri?: string;
		baseURL?: string;
		headers?: Record<string, string>;
		qs?: Record<string, string>;
	};
	const type = () => {
		const module = load(`./dist/credentials/${name}.credentials.js`) as Record<
			string,
			new () => { authenticate(credential: object, request: Request): Promise<Request> }
		>;
		// n8n copies credential types with a spread: what is on the prototype is lost.
		return { ...new module[name]() };
	};
	const credential = {
		region: 'eu',
		accessToken: 'secret-token',
		companyId: 'c',
		apiKey: 'secret-key',
		authenticationMethod: 'oAuth2',
	};

	test.each([
		['the region of the credential', { url: 'https://app.360learning.com/api/v2/users' }],
		["a host of the company's own", { url: 'https://acme.360learning.com/api/v2/users' }],
		['the older name of the option', { uri: 'https://app.360learning.com/api/v2/users' }],
		['an address below a base', { url: '/api/v2/users', baseURL: 'https://app.360learning.com' }],
	])('to %s', async (_where, request) => {
		for (const authenticationMethod of ['oAuth2', 'headers', 'query']) {
			const signed = await type().authenticate({ ...credential, authenticationMethod }, { ...request });
			expect(JSON.stringify(signed)).toContain(
				name === 'Learning360V1Api' && authenticationMethod !== 'oAuth2' ? 'secret-key' : 'secret-token',
			);
		}
	});

	test.each([
		'https://evil.example/api/v2/users',
		'https://app.360learning.com.evil.example/',
		'https://app.360learning.com@evil.example/',
		'http://app.360learning.com/api/v2/users',
		'https://app.us.360learning.com/api/v2/users',
		'https://360learning.com.evil.example',
		'//evil.example/x',
	])('and never one to %s', async (url) => {
		for (const authenticationMethod of ['oAuth2', 'headers', 'query']) {
			const request: Request = { url };
			await expect(type().authenticate({ ...credential, authenticationMethod }, request)).rejects.toThrow(
				'360Learning only',
			);
			expect(JSON.stringify(request)).not.toContain('secret');
		}
	});
});

test('the version header is added where the request has none, and kept where it has one', async () => {
	const { Learning360OAuth2Api } = load('./dist/credentials/Learning360OAuth2Api.credentials.js') as {
		Learning360OAuth2Api: new () => { authenticate(credential: object, request: object): Promise<{ headers: object }> };
	};
	const sign = async (headers?: object) =>
		(
			await new Learning360OAuth2Api().authenticate(
				{ region: 'eu', accessToken: 't' },
				{ url: 'https://app.360learning.com/api/v2/users', headers },
			)
		).headers;
	expect(await sign()).toEqual({ '360-api-version': 'v2.0', Authorization: 'Bearer t' });
	expect(await sign({ '360-API-Version': 'v2.1' })).toEqual({ '360-API-Version': 'v2.1', Authorization: 'Bearer t' });
});
