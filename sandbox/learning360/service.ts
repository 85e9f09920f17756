import type { Service } from '../engine/service.ts';
import type { Tokens } from '../engine/tokens.ts';
import { flat } from './refusals.ts';
import { tokenHandlers } from './tokenCalls.ts';
import { createV1 } from './v1/api.ts';
import { createV2, scopesV2 } from './v2/api.ts';

/** The host of 360Learning: API v2 and v1 side by side, one company. */
export function createLearning360(tokens: Tokens): Service {
	const signIn = tokenHandlers({ tokens, scopes: scopesV2(), isUser: () => true });
	return {
		vendor: 'learning360',
		apis: [createV2(tokens, signIn), createV1(tokens, {}, {})],
		noRoute: () => flat(404, 'not_found'),
	};
}
