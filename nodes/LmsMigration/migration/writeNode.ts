import { innermost } from '../../connector/model/existing';
import type { Field, Option } from '../../connector/model/field';
import { choicesOf } from '../../connector/model/find';
import { successorsOf } from '../../connector/model/atVersion';
import { type ControlForm, KINDS } from '../../connector/model/kinds';
import type { List } from '../../connector/model/list';
import type { Operation } from '../../connector/model/operation';
import { recognizedLookup } from '../../connector/wire/recognized';
import type { KnownService } from './services';
import type { Filled } from './source';
import { listOf } from './readNode';
import { codeOf } from './template';
import {
	entryOf,
	expression,
	isFixed,
	plain,
	propertyOf,
	textOf,
	toCode,
	toJson,
	toParameter,
	type Json,
	type Value,
} from './value';

/** What the node of an operation is to be told. */
export interface Wanted {
	service: KnownService;
	resource: string;
	operation: Operation;
	filled: Filled[];
	level?: Value | undefined;
	limit?: Value | undefined;
	options?: Record<string, unknown>;
}

/**
 * The parameters of a node of the pack.
 *
 * @param unknown told the names of values inside objects for which there is no field
 */
export function parametersOf(
	{ service, resource, operation, filled, level, limit, options = {} }: Wanted,
	unknown: (name: string) => void,
): Record<string, Json> {
	const parameters: Record<string, Json> = { resource, operation: operation.value };
	if (operation.levels && level) parameters.level = toParameter(level);
	for (const { field, value, locator, by } of filled) {
		if (field.constant !== undefined) continue;
		const successors = successorsOf(operation, field);
		if (field.kind === 'object' && successors.length > 0) {
			Object.assign(parameters, laidFlat(service, field, successors, value, unknown));
			continue;
		}
		const parameter = parameterOf(service, field, value, unknown, { locator, by });
		if (parameter === undefined) continue;
		if (field.collection && successors.length === 0)
			((parameters[field.collection] ??= {}) as Record<string, Json>)[field.name] = parameter;
		else parameters[field.name] = parameter;
	}
	if (operation.output.kind === 'records')
		Object.assign(parameters, limit ? { limit: toParameter(limit) } : { returnAll: true });
	if (operation.output.simplified) parameters.simplify = false;
	if (Object.keys(options).length > 0) parameters.options = options as Json;
	return parameters;
}

/** The parameters of the fields that replace a group. */
function laidFlat(
	service: KnownService,
	group: Field,
	fields: Field[],
	value: Value,
	unknown: (name: string) => void,
): Record<string, Json> {
	const names = new Set(fields.map(innermost));
	if (value.kind === 'object')
		for (const [name] of value.entries) if (!names.has(name)) unknown(`${group.displayName} › ${name}`);
	const parameters: Record<string, Json> = {};
	for (const field of fields) {
		const part = propertyOf(value, innermost(field));
		const parameter = part && field.constant === undefined ? parameterOf(service, field, part, unknown) : undefined;
		if (parameter !== undefined) parameters[field.name] = parameter;
	}
	return parameters;
}

function parameterOf(
	service: KnownService,
	field: Field,
	value: Value,
	unknown: (name: string) => void,
	how: Pick<Filled, 'locator' | 'by'> = {},
): Json | undefined {
	return PARAMETERS[KINDS[field.kind].control]({ service, field, value, unknown, how });
}

/** A value on its way into a parameter. */
interface Writing {
	service: KnownService;
	field: Field;
	value: Value;
	unknown: (name: string) => void;
	how: Pick<Filled, 'locator' | 'by'>;
}

const asIs = ({ value }: Writing): Json => toParameter(value);

