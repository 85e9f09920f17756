import get from 'lodash/get';
import isEqual from 'lodash/isEqual';
import type { DateTime } from 'luxon';
import type { IExecuteFunctions } from 'n8n-workflow';
import { existing, innermost, outermost } from '../model/existing';
import { FieldIssue, Refusal } from '../model/failures';
import type { Field } from '../model/field';
import { listNamed, namesOf } from '../model/find';
import { type InputForm, KINDS } from '../model/kinds';
import type { FindId, List } from '../model/list';
import type { Operation } from '../model/operation';
import type { Service } from '../model/service';
import { readChoice } from '../wire/choices';
import { holdsDays, holdsTimeAlone, readMoment, readTimeOfDay, writeDate } from '../wire/dateReader';
import { entriesOf, isEmptyOnPurpose } from '../wire/listEntries';
import { locatorValue, place } from '../wire/place';
import { recognizedLookup } from '../wire/recognized';
import { cleanToken, isBlank, trimmed } from '../wire/texts';
import {
	chosenValue,
	emptyField,
	groupIn,
	isDivisible,
	isLeftEmpty,
	isShown,
	toWire,
	type ValueContext,
	wrongForm,
} from '../wire/values';
import { customFieldValues } from './customFieldValues';
import { isWrittenAsEmptyList, parameterOf, rawParameter } from './parameters';

/** The values entered for one item, ready to be sent. */
export interface Input {
	/** Chosen level, for operations with several paths. */
	level?: string | undefined;
	path: Record<string, string>;
	query: Record<string, unknown>;
	body: Record<string, unknown>;
	/** Values of fields that are the whole body. */
	wholeBody?: unknown;
	/** Names of binary properties by wire name of the file. */
	files: Array<{ field: Field; properties: string[] }>;
	/** A filter cannot match anything, so no request is needed. */
	matchesNothing?: boolean;
}

/**
 * Reads and checks the fields of one item.
 *
 * @param ahead what `readAhead` has read for the item, if it has
 * @throws FieldIssue naming the field, before anything is sent
 */
export async function readInput(
	context: IExecuteFunctions,
	service: Service,
	operation: Operation,
	itemIndex: number,
	findId: FindId,
	ahead?: FilledIn,
): Promise<Input> {
	const values: ValueContext = { options: service.catalogue.options, timezone: context.getTimezone() };
	const { level, raw } = ahead ?? read(context, operation, itemIndex, values);
	const input: Input = { path: {}, query: {}, body: {}, files: [], ...(level === undefined ? {} : { level }) };
	for (const entry of raw) await readEntry({ service, operation, values, raw, findId }, input, entry);
	clearOnPurpose(context, operation, itemIndex, input);
	checkTogether(operation, raw, input, values);
	refuseEmptyUpdate(operation, input);
	return input;
}

/**
 * Reads one field of an item that has errors in other fields.
 *
 * @returns `undefined` if it is empty
 * @throws FieldIssue if it cannot be read either
 */
export async function readAlone(
	context: IExecuteFunctions,
	service: Service,
	operation: Operation,
	itemIndex: number,
	findId: FindId,
	name: string,
): Promise<unknown> {
	const values: ValueContext = { options: service.catalogue.options, timezone: context.getTimezone() };
	const { raw } = read(context, operation, itemIndex, values);
	const entry = raw.find(({ field }) => field.name === name);
	if (!entry) return undefined;
	const input: Input = { path: {}, query: {}, body: {}, files: [] };
	await readEntry({ service, operation, values, raw, findId }, input, entry);
	return valueAt(input, entry.field);
}

/** Returns the value of a field. */
export function valueAt(input: Input, { at, wire }: Field): unknown {
	return at === 'nowhere' ? undefined : get(input[at], wire);
}

/** Context for reading one field. */
interface Reading {
	service: Service;
	operation: Operation;
	values: ValueContext;
	raw: RawValue[];
	findId: FindId;
}

