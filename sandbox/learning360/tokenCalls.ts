import { CREDENTIALS } from '../credentials.ts';
import { type Answer, type Call, type Handler, type Principal, Refusal } from '../server/answer.ts';
import type { Tokens } from '../server/tokens.ts';
import type { Failure } from '../server/validation.ts';
import { flat } from './refusals.ts';

/** Context of the token calls. */
export interface TokenContext {
	tokens: Tokens;
	/** Every scope of API v2. */
	scopes: string[];
	/** Whether a user exists and is not deleted. */
	isUser(id: string): boolean;
}

/** The token calls of the host: client credentials of API v2 and of API v1 at one endpoint, and plugin tokens. */
export function tokenHandlers(context: TokenContext): Record<string, Handler> {
	return {
		createAccessToken: (call) => clientCredentials(context, call),
		createPluginBackendToken: ({ body }) => {
			const plugin = CREDENTIALS.learning360Plugin;
			if (body.company_id !== plugin.companyId) throw new Refusal(flat(400, 'non_existing_company'));
			if (body.client_id !== plugin.clientId || body.client_secret !== plugin.clientSecret) {
				throw new Refusal(flat(401, 'invalid_client'));
			}
			if (body.plugin_id !== plugin.pluginId) throw new Refusal(flat(401, 'incomplete_plugin_setup'));
			return issue(context, 'v2', { clientId: plugin.clientId, scopes: context.scopes });
		},
		createPluginClientToken: ({ body }) => {
			const plugin = CREDENTIALS.learning360Plugin;
			if (body.temporaryToken !== plugin.temporaryToken) throw new Refusal(flat(400, 'invalid_token'));
			return issue(context, 'v2', { clientId: plugin.clientId, scopes: context.scopes });
		},
	};
}

/** A token request that is not as documented. */
export function invalidTokenRequest(failures: Failure[]): Answer {
	const isGrant = failures.every((failure) => failure.at === '/grant_type' && failure.keyword === 'enum');
	return flat(400, isGrant ? 'unsupported_grant_type' : 'invalid_request');
}

function clientCredentials(context: TokenContext, { body }: Call): Answer {
	const { learning360, learning360ReadOnly, learning360V1 } = CREDENTIALS;
	if (body.client_id === learning360V1.companyId) {
		if (body.client_secret !== learning360V1.apiKey) throw new Refusal(flat(401, 'invalid_client'));
		return issue(context, 'v1', { clientId: body.client_id });
	}
	// API v1 documents invalid_request for an unknown company; company ids have 24 digits, client ids 32.
	if (/^[a-f0-9]{24}$/i.test(body.client_id)) throw new Refusal(flat(400, 'invalid_request'));
	const client = [learning360, learning360ReadOnly].find(({ clientId }) => clientId === body.client_id);
	if (!client || client.clientSecret !== body.client_secret) throw new Refusal(flat(401, 'invalid_client'));
	if (body.user_id !== undefined && !context.isUser(body.user_id)) throw new Refusal(flat(400, 'non_existing_user'));
	const scopes = client === learning360ReadOnly ? [...learning360ReadOnly.scopes] : context.scopes;
	return issue(context, 'v2', { clientId: client.clientId, userId: body.user_id, scopes });
}

function issue({ tokens }: TokenContext, kind: string, principal: Principal): Answer {
	// The guides show the life as a text.
	return {
		status: 200,
		body: { token_type: 'Bearer', access_token: tokens.issue(kind, principal), expires_in: String(tokens.seconds) },
	};
}
