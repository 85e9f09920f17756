/** Extends n8n's own OAuth2; the address of the token follows from another field. */
exports.TinyOAuth2Api = class {
	name = 'tinyOAuth2Api';
	extends = ['oAuth2Api'];
	displayName = 'Tiny OAuth2 API';
	properties = [
		{ displayName: 'Host', name: 'host', type: 'string', default: '' },
		{ displayName: 'Grant Type', name: 'grantType', type: 'hidden', default: 'authorizationCode' },
		{
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'hidden',
			default: '={{ $self.host }}/oauth/token',
		},
		{ displayName: 'Authentication', name: 'authentication', type: 'hidden', default: 'body' },
	];
};