async function readEntry(reading: Reading, input: Input, entry: RawValue): Promise<void> {
	const { field, value } = entry;
	if (isLeftEmpty(field, value)) leaveOut(input, entry);
	else await READERS[KINDS[field.kind].input](reading, input, entry);
}

const READERS = {
	value: async ({ service, values, raw, findId }, input, { field, value }) => {
		if (field.parts) readParts(input, field, momentOf(field, value, raw, values)!, values);
		else if (field.fields)
			put(input, field, readValue(field, await withIds(service, field, groupIn(field, value), values, findId), values));
		else put(input, field, readValue(field, value, values));
	},
	record: async ({ service, operation, values, findId }, input, { field, value }) => {
		const find: Parameters<typeof locate>[4] = async (list, mode, name) =>
			await findId(list, mode, name, field, needsOf(operation, list, input));
		put(input, field, await locate(service, field, value, values, find));
	},
	records: async ({ service, values, findId }, input, { field, value }) =>
		put(input, field, await readIds(service, field, value, values, findId)),
	customFields: ({ service, values }, input, { field, value }) =>
		put(input, field, customFieldValues(field, listNamed(service.catalogue, field.list!), value, values)),
	files: (_reading, input, { field, value }) => readFiles(input, field, value),
} satisfies Record<InputForm, (reading: Reading, input: Input, entry: RawValue) => void | Promise<void>>;

interface RawValue {
	field: Field;
	value: unknown;
	/** Whether the user has added the field: it is required, or present in its collection. */
	isAdded: boolean;
}

/** @throws FieldIssue if the field must not be empty */
function leaveOut(input: Input, { field, isAdded }: RawValue): void {
	if (field.required) throw emptyField(field);
	if (isAdded && field.blank === 'refused') throw emptyField(field);
	if (isAdded && field.blank === 'matchesNothing') input.matchesNothing = true;
}

/** What was filled in for an item, not yet checked. */
export interface FilledIn {
	level: string | undefined;
	raw: RawValue[];
}

/**
 * Reads the fields of an item ahead while the process is idle, because evaluating expressions takes longest between an answer and the next
 * request. Nothing is checked or looked up.
 *
 * @returns what `readInput` takes in the turn of the item; `undefined` after an error, which occurs again, and is reported, in that turn
 */
export function readAhead(
	context: IExecuteFunctions,
	{ catalogue }: Service,
	operation: Operation,
	itemIndex: number,
): FilledIn | undefined {
	try {
		return read(context, operation, itemIndex, { options: catalogue.options, timezone: context.getTimezone() });
	} catch {
		return undefined;
	}
}

function read(context: IExecuteFunctions, operation: Operation, itemIndex: number, values: ValueContext): FilledIn {
	const level =
		operation.levels &&
		readLevel(operation.levels, parameterOf(context, 'level', itemIndex, operation.levels[0]?.value));
	return { level, raw: rawValues(context, operation, itemIndex, values, level) };
}

function readLevel(levels: NonNullable<Operation['levels']>, value: unknown): string {
	return readChoice({ displayName: 'Belongs To' }, levels, value) as string;
}

function rawValues(
	context: IExecuteFunctions,
	operation: Operation,
	itemIndex: number,
	values: ValueContext,
	level?: string,
): RawValue[] {
	const collections = new Map<string, Record<string, unknown>>();
	const collectionNamed = (name: string): Record<string, unknown> => {
		if (!collections.has(name))
			collections.set(name, (parameterOf(context, name, itemIndex, {}) ?? {}) as Record<string, unknown>);
		return collections.get(name)!;
	};
	const read = (field: Field): RawValue => {
		if (field.constant !== undefined) return { field, value: field.constant, isAdded: true };
		const holder = field.collection === undefined ? undefined : collectionNamed(field.collection);
		const value = holder ? holder[field.name] : parameterOf(context, field.name, itemIndex, null);
		const isAdded = holder ? Object.hasOwn(holder, field.name) : isPutIn(context, field, itemIndex);
		return { field, value: asWritten(context, field, value, itemIndex), isAdded };
	};
	const fields = operation.fields.filter(
		(field) => field.at !== 'nowhere' && (!field.levels || level === undefined || field.levels.includes(level)),
	);
	const all = fields.map(read);
	const chosen = (name: string) => {
		const sibling = all.find(({ field }) => field.name === name);
		return chosenValue(sibling?.field, locatorValue(sibling?.value), values);
	};
	return all.filter(({ field }) => !field.show || isShown(field, chosen));
}

