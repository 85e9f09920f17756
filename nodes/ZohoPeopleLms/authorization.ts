import type { IDataObject } from 'n8n-workflow';

/** Word before the access token; every page of the Zoho People API documentation names it. */
const SCHEME = 'Zoho-oauthtoken';

/**
 * Headers for a request to Zoho People.
 *
 * n8n writes `Authorization: Bearer <token>`. Told to use another token type (`oauth2: { tokenType }`), it puts the token
 * into the address instead, where servers log it. These headers take what n8n writes, also after a renewal of the token,
 * and give it out with Zoho's word.
 *
 * @param headers other headers of the request
 * @returns a new object to be passed to `httpRequestWithAuthentication` as it is: a copy of it would lose the behaviour
 */
export function withZohoToken(headers: IDataObject = {}): IDataObject {
	let value: unknown;
	return Object.defineProperty({ ...headers }, 'Authorization', {
		configurable: true,
		enumerable: true,
		get: () => value,
		set: (written: unknown) => {
			value = typeof written === 'string' ? written.replace(/^Bearer /, `${SCHEME} `) : written;
		},
	});
}
