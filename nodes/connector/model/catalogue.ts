/**
 * Types of a service. Its OpenAPI documents are compiled into a `Catalogue` at build time (see `compiler/`), and the rest of the connector only uses
 * the types of this room.
 */
import type { Option } from './field';
import type { List } from './list';
import type { AnswerRule, ErrorMeaning, Operation } from './operation';
import type { Watch } from './watch';

/** The compiled documents of one service: what ships in `dist` as `catalogue.json`. */
export interface Catalogue {
	/** Title of the API, e.g. `360Learning API v2`. */
	title: string;
	/** Resources in the order of the dropdown; the first one is chosen at first. */
	resources: Resource[];
	/** Lists to pick records from, by name. */
	lists: Record<string, List>;
	/** Limits of the vendor, by name. */
	paces: Record<string, Pace>;
	/** Error codes that any operation can return. */
	errors: ErrorMeaning[];
	/** Option sets used by more than one field, by name. */
	options: Record<string, Option[]>;
	/** Headers of every request, e.g. the API version. */
	headers: Record<string, string>;
	/** Regular expression for IDs that are unique across all accounts of the vendor, by which accounts are recognized. */
	recordIds?: string;
	/** How to follow bulk operations, if the service has any. */
	bulk?: BulkRule;
	/** How the body of an answer reports success or failure, where the HTTP status alone does not. */
	answers?: AnswerRule;
	/** Places of passwords and secrets in output items, e.g. `secret`. */
	secrets?: string[];
	/** What polling triggers can look for. */
	watches?: Watch[];
	/** Initial choices of nodes of version 1 where they differ from today's. n8n does not store a parameter that has its default value. */
	former?: { resource?: string; operations?: Record<string, string>; watch?: string };
	/** Calls the vendor allows per day, in words; absent if there is no daily limit. */
	daily?: string;
}

/** A resource of the vendor's API and an entry of the Resource dropdown. */
export interface Resource {
	/** Value of the dropdown and folder of the previews, e.g. `pathSession`. */
	value: string;
	/** Label, singular, Title Case, e.g. `Path Session`. */
	name: string;
	/** Operation selected by default for the resource; workflows do not store defaults. */
	default: string;
	operations: Operation[];
}

/** A limit of the vendor. */
export interface Pace {
	/** Calls in the window. */
	requests?: number;
	/** Length of the window, in seconds. */
	seconds?: number;
	/** Lock after exceeding the limit, in seconds. */
	lockSeconds?: number;
	/** Maximum number of concurrent calls. */
	concurrent?: number;
	/** Whether the limit counts all operations together or each operation separately. */
	per: 'service' | 'operation';
	/** Requests in flight by default. */
	concurrency: number;
}

/** How to follow a bulk operation. */
export interface BulkRule {
	/** Header with the URL of the queued operation; its last segment is the ID. */
	header: string;
	/** Path of the status, with `{id}`. */
	statusPath: string;
	/** Path of the results, with `{id}`. */
	resultsPath: string;
	/** Values of `status` while it is running; `completed` and `error` end it. */
	underWay: string[];
	/** Paces that apply to both calls. */
	paces: string[];
}