/** Returns whether a main field was filled in: a required one always counts, an optional one unless it holds its initial value. */
function isPutIn(context: IExecuteFunctions, { name, required }: Field, itemIndex: number): boolean {
	if (required) return true;
	const raw = rawParameter(context, name, itemIndex);
	return !isBlank(locatorValue(raw)) && !isEqual(raw, []) && !isEqual(raw, {});
}

/**
 * Context of a list that its value alone does not show. An empty array is meant only if it was written as one, not if an expression returned it; and
 * several entries on one line of the field are separated as in text.
 */
function asWritten(context: IExecuteFunctions, field: Field, value: unknown, itemIndex: number): unknown {
	if (!Array.isArray(value) || value.length > 1) return value;
	const name = field.collection === undefined ? field.name : `${field.collection}.${field.name}`;
	if (value.length === 0) return isWrittenAsEmptyList(context, name, itemIndex) ? '[]' : value;
	const isTyped =
		field.kind === 'strings' &&
		typeof value[0] === 'string' &&
		!isDivisible(field) &&
		Array.isArray(rawParameter(context, name, itemIndex));
	return isTyped ? value[0] : value;
}

function readValue(field: Field, value: unknown, values: ValueContext): unknown {
	const wire = toWire(field, value, values);
	if (field.at === 'path' && typeof wire !== 'string' && wire !== undefined) return String(wire);
	return wire;
}

function put(input: Input, field: Field, wire: unknown): void {
	if (wire === undefined) return;
	if (field.at === 'path') input.path[outermost(field)] = segment(field, String(wire));
	else if (field.wire.length === 0) input.wholeBody = wire;
	else place(input[field.at as 'query' | 'body'], field.wire, wire);
}

/** A value in the path: whatever was entered remains one segment. */
function segment(field: Field, value: string): string {
	const text = trimmed(value);
	if (text === '' || text === '.' || text === '..')
		throw new FieldIssue(
			field.displayName,
			`"${value}" cannot be part of an address`,
			'Pick the record from the list or give its ID',
		);
	return encodeURIComponent(text);
}

async function locate(
	service: Service,
	field: Field,
	value: unknown,
	values: ValueContext,
	find: (list: List, mode: string, name: string) => Promise<string>,
): Promise<unknown> {
	const list = service.catalogue.lists[field.list!];
	const locator = isLocator(value) ? value : undefined;
	const plain = locator ? locator.value : value;
	const mode =
		locator && list?.lookups?.[locator.mode] ? locator.mode : recognizedLookup(list, plain, locator !== undefined);
	if (list && mode !== undefined) {
		const lookup = existing(list.lookups?.[mode], `The lookup ${mode}`);
		const text = cleanToken(String(plain));
		if (!new RegExp(lookup.pattern, 'u').test(text))
			throw wrongForm({ displayName: field.displayName, patternName: lookup.patternName }, text);
		return await find(list, mode, text);
	}
	const form = list?.pattern && !field.pattern ? { pattern: list.pattern } : {};
	return toWire({ ...understood(field, list), kind: 'string', ...form }, plain, values);
}

/** Adds to an error which other values than an ID are accepted. */
function understood(field: Field, list: List | undefined): Field {
	const forms = [field.patternName ?? list?.patternName, ...namesOf(list).others].filter((form) => form !== undefined);
	return forms.length > 0 ? { ...field, patternName: forms.join(', or ') } : field;
}

/** Returns the values that a list depends on, from the path values read so far. */
function needsOf(operation: Operation, { needs = {} }: List, input: Input): Record<string, string> {
	const found: Record<string, string> = {};
	for (const [wire, parameter] of Object.entries(needs)) {
		const field = operation.fields.find(({ name, at }) => name === parameter && at === 'path');
		const value = field && input.path[outermost(field)];
		if (value !== undefined) found[wire] = decodeURIComponent(value);
	}
	return found;
}

