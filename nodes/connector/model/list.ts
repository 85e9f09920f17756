import type { Field } from './field';

/** A list of the vendor's records from which a person picks one. */
export interface List {
	/** Operation that reads it. */
	operation: string;
	/** Property that is the value; `location.locationId` where it lies in another one. */
	value: string;
	/** Properties that make the label, in order, joined by `separator`; signs around a name stand around its value: `(mail)`. */
	label: string[];
	separator?: string;
	/** Property that adds a second line. */
	description?: string;
	/** Luxon formats of properties that are dates in a form of the vendor's own. */
	dates?: Record<string, string>;
	/** Ids in the label that stand for other records: the operation that reads one, the placeholder of its address, the properties shown. */
	names?: Record<string, { operation: string; path: string; label: string[] }>;
	/** Too long to choose several of it in one dropdown: lists of its ids are typed in. */
	large?: boolean;
	/** Fields of the node that must be filled in first, by wire name of the list operation. */
	needs?: Record<string, string>;
	/** Fixed values of the list operation, by field name. */
	with?: Record<string, string | string[]>;
	/** Query field of the vendor that searches; without one the pages are searched here. */
	search?: string;
	/** Label of the mode in which the value is typed in, where it is not an ID. */
	typedName?: string;
	/** Form of the value. */
	pattern?: string;
	patternName?: string;
	/** Example of a value. */
	example?: string;
	/** The list holds a company's own fields: how their kinds and choices are read and how values are written. */
	customFields?: CustomFieldRule;
	/** Other ways to name a record, looked up in the list operation: mode → field name, label, placeholder. */
	lookups?: Record<string, Lookup>;
}

/** A way to name a record other than its id. */
export interface Lookup {
	/** Label of the mode, e.g. `By Email`. */
	name: string;
	placeholder: string;
	/** Operation that is asked, where it is not that of the list. */
	operation?: string;
	/** Property of its records that holds the id, where it is not the `value` of the list. */
	value?: string;
	/** Place of the typed value in the query of the operation, e.g. `['mail', 'eq']`. */
	wire?: string[];
	/** Property that must equal the typed value. Without `wire` the whole list is read for it; with it the vendor's answer is checked. */
	property: string;
	/** The typed value names a record of this other list, whose id is what `property` holds. */
	via?: { list: string; lookup: string };
	/** What values of this form are called, e.g. `email addresses`, where they are looked up wherever an id is expected, also in lists of ids. */
	recognized?: string;
	/** Form of the value. */
	pattern: string;
	patternName: string;
}

/** How the values of a company's own fields are written and where their choices are read. */
export interface CustomFieldRule {
	/** Property of a value that names its custom field. */
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
 * Finds the id behind another name of a record, e.g. an e-mail address.
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