const PARAMETERS = {
	line: asIs,
	area: asIs,
	password: asIs,
	color: asIs,
	number: ({ value }) => numberOf(value),
	switch: ({ field, value }) => booleanOf(field, value),
	choice: ({ service, field, value }) => choiceOf(service.catalogue.options, field, value),
	choices: ({ value }) => textsOf(listOf(value)),
	date: asIs,
	json: ({ value }) => (isFixed(value) && value.kind !== 'plain' ? JSON.stringify(toJson(value)) : toParameter(value)),
	list: ({ value }) => textsOf(listOf(value)),
	group: ({ service, field, value, unknown }) =>
		value.kind === 'object' ? grouped(service, field, value, unknown) : toParameter(value),
	groups: ({ service, field, value, unknown }) => objectsOf(service, field, value, unknown),
	fileName: asIs,
	locator: ({ service, field, value, how }) => locatorOf(service.catalogue.lists[field.list!], value, how),
	mapper: ({ value }) => expression(toCode(value)),
} satisfies Record<ControlForm, (writing: Writing) => Json | undefined>;

function locatorOf(list: List | undefined, value: Value, { locator, by }: Pick<Filled, 'locator' | 'by'>): Json {
	const parameter = toParameter(value);
	if (!list) return parameter;
	const mode = by ?? recognizedLookup(list, textOf(value));
	if (mode) return { __rl: true, mode, value: parameter };
	if (locator?.mode === 'list') return { __rl: true, ...locator, value: parameter };
	return { __rl: true, mode: 'id', value: parameter };
}

function textsOf(value: Value): Json {
	if (value.kind !== 'list') return toParameter(value);
	return value.items.every(({ kind }) => kind === 'plain' || kind === 'code')
		? value.items.map(toParameter)
		: expression(toCode(value));
}

/** A fixed collection: its fields below one group. */
function grouped(service: KnownService, field: Field, value: Value, unknown: (name: string) => void): Json {
	return { values: fieldsIn(service, field, value, unknown) };
}

function objectsOf(service: KnownService, field: Field, value: Value, unknown: (name: string) => void): Json {
	const list = value.kind === 'object' ? [value] : value.kind === 'list' ? value.items : undefined;
	if (!list?.every(({ kind }) => kind === 'object')) return toParameter(value);
	return { values: list.map((item) => fieldsIn(service, field, item, unknown)) };
}

function fieldsIn(service: KnownService, field: Field, value: Value, unknown: (name: string) => void): Json {
	if (value.kind !== 'object') return toParameter(value);
	const result: Record<string, Json> = {};
	for (const [name, entry] of value.entries) {
		const inner = innerField(field, name, value);
		if (!inner) {
			unknown(`${field.displayName} › ${name}`);
			continue;
		}
		const parameter = inner.constant === undefined ? parameterOf(service, inner, entry, unknown) : undefined;
		if (parameter !== undefined) result[inner.name] = parameter;
	}
	return result;
}

/** The field of an object with this name on the wire; of several, the one that is shown for what the others say. */
function innerField({ fields = [] }: Field, name: string, whole: Value): Field | undefined {
	const candidates = fields.filter(({ wire, name: own }) => wire[wire.length - 1] === name || own === name);
	const fits = ({ show = {} }: Field) =>
		Object.entries(show).every(([other, values]) => {
			const sibling = fields.find((candidate) => candidate.name === other);
			const said = textOf(entryOf(whole, sibling?.wire[sibling.wire.length - 1] ?? other));
			return said === undefined || values.map(String).includes(said);
		});
	return candidates.find(fits) ?? candidates[0];
}

function booleanOf({ words }: Field, value: Value): Json {
	if (value.kind !== 'plain')
		return words && value.kind === 'code'
			? expression(`String(${value.code}) === ${codeOf(words.true)}`)
			: toParameter(value);
	const text = String(value.value);
	if (text === 'true' || text === words?.true) return true;
	if (text === 'false' || text === words?.false) return false;
	return toParameter(value);
}

function numberOf(value: Value): Json {
	const text = textOf(value);
	return text !== undefined && text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : toParameter(value);
}

function choiceOf(options: Record<string, Option[]>, field: Field, value: Value): Json {
	if (value.kind !== 'plain') return toParameter(value);
	const choices = choicesOf({ options }, field);
	return choices.find((choice) => String(choice.value) === String(value.value))?.value ?? toParameter(value);
}

/** A value that is known only when the workflow runs, by property of the item. */
export function ofItem(path: string): Value {
	return { kind: 'code', code: `$json.${path}` };
}

export { plain };