/** Reads a list of IDs and looks up other values, such as email addresses, recognized by their form. */
async function readIds(
	service: Service,
	field: Field,
	value: unknown,
	values: ValueContext,
	findId: FindId,
): Promise<unknown> {
	const list = field.list ? service.catalogue.lists[field.list] : undefined;
	const given = recordIds(list, value);
	if (!list?.lookups || isEmptyOnPurpose(given)) return toWire(field, given, values);
	const ids = entriesOf(given, isDivisible(field)).map(async (entry) => {
		const mode = recognizedLookup(list, entry);
		return mode ? await findId(list, mode, cleanToken(String(entry)), field) : entry;
	});
	return toWire(understood(field, list), await Promise.all(ids), values);
}

/** Reads a group: looks up other values than IDs, and checks IDs as outside of groups. */
async function withIds(
	service: Service,
	field: Field,
	group: unknown,
	values: ValueContext,
	findId: FindId,
): Promise<unknown> {
	if (Array.isArray(group))
		return await Promise.all(group.map(async (entry) => await withIds(service, field, entry, values, findId)));
	if (group === null || typeof group !== 'object') return group;
	const ids: Record<string, unknown> = {};
	for (const inner of field.fields ?? []) {
		const key = [inner.name, innermost(inner)].find((name) => Object.hasOwn(group, name));
		const value = key === undefined ? undefined : (group as Record<string, unknown>)[key];
		const named = { ...inner, displayName: `${field.displayName} › ${inner.displayName}` };
		if (key === undefined || isLeftEmpty(inner, value) || isEmptyOnPurpose(value)) continue;
		if (inner.kind === 'locator')
			ids[key] = await locate(
				service,
				named,
				value,
				values,
				async (list, mode, name) => await findId(list, mode, name, named),
			);
		else if (inner.kind === 'strings' && inner.list) ids[key] = await readIds(service, named, value, values, findId);
		else if (inner.fields) ids[key] = await withIds(service, named, groupIn(named, value), values, findId);
	}
	return { ...group, ...ids };
}

/** Replaces records in a list by their IDs, so that the output of one node fits into the next. */
function recordIds(list: List | undefined, value: unknown): unknown {
	if (!list || !Array.isArray(value)) return value;
	return value.map((entry) =>
		entry !== null && typeof entry === 'object' && Object.hasOwn(entry, list.value)
			? (entry as Record<string, unknown>)[list.value]
			: entry,
	);
}

function readParts(input: Input, field: Field, moment: DateTime, { timezone }: ValueContext): void {
	for (const part of field.parts!)
		place(input[field.at as 'query' | 'body'], part.wire, writeDate(moment, part.format, timezone));
}

/** Reads a date field; a time of day alone is on the day of the date before it. Returns `undefined` if it is empty. */
function momentOf(field: Field, value: unknown, raw: RawValue[], values: ValueContext): DateTime | undefined {
	if (isLeftEmpty(field, value)) return undefined;
	const clock = holdsTimeAlone(field) ? readTimeOfDay(value) : undefined;
	const earlier = clock ? earlierOf(field, raw) : undefined;
	const day = earlier && momentOf(earlier.field, earlier.value, raw, values);
	return clock && day ? day.set(clock) : readMoment(field, value, values.timezone);
}

/** Reads the date that must not be later than this field. */
function earlierOf({ after }: Field, raw: RawValue[]): RawValue | undefined {
	return after === undefined
		? undefined
		: raw.find(({ field }) => field.name === after || field.wire[field.wire.length - 1] === after);
}

function readFiles(input: Input, field: Field, value: unknown): void {
	const entries = entriesOf(value, true);
	if (entries.some((entry) => typeof entry !== 'string'))
		throw new FieldIssue(field.displayName, 'This must be the name of the input field that holds the file');
	if (field.kind === 'file' && entries.length > 1) throw new FieldIssue(field.displayName, 'This takes one file');
	input.files.push({ field, properties: entries.map((entry) => cleanToken(String(entry))) });
}

