import { OperationalError, sleep, UserError } from 'n8n-workflow';
import type { IHttpRequestHelper, IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';

const ATTEMPTS = 3;
const TIMEOUT_MILLISECONDS = 30_000;
const LONGEST_WAIT_MILLISECONDS = 10_000;

/**
 * Codes of Node.js and OpenSSL for an encrypted connection that does not come about because a certificate is not accepted. Another attempt ends the
 * same way. Sources: https://nodejs.org/api/tls.html#x509-certificate-error-codes, https://nodejs.org/api/errors.html
 */
const NOT_TRUSTED =
	/^(CERT_|CRL_|ERR_TLS_|ERR_SSL_|EPROTO$|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH$|ERROR_IN_C|INVALID_CA$|INVALID_PURPOSE$|PATH_LENGTH_EXCEEDED$)/;

/** Whether an error code means that a certificate or the encryption is not accepted. */
export function isNotTrusted(code: string | undefined): boolean {
	return code !== undefined && NOT_TRUSTED.test(code);
}

/**
 * Calls for a token. Such a call changes nothing at the vendor, so it is repeated when the vendor cannot answer for a moment. A redirect is not
 * followed, because the secret would go along, and every status is handed back: an Axios error would hold the secret.
 *
 * @param http n8n's helper for requests
 * @param address what the person knows the vendor's server by, for messages
 * @param request URL and body of the call
 * @throws {UserError} when the certificate of the server is not trusted
 * @throws {OperationalError} when the server cannot be reached
 */
export async function requestToken(
	http: IHttpRequestHelper,
	address: string,
	request: Pick<IHttpRequestOptions, 'url' | 'body' | 'json' | 'headers'>,
): Promise<IN8nHttpFullResponse> {
	for (let attempt = 1; ; attempt++) {
		const answer = await once(http, request).catch((error: unknown) => {
			const code = interruptionCode(error);
			if (code === undefined) throw error;
			return { code };
		});
		if ('code' in answer) {
			if (isNotTrusted(answer.code)) throw notTrusted(answer.code, address);
			if (attempt === ATTEMPTS) throw unreachable(answer.code, address);
			await sleep(backOff(attempt));
			continue;
		}
		const { statusCode, headers } = answer;
		if (attempt === ATTEMPTS || !(statusCode === 429 || statusCode >= 500)) return answer;
		await sleep(backOff(attempt, Number(headers['retry-after'])));
	}
}

async function once(
	http: IHttpRequestHelper,
	request: Pick<IHttpRequestOptions, 'url' | 'body' | 'json' | 'headers'>,
): Promise<IN8nHttpFullResponse> {
	return (await http.helpers.httpRequest({
		...request,
		method: 'POST',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		timeout: TIMEOUT_MILLISECONDS,
	})) as IN8nHttpFullResponse;
}

function backOff(attempt: number, seconds = NaN): number {
	if (Number.isFinite(seconds)) return Math.min(Math.max(0, seconds) * 1000, LONGEST_WAIT_MILLISECONDS);
	return 500 * 2 ** (attempt - 1) * (0.75 + Math.random() / 2);
}

/** Code of a failed connection; `undefined` if n8n itself refused the request and explains why. */
function interruptionCode(error: unknown): string | undefined {
	if (!(error instanceof Error) || !('isAxiosError' in error)) return undefined;
	return 'code' in error ? String(error.code) : 'unknown';
}

function notTrusted(networkCode: string, address: string): UserError {
	return new UserError(`The certificate of ${address} is not trusted (${networkCode})`, {
		description:
			'Nothing was sent. Check the address in the credential. If a proxy of your company answers there, let n8n trust its certificate, for instance with NODE_EXTRA_CA_CERTS.',
		extra: { networkCode },
	});
}

/**
 * Turns a token call without an answer into a message.
 *
 * @param networkCode what Node.js or Axios calls the interruption, e.g. `ECONNREFUSED`
 * @param address the server that was asked
 */
function unreachable(networkCode: string, address: string): OperationalError {
	const reasons: Record<string, string> = {
		ECONNREFUSED: 'the connection was refused',
		ENOTFOUND: 'there is no such host',
		EAI_AGAIN: 'the name of the host could not be looked up',
		ECONNABORTED: 'no answer came in time',
		ETIMEDOUT: 'no answer came in time',
	};
	return new OperationalError(
		`Could not reach ${address}: ${reasons[networkCode] ?? 'the connection was interrupted'}`,
		{
			description: 'Check the URL in the credential, and that this n8n may open connections to it.',
			extra: { networkCode },
		},
	);
}
