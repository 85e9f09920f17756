import { UserError } from 'n8n-workflow';
import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import { accountsUrl } from './zohoPeopleHost';

/** Set while a request is under way, never stored: tells what a renewal has brought from what was there before. */
const MARK = 'checkedByCredential';

const MEANINGS: Readonly<Record<string, string>> = {
	invalid_client: 'Zoho does not know the client ID of this credential in its data center',
	invalid_client_secret: 'Zoho does not accept the client secret of this credential',
	invalid_code: 'Zoho has ended this connection, or its sign-in was not completed in time',
	invalid_redirect_uri: 'The redirect URL of n8n is not entered in the client of the Zoho API console',
};

/**
 * Reads what Zoho answered to a token call. Zoho refuses with status 200 and `{ "error": "<code>" }`; n8n takes that for a
 * token, shows the account as connected, and each request ends in a 401 that says nothing of the cause.
 *
 * @param credentials decrypted data; `oauthTokenData` is what n8n stored or has just received
 * @returns the token data to go on with, a refusal of earlier times taken out
 * @throws {UserError} when there is no access token, or the renewal just made was refused
 */
export function checkedTokenData(credentials: ICredentialDataDecryptedObject): IDataObject {
	const { [MARK]: isRenewal, error, ...tokenData } = (credentials.oauthTokenData ?? {}) as IDataObject;

	const isRefused = typeof error === 'string' && error !== '';
	if (!tokenData.access_token || (isRefused && isRenewal === true)) {
		throw refusal(isRefused ? error : undefined, tokenData, credentials);
	}
	return isRenewal === true ? tokenData : { ...tokenData, [MARK]: true };
}

function refusal(code: string | undefined, tokenData: IDataObject, credentials: ICredentialDataDecryptedObject): UserError {
	const message =
		MEANINGS[code ?? ''] ?? (code === undefined ? 'The Zoho account is not connected' : 'Zoho did not grant access');
	const home = homeOf(tokenData);
	const elsewhere = home !== undefined && home !== accountsUrl(credentials);
	return new UserError(message, {
		description: elsewhere
			? `The account signs in at ${home}. Choose that data center in the credential and connect again.`
			: 'Open the credential, check data center, client ID and client secret, and connect the account again.',
		extra: { code },
	});
}

/** Zoho names the account's own data center when it sends the person back: n8n keeps the query of that address. */
function homeOf({ callbackQueryString: query }: IDataObject): string | undefined {
	if (typeof query !== 'object' || query === null || Array.isArray(query)) return undefined;
	const home = (query as IDataObject)['accounts-server'];
	return typeof home === 'string' && /^https:\/\/accounts\.[a-z.]+$/.test(home) ? home : undefined;
}
