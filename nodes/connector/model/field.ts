export type FieldKind =
	| 'string'
	| 'text'
	| 'password'
	| 'color'
	| 'integer'
	| 'number'
	| 'boolean'
	| 'options'
	| 'multiOptions'
	| 'dateTime'
	| 'json'
	| 'strings'
	| 'object'
	| 'objects'
	| 'file'
	| 'files'
	| 'locator'
	| 'customFields';

/** Properties that an object may have together, by their names on the wire, and those that it must have then. */
export interface Alternative {
	names: string[];
	required: string[];
}

/** One thing a person fills in. */
export interface Field {
	/** Name of the node parameter, camelCase, the same for the same thing in every operation. */
	name: string;
	/** Label, Title Case. */
	displayName: string;
	description?: string;
	placeholder?: string;
	hint?: string;
	kind: FieldKind;
	/** Where the value goes; `nowhere`: it only helps to pick another one. */
	at: 'path' | 'query' | 'body' | 'nowhere';
	/** Place in that part, outermost name first, e.g. `['sessionData', 'name']` or `['createdAt', 'gte']`. */
	wire: string[];
	required: boolean;
	/** Optional fields stand together in one collection; required ones stand alone. */
	collection?: 'additionalFields' | 'updateFields' | 'filters';
	default?: string | number | boolean;
	/** The one value the vendor takes here: sent, not shown. */
	constant?: string | number | boolean;
	/** Choices, in place or by name of a shared set. */
	options?: Option[] | string;
	/** Values outside `options` are allowed (the vendor adds new ones). */
	open?: boolean;
	/** Name of the list to pick from. */
	list?: string;
	/** Fields of an object or of each object of a list. JSON that has them is checked against them. */
	fields?: Field[];
	/** The object has the properties of one of these, where no property of it tells which. */
	alternatives?: Alternative[];
	/** What JSON must be; absent when the documents leave it open. */
	holds?: 'list' | 'object';
	/** Shown only when a sibling field has one of these values, e.g. `{ type: ['day'] }`. */
	show?: Record<string, Array<string | number | boolean>>;
	/** Levels (see `Operation.levels`) that have this field; absent when all have it. */
	levels?: string[];
	/** Luxon format of a date on the wire; absent means ISO 8601, UTC, milliseconds. */
	format?: string;
	/** One value on several places of the wire, each in a format of its own: a date and a time from one picker. */
	parts?: Array<{ wire: string[]; format: string }>;
	/** A switch whose two states have words of their own on the wire. */
	words?: { true: string; false: string };
	/** The vendor takes `null`: the field can be cleared on purpose. */
	nullable?: boolean;
	/**
	 * What happens when an optional field was added and turns out empty. `refused`; `matchesNothing`: no call is made and no item comes out;
	 * `ignored`, also when absent: it counts as not added.
	 */
	blank?: 'refused' | 'matchesNothing' | 'ignored';
	/** The text `[]` empties the list at the vendor, on purpose. Without it a list that turns out empty is refused. */
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
