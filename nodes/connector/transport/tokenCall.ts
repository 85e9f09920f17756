import { type IDataObject, type JsonObject, OperationalError } from 'n8n-workflow';
import type { Attempt } from './attempt';
import { codeOf } from './causes';
import { outcomeOf, isNotTrusted, notTrusted } from './retry';

/** Codes of n8n's OAuth2 client: a refusal as OAuth2 defines it, and any other answer without a token. */
const REFUSED = 'EAUTH';
const NO_TOKEN = 'ESTATUS';

/**
 * Reads an error of a call for a token. The request that the token was for has not been sent, or it was refused because its token had run out:
 * it may be tried again whatever it is.
 *
 * @param chain the error and what it wraps
 * @param host address of the vendor's API; a call that went elsewhere was one for a token
 * @returns `undefined` when it was no call for a token that failed
 * @throws Refusal when the certificate of the server is not trusted
 */
export function readTokenCall(chain: JsonObject[], host: string): Attempt | undefined {
	// What the pack's own credentials say; they have tried a few times by then.
	const own = chain.find(isFromCredential);
	if (own) return missing(String(own.message), own.description as string | undefined);
	// The innermost one has the answer, if n8n has kept it.
	const refused = chain.findLast((entry) => codeOf(entry) === REFUSED);
	if (refused) {
		const { error, error_description: description } = (refused.body ?? {}) as {
			error?: string;
			error_description?: string;
		};
		return { failure: { status: 401, code: error, message: description ?? String(refused.message) } };
	}
	const unreadable = chain.findLast((entry) => codeOf(entry) === NO_TOKEN);
	if (unreadable) return missing(`Could not get an access token: ${String(unreadable.message)}`);
	const elsewhere = chain.find(
		({ config }) =>
			typeof (config as IDataObject | undefined)?.url === 'string' &&
			!String((config as IDataObject).url).startsWith(host),
	);
	if (!elsewhere) return undefined;
	const status = Number((elsewhere.response as IDataObject | undefined)?.status ?? 0);
	if (status >= 500) return missing(`Could not get an access token: HTTP status ${status}`);
	const code = elsewhere.code as string | undefined;
	if (isNotTrusted(code)) throw notTrusted(String((elsewhere.config as IDataObject).url), code!);
	return status === 0 && outcomeOf(code)
		? missing(`Could not get an access token: the connection broke (${code})`)
		: undefined;
}

function missing(message: string, advice?: string): Attempt {
	return {
		cause: {
			code: 'noToken',
			message,
			advice: advice ?? 'Check the addresses in the credential and the network, then run it again',
			outcome: 'undone',
		},
	};
}

function isFromCredential(entry: unknown): boolean {
	return (
		entry instanceof OperationalError &&
		entry.extra !== undefined &&
		('networkCode' in entry.extra || 'status' in entry.extra)
	);
}
