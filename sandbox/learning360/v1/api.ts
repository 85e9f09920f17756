import { join } from 'node:path';
import type { Answer, Call, Handler } from '../../server/answer.ts';
import { readDefinition } from '../../server/documents.ts';
import { exampleAnswer } from '../../server/fallback.ts';
import { listOperations } from '../../server/operations.ts';
import type { Api } from '../../server/service.ts';
import type { Tokens } from '../../server/tokens.ts';
import { type Failure, validatorOf } from '../../server/validation.ts';
import { flat } from '../refusals.ts';
import { signInV1 } from '../signIn.ts';

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'nodes', 'Learning360V1', 'api');

/** Documented errors for inputs that the schema refuses as well, by operation. */
export type InputCodes = Record<string, (failures: Failure[], call: Call) => Answer | undefined>;

/** API v1 of 360Learning: no documented limits, no paging. Operations without a handler answer the document's example. */
export function createV1(tokens: Tokens, handlers: Record<string, Handler>, codes: InputCodes): Api {
	const definition = readDefinition(FOLDER);
	return {
		name: 'v1',
		operations: listOperations(definition, 'v1'),
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