/** Sends fields chosen in *Fields to Clear* as `null`. */
function clearOnPurpose(context: IExecuteFunctions, operation: Operation, itemIndex: number, input: Input): void {
	const nullable = operation.fields.filter((field) => field.nullable && field.collection === 'updateFields');
	if (nullable.length === 0) return;
	const choices = nullable.map(({ displayName, name }) => ({ name: displayName, value: name }));
	for (const entry of entriesOf(parameterOf(context, 'updateFields.clear', itemIndex, []), true)) {
		const name = readChoice({ displayName: 'Fields to Clear' }, choices, entry);
		const field = nullable.find((candidate) => candidate.name === name)!;
		if (holds(input[field.at as 'query' | 'body'], field.wire))
			throw new FieldIssue(field.displayName, 'This is both filled in and chosen to be cleared');
		place(input[field.at as 'query' | 'body'], field.wire, null);
	}
}

function checkTogether(operation: Operation, raw: RawValue[], input: Input, values: ValueContext): void {
	for (const { field, value } of raw) {
		const earlier = earlierOf(field, raw);
		const moment = earlier && momentOf(field, value, raw, values);
		const before = earlier && momentOf(earlier.field, earlier.value, raw, values);
		if (!moment || !before) continue;
		const [from, to] =
			holdsDays(field) || holdsDays(earlier.field) ? [before.startOf('day'), moment.startOf('day')] : [before, moment];
		if (to < from) throw new Refusal(`${field.displayName} must be after ${earlier.field.displayName}`);
		if (holdsTimeAlone(field) && !moment.hasSame(before, 'day'))
			throw new Refusal(`${field.displayName} must be on the same day as ${earlier.field.displayName}`);
	}
	for (const { field } of input.files) {
		if (holds(input.body, field.wire))
			throw new FieldIssue(field.displayName, 'This is given twice: as a file and as an ID');
	}
	if (!operation.anyOf) return;
	const given = (names: string[]) =>
		names.every(
			(name) =>
				(holds(input.body, [name]) && !isEqual(input.body[name], [])) ||
				input.files.some(({ field }) => field.wire[0] === name),
		);
	if (operation.anyOf.some(given)) return;
	const labels = operation.anyOf.map((names) => names.map((name) => labelOf(operation, name)).join(' and '));
	throw new FieldIssue(labels.join(' or '), 'Fill in at least one of them');
}

/** The label of a property of the body; of a group that is laid flat, the labels of its fields. */
function labelOf({ fields }: Operation, name: string): string {
	const all = fields.filter(({ wire }) => wire[0] === name);
	const own = all.filter(({ from }) => from !== undefined);
	return (own.length > 0 ? own : all.slice(0, 1)).map(({ displayName }) => displayName).join(' or ') || name;
}

function holds(target: Record<string, unknown>, wire: string[]): boolean {
	let holder: unknown = target;
	for (const name of wire) {
		if (holder === null || typeof holder !== 'object' || !Object.hasOwn(holder, name)) return false;
		holder = (holder as Record<string, unknown>)[name];
	}
	return true;
}

/** An update without changes would only cost a call. */
function refuseEmptyUpdate(operation: Operation, input: Input): void {
	const changes = operation.fields.filter(
		({ at, constant }) => at !== 'path' && at !== 'nowhere' && constant === undefined,
	);
	if (changes.length === 0 || !changes.every(({ collection }) => collection === 'updateFields')) return;
	const isEmptyPart = (part: Record<string, unknown>) => Object.keys(part).length === 0;
	if (input.wholeBody !== undefined || input.files.length > 0 || !isEmptyPart(input.body) || !isEmptyPart(input.query))
		return;
	throw new FieldIssue('Update Fields', 'Choose at least one field to change');
}

function isLocator(value: unknown): value is { mode: string; value: unknown } {
	return value !== null && typeof value === 'object' && '__rl' in value;
}
