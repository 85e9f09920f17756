import type { SessionShape } from '../nodes/connector/model/operation.ts';
import type { Session } from './keywords/operation.ts';
import type { OperationObject } from './openapi.ts';
import type { FlatSchema } from './schemas.ts';

const text = { type: 'string' };
const textOrNull = { type: 'string', nullable: true };
const numberOrNull = { type: 'number', nullable: true };

/** The shape that sessions of all systems have in common, as the previews show it. */
export const SESSION_PROPERTIES: Record<string, object> = {
	id: text,
	source: text,
	title: textOrNull,
	description: textOrNull,
	start: textOrNull,
	end: textOrNull,
	timeZone: text,
	place: textOrNull,
	trainers: { type: 'array', items: text },
	seats: numberOrNull,
	booked: numberOrNull,
	state: textOrNull,
	link: textOrNull,
};

/**
 * Reads how an operation's records become sessions.
 *
 * @throws Error that names the operation when a property is not in its documented record and not marked as inferred
 */
export function sessionOf(
	{ operationId }: OperationObject,
	{ source, properties, format, zone, inferred = [] }: Session,
	record: FlatSchema,
): SessionShape {
	const entries = Object.entries(properties).map(([name, value]): [string, string[]] => [name, [value].flat()]);
	const used = [...entries.flatMap(([, names]) => names), ...(zone ? [zone] : [])];
	const unknown = used.filter((name) => !record.properties?.[name] && !inferred.includes(name));
	if (unknown.length > 0)
		throw new Error(`${operationId}: x-session names ${unknown.join(', ')}, which the record does not have`);
	return {
		source,
		properties: Object.fromEntries(entries),
		...(format ? { format } : {}),
		...(zone ? { zone: [zone] } : {}),
	};
}
