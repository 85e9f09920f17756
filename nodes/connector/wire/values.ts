import omit from 'lodash/omit';
import sortBy from 'lodash/sortBy';
import { innermost, outermost } from '../model/existing';
import { FieldIssue } from '../model/failures';
import type { Alternative, Field, Option } from '../model/field';
import { choicesOf } from '../model/find';
import { type Emptiness, KINDS, type WireForm } from '../model/kinds';
import { readChoice, readSwitch } from './choices';
import { readMoment, writeDate } from './dateReader';
import { parseJson } from './json';
import { entriesOf, isEmptyOnPurpose } from './listEntries';
import { locatorValue, place } from './place';
import { cleanLine, cleanToken, isBlank, mishap, plainCharacters, short, trimmed } from './texts';

/** Context for reading a value. */
export interface ValueContext {
	/** Shared option sets of the catalogue. */
	options: Record<string, Option[]>;
	/** Time zone of the workflow, e.g. `Europe/Paris`, for dates without a zone and for formatting days. */
	timezone: string;
	/** The value comes from JSON, where every name was written on purpose; a form also keeps hidden values. */
	isJson?: boolean;
}

/**
 * Converts an entered value to its value on the wire. Each kind of value has one reader for all places.
 *
 * @returns `undefined` if the field is empty
 * @throws FieldIssue if the value cannot be read, or is invalid according to the documents
 */
export function toWire(field: Field, value: unknown, context: ValueContext): unknown {
	if (isLeftEmpty(field, value)) {
		if (!field.required) return undefined;
		throw emptyField(field);
	}
	// If the list cannot be emptied, `[]` counts as empty.
	if (isEmptyOnPurpose(value) && isList(field)) return checkList(field, []);
	return WRITERS[KINDS[field.kind].wire](field, value, context);
}

const WRITERS = {
	text: toText,
	number: toNumber,
	switch: toBoolean,
	choice: (field, value, context) => readChoice(field, choicesOf(context, field), value),
	choices: toChoices,
	moment: (field, value, { timezone }) => writeDate(readMoment(field, value, timezone), field.format, timezone),
	texts: toTexts,
	json: (field, value, context) => toKnownJson(field, toJsonValue(field, value), context),
	object: (field, value, context) => toObject(field, onlyGroup(value), context),
	objects: toObjects,
} satisfies Record<WireForm, (field: Field, value: unknown, context: ValueContext) => unknown>;

/** Whether a field is empty after cleaning and splitting its value. The text `[]` is not empty. */
export function isLeftEmpty(field: Field, value: unknown): boolean {
	if (isBlank(value)) return true;
	if (isEmptyOnPurpose(value) && isList(field)) return !field.emptiable;
	return EMPTY[KINDS[field.kind].empty](field, value);
}

const EMPTY = {
	onlyBlank: () => false,
	noEntries: (field, value) => entriesOf(value, isDivisible(field)).length === 0,
	noNames: (_field, value) => entriesOf(value, true).length === 0,
	noValues: (field, value) => hasNothing(field, onlyGroup(value)),
	noCustomField: (_field, value) =>
		typeof value === 'object' && Object.values((value as { value?: object | null }).value ?? {}).every(isBlank),
} satisfies Record<Emptiness, (field: Field, value: unknown) => boolean>;

function isList({ kind, holds }: Field): boolean {
	return KINDS[kind].isList || holds === 'list';
}

/** Whether an object has no values, because a group was added but not filled in. `{}` as JSON for a required field can be meant. */
function hasNothing(field: Field, value: unknown): boolean {
	if (typeof value === 'string') return !field.required && /^\{\s*\}$/.test(trimmed(value));
	if (isBlank(value)) return true;
	return (
		typeof value === 'object' &&
		!Array.isArray(value) &&
		Object.entries(value as object).every(([name, part]) => isPartEmpty(field, name, part)) &&
		!(field.kind === 'json' && field.required)
	);
}

function isPartEmpty({ fields = [] }: Field, key: string, value: unknown): boolean {
	const inner = fields.find((field) => field.name === key || innermost(field) === key);
	return inner ? isLeftEmpty(inner, locatorValue(value)) : isBlank(value);
}

/** Creates the error for a required field that is empty. */
export function emptyField(field: Pick<Field, 'displayName' | 'required' | 'emptiable'>): FieldIssue {
	const message = field.required ? 'This field is required, but it is empty' : 'This field was added, but it is empty';
	const advice = [
		field.required ? 'Fill it in' : 'Fill it in or take the field away',
		...(field.emptiable ? ['to empty the list on purpose, enter []'] : []),
	].join('; ');
	return new FieldIssue(field.displayName, message, advice);
}

