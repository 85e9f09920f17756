import type { IDisplayOptions, INodeProperties, INodePropertyOptions, NodeParameterValueType } from 'n8n-workflow';
import { callOptions } from '../description/description';
import { controlOf } from '../description/fieldKind';
import type { Catalogue } from '../model/catalogue';
import { IN_SIGHT } from '../model/layout';
import type { Watch } from '../model/watch';
import { costOf, plural } from './costText';
import { EVENT, FORMER_EVENT, mustChoose, picksOf } from './settings';

/** How a version of the trigger calls its event, and what shows that it is one. */
interface Version {
	/** Name of the parameter that holds the event. */
	event: string;
	show: NonNullable<IDisplayOptions['show']>;
}

/** n8n puts an entry of its own into every list called `operation`, so that the event has a name of its own since 1.1. */
const NOW: Version = { event: EVENT, show: { '@version': [{ _cnd: { gte: IN_SIGHT } }] } };

const BEFORE: Version = { event: FORMER_EVENT, show: { '@version': [{ _cnd: { lt: IN_SIGHT } }] } };

/** Builds the description of a polling trigger: its events and their settings. */
export function describeWatches(catalogue: Catalogue): INodeProperties[] {
	const watches = catalogue.watches ?? [];
	return [
		pollTimesProperty(),
		eventProperty(watches),
		formerEventProperty(catalogue.former?.watch ?? watches[0]?.value ?? ''),
		...[NOW, BEFORE].flatMap((version) => [
			...shared(version, watches, (watch) => noticeOf(catalogue, watch)),
			...shared(version, watches, scopeOf),
			...shared(version, watches, (watch) => chosenOf(catalogue, watch)),
			...shared(version, watches, minutesOf),
			...shared(version, watches, zoneOf),
			...shared(version, watches, simplifyOf),
		]),
		callsProperty(),
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			options: callOptions(catalogue),
		},
	];
}

/** Initial value of Poll Times: every 15 minutes. */
const FIRST_POLL_TIMES = {
	item: [{ mode: 'everyX', value: 15, unit: 'minutes' }],
} as unknown as NodeParameterValueType;

/**
 * n8n gives every polling node the parameter Poll Times, set to every minute. A second one of that name is not shown and brings the first value of
 * new nodes: a whole look at an account takes longer than a minute of the vendor's limit.
 */
function pollTimesProperty(): INodeProperties {
	return {
		displayName: 'Poll Times',
		name: 'pollTimes',
		type: 'hidden',
		displayOptions: { show: NOW.show },
		default: FIRST_POLL_TIMES,
	};
}

function eventProperty(watches: Watch[]): INodeProperties {
	const options = watches.map(
		({ name, value, description }): INodePropertyOptions => ({
			name,
			value,
			action: `On ${name.toLowerCase()}`,
			description,
		}),
	);
	return {
		...named('Trigger On', EVENT),
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: NOW.show },
		options,
		default: watches[0]?.value ?? '',
		required: true,
	};
}

/** The event of version 1. Its choices are loaded, because n8n would make actions of them once more and add an entry of its own. */
function formerEventProperty(initial: string): INodeProperties {
	return {
		...named('Trigger On', FORMER_EVENT),
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: BEFORE.show },
		typeOptions: { loadOptionsMethod: 'events' },
		default: initial,
		required: true,
	};
}

/** Label and name of a property whose choices are only known from the documents or from the vendor. */
function named(displayName: string, name: string): Pick<INodeProperties, 'displayName' | 'name'> {
	return { displayName, name };
}

/** Creates the properties of all watches and merges equal ones. */
function shared(
	{ event, show }: Version,
	watches: Watch[],
	make: (watch: Watch) => INodeProperties | undefined,
): INodeProperties[] {
	const properties = new Map<string, { property: INodeProperties; values: string[] }>();
	for (const watch of watches) {
		const property = make(watch);
		if (!property) continue;
		const entry = properties.get(JSON.stringify(property)) ?? { property, values: [] };
		entry.values.push(watch.value);
		properties.set(JSON.stringify(property), entry);
	}
	return [...properties.values()].map(({ property, values }) => ({
		...property,
		displayOptions: { show: { ...show, [event]: values, ...property.displayOptions?.show } },
	}));
}

