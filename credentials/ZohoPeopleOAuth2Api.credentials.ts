import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IDataObject,
	IHttpRequestHelper,
	INodeProperties,
} from 'n8n-workflow';

import { accountsUrlExpression, dataCenters } from './zohoPeopleHost';
import { signingToken } from './zohoPeopleToken';

/** `accounts.<data center>`, or the custom URL. */
const ACCOUNTS_URL = `{{ ${accountsUrlExpression('$self')} }}`;

const ALL_SCOPES = 'ZOHOPEOPLE.training.ALL';

/**
 * LMS of Zoho People: OAuth 2.0 authorization code with refresh, which n8n's own OAuth2 credential carries out.
 * Source: https://www.zoho.com/people/api/oauth-steps.html
 *
 * Zoho wants `Authorization: Zoho-oauthtoken …`, which n8n cannot be told to send: see `nodes/ZohoPeopleLms/authorization.ts`.
 */
export class ZohoPeopleOAuth2Api implements ICredentialType {
	name = 'zohoPeopleOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'Zoho People OAuth2 API';

	icon = { light: 'file:../icons/zohoPeopleLms.svg', dark: 'file:../icons/zohoPeopleLms.dark.svg' } as const;

	documentationUrl = 'https://github.com/example/n8n-nodes-lms#credentials';

	properties: INodeProperties[] = [
		{
			displayName: 'Grant Type',
			name: 'grantType',
			type: 'hidden',
			default: 'authorizationCode',
		},
		{
			displayName: 'Data Center',
			name: 'dataCenter',
			type: 'options',
			options: dataCenters.map(({ name, domain }) => ({ name, value: domain, description: `people.${domain}` })),
			default: 'zoho.com',
			description:
				'Where your Zoho account is: look at the address in your browser when you are signed in to Zoho People',
		},
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 1000.8ECDRMS4D3F7N2QK6AOX5W9TL0BVHI',
			description:
				'In the API console of your data center (for the United States api-console.zoho.com), add a client of the kind Server-based Applications and enter the OAuth Redirect URL shown above as authorized redirect URI',
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'Shown on the Client Secret tab of the client in the API console',
		},
		{
			displayName: 'Custom Scopes',
			name: 'customScopes',
			type: 'boolean',
			default: false,
			description: 'Whether the connection may do something else than everything in the LMS',
		},
		{
			displayName: 'Operations without their scope are refused by Zoho. Connect again after a change.',
			name: 'customScopesNotice',
			type: 'notice',
			default: '',
			displayOptions: { show: { customScopes: [true] } },
		},
		{
			// Text as in n8n's own credentials: its editor starts a list of choices in a credential empty, whatever the default.
			displayName: 'Enabled Scopes',
			name: 'enabledScopes',
			type: 'string',
			displayOptions: { show: { customScopes: [true] } },
			default: ALL_SCOPES,
			placeholder: 'e.g. ZOHOPEOPLE.training.READ,ZOHOPEOPLE.training.CREATE',
			description:
				'One or more of ZOHOPEOPLE.training.READ (get records, fills the lists to pick from), .CREATE (create records, and actions such as publish, enroll, mark attendance), .UPDATE, .DELETE (also removes learners), .ALL, separated by commas. Add ZOHOPEOPLE.forms.READ to find employees by email address or employee ID.',
		},
		{
			displayName: 'Enter Addresses by Hand',
			name: 'customAddresses',
			type: 'boolean',
			default: false,
			description: 'Whether to use other addresses than those of the data center',
		},
		{
			displayName: 'People URL',
			name: 'peopleUrl',
			type: 'string',
			displayOptions: { show: { customAddresses: [true] } },
			default: '',
			placeholder: 'e.g. https://people.zoho.ca',
			description: 'Address of Zoho People without /api. Leave empty for the one of the data center.',
		},
		{
			displayName: 'Accounts URL',
			name: 'accountsUrl',
			type: 'string',
			displayOptions: { show: { customAddresses: [true] } },
			default: '',
			placeholder: 'e.g. https://accounts.zohocloud.ca',
			description: 'Address where you sign in to Zoho. Leave empty for the one of the data center.',
		},
		{
			displayName: 'Authorization URL',
			name: 'authUrl',
			type: 'hidden',
			default: `=${ACCOUNTS_URL}/oauth/v2/auth`,
			required: true,
		},
		{
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'hidden',
			default: `=${ACCOUNTS_URL}/oauth/v2/token`,
			required: true,
		},
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'hidden',
			// Separated by commas: n8n splits a scope on blanks only, so it passes the list on as it is, as Zoho wants it.
			default: `={{ $self["customScopes"] ? $self["enabledScopes"].trim().split(/[\\s,]+/).join(",") : "${ALL_SCOPES}" }}`,
		},
		{
			displayName: 'Auth URI Query Parameters',
			name: 'authQueryParameters',
			type: 'hidden',
			// Zoho gives a refresh token for offline access only, and again only when consent is asked for again.
			default: 'access_type=offline&prompt=consent',
		},
		{
			displayName: 'Authentication',
			name: 'authentication',
			type: 'hidden',
			default: 'body',
		},
	];

	/**
	 * Renews the access once, which shows that client, data center and connection are right. A request to Zoho People would
	 * show more, but n8n signs the requests of a test as `Bearer` and Zoho documents another word. The editor never runs the
	 * test of an OAuth2 credential: it shows whether the account is connected.
	 */
	test: ICredentialTestRequest = {
		request: {
			method: 'POST',
			url: `={{ ${accountsUrlExpression('$credentials')} }}/oauth/v2/token`,
			headers: { 'content-type': 'application/x-www-form-urlencoded' },
			body: {
				grant_type: 'refresh_token',
				refresh_token: '={{ $credentials.oauthTokenData?.refresh_token }}',
				client_id: '={{ $credentials.clientId }}',
				client_secret: '={{ $credentials.clientSecret }}',
			},
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
		},
		rules: [
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'error',
					value: 'invalid_client',
					message: 'Zoho does not know this client ID in this data center. Copy it again from the API console',
				},
			},
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'error',
					value: 'invalid_client_secret',
					message: 'Zoho does not accept this client secret. Copy it again from the API console and connect again',
				},
			},
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'error',
					value: 'invalid_code',
					message: 'Zoho has ended this connection. Connect the account again',
				},
			},
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'access_token',
					value: undefined,
					message: 'Zoho did not renew the access. Check the data center and connect the account again',
				},
			},
		],
	};

	/**
	 * Called by n8n before every request and after it has renewed a token. It renews expired and refused tokens, so that n8n's OAuth2 client, which follows
	 * redirects, never has to.
	 */
	async preAuthentication(this: IHttpRequestHelper, credentials: ICredentialDataDecryptedObject): Promise<IDataObject> {
		return { oauthTokenData: await signingToken(this, credentials) };
	}
}
