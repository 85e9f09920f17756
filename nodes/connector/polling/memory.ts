import type { IDataObject } from 'n8n-workflow';
import type { Watch } from '../model/watch';
import { hash } from '../wire/hash';

/** What a trigger remembers from poll to poll; plain JSON, kept by n8n in the static data of the node. */
export interface Memory {
	/** What it is about; memories about something else are not used. */
	about: string;
	/** When the last poll began, in milliseconds since 1970. */
	at: number;
	/** What was chosen then, as keys; absent when everything was watched. */
	chosen?: string[];
	/** Marks of the records by group (the ids of the records they lie below) and id. A mark that begins with `~` was missing last time. */
	groups: Record<string, Record<string, string>>;
	/** Records that came out lately, with the time (milliseconds since 1970, base 36) that made them come out. */
	given: Record<string, string>;
}

/** Property of the static data that holds the memory. */
const PROPERTY = 'memory';

/**
 * Names what a memory is about: another event, other properties to compare or another credential start anew.
 *
 * @param credentialId id of the node's credential
 */
export function aboutOf(
	{ value, event, ways, compared, ignored, goal, kept, since }: Watch,
	credentialId: string,
): string {
	const lists = ways.map((steps) =>
		steps.map(({ operation, level, with: fixed, only }) => ({ operation, level, fixed, only })),
	);
	return `${value} ${hash([event, lists, compared, ignored, goal, kept, since?.property, credentialId], 8)}`;
}

/** The memory in the static data, unless there is none or it is about something else. */
export function recall(staticData: IDataObject, about: string): Memory | undefined {
	const memory = staticData[PROPERTY] as unknown as Memory | undefined;
	return memory?.about === about ? memory : undefined;
}

/**
 * Puts a memory into the static data, as the last thing a poll does: what n8n stores with the items is what made them come out. Nothing is
 * put there when another poll has done so since `before` was recalled.
 *
 * @returns whether it was put there
 */
export function remember(staticData: IDataObject, before: Memory | undefined, next: Memory): boolean {
	const present = recall(staticData, next.about);
	if (present?.at !== before?.at) return false;
	staticData[PROPERTY] = next as unknown as IDataObject;
	return true;
}

/** Whether a record was watched already when the memory was made. */
export function wasWatched({ chosen }: Memory, key: string): boolean {
	return chosen === undefined || isBelow(key, chosen);
}

/** Whether a key is one of some keys or lies below one. */
export function isBelow(key: string, keys: string[]): boolean {
	return keys.some((one) => key === one || key.startsWith(`${one}/`));
}
