import type { Service, VendorFailure, VendorResponse } from '../connector/service';
import { withZohoToken } from './authorization';
import catalogue from './catalogue';
import { baseUrl } from './host';
import { renewsTokens, tokenRefused } from './token';

/** Below this path of the People host lie all LMS calls. */
const BASE_PATH = '/api/v1';

/** Zoho People LMS. */
export const zohoPeopleLms: Service = {
	catalogue,
	credentialType: 'zohoPeopleOAuth2Api',
	baseUrl: (credential) => `${baseUrl(credential)}${BASE_PATH}`,
	headers: withZohoToken,
	// Read by n8n after it has asked the credential, and so known only then.
	oauth2: {
		get skipTokenRefresh() {
			return renewsTokens();
		},
	},
	tokenRefused,
	failureOf,
};

interface ZohoProblem {
	code?: string | number;
	errorCode?: string | number;
	message?: string;
}

/**
 * The pages show no error body. Met so far: `code` and `message` at the top, the wrapper `response.errors` of the other People APIs (one
 * object or a list) and a plain `error`; each of them also with HTTP 200.
 */
function failureOf({ statusCode, body }: VendorResponse): VendorFailure | undefined {
	const problem = problemIn(body);
	if (statusCode < 400 && !problem) return undefined;
	const code = problem?.code ?? problem?.errorCode;
	const number = Number(code);
	const status = statusCode < 400 && number >= 400 && number < 600 ? number : statusCode;
	const name = /^[A-Z][A-Z0-9_]+$/.test(problem?.message ?? '') ? problem?.message : undefined;
	return { status, code: name ?? (code === undefined ? String(status) : String(code)), message: problem?.message };
}

function problemIn(body: unknown): ZohoProblem | undefined {
	if (body === null || typeof body !== 'object') return undefined;
	const { response, error, code, message } = body as { response?: { status?: number; errors?: unknown }; error?: unknown; code?: string | number; message?: string };
	const errors = response?.errors ?? (response?.status === 1 ? response : undefined);
	if (errors) return (Array.isArray(errors) ? errors[0] : errors) as ZohoProblem;
	if (typeof error === 'string') return { code: error, message: message ?? error };
	if (error) return error as ZohoProblem;
	return code !== undefined && !/^2\d\d$/.test(String(code)) ? { code, message } : undefined;
}
