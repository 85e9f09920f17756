import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { checkedAddress, refusal } from './fields';

/**
 * Data centers of Zoho by the domain they live on: `accounts.<domain>` signs in, `people.<domain>` serves Zoho People.
 * Source: https://www.zoho.com/accounts/protocol/oauth/multi-dc.html; the People hosts of all but the United States come
 * from public code or by analogy, which is why a credential can name others.
 */
export const dataCenters: ReadonlyArray<{ name: string; domain: string }> = [
	{ name: 'Australia', domain: 'zoho.com.au' },
	{ name: 'Canada', domain: 'zohocloud.ca' },
	{ name: 'China', domain: 'zoho.com.cn' },
	{ name: 'Europe', domain: 'zoho.eu' },
	{ name: 'India', domain: 'zoho.in' },
	{ name: 'Japan', domain: 'zoho.jp' },
	{ name: 'Saudi Arabia', domain: 'zoho.sa' },
	{ name: 'United Arab Emirates', domain: 'zoho.ae' },
	{ name: 'United Kingdom', domain: 'zoho.uk' },
	{ name: 'United States', domain: 'zoho.com' },
];

/**
 * Address of Zoho People that a credential belongs to.
 *
 * @param credential decrypted data of a Zoho People credential
 * @returns the address without a slash at its end, e.g. `https://people.zoho.eu`
 * @throws {UserError} when the data center is unknown or the address entered by hand cannot be used
 */
export function baseUrl(credential: ICredentialDataDecryptedObject): string {
	return host(credential, credential.peopleUrl, 'People URL', 'people');
}

/**
 * Address that signs people in.
 *
 * @param credential decrypted data of a Zoho People credential
 * @returns e.g. `https://accounts.zoho.eu`
 * @throws {UserError} as `baseUrl` does
 */
export function accountsUrl(credential: ICredentialDataDecryptedObject): string {
	return host(credential, credential.accountsUrl, 'Accounts URL', 'accounts');
}

function host(
	{ dataCenter = 'zoho.com' }: ICredentialDataDecryptedObject,
	byHand: unknown,
	field: string,
	product: string,
): string {
	if (typeof byHand === 'string' && byHand.trim() !== '') return checkedAddress(byHand, field);
	if (!dataCenters.some(({ domain }) => domain === dataCenter)) {
		throw refusal('Data Center', `has an unknown value. Use one of: ${dataCenters.map(({ domain }) => domain).join(', ')}`);
	}
	return `https://${product}.${String(dataCenter)}`;
}
