import { DateTime } from 'luxon';
import type { IDataObject } from 'n8n-workflow';
import type { Watch } from '../model/watch';
import { differences, markOf } from './fingerprint';
import { keyOf, safeId } from './keys';
import { isBelow, type Memory, wasWatched } from './memory';
import { isExpired, momentOf } from './moments';
import type { Group, Reading } from './reader';
import type { WatchSettings } from './settings';

/** A record to return. */
export interface Found {
	record: IDataObject;
	/** Values to return with it: IDs and values of the records above it, and details of the event. */
	values: IDataObject;
}

/** The records a poll has found, and the memory to store with them. */
export interface Outcome {
	found: Found[];
	memory: Memory;
}

const MINUTE = 60_000;

/** Prefix for the fingerprint of a record that was missing in the last poll. */
const MISSING = '~';

/** Stands before the time since which a record with that mark has been missing, in milliseconds since 1970, base 36. */
const SINCE = '@';

/** How long a record that is overdue is remembered while no list has it, so that it does not come out again when a list is whole again. */
const LONGEST_MISSING_MS = 30 * 24 * 60 * MINUTE;

/**
 * Compares the records read with the memory. Without a memory nothing is returned, and neither are records that were not watched when the memory was
 * stored. The memory only changes once it is put into the static data.
 *
 * @param now start of the poll, in milliseconds since 1970
 */
export function compare(
	settings: WatchSettings,
	about: string,
	before: Memory | undefined,
	reading: Reading,
	now: number,
): Outcome {
	const { watch, chosenKeys } = settings;
	const outcome: Outcome = {
		found: [],
		memory: { about, at: now, ...(chosenKeys ? { chosen: chosenKeys } : {}), groups: {}, given: {} },
	};
	if (watch.event === 'soon' || watch.since) compareTimes(settings, before, reading, outcome);
	else compareGroups(settings, before, reading, outcome);
	return outcome;
}

/** Events that depend on a date in the record: each date of a record is returned once. */
function compareTimes(
	{ watch, minutesBefore, timezone }: WatchSettings,
	before: Memory | undefined,
	{ groups }: Reading,
	{ found, memory }: Outcome,
): void {
	const now = memory.at;
	const oldest = watch.since ? now - 2 * watch.since.overlapMinutes * MINUTE : now;
	for (const [id, mark] of Object.entries(before?.given ?? {}))
		if (parseInt(mark, 36) > oldest) memory.given[id] = mark;
	const times = new Map<Found, number>();
	for (const group of groups) {
		for (const { id: asRead, record } of group.records) {
			const id = safeId(asRead);
			const time = watch.since ? changeTime(watch, record) : startTime(watch, record, now, minutesBefore, timezone);
			if (time === undefined) continue;
			const mark = time.toString(36);
			if (before && wasWatched(before, keyOf(group.key, asRead)) && before.given[id] !== mark) {
				const entry = {
					record,
					values: watch.event === 'soon' ? { ...group.values, ...timeIn(watch, time, timezone) } : group.values,
				};
				times.set(entry, time);
			}
			// If the clock of this machine was ahead and is corrected, the same records are read again.
			memory.given[id] = mark;
		}
	}
	found.push(...[...times].sort(([, one], [, other]) => one - other).map(([entry]) => entry));
}

/** Date of creation or change, as the filter of the list compares it. */
function changeTime({ since }: Watch, record: IDataObject): number | undefined {
	const time = timeOf(record[since!.property]);
	const after = since!.after === undefined ? undefined : timeOf(record[since!.after]);
	return time !== undefined && after !== undefined && time <= after ? undefined : time;
}

function timeOf(value: unknown): number | undefined {
	const time = typeof value === 'string' ? Date.parse(value) : NaN;
	return Number.isNaN(time) ? undefined : time;
}

/** Date when a record starts, if it is in the future and near enough. */
function startTime(
	watch: Watch,
	record: IDataObject,
	now: number,
	minutes: number,
	timezone: string,
): number | undefined {
	const start = momentOf(watch.moment!, record, timezone);
	return start !== undefined && start > now && start <= now + minutes * MINUTE ? start : undefined;
}

/** Events found by comparing whole lists with the memory. */
function compareGroups(
	settings: WatchSettings,
	before: Memory | undefined,
	{ groups, over, unread }: Reading,
	outcome: Outcome,
): void {
	for (const group of groups) compareGroup(settings, before, group, outcome, unread.has(group.key));
	const read = new Set(groups.map(({ key }) => key));
	for (const key of Object.keys(before?.groups ?? {})) {
		const isWatched =
			settings.chosenKeys === undefined ||
			isBelow(key, settings.chosenKeys) ||
			settings.chosenKeys.some((chosen) => isBelow(chosen, [key]));
		if (read.has(key) || !isWatched || isBelow(key, [...over])) continue;
		// Below an entry that could not be read, everything may still be there.
		const isUnread = [...unread].some((place) => place === '' || isBelow(key, [place]));
		const marks = compareGroup(settings, before, { key, values: {}, records: [] }, outcome, isUnread);
		if (Object.keys(marks).length === 0) delete outcome.memory.groups[key];
	}
}

