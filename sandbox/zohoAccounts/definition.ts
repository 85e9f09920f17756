import type { Definition, Part } from '../server/documents.ts';

const text = { type: 'string', minLength: 1 };

const consent: Part = {
	type: 'object',
	required: ['client_id', 'redirect_uri', 'scope', 'response_type'],
	properties: {
		client_id: text,
		redirect_uri: { type: 'string', format: 'uri' },
		scope: text,
		response_type: { type: 'string', enum: ['code'] },
		access_type: { type: 'string', enum: ['online', 'offline'] },
		prompt: { type: 'string', enum: ['consent'] },
		state: { type: 'string' },
	},
	additionalProperties: true,
};

const token: Part = {
	type: 'object',
	required: ['grant_type', 'client_id', 'client_secret'],
	properties: {
		grant_type: { type: 'string', enum: ['authorization_code', 'refresh_token'] },
		client_id: text,
		client_secret: text,
		code: text,
		redirect_uri: text,
		refresh_token: text,
	},
	oneOf: [
		{ properties: { grant_type: { const: 'authorization_code' } }, required: ['code', 'redirect_uri'] },
		{ properties: { grant_type: { const: 'refresh_token' } }, required: ['refresh_token'] },
	],
	additionalProperties: true,
};

const issued: Part = {
	type: 'object',
	required: ['access_token', 'api_domain', 'token_type', 'expires_in'],
	properties: {
		access_token: text,
		refresh_token: text,
		scope: text,
		api_domain: { type: 'string', format: 'uri' },
		token_type: { type: 'string', enum: ['Bearer'] },
		expires_in: { type: 'integer' },
	},
};

const error: Part = { type: 'object', required: ['error'], properties: { error: text } };

/**
 * The calls of the accounts server, which the LMS documents only mention.
 * Sources: https://www.zoho.com/people/api/oauth-steps.html , https://www.zoho.com/accounts/protocol/oauth/multi-dc.html
 */
export const ACCOUNTS: Definition = {
	openapi: '3.1.0',
	info: { title: 'Zoho accounts', version: 'v2' },
	servers: [{ url: 'https://accounts.zoho.com' }],
	webhooks: {},
	extensions: {},
	paths: {
		'/oauth/v2/auth': {
			get: {
				operationId: 'authorize',
				parameters: Object.entries<Part>(consent.properties).map(([name, schema]) => ({
					name,
					in: 'query',
					required: consent.required.includes(name),
					schema,
				})),
				responses: { 200: { content: { 'text/html': {} } } },
			},
		},
		'/oauth/v2/auth/consent': {
			post: {
				operationId: 'consent',
				requestBody: { required: true, content: { 'application/x-www-form-urlencoded': { schema: consent } } },
				responses: { 302: { description: 'To the redirect address' } },
			},
		},
		'/oauth/v2/token': {
			post: {
				operationId: 'token',
				requestBody: { required: true, content: { 'application/x-www-form-urlencoded': { schema: token } } },
				responses: {
					200: { content: { 'application/json': { schema: issued } } },
					400: { content: { 'application/json': { schema: error } } },
				},
			},
		},
	},
};
