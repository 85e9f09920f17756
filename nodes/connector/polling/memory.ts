import type { IDataObject } from 'n8n-workflow';
import type { Watch } from '../model/watch';
import { hash } from '../wire/hash';

/** What a trigger remembers between polls: JSON that n8n stores in the static data of the node. */
export interface Memory {
	/** Identifies the settings; memories of other settings are ignored. */
	about: string;
	/** Start of the last poll, in milliseconds since 1970. */
	at: number;
	/** Keys of the records chosen then; absent if everything was watched. */
	chosen?: string[];
	/** Fingerprints of the records by group (the IDs of the records above them) and ID. `~` in front: the record was missing in the last poll. */
	groups: Record<string, Record<string, string>>;
	/** Recently returned records, with the date (milliseconds since 1970, base 36) for which they were returned. */
	given: Record<string, string>;
}

/** Property of the static data with the memory. */
const PROPERTY = 'memory';

/**
 * Returns the key of a memory: another event, other properties to compare or another credential start a new one.
 *
 * @param credentialId id of the node's credential
 */
export function aboutOf(
	{ value, event, ways, compared, ignored, goal, kept, since, moment, unless }: Watch,
	credentialId: string,
): string {
	const lists = ways.map((steps) =>
		steps.map(({ operation, level, with: fixed, only }) => ({ operation, level, fixed, only })),
	);
	const passed = event === 'passed' ? [moment!.properties, unless] : [];
	return `${value} ${hash([event, lists, compared, ignored, goal, kept, since?.property, credentialId, ...passed], 8)}`;
}

/** Returns the memory in the static data, if there is one for these settings. */
export function recall(staticData: IDataObject, about: string): Memory | undefined {
	const memory = staticData[PROPERTY] as unknown as Memory | undefined;
	return memory?.about === about ? memory : undefined;
}

/**
 * Stores the memory in the static data at the end of a poll, so that n8n saves it together with the items. It is not stored if another
 * poll has done so since `before` was read.
 *
 * @returns whether it was stored
 */
export function remember(staticData: IDataObject, before: Memory | undefined, next: Memory): boolean {
	const present = recall(staticData, next.about);
	if (present?.at !== before?.at) return false;
	staticData[PROPERTY] = next as unknown as IDataObject;
	return true;
}

/** Whether a record was already watched when the memory was stored. */
export function wasWatched({ chosen }: Memory, key: string): boolean {
	return chosen === undefined || isBelow(key, chosen);
}

/** Whether a key equals one of the given keys or is below one. */
export function isBelow(key: string, keys: string[]): boolean {
	return keys.some((one) => key === one || key.startsWith(`${one}/`));
}
