import mapKeys from 'lodash/mapKeys.js';
import type { Field } from '../nodes/connector/model/field.ts';
import type { Operation } from '../nodes/connector/model/operation.ts';
import { OWN_NAMES } from './operations.ts';

/**
 * Moves what an operation needs among its main fields: the fields of required objects, fields of which at least one is required, and fields with
 * `x-in-sight`. Nodes of version 1 keep the fields as they were.
 *
 * @param order names of the properties of the body, in the order of the document
 */
export function inSight(operation: Operation, order: string[]): Operation {
	const wanted = new Set(
		(operation.anyOf ?? [])
			.flat()
			.map((wire) => operation.fields.find((field) => field.collection && field.wire[0] === wire)),
	);
	const names = namesOf(operation.fields);
	const fields = operation.fields.flatMap((field): Field[] => {
		if (isLaidFlat(field)) return laidFlat(field, names);
		if (!field.collection || (!wanted.has(field) && !field.inSight)) return [field];
		const { collection: _collection, ...main } = field;
		return [{ ...main, from: field.name }];
	});
	if (!fields.some(({ from }) => from !== undefined)) return operation;
	const anyOf = operation.anyOf ?? emptyGroups(operation.fields);
	return {
		...operation,
		...(anyOf ? { anyOf } : {}),
		fields: ordered(fields, order),
		// Version 1 never had calls that a person writes in another layout.
		...(operation.request ? {} : { formerFields: operation.fields }),
	};
}

/** A required object none of whose fields is required needs at least one of them. */
function emptyGroups(fields: Field[]): string[][] | undefined {
	const groups = fields.filter((field) => isLaidFlat(field) && !field.fields!.some(({ required }) => required));
	return groups.length === 1 ? [[groups[0].wire[0]]] : undefined;
}

function isLaidFlat({ kind, required, nullable, fields }: Field): boolean {
	return kind === 'object' && required && !nullable && fields !== undefined;
}

/** How often each name would be used if all required objects were laid flat. */
function namesOf(fields: Field[]): string[] {
	return [
		...OWN_NAMES,
		...fields.flatMap((field) => (isLaidFlat(field) ? field.fields! : [field]).map(({ name }) => name)),
	];
}

/** Returns the fields of a required object. A name that is not unique gets the name of the object in front. */
function laidFlat(group: Field, names: string[]): Field[] {
	const nameOf = (name: string) =>
		names.filter((other) => other === name).length > 1 || OWN_NAMES.has(name)
			? `${group.name}${name[0].toUpperCase()}${name.slice(1)}`
			: name;
	return group.fields!.map(({ firstChoice, show, ...inner }) => ({
		...inner,
		name: nameOf(inner.name),
		at: group.at,
		wire: [...group.wire, ...inner.wire],
		...(firstChoice === undefined ? {} : { default: firstChoice }),
		...(show ? { show: mapKeys(show, (_values, name) => nameOf(name)) } : {}),
		...(group.levels ? { levels: group.levels } : {}),
		from: group.name,
	}));
}

/** Main fields of the body in the order of the document; a field that only helps to pick another one stays before it. */
function ordered(fields: Field[], order: string[]): Field[] {
	const rank = (index: number): number => {
		const { at, wire, collection } = fields[index];
		if (at === 'nowhere' && index + 1 < fields.length) return rank(index + 1);
		if (at === 'path') return -2;
		if (at === 'query' && !collection) return -1;
		const place = order.indexOf(wire[0]);
		return collection || place < 0 ? Infinity : place;
	};
	return fields
		.map((field, index) => ({ field, index, rank: rank(index) }))
		.sort((one, other) => (one.rank === other.rank ? one.index - other.index : one.rank - other.rank))
		.map(({ field }) => field);
}
