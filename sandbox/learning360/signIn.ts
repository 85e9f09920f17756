import { CREDENTIALS } from '../credentials.ts';
import { type Principal, Refusal } from '../server/answer.ts';
import type { Operation } from '../server/operations.ts';
import type { Unauthenticated } from '../server/service.ts';
import type { Tokens } from '../server/tokens.ts';
import { coded, flat } from './refusals.ts';

/**
 * Sign-in of API v2: a bearer token that has one of the scopes of the operation.
 *
 * @throws Refusal 401 `invalid_token`, 403 `invalid_scope`, 403 `userNotAuthorized` when the token is for no user
 */
export function signInV2(tokens: Tokens, { headers }: Unauthenticated, operation: Operation): Principal {
	const token = bearer(headers);
	const { state, principal } = tokens.look(token ?? '', 'v2');
	if (state !== 'valid') throw new Refusal(flat(401, 'invalid_token'));
	const isAllowed = operation.security.some((alternative) =>
		Object.values(alternative).every((scopes) => scopes.every((scope) => principal.scopes?.includes(scope))),
	);
	if (!isAllowed) throw new Refusal(coded(403, 'invalid_scope', 'The credential lacks the scope of this operation'));
	if (operation.document['x-requires-user-token'] && !principal.userId) {
		throw new Refusal(coded(403, 'userNotAuthorized', 'The token was asked for without a user'));
	}
	return principal;
}

/**
 * Sign-in of API v1: a bearer token, or company id and API key as headers or in the query.
 *
 * @throws Refusal 401 with the documented error of what is missing or wrong
 */
export function signInV1(tokens: Tokens, { headers, query }: Unauthenticated, operation: Operation): Principal {
	const company = headers['x-company-id'] ?? query.company;
	const key = headers['x-apikey'] ?? query.apiKey;
	delete query.company;
	delete query.apiKey;
	const token = bearer(headers);
	if (token !== undefined) return checkToken(tokens, token);
	if (!company) throw new Refusal(flat(401, 'missing_company_id'));
	if (company !== CREDENTIALS.learning360V1.companyId) throw new Refusal(flat(401, 'invalid_company_id'));
	if (key !== CREDENTIALS.learning360V1.apiKey) {
		// One page prints a word of its own for this.
		const own = operation.errors.find((error) => error.status === 401);
		throw new Refusal(flat(401, own?.code ?? 'invalid_api_key'));
	}
	return { clientId: CREDENTIALS.learning360V1.companyId };
}

function checkToken(tokens: Tokens, token: string): Principal {
	const { state, principal } = tokens.look(token, 'v1');
	if (state === 'expired') throw new Refusal(flat(401, 'invalid_token', 'jwt expired'));
	if (state !== 'valid') throw new Refusal(flat(401, 'invalid_token', 'invalid signature'));
	return principal;
}

function bearer(headers: Record<string, string>): string | undefined {
	return /^Bearer +(.+)$/i.exec(headers.authorization ?? '')?.[1];
}
