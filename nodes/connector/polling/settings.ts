import type { Catalogue } from '../model/catalogue';
import { FieldIssue } from '../model/failures';
import type { Option } from '../model/field';
import { listNamed } from '../model/find';
import { IN_SIGHT } from '../model/layout';
import type { Step, Watch } from '../model/watch';
import { type CallSettings, DEFAULT_CALL_SETTINGS, readOptions } from '../transport/settings';
import { readChoice, readSwitch } from '../wire/choices';
import { locatorValue } from '../wire/place';
import { cleanToken, isBlank } from '../wire/texts';
import { readNumber } from '../wire/values';
import { zoneNamed } from '../wire/zone';
import { plural } from './costText';
import { keyOf } from './keys';
import { type Schedule, scheduleOf } from './schedule';

/** What a person has set up. */
export interface WatchSettings {
	watch: Watch;
	/** Ids of the chosen records by name; absent when everything is watched. */
	chosen?: Array<Record<string, string>>;
	/** The same as keys. */
	chosenKeys?: string[];
	/** `soon`: how far ahead. */
	minutesBefore: number;
	/** Zone in which readings of the clock are meant. */
	timezone: string;
	simplify: boolean;
	calls: CallSettings;
	schedule: Schedule;
}

/** Name of the parameter that holds the event. */
export const EVENT = 'event';

/** Its name in nodes of version 1. */
export const FORMER_EVENT = 'operation';

const MINUTES_BEFORE = { displayName: 'Minutes Before', kind: 'integer', minimum: 1 } as const;
const DAYS_BEFORE = { ...MINUTES_BEFORE, displayName: 'Days Before' } as const;

const MINUTES_PER_DAY = 24 * 60;

/** Gives the value of a parameter of the node. */
export type ReadParameter = (name: string, fallback: unknown) => unknown;

/** Steps of a watch from which a person can choose, outermost first. */
export function picksOf({ ways }: Watch): Step[] {
	const [longest = []] = [...ways].sort((one, other) => other.length - one.length);
	return longest.filter(({ pick }) => pick !== undefined);
}

/** Whether records have to be chosen, because nothing lists all of them. */
export function mustChoose({ ways }: Watch): boolean {
	return ways.some((steps) => steps.some(({ operation }) => operation === undefined));
}

/**
 * Reads what a person has set up.
 *
 * @param version of the node
 * @param timezone time zone of the workflow
 * @throws FieldIssue that names the field
 */
export function settingsOf(
	catalogue: Catalogue,
	version: number,
	read: ReadParameter,
	timezone: string,
): WatchSettings {
	const value = String(read(version < IN_SIGHT ? FORMER_EVENT : EVENT, ''));
	const watch = catalogue.watches?.find((candidate) => candidate.value === value);
	if (!watch)
		throw new FieldIssue(
			'Trigger On',
			`This version of the node does not know the event ${value}`,
			'Choose the event again',
		);
	const chosen = chosenOf(catalogue, watch, read);
	const settings: WatchSettings = {
		watch,
		...(chosen
			? {
					chosen,
					chosenKeys: chosen.map((entry) =>
						picksOf(watch)
							.map(({ as }) => entry[as] ?? '')
							.filter((id) => id !== '')
							.reduce(keyOf, ''),
					),
				}
			: {}),
		minutesBefore: minutesBeforeOf(watch, read),
		timezone: zoneNamed(read('timezone', ''), timezone),
		simplify: readSwitch({ displayName: 'Simplify' }, read('simplify', true)),
		calls: { ...DEFAULT_CALL_SETTINGS, ...readOptions(read('options', {})) },
		schedule: scheduleOf(read('pollTimes', undefined)),
	};
	checkMinutes(settings);
	return settings;
}

function minutesBeforeOf({ event, moment }: Watch, read: ReadParameter): number {
	if (event !== 'soon') return 0;
	if (moment!.unit === 'days') return readNumber(DAYS_BEFORE, read('daysBefore', 30)) * MINUTES_PER_DAY;
	return readNumber(MINUTES_BEFORE, read('minutesBefore', 60));
}

/** The choice between everything that is there and some of it. */
export function scopes({ pick }: Step): Option[] {
	const things = plural(pick!.title);
	return [
		{ name: `All ${things}`, value: 'all' },
		{ name: `Chosen ${things}`, value: 'chosen' },
	];
}

function chosenOf({ lists }: Catalogue, watch: Watch, read: ReadParameter): WatchSettings['chosen'] {
	const picks = picksOf(watch);
	const [first] = picks;
	if (
		!first ||
		(!mustChoose(watch) && readChoice({ displayName: 'Watch' }, scopes(first), read('scope', 'all')) === 'all')
	)
		return undefined;
	const { pick } = first;
	const label = plural(pick!.title);
	const entries = ((read('chosen', {}) as { values?: Array<Record<string, unknown>> } | undefined)?.values ?? []).map(
		(entry) => Object.fromEntries(picks.map((step) => [step.as, idOf(lists, step, entry[step.as])])),
	);
	if (entries.length === 0) throw new FieldIssue(label, 'Choose at least one');
	if (entries.some((entry) => entry[first.as] === ''))
		throw new FieldIssue(label, `Choose a ${pick!.title.toLowerCase()} in each entry`);
	return entries;
}

function idOf(lists: Catalogue['lists'], { pick }: Step, value: unknown): string {
	const id = isBlank(value) ? '' : cleanToken(String(locatorValue(value)));
	const { pattern, patternName } = listNamed({ lists }, pick!.list);
	if (id !== '' && pattern !== undefined && !new RegExp(pattern, 'u').test(id)) {
		throw new FieldIssue(
			pick!.title,
			`"${id}" does not have the right form (${patternName ?? pattern})`,
			'Pick the record from the list or give its ID',
		);
	}
	return id;
}

/** A trigger that looks less often than so many minutes before would miss some starts. */
function checkMinutes({ watch, minutesBefore, schedule }: WatchSettings): void {
	if (watch.event !== 'soon') return;
	if (minutesBefore >= schedule.longestGap) return;
	const [label, unit, size] =
		watch.moment!.unit === 'days' ? ['Days Before', 'days', MINUTES_PER_DAY] : ['Minutes Before', 'minutes', 1];
	const least = Math.ceil(schedule.longestGap / Number(size));
	throw new FieldIssue(
		String(label),
		`The trigger polls only every ${schedule.longestGap} minutes, so that ${minutesBefore / Number(size)} ${unit} ahead could be missed`,
		`Poll more often, or set ${least} ${unit} or more`,
	);
}
