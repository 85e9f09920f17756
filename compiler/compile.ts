import type { EventCatalogue } from '../nodes/connector/model/event.ts';
import type { Catalogue, Resource } from '../nodes/connector/model/catalogue.ts';
import type { Field, Option } from '../nodes/connector/model/field.ts';
import type { List } from '../nodes/connector/model/list.ts';
import type { Effect, Operation } from '../nodes/connector/model/operation.ts';
import { compileEvents } from './events.ts';
import { formOf } from './formats.ts';
import type { Absent } from './keywords/documents.ts';
import type { WrittenList } from './keywords/lists.ts';
import type { Document, WebhooksDocument } from './openapi.ts';
import { inSight } from './inSight.ts';
import { bodyOrder, joinLevels, meaningOf, operationOf, type Entry } from './operations.ts';
import { outputFields, previewOf } from './output.ts';
import type { Documents } from './read.ts';

/** Compiled documents of one service. */
export interface Compiled {
	catalogue: Catalogue;
	/** Folder of the service that replaces this one. */
	successor?: string;
	/** Previews by resource and operation. */
	previews: Record<string, Record<string, object>>;
	/** Previews of polling triggers by watch. */
	watchPreviews?: Record<string, object>;
	/** The entries behind each operation, by resource and operation. */
	entries: Record<string, Record<string, Entry[]>>;
	/** Operations that the API may have and the node lacks. */
	absent: Absent[];
	/** Events that the vendor sends, if it sends any. */
	events?: EventCatalogue;
	/** The document behind the events. */
	webhooks?: WebhooksDocument;
}

/** Option sets longer than this are shared by name when several fields use them. */
const SHORT_OPTIONS = 6;

/** Option sets of this length are named although one field has them: the node loads them when the field is opened. */
const MANY_OPTIONS = 15;

/**
 * Compiles the documents of a service.
 *
 * @throws Error that names the operation when two operations of a resource share a value
 */
export function compile({ service, resources, webhooks }: Documents): Compiled {
	const compiled: Compiled = {
		catalogue: emptyCatalogue(service),
		successor: service['x-successor'],
		previews: {},
		entries: {},
		absent: service['x-absent'] ?? [],
	};
	const { catalogue } = compiled;
	for (const { file, document } of resources) {
		const byOperation = entriesOf(document);
		if (Object.keys(byOperation).length === 0) continue;
		const head = document['x-resource'];
		if (!head) throw new Error(`${file}: x-resource is missing`);
		const { operations } = resourceOf(catalogue, head);
		operations.push(...Object.entries(byOperation).map(([value, group]) => joined(service, file, value, group)));
		const entries = (compiled.entries[head.value] ??= {});
		const previews = (compiled.previews[head.value] ??= {});
		for (const [value, group] of Object.entries(byOperation)) {
			if (entries[value]) throw new Error(`${file}: the resource ${head.value} has an operation ${value} already`);
			entries[value] = group;
			previews[value] = preview(group[0]);
		}
	}
	catalogue.resources.sort(byUse(service['x-resources'] ?? [], catalogue.resources));
	for (const resource of catalogue.resources) {
		resource.operations.sort(inOrder(compiled.entries[resource.value]));
		resource.default = defaultOf(resource, compiled.entries[resource.value]);
	}
	addSecrets(compiled);
	addSignIn(catalogue, resources);
	addHelpers(catalogue);
	addForms(catalogue);
	shareOptions(catalogue);
	for (const resource of catalogue.resources) {
		const entries = compiled.entries[resource.value];
		resource.operations = resource.operations.map((operation) =>
			inSight(operation, bodyOrder(entries[operation.value][0])),
		);
	}
	const former = service['x-former-defaults'];
	if (former) catalogue.former = former;
	return webhooks ? { ...compiled, webhooks, events: compileEvents(webhooks, catalogue) } : compiled;
}

/** The entries of a document that are operations of the node, by the value of the operation. */
function entriesOf(document: Document): Record<string, Entry[]> {
	const byOperation: Record<string, Entry[]> = {};
	for (const [path, item] of Object.entries(document.paths ?? {})) {
		for (const [method, operation] of Object.entries(item)) {
			if (operation['x-token-call']) continue;
			const value = operation['x-operation'];
			(byOperation[value] ??= []).push({ document, path, method, operation });
		}
	}
	return byOperation;
}

function resourceOf(catalogue: Catalogue, { value, name }: { value: string; name: string }): Resource {
	const known = catalogue.resources.find((resource) => resource.value === value);
	if (known) return known;
	const resource: Resource = { value, name, default: '', operations: [] };
	catalogue.resources.push(resource);
	return resource;
}

/**
 * Resources in the order of `x-resources`, those that it does not name behind them, by label.
 *
 * @throws Error that names what is no resource
 */
