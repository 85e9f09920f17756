import type { ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { FaultEffect } from '../types.ts';
import type { Answer } from './answer.ts';

const PIECES = 10;

/**
 * Sends an answer, with the mishap that a fault asks for on the way out.
 *
 * @throws Error when the caller has gone away meanwhile
 */
export async function send(response: ServerResponse, answer: Answer, fault: FaultEffect = {}): Promise<void> {
	const bytes = fault.empty ? Buffer.alloc(0) : toBytes(answer, fault);
	const headers: Record<string, string> = { ...answer.headers, ...fault.headers };
	if (fault.nextLink !== undefined) headers.link = `<${fault.nextLink}>; rel="next"`;
	if (bytes.length > 0)
		headers['content-type'] = answer.mediaType ?? fault.contentType ?? 'application/json; charset=utf-8';
	if (answer.status !== 204) headers['content-length'] = String(bytes.length);
	response.writeHead(answer.status, headers);
	if (fault.truncate) {
		response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
		return;
	}
	if (fault.slowDrip) await drip(response, bytes, fault.slowDrip);
	else response.end(bytes);
}

function toBytes(answer: Answer, fault: FaultEffect): Buffer {
	if (answer.bytes) return answer.bytes;
	const body = changed(answer.body, fault);
	return body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body));
}

function changed(body: unknown, fault: FaultEffect): unknown {
	if (fault.fields) return { ...(body as object), ...fault.fields };
	if (!('odd' in fault)) return body;
	if (Array.isArray(body)) return [oddOf(body[0], fault.odd), ...(body.slice(1) as unknown[])];
	return Object.fromEntries(
		Object.entries(body as object).map(([name, value]) => [name, Array.isArray(value) ? changed(value, fault) : value]),
	);
}

function oddOf(entry: unknown, odd: unknown): unknown {
	return odd !== null && typeof odd === 'object' && '$' in odd ? { ...(entry as object), ...(odd.$ as object) } : odd;
}

async function drip(response: ServerResponse, bytes: Buffer, milliseconds: number): Promise<void> {
	const size = Math.max(1, Math.ceil(bytes.length / PIECES));
	const gone = new AbortController();
	response.once('close', () => gone.abort());
	response.flushHeaders();
	for (let start = 0; start < bytes.length; start += size) {
		await setTimeout(milliseconds / PIECES, undefined, { signal: gone.signal });
		response.write(bytes.subarray(start, start + size));
	}
	response.end();
}
