import type { Service } from '../server/service.ts';
import type { Tokens } from '../server/tokens.ts';
import type { Academy } from './academy.ts';
import { createLms } from './api.ts';
import { wrappedError, zohoError } from './errors.ts';

/** The host of Zoho People. */
export function createZohoPeople(academy: Academy, tokens: Tokens): Service {
	return {
		vendor: 'zohoPeople',
		apis: [createLms(tokens, academy)],
		noRoute: ({ path }) => {
			const [, form] = /^\/api\/forms\/(\w+)\/getRecords$/.exec(path) ?? [];
			return form === undefined
				? zohoError(404, 404, 'Nothing is found at this address')
				: wrappedError(200, 7011, `Form name '${form}' is invalid`);
		},
	};
}
