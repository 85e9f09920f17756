import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { Fault, LoggedRequest } from '../types.ts';
import { Aliases } from './aliases.ts';
import { type Answer, type Call, type Principal, Refusal } from './answer.ts';
import { checkAnswer, project } from './answers.ts';
import type { Clock } from './clock.ts';
import type { Control } from './control.ts';
import type { Faults } from './faults.ts';
import { readBody, readQuery } from './inputs.ts';
import type { Limits } from './limits.ts';
import type { RequestLog } from './requestLog.ts';
import { Routes } from './routes.ts';
import { send } from './sending.ts';
import type { Api, Service } from './service.ts';

/** What all servers of one sandbox share. */
export interface Shared {
	log: RequestLog;
	faults: Faults;
	limits: Limits;
	control: Control;
	/** Ends all access tokens issued so far. */
	endTokens: Record<'expire' | 'revoke', () => void>;
	latencyMs: number;
	checkAnswers: boolean;
	clock: Clock;
}

/** One host of a vendor, served on 127.0.0.1. */
export class VendorServer {
	private readonly service: Service;
	private readonly shared: Shared;
	private readonly routes: Routes;
	private readonly aliases: Aliases;
	private readonly apis: Map<string, Api>;
	private readonly server: Server;
	private address = '';

	constructor(service: Service, shared: Shared) {
		this.service = service;
		this.shared = shared;
		const operations = service.apis.flatMap((api) => api.operations);
		this.routes = new Routes(operations);
		this.aliases = new Aliases(operations);
		this.apis = new Map(service.apis.map((api) => [api.name, api]));
		this.server = createServer((request, response) => void this.receive(request, response));
		// Clients keep connections; closing them early would look like an injected fault.
		this.server.keepAliveTimeout = 60_000;
	}

	/** `http://127.0.0.1:port` */
	get url(): string {
		return this.address;
	}

	async listen(port: number): Promise<void> {
		await new Promise<void>((resolve, reject) => {
			this.server.once('error', reject);
			this.server.listen(port, '127.0.0.1', () => {
				this.server.off('error', reject);
				resolve();
			});
		});
		this.address = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	async close(): Promise<void> {
		const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
		this.server.closeAllConnections();
		await closed;
	}

	private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const url = request.url ?? '/';
		try {
			if (url.startsWith('/_sandbox/')) {
				await send(response, await this.shared.control.handle(request.method ?? 'GET', url, await readAll(request)));
				return;
			}
			const entry = this.shared.log.add(this.service.vendor, request.method ?? 'GET', url, request.headers);
			const bytes = await readAll(request);
			response.once('close', () => (entry.finishedAt ??= Date.now()));
			if (await this.serve(entry, url, bytes, request, response)) entry.finishedAt = Date.now();
		} catch {
			// The caller has gone away, in the middle of sending or receiving.
			response.destroy();
		}
	}

	/** @returns whether the request has come to an end; one that a fault leaves hanging has not */
	private async serve(
		entry: LoggedRequest,
		url: string,
		bytes: Buffer,
		request: IncomingMessage,
		response: ServerResponse,
	): Promise<boolean> {
		entry.body = bytes.toString(/^multipart/i.test(request.headers['content-type'] ?? '') ? 'latin1' : 'utf8');
		this.service.tick?.();
		const match = this.routes.match(entry.method, entry.path);
		const api = match && this.apis.get(match.operation.api);
		if (match)
			Object.assign(entry, {
				operationId: match.operation.id,
				operationPath: match.operation.path,
				api: match.operation.api,
			});
		// Limits count what arrives, whatever becomes of it afterwards.
		const passed = match && api && this.shared.limits.arrive(api.limits(match.operation));
		const fault = passed ? undefined : this.shared.faults.take(entry, match?.operation);
		const delay = this.shared.latencyMs + (fault?.delayMs ?? 0);
		if (delay > 0) await setTimeout(delay);
		if (fault?.drop === 'before') return reset(request);
		if (fault?.tokens) this.shared.endTokens[fault.tokens]();
		if (fault?.acts && match && api) await this.handle(entry, url, bytes, api, match.operation, match.path, request);
		if (fault?.hang) return false;
		let answer = fault?.echo ? echo(fault, request, entry.body) : fault && replacement(fault);
		if (!answer && passed && api) answer = api.overLimit(passed, match.operation);
		if (!answer && match && api)
			answer = await this.handle(entry, url, bytes, api, match.operation, match.path, request);
		if (!answer) answer = this.aliases.redirect(entry.method, entry.path, url.split('?')[1] ?? '');
		if (!answer) {
			entry.validationFailures.push(`no document has ${entry.method} ${entry.path}`);
			answer = this.service.noRoute(entry);
		}
		if (fault?.drop === 'after') return reset(request);
		entry.status = answer.status;
		const date = new Date(this.shared.clock.now()).toUTCString();
		await send(response, { ...answer, headers: { date, ...answer.headers } }, fault);
		return true;
	}

