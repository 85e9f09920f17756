/**
 * Types of a vendor's webhook events. The webhooks of a service's document are compiled into an `EventCatalogue` at build time (see
 * `compiler/events.ts`), and triggers only use these types.
 */

/** The compiled webhooks of one service: what ships in `dist` as `events.json`. `Id` are the ids of its operations. */
export interface EventCatalogue<Id extends string = string> {
	/** Event types in the order of the dropdown (alphabetical by label). */
	events: EventType[];
	/** IDs in events for which the record can be read. */
	references: Array<Reference<Id>>;
}

/** A webhook event. */
export interface EventType {
	/** The vendor's name, e.g. `path.session.added`. */
	type: string;
	/** Label that begins with the group, e.g. `Path Session: Added`. */
	name: string;
	/** One sentence: when it is sent. */
	description: string;
}

/** A property of events with the ID of a record or a list of IDs. */
export interface Reference<Id extends string = string> {
	/** Place in the data of the event, in lodash's notation, e.g. `context.pathId`. */
	property: string;
	/** What the record is: the resource of the operation that reads it, e.g. `pathSession`. */
	kind: string;
	/** Label of the kind, e.g. `Path Session`. */
	kindName: string;
	/** Name that the record gets in the item, e.g. `learner`. */
	as: string;
	/** Operation that reads the record. */
	operation: Id;
	/** Where the id goes. */
	at: 'path' | 'query';
	/** Place in that part, outermost name first. */
	wire: string[];
	/** Text in front of the id, e.g. `urn:360learning:course:`; without it there, the value names something else. */
	prefix?: string;
}
