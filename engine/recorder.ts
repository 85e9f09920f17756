import { AsyncLocalStorage } from 'node:async_hooks';
import diagnostics from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Logger } from 'n8n-workflow';
import { container, LoggerService, workflow } from './n8n.ts';

/** A line that a node or n8n itself wrote to the log during a run. */
export interface LogLine {
	level: 'error' | 'warn' | 'info' | 'debug';
	message: string;
	/** Node that was running. */
	node?: string;
}

/** A request that left the process during a run. */
export interface RequestLine {
	/** Node that was running. */
	node?: string;
	method: string;
	/** Address without the query, which may carry keys. */
	url: string;
	/** Status of the answer; absent when there was none. */
	status?: number;
}

/** Log lines and network requests of one run. */
export class Recorder {
	readonly logs: LogLine[] = [];
	readonly requests: RequestLine[] = [];
	/** Name of the node that is running. */
	node?: string;

	/** Runs `work`; everything it logs and sends, however deep, is recorded here and nowhere else. */
	async record<T>(work: () => Promise<T>): Promise<T> {
		if (recording++ === 0) listen();
		try {
			return await storage.run(this, work);
		} finally {
			if (--recording === 0) stopListening();
		}
	}
}

const storage = new AsyncLocalStorage<Recorder>();
const lines = new WeakMap<ClientRequest, RequestLine>();
let recording = 0;

/** Notes a request on the run that sends it. */
function onRequest(message: unknown): void {
	const recorder = storage.getStore();
	if (!recorder) return;
	const { request } = message as { request: ClientRequest };
	const path = request.path.split('?')[0] ?? '';
	const host = String(request.getHeader('host') ?? request.host);
	const line: RequestLine = { node: recorder.node, method: request.method, url: `${request.protocol}//${host}${path}` };
	lines.set(request, line);
	recorder.requests.push(line);
}

function onResponse(message: unknown): void {
	const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
	const line = lines.get(request);
	if (line) line.status = response.statusCode;
}

/** Attaches to Node's own channels for outgoing requests, through which all of n8n's pass. */
function listen(): void {
	diagnostics.subscribe('http.client.request.start', onRequest);
	diagnostics.subscribe('http.client.response.finish', onResponse);
}

function stopListening(): void {
	diagnostics.unsubscribe('http.client.request.start', onRequest);
	diagnostics.unsubscribe('http.client.response.finish', onResponse);
}

/** Writes to the run that is under way; without one the line is dropped. */
function write(level: LogLine['level'], message: string): void {
	const recorder = storage.getStore();
	recorder?.logs.push({ level, message, node: recorder.node });
}

const logger: Logger & { scoped(): Logger } = {
	error: (message) => write('error', message),
	warn: (message) => write('warn', message),
	info: (message) => write('info', message),
	debug: (message) => write('debug', message),
	scoped: () => logger,
};

// Before anything asks n8n for its logger: n8n's own would write to the terminal.
container.set(LoggerService, logger);
workflow.LoggerProxy.init(logger);
