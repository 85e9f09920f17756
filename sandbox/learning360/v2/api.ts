import { join } from 'node:path';
import type { Handler } from '../../server/answer.ts';
import { readDefinition } from '../../server/documents.ts';
import { exampleAnswer } from '../../server/fallback.ts';
import { listOperations } from '../../server/operations.ts';
import type { Api } from '../../server/service.ts';
import type { Tokens } from '../../server/tokens.ts';
import { validatorOf } from '../../server/validation.ts';
import type { Company } from '../company.ts';
import { flat } from '../refusals.ts';
import { signInV2 } from '../signIn.ts';
import { invalidV2 } from './invalid.ts';
import { isBulk, limitsOf } from './limits.ts';
import { cutPage, openMark } from './paging.ts';
import { checkReferences } from './references.ts';

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'nodes', 'Learning360', 'api');

/** The document of API v2. */
export function definitionV2() {
	return readDefinition(FOLDER);
}

/** API v2 of 360Learning. Operations without a handler answer the document's example. */
export function createV2(tokens: Tokens, handlers: Record<string, Handler>, company: Company): Api {
	const definition = definitionV2();
	return {
		name: 'v2',
		operations: listOperations(definition, 'v2'),
		validator: validatorOf(definition),
		authenticate: (request, operation) => signInV2(tokens, request, operation),
		prepare: openMark,
		limits: limitsOf,
		overLimit: () => flat(429, 'tooManyRequests'),
		invalid: invalidV2,
		handle: (call) => {
			// Bulk calls report item by item what does not exist.
			if (call.operation.security.length > 0 && !isBulk(call.operation)) checkReferences(company, call);
			else checkReferences(company, { ...call, body: undefined });
			return (handlers[call.operation.id] ?? exampleAnswer)(call);
		},
		finish: cutPage,
	};
}

/** Every scope of API v2. */
export function scopesV2(): string[] {
	const scopes = listOperations(definitionV2(), 'v2').flatMap(({ security }) =>
		security.flatMap((entry) => Object.values(entry).flat()),
	);
	return [...new Set(scopes)];
}