function byUse(order: string[], resources: Resource[]): (one: Resource, other: Resource) => number {
	const unknown = order.filter((value) => !resources.some((resource) => resource.value === value));
	if (unknown.length > 0) throw new Error(`x-resources: there is no resource ${unknown.join(', ')}`);
	const rank = ({ value }: Resource) => (order.includes(value) ? order.indexOf(value) : order.length);
	return (one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name, 'en');
}

/** Effects that belong at the end of a dropdown. */
const DANGEROUS: Effect[] = ['removes', 'closes', 'unsubscribes'];

/** What people look for first: what reads, what creates, what changes; what replaces, closes or removes comes last. */
function rankOf({ method, effects = [] }: Operation): number {
	if (effects.some((effect) => DANGEROUS.includes(effect))) return 4;
	if (effects.includes('replaces')) return 3;
	if (method === 'GET') return 0;
	return method === 'POST' ? 1 : 2;
}

/** Length of the path: the list of a resource comes first, then its records, then what is inside of them. */
function depthOf({ job, method, path }: Operation): number {
	if (method !== 'GET') return 0;
	return job
		? Infinity
		: Math.min(
				...[path]
					.flat()
					.flatMap((text) => (typeof text === 'string' ? [text] : Object.values(text)))
					.map((text) => text.split('/').length),
			);
}

/** Operations with `x-first` stand first, by its number; the others follow by what they do, then by label. */
function inOrder(entries: Record<string, Entry[]>): (one: Operation, other: Operation) => number {
	const first = ({ value }: Operation) => entries[value][0].operation['x-first'] ?? Number.MAX_SAFE_INTEGER;
	return (one, other) =>
		first(one) - first(other) ||
		rankOf(one) - rankOf(other) ||
		compare(depthOf(one), depthOf(other)) ||
		one.name.localeCompare(other.name, 'en');
}

const compare = (one: number, other: number): number => (one === other ? 0 : one - other);

/** The operation with `x-default`, else the first of the dropdown. */
function defaultOf({ name, operations }: Resource, entries: Record<string, Entry[]>): string {
	const marked = operations.filter(({ value }) => entries[value][0].operation['x-default']);
	if (marked.length > 1)
		throw new Error(`${name}: ${marked.map(({ value }) => value).join(' and ')} are both the default (x-default)`);
	return (marked[0] ?? operations[0]).value;
}

function preview({ document, operation, method, path }: Entry): object {
	return previewOf(
		document,
		{ ...operation, 'x-path-template': operation['x-path-template'] ?? path },
		method.toUpperCase() as Operation['method'],
	);
}

function joined(service: Documents['service'], file: string, value: string, group: Entry[]): Operation {
	const operations = group.map((entry) => ({ entry, operation: operationOf(service, entry) }));
	if (operations.length === 1) return operations[0].operation;
	const logical = new Set(group.map(({ operation }) => operation['x-logical-operation']));
	if (logical.size !== 1 || logical.has(undefined)) {
		throw new Error(
			`${file}: ${group.map(({ operation }) => operation.operationId).join(' and ')} are both called ${value}`,
		);
	}
	const levels = operations.map(({ entry, operation }) => {
		const level = (service['x-levels'] ?? []).find(({ courseType }) => courseType === entry.operation['x-course-type']);
		if (!level) throw new Error(`${file}: ${entry.operation.operationId} is at a level that x-levels does not name`);
		const { courseType: _courseType, ...shown } = level;
		return { level: shown, operation };
	});
	const rank = (value: string) => (service['x-levels'] ?? []).findIndex((level) => level.value === value);
	return joinLevels(levels.sort((one, other) => rank(one.level.value) - rank(other.level.value)));
}

function emptyCatalogue(service: Documents['service']): Catalogue {
	return {
		title: service.info.title,
		resources: [],
		lists: listsOf(service['x-lists'] ?? {}),
		paces: service['x-paces'] ?? {},
		errors: (service['x-general-errors'] ?? []).map((entry) => meaningOf(entry)),
		options: {},
		headers: service['x-headers'] ?? {},
		...(service['x-record-ids'] ? { recordIds: service['x-record-ids'] } : {}),
		...(service['x-answers'] ? { answers: service['x-answers'] } : {}),
		...(service['x-bulk-rule'] ? { bulk: { ...service['x-bulk-rule'], paces: service['x-default-paces'].read } } : {}),
	};
}

/**
 * A list may depend on a record that an operation does not ask for: slots are listed by classroom, but a slot's own address names none. Such
 * an operation gets a field that only helps to pick. Where the list has several addresses, an operation that knows something of what it
 * depends on knows enough for one of them.
 */
