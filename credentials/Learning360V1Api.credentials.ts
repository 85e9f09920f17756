import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IDataObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { requiredValue } from './fields';
import { baseUrl, baseUrlExpression, refuseForeignHost, regionFields, SERVER_STATUSES } from './learning360Host';
import { accessToken } from './learning360Token';

/**
 * API v1 of 360Learning: a company ID and an API key, sent in one of three ways. Source: https://api.360learning.com
 *
 * With headers or query parameters the hidden token stays empty. n8n then calls `preAuthentication` before every request and again after a 401; it
 * returns nothing and sends no request, and n8n repeats the request that got the 401 once.
 */
export class Learning360V1Api implements ICredentialType {
	name = 'learning360V1Api';

	displayName = '360Learning V1 API';

	icon = { light: 'file:../icons/learning360V1.svg', dark: 'file:../icons/learning360V1.dark.svg' } as const;

	documentationUrl = 'https://github.com/example/n8n-nodes-lms#credentials';

	properties: INodeProperties[] = [
		{
			displayName:
				'360Learning ends API v1 in mid-2027. For new workflows use the 360Learning node with a 360Learning OAuth2 API credential.',
			name: 'deprecationNotice',
			type: 'notice',
			default: '',
		},
		...regionFields,
		{
			displayName: 'Company ID',
			name: 'companyId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 58eb5f371a92bb4fb526b305',
			description: 'Your Customer Success Partner at 360Learning gives you the ID together with your API access',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'The platform owner or an administrator creates keys in the settings of the platform group. Keys of API v2 do not work here.',
		},
		{
			displayName: 'Authentication Method',
			name: 'authenticationMethod',
			type: 'options',
			options: [
				{
					name: 'Headers',
					value: 'headers',
					description: 'The key goes along with every request, as X-company-id and X-apiKey',
				},
				{
					name: 'OAuth2 Token (Recommended)',
					value: 'oAuth2',
					description: 'The key is exchanged for a token that lives one hour and is renewed by itself',
				},
				{
					name: 'Query Parameters',
					value: 'query',
					description: 'The key goes along in the address of every request, where servers may log it',
				},
			],
			default: 'oAuth2',
			description: 'How requests prove who they are. All three work for every operation of API v1.',
		},
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
	];

	/**
	 * Adds what the chosen method needs; n8n calls it again for a repeated request, so it replaces what it added before. A property, because n8n offers
	 * a credential in HTTP Request only if a copy of its type has it.
	 */
	authenticate = async (
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		refuseForeignHost(credentials, requestOptions);
		const method = credentials.authenticationMethod ?? 'oAuth2';
		if (method === 'oAuth2') {
			requestOptions.headers = {
				...requestOptions.headers,
				Authorization: `Bearer ${String(credentials.accessToken)}`,
			};
			return requestOptions;
		}

		const company = requiredValue(credentials.companyId, 'Company ID');
		const key = requiredValue(credentials.apiKey, 'API Key');
		if (method === 'headers') {
			requestOptions.headers = { ...requestOptions.headers, 'X-company-id': company, 'X-apiKey': key };
		} else {
			requestOptions.qs = { ...requestOptions.qs, company, apiKey: key };
		}
		return requestOptions;
	};

	/** Every platform has a group, so an answer without one is not from the platform. */
	test: ICredentialTestRequest = {
		request: {
			baseURL: baseUrlExpression,
			url: '/api/v1/groups',
			ignoreHttpStatusErrors: { ignore: true, except: SERVER_STATUSES },
			disableFollowRedirect: true,
		},
		rules: [
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'error',
					value: 'missing_company_id',
					message: '360Learning did not receive the company ID. Enter it in the credential',
				},
			},
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'error',
					value: 'invalid_company_id',
					message: '360Learning does not know this company ID. Copy it again and check the region',
				},
			},
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'error',
					value: 'invalid_api_key',
					message:
						'360Learning does not accept this API key. Copy it again or create a new one: it may have been revoked',
				},
			},
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'error',
					value: 'invalid_token',
					message: '360Learning issued an access token but its API does not accept it. Check the region',
				},
			},
			{
				type: 'responseSuccessBody',
				properties: {
					key: '_id',
					value: undefined,
					message: 'This address does not answer like the API of 360Learning. Check the region or the base URL',
				},
			},
		],
	};

	async preAuthentication(this: IHttpRequestHelper, credentials: ICredentialDataDecryptedObject): Promise<IDataObject> {
		const signIn = {
			baseUrl: baseUrl(credentials),
			clientId: requiredValue(credentials.companyId, 'Company ID'),
			clientSecret: requiredValue(credentials.apiKey, 'API Key'),
			words: { pair: 'company ID and API key', place: 'the settings of the platform group' },
		};
		if ((credentials.authenticationMethod ?? 'oAuth2') !== 'oAuth2') return {};

		return { accessToken: await accessToken(this, signIn, String(credentials.accessToken ?? '')) };
	}
}
