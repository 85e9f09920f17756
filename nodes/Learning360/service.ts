import type { Service, VendorFailure, VendorResponse } from '../connector/service';
import catalogue from './catalogue';
import { baseUrl } from './host';

/** 360Learning API v2. */
export const learning360: Service = { catalogue, credentialType: 'learning360OAuth2Api', baseUrl, failureOf };

/**
 * Errors come in two shapes: `{ error: { code, message } }` and `{ error: 'code' }`.
 * Source: https://360learning.readme.io/docs/errors
 */
function failureOf({ statusCode, body }: VendorResponse): VendorFailure | undefined {
	if (statusCode < 400) return undefined;
	const error = (body as { error?: unknown } | null | undefined)?.error;
	if (typeof error === 'string') return { status: statusCode, code: error };
	const { code, message } = (error ?? {}) as { code?: string; message?: string };
	return { status: statusCode, code, message };
}
