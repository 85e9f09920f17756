import axios, { type AxiosRequestConfig, type AxiosResponse } from 'axios';
import type { Sandbox } from '../../sandbox/index.ts';

/** Sends a request as it is and gives back whatever comes, error statuses included. */
export async function send(config: AxiosRequestConfig): Promise<AxiosResponse> {
	return await axios({ validateStatus: () => true, maxRedirects: 0, ...config });
}

/** Asks for a token of 360Learning. */
export async function token360(sandbox: Sandbox, credentials: object = {}): Promise<AxiosResponse> {
	const { clientId, clientSecret } = sandbox.credentials.learning360;
	const data = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, ...credentials };
	return await send({ method: 'POST', url: `${sandbox.learning360.url}/api/v2/oauth2/token`, data });
}

/** Headers of API v2 with a new token. */
export async function v2Headers(sandbox: Sandbox, credentials: object = {}): Promise<Record<string, string>> {
	const { data } = await token360(sandbox, credentials);
	return { Authorization: `Bearer ${data.access_token}`, '360-api-version': 'v2.0' };
}

/** Headers of API v1, with the key. */
export function v1Headers(sandbox: Sandbox): Record<string, string> {
	const { companyId, apiKey } = sandbox.credentials.learning360V1;
	return { 'X-company-id': companyId, 'X-apiKey': apiKey };
}

export function zohoHeaders(
	sandbox: Sandbox,
	token: string = sandbox.credentials.zoho.accessToken,
): Record<string, string> {
	return { Authorization: `Zoho-oauthtoken ${token}` };
}

/** A client of one API: method, path below its base, and what axios takes. */
export type Client = (method: string, path: string, config?: AxiosRequestConfig) => Promise<AxiosResponse>;

export async function v2Client(sandbox: Sandbox): Promise<Client> {
	const headers = await v2Headers(sandbox);
	return async (method, path, config) =>
		await send({ method, url: `${sandbox.learning360.url}/api/v2${path}`, headers, ...config });
}

export function v1Client(sandbox: Sandbox): Client {
	return async (method, path, config) =>
		await send({ method, url: `${sandbox.learning360.url}/api/v1${path}`, headers: v1Headers(sandbox), ...config });
}

export function zohoClient(sandbox: Sandbox): Client {
	return async (method, path, config) =>
		await send({ method, url: `${sandbox.zohoPeople.url}/api/v1${path}`, headers: zohoHeaders(sandbox), ...config });
}

/** Waits real milliseconds. */
export async function wait(milliseconds: number): Promise<void> {
	await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Everything that was found wrong with requests or answers since the log was cleared. */
export function failures(sandbox: Sandbox): string[] {
	return sandbox.requests.flatMap(({ operationId, validationFailures, answerFailures }) =>
		[...validationFailures, ...answerFailures].map((failure) => `${operationId}: ${failure}`),
	);
}
