/** Fetches a token before the first request and after a 401, and signs with a template. */
exports.TinyTokenApi = class {
	name = 'tinyTokenApi';
	displayName = 'Tiny Token API';
	properties = [
		{ displayName: 'Host', name: 'host', type: 'string', default: '' },
		{ displayName: 'Secret', name: 'secret', type: 'string', typeOptions: { password: true }, default: '' },
		{
			displayName: 'Token',
			name: 'token',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
	];
	authenticate = { type: 'generic', properties: { headers: { authorization: '=Bearer {{ $credentials.token }}' } } };
	test = {
		request: { baseURL: '={{ $credentials.host }}', url: '/me' },
		rules: [
			{
				type: 'responseSuccessBody',
				properties: { key: 'account.locked', value: true, message: 'The account is locked' },
			},
			{ type: 'responseCode', properties: { value: 403, message: 'The account may not sign in' } },
		],
	};
	async preAuthentication({ host, secret }) {
		const { token } = await this.helpers.httpRequest({
			method: 'POST',
			url: `${host}/token`,
			body: { secret },
			json: true,
		});
		return { token };
	}
};