function noticeOf(catalogue: Catalogue, watch: Watch): INodeProperties {
	return {
		displayName: `${watch.notice ? `${watch.notice}. ` : ''}${costOf(catalogue, watch)}`,
		name: 'notice',
		type: 'notice',
		default: '',
	};
}

function scopeOf(watch: Watch): INodeProperties | undefined {
	const [first, second] = picksOf(watch).map(({ pick }) => pick!);
	if (!first || mustChoose(watch)) return undefined;
	const things = plural(first.title);
	return {
		...named('Watch', 'scope'),
		type: 'options',
		options: [
			{ name: `All ${things}`, value: 'all' },
			{
				name: `Chosen ${things}`,
				value: 'chosen',
				description: second
					? `Whole ${things.toLowerCase()} or single ${plural(second.title).toLowerCase()}`
					: `Only the ${things.toLowerCase()} below`,
			},
		],
		default: 'all',
		description: 'Whether to watch everything or what you choose; the fewer, the fewer calls',
	};
}

function chosenOf(catalogue: Catalogue, watch: Watch): INodeProperties | undefined {
	const picks = picksOf(watch);
	const title = picks[0]?.pick?.title;
	if (title === undefined) return undefined;
	const fields = picks.map(({ as, pick }, index) => ({
		...controlOf(catalogue, {
			name: as,
			displayName: pick!.title,
			kind: 'locator',
			at: 'nowhere',
			wire: [],
			required: index === 0,
			list: pick!.list,
		}),
		description:
			index === 0
				? `Pick the ${pick!.title.toLowerCase()} or enter its ID`
				: `Leave empty for every ${pick!.title.toLowerCase()} of the ${title.toLowerCase()}`,
	}));
	return {
		...named(plural(title), 'chosen'),
		...(mustChoose(watch) ? { required: true } : { displayOptions: { show: { scope: ['chosen'] } } }),
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: `Add ${title}`,
		default: {},
		options: [{ ...named(title, 'values'), values: fields }],
	};
}

function minutesOf({ event, moment }: Watch): INodeProperties | undefined {
	if (event !== 'soon') return undefined;
	if (moment!.unit === 'days')
		return {
			displayName: 'Days Before',
			name: 'daysBefore',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 30,
			description: 'How many days ahead the workflow is started; at least the time between two polls',
		};
	return {
		displayName: 'Minutes Before',
		name: 'minutesBefore',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 60,
		description: 'How long before the start the workflow is started; at least the time between two polls',
	};
}

/** Only for vendors that return local times without a zone. */
function zoneOf({ moment, expires, ways }: Watch): INodeProperties | undefined {
	const moments = [moment, expires, ...ways.flat().map((step) => step.expires)];
	if (!moments.some((entry) => entry?.format !== undefined)) return undefined;
	return {
		displayName: 'Time Zone',
		name: 'timezone',
		type: 'string',
		default: '',
		placeholder: 'e.g. Europe/Paris',
		description:
			"Zone in which days and times without a zone are meant, usually that of your organization; the workflow's own when empty",
	};
}

function simplifyOf({ simplified, kept }: Watch): INodeProperties | undefined {
	if (!simplified || kept) return undefined;
	return {
		displayName: 'Simplify',
		name: 'simplify',
		type: 'boolean',
		default: true,
		description: 'Whether to return a simplified version of the response instead of the raw data',
	};
}

/** Version 1: a dropdown whose only entry says what a poll costs as the node is set up at this moment. Since then the notice says it. */
function callsProperty(): INodeProperties {
	return {
		...named('Calls per Poll', 'callsPerPoll'),
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: BEFORE.show },
		typeOptions: {
			loadOptionsMethod: 'callsPerPoll',
			loadOptionsDependsOn: [FORMER_EVENT, 'scope', 'chosen', 'pollTimes', 'options'],
		},
		default: '',
		...{
			description:
				'What a poll costs with these settings, estimated from up to ten lists at each step. The exact number stands in the log when the workflow is activated.',
		},
	};
}
