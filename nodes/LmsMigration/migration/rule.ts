import type { Json } from './value';

/**
 * How operations of an API that ends become operations of another: compiled from `nodes/<Service>/migration` (see docs/words.md).
 * By the name of the node type, then by `resource.operation`.
 */
export type Rules = Record<string, Record<string, Rule>>;

export interface Rule {
	/** `resource.operation` of the node that takes over. */
	to?: string;
	/** Why there is no counterpart. */
	none?: string;
	/** Mapping of each field, by name. */
	fields: Record<string, Move[]>;
	/** Values that fields of the new operation get. */
	set: Record<string, Json>;
	/** Fields that the new operation needs and the old one had nothing for, and what to fill in. */
	ask: Record<string, string>;
	/** Operations that are run first. */
	before: Before[];
	/** Lists that become items. */
	spread: Spread[];
	/** Other ways to go: when one of the fields of `given` is filled in, when nothing but those of `only` is. */
	when: Array<{ given?: string[]; only?: string[]; rule: Rule }>;
	/** What becomes of the output, by field name; `gone` lists those that are simply missing. */
	output: Record<string, OutputChange>;
	gone: string[];
	/** Finding for every node of this kind. */
	notes: string[];
	/** No guide of the vendor names what takes over. */
	inferred?: boolean;
}

/** Where a value goes. */
export interface Move {
	/** Field of the new operation; a field of an object after a dot. */
	to?: string;
	/** Which entries of a list; all when absent. */
	take?: 'first' | 'rest';
	/** An empty rest is sent as well: the old operation replaced all. */
	evenEmpty?: boolean;
	/** Mode of the locator that takes the value, e.g. `session`. */
	by?: string;
	/** Property of the value that goes there. */
	property?: string;
	/** Properties of the entries of a list with another name now. */
	rename?: Record<string, string>;
	/** Words of the old API and those of the new one. */
	map?: Record<string, Json>;
	/** What only the person knows and what stands in when the list is empty. */
	otherwise?: Fact;
	/** Why the value is left out. */
	drop?: string;
	/** What someone should know when the field is filled in, unless with `noteUnless`. */
	note?: string;
	noteUnless?: string;
}

/** Things no API tells: the person gives them with the migration. */
export type Fact = 'platformOwner' | 'rootGroup';

/** A node put in before the converted one. */
export interface Before {
	/** Name of the node, e.g. `Find User`. */
	name: string;
	to: string;
	fields: Record<string, Move[]>;
	set: Record<string, Json>;
	/** Fields of the new operation that are read from what the node put in gives out: field → property, with the mode of the locator. */
	use: Record<string, string | { property: string; by: string }>;
	/** Only when one of these is not filled in; always when absent. */
	unless?: string[];
	/** Only when one of these is filled in. */
	given?: string[];
}

/** A list whose entries become items: one call of the new operation each. */
export interface Spread {
	/** Field that holds the list. */
	from: string;
	/** Field of the new operation that takes an entry that is a plain value. */
	as?: string;
	/** Fields of an entry that is an object, by their name in the old API. */
	fields: Record<string, Move[]>;
	/** Values that every entry gets. */
	set: Record<string, Json>;
}

/** Change of an output field: a new name, a constant value, or removed. */
export interface OutputChange {
	/** Property that holds it now. */
	to?: string;
	/** It was text and is a number or a switch now. */
	text?: boolean;
	/** The value it always had, while `while` (a property of the new output) is there. */
	constant?: Json;
	while?: string;
	/** Where to find it now. */
	gone?: string;
}
