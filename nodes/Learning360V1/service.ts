import get from 'lodash/get';
import type { Service, VendorFailure, VendorResponse } from '../connector/model/service';
import { wordsIn } from '../connector/wire/words';
import catalogue from './catalogue';
import { baseUrl, platformOf } from './host';

/** 360Learning API v1, which 360Learning ends in mid-2027. */
export const learning360V1: Service = {
	catalogue,
	credentialType: 'learning360V1Api',
	baseUrl,
	accountFacts: ({ companyId }) => [`company ${String(companyId)}`],
	platformOf,
	failureOf,
};

/** Codes of several words; the vendor's checks of a request answer a sentence that always begins so. Anybody can answer one word, such as `forbidden`. */
const OWN_CODE = /^([a-z]+([A-Z]|_)\w*$|Request validation failed)/;

/** Writes say in `status` what was done (`group_created`): these words say that it was not. */
const FAILED = /^(error|fail|failed|failure)$/i;

/** Errors are flat: `{ error, error_description }`; the description tells expired tokens from malformed ones. */
function failureOf({ statusCode, body }: VendorResponse): VendorFailure | undefined {
	if (statusCode < 400 && !FAILED.test(String(get(body, 'status')))) return undefined;
	const code: unknown = get(body, 'error');
	const isOwn = typeof code === 'string' && OWN_CODE.test(code);
	return {
		status: statusCode,
		...wordsIn(body),
		...(typeof code === 'string' ? { code } : {}),
		...(isOwn ? { isOwn } : {}),
	};
}
