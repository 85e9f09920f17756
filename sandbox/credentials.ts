/**
 * What the sandbox's vendors know of their customers: the same in every sandbox, so that saved n8n credentials keep
 * working. None of them opens anything outside the sandbox.
 */
export const CREDENTIALS = {
	/** API v2, every scope. */
	learning360: {
		clientId: '3f6b0c8e2d714a95b1e07c4a9d52f860',
		clientSecret: 'sandbox-secret-8d21f0c94b7e4a63a5c1e9f27b046d18',
	},
	/** API v2, scope `users:read` only. */
	learning360ReadOnly: {
		clientId: '9a4e17d05c3b48f2860fd2b7e1c39a54',
		clientSecret: 'sandbox-secret-1c7a95e3d0864f2b9e48b6d05f3a7c21',
		scopes: ['users:read'],
	},
	/** API v2, plugin tokens. */
	learning360Plugin: {
		clientId: '61d8f2a70b9c4e35a7d4190ce86b23f5',
		clientSecret: 'sandbox-secret-f07b3c5918da46e2b4c90e7d2a6185f3',
		companyId: '5d19c86b73ae6c17981e80a0',
		pluginId: '64c2a91f5be37d0012f8c6a1',
		temporaryToken: 'sandbox-temporary-token',
	},
	/** API v1. */
	learning360V1: {
		companyId: '5d19c86b73ae6c17981e80a0',
		apiKey: 'b84f1e6c02d94a7795c3e8d16fa0275b',
	},
	/** Zoho OAuth client, with tokens that are valid from the start. */
	zoho: {
		clientId: '1000.SANDBOX7Q2LMS4CLIENT9WX0EXAMPLE',
		clientSecret: 'sandbox2f9c1e74b80d63a5',
		scope: 'ZOHOPEOPLE.training.ALL,ZOHOPEOPLE.forms.READ',
		accessToken: '1000.sandbox0access4c1e9.7d20b8f36a5e4c91',
		refreshToken: '1000.sandbox0refresh8b5d.2e71c04f9a3d6b85',
		/** Valid like `accessToken`, without the right to read employees: what a credential requests unless a scope is added. */
		lmsAccessToken: '1000.sandbox0lmsonly5d3b.60e7a1c94f82b5d3',
		/** Valid like `accessToken`, with the right to read only. */
		readOnlyAccessToken: '1000.sandbox0readonly2a7f.91c6e05d4b83f2a7',
	},
} as const;

export type Credentials = typeof CREDENTIALS;
