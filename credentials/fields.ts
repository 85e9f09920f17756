import { UserError } from 'n8n-workflow';

/** Host names of this machine, for which plain `http` is safe: source of a regular expression. */
export const LOOPBACK_HOST = '(?:(?:[a-z\\d-]+\\.)*localhost|127(?:\\.(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)){1,3}|\\[::1\\])';

const LOOPBACK = new RegExp(`^${LOOPBACK_HOST}$`, 'i');

/**
 * Checks a URL entered in a credential.
 *
 * Secrets travel to it, so it must be `https`; plain `http` is taken for this machine only, where a sandbox of the vendor
 * may run. A path in front of the API is kept, slashes at the end are dropped.
 *
 * @param value what was typed in
 * @param field label of the field, for the message
 * @returns the address without a slash at its end, e.g. `https://app.360learning.com`
 * @throws {UserError} when the field is empty or does not hold such an address
 */
export function checkedAddress(value: unknown, field: string): string {
	const typed = requiredValue(value, field);

	// Browsers interpret these characters differently, so secrets would be sent to another host than the one shown.
	if (/[\s\\]/.test(typed)) throw refusal(field, 'is not a web address. Leave out spaces and backslashes');

	let address: URL;
	try {
		address = new URL(typed);
	} catch {
		throw refusal(field, 'is not a web address. Enter it in full, starting with https://');
	}

	if (address.protocol !== 'https:' && !(address.protocol === 'http:' && LOOPBACK.test(address.hostname))) {
		throw refusal(field, 'must start with https://, as secrets are sent there. On this machine http:// works too');
	}
	if (address.username !== '' || address.password !== '' || address.search !== '' || address.hash !== '') {
		throw refusal(field, 'holds more than an address. Leave out names, passwords and everything after ? or #');
	}
	if (/\/api(\/|$)/.test(address.pathname)) {
		throw refusal(field, 'ends with a part of the API. Leave out /api and what follows: it is added for you');
	}

	return `${address.origin}${address.pathname}`.replace(/\/+$/, '');
}

/**
 * Returns a required value without the surrounding spaces that copying adds.
 *
 * @throws {UserError} if it is empty
 */
export function requiredValue(value: unknown, field: string): string {
	const text = typeof value === 'string' ? value.trim() : '';
	if (text === '') throw refusal(field, 'is empty. Open the credential and fill it in');
	return text;
}

/**
 * What is wrong with a field, in one message with the way out: a credential test shows nothing else of an error. The value
 * is left out, since it may hold a secret.
 */
export function refusal(field: string, problem: string): UserError {
	return new UserError(`The field "${field}" of the credential ${problem}`);
}
