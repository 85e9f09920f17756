import get from 'lodash/get';
import type { Service, VendorFailure, VendorResponse } from '../../connector/model/service';
import { wordsIn } from '../../connector/wire/words';
import catalogue from '../catalogue';
import { baseUrl, platformOf } from './host';

/** 360Learning API v2. */
export const learning360: Service = {
	catalogue,
	credentialType: 'learning360OAuth2Api',
	baseUrl,
	// The client of a company; limits count for the company.
	accountFacts: ({ clientId }) => [`client ${String(clientId)}`],
	platformOf,
	failureOf,
};

/** Codes of several words, in camel case or, for OAuth, in snake case. Single words such as `forbidden` and HTTP phrases may come from any server. */
const OWN_CODE = /^[a-z]+([A-Z]|_)\w*$/;

/**
 * Errors come in two shapes: `{ error: { code, message } }` and `{ error: 'code' }`. Bodies of any other shape are not the vendor's own, or not
 * documented; what they say is kept.
 * Source: https://360learning.readme.io/docs/errors
 */
function failureOf({ statusCode, body }: VendorResponse): VendorFailure | undefined {
	if (statusCode < 400) return undefined;
	const code: unknown = get(body, 'error.code') ?? get(body, 'error');
	const isOwn = typeof code === 'string' && OWN_CODE.test(code);
	return {
		status: statusCode,
		...wordsIn(body),
		...(typeof code === 'string' ? { code } : {}),
		...(isOwn ? { isOwn } : {}),
	};
}
