import omit from 'lodash/omit';
import pick from 'lodash/pick';
import { DateTime } from 'luxon';
import { type IDataObject, type INodeExecutionData, type IPollFunctions, NodeOperationError } from 'n8n-workflow';
import { plainError } from '../messages/errors';
import { existing } from '../model/existing';
import { operationById } from '../model/find';
import type { Service } from '../model/service';
import type { Watch } from '../model/watch';
import { toJson } from '../output/item';
import { Transport } from '../transport/transport';
import { writeDate } from '../wire/dateReader';
import { place } from '../wire/place';
import { Budget, OverBudget } from './budget';
import { withAdditions } from './additions';
import { compare, type Found, timeIn, timePassed } from './compare';
import { aboutOf, type Memory, recall, remember } from './memory';
import { momentOf } from './moments';
import { Reader } from './reader';
import { runningPolls } from './running';
import { settingsOf, type WatchSettings } from './settings';

const MINUTE = 60_000;

/** Number of records that a test in the editor shows, and of lists read at each step to find them. */
const SAMPLES = 3;
const SAMPLE_LISTS = 10;

/** Time for a poll if n8n does not provide it (it does since version 2.38). */
const USUAL_POLL_BUDGET_MS = 5 * MINUTE;

/**
 * Runs one poll of a trigger. The memory only changes once everything was read, together with the returned items: a failed poll changes
 * nothing, and the next one finds the same events and newer ones.
 *
 * @returns the items, or `null` if there are none
 * @throws NodeApiError or NodeOperationError; also if the watch does not fit into the vendor's limits
 */
export async function poll(context: IPollFunctions, service: Service): Promise<INodeExecutionData[][] | null> {
	try {
		if (context.getMode() === 'manual') return await test(context, service);
		const key = `${context.getWorkflow().id ?? ''}|${context.getNode().id}`;
		return (await runningPolls.alone(key, async () => await production(context, service))) ?? null;
	} catch (error) {
		throw pollError(context, error);
	}
}

/** Everything needed for a poll. */
interface Work {
	settings: WatchSettings;
	budget: Budget;
	reader: Reader;
	now: number;
}

async function prepare(context: IPollFunctions, service: Service): Promise<Work> {
	const settings = settingsOf(
		service.catalogue,
		context.getNode().typeVersion,
		(name, fallback) => context.getNodeParameter(name, fallback),
		context.getTimezone(),
	);
	const pollBudgetMs = context.getPollBudgetMs?.() ?? USUAL_POLL_BUDGET_MS;
	const budget = new Budget(service.catalogue, settings.watch.name, {
		share: settings.calls.share,
		schedule: settings.schedule,
		pollBudgetMs,
	});
	const longestWait = Math.floor(Math.min(pollBudgetMs, settings.schedule.shortestGap * MINUTE) / 1000);
	const transport = await Transport.open(context, service, { ...settings.calls, longestWait });
	const now = Date.now();
	return { settings, budget, now, reader: new Reader(transport, settings, budget, now) };
}

async function production(context: IPollFunctions, service: Service): Promise<INodeExecutionData[][] | null> {
	const staticData = context.getWorkflowStaticData('node');
	const { settings, budget, reader, now } = await prepare(context, service);
	const about = aboutOf(settings.watch, context.getNode().credentials?.[service.credentialType]?.id ?? '');
	const before = recall(staticData, about);
	let reading = await reader.all(queryOf(settings, before, now));
	// Without a memory, the filter only depends on the time.
	if (before === undefined && reader.now !== now) reading = await reader.all(queryOf(settings, before, reader.now));
	const { found, memory } = compare(settings, about, before, reading, reader.now);
	if (before === undefined) context.logger.info(`${settings.watch.name}: ${budget.words}`);
	const items = itemsOf(service, settings, await withAdditions(reader.transport, settings, found));
	if (!remember(staticData, before, memory) || items.length === 0) return null;
	return [items];
}

