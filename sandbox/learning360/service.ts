import type { Limits } from '../server/limits.ts';
import type { Service } from '../server/service.ts';
import type { Tokens } from '../server/tokens.ts';
import type { Company } from './company.ts';
import { flat } from './refusals.ts';
import { tokenHandlers } from './tokenCalls.ts';
import { createV1 } from './v1/api.ts';
import { createV2, scopesV2 } from './v2/api.ts';
import { BulkJobs } from './v2/bulkJobs.ts';
import { v2Handlers } from './v2/handlers.ts';
import { Deliveries } from './webhooks/deliveries.ts';

export interface Learning360 extends Service {
	/** Restores the initial state of bulk jobs and deliveries. */
	reset(): void;
	/** Delivers events to subscribers. */
	deliveries: Deliveries;
}

/** The host of 360Learning: API v2 and v1 side by side, one company. */
export function createLearning360(company: Company, tokens: Tokens, limits: Limits): Learning360 {
	const jobs = new BulkJobs(company, limits);
	const deliveries = new Deliveries(company);
	const isUser = (id: string) => company.presentUser(id) !== undefined;
	const signIn = tokenHandlers({ tokens, scopes: scopesV2(), isUser });
	return {
		vendor: 'learning360',
		apis: [
			createV2(tokens, { ...v2Handlers(company), ...jobs.handlers(), ...signIn }, company),
			createV1(tokens, company),
		],
		noRoute: () => flat(404, 'not_found'),
		tick: () => jobs.settle(),
		deliveries,
		reset: () => {
			company.reset();
			jobs.reset();
			deliveries.clear();
		},
	};
}
