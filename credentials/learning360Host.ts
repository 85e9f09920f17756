import type { ICredentialDataDecryptedObject, IHttpRequestOptions, INodeProperties } from 'n8n-workflow';

import { checkedAddress, refusal } from './fields';

/**
 * Hosts of 360Learning by region. The published server list of API v2 names these two; nothing says whether API v1 answers
 * on the second one.
 */
const HOSTS: Readonly<Record<string, string>> = {
	eu: 'https://app.360learning.com',
	us: 'https://app.us.360learning.com',
};

/** Fields of a credential that select the platform. */
export const regionFields: INodeProperties[] = [
	{
		displayName: 'Region',
		name: 'region',
		type: 'options',
		options: [
			{
				name: 'Custom',
				value: 'custom',
				description: 'Another address, for instance the staging platform or a local sandbox',
			},
			{ name: 'Europe', value: 'eu', description: 'You sign in at app.360learning.com' },
			{ name: 'United States', value: 'us', description: 'You sign in at app.us.360learning.com' },
		],
		default: 'eu',
		description: 'Where your platform is: look at the address in your browser when you are signed in to 360Learning',
	},
	{
		displayName: 'Base URL',
		name: 'baseUrl',
		type: 'string',
		displayOptions: { show: { region: ['custom'] } },
		default: '',
		required: true,
		placeholder: 'e.g. https://app.staging.360learning-dev.com',
		description: 'Address of the platform without /api. Must start with https://, on this machine http:// works too.',
	},
];

/** Statuses that say nothing about the credential, because the platform itself could not answer. */
export const SERVER_STATUSES = [500, 502, 503, 504];

/** The same choice as an expression, for the request of a credential test. */
export const baseUrlExpression = `={{ (${JSON.stringify(HOSTS)})[$credentials.region] ?? ($credentials.baseUrl ?? "").trim() }}`;

/**
 * Address of the platform that a credential belongs to.
 *
 * @param credential decrypted data of a 360Learning credential
 * @returns the address without a slash at its end, e.g. `https://app.360learning.com`
 * @throws {UserError} when the region is unknown or the custom address cannot be used
 */
export function baseUrl(credential: ICredentialDataDecryptedObject): string {
	const region = String(credential.region ?? 'eu');
	if (region === 'custom') return checkedAddress(credential.baseUrl, 'Base URL');
	const host = Object.hasOwn(HOSTS, region) ? HOSTS[region] : undefined;
	if (host === undefined) {
		throw refusal('Region', `has an unknown value. Use one of: ${[...Object.keys(HOSTS), 'custom'].join(', ')}`);
	}
	return host;
}

/**
 * Tells which platform answers at a host: companies have hosts of their own next to the one of their region, and links in answers may lead to either.
 *
 * @param hostname in lower case, as `URL` gives it
 * @returns the region; `undefined` when the host is not below the vendor's domain
 */
export function platformOf(hostname: string): string | undefined {
	if (!/^([a-z\d-]+\.)+360learning\.com$/.test(hostname)) return undefined;
	return /(^|\.)us\.360learning\.com$/.test(hostname) ? 'us' : 'eu';
}

/**
 * Refuses to sign a request that goes elsewhere. n8n's HTTP Request node lets a person choose this credential and type any URL.
 *
 * @param credential decrypted data of a 360Learning credential
 * @param request as n8n hands it over, with `url` or, from older helpers, `uri`
 * @throws {UserError} when the host is neither that of the credential nor one of the vendor's own in the same region
 */
export function refuseForeignHost(
	credential: ICredentialDataDecryptedObject,
	request: Pick<IHttpRequestOptions, 'url' | 'baseURL'> & { uri?: unknown },
): void {
	const base = new URL(baseUrl(credential));
	const address = String(request.url ?? request.uri ?? '');
	const target = URL.canParse(address) ? new URL(address) : new URL(address, request.baseURL ?? base);
	if (target.origin === base.origin) return;
	const region = platformOf(base.hostname);
	if (target.protocol === 'https:' && region !== undefined && platformOf(target.hostname) === region) return;
	throw refusal(
		'Region',
		`belongs to ${base.host}, but the request goes to ${target.host}. The credential is sent to 360Learning only`,
	);
}
