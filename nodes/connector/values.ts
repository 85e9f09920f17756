import { DateTime } from 'luxon';
import { isSafeObjectProperty } from 'n8n-workflow';
import { FieldIssue } from './errors';
import { parseJson } from './json';
import type { Field, Option } from './operation';

/** What the conversion of a value needs to know besides its field. */
export interface ValueContext {
	/** Shared option sets of the catalogue. */
	options: Record<string, Option[]>;
	/** Time zone of the workflow, e.g. `Europe/Paris`: dates without a zone are meant in it, dates without time are written in it. */
	timezone: string;
}

/** Years that every form of a date on the wire can show. */
const FIRST_YEAR = 1;
const LAST_YEAR = 9999;

/**
 * Turns what a person filled in into what goes over the wire.
 *
 * @returns `undefined` when the field was left empty
 * @throws FieldIssue when the documents say that the value is wrong
 */
export function toWire(field: Field, value: unknown, context: ValueContext): unknown {
	if (isEmpty(value)) {
		if (!field.required) return undefined;
		const advice = field.kind === 'strings' ? 'To send an empty list on purpose, enter []' : undefined;
		throw new FieldIssue(field.displayName, 'Fill this in, it is required', advice);
	}
	switch (field.kind) {
		case 'boolean':
			return toBoolean(field, value);
		case 'integer':
		case 'number':
			return toNumber(field, value);
		case 'options':
			return toChoice(field, value, context);
		case 'multiOptions':
			return checkSize(field, toList(value).map((entry) => toChoice(field, entry, context)));
		case 'dateTime':
			return toDate(field, value, context);
		case 'strings':
			return checkSize(field, toTexts(field, value));
		case 'json':
			return toKnownJson(field, toJsonValue(field, value), context);
		case 'object':
			return toObject(field, onlyGroup(value), context);
		case 'objects':
			return toObjects(field, value, context);
		default:
			return toText(field, value);
	}
}

