import type { Field } from '../../connector/model/field';
import type { Operation } from '../../connector/model/operation';
import type { KnownService } from './services';
import type { Value } from './value';

/** A field of an operation with what was filled in, in the form of the wire. */
export interface Filled {
	field: Field;
	value: Value;
	/** How a record was chosen, where a locator holds the value. */
	locator?: { mode: string; cachedResultName?: string; cachedResultUrl?: string } | undefined;
	/** Mode of the locator that must take the value. */
	by?: string | undefined;
}

/** A parsed node that calls a vendor: its operation and values. */
export interface Source {
	service: KnownService;
	resource: string;
	operation: Operation;
	filled: Filled[];
	/** What the node was, for the report. */
	shown: string;
	/** It was an HTTP Request node, which hands on the vendor's whole answer. */
	isRequest: boolean;
	/** Address below the operation, for operations with several. */
	level?: Value;
	/** Entries of a bulk operation that the request sent in one call. */
	entries?: Value;
	/** How many records of a list are read; all when absent. */
	limit?: Value;
	/** Options that the new node takes over. */
	options: Record<string, unknown>;
	/** Values sent that have no field. */
	unknown: string[];
	/** Names under which the items of the node hold the answer of the vendor, e.g. `body` of a full response. */
	wrapped: string[];
	/** The one item of the node is the whole list. */
	holdsList?: boolean;
	/** Findings about the behavior of the node. */
	notes: string[];
}
