import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IDataObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { refusal, requiredValue } from './fields';
import { baseUrl, baseUrlExpression, refuseForeignHost, regionFields, SERVER_STATUSES } from './learning360Host';
import { accessToken } from './learning360Token';

/** Every request of API v2 names the version. Source: https://360learning.readme.io/docs/versioning */
const VERSION_HEADER = '360-api-version';
const VERSION = 'v2.0';

/**
 * API v2 of 360Learning: OAuth 2.0 client credentials with a JSON body.
 * Source: https://360learning.readme.io/docs/authentication
 *
 * n8n's own OAuth2 credential sends that body as a form, so the token is fetched in `preAuthentication`. The nodes send the version header of each
 * operation; for HTTP Request the credential adds it.
 */
export class Learning360OAuth2Api implements ICredentialType {
	name = 'learning360OAuth2Api';

	displayName = '360Learning OAuth2 API';

	icon = { light: 'file:../icons/learning360.svg', dark: 'file:../icons/learning360.dark.svg' } as const;

	documentationUrl = 'https://github.com/example/n8n-nodes-lms#credentials';

	properties: INodeProperties[] = [
		...regionFields,
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 00918d22e6cd4dd0bf751241853ec641',
			description:
				'In 360Learning, open the settings of the platform group and then API v2. Platform owners and administrators create credentials there; their scopes decide what the node may do.',
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'Shown next to the client ID, in the settings of the platform group > API v2',
		},
		{
			displayName: 'User ID',
			name: 'userId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 624c5526204fc7207e603123',
			description:
				'Only for user-authorized operations, such as reading your own profile: ID of the user to act as, 24 hexadecimal characters. Leave empty for everything else.',
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
	 * A function, because n8n evaluates the expressions of a template anew for every request. It calls it again for a repeated one. A property, because
	 * n8n offers a credential in HTTP Request only if a copy of its type has it.
	 */
	authenticate = async (
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		refuseForeignHost(credentials, requestOptions);
		const { headers = {} } = requestOptions;
		const isVersioned = Object.keys(headers).some((name) => name.toLowerCase() === VERSION_HEADER);
		requestOptions.headers = {
			...(isVersioned ? {} : { [VERSION_HEADER]: VERSION }),
			...headers,
			Authorization: `Bearer ${String(credentials.accessToken)}`,
		};
		return requestOptions;
	};

	/**
	 * At this point the token has been fetched, so client and region are correct. This call shows that the API accepts the token, whatever its
	 * scopes: no user has this ID, so the expected answer is that the user is unknown, or that the scope is missing.
	 */
	test: ICredentialTestRequest = {
		request: {
			baseURL: baseUrlExpression,
			url: '/api/v2/users/000000000000000000000000',
			headers: { [VERSION_HEADER]: VERSION },
			ignoreHttpStatusErrors: { ignore: true, except: SERVER_STATUSES },
			disableFollowRedirect: true,
		},
		rules: [
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'error',
					value: 'invalid_token',
					message: '360Learning issued an access token but its API does not accept it. Check the region',
				},
			},
		],
	};

	/** Called by n8n when the credential has no token, after a 401 and by the credential test. */
	async preAuthentication(this: IHttpRequestHelper, credentials: ICredentialDataDecryptedObject): Promise<IDataObject> {
		const token = await accessToken(
			this,
			{
				baseUrl: baseUrl(credentials),
				clientId: requiredValue(credentials.clientId, 'Client ID'),
				clientSecret: requiredValue(credentials.clientSecret, 'Client Secret'),
				userId: userId(credentials.userId),
				words: { pair: 'client ID and client secret', place: 'the settings of the platform group > API v2' },
			},
			String(credentials.accessToken ?? ''),
		);
		return { accessToken: token };
	}
}

function userId(value: unknown): string | undefined {
	const id = typeof value === 'string' ? value.trim() : '';
	if (id === '') return undefined;
	if (!/^[a-f\d]{24}$/i.test(id)) {
		throw refusal('User ID', 'must have 24 hexadecimal characters. Get a user to see the ID, or leave the field empty');
	}
	return id;
}
