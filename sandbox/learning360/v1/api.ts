import { join } from 'node:path';
import type { Answer } from '../../server/answer.ts';
import { readDefinition } from '../../server/documents.ts';
import { exampleAnswer } from '../../server/fallback.ts';
import { listOperations } from '../../server/operations.ts';
import type { Api } from '../../server/service.ts';
import type { Tokens } from '../../server/tokens.ts';
import { type Failure, validatorOf } from '../../server/validation.ts';
import type { Company } from '../company.ts';
import { flat } from '../refusals.ts';
import { signInV1 } from '../signIn.ts';
import { v1Handlers } from './handlers.ts';
import { inputCodes } from './inputCodes.ts';

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'nodes', 'Learning360V1', 'api');

/** API v1 of 360Learning: no documented limits, no paging. Operations without a handler answer the document's example. */
export function createV1(tokens: Tokens, company: Company): Api {
	const definition = readDefinition(FOLDER);
	const operations = listOperations(definition, 'v1');
	const handlers = v1Handlers(company, operations);
	const codes = inputCodes(company);
	return {
		name: 'v1',
		operations,
		validator: validatorOf(definition),
		authenticate: (request, operation) => signInV1(tokens, request, operation),
		limits: () => [],
		overLimit: () => flat(429, 'tooManyRequests'),
		invalid: (failures, call) => codes[call.operation.id]?.(failures, call) ?? invalidV1(failures),
		handle: (call) => (handlers[call.operation.id] ?? exampleAnswer)(call),
	};
}

/** The wording that the session and slot pages document; the others say nothing, so it stands for all. */
function invalidV1(failures: Failure[]): Answer {
	const details = failures.map((failure) => failure.text).join('; ');
	return { ...flat(400, `Request validation failed: ${details}`), undocumented: true };
}
