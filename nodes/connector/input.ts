import type { IExecuteFunctions } from 'n8n-workflow';
import { customFieldValues } from './customFields';
import { FieldIssue } from './errors';
import { recognizedLookup } from './lookup';
import type { Field, List, Operation } from './operation';
import { parameterOf } from './parameters';
import type { Service } from './service';
import { isEmpty, isShown, place, toList, toMoment, toWire, writeDate, type ValueContext } from './values';

/** What a person filled in for one item, ready for the wire. */
export interface Input {
	/** Chosen address, for operations that have several. */
	level?: string;
	path: Record<string, string>;
	query: Record<string, unknown>;
	body: Record<string, unknown>;
	/** Values of fields that stand for the whole body. */
	wholeBody?: unknown;
	/** Names of binary properties by wire name of the file. */
	files: Array<{ field: Field; properties: string[] }>;
}

/**
 * Finds the id behind another name of a record, e.g. an e-mail address.
 *
 * @param mode name of the lookup of the list
 * @param field the field it is for, named in messages
 * @param needs values that the list depends on, by wire name
 */
export type FindId = (list: List, mode: string, value: string, field: Pick<Field, 'displayName'>, needs?: Record<string, string>) => Promise<string>;

/**
 * Reads and checks the fields of one item.
 *
 * @throws FieldIssue that names the field, before anything was sent
 */
export async function readInput(context: IExecuteFunctions, service: Service, operation: Operation, itemIndex: number, findId: FindId): Promise<Input> {
	const values: ValueContext = { options: service.catalogue.options, timezone: context.getTimezone() };
	const { level, raw } = filledIn(context, operation, itemIndex);
	const input: Input = { path: {}, query: {}, body: {}, files: [], ...(level === undefined ? {} : { level }) };
	for (const { field, value } of raw) {
		if (field.kind === 'file' || field.kind === 'files') readFiles(input, field, value);
		else if (field.parts) await readParts(input, field, value, values);
		else if (field.kind === 'customFields') put(input, field, customFieldValues(field, service.catalogue.lists[field.list!], value, values));
		else if (field.kind === 'locator') put(input, field, await locate(service, field, value, values, async (list, mode, name) => await findId(list, mode, name, field, needsOf(operation, list, input))));
		else if (field.kind === 'strings') put(input, field, await readIds(service, field, value, values, findId));
		else put(input, field, readValue(field, value, values));
	}
	clearOnPurpose(context, operation, itemIndex, input);
	checkTogether(operation, raw, input, values);
	refuseEmptyUpdate(operation, input);
	return input;
}

interface RawValue {
	field: Field;
	value: unknown;
}

/** What a person filled in for an item, as n8n gives it. */
interface FilledIn {
	level?: string;
	raw: RawValue[];
}

/** What was read before its turn, by the context of the node run, then by the number of the item. */
const ahead = new WeakMap<IExecuteFunctions, Map<number, FilledIn>>();

/**
 * Reads the fields of an item before its turn, for moments in which nothing else is to do: evaluating expressions takes longer than everything
 * else on the way from one answer to the next request. Nothing is checked or looked up; what fails is left to the turn of the item.
 */
export function readAhead(context: IExecuteFunctions, operation: Operation, itemIndex: number): void {
	const items = ahead.get(context) ?? new Map<number, FilledIn>();
	ahead.set(context, items);
	try {
		items.set(itemIndex, read(context, operation, itemIndex));
	} catch {
		// The same happens, and is told, when it is the item's turn.
	}
}

function filledIn(context: IExecuteFunctions, operation: Operation, itemIndex: number): FilledIn {
	const known = ahead.get(context)?.get(itemIndex);
	if (!known) return read(context, operation, itemIndex);
	ahead.get(context)!.delete(itemIndex);
	return known;
}

function read(context: IExecuteFunctions, operation: Operation, itemIndex: number): FilledIn {
	const level = operation.levels && (parameterOf(context, 'level', itemIndex, operation.levels[0].value) as string);
	return { level, raw: rawValues(context, operation, itemIndex, level) };
}

