import { z } from 'zod/v4';

/** Kinds of things in the documents of the same service that a value can name. */
export type Target = 'operation' | 'list' | 'pace';

/** Marks texts that name something: the check looks whether it is there. */
export const references = z.registry<{ to: Target }>();

/** A text with something in it. */
export const text = z.string().min(1);

/** A list of texts with at least one entry. */
export const texts = z.array(text).min(1);

/** A place in a query or a body, outermost name first, e.g. `[mail, eq]`. */
export const place = texts;

/** A single value of JSON. */
export const plain = z.union([z.string(), z.number(), z.boolean()], 'expected a text, a number, true or false');

/** A whole number above zero. */
export const count = z.int().positive();

/** ID of an operation of the service. */
export const operationId = named('operation');

/** Name of a list in `x-lists`. */
export const listName = named('list');

/** Name of a limit in `x-paces`. */
export const paceName = named('pace');

/**
 * Gives a keyword, or a key of its object, its meaning.
 *
 * @param meaning for docs/words.md and the tooltip in editors; begins in lower case, no full stop
 * @param example a value as YAML holds it
 */
export function keyword<T extends z.ZodType>(meaning: string, schema: T, example?: unknown): T {
	return schema.meta({ description: meaning, ...(example === undefined ? {} : { examples: [example] }) }) as T;
}

function named(to: Target): z.ZodString {
	const schema = z.string().min(1);
	references.add(schema, { to });
	return schema;
}
