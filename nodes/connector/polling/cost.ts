import get from 'lodash/get';
import type { IDataObject, ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { plainError } from '../messages/errors';
import type { Service } from '../model/service';
import { Transport } from '../transport/transport';
import { Budget, OverBudget } from './budget';
import { Reader } from './reader';
import { settingsOf } from './settings';

/** Time that n8n allows for a poll; the editor does not know the actual value. */
const POLL_BUDGET_MS = 5 * 60_000;

/** Seconds a user would wait for the figure. */
const LONGEST_WAIT = 20;

/** Number of lists read at each step to estimate the rest. */
const SAMPLE_LISTS = 10;

/** The methods behind the lists of version 1: its events, and Calls per Poll, whose only entry says what a poll costs, or why it is too much. */
export function costMethods(
	service: Service,
): Record<string, (this: ILoadOptionsFunctions) => Promise<INodePropertyOptions[]>> {
	return {
		async events() {
			return await Promise.resolve(
				(service.catalogue.watches ?? []).map(({ name, value, description }) => ({ name, value, description })),
			);
		},
		async callsPerPoll(this: ILoadOptionsFunctions) {
			return [await cost(this, service)];
		},
	};
}

async function cost(context: ILoadOptionsFunctions, service: Service): Promise<INodePropertyOptions> {
	try {
		const parameters = (context.getCurrentNodeParameters() ?? {}) as IDataObject;
		const settings = settingsOf(
			service.catalogue,
			context.getNode().typeVersion,
			(name, fallback) => get(parameters, name) ?? fallback,
			context.getTimezone(),
		);
		const { watch, schedule, calls } = settings;
		const budget = new Budget(service.catalogue, watch.name, {
			share: calls.share,
			schedule,
			pollBudgetMs: POLL_BUDGET_MS,
		});
		const transport = await Transport.open(context, service, { ...calls, longestWait: LONGEST_WAIT });
		const sample = await new Reader(transport, settings, budget, Date.now()).sample(SAMPLE_LISTS, 0);
		const whole = budget.estimate(sample.calls);
		const name = `About ${whole.total.toLocaleString('en')}, ${whole.perDay.toLocaleString('en')} a Day${whole.fits ? '' : ': Probably Too Many'}`;
		return { name, value: '', description: whole.words };
	} catch (error) {
		if (error instanceof OverBudget)
			return { name: 'Too Many for the Limit', value: '', description: `${error.message}. ${error.advice}.` };
		throw plainError(context.getNode(), error);
	}
}
