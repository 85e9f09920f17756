import { join } from 'node:path';
import { type Answer, type Principal, Refusal } from '../server/answer.ts';
import { readDefinition } from '../server/documents.ts';
import { exampleAnswer } from '../server/fallback.ts';
import type { LimitRule } from '../server/limits.ts';
import { listOperations, type Operation } from '../server/operations.ts';
import type { Api, Unauthenticated } from '../server/service.ts';
import type { Tokens } from '../server/tokens.ts';
import { type Failure, validatorOf } from '../server/validation.ts';
import type { Academy } from './academy.ts';
import { wrappedError, zohoError } from './errors.ts';
import { lmsHandlers } from './handlers.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'nodes', 'ZohoPeopleLms', 'api');

/** Zoho People LMS and the form of employees. Operations without a handler answer the document's example. */
export function createLms(tokens: Tokens, academy: Academy): Api {
	const definition = readDefinition(FOLDER);
	const basePath = new URL(definition.servers[0]?.url ?? 'https://people.zoho.com/api/v1').pathname;
	const operations = listOperations(definition, 'lms', basePath);
	const handlers = lmsHandlers(academy, operations);
	return {
		name: 'lms',
		operations,
		validator: validatorOf(definition),
		authenticate: (request, operation) => signIn(tokens, request, operation),
		limits: limitsOf,
		// Which status comes with a passed limit is not documented: 429 is ours, the body is known from other People APIs.
		overLimit: () => wrappedError(429, 7209, 'Access is blocked: too many requests in a minute. Try again later.'),
		invalid: (failures, { operation }) => (isForm(operation.document) ? invalidForm(failures) : invalid(failures)),
		handle: (call) => (handlers[call.operation.id] ?? exampleAnswer)(call),
	};
}

/** The words of the forms for a request that their document does not allow. */
function invalidForm(failures: Failure[]): Answer {
	return failures.some(({ part, at, keyword }) => `${part}${at}` === 'query/limit' && keyword === 'maximum')
		? wrappedError(200, 7021, 'Maximum record limit 200 is exceeded')
		: wrappedError(200, 7042, failures.map(({ text }) => text).join('; '));
}

/** Whether an operation belongs to the forms of Zoho People, of which the documents have that of employees. */
function isForm(document: Operation['document']): boolean {
	return document['x-base-path'] !== undefined;
}

/** @throws Refusal 401 for a missing or bad token or another kind of header, 403 for a missing scope */
function signIn(tokens: Tokens, { headers }: Unauthenticated, operation: Operation): Principal {
	const token = /^Zoho-oauthtoken +(.+)$/.exec(headers.authorization ?? '')?.[1];
	const { state, principal } = tokens.look(token ?? '', 'lms');
	if (state !== 'valid') {
		throw new Refusal({
			...zohoError(401, 'INVALID_OAUTHTOKEN', 'The access token is missing, wrong or expired'),
			undocumented: true,
		});
	}
	const isAllowed = operation.security.some((alternative) =>
		Object.values(alternative).every((scopes) => scopes.every((scope) => principal.scopes?.includes(scope))),
	);
	if (!isAllowed) throw new Refusal(zohoError(403, 403, 'The token does not allow this operation'));
	return principal;
}

/** Calls a minute, counted per page of the documentation: both addresses of one page count together, and all calls of forms. */
function limitsOf({ id, document }: Operation): LimitRule[] {
	const limit = document['x-rate-limit'];
	if (!limit) return [];
	const name = `zohoPeople.${isForm(document) ? 'forms' : (document['x-logical-operation'] ?? id)}`;
	return [{ name, requests: limit.requests, perSeconds: limit.perSeconds, lockSeconds: limit.lockSeconds }];
}

function invalid(failures: Failure[]): Answer {
	const isMissing = failures.every((failure) => failure.keyword === 'required');
	const message = failures.map((failure) => failure.text).join('; ');
	return zohoError(400, isMissing ? 'INPUT_PARAMETER_MISSING' : 'INVALID_INPUT', message);
}
