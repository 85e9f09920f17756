/**
 * What a polling trigger looks for. Watches stand in a service's `watches.yaml`, are compiled into its catalogue and are all that the code
 * in `polling` knows.
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
	/** Ways to the watched records; several where records of one kind lie at different addresses. */
	ways: Step[][];
	/** `changed`: the properties that count, at most ten; without them the whole record counts. */
	compared?: string[];
	/** `changed`: properties of the whole record that do not count. */
	ignored?: string[];
	/** `became`: values by property; a record that has one of them has arrived. */
	goal?: Record<string, Array<string | number | boolean>>;
	/** `soon`: when the thing starts or ends, and the name under which that comes out, e.g. `startsAt`. */
	moment?: Moment & { as: string };
	/** `soon`: filters of the last list that narrow it to what starts in time, each a place in its query. */
	between?: { from: string[]; to: string[] };
	/** The last list can be asked for what is new since a time: no record has to be remembered for longer than `overlapMinutes`. */
	since?: Since;
	/** Records are watched until so many days after a moment of theirs, then forgotten. */
	expires?: Expiry;
	/** `removed`: what is remembered of a record, because it cannot be read any more when it comes out. */
	kept?: string[];
	/** Fields that Simplify keeps; absent when every field matters. */
	simplified?: string[];
}

/**
 * `created`: a record that was not there before. `changed`: a record that is not as it was. `became`: a record that reached its goal.
 * `removed`: a record that is gone before its time. `soon`: a record whose moment is less than the chosen minutes away.
 */
export type WatchEvent = 'created' | 'changed' | 'became' | 'removed' | 'soon';

/** One list on the way to the watched records, read once for every record of the step before it. */
export interface Step {
	/** Operation that reads it; absent where chosen ids stand for the records and nothing has to be read. */
	operation?: string;
	/** Which of the operation's addresses (`Operation.levels`). */
	level?: string;
	/** Property that is the record's id; absent where the operation answers one record, which then has the id of its parent. */
	id?: string;
	/** Name under which the id goes on to the next steps and comes out, e.g. `courseId`. */
	as: string;
	/** Fixed values of the query. */
	with?: Record<string, unknown>;
	/** Names of earlier steps that go into the query, each with its place there; those of the address need no mention. */
	fill?: Record<string, string[]>;
	/** What comes out with every record found below this one: name in the output → property. */
	gives?: Record<string, string>;
	/** Only records with one of these values count, by property. */
	only?: Record<string, Array<string | number | boolean>>;
	/** A person can watch some records of this step instead of all. */
	pick?: Pick;
	/** What is below a record is watched until so many days after a moment of the record. */
	expires?: Expiry;
}

/** How a person chooses records of a step. */
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
	/** Property of the record that the filter looks at. */
	property: string;
	/** Only records whose `property` lies after this one count: what was changed after it was created. */
	after?: string;
	/** How far each reading reaches back before the last one, for what was written while that was under way and for clocks that differ. */
	overlapMinutes: number;
}

/** Where a record says when something is. */
export interface Moment {
	/** Properties that make the text, joined by a blank. */
	properties: string[];
	/** Luxon format; then the text is a reading of the clock in the chosen time zone. Absent: ISO 8601. */
	format?: string;
	/** The text is a day and its end is meant. */
	endOfDay?: boolean;
}

export interface Expiry extends Moment {
	/** Days after the moment. */
	days: number;
}
