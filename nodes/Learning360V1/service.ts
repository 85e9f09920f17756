import type { Service, VendorFailure, VendorResponse } from '../connector/service';
import catalogue from './catalogue';
import { baseUrl } from './host';

/** 360Learning API v1, which the vendor ends in mid-2027. */
export const learning360V1: Service = { catalogue, credentialType: 'learning360V1Api', baseUrl, failureOf };

/** Errors are flat: `{ error, error_description }`; the description tells expired tokens from malformed ones. */
function failureOf({ statusCode, body }: VendorResponse): VendorFailure | undefined {
	if (statusCode < 400) return undefined;
	const { error, error_description: detail, message } = (body ?? {}) as { error?: unknown; error_description?: string; message?: string };
	return { status: statusCode, code: typeof error === 'string' ? error : undefined, detail, message: message ?? detail };
}
