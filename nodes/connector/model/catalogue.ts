/**
 * What a service is made of. Its OpenAPI documents are compiled into a `Catalogue` at build time (see `compiler/`); everything else in the connector
 * reads nothing but the types of this room.
 */
import type { Option } from './field';
import type { List } from './list';
import type { AnswerRule, ErrorMeaning, Operation } from './operation';
import type { Watch } from './watch';

/** The compiled documents of one service: what ships in `dist` as `catalogue.json`. */
export interface Catalogue {
	/** Title of the API, e.g. `360Learning API v2`. */
	title: string;
	/** Resources in the order of the dropdown (alphabetical by label). */
	resources: Resource[];
	/** Lists that a person can pick from, by name. */
	lists: Record<string, List>;
	/** Limits of the vendor, by name. */
	paces: Record<string, Pace>;
	/** Error codes that any operation can answer. */
	errors: ErrorMeaning[];
	/** Option sets used by more than one field, by name. */
	options: Record<string, Option[]>;
	/** Headers that every request carries, e.g. the version of the API. */
	headers: Record<string, string>;
	/** How bulk operations are followed, where the service has any. */
	bulk?: BulkRule;
	/** How the vendor says yes and no in the body of an answer, where the HTTP status alone does not tell. */
	answers?: AnswerRule;
	/** What polling triggers can look for. */
	watches?: Watch[];
	/** How many calls a day the vendor allows, in words, where it counts them. */
	daily?: string;
}

/** A thing of the vendor: a tag of the document, an entry of the Resource dropdown. */
export interface Resource {
	/** Value of the dropdown and folder of the previews, e.g. `pathSession`. */
	value: string;
	/** Label, singular, Title Case, e.g. `Path Session`. */
	name: string;
	/** Value of the operation that is chosen when the resource is; workflows do not store it. */
	default: string;
	operations: Operation[];
}

/** A limit of the vendor. */
export interface Pace {
	/** Calls in the window. */
	requests?: number;
	/** Length of the window, in seconds. */
	seconds?: number;
	/** Wait after passing the limit, in seconds. */
	lockSeconds?: number;
	/** Calls under way at the same time. */
	concurrent?: number;
	/** What is counted: all operations together, or each operation alone. */
	per: 'service' | 'operation';
	/** Requests in flight by default. */
	concurrency: number;
}

/** How a bulk operation is followed. */
export interface BulkRule {
	/** Header that names the queued operation; its last segment is the id. */
	header: string;
	/** Address of the status, with `{id}`. */
	statusPath: string;
	/** Address of the results, with `{id}`. */
	resultsPath: string;
	/** Values of `status` with which it goes on; `completed` and `error` end it. */
	underWay: string[];
	/** Paces that both calls count against. */
	paces: string[];
}
