import type { Service } from '../engine/service.ts';
import type { Tokens } from '../engine/tokens.ts';
import { createLms } from './api.ts';
import { zohoError } from './errors.ts';

/** The host of Zoho People. */
export function createZohoPeople(tokens: Tokens): Service {
	return {
		vendor: 'zohoPeople',
		apis: [createLms(tokens, {})],
		noRoute: () => zohoError(404, 404, 'Nothing is found at this address'),
	};
}
