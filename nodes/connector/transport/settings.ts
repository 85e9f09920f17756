import { FieldIssue } from '../model/failures';
import { short } from '../wire/texts';
import { type NumberField, readNumber } from '../wire/values';

/** How a person wants calls to be made; every value has a default. */
export interface CallSettings {
	/** Longest time to wait for a limit or a lock of the vendor, in seconds; 0 does not wait. */
	longestWait: number;
	/** Tries per request, the first one included. */
	tries: number;
	/** Part of the vendor's allowance that this node may use, in percent. */
	share: number;
	/** Time for one answer, in seconds. */
	timeout: number;
}

export const DEFAULT_CALL_SETTINGS: CallSettings = { longestWait: 600, tries: 5, share: 100, timeout: 60 };

/** Options of a node; those that were not added are absent. */
export interface NodeOptions extends Partial<CallSettings> {
	/** Most requests under way at the same time. */
	concurrency?: number;
}

/** A week, in seconds: whoever would wait longer starts the workflow again later. */
const WEEK = 604_800;

/** The numbers among the Options, with the bounds inside which every run comes to an end. */
export const OPTION_NUMBERS: Record<keyof NodeOptions, NumberField> = {
	concurrency: { displayName: 'Concurrency', kind: 'integer', minimum: 1, maximum: 50 },
	longestWait: { displayName: 'Longest Wait', kind: 'number', minimum: 0, maximum: WEEK },
	share: { displayName: 'Share of the Limit (%)', kind: 'number', minimum: 1, maximum: 100 },
	timeout: { displayName: 'Timeout', kind: 'number', minimum: 1, maximum: WEEK },
	tries: { displayName: 'Tries', kind: 'integer', minimum: 1, maximum: 10 },
};

/**
 * Reads the Options of a node.
 *
 * @param value the collection as n8n gives it
 * @throws FieldIssue for an option that was added and is empty, no number or out of bounds
 */
export function readOptions(value: unknown): NodeOptions {
	const given = value ?? {};
	if (typeof given !== 'object' || Array.isArray(given))
		throw new FieldIssue('Options', `This must be an object with options, but it is "${short(given)}"`);
	const options: NodeOptions = {};
	for (const name of Object.keys(OPTION_NUMBERS) as Array<keyof NodeOptions>) {
		if (Object.hasOwn(given, name))
			options[name] = readNumber(OPTION_NUMBERS[name], (given as Record<string, unknown>)[name]);
	}
	return options;
}
