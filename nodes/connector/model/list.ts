import type { Field } from './field';

/** A list of the vendor's records to pick from. */
export interface List {
	/** Operation that reads it. */
	operation: string;
	/** Property that is the value; `location.locationId` where it lies in another one. */
	value: string;
	/** Properties of the label, in order, joined by `separator`; punctuation around a name is kept around its value: `(mail)`. */
	label: string[];
	separator?: string;
	/** Property that adds a second line. */
	description?: string;
	/** Luxon formats of date properties that are not ISO 8601. */
	dates?: Record<string, string>;
	/** Part of the label that says when the record starts: upcoming records are listed first. */
	starts?: string;
	/** IDs in the label to replace by other records: the operation that reads one, its path placeholder, the properties to show. */
	names?: Record<string, { operation: string; path: string; label: string[] }>;
	/** Too long for a multi-select dropdown: several IDs are entered as text. */
	large?: boolean;
	/** Fields of the node that must be filled in first, by wire name of the list operation. */
	needs?: Record<string, string>;
	/** Fixed values of the list operation, by field name. */
	with?: Record<string, string | string[]>;
	/** Query parameter with which the vendor searches; without it, the node searches the pages. */
	search?: string;
	/** Label of the text mode, if the value is not an ID. */
	typedName?: string;
	/** What a value is called, if it is not an ID, e.g. `record number`. */
	called?: string;
	/** Form of the value. */
	pattern?: string;
	patternName?: string;
	/** Narrower form by which a value is told from the other names of a record; `pattern` if absent. */
	certain?: string;
	/** Example of a value. */
	example?: string;
	/** Set if the list contains custom fields: how to read their kinds and choices and how to write values. */
	customFields?: CustomFieldRule;
	/** Other ways to identify a record, looked up with the list operation: mode → field name, label, placeholder. */
	lookups?: Record<string, Lookup>;
}

/** A way to identify a record other than its ID. */
export interface Lookup {
	/** Label of the mode, e.g. `By Email`. */
	name: string;
	placeholder: string;
	/** What a record is called in messages, e.g. `employee`. */
	one?: string;
	/** This many values to look up are worth reading one page of the whole list; if absent, each value is asked for. */
	many?: number;
	/** Fixed values of the query, by wire name. */
	with?: Record<string, string>;
	/** Operation for the lookup, if it is not that of the list. */
	operation?: string;
	/** Property of its records with the ID, if it is not the `value` of the list. */
	value?: string;
	/** Where the entered value goes in the query of the operation, e.g. `['mail', 'eq']`. */
	wire?: string[];
	/** Property that must equal the entered value. Without `wire`, the whole list is read and compared; with it, the vendor's answer is checked. */
	property: string;
	/** The entered value identifies a record of this other list, whose ID is the value of `property`. */
	via?: { list: string; lookup: string };
	/** Name of values of this form, e.g. `email addresses`. If set, such values are looked up wherever an ID is expected, also in lists of IDs. */
	recognized?: string;
	/** Form of the value. */
	pattern: string;
	patternName: string;
}

/** How to write the values of custom fields and where to read their choices. */
export interface CustomFieldRule {
	/** Property of a value with the ID of its custom field. */
	idProperty: string;
	/** Property of a value, and of a custom field, that says which kind it is. */
	typeProperty: string;
	valueProperty: string;
	textType: string;
	dateType: string;
	/** Operation that lists the values a custom field may have, and the placeholder of its address. */
	choices: { operation: string; path: string };
}

/**
 * Finds the ID of a record by something else, e.g. an email address.
 *
 * @param mode name of the lookup of the list
 * @param field the field it is for, named in messages
 * @param needs values that the list depends on, by wire name
 */
export type FindId = (
	list: List,
	mode: string,
	value: string,
	field: Pick<Field, 'displayName'>,
	needs?: Record<string, string>,
) => Promise<string>;
