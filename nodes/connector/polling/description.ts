import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { callOptions } from '../description/description';
import { controlOf } from '../description/fieldKind';
import type { Catalogue } from '../model/catalogue';
import type { Watch } from '../model/watch';
import { costOf, plural } from './costText';
import { mustChoose, picksOf } from './settings';

/** Builds the description of a polling trigger: its events and their settings. */
export function describeWatches(catalogue: Catalogue): INodeProperties[] {
	const watches = catalogue.watches ?? [];
	return [
		eventProperty(watches),
		...shared(watches, (watch) => noticeOf(catalogue, watch)),
		...shared(watches, scopeOf),
		...shared(watches, (watch) => chosenOf(catalogue, watch)),
		...shared(watches, minutesOf),
		...shared(watches, zoneOf),
		...shared(watches, simplifyOf),
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

/** The editor asks for previews by the parameter `operation`, so that the event goes by that name. */
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
		...named('Trigger On', 'operation'),
		type: 'options',
		noDataExpression: true,
		options,
		default: watches[0]?.value ?? '',
		required: true,
	};
}

/** Label and name of a property whose choices are only known from the documents or from the vendor. */
function named(displayName: string, name: string): Pick<INodeProperties, 'displayName' | 'name'> {
	return { displayName, name };
}

/** Creates the properties of all watches and merges equal ones. */
function shared(watches: Watch[], make: (watch: Watch) => INodeProperties | undefined): INodeProperties[] {
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
		displayOptions: { show: { operation: values, ...property.displayOptions?.show } },
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

function minutesOf({ event }: Watch): INodeProperties | undefined {
	if (event !== 'soon') return undefined;
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
			"Zone in which the vendor's days and times are meant, usually that of your organization; the workflow's own when empty",
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

/** A dropdown whose only entry says what a poll costs as the node is set up at this moment. */
function callsProperty(): INodeProperties {
	return {
		...named('Calls per Poll', 'callsPerPoll'),
		type: 'options',
		noDataExpression: true,
		typeOptions: {
			loadOptionsMethod: 'callsPerPoll',
			loadOptionsDependsOn: ['operation', 'scope', 'chosen', 'pollTimes', 'options'],
		},
		default: '',
		...{
			description:
				'What a poll costs with these settings, estimated from up to ten lists at each step. The exact number stands in the log when the workflow is activated.',
		},
	};
}