function addHelpers(catalogue: Catalogue): void {
	const all = catalogue.resources.flatMap(({ operations }) => operations);
	const pickers = all.flatMap(({ fields }) => fields).filter(({ kind, at }) => kind === 'locator' && at === 'path');
	for (const operation of all) {
		for (const field of [...operation.fields]) {
			const list = field.kind === 'locator' && field.list ? catalogue.lists[field.list] : undefined;
			const reader = list && all.find(({ id }) => id === list.operation);
			if (!list?.needs || !reader) continue;
			const isKnown = (parameter: string) => operation.fields.some(({ name }) => name === parameter);
			if (reader.levels && Object.values(list.needs).some(isKnown)) continue;
			for (const parameter of Object.values(list.needs)) {
				const known = isKnown(parameter);
				const picker = pickers.find(({ name }) => name === parameter);
				if (known || !picker) continue;
				const { levels: _levels, ...plain } = picker;
				const description = 'Filters the list below; not needed if you enter an ID';
				operation.fields.splice(operation.fields.indexOf(field), 0, {
					...plain,
					at: 'nowhere',
					wire: [],
					required: false,
					description,
				});
			}
		}
	}
}

function addSecrets({ catalogue, entries }: Compiled): void {
	const all = Object.values(entries).flatMap((byOperation) => Object.values(byOperation).flat());
	const fields = all.flatMap(({ document, operation }) => outputFields(document, operation));
	const places = new Set(fields.filter(({ isSecret }) => isSecret).map(({ place }) => place));
	if (places.size > 0) catalogue.secrets = [...places].sort();
}

/** Calls that a person writes leave those alone that only sign in. */
function addSignIn({ resources }: Catalogue, documents: Documents['resources']): void {
	const calls = documents.flatMap(({ document: { paths = {} } }) =>
		Object.entries(paths).flatMap(([path, item]) =>
			Object.values(item).some((operation) => operation['x-token-call']) ? [path] : [],
		),
	);
	for (const { request } of resources.flatMap(({ operations }) => operations)) request?.signIn.push(...calls);
}

/** A list of ids has the form of the list that they are picked from, as single ids have. */
function addForms({ resources, lists }: Catalogue): void {
	for (const field of resources.flatMap(({ operations }) => operations).flatMap(({ fields }) => fields)) {
		const list =
			field.kind === 'strings' && field.list !== undefined && field.pattern === undefined
				? lists[field.list]
				: undefined;
		if (list?.pattern !== undefined)
			Object.assign(field, {
				pattern: list.pattern,
				...(list.patternName === undefined ? {} : { patternName: list.patternName }),
			});
	}
}

/** Puts long option sets that several fields have in common into one place. */
function shareOptions(catalogue: Catalogue): void {
	const uses = new Map<string, { options: Option[]; fields: Field[] }>();
	const visit = (field: Field): void => {
		field.fields?.forEach(visit);
		if (!Array.isArray(field.options) || field.options.length < SHORT_OPTIONS) return;
		const key = JSON.stringify(field.options);
		const use = uses.get(key) ?? { options: field.options, fields: [] };
		use.fields.push(field);
		uses.set(key, use);
	};
	catalogue.resources.forEach((resource: Resource) =>
		resource.operations.forEach((operation) => operation.fields.forEach(visit)),
	);
	for (const { options, fields } of uses.values()) {
		if (fields.length < 2 && options.length < MANY_OPTIONS) continue;
		let name = fields[0].name;
		while (catalogue.options[name]) name = `${name}Other`;
		catalogue.options[name] = options;
		for (const field of fields) field.options = name;
	}
}

/** The lists, each with the lookups of the list that its records are also named by. */
function listsOf(written: Record<string, WrittenList>): Catalogue['lists'] {
	const lists = Object.fromEntries(Object.entries(written).map(([name, list]) => [name, shipped(list)]));
	for (const [name, { named }] of Object.entries(written)) {
		if (named === undefined) continue;
		const { operation, value, lookups = {} } = lists[named];
		const shared = Object.entries(lookups).map(([mode, lookup]) => [mode, { operation, value, ...lookup }]);
		lists[name].lookups = { ...(Object.fromEntries(shared) as List['lookups']), ...lists[name].lookups };
	}
	return lists;
}

/** A list without the remarks on where its facts come from, with formats as patterns. */
function shipped({ 'x-inferred': _inferred, named: _named, format, lookups, ...list }: WrittenList): List {
	const modes = Object.entries(lookups ?? {}).map(([mode, { format: form, ...lookup }]) => [
		mode,
		{ ...lookup, ...formOf(form) },
	]);
	return { ...list, ...formOf(format), ...(lookups ? { lookups: Object.fromEntries(modes) as List['lookups'] } : {}) };
}
