/** Reads how a zod schema is built, as far as the keywords use zod. */
import type { z } from 'zod/v4';
import { references, type Target } from './keyword.ts';

type Schema = z.ZodType;

interface Definition {
	type: string;
	shape?: Record<string, Schema>;
	element?: Schema;
	valueType?: Schema;
	innerType?: Schema;
	options?: Schema[];
}

/** The schema without its optional wrappers. */
export function bare(schema: Schema): Schema {
	const { innerType } = definitionOf(schema);
	return innerType ? bare(innerType) : schema;
}

/** Wrappers that make a schema optional: `optional` and `default`. */
export function isOptional(schema: Schema): boolean {
	return ['optional', 'default'].includes(definitionOf(schema).type);
}

/** The definition that `keyword` gave a schema, on any of its layers. */
export function meaningOf(schema: Schema): { meaning: string; example?: unknown } {
	const { description, examples } = (schema.meta() ?? {}) as { description?: string; examples?: unknown[] };
	const { innerType } = definitionOf(schema);
	if (description === undefined && innerType) return meaningOf(innerType);
	return { meaning: description ?? '', ...(examples ? { example: examples[0] } : {}) };
}

/** The properties of an object, or of the objects among several alternatives. */
export function shapeOf(schema: Schema): Record<string, Schema> {
	const { shape, options = [] } = definitionOf(bare(schema));
	return shape ?? Object.assign({}, ...options.map(shapeOf));
}

/** An object inside a value: alone, as an entry of a list (`[]`) or as a value of a map (`.*`). */
export interface Held {
	schema: Schema;
	step: '' | '[]' | '.*';
}

/** The objects that a schema takes, also as entries of a list or values of a map, one level deep. */
export function objectsIn(schema: Schema): Held[] {
	const plain = bare(schema);
	const { shape, element, valueType, options = [] } = definitionOf(plain);
	if (shape) return [{ schema: plain, step: '' }];
	const entry = element ?? valueType;
	if (!entry) return options.flatMap(objectsIn);
	return objectsIn(entry).map((held): Held => ({ schema: held.schema, step: element ? '[]' : '.*' }));
}

/** The schemas of the values at one step inside a value; several where there are alternatives. */
export function inside(schema: Schema, step: PropertyKey): Schema[] {
	const { shape, element, valueType, options = [] } = definitionOf(bare(schema));
	const inner = shape?.[String(step)] ?? element ?? valueType;
	return inner ? [inner] : options.flatMap((option) => inside(option, step));
}

/** The schemas at a place inside a value. */
export function schemasAt(schema: Schema, place: PropertyKey[]): Schema[] {
	return place.reduce<Schema[]>((schemas, step) => schemas.flatMap((entry) => inside(entry, step)), [schema]);
}

/** A text that names something of the service, and where it stands. */
export interface Mention {
	to: Target;
	name: string;
	place: PropertyKey[];
}

/** Finds the names in a value that its schema takes. */
export function mentionsIn(schema: Schema, value: unknown, place: PropertyKey[] = []): Mention[] {
	const plain = bare(schema);
	const to = references.get(plain)?.to;
	if (to && typeof value === 'string') return [{ to, name: value, place }];
	if (value === null || typeof value !== 'object') return [];
	const { options } = definitionOf(plain);
	if (options) {
		const taken = options.find((option) => option.safeParse(value).success);
		return taken ? mentionsIn(taken, value, place) : [];
	}
	const entries: Array<[PropertyKey, unknown]> = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
	return entries.flatMap(([step, entry]) =>
		inside(plain, step).flatMap((inner) => mentionsIn(inner, entry, [...place, step])),
	);
}

function definitionOf(schema: Schema): Definition {
	return schema.def as unknown as Definition;
}
