import { OperationalError, UserError } from 'n8n-workflow';

/** Labels of the fields of a credential, and where to find their values. */
export interface SignInWords {
	/** The two values together, e.g. `client ID and client secret`. */
	pair: string;
	/** Where 360Learning shows them, as the end of a sentence. */
	place: string;
}

interface Refusal {
	message: string;
	wayOut: string;
}

/**
 * Meaning of the error codes of the token request. They come with status 400 or 401 as `{ "error": "<code>" }`.
 * Source: https://360learning.readme.io/reference/v2authenticationgeneratetokencontroller_generatetoken
 */
const REFUSALS: Readonly<Record<string, (words: SignInWords) => Refusal>> = {
	invalid_client: ({ pair, place }) => ({
		message: `360Learning does not know this ${pair}. Copy both again and check the region`,
		wayOut: `You find them in ${place}. Keys of API v1 and API v2 are not interchangeable.`,
	}),
	invalid_request: ({ pair, place }) => ({
		message: `360Learning cannot read this ${pair}. Copy both again`,
		wayOut: `You find them in ${place}.`,
	}),
	unsupported_grant_type: () => ({
		message: '360Learning does not offer sign-in with client credentials at this address. Check the region',
		wayOut: 'The only grant type of the API is "client_credentials"; this address refuses it.',
	}),
	non_existing_user: () => ({
		message: '360Learning has no user with the User ID of this credential. Correct the ID or leave it empty',
		wayOut: 'The user must exist and must not be deleted. Only user-authorized operations need one.',
	}),
	non_existing_company: () => ({
		message: '360Learning does not know the company of this credential. Check its ID and the region',
		wayOut: 'Your Customer Success Partner at 360Learning can tell you the ID of your company.',
	}),
};

/**
 * Turns the answer of a refused token call into a message. Nothing of the request goes into it.
 *
 * @param status HTTP status of the answer
 * @param body body of the answer, of any form
 * @param baseUrl address that was asked
 * @param words names of the fields of the credential
 */
export function refusedToken(
	status: number,
	body: unknown,
	baseUrl: string,
	words: SignInWords,
): UserError | OperationalError {
	const code = refusalCode(body);
	const extra = { status, code };

	const known = code !== undefined && Object.hasOwn(REFUSALS, code) ? REFUSALS[code] : undefined;
	if (known) {
		const { message, wayOut } = known(words);
		return new UserError(message, { description: wayOut, extra });
	}
	if (status === 429) {
		return new OperationalError('360Learning is receiving too many sign-ins at the moment. Try again in a minute', {
			description: 'Let fewer workflows sign in at the same time.',
			extra,
		});
	}
	if (status >= 500) {
		return new OperationalError(`360Learning could not issue an access token (status ${status}). Try again later`, {
			description: 'https://status.360learning.com tells how the platform is doing.',
			extra,
		});
	}
	if (status >= 300 && status < 400) {
		return new UserError(`${baseUrl} sends the sign-in on to another address. Enter the final address as base URL`, {
			description: 'Secrets are not sent on to another address.',
			extra,
		});
	}
	if (status >= 400 && code !== undefined) {
		return new UserError(`360Learning refused to issue an access token: ${code}`, {
			description: `Check the ${words.pair} and the region.`,
			extra,
		});
	}
	return new UserError(`${baseUrl} does not answer like 360Learning (status ${status}). Check the region`, {
		description: `No access token came back from ${baseUrl}/api/v2/oauth2/token.`,
		extra,
	});
}

/** The vendor answers `{ "error": "<code>" }` here and `{ "error": { "code": … } }` elsewhere; both are read. */
function refusalCode(body: unknown): string | undefined {
	if (typeof body !== 'object' || body === null || !('error' in body)) return undefined;
	const { error } = body;
	const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : error;
	return typeof code === 'string' && /^[\w.-]{1,60}$/.test(code) ? code : undefined;
}