/** Returns some existing records in the form of the event; stores nothing. */
async function test(context: IPollFunctions, service: Service): Promise<INodeExecutionData[][]> {
	const { settings, budget, reader, now } = await prepare(context, service);
	const { watch, timezone } = settings;
	const isAnyGood = watch.event === 'created' || watch.event === 'changed';
	const { groups, calls } = await reader.sample(SAMPLE_LISTS, isAnyGood ? SAMPLES : Infinity);
	const records = groups.flatMap(({ values, records: inGroup }) =>
		inGroup.map(({ record }): Found => ({ record, values })),
	);
	const shown = sorted(watch, records, now, timezone)
		.slice(0, SAMPLES)
		.map(({ record, values }) => ({ record, values: { ...values, ...extras(watch, record, timezone) } }));
	const whole = budget.estimate(calls);
	context.logger.info(
		`${watch.name}: about ${whole.words}${whole.fits ? '' : '; that is probably more than fits between two polls'}`,
	);
	if (shown.length > 0) return [itemsOf(service, settings, await withAdditions(reader.transport, settings, shown))];
	throw new NodeOperationError(context.getNode(), `There is nothing yet that ${watch.name} could show`, {
		description: 'The credential and the settings work. The trigger starts the workflow as soon as there is an event',
	});
}

/** The best examples first: records that reached the value, that start next, or the newest. */
function sorted(watch: Watch, records: Found[], now: number, timezone: string): Found[] {
	const rank = ({ record }: Found): number => {
		if (watch.goal)
			return Object.entries(watch.goal).some(([name, goals]) => goals.includes(record[name] as string)) ? 0 : 1;
		if (watch.event === 'passed') return timePassed(watch, record, now, timezone) === undefined ? 1 : 0;
		if (watch.since) return -Date.parse(String(record[watch.since.property]));
		const moment = watch.moment ?? watch.expires;
		const time = moment ? momentOf(moment, record, timezone) : undefined;
		return time === undefined ? Infinity : time > now ? time - now : Number.MAX_SAFE_INTEGER - time;
	};
	return [...records].sort((one, other) => (rank(one) || 0) - (rank(other) || 0));
}

/** Properties that an event adds to its record, for a record shown without an event. */
function extras(watch: Watch, record: IDataObject, timezone: string): IDataObject {
	const { event, moment, compared } = watch;
	if (event === 'changed' && compared) return { changedFields: [] };
	const time = event === 'soon' || event === 'passed' ? momentOf(moment!, record, timezone) : undefined;
	return time === undefined ? {} : timeIn(watch, time, timezone);
}

/** Filters of the last list that skip records that cannot be returned. */
function queryOf(
	{ watch, minutesBefore, timezone }: WatchSettings,
	before: Memory | undefined,
	now: number,
): Record<string, unknown> {
	const query: Record<string, unknown> = {};
	const put = (wire: string[], time: number) =>
		place(query, wire, writeDate(DateTime.fromMillis(time), undefined, timezone));
	if (watch.since) put(watch.since.wire, Math.min(before?.at ?? now, now) - watch.since.overlapMinutes * MINUTE);
	if (watch.between) {
		put(watch.between.from, now);
		put(watch.between.to, now + minutesBefore * MINUTE + 1);
	}
	return query;
}

function itemsOf({ catalogue }: Service, { watch, simplify }: WatchSettings, found: Found[]): INodeExecutionData[] {
	const steps = [...(watch.ways[0] ?? [])];
	const last = existing(steps.pop(), `A step of ${watch.value}`);
	const { output } = operationById(catalogue, last.operation!);
	const given = steps.flatMap(({ as, gives = {} }) => [as, ...Object.keys(gives)]);
	const detail = { kind: simplify && watch.simplified ? 'simplified' : 'raw' } as const;
	return found.map(({ record, values }) => {
		const fields = watch.kept
			? pick(record, [...watch.kept, ...given])
			: toJson({ ...omit(output, 'simplified'), ...pick(watch, 'simplified') }, record, detail);
		return { json: { ...fields, ...values } };
	});
}

function pollError(context: IPollFunctions, error: unknown): Error {
	if (!(error instanceof OverBudget)) return plainError(context.getNode(), error);
	// n8n only shows the message if a workflow cannot be activated, so it includes the advice.
	return new NodeOperationError(context.getNode(), `${error.message}. ${error.advice}.`, { description: error.advice });
}