/** Whether a value counts as left empty; `false`, `0` and `null` in JSON do not. */
export function isEmpty(value: unknown): boolean {
	return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

function toBoolean(field: Field, value: unknown): unknown {
	const truth = value === true || value === 'true' ? true : value === false || value === 'false' ? false : undefined;
	if (truth === undefined) throw new FieldIssue(field.displayName, `This must be true or false, but it is "${short(value)}"`);
	return field.words ? field.words[truth ? 'true' : 'false'] : truth;
}

function toNumber(field: Field, value: unknown): number {
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	if (typeof number !== 'number' || !Number.isFinite(number)) throw new FieldIssue(field.displayName, `This must be a number, but it is "${short(value)}"`);
	if (field.kind === 'integer' && !Number.isSafeInteger(number)) throw new FieldIssue(field.displayName, `This must be a whole number, but it is ${number}`);
	if (field.minimum !== undefined && number < field.minimum) throw new FieldIssue(field.displayName, `This must be ${field.minimum} or more, but it is ${number}`);
	if (field.maximum !== undefined && number > field.maximum) throw new FieldIssue(field.displayName, `This must be ${field.maximum} or less, but it is ${number}`);
	return number;
}

function toChoice(field: Field, value: unknown, { options }: ValueContext): unknown {
	const choices = typeof field.options === 'string' ? options[field.options] : (field.options ?? []);
	const isPlain = typeof value !== 'object';
	const found = isPlain ? choices.find((choice) => String(choice.value) === String(value)) : undefined;
	if (found) return found.value;
	if (field.open && isPlain) return choices.every((choice) => typeof choice.value === 'string') ? toText(field, value) : value;
	const known = choices.slice(0, 8).map((choice) => String(choice.value)).join(', ');
	throw new FieldIssue(field.displayName, `"${short(value)}" is not one of the values`, `Use one of: ${known}${choices.length > 8 ? ', …' : ''}`);
}

function toText(field: Field, value: unknown): string {
	if (typeof value === 'object') throw new FieldIssue(field.displayName, 'This must be a text, but it is a list or an object');
	return checkText(field, String(exact(field, value)));
}

/** @throws FieldIssue for a whole number beyond 2^53: an id that was a number somewhere before has lost its last digits */
function exact(field: Field, value: unknown): unknown {
	if (typeof value !== 'number' || !Number.isInteger(value) || Number.isSafeInteger(value)) return value;
	throw new FieldIssue(field.displayName, `${value} was rounded before it came here, so its last digits may be wrong`, 'Let the node before give long IDs as text');
}

/** @returns the text; without the spaces around it where it has a form of its own, because those come along when an ID is pasted */
function checkText(field: Field, given: string): string {
	const text = field.pattern === undefined ? given : given.trim();
	if (/\p{Surrogate}/u.test(text)) throw new FieldIssue(field.displayName, 'This has half a character in it, as if a text had been cut inside an emoji', 'Cut texts with [...text].slice() instead of text.slice()');
	const { length } = [...text];
	if (field.minLength !== undefined && length < field.minLength) throw new FieldIssue(field.displayName, `This must have ${field.minLength} characters or more`);
	if (field.maxLength !== undefined && length > field.maxLength) throw new FieldIssue(field.displayName, `This must have ${field.maxLength} characters or fewer, but it has ${length}`);
	if (field.pattern !== undefined && !new RegExp(field.pattern, 'u').test(text)) {
		throw new FieldIssue(field.displayName, `"${short(text)}" does not have the right form (${field.patternName ?? field.pattern})`);
	}
	return text;
}

/** A list, a comma-separated text, a JSON array as text, or several of them. */
export function toList(value: unknown): unknown[] {
	if (Array.isArray(value)) return value.flatMap((entry) => toList(entry));
	if (typeof value !== 'string') return isEmpty(value) ? [] : [value];
	const text = value.trim();
	if (text.startsWith('[')) {
		try {
			return toList(parseJson(text));
		} catch {
			return [text];
		}
	}
	return text.split(',').map((entry) => entry.trim()).filter((entry) => entry !== '');
}

function toTexts(field: Field, value: unknown): string[] {
	return toList(value).map((entry) => (typeof entry === 'object' ? badEntry(field) : checkText(field, String(exact(field, entry)))));
}

function badEntry(field: Field): never {
	throw new FieldIssue(field.displayName, 'Every entry must be a text, but one is an object', 'Map the list to the property you need, for instance with .map((entry) => entry.id)');
}

function checkSize<T>(field: Field, list: T[]): T[] {
	if (field.minItems !== undefined && list.length < field.minItems) throw new FieldIssue(field.displayName, `This needs ${field.minItems} entries or more`);
	if (field.maxItems !== undefined && list.length > field.maxItems) throw new FieldIssue(field.displayName, `This takes ${field.maxItems} entries at most, but it has ${list.length}`);
	if (field.uniqueItems && new Set(list.map((entry) => JSON.stringify(entry))).size < list.length) throw new FieldIssue(field.displayName, 'Each entry may stand here once');
	return list;
}

/** A date that ends with an offset or the name of a zone. */
const WITH_ZONE = /(?::\d{2}(?:\.\d+)?\s*(?:Z|[+-]\d{2}(?::?\d{2})?)|[A-Z]\/\w+)$/i;

/** A full moment in UTC as ISO 8601. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/;

/**
 * Reads a date as the person gave it. A date without a zone is meant in the workflow's time zone; of an hour that comes twice, when summer time
 * ends, the first one is meant: Luxon alone would choose by the season in which the workflow runs.
 *
 * @throws FieldIssue when it is no date
 */
export function toMoment(field: Field, value: unknown, timezone: string): DateTime {
	const zone = { zone: timezone };
	const given = typeof value === 'string' ? value.trim() : '';
	if (!field.format && INSTANT.test(given)) {
		// What nodes hand on most often; Luxon would take longer over it than over all other work on the item.
		const instant = new Date(given);
		if (!Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(given.slice(0, 19)) && instant.getUTCFullYear() >= FIRST_YEAR) return DateTime.fromJSDate(instant, zone);
	}
	// Luxon takes a lone number for an hour of today.
	const text = /^\d{1,3}$/.test(given) ? '' : given;
	const isOnTheWall = /\D/.test(text) && !WITH_ZONE.test(text);
	const candidates = [
		() => (value instanceof DateTime ? value : undefined),
		() => (value instanceof Date ? DateTime.fromJSDate(value, zone) : undefined),
		() => (typeof value === 'number' ? DateTime.fromMillis(Math.round(value), zone) : undefined),
		() => (DateTime.isDateTime(value) ? value : undefined),
		() => (field.format && text ? DateTime.fromFormat(text, field.format, { ...zone, locale: 'en' }) : undefined),
		() => (text ? DateTime.fromISO(text, zone) : undefined),
		() => (text ? DateTime.fromSQL(text, zone) : undefined),
		() => (/^\d{12,14}$/.test(text) ? DateTime.fromMillis(Number(text), zone) : undefined),
		...['dd-MM-yyyy', 'dd-MM-yyyy h:mm a', 'h:mm a', 'HH:mm'].map((format) => () => (text ? DateTime.fromFormat(text, format, { ...zone, locale: 'en' }) : undefined)),
	];
	for (const candidate of candidates) {
		const moment = candidate();
		if (moment?.isValid && moment.year >= FIRST_YEAR && moment.year <= LAST_YEAR) return isOnTheWall ? moment.getPossibleOffsets()[0] : moment;
	}
	throw new FieldIssue(field.displayName, `"${short(value)}" is not a date`, 'Use the date picker or a date like 2026-03-02T09:30:00');
}

function toDate(field: Field, value: unknown, { timezone }: ValueContext): string {
	return writeDate(toMoment(field, value, timezone), field.format, timezone);
}

/** Writes a moment in a Luxon format in the workflow's time zone, or as ISO 8601 in UTC with milliseconds when there is none. */
export function writeDate(moment: DateTime, format: string | undefined, timezone: string): string {
	if (format === undefined) return new Date(moment.toMillis()).toISOString();
	return moment.setZone(timezone).setLocale('en').toFormat(format);
}

function toJsonValue(field: Field, value: unknown): unknown {
	if (typeof value !== 'string') return value;
	try {
		return parseJson(value);
	} catch (error) {
		throw notJson(field, error as Error);
	}
}

/** JSON is checked as far as the documents say what is in it; a name that they do not know would be lost without a word. */
function toKnownJson(field: Field, value: unknown, context: ValueContext): unknown {
	const { holds, fields } = field;
	if (holds === 'list' && !Array.isArray(value)) throw new FieldIssue(field.displayName, 'This must be a JSON list, in square brackets');
	if (holds === 'object' && (value === null || typeof value !== 'object' || Array.isArray(value))) throw new FieldIssue(field.displayName, 'This must be a JSON object, in curly brackets');
	if (!fields) return holds === 'list' ? checkSize(field, value as unknown[]) : value;
	for (const entry of [value].flat()) refuseUnknownNames(field, entry);
	return holds === 'list' ? (toObjects(field, value, context) ?? []) : toObject(field, value, context);
}

function refuseUnknownNames({ displayName, fields = [] }: Field, entry: unknown): void {
	const names = fields.flatMap(({ name, wire }) => [name, wire[wire.length - 1]]);
	const unknown = Object.keys(entry ?? {}).find((name) => !names.includes(name));
	if (unknown !== undefined) throw new FieldIssue(displayName, `There is no field "${short(unknown)}" here`, `The fields are: ${[...new Set(fields.map(({ wire }) => wire[wire.length - 1]))].join(', ')}`);
}

function notJson(field: Field, { message }: Error): FieldIssue {
	return new FieldIssue(field.displayName, `This is not valid JSON (${message})`);
}

/** A fixed collection holds its fields below one group; an object from an expression is taken as it is. */
function onlyGroup(value: unknown): unknown {
	if (value !== null && typeof value === 'object' && Object.hasOwn(value, 'values')) return (value as { values: unknown }).values;
	return value;
}

/** @returns `undefined` when no entry has anything filled in; an empty list is sent only when it was written as text */
function toObjects(field: Field, value: unknown, context: ValueContext): unknown[] | undefined {
	const parsed = typeof value === 'string' ? toJsonValue(field, value) : onlyGroup(value);
	const list = Array.isArray(parsed) ? parsed : isEmpty(parsed) || Object.keys(parsed as object).length === 0 ? [] : [parsed];
	const entries = list.map((entry) => toObject(field, entry, context)).filter((entry) => entry !== undefined);
	if (entries.length === 0 && field.required) throw new FieldIssue(field.displayName, 'Add at least one entry');
	return entries.length > 0 || typeof value === 'string' ? checkSize(field, entries) : undefined;
}

function toObject(field: Field, value: unknown, context: ValueContext): Record<string, unknown> | undefined {
	const entry = typeof value === 'string' ? toJsonValue(field, value) : value;
	if (entry === null || typeof entry !== 'object' || Array.isArray(entry)) throw new FieldIssue(field.displayName, 'This must be an object with fields');
	const given = entry as Record<string, unknown>;
	if (Object.keys(given).length === 0) {
		if (field.required) throw new FieldIssue(field.displayName, 'Fill this in, it is required');
		return undefined;
	}
	const result = gather(field.fields ?? [], (inner) => given[inner.name] ?? given[inner.wire[inner.wire.length - 1]], context, field.displayName);
	return Object.keys(result).length > 0 || field.required ? result : undefined;
}

/**
 * Reads the fields of one object.
 *
 * @param read gives the raw value of a field
 * @param owner label of the surrounding field, for messages
 */
function gather(fields: Field[], read: (field: Field) => unknown, context: ValueContext, owner: string): Record<string, unknown> {
	const result: Record<string, unknown> = {};
	const raw = new Map(fields.map((field) => [field.name, field.constant ?? locatorValue(read(field))]));
	for (const field of fields) {
		if (field.show && !isShown(field, (name) => raw.get(name))) continue;
		const wire = toWire({ ...field, displayName: `${owner} › ${field.displayName}` }, raw.get(field.name), context);
		if (wire !== undefined) place(result, field.wire, wire);
	}
	return result;
}

/** Whether the fields that a field depends on have one of the values it is shown for. */
export function isShown(field: Field, read: (name: string) => unknown): boolean {
	return Object.entries(field.show ?? {}).every(([name, values]) => values.some((value) => String(value) === String(read(name))));
}

/** The plain value of a resource locator. */
export function locatorValue(value: unknown): unknown {
	return value !== null && typeof value === 'object' && '__rl' in value ? (value as { value?: unknown }).value : value;
}

/** Puts a value at a place of the wire, making the objects on the way. */
export function place(target: Record<string, unknown>, wire: string[], value: unknown): void {
	let holder = target;
	wire.slice(0, -1).forEach((name) => {
		holder = (holder[name] ??= {}) as Record<string, unknown>;
	});
	const name = wire[wire.length - 1];
	if (isSafeObjectProperty(name)) holder[name] = value;
}

function short(value: unknown): string {
	const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
	return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
