import type { ICredentialType, INodeProperties } from 'n8n-workflow';

/** Fields are shown for these grant types in n8n; hidden ones are not part of what is stored. */
const withLogin = { show: { grantType: ['authorizationCode', 'pkce'] } };

/** Shortens what every field needs. */
function field(
	name: string,
	type: INodeProperties['type'],
	value: INodeProperties['default'],
	more: Partial<INodeProperties> = {},
): INodeProperties {
	return { displayName: name, name, type, default: value, ...more };
}

/**
 * n8n's own `oAuth2Api`, which credentials of this kind extend. It belongs to n8n-nodes-base, which is too large to install
 * for this, so its fields and their defaults are repeated here: what n8n-core reads when it signs a request or renews a
 * token. Source: `OAuth2Api.credentials` of n8n-nodes-base 2.41.
 */
export const oAuth2Api: ICredentialType = {
	name: 'oAuth2Api',
	displayName: 'OAuth2 API',
	genericAuth: true,
	properties: [
		field('useDynamicClientRegistration', 'hidden', false),
		field('grantType', 'options', 'authorizationCode', {
			options: ['authorizationCode', 'clientCredentials', 'pkce'].map((value) => ({ name: value, value })),
		}),
		field('authUrl', 'string', '', { required: true, displayOptions: withLogin }),
		field('accessTokenUrl', 'string', '', { required: true }),
		field('clientId', 'string', '', { required: true }),
		field('clientSecret', 'string', '', { required: true, typeOptions: { password: true } }),
		field('scope', 'string', ''),
		field('authQueryParameters', 'string', '', { displayOptions: withLogin }),
		field('authentication', 'options', 'header', {
			options: ['body', 'header'].map((value) => ({ name: value, value })),
		}),
		field('sendAdditionalBodyProperties', 'boolean', false, {
			displayOptions: { show: { grantType: ['clientCredentials'], authentication: ['body'] } },
		}),
		field('additionalBodyProperties', 'json', '', {
			displayOptions: {
				show: { grantType: ['clientCredentials'], authentication: ['body'], sendAdditionalBodyProperties: [true] },
			},
		}),
		field('ignoreSSLIssues', 'boolean', false, { doNotInherit: true }),
		field('tokenExpiredStatusCode', 'number', 401, { doNotInherit: true }),
	],
};
