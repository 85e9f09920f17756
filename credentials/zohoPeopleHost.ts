import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { checkedAddress, LOOPBACK_HOST, refusal } from './fields';

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

/** Zoho's own domains: those of the data centers, and the one that People of Canada had before. */
const DOMAINS = [...dataCenters.map(({ domain }) => domain), 'zoho.ca'];

/**
 * What an address of Zoho looks like: a host below one of its domains, over https, on the usual port and without anything else. Names of this machine
 * may be plain http and have a port and a path, for a sandbox. It is text, because the decision is made here and in an expression of the credential.
 */
const ADDRESS = `^(?:https:\\/\\/(?:[a-z\\d-]+\\.)+(?:${DOMAINS.map((domain) => domain.replaceAll('.', '\\.')).join('|')})|https?:\\/\\/${LOOPBACK_HOST}(?::\\d+)?(?:\\/[\\w.~-]+)*)$`;

/** Host used when a sign-in URL is refused: a name that never exists (RFC 6761) and explains why. */
const NOWHERE = 'https://the-accounts-url-is-no-address-of-zoho.invalid';

/**
 * Expression for the address that signs people in, without braces. n8n's own OAuth2 code takes addresses from the fields of the credential, before any
 * code of this package runs, so the check has to be part of the field.
 *
 * @param self what the fields of the credential are called in the expression, `$self` or `$credentials`
 */
export function accountsUrlExpression(self: string): string {
	const address = `(${self}["accountsUrl"] || "https://accounts." + (${self}["dataCenter"] ?? "zoho.com")).trim().replace(/\\/+$/, "")`;
	return `/${ADDRESS}/i.test(${address}) ? ${address} : "${NOWHERE}"`;
}

/**
 * Address of Zoho People that a credential belongs to.
 *
 * @param credential decrypted data of a Zoho People credential
 * @returns the address without a slash at its end, e.g. `https://people.zoho.eu`
 * @throws {UserError} when the data center is unknown or the address entered by hand is not one of Zoho's
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
	if (typeof byHand === 'string' && byHand.trim() !== '') {
		const address = checkedAddress(byHand, field);
		if (new RegExp(ADDRESS, 'i').test(address)) return address;
		throw refusal(
			field,
			`is not an address of Zoho: it must be https:// and a host below one of ${DOMAINS.join(', ')}, as secrets are sent there`,
		);
	}
	if (!dataCenters.some(({ domain }) => domain === dataCenter)) {
		throw refusal(
			'Data Center',
			`has an unknown value. Use one of: ${dataCenters.map(({ domain }) => domain).join(', ')}`,
		);
	}
	return `https://${product}.${String(dataCenter)}`;
}
