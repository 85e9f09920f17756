import { CREDENTIALS } from '../credentials.ts';
import { type Answer, type Call, Refusal } from '../server/answer.ts';
import { listOperations } from '../server/operations.ts';
import type { Service } from '../server/service.ts';
import { validatorOf } from '../server/validation.ts';
import { ACCOUNTS } from './definition.ts';
import type { Granted, Grants } from './grants.ts';

/** The accounts server of Zoho: a page to agree on, codes, access and refresh tokens. */
export function createZohoAccounts(grants: Grants, tokenSeconds: number): Service {
	const handlers: Record<string, (call: Call) => Answer> = {
		authorize: ({ query }) => {
			requireClient(query.client_id);
			return page(`<form method="post" action="/oauth/v2/auth/consent">${hidden(query)}
				<p>n8n asks for: ${escape(query.scope)}</p><button type="submit">Accept</button></form>`);
		},
		consent: ({ body, origin }) => {
			requireClient(body.client_id);
			const consent = {
				scope: body.scope,
				redirectUri: body.redirect_uri,
				accessType: body.access_type,
				prompt: body.prompt,
			};
			const target = new URL(body.redirect_uri);
			target.searchParams.set('code', grants.consent(consent));
			target.searchParams.set('location', 'us');
			target.searchParams.set('accounts-server', origin);
			if (body.state !== undefined) target.searchParams.set('state', body.state);
			return { status: 302, headers: { location: target.href }, undocumented: true };
		},
		token: ({ body }) => {
			const { clientId, clientSecret } = CREDENTIALS.zoho;
			if (body.client_id !== clientId) throw new Refusal(refused('invalid_client'));
			if (body.client_secret !== clientSecret) throw new Refusal(refused('invalid_client_secret'));
			const isCode = body.grant_type === 'authorization_code';
			const granted = isCode ? grants.exchange(body.code, body.redirect_uri) : grants.refresh(body.refresh_token);
			if (!granted) throw new Refusal(refused('invalid_code'));
			return { status: 200, body: toBody(granted, tokenSeconds) };
		},
	};
	return {
		vendor: 'zohoAccounts',
		apis: [
			{
				name: 'accounts',
				operations: listOperations(ACCOUNTS, 'accounts'),
				validator: validatorOf(ACCOUNTS),
				authenticate: () => ({}),
				limits: () => [],
				overLimit: () => refused('access_denied'),
				invalid: (_failures, { operation }) =>
					operation.id === 'token' ? refused('invalid_request') : badPage('The request is not complete'),
				handle: (call) => (handlers[call.operation.id] as (call: Call) => Answer)(call),
			},
		],
		noRoute: () => badPage('There is no such page'),
	};
}

/** Zoho's token errors are on no stored page: the form is that of OAuth 2.0, the names are Zoho's known ones. */
function refused(error: string): Answer {
	return { status: 400, body: { error } };
}

function toBody({ accessToken, refreshToken, scope }: Granted, seconds: number): Record<string, unknown> {
	return {
		access_token: accessToken,
		...(refreshToken && { refresh_token: refreshToken }),
		scope: scope.replaceAll(',', ' '),
		api_domain: 'https://www.zohoapis.com',
		token_type: 'Bearer',
		expires_in: seconds,
	};
}

function requireClient(clientId: string): void {
	if (clientId !== CREDENTIALS.zoho.clientId) throw new Refusal(badPage('This client is not known'));
}

function page(content: string, status = 200): Answer {
	const html = `<!doctype html><html lang="en"><title>Zoho accounts (sandbox)</title><h1>Zoho accounts (sandbox)</h1>${content}</html>`;
	return { status, bytes: Buffer.from(html), mediaType: 'text/html; charset=utf-8', undocumented: true };
}

function badPage(message: string): Answer {
	return page(`<p>${message}</p>`, 400);
}

function hidden(values: Record<string, unknown>): string {
	return Object.entries(values)
		.map(([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(String(value))}">`)
		.join('');
}

function escape(text: string): string {
	return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