/** Whether the entries of a list cannot contain separators, such as IDs and email addresses. */
export function isDivisible({ pattern }: Pick<Field, 'pattern'>): boolean {
	return pattern !== undefined;
}

function toBoolean(field: Field, value: unknown): unknown {
	const truth = readSwitch(field, value);
	return field.words ? field.words[truth ? 'true' : 'false'] : truth;
}

/**
 * Reads a number, or text of plain digits.
 *
 * @throws FieldIssue for anything else; a comma could be a decimal or a thousands separator
 */
export function toNumber(field: Pick<Field, 'displayName' | 'kind' | 'minimum' | 'maximum'>, value: unknown): number {
	const text = typeof value === 'string' ? plainCharacters(value) : '';
	const number = /^[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : value;
	if (typeof number !== 'number' || !Number.isFinite(number)) {
		throw new FieldIssue(
			field.displayName,
			`This must be a number, but it is "${short(value)}"`,
			/\d/.test(text) ? 'Write plain digits, with a point before decimals: 1250.5' : undefined,
		);
	}
	if (field.kind === 'integer' && !Number.isSafeInteger(number))
		throw new FieldIssue(field.displayName, `This must be a whole number, but it is ${number}`);
	if (field.minimum !== undefined && number < field.minimum)
		throw new FieldIssue(field.displayName, `This must be ${field.minimum} or more, but it is ${number}`);
	if (field.maximum !== undefined && number > field.maximum)
		throw new FieldIssue(field.displayName, `This must be ${field.maximum} or less, but it is ${number}`);
	return number;
}

function toChoices(field: Field, value: unknown, context: ValueContext): unknown {
	const choices = choicesOf(context, field);
	// The label of a choice may contain a comma.
	const whole = [value]
		.flat()
		.map((entry) => (typeof entry === 'string' && isChoice(choices, entry) ? [entry] : entriesOf(entry, true)));
	return checkList(
		field,
		whole.flat().map((entry) => readChoice(field, choices, entry)),
	);
}

function isChoice(choices: Option[], entry: string): boolean {
	return choices.some(({ name, value }) => [name, String(value)].includes(cleanToken(entry)));
}

function toText(field: Field, value: unknown): string {
	if (typeof value === 'object' || typeof value === 'function' || typeof value === 'symbol')
		throw new FieldIssue(field.displayName, 'This must be a text, but it is a list or an object');
	return checkText(field, String(exact(field, value)));
}

/** @throws FieldIssue for a whole number beyond 2^53, because an ID that was a number before has lost its last digits */
function exact(field: Field, value: unknown): unknown {
	if (typeof value !== 'number') return value;
	if (!Number.isFinite(value)) throw new FieldIssue(field.displayName, `This must be a text, but it is ${value}`);
	if (!Number.isInteger(value) || Number.isSafeInteger(value)) return value;
	throw new FieldIssue(
		field.displayName,
		`${value} was rounded before it came here, so its last digits may be wrong`,
		'Let the node before give long IDs as text',
	);
}

/** @returns the cleaned text; passwords and other secrets are unchanged */
function checkText(field: Field, given: string): string {
	const text = cleaned(field, given);
	const odd = field.kind === 'password' ? undefined : mishap(text);
	if (odd) throw new FieldIssue(field.displayName, odd.what, odd.advice);
	if (/\p{Surrogate}/u.test(text))
		throw new FieldIssue(
			field.displayName,
			'This has half a character in it, as if a text had been cut inside an emoji',
			'Cut texts with [...text].slice() instead of text.slice()',
		);
	const { length } = [...text];
	if (field.minLength !== undefined && length < field.minLength)
		throw new FieldIssue(field.displayName, `This must have ${field.minLength} characters or more`);
	if (field.maxLength !== undefined && length > field.maxLength)
		throw new FieldIssue(
			field.displayName,
			`This must have ${field.maxLength} characters or fewer, but it has ${length}`,
		);
	if (field.pattern !== undefined && !new RegExp(field.pattern, 'u').test(text)) throw wrongForm(field, text);
	return text;
}

function cleaned({ kind, pattern }: Field, text: string): string {
	if (kind === 'password') return text;
	if (kind === 'text') return trimmed(text);
	return pattern === undefined ? cleanLine(text) : cleanToken(text);
}

/** Creates the error for a value in the wrong form. */
export function wrongForm(
	{ displayName, patternName }: Pick<Field, 'displayName' | 'patternName'>,
	text: string,
	otherForms: string[] = [],
): FieldIssue {
	const forms = [...(patternName === undefined ? [] : [patternName]), ...otherForms];
	return new FieldIssue(
		displayName,
		`"${short(text)}" does not have the right form`,
		forms.length > 0 ? `Use ${forms.join(', or ')}` : undefined,
	);
}

function toTexts(field: Field, value: unknown): string[] {
	const entries = entriesOf(value, isDivisible(field));
	return checkList(
		field,
		entries.map((entry) => checkText(field, textOf(field, entry))),
	);
}

function textOf(field: Field, entry: unknown): string {
	if (typeof entry !== 'string' && typeof entry !== 'number') {
		throw new FieldIssue(
			field.displayName,
			`Every entry must be a text, but one is ${entry !== null && typeof entry === 'object' ? 'an object' : `"${String(entry)}"`}`,
			'Map the list to the property you need, for instance with .map((entry) => entry.id)',
		);
	}
	return String(exact(field, entry));
}

function checkList<T>(field: Field, list: T[]): T[] {
	if (field.minItems !== undefined && list.length < field.minItems)
		throw new FieldIssue(field.displayName, `This needs ${field.minItems} entries or more`);
	if (field.maxItems !== undefined && list.length > field.maxItems)
		throw new FieldIssue(field.displayName, `This takes ${field.maxItems} entries at most, but it has ${list.length}`);
	if (field.uniqueItems && new Set(list.map((entry) => JSON.stringify(entry))).size < list.length)
		throw new FieldIssue(field.displayName, 'Each entry may stand here once');
	return list;
}

function toJsonValue(field: Field, value: unknown): unknown {
	if (typeof value !== 'string') return value;
	try {
		return parseJson(trimmed(value));
	} catch (error) {
		throw notJson(field, error as Error);
	}
}

/** Checks JSON as far as the documents describe it; an unknown name would be lost silently. */
function toKnownJson(field: Field, value: unknown, context: ValueContext): unknown {
	const { holds, fields } = field;
	if (holds === 'list' && !Array.isArray(value))
		throw new FieldIssue(field.displayName, 'This must be a JSON list, in square brackets');
	if (holds === 'object' && (value === null || typeof value !== 'object' || Array.isArray(value)))
		throw new FieldIssue(field.displayName, 'This must be a JSON object, in curly brackets');
	if (!fields) return holds === 'list' ? checkList(field, value as unknown[]) : value;
	const asJson = { ...context, isJson: true };
	return holds === 'list' ? (toObjects(field, value, asJson) ?? []) : toObject(field, value, asJson);
}

function refuseUnknownNames({ displayName, fields = [] }: Field, entry: unknown): void {
	const names = fields.flatMap((field) => [field.name, innermost(field)]);
	const unknown = Object.keys(entry ?? {}).find((name) => !names.includes(name));
	if (unknown !== undefined)
		throw new FieldIssue(
			displayName,
			`There is no field "${short(unknown)}" here`,
			`The fields are: ${[...new Set(fields.map(innermost))].join(', ')}`,
		);
}

/** Properties of another choice, such as the options of another type of step, would be lost silently too. */
function refuseLost(
	{ displayName, fields = [] }: Field,
	given: Record<string, unknown>,
	result: Record<string, unknown>,
): void {
	const lost = Object.keys(given).find(
		(name) =>
			!isEmptyObject(given[name]) &&
			!fields.some((field) => (field.name === name || innermost(field) === name) && outermost(field) in result),
	);
	if (lost === undefined) return;
	const telling = [...new Set(fields.flatMap(({ show = {} }) => Object.keys(show)))];
	const choice = telling.map((name) => `${name} ${String(given[name])}`).join(' and ');
	throw new FieldIssue(
		displayName,
		`"${short(lost)}" does not go together with ${choice === '' ? 'the other fields' : choice}`,
		'Take it away, or choose what it belongs to',
	);
}

function isEmptyObject(value: unknown): boolean {
	return isBlank(value) || (value !== null && typeof value === 'object' && Object.values(value).every(isBlank));
}

/** If no property distinguishes the alternatives of an object, all its properties must belong to one of them. */
function refuseMixed({ displayName }: Field, alternatives: Alternative[], result: Record<string, unknown>): void {
	const given = Object.keys(result);
	const fitting = alternatives.filter(({ names }) => given.every((name) => names.includes(name)));
	if (fitting.some(({ required }) => required.every((name) => name in result))) return;
	const [best] =
		fitting.length > 0
			? fitting
			: sortBy(alternatives, ({ names }) => -given.filter((name) => names.includes(name)).length);
	if (!best) return;
	const other = given.find((name) => !best.names.includes(name));
	if (other === undefined)
		throw new FieldIssue(
			displayName,
			`It lacks ${best.required.filter((name) => !(name in result)).join(', ')}`,
			'Add it',
		);
	const own = given.find(
		(name) =>
			best.names.includes(name) && !alternatives.some(({ names }) => names.includes(other) && names.includes(name)),
	);
	throw new FieldIssue(
		displayName,
		`"${other}" does not go together with ${own === undefined ? 'the other fields' : `"${own}"`}`,
		`Use either ${alternatives.map(({ names }) => names.join(', ')).join(' or ')}`,
	);
}

function notJson(field: Field, { message }: Error): FieldIssue {
	return new FieldIssue(field.displayName, `This is not valid JSON (${message})`);
}

/**
 * Returns the object or list of objects entered as a group or as JSON.
 *
 * @throws FieldIssue for text that is not JSON
 */
export function groupIn(field: Field, value: unknown): unknown {
	return isBlank(value) ? value : onlyGroup(toJsonValue(field, value));
}

/** A fixed collection has its fields below one group; an object from an expression is used as it is. */
function onlyGroup(value: unknown): unknown {
	if (value !== null && typeof value === 'object' && Object.hasOwn(value, 'values'))
		return (value as { values: unknown }).values;
	return value;
}

function toObjects(field: Field, value: unknown, context: ValueContext): unknown[] {
	const parsed = typeof value === 'string' ? toJsonValue(field, value) : onlyGroup(value);
	if (parsed === null || typeof parsed !== 'object')
		throw new FieldIssue(field.displayName, 'This must be a list of objects');
	const list: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
	const entries = list.map((entry, index) => {
		const read = isBlank(entry) ? undefined : toObject({ ...field, required: false }, entry, context);
		// Leaving it out would make the list shorter than the user sees it.
		if (read === undefined)
			throw new FieldIssue(field.displayName, `Entry ${index + 1} is empty`, 'Fill it in or take it away');
		return read;
	});
	return checkList(field, entries);
}

function toObject(field: Field, value: unknown, context: ValueContext): Record<string, unknown> | undefined {
	const entry = typeof value === 'string' ? toJsonValue(field, value) : value;
	if (entry === null || typeof entry !== 'object' || Array.isArray(entry))
		throw new FieldIssue(field.displayName, 'This must be an object with fields');
	const given = entry as Record<string, unknown>;
	if (context.isJson && field.fields) refuseUnknownNames(field, given);
	if (Object.values(given).every(isBlank) && !field.required) return undefined;
	const result = gather(
		field.fields ?? [],
		(inner) => given[inner.name] ?? given[innermost(inner)],
		context,
		field.displayName,
	);
	if (context.isJson && field.fields) refuseLost(field, given, result);
	if (field.alternatives) refuseMixed(field, field.alternatives, result);
	return Object.keys(result).length > 0 || field.required ? result : undefined;
}

/**
 * Reads the fields of one object.
 *
 * @param read returns the raw value of a field
 * @param owner label of the surrounding field, for messages
 */
function gather(
	fields: Field[],
	read: (field: Field) => unknown,
	context: ValueContext,
	owner: string,
): Record<string, unknown> {
	const result: Record<string, unknown> = {};
	const raw = new Map(fields.map((field) => [field.name, field.constant ?? locatorValue(read(field))]));
	const chosen = (name: string) =>
		chosenValue(
			fields.find((field) => field.name === name),
			raw.get(name),
			context,
		);
	for (const field of fields) {
		if (field.show && !isShown(field, chosen)) continue;
		const wire = toWire({ ...field, displayName: `${owner} › ${field.displayName}` }, raw.get(field.name), context);
		if (wire !== undefined) place(result, field.wire, wire);
	}
	return result;
}

/** Whether the fields it depends on have values for which a field is shown. */
export function isShown(field: Field, read: (name: string) => unknown): boolean {
	return Object.entries(field.show ?? {}).every(([name, values]) =>
		values.some((value) => String(value) === String(read(name))),
	);
}

/** A value that other fields depend on: the value of the choice, if it can be read. */
export function chosenValue(field: Field | undefined, raw: unknown, context: ValueContext): unknown {
	if (!field || field.constant !== undefined || isBlank(raw) || (field.kind !== 'options' && field.kind !== 'boolean'))
		return raw;
	try {
		return toWire(omit(field, 'words'), raw, context);
	} catch {
		// It is refused when it is read itself.
		return raw;
	}
}

export type NumberField = Pick<Field, 'displayName' | 'kind' | 'minimum' | 'maximum'>;

/**
 * Reads a required number.
 *
 * @throws FieldIssue if it is empty, not a number or out of range
 */
export function readNumber(field: NumberField, value: unknown): number {
	if (isBlank(value)) throw emptyField({ ...field, required: true });
	return toNumber(field, value);
}
