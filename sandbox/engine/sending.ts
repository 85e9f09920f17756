import type { ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { FaultEffect } from '../types.ts';
import type { Answer } from './answer.ts';

const PIECES = 10;

/** Sends an answer, with the mishap that a fault asks for on the way out. */
export async function send(response: ServerResponse, answer: Answer, fault: FaultEffect = {}): Promise<void> {
	const bytes = fault.empty ? Buffer.alloc(0) : toBytes(answer);
	const headers: Record<string, string> = { ...answer.headers, ...fault.headers };
	if (fault.nextLink !== undefined) headers.link = `<${fault.nextLink}>; rel="next"`;
	if (bytes.length > 0) headers['content-type'] = answer.mediaType ?? 'application/json; charset=utf-8';
	if (answer.status !== 204) headers['content-length'] = String(bytes.length);
	response.writeHead(answer.status, headers);
	if (fault.truncate) {
		response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
		return;
	}
	if (fault.slowDrip) await drip(response, bytes, fault.slowDrip);
	else response.end(bytes);
}

function toBytes(answer: Answer): Buffer {
	if (answer.bytes) return answer.bytes;
	return answer.body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(answer.body));
}

async function drip(response: ServerResponse, bytes: Buffer, milliseconds: number): Promise<void> {
	const size = Math.max(1, Math.ceil(bytes.length / PIECES));
	for (let start = 0; start < bytes.length && !response.destroyed; start += size) {
		await setTimeout(milliseconds / PIECES);
		response.write(bytes.subarray(start, start + size));
	}
	response.end();
}
