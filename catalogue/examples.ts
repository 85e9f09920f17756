import { DateTime } from 'luxon';
import type { Catalogue, Field, List } from '../nodes/connector/operation.ts';
import type { MediaTypeObject, ParameterObject, SchemaObject } from './openapi.ts';
import type { Entry } from './operations.ts';
import { flatten, resolve } from './schemas.ts';

/** A documented example of a request: values by place and name on the wire. */
export interface Example {
	path: Record<string, unknown>;
	query: Record<string, unknown>;
	body: unknown;
}

/** Reads the example of an entry from its parameters and its body. */
export function exampleOf({ document, operation }: Entry): Example {
	const example: Example = { path: {}, query: {}, body: undefined };
	for (const parameter of (operation.parameters ?? []).map((item) => resolve<ParameterObject>(document, item))) {
		const content = parameter.content ? Object.values(parameter.content)[0] : undefined;
		const schema = content?.schema ?? parameter.schema ?? {};
		const value = (content as MediaTypeObject | undefined)?.example ?? (parameter as { example?: unknown }).example ?? sampleOf(flatten(document, schema));
		if (value === undefined || parameter.in === 'header') continue;
		example[parameter.in === 'path' ? 'path' : 'query'][parameter.name] = value;
	}
	if (!operation.requestBody) return example;
	const { content } = resolve<{ content: Record<string, MediaTypeObject> }>(document, operation.requestBody);
	const media = Object.values(content).find((candidate) => candidate.example !== undefined || candidate.examples) ?? Object.values(content)[0];
	const body = media.example ?? Object.values(media.examples ?? {})[0]?.value ?? (media.schema ? (flatten(document, media.schema) as { example?: unknown }).example : undefined);
	const property = operation['x-bulk']?.inputProperty ?? 'input';
	const list = operation['x-bulk'] ? (body as Record<string, unknown[]> | undefined)?.[property] : body;
	example.body = Array.isArray(list) ? list[0] : list;
	return example;
}

/** A plain value that a schema names as an example. */
function sampleOf(flat: SchemaObject & { example?: unknown; examples?: unknown[] }): unknown {
	return flat.example ?? flat.examples?.[0];
}

/** What a person fills in so that the value of the wire goes out. */
export function parameterOf(catalogue: Catalogue, field: Field, wire: unknown): unknown {
	if (wire === undefined || wire === null || wire === '') return undefined;
	switch (field.kind) {
		case 'locator':
			return catalogue.lists[field.list!] ? { __rl: true, mode: 'id', value: String(wire) } : String(wire);
		case 'boolean':
			return field.words ? String(wire) === field.words.true : wire === true || wire === 'true';
		case 'strings':
			return (Array.isArray(wire) ? wire : [wire]).map(String);
		case 'object':
			return { values: inside(catalogue, field, wire) };
		case 'objects':
			return { values: (wire as unknown[]).map((entry) => inside(catalogue, field, entry)) };
		case 'json':
			return JSON.stringify(wire, undefined, 2);
		case 'customFields':
			return customFields(catalogue.lists[field.list!], wire as Array<Record<string, string>>);
		case 'file':
		case 'files':
			return 'data';
		case 'dateTime':
			return field.format ? (DateTime.fromFormat(String(wire), field.format, { locale: 'en' }).toISO({ suppressMilliseconds: true, includeOffset: false }) ?? wire) : wire;
		case 'options':
			return known(catalogue, field, wire);
		default:
			return wire;
	}
}

function known(catalogue: Catalogue, field: Field, wire: unknown): unknown {
	const options = typeof field.options === 'string' ? catalogue.options[field.options] : (field.options ?? []);
	return options.find(({ value }) => String(value) === String(wire))?.value ?? wire;
}

function inside(catalogue: Catalogue, field: Field, wire: unknown): Record<string, unknown> {
	const entry = wire as Record<string, unknown>;
	const values: Record<string, unknown> = {};
	for (const inner of field.fields ?? []) {
		if (inner.constant !== undefined) continue;
		const shown = Object.entries(inner.show ?? {}).every(([name, allowed]) => allowed.some((value) => String(value) === String(entry[name])));
		const value = shown ? parameterOf(catalogue, inner, at(entry, inner.wire)) : undefined;
		if (value !== undefined) values[inner.name] = value;
	}
	return values;
}

function customFields(list: List, wire: Array<Record<string, string>>): object {
	const { idProperty, typeProperty, valueProperty, dateType } = list.customFields!;
	const schema = wire.map((entry) => ({
		id: entry[idProperty],
		displayName: entry[idProperty],
		required: false,
		defaultMatch: false,
		display: true,
		type: entry[typeProperty] === dateType ? 'dateTime' : 'string',
	}));
	return { mappingMode: 'defineBelow', value: Object.fromEntries(wire.map((entry) => [entry[idProperty], entry[valueProperty]])), schema };
}

/** The value at a place of the wire. */
export function at(holder: unknown, wire: string[]): unknown {
	return wire.reduce<unknown>((place, name) => (place as Record<string, unknown> | undefined)?.[name], holder);
}

/** The picker's value behind properties that it fills together. */
export function pickerOf(field: Field, holder: unknown): string | undefined {
	const values = field.parts!.map(({ wire, format }) => ({ text: at(holder, wire), format }));
	const day = values.find(({ format }) => /d/.test(format)) ?? { text: at(holder, [...field.wire.slice(0, -1), 'date']), format: 'dd-MM-yyyy' };
	const time = values.find(({ format }) => /[hH]/.test(format));
	if (typeof day.text !== 'string' || (time && typeof time.text !== 'string')) return undefined;
	const text = `${day.text} ${time ? String(time.text) : ''}`.trim();
	const format = `${day.format} ${time ? time.format : ''}`.trim();
	return DateTime.fromFormat(text, format, { locale: 'en' }).toISO({ suppressMilliseconds: true, includeOffset: false }) ?? undefined;
}