function compareGroup(
	settings: WatchSettings,
	before: Memory | undefined,
	group: Group,
	{ found, memory }: Outcome,
	isUnread: boolean,
): Record<string, string> {
	const { watch, timezone } = settings;
	const known = before?.groups[group.key] ?? {};
	const marks: Record<string, string> = {};
	memory.groups[group.key] = marks;
	const present = new Set<string>();
	for (const { id: asRead, record } of group.records) {
		const id = safeId(asRead);
		present.add(id);
		if (isExpired(watch.expires, record, memory.at, timezone)) continue;
		const mark = presentMark(settings, group, record, memory.at);
		if (mark === undefined) continue;
		marks[id] = mark;
		const was =
			watch.event === 'passed' ? known[id]?.replace(MISSING, '').split(SINCE)[0] : known[id]?.replace(MISSING, '');
		const isKnown = before !== undefined && wasWatched(before, keyOf(group.key, asRead));
		if (isKnown && was === undefined && (watch.event === 'created' || watch.event === 'became'))
			found.push({ record, values: group.values });
		if (isKnown && watch.event === 'passed' && was !== mark)
			found.push({ record, values: { ...group.values, ...timeIn(watch, parseInt(mark, 36), timezone) } });
		if (isKnown && was !== undefined && watch.event === 'changed' && was !== mark)
			found.push({ record, values: { ...group.values, ...changes(watch, was, mark) } });
	}
	for (const [id, mark] of Object.entries(known)) {
		if (present.has(id)) continue;
		if (isUnread) marks[id] = mark;
		else if (watch.event === 'passed') Object.assign(marks, stillMissing(id, mark, memory.at));
		else if (!mark.startsWith(MISSING)) marks[id] = `${MISSING}${mark}`;
		else if (watch.event === 'removed') found.push(...lastSeen(watch, mark.slice(MISSING.length), memory.at, timezone));
	}
	return marks;
}

/** The mark of an overdue record that is missing; nothing once it has been missing for too long. */
function stillMissing(id: string, mark: string, now: number): Record<string, string> {
	const [known, since] = mark.replace(MISSING, '').split(SINCE);
	if (since === undefined) return { [id]: `${MISSING}${known}${SINCE}${now.toString(36)}` };
	return now - parseInt(since, 36) < LONGEST_MISSING_MS ? { [id]: mark } : {};
}

/** Memory of a record that is there; `undefined` if it does not need to be remembered. */
function presentMark(
	{ watch, timezone }: WatchSettings,
	{ values }: Group,
	record: IDataObject,
	now: number,
): string | undefined {
	switch (watch.event) {
		case 'changed':
			return markOf(watch, record);
		case 'became':
			return Object.entries(watch.goal!).some(([name, goals]) => goals.includes(record[name] as string))
				? ''
				: undefined;
		case 'removed':
			return JSON.stringify({
				...values,
				...Object.fromEntries(watch.kept!.filter((name) => name in record).map((name) => [name, record[name]])),
			});
		case 'passed': {
			const time = timePassed(watch, record, now, timezone);
			return time?.toString(36);
		}
		case 'created':
		case 'soon':
			return '';
	}
}

/**
 * Returns the time of a record that has come although the record is not done with.
 *
 * @param now milliseconds since 1970
 * @returns milliseconds since 1970
 */
export function timePassed(watch: Watch, record: IDataObject, now: number, timezone: string): number | undefined {
	const isDone = watch.unless?.some((name) => ![undefined, null, '', false].includes(record[name] as never));
	const time = isDone ? undefined : momentOf(watch.moment!, record, timezone);
	return time !== undefined && time <= now ? time : undefined;
}

/** The time of an event under the name that it has in the output. */
export function timeIn({ moment }: Watch, time: number, timezone: string): IDataObject {
	return { [moment!.as]: DateTime.fromMillis(time, { zone: timezone }).toISO() };
}

function changes(watch: Watch, before: string, after: string): IDataObject {
	return watch.compared ? { changedFields: differences(watch, before, after) } : {};
}

/** A record missing twice in a row is gone, unless its time was over anyway. */
function lastSeen(watch: Watch, mark: string, now: number, timezone: string): Found[] {
	const record = JSON.parse(mark) as IDataObject;
	return isExpired(watch.expires, record, now, timezone) ? [] : [{ record, values: {} }];
}
