/**
 * Types of what polling triggers look for. Watches are defined in a service's `watches.yaml` and compiled into its catalogue; the code in `polling`
 * knows nothing else.
 */

/** One entry of the Trigger On dropdown. */
export interface Watch {
	/** Value of the dropdown, e.g. `sessionChanged`; never changed after a release. */
	value: string;
	/** Label, Title Case, e.g. `Session Changed`. */
	name: string;
	/** Sentence below the label. */
	description: string;
	/** Advice shown above the fields. */
	notice?: string;
	event: WatchEvent;
	/** Ways to read the watched records; several if records of one kind have different paths. */
	ways: Step[][];
	/** `changed`: the properties that count, at most ten; without them the whole record counts. */
	compared?: string[];
	/** `changed`: properties of the whole record that do not count. */
	ignored?: string[];
	/** `became`: values by property; a record with one of them counts. */
	goal?: Record<string, Array<string | number | boolean>>;
	/** `soon`: when the record starts or ends, and the name of that time in the output, e.g. `startsAt`. */
	moment?: Moment & { as: string; unit?: 'days' };
	/** `passed`: properties that say that a record is done with; one that has any of them does not come out. */
	unless?: string[];
	/** What is read for each record that comes out, by the name under which it comes out. */
	adds?: Record<string, Addition>;
	/** `soon`: filters of the last list for records that start in time, each a place in its query. */
	between?: { from: string[]; to: string[] };
	/** Set if the last list can be filtered by time, so that records need not be remembered longer than `overlapMinutes`. */
	since?: Since;
	/** Number of days after a date of the record until it is no longer watched. */
	expires?: Expiry;
	/** `removed`: fields to remember, because the record cannot be read when the event is returned. */
	kept?: string[];
	/** Fields kept by Simplify; absent if all fields matter. */
	simplified?: string[];
}

/**
 * `created`: a new record. `changed`: a record with changed values. `became`: a record that reached one of the values to wait for. `removed`: a record
 * that disappeared early. `soon`: a record that starts or ends in less than the chosen number of minutes
 * or days. `passed`: a record whose time has come although it is not done with.
 */
export type WatchEvent = 'created' | 'changed' | 'became' | 'removed' | 'soon' | 'passed';

/** Another record, or several, read for one that comes out. */
export interface Addition {
	/** Operation that reads the record, or with `each` a list of IDs. */
	operation: string;
	/** Placeholders of its path, each with the property of the record that fills it. */
	by: Record<string, string>;
	/** Reads a record for each ID of the list. */
	each?: { operation: string; by: string };
	/** Properties that come out. */
	properties: string[];
}

/** One list on the way to the watched records, read once for each record of the previous step. */
export interface Step {
	/** Operation that reads it; absent if the chosen IDs are enough and nothing needs to be read. */
	operation?: string;
	/** Level of the operation (`Operation.levels`). */
	level?: string;
	/** Property with the record's ID; absent if the operation returns one record, which then has the ID of its parent. */
	id?: string;
	/** Name of the ID in the next steps and in the output, e.g. `courseId`. */
	as: string;
	/** Fixed values of the query. */
	with?: Record<string, unknown>;
	/** IDs of earlier steps to put into the query, each with its place; those in the path need no mention. */
	fill?: Record<string, string[]>;
	/** Values to return with every record found below this one: name in the output → property. */
	gives?: Record<string, string>;
	/** Only records with one of these values count, by property. */
	only?: Record<string, Array<string | number | boolean>>;
	/** Set if the user can watch some records of this step instead of all. */
	pick?: Pick;
	/** Number of days after a date of the record until the records below it are no longer watched. */
	expires?: Expiry;
}

/** How the user chooses records of a step. */
export interface Pick {
	/** Name of the list to pick from. */
	list: string;
	/** Label of one record, e.g. `Course`. */
	title: string;
}

/** How the incremental filter of a list works. */
export interface Since {
	/** Place in the query, e.g. `['modifiedAt', 'gte']`. */
	wire: string[];
	/** Property of the record that the filter compares. */
	property: string;
	/** Only records whose `property` is later than this one count, such as records changed after creation. */
	after?: string;
	/** How far each poll reaches back before the previous one, for records written during it and for clocks that differ. */
	overlapMinutes: number;
}

/** Where to find a date in a record. */
export interface Moment {
	/** Properties of the text, joined by a space. */
	properties: string[];
	/** Luxon format of a local time in the chosen time zone. ISO 8601 if absent. */
	format?: string;
	/** The text is a day, and the end of the day is meant. */
	endOfDay?: boolean;
}

export interface Expiry extends Moment {
	/** Days after the date. */
	days: number;
}
