/** IDs that were read, by the list they come from: what the next addresses are filled in with. They stay in this process. */
import get from 'lodash/get.js';
import type { Field } from '../../nodes/connector/model/field.ts';
import type { Catalogue } from '../../nodes/connector/model/catalogue.ts';
import type { Endpoint } from './document.ts';

/** Values of fields by their names on the wire. */
export type Values = Record<string, string>;

interface Entry {
	value: string;
	/** What the list was read with. */
	from: Values;
}

/** How many records of a list are remembered: the first may have nothing below it. */
const REMEMBERED = 5;

export class Records {
	private readonly lists = new Map<string, Entry[]>();

	private readonly catalogue: Catalogue;

	constructor(catalogue: Catalogue) {
		this.catalogue = catalogue;
	}

	/** Remembers the IDs of records for a list. */
	add(list: string, records: unknown[], from: Values): void {
		const { value: place } = this.catalogue.lists[list]!;
		const entries = records.flatMap((record) => {
			const value: unknown = typeof record === 'object' ? get(record, place) : record;
			return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint'
				? [{ value: String(value), from }]
				: [];
		});
		this.lists.set(list, [...(this.lists.get(list) ?? []), ...entries.slice(0, REMEMBERED)]);
	}

	/** Remembers one ID, before all others. */
	addFirst(list: string, value: string, from: Values): void {
		this.lists.set(list, [{ value, from }, ...(this.lists.get(list) ?? [])]);
	}

	/**
	 * Ways to fill in the fields that an endpoint cannot do without.
	 *
	 * @returns at most `most` of them; none while something is not known, which `missing` then names
	 */
	waysInto(endpoint: Endpoint, most: number): { ways: Values[]; missing?: string } {
		const fields = neededBy(endpoint);
		const ways: Values[] = [];
		const missing = fields.find((field) => this.valuesOf(field).length === 0);
		if (missing) return { ways, missing: missing.wire.join('.') };
		const fill = (index: number, filled: Values): void => {
			if (ways.length >= most) return;
			const field = fields[index];
			if (!field) return void ways.push(filled);
			const name = wireName(field);
			if (filled[name] !== undefined) return fill(index - 1, filled);
			for (const { value, from } of this.valuesOf(field)) {
				const implied = { ...this.impliedBy(field, from, fields), [name]: value };
				if (Object.entries(implied).some(([other, text]) => filled[other] !== undefined && filled[other] !== text))
					continue;
				fill(index - 1, { ...filled, ...implied });
			}
		};
		fill(fields.length - 1, {});
		return ways.length > 0 ? { ways } : { ways, missing: fields.map(wireName).join(', ') };
	}

	private valuesOf(field: Field): Entry[] {
		const { kind, list, options } = field;
		if (list) return this.lists.get(list) ?? [];
		const choices = typeof options === 'string' ? this.catalogue.options[options] : options;
		return kind === 'options' && choices
			? choices.slice(0, 2).map(({ value }) => ({ value: String(value), from: {} }))
			: [];
	}

	/** A record of a list belongs to those that the list was read with. */
	private impliedBy({ list }: Field, from: Values, fields: Field[]): Values {
		const needs = Object.entries((list && this.catalogue.lists[list]?.needs) || {});
		return Object.fromEntries(
			needs.flatMap(([wire, name]) => {
				const other = fields.find((field) => field.name === name);
				return other && from[wire] !== undefined ? [[wireName(other), from[wire]]] : [];
			}),
		);
	}
}

export function wireName({ wire }: Field): string {
	return wire.join('.');
}

/** Fields of an endpoint that a call without a body cannot do without. */
export function neededBy({ operation, level, path }: Endpoint): Field[] {
	return operation.fields.filter(
		({ required, at, levels, wire, constant }) =>
			constant === undefined &&
			(at === 'path' ? path.includes(`{${wire[0]}}`) : at === 'query' && required) &&
			(levels === undefined || level === undefined || levels.includes(level)),
	);
}