function rawValues(context: IExecuteFunctions, operation: Operation, itemIndex: number, level?: string): RawValue[] {
	const collections = new Map<string, Record<string, unknown>>();
	const read = (field: Field): unknown => {
		if (!field.collection) return parameterOf(context, field.name, itemIndex, null);
		if (!collections.has(field.collection)) {
			collections.set(field.collection, (parameterOf(context, field.collection, itemIndex, {}) ?? {}) as Record<string, unknown>);
		}
		return collections.get(field.collection)![field.name];
	};
	const fields = operation.fields.filter((field) => field.at !== 'nowhere' && (!field.levels || level === undefined || field.levels.includes(level)));
	const all = fields.map((field) => ({ field, value: field.constant ?? read(field) }));
	return all.filter(({ field }) => !field.show || isShown(field, (name) => all.find((other) => other.field.name === name)?.value));
}

function readValue(field: Field, value: unknown, values: ValueContext): unknown {
	const wire = toWire(field, value, values);
	if (field.at === 'path' && typeof wire !== 'string' && wire !== undefined) return String(wire);
	return wire;
}

function put(input: Input, field: Field, wire: unknown): void {
	if (wire === undefined) return;
	if (field.at === 'path') input.path[field.wire[0]] = segment(field, String(wire));
	else if (field.wire.length === 0) input.wholeBody = wire;
	else place(input[field.at as 'query' | 'body'], field.wire, wire);
}

/** A value of the address: whatever a person writes stays one segment of the path. */
function segment(field: Field, value: string): string {
	const text = value.trim();
	if (text === '' || text === '.' || text === '..') throw new FieldIssue(field.displayName, `"${value}" cannot be part of an address`, 'Pick the record from the list or give its ID');
	return encodeURIComponent(text);
}

async function locate(service: Service, field: Field, value: unknown, values: ValueContext, find: (list: List, mode: string, name: string) => Promise<string>): Promise<unknown> {
	const list = service.catalogue.lists[field.list!];
	const locator = isLocator(value) ? value : undefined;
	const plain = locator ? locator.value : value;
	if (isEmpty(plain)) return toWire(field, undefined, values);
	const mode = locator && list?.lookups?.[locator.mode] ? locator.mode : recognizedLookup(list, plain);
	if (mode) {
		const lookup = list.lookups![mode];
		const text = String(plain).trim();
		if (!new RegExp(lookup.pattern, 'u').test(text)) throw new FieldIssue(field.displayName, `"${text}" does not have the right form (${lookup.patternName})`);
		return await find(list, mode, text);
	}
	const form = list?.pattern && !field.pattern ? { pattern: list.pattern, patternName: list.patternName } : {};
	return toWire({ ...field, kind: 'string', ...form }, plain, values);
}

/** Values that a list depends on, from the address read so far. */
function needsOf(operation: Operation, { needs = {} }: List, input: Input): Record<string, string> {
	const found: Record<string, string> = {};
	for (const [wire, parameter] of Object.entries(needs)) {
		const field = operation.fields.find(({ name, at }) => name === parameter && at === 'path');
		const value = field && input.path[field.wire[0]];
		if (value !== undefined) found[wire] = decodeURIComponent(value);
	}
	return found;
}

/** A list of ids, in which other names of the records are looked up where their form tells. */
async function readIds(service: Service, field: Field, value: unknown, values: ValueContext, findId: FindId): Promise<unknown> {
	const list = field.list ? service.catalogue.lists[field.list] : undefined;
	const texts = toWire(list?.lookups ? { ...field, pattern: undefined } : field, value, values);
	if (!list?.lookups || !Array.isArray(texts) || texts.length === 0) return texts;
	const ids = texts.map(async (text: string) => {
		const mode = recognizedLookup(list, text);
		return mode ? await findId(list, mode, text.trim(), field) : text;
	});
	return toWire(field, await Promise.all(ids), values);
}

async function readParts(input: Input, field: Field, value: unknown, values: ValueContext): Promise<void> {
	if (isEmpty(value)) {
		if (field.required) throw new FieldIssue(field.displayName, 'Fill this in, it is required');
		return;
	}
	const moment = toMoment(field, value, values.timezone);
	for (const part of field.parts!) place(input[field.at as 'query' | 'body'], part.wire, writeDate(moment, part.format, values.timezone));
}

function readFiles(input: Input, field: Field, value: unknown): void {
	const properties = toList(value).map((name) => (typeof name === 'object' ? '' : String(name).trim())).filter((name) => name !== '');
	if (properties.length === 0) {
		if (field.required) throw new FieldIssue(field.displayName, 'Name the input field that holds the file');
		return;
	}
	if (field.kind === 'file' && properties.length > 1) throw new FieldIssue(field.displayName, 'This takes one file');
	input.files.push({ field, properties });
}

