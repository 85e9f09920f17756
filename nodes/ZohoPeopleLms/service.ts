import get from 'lodash/get';
import type { IDataObject } from 'n8n-workflow';
import type { Service, VendorFailure, VendorResponse } from '../connector/model/service';
import { verdictOf } from '../connector/wire/verdict';
import { isCode, wordsIn } from '../connector/wire/words';
import { withZohoToken } from './authorization';
import catalogue from './catalogue';
import { baseUrl } from './host';
import { renewsTokens, tokenRefused } from './token';

/** Below this path of the People host lie all LMS calls. */
const BASE_PATH = '/api/v1';

/** Zoho's codes are numbers or names in capitals. Anybody can repeat the HTTP status of something that is out of order, or name it. */
const OWN_CODE = /^((?!408|429|5)\d{3}|\d{4,5}|[A-Z][A-Z0-9]*_[A-Z0-9_]+)$/;

/** Zoho People LMS. */
export const zohoPeopleLms: Service = {
	catalogue,
	credentialType: 'zohoPeopleOAuth2Api',
	basePath: BASE_PATH,
	baseUrl: (credential) => `${baseUrl(credential)}${BASE_PATH}`,
	// A client can serve several organizations; a connection belongs to one.
	accountFacts: ({ clientId, oauthTokenData }) => [
		`connection ${String(clientId)} ${String((oauthTokenData as IDataObject | undefined)?.refresh_token)}`,
	],
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

/** The pages show no error body: `x-answers` of the document says in which forms a no has been met, also with HTTP 200. */
function failureOf({ statusCode, body }: VendorResponse): VendorFailure | undefined {
	const isNo = verdictOf(catalogue.answers, body) === 'no';
	if (statusCode < 400 && !isNo) return undefined;
	const { code = textAt(body, 'error'), message } = wordsIn(body);
	const number = Number(code);
	const status = statusCode < 400 && number >= 400 && number < 600 ? number : statusCode;
	const name = message !== undefined && /^[A-Z][A-Z0-9_]+$/.test(message) && isCode(message) ? message : undefined;
	const isOwn = isNo && (statusCode < 400 || OWN_CODE.test(code ?? ''));
	return {
		status,
		code: name ?? code ?? String(status),
		...(message === undefined ? {} : { message }),
		...(isOwn ? { isOwn } : {}),
	};
}

function textAt(body: unknown, place: string): string | undefined {
	const value: unknown = get(body, place);
	return typeof value === 'string' && value !== '' ? value : undefined;
}
