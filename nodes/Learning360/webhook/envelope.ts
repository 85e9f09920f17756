import { jsonParse, type IDataObject, type INodeExecutionData } from 'n8n-workflow';

/** The content of a delivery. */
export interface Message {
	/** Event type; absent if the body has none, as in xAPI statements. */
	type?: string;
	/** Time of the event in milliseconds since 1970; absent if the body has none. */
	time: number | undefined;
	data: IDataObject;
}

/**
 * Reads the body of a delivery.
 *
 * @returns `undefined` if it is not a JSON object, or is nested deeper than n8n can store
 */
export function readBody(body: Buffer): Message | undefined {
	const content = jsonParse<unknown>(body.toString('utf8'), { fallbackValue: null });
	return isObject(content) && depthWithin(content) ? readPayload(content) : undefined;
}

/**
 * Takes the data out of the envelope `{ type, timestamp, data }`. An xAPI statement has none: it is the data itself and says the time in a
 * `timestamp` of its own. Whatever else comes is passed on as it is: the vendor adds events now and then.
 * Source: https://360learning.readme.io/docs/event-payload-and-headers
 */
export function readPayload(payload: IDataObject): Message {
	const { type, timestamp, data } = payload;
	if (typeof type === 'string' && isObject(data)) return { type, time: timeOf(timestamp), data };
	return { time: timeOf(timestamp), data: payload };
}

/** The item that starts the workflow. */
export function itemOf(id: string, type: string, time: number, data: IDataObject): INodeExecutionData {
	const event = { eventId: id, eventType: type, eventTime: new Date(time).toISOString() };
	return { json: { ...event, ...data, ...event } };
}

/** What an ISO 8601 date with a time begins with. `Date.parse` alone takes almost any text that has a digit for some date. */
const ISO_DATE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

/**
 * Reads a time: the vendor's specification says an integer, its example has the same as text; statements have ISO 8601.
 *
 * @returns milliseconds since 1970; `undefined` when it is no time
 */
export function timeOf(timestamp: unknown): number | undefined {
	const text = typeof timestamp === 'number' ? String(timestamp) : timestamp;
	if (typeof text !== 'string') return undefined;
	const time = /^\d{1,16}$/.test(text) ? Number(text) : ISO_DATE.test(text) ? Date.parse(text) : NaN;
	return Number.isNaN(new Date(time).getTime()) ? undefined : time;
}

export function isObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Maximum nesting of an event. n8n serializes and copies items recursively and fails at a few thousand levels. */
const DEEPEST = 200;

/** Whether a value is nested no deeper than n8n can store. */
export function depthWithin(value: unknown, deepest = DEEPEST): boolean {
	let level = new Set([value].filter(isContainer));
	for (let depth = 0; level.size > 0; depth += 1) {
		if (depth > deepest) return false;
		level = new Set([...level].flatMap((entry) => Object.values(entry).filter(isContainer)));
	}
	return true;
}

function isContainer(value: unknown): value is object {
	return typeof value === 'object' && value !== null;
}
