import type { Sandbox } from './index.ts';

/** What a person would type into the pack's credentials to reach a sandbox, by credential type. */
export function n8nCredentials({
	credentials,
	learning360,
	zohoPeople,
	zohoAccounts,
}: Sandbox): Record<string, Record<string, unknown>> {
	const { zoho } = credentials;
	return {
		learning360OAuth2Api: {
			region: 'custom',
			baseUrl: learning360.url,
			clientId: credentials.learning360.clientId,
			clientSecret: credentials.learning360.clientSecret,
		},
		learning360V1Api: {
			region: 'custom',
			baseUrl: learning360.url,
			companyId: credentials.learning360V1.companyId,
			apiKey: credentials.learning360V1.apiKey,
			authenticationMethod: 'oAuth2',
		},
		zohoPeopleOAuth2Api: {
			grantType: 'authorizationCode',
			dataCenter: 'zoho.com',
			customAddresses: true,
			peopleUrl: zohoPeople.url,
			accountsUrl: zohoAccounts.url,
			clientId: zoho.clientId,
			clientSecret: zoho.clientSecret,
			authentication: 'body',
			oauthTokenData: {
				access_token: zoho.accessToken,
				refresh_token: zoho.refreshToken,
				token_type: 'Bearer',
				expires_in: 3600,
			},
		},
	};
}
