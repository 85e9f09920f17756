import { innermost } from '../../connector/model/existing';
import type { Field } from '../../connector/model/field';
import { successorsOf } from '../../connector/model/atVersion';
import { type ControlForm, KINDS } from '../../connector/model/kinds';
import { IN_SIGHT } from '../../connector/model/layout';
import type { Operation } from '../../connector/model/operation';
import { readJsonText } from './jsonText';
import { argumentOf, readScript } from './script';
import type { KnownService } from './services';
import type { Filled, Source } from './source';
import { templateParts } from './template';
import { entryOf, fromJson, fromParameter, isBlank, plain, type Json, type Value } from './value';
import type { WorkflowNode } from './workflow';

/**
 * Reads a node of the pack.
 *
 * @returns what keeps it from being read, as a text
 */
export function readNode(service: KnownService, { parameters, typeVersion = 1 }: WorkflowNode): Source | string {
	const { resources, former } = service.catalogue;
	const first = typeVersion < IN_SIGHT ? former : undefined;
	const resource = resources.find(
		({ value }) => value === (parameters.resource ?? first?.resource ?? resources[0]?.value),
	);
	if (!resource) return `The node has no resource "${String(parameters.resource)}"`;
	const chosen = parameters.operation ?? first?.operations?.[resource.value] ?? resource.default;
	const operation = resource.operations.find(({ value }) => value === chosen);
	if (!operation) return `The node has no operation "${String(parameters.operation)}" of ${resource.name}`;
	const filled = operation.fields
		.filter(({ at }) => at !== 'nowhere')
		.flatMap((field): Filled[] => {
			const found = typeVersion < IN_SIGHT ? filledIn(field, parameters) : filledInNow(operation, field, parameters);
			return found && !isBlank(found.value) ? [found] : [];
		});
	return {
		service,
		resource: resource.value,
		operation,
		filled,
		shown: `${service.shown}: ${resource.name} › ${operation.name}`,
		isRequest: false,
		...(operation.levels ? { level: fromParameter(parameters.level ?? operation.levels[0]?.value) } : {}),
		...(operation.output.kind === 'records' ? limitOf(parameters) : {}),
		options: (parameters.options ?? {}) as Record<string, unknown>,
		unknown: [],
		wrapped: [],
		notes: [],
	};
}

function limitOf({ returnAll = false, limit = 50 }: Record<string, unknown>): { limit?: Value } {
	return returnAll === true ? {} : { limit: fromParameter(limit) };
}

/** Reads a field from a node of the latest version, where it may stand outside its collection or be laid out in several fields. */
function filledInNow(operation: Operation, field: Field, parameters: Record<string, unknown>): Filled | undefined {
	const [first, ...others] = successorsOf(operation, field);
	if (!first) return filledIn(field, parameters);
	if (field.kind !== 'object') {
		const found = filledIn(first, parameters);
		return found && { ...found, field };
	}
	const entries = [first, ...others].flatMap((inner): Array<[string, Value]> => {
		const found = filledIn(inner, parameters);
		return found && !isBlank(found.value) ? [[innermost(inner), found.value]] : [];
	});
	return { field, value: { kind: 'object', entries } };
}

function filledIn(field: Field, parameters: Record<string, unknown>): Filled | undefined {
	const holder = field.collection ? ((parameters[field.collection] ?? {}) as Record<string, unknown>) : parameters;
	const parameter = holder[field.name];
	if (isLocator(parameter)) {
		const { mode, cachedResultName, cachedResultUrl } = parameter;
		const shown = {
			...(cachedResultName ? { cachedResultName } : {}),
			...(cachedResultUrl ? { cachedResultUrl } : {}),
		};
		return { field, value: fromParameter(parameter.value), locator: { mode, ...shown } };
	}
	if (parameter === undefined) return field.required && !field.collection ? initial(field) : undefined;
	return { field, value: valueOf(field, parameter) };
}

/** n8n leaves parameters out that have their first value. */
function initial(field: Field): Filled | undefined {
	if (field.default !== undefined) return { field, value: plain(field.default) };
	if (field.kind === 'boolean') return { field, value: plain(false) };
	const choice = field.kind === 'options' && Array.isArray(field.options) ? field.options[0]?.value : undefined;
	return choice === undefined ? undefined : { field, value: plain(choice) };
}

interface Locator {
	mode: string;
	value: unknown;
	cachedResultName?: string;
	cachedResultUrl?: string;
}

function isLocator(parameter: unknown): parameter is Locator {
	return parameter !== null && typeof parameter === 'object' && '__rl' in parameter;
}

/** What a parameter means on the wire. */
function valueOf(field: Field, parameter: unknown): Value {
	return VALUES[KINDS[field.kind].control](field, parameter);
}

const single = (_field: Field, parameter: unknown): Value =>
	fromParameter(isLocator(parameter) ? parameter.value : parameter);
const several = (_field: Field, parameter: unknown): Value => listOf(fromParameter(parameter));
const insideGroup = (field: Field, parameter: unknown): Value => {
	const value = fromParameter(parameter);
	return renamed(field, entryOf(value, 'values') ?? value);
};

const VALUES = {
	line: single,
	area: single,
	password: single,
	color: single,
	number: single,
	switch: single,
	choice: single,
	choices: several,
	date: single,
	json: (_field, parameter) => (typeof parameter === 'string' ? readJson(parameter) : fromParameter(parameter)),
	list: several,
	group: insideGroup,
	groups: insideGroup,
	fileName: single,
	locator: single,
	mapper: single,
} satisfies Record<ControlForm, (field: Field, parameter: unknown) => Value>;

/** JSON that a person wrote into a parameter, with expressions in it or as one expression. */
export function readJson(parameter: string): Value {
	const parts = templateParts(parameter.replace(/^=/, ''));
	const [first] = parts;
	if (parts.length === 1 && first?.kind === 'code' && parameter.startsWith('='))
		return readScript(argumentOf(first.text, 'JSON.stringify') ?? first.text);
	return (
		readJsonText(parameter.startsWith('=') ? parts : [{ kind: 'text', text: parameter }]) ?? fromParameter(parameter)
	);
}

/** A comma-separated text is a list. */
export function listOf(value: Value): Value {
	if (value.kind !== 'plain' || typeof value.value !== 'string') return value;
	const text = value.value.trim();
	if (text.startsWith('[')) {
		try {
			return fromJson(JSON.parse(text) as Json);
		} catch {
			return value;
		}
	}
	return {
		kind: 'list',
		items: text
			.split(',')
			.map((entry) => entry.trim())
			.filter((entry) => entry !== '')
			.map(plain),
	};
}

/** An object with the names of the wire in place of those of the parameters. */
function renamed(field: Field, value: Value): Value {
	if (value.kind === 'list') return { kind: 'list', items: value.items.map((item) => renamed(field, item)) };
	if (value.kind !== 'object') return value;
	const entries = value.entries.map(([name, entry]): [string, Value] => {
		const inner = field.fields?.find((candidate) => candidate.name === name);
		if (!inner) return [name, entry];
		const plainEntry = entryOf(entry, '__rl') ? (entryOf(entry, 'value') ?? plain('')) : entry;
		const grouped =
			inner.kind === 'object' || inner.kind === 'objects'
				? renamed(inner, entryOf(plainEntry, 'values') ?? plainEntry)
				: plainEntry;
		return [innermost(inner), inner.kind === 'strings' ? listOf(grouped) : grouped];
	});
	return { kind: 'object', entries: entries.filter(([, entry]) => !isBlank(entry)) };
}
