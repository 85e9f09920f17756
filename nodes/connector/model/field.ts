import type { FieldKind } from './kinds';

/** One alternative of an object: the properties it may have, by name on the wire, and those it must have. */
export interface Alternative {
	names: string[];
	required: string[];
}

/** One input field. */
export interface Field {
	/** Name of the node parameter, camelCase, the same for the same thing in every operation. */
	name: string;
	/** Label, Title Case. */
	displayName: string;
	description?: string;
	placeholder?: string;
	hint?: string;
	kind: FieldKind;
	/** Where the value is sent; `nowhere` if it only filters the list of another field. */
	at: 'path' | 'query' | 'body' | 'nowhere';
	/** Place in that part, outermost name first, e.g. `['sessionData', 'name']` or `['createdAt', 'gte']`. */
	wire: string[];
	required: boolean;
	/** Optional fields share a collection; required ones are shown on their own. */
	collection?: 'additionalFields' | 'updateFields' | 'filters';
	default?: string | number | boolean;
	/** The only value the vendor accepts: sent but not shown. */
	constant?: string | number | boolean;
	/** A switch: the operation reports what it would change and changes nothing. */
	dryRun?: boolean;
	/** Choices, inline or as the name of a shared set. */
	options?: Option[] | string;
	/** Other values than `options` are allowed, because the vendor adds new ones. */
	open?: boolean;
	/** Name of the list to pick from. */
	list?: string;
	/** Fields of an object or of each object of a list. JSON that has them is checked against them. */
	fields?: Field[];
	/** The object has the properties of one of these, where no property of it tells which. */
	alternatives?: Alternative[];
	/** Required kind of JSON; absent if the documents leave it open. */
	holds?: 'list' | 'object';
	/** Shown only when a sibling field has one of these values, e.g. `{ type: ['day'] }`. */
	show?: Record<string, Array<string | number | boolean>>;
	/** Name of the field in `Operation.formerFields` that it replaces: itself inside a collection, or the group it belonged to. */
	from?: string;
	/** Optional, but shown among the main fields, because most users fill it in. */
	inSight?: true;
	/** Initial value once the group of this field is laid flat. */
	firstChoice?: string | number | boolean;
	/** Levels (see `Operation.levels`) that have this field; absent when all have it. */
	levels?: string[];
	/** Luxon format of a date on the wire; ISO 8601 in UTC with milliseconds if absent. */
	format?: string;
	/** One value sent in several places, each with its own format, such as date and time from one picker. */
	parts?: Array<{ wire: string[]; format: string }>;
	/** Values on the wire for the two states of a switch, where they are not `true` and `false`. */
	words?: { true: string; false: string };
	/** The vendor accepts `null`, so the field can be cleared on purpose. */
	nullable?: boolean;
	/**
	 * What happens when an optional field was added but is empty: it is `refused`; it `matchesNothing`, so that no request is sent and no item
	 * returned; or it is `ignored` (the default), as if it had not been added.
	 */
	blank?: 'refused' | 'matchesNothing' | 'ignored';
	/** The text `[]` empties the vendor's list on purpose. Without it, an empty list is refused. */
	emptiable?: boolean;
	minLength?: number;
	maxLength?: number;
	minimum?: number;
	maximum?: number;
	pattern?: string;
	/** What the pattern means, for the message, e.g. `24 hexadecimal characters`. */
	patternName?: string;
	minItems?: number;
	maxItems?: number;
	uniqueItems?: boolean;
	/** Wire name of a date field that must lie before this one. */
	after?: string;
	/** Media types a file may have. */
	accept?: string[];
}

export interface Option {
	name: string;
	value: string | number | boolean;
	description?: string;
}