	private async handle(
		entry: LoggedRequest,
		url: string,
		bytes: Buffer,
		api: Api,
		operation: Call['operation'],
		path: Record<string, string>,
		request: IncomingMessage,
	): Promise<Answer> {
		const headers = Object.fromEntries(
			Object.entries(request.headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]),
		);
		const query = readQuery(url.split('?')[1] ?? '', operation);
		entry.query = query;
		let answer: Answer;
		try {
			let principal: Principal = {};
			if (operation.security.length > 0) principal = api.authenticate({ headers, query }, operation);
			entry.query = { ...query };
			api.prepare?.(query, operation);
			const received = await readBody(bytes, headers['content-type'] ?? '', operation);
			const call: Call = {
				operation,
				path,
				query,
				headers,
				body: received.body,
				files: received.files,
				principal,
				origin: `http://${headers.host ?? this.address.slice('http://'.length)}`,
				url,
				entry,
			};
			answer = await answerCall(api, call, received.failures);
		} catch (error) {
			answer = error instanceof Refusal ? error.answer : broken(entry, error);
		}
		if (this.shared.checkAnswers && !answer.undocumented && !answer.bytes) {
			entry.answerFailures.push(...checkAnswer(operation, answer.status, answer.body));
		}
		return answer;
	}
}

async function answerCall(api: Api, call: Call, bodyFailures: string[]): Promise<Answer> {
	const failures = bodyFailures.map((text) => ({ part: 'body', at: '', keyword: 'read', text }));
	if (failures.length === 0) failures.push(...api.validator.validate(call.operation, call));
	if (failures.length > 0) {
		call.entry.validationFailures.push(...failures.map((failure) => failure.text));
		return api.invalid(failures, call);
	}
	const answer = await api.handle(call);
	const finished = answer.status < 300 && api.finish ? api.finish(answer, call) : answer;
	const success = call.operation.successes.find(({ status }) => status === finished.status);
	return success?.schema && !finished.bytes ? { ...finished, body: project(finished.body, success.schema) } : finished;
}

/** A handler failed in a way it should not: the caller sees a 500, the log says why. */
function broken(entry: LoggedRequest, error: unknown): Answer {
	entry.answerFailures.push(`the sandbox failed: ${(error as Error).stack ?? String(error)}`);
	return { status: 500, body: { error: 'sandbox_failure' }, undocumented: true };
}

/** The answer that a fault puts in place of the real one, if it does. */
function replacement(fault: Fault): Answer | undefined {
	if (fault.redirect !== undefined) return { status: 302, headers: { location: fault.redirect, ...fault.headers } };
	if (fault.status === undefined && fault.body === undefined) return undefined;
	const text = typeof fault.body === 'string' ? fault.body : fault.body === undefined ? '' : JSON.stringify(fault.body);
	return {
		status: fault.status ?? 200,
		bytes: Buffer.from(text),
		mediaType: fault.contentType ?? 'application/json',
		headers: fault.headers,
	};
}

/** The request as the text of an error. */
function echo(
	{ status = 400, contentType = 'application/json', headers }: Fault,
	{ method, url, headers: received }: IncomingMessage,
	body: string,
): Answer {
	const text = [
		`${method} ${url}`,
		...Object.entries(received).map(([name, value]) => `${name}: ${String(value)}`),
		body,
	].join('\n');
	const answer = contentType.includes('json')
		? JSON.stringify({ error: { code: 'echoed', message: text }, errors: [text], data: text })
		: text;
	return { status, bytes: Buffer.from(answer), mediaType: contentType, headers };
}

function reset(request: IncomingMessage): true {
	request.socket.resetAndDestroy();
	return true;
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
	const parts: Buffer[] = [];
	for await (const part of request) parts.push(part as Buffer);
	return Buffer.concat(parts);
}