/** Fields that a person chose to clear are sent as `null`. */
function clearOnPurpose(context: IExecuteFunctions, operation: Operation, itemIndex: number, input: Input): void {
	const nullable = operation.fields.filter((field) => field.nullable && field.collection === 'updateFields');
	if (nullable.length === 0) return;
	for (const name of toList(parameterOf(context, 'updateFields.clear', itemIndex, []))) {
		const field = nullable.find((candidate) => candidate.name === name);
		if (!field) throw new FieldIssue('Fields to Clear', `"${typeof name === 'string' ? name : JSON.stringify(name)}" cannot be cleared`, `These can: ${nullable.map((candidate) => candidate.name).join(', ')}`);
		if (holds(input[field.at as 'query' | 'body'], field.wire)) throw new FieldIssue(field.displayName, 'This is both filled in and chosen to be cleared');
		place(input[field.at as 'query' | 'body'], field.wire, null);
	}
}

function checkTogether(operation: Operation, raw: RawValue[], input: Input, values: ValueContext): void {
	for (const { field, value } of raw) {
		if (!field.after || isEmpty(value)) continue;
		const earlier = raw.find((other) => other.field.name === field.after || other.field.wire[other.field.wire.length - 1] === field.after);
		if (!earlier || isEmpty(earlier.value)) continue;
		if (toMoment(field, value, values.timezone) < toMoment(earlier.field, earlier.value, values.timezone)) {
			throw new FieldIssue(field.displayName, `This lies before ${earlier.field.displayName}`);
		}
		if (field.parts && earlier.field.parts && !sameDay(field, value, earlier, values)) {
			throw new FieldIssue(field.displayName, `This must lie on the same day as ${earlier.field.displayName}`);
		}
	}
	for (const { field } of input.files) {
		if (holds(input.body, field.wire)) throw new FieldIssue(field.displayName, 'This is given twice: as a file and as an ID');
	}
	if (!operation.anyOf) return;
	const given = (names: string[]) => names.every((name) => holds(input.body, [name]) || input.files.some(({ field }) => field.wire[0] === name));
	if (operation.anyOf.some(given)) return;
	const labels = operation.anyOf.map((names) => names.map((name) => operation.fields.find((field) => field.wire[0] === name)?.displayName ?? name).join(' and '));
	throw new FieldIssue(labels.join(' or '), 'Fill in at least one of them');
}

/** Pickers that send a time alone take their day from the picker before them. */
function sameDay(field: Field, value: unknown, earlier: RawValue, { timezone }: ValueContext): boolean {
	if (field.parts!.some(({ format }) => /d/.test(format))) return true;
	const day = (moment: ReturnType<typeof toMoment>) => writeDate(moment, 'yyyy-MM-dd', timezone);
	const isTimeAlone = typeof value === 'string' && /^\d{1,2}:\d{2}/.test(value.trim());
	return isTimeAlone || day(toMoment(field, value, timezone)) === day(toMoment(earlier.field, earlier.value, timezone));
}

function holds(target: Record<string, unknown>, wire: string[]): boolean {
	let holder: unknown = target;
	for (const name of wire) {
		if (holder === null || typeof holder !== 'object' || !Object.hasOwn(holder, name)) return false;
		holder = (holder as Record<string, unknown>)[name];
	}
	return true;
}

/** An update without any change would cost a call and say nothing. */
function refuseEmptyUpdate(operation: Operation, input: Input): void {
	const changes = operation.fields.filter(({ at, constant }) => at !== 'path' && at !== 'nowhere' && constant === undefined);
	if (changes.length === 0 || !changes.every(({ collection }) => collection === 'updateFields')) return;
	const isEmptyPart = (part: Record<string, unknown>) => Object.keys(part).length === 0;
	if (input.wholeBody !== undefined || input.files.length > 0 || !isEmptyPart(input.body) || !isEmptyPart(input.query)) return;
	throw new FieldIssue('Update Fields', 'Choose at least one field to change');
}

function isLocator(value: unknown): value is { mode: string; value: unknown } {
	return value !== null && typeof value === 'object' && '__rl' in value;
}
