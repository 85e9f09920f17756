import get from 'lodash/get';
import omit from 'lodash/omit';
import uniqBy from 'lodash/uniqBy';
import type { INodeListSearchItems } from 'n8n-workflow';
import pLimit from 'p-limit';
import type { Catalogue } from '../model/catalogue';
import type { Field } from '../model/field';
import { choicesOf, operationById } from '../model/find';
import type { List } from '../model/list';
import type { Operation } from '../model/operation';
import { callOf } from '../request/call';
import type { Transport } from '../transport/transport';
import { wallClock } from '../wire/wallClock';

/** Month names, because 3-4-2026 means different days in different countries; 24-hour times. */
const DAY = 'ccc d LLL yyyy';
const MOMENT = `${DAY}, HH:mm`;

/** Maximum number of concurrent reads of records for labels, and of all of them per list request. */
const PARALLEL_READS = 10;
const MOST_READS = 200;

/** An entry of a list with its sort key. */
export interface Entry extends INodeListSearchItems {
	value: string;
	order: string;
	/** When the record starts, in milliseconds, if its list is sorted by that. */
	starts?: number;
}

/**
 * Creates the labels of the records of a list: dates in the time zone of the workflow, labels of choices, and names of users instead of their
 * IDs.
 *
 * @param timezone e.g. `Europe/Paris`
 */
export async function entriesOf(
	transport: Transport,
	operation: Operation,
	list: List,
	records: unknown[],
	timezone: string,
): Promise<Entry[]> {
	const { catalogue } = transport.service;
	const named = await namesBehind(transport, list, records as Array<Record<string, unknown>>);
	return records.map((record) => {
		const fields = (record ?? {}) as Record<string, unknown>;
		const text = (name: string) =>
			named.get(`${name} ${String(fields[name])}`) ??
			shown(catalogue, operation, list, name, valueAt(fields, name), timezone);
		const value = textAt(fields, list.value);
		const name = joined(list, text);
		const description = list.description ? text(list.description) : '';
		const order = list.label
			.map((part) => textAt(fields, nameIn(part)))
			.join(' ')
			.trim();
		const starts = list.starts === undefined ? undefined : startOf(list, fields, timezone);
		return {
			name: name === '' ? value : name,
			value,
			order,
			...(description === '' ? {} : { description }),
			...(starts === undefined ? {} : { starts }),
		};
	});
}

/** Returns the value at a place such as `location.name`, or the joined values of several places, such as a day and a time. */
function valueAt(fields: Record<string, unknown>, places: string): unknown {
	const values = places.split(' ').map((place): unknown => get(fields, place));
	return values.length === 1
		? values[0]
		: values.filter((value) => value !== undefined && value !== null && value !== '').join(' ');
}

function textAt(fields: Record<string, unknown>, places: string): string {
	return String(valueAt(fields, places) ?? '');
}

/** Reads when a record starts; a time without a zone is read in the zone of the workflow. */
function startOf({ dates, starts = '' }: List, fields: Record<string, unknown>, timezone: string): number | undefined {
	return wallClock(textAt(fields, starts), dates?.[starts], timezone)?.toMillis();
}

/** Sorts what starts: upcoming entries first, the next one on top, then past ones, the last one on top, then those without a start. */
function byStart(entries: Entry[], now: number): Entry[] {
	const rank = ({ starts }: Entry) => (starts === undefined ? 2 : starts >= now ? 0 : 1);
	const away = ({ starts = now }: Entry) => Math.abs(starts - now);
	return uniqBy(entries, 'value').sort(
		(one, other) =>
			rank(one) - rank(other) ||
			away(one) - away(other) ||
			one.order.localeCompare(other.order, 'en', { sensitivity: 'base', numeric: true }),
	);
}

/** Sorts entries without duplicates: what starts by its start, what begins with a date by date, newest first, the others alphabetically. */
export function inOrder(entries: Entry[]): INodeListSearchItems[] {
	if (entries.some(({ starts }) => starts !== undefined))
		return byStart(entries, Date.now()).map((entry) => omit(entry, 'order', 'starts'));
	const isDated = entries.length > 0 && entries.every(({ order }) => /^\d{4}-\d\d-\d\dT/.test(order));
	const sorted = uniqBy(entries, 'value').sort((one, other) =>
		one.order.localeCompare(other.order, 'en', { sensitivity: 'base', numeric: true }),
	);
	return (isDated ? sorted.reverse() : sorted).map((entry) => omit(entry, 'order'));
}

/** A part of a label is a property (or several for one date) with punctuation that is omitted if the value is empty or alone: `(mail)`. */
function joined({ label, separator = ' ' }: List, text: (name: string) => string): string {
	const parts = label.map((part) => ({ part, value: text(nameIn(part)) })).filter(({ value }) => value !== '');
	const [first, ...others] = parts;
	if (first && others.length === 0) return first.value;
	return parts.map(({ part, value }) => part.replace(nameIn(part), () => value)).join(separator);
}

function nameIn(part: string): string {
	return /[\w.]+( [\w.]+)*/.exec(part)?.[0] ?? part;
}

function shown(
	catalogue: Catalogue,
	operation: Operation,
	{ dates }: List,
	name: string,
	value: unknown,
	timezone: string,
): string {
	if (value === undefined || value === null || value === '') return '';
	const text = String(value);
	const format = dates?.[name];
	// A local time is shown as it is, whatever the zone of this computer.
	const day = wallClock(text, format, format ? 'utc' : timezone);
	if (format && day) return day.toFormat(/[hH]/.test(format) ? MOMENT : DAY, { locale: 'en' });
	if (/^\d{4}-\d\d-\d\dT/.test(text) && day) return day.toFormat(MOMENT, { locale: 'en' });
	if (/^\d{4}-\d\d-\d\d$/.test(text) && day) return day.toFormat(DAY, { locale: 'en' });
	return choiceName(catalogue, operation.fields, name, value) ?? text;
}

/** Returns the label that a filter of the same list has for a value. */
function choiceName(catalogue: Catalogue, fields: Field[], name: string, value: unknown): string | undefined {
	const field = fields.find(({ wire, options }) => wire[0] === name && options !== undefined);
	return field && choicesOf(catalogue, field).find((option) => option.value === value)?.name;
}

/** Reads the text for IDs of other records in labels, by property and ID. If a record cannot be read, its ID is kept. */
async function namesBehind(
	transport: Transport,
	{ names = {} }: List,
	records: Array<Record<string, unknown>>,
): Promise<Map<string, string>> {
	const found = new Map<string, string>();
	const limit = pLimit(PARALLEL_READS);
	const reads = Object.entries(names).flatMap(([property, { operation: id, path, label }]) => {
		const ids = [
			...new Set(records.map((record) => record[property]).filter((value) => typeof value === 'string')),
		].slice(0, MOST_READS);
		const operation = operationById(transport.service.catalogue, id);
		return ids.map(
			async (value) =>
				await limit(async () => {
					const answer = await transport
						.send(callOf(operation, { path: { [path]: encodeURIComponent(value) }, query: {} }))
						.catch(() => undefined);
					const record = answer?.records[0] as Record<string, unknown> | undefined;
					if (record)
						found.set(
							`${property} ${value}`,
							joined({ operation: id, value: '', label }, (name) => String(record[name] ?? '')),
						);
				}),
		);
	});
	await Promise.all(reads);
	return found;
}
