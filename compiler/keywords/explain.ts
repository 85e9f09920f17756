import type { z } from 'zod/v4';
import { didYouMean } from './suggest.ts';
import { schemasAt, shapeOf } from './shape.ts';

type Issue = z.core.$ZodIssue;

/** A mistake at a place of a value; the text follows the name of the place. */
export interface Mistake {
	place: PropertyKey[];
	text: string;
}

const TYPES: Record<string, string> = {
	string: 'a text',
	number: 'a number',
	int: 'a whole number',
	boolean: 'true or false',
	array: 'a list',
	object: 'an object',
	record: 'an object',
};

/** Turns zod's issues into messages. */
export function mistakesIn(schema: z.ZodType, value: unknown): Mistake[] {
	const result = schema.safeParse(value);
	return result.success ? [] : result.error.issues.flatMap((issue) => explain(schema, value, issue));
}

function explain(schema: z.ZodType, value: unknown, issue: Issue, before: PropertyKey[] = []): Mistake[] {
	const place = [...before, ...issue.path];
	const found = place.reduce<unknown>(
		(holder, step) => (holder as Record<PropertyKey, unknown> | undefined)?.[step],
		value,
	);
	const say = (text: string): Mistake[] => [{ place, text }];
	switch (issue.code) {
		case 'unrecognized_keys': {
			const known = [...new Set(schemasAt(schema, place).flatMap((entry) => Object.keys(shapeOf(entry))))];
			return issue.keys.map((key) => ({
				place: [...place, key],
				text: `is not known here${didYouMean(key, known) || `; known are ${known.join(', ')}`}`,
			}));
		}
		case 'invalid_type':
			return say(
				found === undefined
					? 'is missing'
					: `expected ${TYPES[issue.expected] ?? issue.expected}, found ${shown(found)}`,
			);
		case 'invalid_value': {
			const values = issue.values.map(String);
			if (found === undefined) return say('is missing');
			return say(
				`expected ${values.join(', ')}, found ${shown(found)}${values.length > 1 ? didYouMean(String(found), values) : ''}`,
			);
		}
		case 'invalid_union': {
			if (found === undefined) return say('is missing');
			// The alternative that got furthest is the one that was meant.
			const depth = (issues: Issue[]) =>
				Math.max(0, ...issues.map(({ path, code }) => path.length + (code === 'unrecognized_keys' ? 1 : 0)));
			const meant = [...issue.errors].sort((one, other) => depth(other) - depth(one))[0];
			return meant && depth(meant) > 0
				? meant.flatMap((inner) => explain(schema, value, inner, place))
				: say(`${issue.message}, found ${shown(found)}`);
		}
		case 'too_small':
			return say(
				issue.origin === 'string'
					? 'is empty'
					: `expected ${issue.origin === 'array' ? `${String(issue.minimum)} or more entries` : `${String(issue.minimum)} or more`}, found ${amount(found)}`,
			);
		case 'too_big':
			return say(
				`expected at most ${String(issue.maximum)}${issue.origin === 'array' ? ' entries' : ''}, found ${amount(found)}`,
			);
		case 'invalid_key':
			return say('is no name that can stand here');
		case 'custom':
		case 'invalid_format':
		case 'not_multiple_of':
		case 'invalid_element':
			return say(
				`${issue.message.startsWith('expected') ? issue.message : `is not in the form that it needs (${issue.message})`}, found ${shown(found)}`,
			);
	}
}

function amount(value: unknown): string {
	return Array.isArray(value) ? String(value.length) : shown(value);
}

/** A value in a message, as short as need be. */
function shown(value: unknown): string {
	const text = typeof value === 'string' ? `“${value}”` : JSON.stringify(value);
	return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
