import type { Field } from '../../nodes/connector/model/field.ts';
import type { Operation } from '../../nodes/connector/model/operation.ts';
import type { LoggedRequest } from '../../sandbox/index.ts';

/** The values of a request, by the place that fields name; nothing of what is multipart, where files are. */
function partsOf({ query, body, headers }: LoggedRequest): Record<string, unknown> {
	const mediaType = headers['content-type'] ?? '';
	if (mediaType.startsWith('application/json')) return { query, body: [JSON.parse(body)].flat()[0] };
	if (!mediaType.startsWith('application/x-www-form-urlencoded')) return { query };
	return {
		query,
		body: Object.fromEntries([...new URLSearchParams(body).keys()].map((name) => [name.split('[')[0], true])),
	};
}

function valueAt(part: unknown, wire: string[]): unknown {
	return wire.reduce<unknown>(
		(holder, name) =>
			holder !== null && typeof holder === 'object' && Object.hasOwn(holder, name)
				? (holder as Record<string, unknown>)[name]
				: undefined,
		part,
	);
}

/** Places that an optional field fills. */
function placesOf({ wire, parts }: Field): string[][] {
	return parts ? parts.map((part) => part.wire) : [wire];
}

/**
 * Optional fields that a request carries although nobody filled them in, and those that were to be cleared and are not `null`.
 *
 * @param item what was filled in, by collection and name
 */
export function uninvited(operation: Operation, item: Record<string, unknown>, request: LoggedRequest): string[] {
	const parts = partsOf(request);
	const cleared = item['updateFields.clear'];
	const isNamed = ({ name }: Field) =>
		(Array.isArray(cleared) ? cleared.flat(3) : String(cleared ?? '').split(/[,\s"[\]]+/)).includes(name);
	const isFilled = ({ collection, name }: Field) =>
		Object.keys(item).some((key) => key === `${collection}.${name}` || key.startsWith(`${collection}.${name}.`));
	const optional = operation.fields.filter(
		({ collection, constant, wire }) => collection && constant === undefined && wire.length > 0,
	);
	const filledPlaces = operation.fields
		.filter((field) => !field.collection || isFilled(field))
		.flatMap(placesOf)
		.map((wire) => wire.join('.'));
	return optional.flatMap((field) => {
		const isCleared = field.nullable === true && field.collection === 'updateFields' && isNamed(field);
		return placesOf(field).flatMap((wire) => {
			const value = valueAt(parts[field.at], wire);
			if (isCleared && field.at === 'body' && value !== null) return [`${field.name} is not null`];
			const isOwn = isCleared || filledPlaces.includes(wire.join('.')) || isFilled(field);
			return value === undefined || isOwn ? [] : [`${field.name} was sent`];
		});
	});
}
